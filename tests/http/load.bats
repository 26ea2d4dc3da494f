#!/usr/bin/env bats
# Many clients, slow ones, greedy ones: nobody suffers for another.

load common

# hold COMMAND COUNT: connections that stand until `let_go`.
hold() {
    mkfifo "$BATS_TEST_TMPDIR/end"
    "$HTTP_CLIENT" "$1" "$PORT" "$2" ${3:+"$3"} <"$BATS_TEST_TMPDIR/end" >"$BATS_TEST_TMPDIR/held" 3>&- &
    HOLDER=$!
    exec 7>"$BATS_TEST_TMPDIR/end"
    wait_for ready "$BATS_TEST_TMPDIR/held"
}

let_go() {
    exec 7>&-
    wait "$HOLDER"
}

metric() {
    get "http://127.0.0.1:$PORT/metrics" | sed -n "s/^$1 //p"
}

@test "10,000 idle connections are held while others are answered" {
    [ "$(ulimit -Hn)" -ge 10200 ] || skip 'the system permits too few descriptors'
    start
    local before after
    before=$(sed -n 's/^RssAnon:[[:space:]]*\([0-9]*\).*/\1/p' "/proc/$SERVER/status")
    hold idle 10000
    for _ in 1 2 3 4 5; do
        [ "$(get -o /dev/null -w '%{http_code}' "http://127.0.0.1:$PORT$PAGE")" = 200 ]
    done
    [ "$(metric cairn_http_connections)" -ge 10000 ]
    after=$(sed -n 's/^RssAnon:[[:space:]]*\([0-9]*\).*/\1/p' "/proc/$SERVER/status")
    echo "# KiB of memory: $before, with 10,000 connections $after" >&3
    [ "$before" -gt 0 ]
    # A sanitizer keeps what was freed, and more beside each allocation: memory says nothing there.
    ldd "${CAIRN%/*}/cairn-serve" | grep -q 'lib[at]san' || [ $((after - before)) -lt 8192 ]
    let_go
    grep -qx '10000 open' "$BATS_TEST_TMPDIR/held"
}

@test "a thousand clients in the middle of a request delay nobody" {
    start
    hold slow 1000
    for _ in 1 2 3 4 5; do
        [ "$(get --max-time 1 -o /dev/null -w '%{http_code}' "http://127.0.0.1:$PORT$PAGE")" = 200 ]
    done
    let_go
}

@test "a head that does not end is answered with 408 after ten seconds, whatever it brings meanwhile" {
    start
    local began=$SECONDS
    output=$(head -c 40 /dev/zero | tr '\0' a | "$HTTP_CLIENT" drip "$PORT" 400)
    [ "$(statuses)" = '408 ' ]
    [ $((SECONDS - began)) -ge 9 ] && [ $((SECONDS - began)) -le 20 ]
}

@test "a client that reads nothing is sent no more than fits, and harms nobody" {
    start
    hold greedy 2000 "$PAGE"
    [ "$(get --max-time 1 -o /dev/null -w '%{http_code}' "http://127.0.0.1:$PORT$PAGE")" = 200 ]
    let_go
}

@test "when there is no more room the longest idle connection makes it" {
    start --connections 20 --workers 1
    hold idle 30
    [ "$(get -o /dev/null -w '%{http_code}' "http://127.0.0.1:$PORT$PAGE")" = 200 ]
    [ "$(metric cairn_http_connections)" -le 20 ]
    [ "$(metric cairn_http_evicted_total)" -ge 10 ]
    let_go
}
