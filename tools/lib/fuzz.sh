# shellcheck shell=bash
# Runs the fuzz targets (tests/fuzz) of the asan build. Sourced after common.sh.

fuzz_targets=(requests texts replies configurations)

# fuzz_seeds TARGET FOLDER: what it begins with: the kept corpus, and for configurations the shipped files.
fuzz_seeds() {
    local number=0 name
    mkdir -p "$2"
    [ ! -d "$root/tests/fuzz/corpus/$1" ] || cp -r "$root/tests/fuzz/corpus/$1/." "$2"
    [ "$1" = configurations ] || return 0
    # In the order in which the loader knows them; the first byte says which file it is.
    for name in $(sed -n '/kFiles{/,/};/p' "$root/service/settings/load_configuration.cpp" | grep -o '[a-z_]*\.yaml'); do
        { printf "\\x$(printf %02x "$number")" && cat "$root/config/$name"; } >"$2/$name"
        number=$((number + 1))
    done
}

# fuzz TARGET FOLDER OPTION...: what is found is kept in the folder; the exit code is not 0 when something breaks.
fuzz() {
    local target="$1" folder="$2"
    shift 2
    fuzz_seeds "$target" "$folder/corpus" &&
        UBSAN_OPTIONS=print_stacktrace=1 ASAN_SYMBOLIZER_PATH=/usr/bin/llvm-symbolizer-19 \
            "$root/build/asan/tests/fuzz_$target" "$@" -timeout=20 -rss_limit_mb=2500 -max_len=65536 \
            -artifact_prefix="$folder/broken-" -print_final_stats=1 "$folder/corpus"
}
