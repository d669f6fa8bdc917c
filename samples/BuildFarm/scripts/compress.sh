# Makes a log file from a seed, compresses it as hard as gzip can, and compares what comes out again.
# compress SEED [LINES]
seed=$1 lines=${2:-200000}

awk -v seed="$seed" -v lines="$lines" 'BEGIN { srand(seed); for (i = 0; i < lines; i++) printf "%08d GET /page/%d 200 %d\n", i, rand() * 5000, rand() * 90000 }' > access.log
gzip -9 --keep access.log
gzip --decompress --stdout access.log.gz | cmp - access.log
wc -c access.log access.log.gz
