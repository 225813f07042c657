# shellcheck shell=bash
# What scripts/run, scripts/test, scripts/check and scripts/lock share: Debian's packages, the virtual environment, the
# locks. Sourced, never run. A caller sets `system=no` when it was given --no-system.

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
venv=$root/.venv
# shellcheck disable=SC2034  # callers read and set these
system=yes
cd -- "$root" || exit

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$@"
    exit 1
}

# --- Debian and Ubuntu packages ---------------------------------------------------------------------------------------

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() { [ "$system" = yes ] && command -v apt-get >/dev/null && as_root true 2>/dev/null; }

# A fresh machine has no package lists and an old one has stale ones, so a failure is tried once more with new lists.
apt_install() {
    local -a command=(env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@")
    local log
    log=$(mktemp)
    as_root "${command[@]}" >"$log" 2>&1 </dev/null ||
        { as_root apt-get update -q && as_root "${command[@]}"; } >"$log" 2>&1 </dev/null ||
        {
            tail -n 5 "$log" >&2
            rm -f -- "$log"
            return 1
        }
    rm -f -- "$log"
}

# install_packages WHY PACKAGE...: installs those that are missing when it may; otherwise says which command would, and
# returns 1. Never asks a question.
install_packages() {
    local why=$1 package
    local -a missing=()
    shift
    for package in "$@"; do
        installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if may_install; then
        say "Installing ${missing[*]}: $why."
        apt_install "${missing[@]}" && return 0
    fi
    say "Not installed: ${missing[*]}: $why. To install:"
    say "    sudo apt-get install --no-install-recommends ${missing[*]}"
    return 1
}

# --- Python -----------------------------------------------------------------------------------------------------------

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# find_python [TEST]: prints the first Python of 3.11 or newer that also passes TEST; PYTHON names another one to use.
find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3}; do
        if command -v "$candidate" >/dev/null && new_enough "$candidate" && "${1:-true}" "$candidate"; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

python_for_venv() {
    local python version
    find_python has_venv && return 0
    if ! python=$(find_python); then
        # Ubuntu 22.04 has 3.11 beside its own 3.10; everywhere else python3 is what is wanted.
        install_packages "Python itself" python3 python3-venv || true
        find_python has_venv && return 0
        install_packages "Python 3.11 or newer" python3.11 python3.11-venv || true
    else
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        install_packages "to make a virtual environment" "python$version-venv" || true
    fi
    find_python has_venv || die "No Python 3.11 or newer with its venv module was found; PYTHON=/path/to/python names one."
}

works() { [ -x "$venv/bin/python" ] && new_enough "$venv/bin/python"; }

ensure_venv() {
    works && return 0
    local python
    [ -w "$root" ] || die "$root cannot be written to by $(id -un), so .venv cannot be made in it."
    python=$(python_for_venv)
    say "Making .venv with $("$python" --version)."
    rm -rf -- "$venv"
    "$python" -m venv -- "$venv" || die "The virtual environment could not be made."
}

# install_lock LOCK STAMP: installs exactly what the lock names, when it is not what was installed last.
install_lock() {
    local lock=$1 stamp=$venv/$2 wanted
    wanted="$(sha256sum <"$lock") $("$venv/bin/python" --version)"
    [ "$(cat -- "$stamp" 2>/dev/null)" = "$wanted" ] && return 0
    "$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip >/dev/null
    say "Installing the packages of $lock (this once; about a minute)."
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-input --require-hashes -r "$lock" ||
        die "The packages of $lock could not be installed; run the command again when the cause is gone."
    printf '%s\n' "$wanted" >"$stamp"
}

# prepare_python [LOCK STAMP]...: the virtual environment with these locks, by one script at a time.
prepare_python() {
    if command -v flock >/dev/null; then
        exec 9<"$root/scripts"
        flock 9
    fi
    ensure_venv
    while [ $# -gt 0 ]; do
        install_lock "$1" "$2"
        shift 2
    done
    exec 9<&-
}

# --- What makes Finnish well understood, and the browser ----------------------------------------------------------------

# The service works without these, less well; `python -m matchmaker doctor` says what is missing.
install_language_packages() {
    install_packages "Finnish word forms and a Finnish-English dictionary; without them matching is weaker" \
        libvoikko1 voikko-fi dict-freedict-fin-eng dict-freedict-eng-fin || true
}

# A Chromium for the browser tests: the one that CHROMIUM names, an installed one, or Debian's. Ubuntu has it as a snap
# only, so there it is the one that Playwright brings. CHROMIUM is set when it is not simply found by its name.
ensure_chromium() {
    local candidate
    for candidate in "${CHROMIUM:-chromium}" google-chrome-stable google-chrome; do
        ! command -v "$candidate" >/dev/null || return 0
    done
    if ! grep -qs '^ID=ubuntu' /etc/os-release; then
        install_packages "the browser tests need it" chromium || true
    elif CHROMIUM=$(playwright_chromium); then
        export CHROMIUM
    else
        unset CHROMIUM
        say "No Chromium: the browser tests need it. To install:"
        say "    sudo $venv/bin/playwright install-deps chromium && $venv/bin/playwright install chromium"
    fi
}

playwright_chromium() {
    local path
    path=$("$venv/bin/python" -c 'from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)')
    if [ ! -x "$path" ]; then
        [ "$system" = yes ] || return 1
        say "Installing Chromium: the browser tests need it."
        { ! may_install || as_root "$venv/bin/playwright" install-deps chromium; } >/dev/null &&
            "$venv/bin/playwright" install chromium >/dev/null || return 1
    fi
    printf '%s\n' "$path"
}
