# Makes a text from a seed, counts the lines with each word in two ways, and compares.
# search SEED [LINES]
seed=$1 lines=${2:-600000}

awk -v seed="$seed" -v lines="$lines" 'BEGIN {
    srand(seed); count = split("apple banana cherry damson elder fig grape", words)
    for (i = 0; i < lines; i++) print words[1 + int(rand() * count)], words[1 + int(rand() * count)], words[1 + int(rand() * count)]
}' > text.txt
for word in apple banana cherry damson elder fig grape; do
    found=$(grep -c "$word" text.txt)
    expected=$(awk -v word="$word" 'index($0, word) { n++ } END { print n + 0 }' text.txt)
    echo "$word: in $found of $lines lines"
    test "$found" -eq "$expected"
done
