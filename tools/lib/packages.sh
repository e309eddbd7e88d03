# shellcheck shell=bash
# What the project needs from Debian 12 and npm, and how it comes to be installed. Sourced after common.sh.
# A second run finds everything in place and does not touch the network.

# To build and run hotlined. GoogleTest is among them because CMake describes the tests in every build.
packages_run=(
    clang-19 lld-19 llvm-19 ccache ninja-build cmake pkg-config
    libboost1.81-dev libhiredis-dev nlohmann-json3-dev prometheus-cpp-dev libgtest-dev libgmock-dev libbenchmark-dev libyaml-cpp-dev
    libspdlog-dev libfmt-dev libcli11-dev rapidjson-dev libjemalloc-dev libsodium-dev libssl-dev libhowardhinnant-date-dev libicu-dev
    libcurl4-openssl-dev libcjose-dev libkainjow-mustache-dev tzdata redis-server redis-tools openssl curl ca-certificates procps
)
# To watch it.
packages_monitoring=(prometheus prometheus-alertmanager curl)
# To test it. The boards are drawn in Chromium, with Chinese letters.
packages_test=(
    "${packages_run[@]}" "${packages_monitoring[@]}" chromium fonts-noto-cjk
    clang-tidy-19 clang-format-19 libclang-rt-19-dev wrk exim4-daemon-light
)
# What Debian starts with a package, when it arrives and at every boot. We only want the programs: each of our instances is private.
declare -A service_of=([redis-server]=redis-server [exim4-daemon-light]=exim4 [prometheus]=prometheus
    [prometheus-alertmanager]=prometheus-alertmanager)

# Those of the named packages that are installed.
installed_packages() {
    dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p'
}

# ensure_installed run|test|monitoring
ensure_installed() {
    local -n wanted="packages_$1"
    local missing=()
    command -v dpkg-query >/dev/null || die "this script installs Debian packages; here is no dpkg. Needed: ${wanted[*]}"
    mapfile -t missing < <(comm -23 <(printf '%s\n' "${wanted[@]}" | sort -u) <(installed_packages "${wanted[@]}" | sort))
    if [ "$1" = test ]; then
        # A newer Node from elsewhere is left alone.
        command -v node >/dev/null || missing+=(nodejs)
        command -v npm >/dev/null || missing+=(npm)
    fi
    [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
}

install_packages() {
    [ "${HOTLINE_INSTALL:-yes}" = yes ] || die "not installed (HOTLINE_INSTALL=$HOTLINE_INSTALL): $*"
    say "Installing: $*"
    as_root apt-get update -qq || die "apt-get update failed"
    install_without_starting "$@" || die "apt-get could not install: $*"
}

# Nothing that is installed already is removed for our sake (--no-remove).
apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --no-remove "$@" >/dev/null
}

install_without_starting() (
    policy=/usr/sbin/policy-rc.d
    services=()
    for package in "$@"; do
        [ -z "${service_of[$package]:-}" ] || services+=("${service_of[$package]}")
    done
    if [ ${#services[@]} -gt 0 ] && [ ! -e "$policy" ]; then
        trap 'as_root rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod 755 "$policy"
    fi
    apt_install "$@" || exit
    for service in "${services[@]}"; do
        if [ -d /run/systemd/system ]; then
            as_root systemctl disable --quiet --now "$service"
        else
            as_root update-rc.d "$service" disable
            as_root service "$service" stop
        fi
    done
)

# ensure_npm FOLDER: what the folder's package-lock.json names, without running anything that a package brings.
ensure_npm() {
    local folder="$1"
    local done="$folder/node_modules/.package-lock.json"
    [ -f "$folder/package-lock.json" ] || return 0
    [ ! -f "$done" ] || [ "$folder/package-lock.json" -nt "$done" ] || return 0
    (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) && touch "$done"
}
