# shellcheck shell=bash
# The parts of ./tools/test, each a function part_NAME made of steps. Sourced after report.sh.
# A folder that a part needs and that is not there fails the part.

program_seconds=900   # no program of ours needs longer; one that hangs must not stop the rest

# What GoogleTest programs and API tests are built as. HOTLINE_TEST_PRESET=dev builds quicker, for work on one thing.
checked="${HOTLINE_TEST_PRESET:-asan}"

sources() { (cd "$root" && find service tests -name node_modules -prune -o \( -name '*.cpp' -o -name '*.hpp' \) -print | sort); }

# gtest_programs unit|integration: one for each folder with sources (tests/CMakeLists.txt).
gtest_programs() {
    local folder
    for folder in "$root/tests/$1"/*/; do
        if compgen -G "$folder*.cpp" >/dev/null; then say "$1_$(basename "$folder")"; fi
    done
}

# built PRESET TARGET...: a build that fails is one failed step, and what depends on it is not tried.
built() {
    local log="$logs/$part-build-$1.log"
    mkdir -p "$logs"
    say "  building $*"
    build "$@" >"$log" 2>&1 && return
    fail_step "build-$1" 'it does not build'
    grep -E -A 12 'error:|FAILED:|CMake Error' "$log" | head -n 100
    return 1
}

# sanitize PRESET: sets what the preset's programs run under.
sanitize() {
    case "$1" in
        asan)
            sanitized=(env ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1
                UBSAN_OPTIONS=print_stacktrace=1 ASAN_SYMBOLIZER_PATH=/usr/bin/llvm-symbolizer-19)
            ;;
        tsan)
            # Made-up complaints do for it as well as recorded ones.
            sanitized=(env HOTLINE_TEST_DATA=none
                TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:external_symbolizer_path=/usr/bin/llvm-symbolizer-19)
            # Some kernels place things where ThreadSanitizer keeps its shadow; without randomisation they do not.
            ! setarch --addr-no-randomize true 2>/dev/null || sanitized+=(setarch --addr-no-randomize)
            ;;
        *) sanitized=() ;;
    esac
}

# gtests PRESET PROGRAM...
gtests() {
    local preset="$1" program sanitized
    shift
    [ $# -gt 0 ] || { fail_step "$part" 'there is no such test program' && return; }
    built "$preset" "$@" || return 0
    sanitize "$preset"
    for program in "$@"; do
        step "$program" count_gtest "${sanitized[@]}" timeout "$program_seconds" "$root/build/$preset/tests/$program"
    done
}

# node_tests PRESET FOLDER VARIABLE=VALUE...: the folder's run.js against the preset's hotlined, with the variables in its environment.
node_tests() {
    local preset="$1" name="$2" folder="$root/tests/$2" sanitized
    shift 2
    built "$preset" hotlined hotlinectl || return 0
    [ -f "$folder/run.js" ] || { fail_step "$name" "tests/${folder##*/}/run.js does not exist" && return; }
    ensure_npm "$folder" || { fail_step "$name" "npm ci failed in tests/${folder##*/}" && return; }
    sanitize "$preset"
    step "$name" count_plain "${sanitized[@]}" env -C "$folder" HOTLINED="$root/build/$preset/hotlined" "$@" \
        timeout "$((2 * program_seconds))" node run.js
}

# check_files COMMAND...: the command with each file name read from stdin added, on all cores, one ok or not ok a file.
check_files() {
    # shellcheck disable=SC2016  # expanded by the inner shell
    xargs -P "$cores" -I '{}' bash -c 'file="$1"; shift; if out="$("$@" "$file" 2>&1)"; then echo "ok $file";
        else printf "%s\nnot ok %s\n" "$out" "$file"; fi' check '{}' "$@"
}

