# Shared by the functional tests: a private home, a plain locale, the small canon, and what they assert with.
# CAIRN is the program and CAIRN_SOURCE the source tree; meson sets both.

bats_require_minimum_version 1.5.0

# shellcheck disable=SC2034 # the tests use these
HINGE='doord: hinge 7 at house.example.org does not move (code 41)'
# shellcheck disable=SC2034
OVERLOAD='doord: hinge 7 at house.example.org is overloaded by 12 kg (code 42)'

setup_file() {
    : "${CAIRN:?is the program under test}" "${CAIRN_SOURCE:?is the source tree}"
    export LC_ALL=C.UTF-8 TERM=xterm
    unset NO_COLOR CLICOLOR_FORCE COLUMNS XDG_CONFIG_HOME XDG_DATA_HOME
    export SMALL_CANON=$BATS_FILE_TMPDIR/canon.db
    export CAIRN_CANON=$SMALL_CANON
    "$CAIRN" build "$CAIRN_SOURCE/tests/data/canon-small" -o "$SMALL_CANON" >/dev/null
}

setup() {
    export HOME=$BATS_TEST_TMPDIR/home
    mkdir -p "$HOME" "$BATS_TEST_TMPDIR/place"
    cd "$BATS_TEST_TMPDIR/place" || return 1
}

# cairn STATUS ARGUMENTS...: run, expect that exit status; $output is standard output, $stderr the rest.
cairn() {
    local wanted=$1
    shift
    run --separate-stderr -"$wanted" "$CAIRN" "$@"
}

# Does text hold this? Both shown when not.
holds() {
    [[ $1 == *"$2"* ]] && return
    printf 'wanted: %s\nin:\n%s\n' "$2" "$1"
    return 1
}

lacks() {
    [[ $1 != *"$2"* ]] && return
    printf 'unwanted: %s\nin:\n%s\n' "$2" "$1"
    return 1
}

# Must fail. (A bare `!` would not end a test.)
no() {
    if "$@"; then
        echo "unwanted success: $*"
        return 1
    fi
}

# A complaint: one line "cairn: … [status]", each line after it indented, nothing on standard output.
complains() {
    # shellcheck disable=SC2154 # set by run
    holds "$stderr" "cairn: $1"
    [ -z "$output" ]
    no grep -vE '^(cairn: .* \[[a-z-]+\]$|  )' <<<"$stderr"
}
