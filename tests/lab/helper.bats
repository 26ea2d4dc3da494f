#!/usr/bin/env bats
# The helper by itself, outside any sandbox: the tools that rigs use. What only the first process does is tested in sandboxes.

bats_require_minimum_version 1.5.0

setup() {
    : "${CAIRN_LAB_HELPER:?is the helper under test}"
    lab=$CAIRN_LAB_HELPER
    cd "$BATS_TEST_TMPDIR"
    port=$((20000 + BATS_TEST_NUMBER * 37 + $$ % 1000))
    servers=()
}

teardown() {
    [ ${#servers[@]} = 0 ] || kill "${servers[@]}" 2>/dev/null || :
}

serve() { # serve KIND [TEXT]
    "$lab" serve "$1" "$port" ${2+"$2"} 3>&- &
    servers+=($!)
    "$lab" wait "$port"
}

@test "a placeholder becomes the variable of its name, and nothing else changes" {
    depth=2 trusted_file=/etc/nginx/ca.crt run "$lab" fill <<<'verify_depth {{depth}}; file {{trusted_file}}; $x {{ {x} }} {{Depth}}'
    [ "$output" = 'verify_depth 2; file /etc/nginx/ca.crt; $x {{ {x} }} {{Depth}}' ]
}

@test "a placeholder without a variable is refused by name" {
    run -70 "$lab" fill <<<'a {{nobody_set_this}} b'
    [[ $output == *nobody_set_this* ]]
}

@test "a value that a shell could act on is refused" {
    for value in 'a;b' '$(id)' 'a b' '`id`' "a'b" 'a"b' '' $'a\nb' 'a|b' '*'; do
        depth=$value run -70 "$lab" fill <<<'{{depth}}'
    done
}

@test "a text that is too long is refused" {
    run -70 "$lab" fill < <(head -c 70000 /dev/zero | tr '\0' x)
}

@test "get prints status and body" {
    serve say 'HTTP/1.1 404 Not Found\r\nX: y\r\n\r\ngone'
    run -0 "$lab" get "$port" /
    [ "$output" = $'404\ngone' ]
}

@test "get says 000 when nobody listens, when the peer hangs up, and when it speaks something else" {
    run -0 "$lab" get 1 /
    [ "$output" = 000 ]
    serve close
    run -0 "$lab" get "$port" /
    [ "$output" = 000 ]
    port=$((port + 1))
    serve reset
    run -0 "$lab" get "$port" /
    [ "$output" = 000 ]
    port=$((port + 1))
    serve say 'SSH-2.0-OpenSSH_9.2 and more than twelve bytes'
    run -0 "$lab" get "$port" /
    [ "$output" = 000 ]
}

@test "a port that never opens makes wait fail, one that stays open makes closed fail" {
    run -1 "$lab" wait "$port"
    serve close
    run -1 "$lab" closed "$port"
}

@test "an address that is none, and a port that is none, are refused" {
    run -70 "$lab" get 1.2.3:80 /
    run -70 "$lab" get 70000 /
    run -70 "$lab" get 80x /
    run -70 "$lab" serve nonsense 0
}

@test "aged files are that old, links are not followed" {
    mkdir -p a/b && touch a/b/c outside && ln -s ../outside a/link
    "$lab" age 3600 a
    [ $(($(date +%s) - $(stat -c %Y a/b/c))) -ge 3600 ]
    [ $(($(date +%s) - $(stat -c %Y a))) -ge 3600 ]
    [ $(($(date +%s) - $(stat -c %Y outside))) -lt 60 ]
}

@test "children lists living children; gone waits for the end" {
    sleep 30 3>&- &
    child=$!
    run -0 "$lab" children $$
    [[ " $output " == *" $child "* ]]
    (sleep 0.2; kill $child) 3>&- &
    run -0 "$lab" gone $child
}

@test "renew waits for the old children of a program that replaces them" {
    sh -c 'trap "kill \$c; wait \$c; sleep 60 & c=\$!" USR1; sleep 60 & c=$!; echo $c >first; while :; do wait; done' 3>&- &
    parent=$!
    servers+=($parent)
    while [ ! -s first ]; do sleep 0.01; done
    run -0 "$lab" renew $parent 10
    run ! kill -0 "$(cat first)"
    servers+=($("$lab" children $parent))
}

@test "renew sees a refusal in the log, but not an older one" {
    echo 'an old emerg' >log
    sh -c 'trap "echo new emerg >>log" USR1; sleep 60 & echo $! >first; while :; do wait; done' 3>&- &
    parent=$!
    servers+=($parent)
    while [ ! -s first ]; do sleep 0.01; done
    run -1 "$lab" renew $parent 10 log emerg
    kill "$(cat first)"
}

@test "an unknown command shows the usage" {
    run -64 "$lab" nonsense
    [[ $output == *"lab get"* ]]
}
