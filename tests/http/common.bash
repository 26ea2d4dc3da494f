# Shared by the tests of the server: one that runs in a folder of the test, and raw requests to it.

# shellcheck source=../functional/common.bash
load ../functional/common

# shellcheck disable=SC2034
PAGE=/errors/demo/hinge-does-not-move/

# start OPTIONS...: a server of the small canon on a port of its own; $PORT, $SERVER. `nobody` must reach the canon
# where tests run as root.
start() {
    chmod a+rx "$BATS_FILE_TMPDIR" 2>/dev/null || true
    : >"$BATS_TEST_TMPDIR/log"
    "$CAIRN" serve --listen 127.0.0.1:0 "$@" >"$BATS_TEST_TMPDIR/access" 2>"$BATS_TEST_TMPDIR/log" 3>&- &
    SERVER=$!
    wait_for 'listening on'
    PORT=$(sed -n 's/.*listening on http:\/\/127.0.0.1:\([0-9]*\).*/\1/p' "$BATS_TEST_TMPDIR/log")
}

# wait_for TEXT [FILE]: until the log has it, at most 10 s.
wait_for() {
    local file=${2:-$BATS_TEST_TMPDIR/log}
    for _ in $(seq 200); do
        grep -q "$1" "$file" 2>/dev/null && return
        sleep 0.05
    done
    echo "not seen: $1"
    cat "$file"
    return 1
}

stop() {
    [ -z "${SERVER:-}" ] || kill "$SERVER" 2>/dev/null || true
    [ -z "${SERVER:-}" ] || wait "$SERVER" || true
    SERVER=
}

teardown() {
    stop
}

# raw TEXT: send it as it is; \r \n are escapes. $output is what came back.
raw() {
    output=$(printf '%b' "$1" | "$HTTP_CLIENT" raw "$PORT")
}

# The statuses of the answers in $output, in order.
statuses() {
    grep -ao '^HTTP/1.1 [0-9]*' <<<"$output" | cut -d' ' -f2 | tr '\n' ' '
}

# answers STATUSES TEXT
answers() {
    raw "$2"
    [ "$(statuses)" = "$1 " ] && return
    printf 'wanted: %s\ngot: %s\nfor: %s\n' "$1" "$(statuses)" "$2"
    return 1
}

get() {
    curl -sS --max-time 20 "$@"
}
