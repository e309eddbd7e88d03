# shellcheck shell=bash
# Running steps and counting what they tested. Sourced after common.sh.
#
# A step writes its output to a log under build/test-logs; a counting function then reads from the log how many tests
# passed and failed. A step that ran no test has failed: silence is never success.

logs="$root/build/test-logs"
passed=0 failed=0             # of the part that runs
all_passed=0 all_failed=0     # of all parts so far
failures=()                   # of all parts: what failed, one line each
unasked=()                    # of all parts: what could not be asked, one line each
part=''

count() {
    passed=$((passed + $1))
    failed=$((failed + $2))
}

# closing_line PASSED FAILED
closing_line() { say "$1 passed, $2 failed"; }

# fail_step NAME REASON: a step that could not run counts as one failed test.
fail_step() {
    say "  FAILED $1: $2"
    failures+=("$part/$1: $2")
    count 0 1
}

# not_asked NAME REASON: whose answer lies elsewhere, and nobody answers. Neither passed nor failed, and the closing says so.
not_asked() {
    say "  NOT ASKED $1: $2"
    unasked+=("$part/$1 was not asked: $2")
}

# step NAME COUNTER COMMAND...: runs the command, counts with COUNTER, shows the log when something failed.
step() {
    local name="$1" counter="$2" log started=$SECONDS code=0 ok bad
    shift 2
    log="$logs/$part-${name//\//_}.log"
    mkdir -p "$logs"
    "$@" >"$log" 2>&1 </dev/null || code=$?
    read -r ok bad < <("$counter" "$log" "$code")
    # A program can fail after its last test: a sanitizer's report, a crash on the way out.
    [ "$code" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
    if [ $((ok + bad)) -eq 0 ]; then
        say "  $name ran no test"
        bad=1
    fi
    count "$ok" "$bad"
    say "  $name: $ok passed, $bad failed ($((SECONDS - started)) s)"
    if [ "$bad" -gt 0 ]; then
        failures+=("$part/$name: $bad failed, exit code $code" "$(failed_tests "$log")")
        say "  exit code $code; from $log:"
        without_successes "$log" | tail -n 100
    fi
}

# The log without the tests and files that are well; of a test that never ended, the line that says it began.
without_successes() {
    awk '/^ok / { next }
         /^\[ RUN      \]/ { began = $0; next }
         /^\[       OK \]/ { began = ""; next }
         { if (began != "") print began; began = ""; print }
         END { if (began != "") print began }' "$1"
}

# The names of failed tests in a log, the first few.
failed_tests() {
    grep -E '^(\[  FAILED  \] [A-Za-z0-9_]+\.|  failed \[|not ok )' "$1" | sort -u | head -n 5 | sed 's/^/    /'
}

# One test: did it exit with 0?
count_exit_code() { if [ "$2" -eq 0 ]; then echo 1 0; else echo 0 1; fi; }

# GoogleTest's summary. A skipped test is not a passed one; a program that was cut off has no summary.
count_gtest() {
    awk '/^\[  PASSED  \] [0-9]+ test/ { ok += $4; summary = 1 }
         /^\[  SKIPPED \] [0-9]+ test/ { bad += $4 }
         /^\[  FAILED  \] [0-9]+ test/ { bad += $4 }
         END { if (!summary) { bad = bad ? bad : 1 } print ok + 0, bad + 0 }' "$1"
}

# The last line "N passed, N failed", or the totals of node's own test runner.
count_plain() {
    awk '/^([a-z]+: )?[0-9]+ passed, [0-9]+ failed/ { sub(/^[a-z]+: /, ""); ok = $1; bad = $3 }
         /^(# |ℹ )pass [0-9]+$/ { ok = $3 }
         /^(# |ℹ )(fail|cancelled|skipped|todo) [0-9]+$/ { if ($2 == "fail") bad = 0; bad += $3 }
         END { print ok + 0, bad + 0 }' "$1"
}

# Lines "ok FILE" and "not ok FILE", one for each file that was looked at.
count_files() { awk '/^ok / { ok++ } /^not ok / { bad++ } END { print ok + 0, bad + 0 }' "$1"; }

# run_part NAME: part_NAME does the work.
run_part() {
    local started=$SECONDS unasked_before=${#unasked[@]}
    part="$1" passed=0 failed=0
    say "== $part"
    "part_$part"
    [ $((passed + failed + ${#unasked[@]} - unasked_before)) -gt 0 ] || fail_step "$part" 'this part ran no test'
    all_passed=$((all_passed + passed))
    all_failed=$((all_failed + failed))
    say "   $part took $((SECONDS - started)) s"
    closing_line "$passed" "$failed"
}
