# shellcheck shell=bash
# Shared by the scripts in tools/: where the checkout is, how to speak, how to build. Sourced, never run.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
cores="$(nproc)"

say() { printf '%s\n' "$@"; }

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# as_root COMMAND...: directly or through sudo.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "needs root for: $*"
    fi
}

# build PRESET TARGET...: configures once, then builds; nothing to do takes well under a second.
build() {
    local preset="$1"
    shift
    (
        cd "$root" || exit
        if [ ! -f "build/$preset/build.ninja" ]; then cmake --preset "$preset" || exit; fi
        cmake --build --preset "$preset" --target "$@"
    )
}

# wait_until SECONDS COMMAND...: polls until the command succeeds; fails when it did not within that time.
wait_until() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.05
    done
}
