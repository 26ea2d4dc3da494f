#!/usr/bin/env bats
# docs/api.md is true: each of its commands gives an answer that holds the line below it.

load common

setup_file() {
    : "${CAIRN:?is the program under test}" "${CAIRN_SERVE:?is the server}" "${CAIRN_SOURCE:?is the source tree}"
    export LC_ALL=C.UTF-8 TERM=xterm
    "$CAIRN" build "$CAIRN_SOURCE/canon" -o "$BATS_FILE_TMPDIR/canon.db" --quiet
    : >"$BATS_FILE_TMPDIR/said"
    "$CAIRN_SERVE" --listen=127.0.0.1:0 --canon="$BATS_FILE_TMPDIR/canon.db" --ledger="$BATS_FILE_TMPDIR/ledger.db" \
        --workers=1 --user="$(id -un)" 2>"$BATS_FILE_TMPDIR/said" &
    echo $! >"$BATS_FILE_TMPDIR/pid"
    for _ in {1..300}; do
        SERVER=$(sed -n 's|.*\(http://127\.0\.0\.1:[0-9]*\)/.*|\1|p' "$BATS_FILE_TMPDIR/said")
        [ -z "$SERVER" ] || break
        sleep 0.1
    done
    [ -n "$SERVER" ] || { cat "$BATS_FILE_TMPDIR/said"; return 1; }
    export SERVER
}

teardown_file() {
    kill "$(<"$BATS_FILE_TMPDIR/pid")"
}

# COMMAND, a tab, the line that its answer must hold.
examples() {
    awk '/^```console/ { shows = 1; next } /^```/ { shows = 0 } !shows { next }
        /^\$ / { command = substr($0, 3); next } { print command "\t" $0 }' "$CAIRN_SOURCE/docs/api.md"
}

@test "every command of the guide gives what it shows" {
    local count=0 command wanted
    while IFS=$'\t' read -r command wanted; do
        output=$(CAIRN=$SERVER bash -c "$command" | tr -d '\r')
        # Names of fields have no case.
        [[ ${output,,} == *"${wanted,,}"* ]] || { printf '%s\nwanted: %s\nin: %s\n' "$command" "$wanted" "${output:0:2000}"; return 1; }
        count=$((count + 1))
    done < <(examples)
    [ "$count" -eq 14 ]
}

@test "what the guide says of openapi.json holds" {
    output=$(curl -s "$SERVER/openapi.json")
    holds "$output" '"openapi": "3.1.0"'
    [ "$output" = "$(<"$CAIRN_SOURCE/schema/openapi.json")" ]
}
