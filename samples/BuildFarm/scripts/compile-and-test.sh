# Writes a C# library from a seed, compiles it, and runs it: its answers must be those that awk works out.
# compile-and-test NAME SEED [METHODS]
name=$1 seed=$2 methods=${3:-600}

awk -v name="$name" -v seed="$seed" -v methods="$methods" 'BEGIN {
    srand(seed)
    print "var wrong = 0;" > "Tests.cs"
    print "static class Library {" > "Library.cs"
    for (i = 1; i <= methods; i++) {
        factor = 1 + int(rand() * 900); term = int(rand() * 1000)
        printf "  public static long F%d(long x) { var y = x * %d; return y > %d ? y - %d : y + %d; }\n", i, factor, term, term, term > "Library.cs"
        product = i * factor
        expected = product > term ? product - term : product + term
        printf "if (Library.F%d(%d) != %d) wrong++;\n", i, i, expected > "Tests.cs"
    }
    print "}" > "Library.cs"
    printf "System.Console.WriteLine(\"%s: %d tests, \" + wrong + \" failed\");\nreturn wrong == 0 ? 0 : 1;\n", name, methods > "Tests.cs"
}'

csc -out:tests.dll Library.cs Tests.cs
run-dll tests.dll
