# Makes files from a seed and checks them against their own list of checksums.
# checksum SEED [LINES]
seed=$1 lines=${2:-400000}

for part in 1 2 3 4; do
    awk -v seed="$seed$part" -v lines="$lines" 'BEGIN { srand(seed); for (i = 0; i < lines; i++) print i, rand() }' > "part-$part.txt"
done
sha256sum part-*.txt > list.sha256
sha256sum --check list.sha256
