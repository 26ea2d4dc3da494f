#!/usr/bin/env bats
# Running the server: new canons, the end, sockets, rights.

load common

# steady: a client that asks all the time; `steady_result` ends it, $output is how it went. Not for `run`: only its own
# shell can wait for it.
steady() {
    "$HTTP_CLIENT" steady "$PORT" "$PAGE" >"$BATS_TEST_TMPDIR/steady" 3>&- &
    STEADY=$!
    wait_for ready "$BATS_TEST_TMPDIR/steady"
}

steady_result() {
    kill "$STEADY" 2>/dev/null || true
    wait "$STEADY" || true
    output=$(tail -1 "$BATS_TEST_TMPDIR/steady")
}

# A canon of the test's own, which it may replace.
own_canon() {
    mkdir -p "$BATS_FILE_TMPDIR/own"
    cp -r "$CAIRN_SOURCE/tests/data/canon-small" "$BATS_TEST_TMPDIR/source"
    CANON=$BATS_FILE_TMPDIR/own/$BATS_TEST_NUMBER.db
    "$CAIRN" build --quiet "$BATS_TEST_TMPDIR/source" -o "$CANON" >/dev/null
    chmod a+rx "$BATS_FILE_TMPDIR" "$BATS_FILE_TMPDIR/own"
}

@test "a canon that is replaced is used within seconds, and no request fails" {
    own_canon
    start --canon "$CANON"
    steady
    sed -i 's/severity: .*/severity: warning/' "$BATS_TEST_TMPDIR"/source/demo/hinge/hinge-does-not-move.yaml
    "$CAIRN" build --quiet "$BATS_TEST_TMPDIR/source" -o "$CANON" >/dev/null
    wait_for 'the canon was loaded anew'
    holds "$(get "http://127.0.0.1:$PORT${PAGE}index.json")" '"severity": "warning"'
    steady_result
    holds "$output" ', 0 failed'
}

@test "SIGHUP loads the canon again" {
    start
    kill -HUP "$SERVER"
    wait_for 'the canon was loaded anew'
    [ "$(get "http://127.0.0.1:$PORT/healthz")" = ok ]
}

@test "a damaged canon is reported, and the former one stays in use" {
    own_canon
    start --canon "$CANON"
    steady
    head -c 20000 "$CANON" >"$CANON.new"
    mv "$CANON.new" "$CANON"
    wait_for 'the new canon is not used, the former one stays in use'
    [ "$(get -o /dev/null -w '%{http_code}' "http://127.0.0.1:$PORT$PAGE")" = 200 ]
    "$CAIRN" build --quiet "$BATS_TEST_TMPDIR/source" -o "$CANON" >/dev/null
    wait_for 'the canon was loaded anew'
    steady_result
    holds "$output" ', 0 failed'
}

@test "SIGTERM under load: what has begun is answered, then the server ends with 0" {
    start
    steady
    sleep 0.3
    kill -TERM "$SERVER"
    wait "$SERVER"
    SERVER=
    steady_result
    holds "$output" ', 0 failed'
}

@test "a Unix socket, beside an address; one that was left behind is replaced" {
    local socket=$BATS_TEST_TMPDIR/http.sock
    start --listen "unix:$socket"
    [ "$(get --unix-socket "$socket" http://localhost/healthz)" = ok ]
    [ "$(get "http://127.0.0.1:$PORT/healthz")" = ok ]
    kill -9 "$SERVER"
    wait "$SERVER" || true
    [ -S "$socket" ]
    start --listen "unix:$socket"
    [ "$(get --unix-socket "$socket" http://localhost/healthz)" = ok ]
}

@test "an address that is taken, or none, is refused with a hint" {
    start
    run --separate-stderr -2 "$CAIRN" serve --listen "127.0.0.1:$PORT"
    holds "$stderr" "could not listen at 127.0.0.1:$PORT"
    holds "$stderr" 'hint: another program listens there'
    for address in 8080 localhost:80 127.0.0.1 127.0.0.1:70000 '[::1' unix:; do
        run --separate-stderr -2 "$CAIRN" serve --listen "$address"
        holds "$stderr" 'it is no address'
    done
    run --separate-stderr -2 "$CAIRN" serve --workers 0
    holds "$stderr" 'a whole number is needed, from 1 to 256'
    run --separate-stderr -2 "$CAIRN" serve --canon /nothing.db --listen 127.0.0.1:0
    holds "$stderr" 'the server could not start'
}

@test "sockets of systemd are used, and it is told how the server is" {
    command -v socat >/dev/null || skip 'socat is not installed'
    local notify=$BATS_FILE_TMPDIR/notify.sock
    socat -u "UNIX-RECV:$notify" "CREATE:$BATS_TEST_TMPDIR/told" 3>&- &
    local listener=$!
    until [ -S "$notify" ]; do sleep 0.05; done
    chmod a+rw "$notify"
    chmod a+rx "$BATS_FILE_TMPDIR"
    command -v systemd-socket-activate >/dev/null || skip 'systemd-socket-activate is not installed'
    PORT=$((20000 + RANDOM % 10000))
    systemd-socket-activate -l "127.0.0.1:$PORT" -E "CAIRN_CANON=$CAIRN_CANON" -E "NOTIFY_SOCKET=$notify" \
        "$CAIRN" serve 2>"$BATS_TEST_TMPDIR/log" 3>&- &
    SERVER=$!
    sleep 0.5
    [ "$(get --retry 20 --retry-connrefused --retry-delay 1 "http://127.0.0.1:$PORT/healthz")" = ok ]
    wait_for 'READY=1' "$BATS_TEST_TMPDIR/told"
    kill "$listener"
}

@test "as root: another user, no new privileges, and a filter in every thread" {
    [ "$(id -u)" = 0 ] || skip 'only root has something to give up'
    start
    [ -e "$CAIRN_SOURCE" ]
    for task in /proc/"$SERVER"/task/*/status; do
        grep -qE "^Uid:\s+$(id -u nobody)\s+$(id -u nobody)\s+$(id -u nobody)" "$task"
        grep -qE '^NoNewPrivs:\s+1' "$task"
        no grep -qE '^CapEff:\s+0*[1-9a-f]' "$task"
    done
    run --separate-stderr -2 "$CAIRN" serve --user no-such-user --listen 127.0.0.1:0
    holds "$stderr" 'could not find the user no-such-user'
}

@test "a filter of system calls is set in every thread" {
    start
    # Without it where a sanitizer is at work: the tests then have nothing to see.
    grep -q seccomp < <(ldd "${CAIRN%/*}/cairn-serve") || skip 'built without it'
    for task in /proc/"$SERVER"/task/*/status; do
        grep -qE '^Seccomp:\s+2' "$task"
    done
}

@test "folders that the user may not enter do not hide the canon that root names" {
    [ "$(id -u)" = 0 ] || skip 'only root has folders of its own'
    own_canon
    mkdir -p "$BATS_TEST_TMPDIR/closed/open"
    cp "$CANON" "$BATS_TEST_TMPDIR/closed/open/canon.db"
    chmod 700 "$BATS_TEST_TMPDIR/closed"
    chmod 755 "$BATS_TEST_TMPDIR/closed/open"
    start --canon "$BATS_TEST_TMPDIR/closed/open/canon.db"
    [ "$(get "http://127.0.0.1:$PORT/healthz")" = ok ]
}
