#!/usr/bin/env bats
# outcome: reports are kept, counted apart, refused with reasons, and sent; and ledgers that are not ours or cannot be written.

# shellcheck disable=SC2154 # stderr is set by run

load common

ID=demo/hinge-does-not-move

# A change of the record.
setup_change() {
    CHANGE=$("$CAIRN" show --json "$ID" | jq -r '.workarounds[0].id')
}

@test "an outcome is noted in the user's own ledger, which only its owner can read" {
    setup_change
    cairn 0 outcome "$ID" "$CHANGE" worked --env 'doord 1.8.2'
    holds "$output" "Noted: $CHANGE worked for $ID."
    holds "$output" 'It is unattributed: kept apart, in no count.'
    [ "$(stat -c %a "$HOME/.local/share/cairn/ledger.db")" = 600 ]
    cairn 0 outcome "$ID"
    holds "$output" 'unattributed, in no count: worked in 1 of 1'
    cairn 0 show "$ID"
    holds "$output" 'Reported by Users'
}

@test "without a ledger nothing is shown of outcomes, and none is made by looking" {
    cairn 1 outcome "$ID"
    holds "$output" "Nothing was reported of \"$ID\" yet."
    cairn 0 show "$ID"
    lacks "$output" 'Reported by Users'
    [ "$("$CAIRN" show --json "$ID" | jq -c .field)" = '{"state":"none","reports":0}' ]
    [ ! -e "$HOME/.local/share/cairn/ledger.db" ]
}

@test "what does not exist is refused, with what is like it" {
    setup_change
    cairn 2 outcome demo/hinge-does-not-mov "$CHANGE" worked
    complains "cannot take the outcome: there is no record"
    holds "$stderr" "Did you mean: $ID"
    cairn 2 outcome "$ID" "${CHANGE}x" worked
    complains "cannot take the outcome: $ID has no change"
    holds "$stderr" "Did you mean: $CHANGE"
    cairn 2 outcome "$ID" "$CHANGE" worked --cause nothing_like_it
    complains "cannot take the outcome: $ID has no cause"
    cairn 2 outcome "$ID" "$CHANGE" perhaps
    complains "cannot tell what came of it from 'perhaps'"
    cairn 2 outcome "$ID" "$CHANGE"
    complains 'outcome needs a record alone'
    [ ! -e "$HOME/.local/share/cairn/ledger.db" ]
}

@test "an environment that says more than versions is refused" {
    setup_change
    for environment in 'db01.corp 1.2' 'host 10.0.0.5' '/etc/doord 1' 'doord'; do
        cairn 2 outcome "$ID" "$CHANGE" worked --env "$environment"
        complains 'cannot take the environment'
    done
}

@test "a token that nobody issued is denied, and an empty file is no token" {
    setup_change
    printf 'cairn_%064d\n' 0 >token
    cairn 2 outcome "$ID" "$CHANGE" worked --token-file token
    complains 'cannot take the outcome: the token is unknown'
    : >empty
    cairn 2 outcome "$ID" "$CHANGE" worked --token-file empty
    complains "cannot use the token in 'empty'"
}

@test "a ledger that is something else is refused and stays as it is" {
    setup_change
    printf 'my notes: not a database, but somebody needs them; do not write here at all\n' >notes
    cp notes before
    cairn 2 outcome "$ID" "$CHANGE" worked --ledger notes
    complains "could not open the ledger of outcomes 'notes': it is no database"
    cmp notes before
    cp "$SMALL_CANON" other.db
    cairn 2 outcome "$ID" "$CHANGE" worked --ledger other.db
    complains "cannot read 'other.db': it belongs to another program"
    cmp "$SMALL_CANON" other.db
    mkdir folder
    cairn 2 outcome "$ID" "$CHANGE" worked --ledger folder
    complains "cannot read 'folder': it is no regular file"
    ln -s nowhere link
    cairn 2 outcome "$ID" "$CHANGE" worked --ledger link
    complains "could not make the ledger of outcomes 'link'"
    [ ! -e nowhere ]
}

@test "a ledger that may only be read is shown, and says why it takes nothing" {
    command -v setpriv >/dev/null || skip 'setpriv is not installed'
    local as=()
    [ "$(id -u)" != 0 ] || as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    setup_change
    mkdir shut
    cairn 0 outcome "$ID" "$CHANGE" worked --ledger shut/l.db
    chmod 444 shut/l.db
    chmod 555 shut
    chmod 755 "$BATS_TEST_TMPDIR" "$BATS_FILE_TMPDIR" "$BATS_RUN_TMPDIR"
    run --separate-stderr -0 "${as[@]}" "$CAIRN" outcome "$ID" --ledger shut/l.db
    holds "$output" 'worked in 1 of 1'
    run --separate-stderr -2 "${as[@]}" "$CAIRN" outcome "$ID" "$CHANGE" failed --ledger shut/l.db
    complains 'could not '
    holds "$stderr" 'it may only be read [denied]'
    chmod 755 shut
}

@test "a full disk: one message, and what was there before is still there" {
    unshare -rm true 2>/dev/null || skip 'no namespace can be made here'
    setup_change
    mkdir small
    # shellcheck disable=SC2016 # the inner shell expands
    run --separate-stderr -0 unshare -rm sh -c '
        mount -t tmpfs -o size=128k none small || exit 9
        n=0
        while [ $n -lt 400 ] && "$0" outcome "$1" "$2" worked --ledger small/l.db >/dev/null 2>err; do n=$((n + 1)); done
        grep -c "^cairn: .*the disk is full \[io\]$" err
        grep -c "^cairn:" err
        rm -f small/filler
        mount -o remount,size=1m small
        "$0" outcome "$1" --ledger small/l.db --json | jq .field.unattributed
        echo "$n"' "$CAIRN" "$ID" "$CHANGE"
    [ "${lines[0]}" = 1 ]
    [ "${lines[1]}" = 1 ]
    [ "${lines[2]}" = "${lines[3]}" ]
    [ "${lines[2]}" -gt 0 ]
    [ "${lines[2]}" -lt 400 ]
}