part_format() {
    step clang-format count_files format_files
    step shell-syntax count_files shell_files
}
# All in a few processes; one for each file only to name those that are otherwise.
format_files() {
    cd "$root" || return
    if sources | xargs -P "$cores" -n 100 clang-format-19 --dry-run -Werror 2>/dev/null; then
        sources | sed 's/^/ok /'
    else
        sources | check_files clang-format-19 --dry-run -Werror --ferror-limit=1
    fi
}
shell_files() { cd "$root" && printf '%s\n' tools/run tools/test tools/monitoring tools/hotlinectl tools/fuzz tools/lib/*.sh .ci/run | check_files bash -n; }

part_layers() { gtests "$checked" unit_layers; }

part_settings() { gtests "$checked" unit_settings; }

part_unit() {
    local programs
    mapfile -t programs < <(gtest_programs unit | grep -vx unit_layers)
    gtests "$checked" "${programs[@]}"
}

part_contract() {
    [ -f "$root/proto/openapi.yaml" ] || { fail_step redocly 'proto/openapi.yaml does not exist' && return; }
    [ -f "$root/tests/api/package.json" ] || { fail_step redocly 'tests/api/package.json does not exist' && return; }
    ensure_npm "$root/tests/api" || { fail_step redocly 'npm ci failed in tests/api' && return; }
    step redocly count_exit_code env -C "$root/tests/api" REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
        npm run --silent lint
}

# Known holes in what is shipped, as npm's registry and Debian tell them today.
part_dependencies() {
    local folder
    for folder in tests/api tests/monitoring/boards tests/monitoring/compose tools/lib-js; do
        ask_step "npm-${folder//\//-}" npm_holes "$root/$folder"
    done
    built "$checked" hotlined hotlinectl || return 0
    ask_step debian debian_holes "$root/build/$checked/hotlined" "$root/build/$checked/hotlinectl"
}

part_integration() {
    local programs
    mapfile -t programs < <(gtest_programs integration)
    gtests "$checked" "${programs[@]}"
}

part_api() { node_tests "$checked" api; }

# Rules and routes, runbooks, containers, boards: by their own tools, and alive beside the service where that can be.
part_monitoring() {
    ensure_npm "$root/tests/api" || { fail_step monitoring 'npm ci failed in tests/api' && return; }
    local tests
    for tests in monitoring monitoring/compose monitoring/alerts monitoring/boards; do
        node_tests "$checked" "$tests"
    done
}

# Over the joined files of a build of its own, which is only configured: each header is read once for eight sources.
part_tidy() {
    cmake -S "$root" --preset tidy >/dev/null || { fail_step clang-tidy 'it cannot be configured' && return; }
    step clang-tidy count_files tidy_files
}
tidy_files() {
    find "$root/build/tidy" -path '*/hotline_*/Unity/*.cxx' -not -path '*/hotline_test_support.dir/*' | sort |
        check_files clang-tidy-19 -p "$root/build/tidy" --quiet --header-filter='/service/.*\.(hpp|cpp)$'
}

# domain and settings know no threads; of the API, what several threads have to do with at once.
part_tsan() {
    local programs
    local files=(claiming configuration escalation intake live login notifications outage people profile stopping tls)
    mapfile -t programs < <({ gtest_programs unit; gtest_programs integration; } | grep -Evx 'unit_(layers|domain|settings)')
    gtests tsan "${programs[@]}"
    node_tests tsan api HOTLINE_TEST_SHORT=1 HOTLINE_API_FILES="${files[*]/%/.test.js}"
}

# The same few thousand inputs each time, grown from the kept corpus; ./tools/fuzz searches on.
part_fuzz() {
    local target
    local -A runs=([requests]=10000 [texts]=200000 [replies]=200000 [configurations]=200)
    built asan "${fuzz_targets[@]/#/fuzz_}" || return 0
    for target in "${fuzz_targets[@]}"; do
        rm -rf "$logs/fuzz/$target"
        step "fuzz_$target" count_exit_code fuzz "$target" "$logs/fuzz/$target" -seed=1 -runs="${runs[$target]}"
    done
}

part_chaos() { node_tests release chaos; }

part_replay() { node_tests release replay; }

part_bench() {
    built release bench_fill bench_live_viewers || return 0
    node_tests release bench
    node_tests release api HOTLINE_API_FILES=slow_clients.test.js
}
