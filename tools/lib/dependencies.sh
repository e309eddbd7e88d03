# shellcheck shell=bash
# What is known against the packages that are shipped: asked where it is known, each time anew. Sourced after report.sh and packages.sh.

unanswered=75   # exit code of a question that nobody answered

# ask_step NAME COMMAND...: a step of lines "ok …" and "not ok …". Lines "note …" are shown too.
ask_step() {
    local name="$1" answer="$logs/$part-$1.answer" code=0
    shift
    mkdir -p "$logs"
    "$@" >"$answer" 2>&1 </dev/null || code=$?
    sed -n 's/^note /  /p' "$answer"
    if [ "$code" -eq "$unanswered" ]; then
        not_asked "$name" "$(tail -n 1 "$answer")"
    else
        step "$name" count_files repeat "$answer" "$code"
    fi
}
repeat() { cat "$1" && return "$2"; }

# npm_holes FOLDER: of what its package-lock.json names. What only tests need is noted and fails nothing: it is not shipped.
npm_holes() { node "$root/tools/lib-js/npm_holes.js" "$1"; }

# debian_holes PROGRAM...: is each Debian package that is in them, or runs with them, the newest that Debian has, its security suite included?
# Updates that can be had are installed first.
debian_holes() {
    local lists="$root/build/apt" options packages
    # With lists of its own it needs no rights, and what is installed on the machine stays as it is.
    options=(-o "Dir::State::lists=$lists/lists" -o "Dir::Cache=$lists/cache" -o "APT::Sandbox::User=$(id -un)" -o Acquire::Retries=1)
    mkdir -p "$lists/lists/partial" "$lists/cache/archives/partial"
    apt-get update -qq --error-on=any "${options[@]}" || { say 'the Debian archive does not answer' && return "$unanswered"; }
    apt-cache policy "${options[@]}" | grep 'l=Debian-Security' >/dev/null ||
        { say "Debian's security suite is none of this machine's sources" && return "$unanswered"; }
    mapfile -t packages < <(packages_shipped "$@")
    take_newer "${packages[@]}"
    compare_with_archive "${packages[@]}"
    libraries_shipped "$@" | sed -n 's|^/.*|not ok &: of no Debian package|p'
}

# compare_with_archive PACKAGE...: by the `options` of whoever calls.
compare_with_archive() {
    apt-cache policy "${options[@]}" "$@" | awk '
        /^[^ ]/ { package = $1; sub(/:$/, "", package) }
        $1 == "Installed:" { installed = $2 }
        $1 == "Candidate:" && installed == $2 { print "ok", package, installed }
        $1 == "Candidate:" && installed != $2 {
            print "not ok", package ": installed is", installed ", the newest is", $2, "(apt-get install --only-upgrade " package ")"
        }'
}

# take_newer PACKAGE...: an update that is out counts as missing, and is installed like what is missing, where that is allowed.
take_newer() {
    local old
    mapfile -t old < <(compare_with_archive "$@" | sed -n 's/^not ok \([^:]*\):.*/\1/p')
    [ ${#old[@]} -eq 0 ] || [ "${HOTLINE_INSTALL:-yes}" != yes ] || (install_packages "${old[@]}") || true
}

# libraries_shipped PROGRAM...: the packages of the libraries they load; the file itself where it is of none.
libraries_shipped() {
    local file package
    ldd "$@" | grep -o '/[^ ]*\.so[^ ]*' | sort -u | while read -r file; do
        # Where /lib is a link, dpkg knows a file by one of its two names.
        package="$(dpkg-query -S "$file" "/usr$file" "${file#/usr}" "$(realpath "$file")" 2>/dev/null | head -n 1 | cut -d : -f 1)"
        say "${package:-$file}"
    done | sort -u
}

# packages_shipped PROGRAM...: those of their libraries, those whose headers are compiled in, and what runs beside them.
packages_shipped() {
    {
        libraries_shipped "$@" | grep -v '^/'
        printf '%s\n' "${packages_run[@]}" | grep -e '-dev$' | grep -vE 'gtest|gmock|benchmark'
        printf '%s\n' redis-server redis-tools tzdata ca-certificates
    } | sort -u
}