@test "several at once: each waits for the others, none is lost" {
    setup_change
    for _ in 1 2 3 4 5 6 7 8; do
        "$CAIRN" outcome "$ID" "$CHANGE" worked --ledger l.db >/dev/null &
    done
    wait
    [ "$("$CAIRN" outcome "$ID" --ledger l.db --json | jq .field.unattributed)" = 8 ]
}

# serve STATUS BODY: starts a server that answers once; $port is its port.
serve() {
    printf '%s' "$2" >body
    python3 "$CAIRN_SOURCE/tests/data/outcome/server.py" "$1" body request >port 3>&- &
    for _ in $(seq 100); do
        [ ! -s port ] || break
        sleep 0.05
    done
    port=$(cat port)
}

ANSWER='{"schema":"cairn.outcome/1","record":"demo/x","change":"oil","worked":true,"cause":null,"environment":null,
"environment_class":null,"reporter":"ann","counts":true,"at":"2026-11-30T20:00:00Z","canon_digest":"sha256:0"}'

@test "--server: the outcome is sent with the token, and the server's word is shown" {
    serve 201 "$ANSWER"
    printf 'secret-token\n' >token
    cairn 0 outcome demo/x oil worked --cause dry --env 'doord 1.8' --server "http://127.0.0.1:$port/" --token-file token
    holds "$output" 'Noted: oil worked for demo/x.'
    holds "$output" 'It counts as a report of ann.'
    holds "$(cat request)" 'Authorization: Bearer secret-token'
    [ "$(head -1 request)" = /api/v1/outcomes ]
    [ "$(tail -1 request | jq -c .)" = '{"record":"demo/x","change":"oil","worked":true,"cause":"dry","environment":"doord 1.8"}' ]
    [ ! -e "$HOME/.local/share/cairn/ledger.db" ]
}

@test "--server: a problem becomes a complaint of ours" {
    serve 404 '{"type":"https://h/errors/cairn/not-found/","title":"Not Found","status":404,"detail":"there is no record","hint":"look again"}'
    cairn 2 outcome demo/x oil worked --server "http://127.0.0.1:$port"
    complains "the server http://127.0.0.1:$port did not take the outcome (HTTP status 404): there is no record [not-found]"
    holds "$stderr" 'hint: look again'
}

@test "--server: answers that are no outcome, redirects and endless ones are refused" {
    serve 200 '<html>welcome</html>'
    cairn 2 outcome demo/x oil worked --server "http://127.0.0.1:$port"
    complains 'could not understand what the server'
    rm port
    serve 302 ''
    cairn 2 outcome demo/x oil worked --server "http://127.0.0.1:$port"
    complains "the server http://127.0.0.1:$port did not take the outcome (HTTP status 302)"
    rm port
    serve 200 "$(head -c 300000 /dev/zero | tr '\0' x)"
    cairn 2 outcome demo/x oil worked --server "http://127.0.0.1:$port"
    complains "could not read the answer"
    holds "$stderr" 'longer than 256 KiB'
}

@test "--server: only https leaves the machine, and only to a server that proves who it is" {
    cairn 2 outcome demo/x oil worked --server http://errors.example.org
    complains "cannot send to 'http://errors.example.org/api/v1/outcomes': http is not encrypted"
    holds "$stderr" '--insecure-http'
    cairn 2 outcome demo/x oil worked --server ftp://127.0.0.1
    complains "cannot send to 'ftp://127.0.0.1/api/v1/outcomes': it is no https address"
    cairn 2 outcome demo/x oil worked --server http://user:pw@127.0.0.1
    complains 'cannot send to'
    openssl req -x509 -newkey rsa:2048 -nodes -keyout key -out cert -days 1 -subj /CN=localhost 2>/dev/null
    openssl s_server -accept 127.0.0.1:0 -key key -cert cert -www >said 2>/dev/null 3>&- &
    local server=$!
    for _ in $(seq 100); do
        grep -q ACCEPT said && break
        sleep 0.05
    done
    local port
    port=$(sed -n 's/^ACCEPT.*:\([0-9]*\)$/\1/p' said)
    cairn 2 outcome demo/x oil worked --server "https://localhost:$port"
    kill "$server"
    complains "could not send to 'https://localhost:$port"
    holds "$stderr" 'did not prove who it is'
}

@test "a sender that dies, is missing, or says nonsense is reported" {
    printf '#!/bin/sh\nkill -9 $$\n' >dies
    printf '#!/bin/sh\necho nonsense\n' >raves
    chmod +x dies raves
    CAIRN_SEND=$PWD/dies cairn 2 outcome demo/x oil worked --server http://127.0.0.1
    complains "could not send the outcome: $PWD/dies ended without an answer (signal 9)"
    CAIRN_SEND=$PWD/raves cairn 2 outcome demo/x oil worked --server http://127.0.0.1
    holds "$stderr" 'raves'
    CAIRN_SEND=/nonexistent cairn 2 outcome demo/x oil worked --server http://127.0.0.1
    complains 'could not start the sender'
}
