# Sorts shuffled numbers from a seed in pieces, merges the pieces, and checks the order.
# sort-and-merge SEED [LINES]
seed=$1 lines=${2:-300000}

for piece in 1 2 3; do
    awk -v seed="$seed$piece" -v lines="$lines" 'BEGIN { srand(seed); for (i = 0; i < lines; i++) print int(rand() * 1000000000) }' | sort -n > "piece-$piece.txt"
done
sort -n --merge piece-*.txt > all.txt
sort -n --check all.txt
wc -l < all.txt
