#!/usr/bin/env bats
# show, search, stats, export.

load common

@test "show a record, in each format" {
    for format in text json ndjson md html; do
        cairn 0 show --format "$format" demo/hinge-does-not-move
        holds "$output" 'hinge'
    done
}

@test "show prints the record itself as JSON" {
    cairn 0 show --json demo/hinge-does-not-move
    holds "$output" 'cairn.record/1'
    lacks "$output" 'cairn.show/1'
}

@test "show a family, and what comes next" {
    cairn 0 show demo/hinge
    holds "$output" 'frozen'
    cairn 0 show --next demo/hinge-does-not-move
    holds "$output" 'demo/hinge-does-not-move'
}

@test "show in Chinese" {
    cairn 0 show --lang zh demo/hinge-does-not-move
    holds "$output" '铰链'
}

@test "show an id that does not exist: 1, with near ones" {
    cairn 1 show demo/hinge-does-not-mov
    holds "$output$stderr" 'demo/hinge-does-not-move'
}

@test "search finds in both languages, two characters suffice" {
    cairn 0 search hinge
    holds "$output" 'demo/hinge-does-not-move'
    cairn 0 search 铰链
    holds "$output" 'demo/hinge-does-not-move'
    cairn 0 search --domain demo -n 1 hinge
    [ "$(grep -c 'demo/' <<<"$output")" -eq 1 ]
}

@test "search that finds nothing is 1" {
    cairn 1 search zebra
    cairn 1 search --domain nginx hinge
}

@test "search survives what looks like a query language" {
    for words in '"' "'" '*' 'a AND' 'NEAR(' '-x' 'id:' '(((' ')' '^'; do
        run "$CAIRN" search -- "$words"
        [ "$status" -le 1 ] || { echo "$words: $status $output"; return 1; }
    done
}

@test "search limits are checked" {
    for limit in 0 1001 -1 x 1.5 99999999999999999999; do
        cairn 2 search "--limit=$limit" hinge
        complains "cannot use limit '$limit'"
    done
    cairn 0 search --limit=1 hinge
    cairn 0 search --limit=1000 hinge
}

@test "stats counts" {
    cairn 0 stats
    holds "$output" 'canon-small'
    cairn 0 stats --json
    holds "$output" 'cairn.stats/1'
}

@test "export one record, in each format and shape" {
    for format in json ndjson md html; do
        cairn 0 export --format "$format" demo/hinge-does-not-move
        holds "$output" 'hinge'
    done
    cairn 0 export --shape reference demo/hinge-does-not-move
    holds "$output" '"signature"'
    lacks "$output" 'cairn.record/1'
}

@test "export all, one a line" {
    cairn 0 export --all --format ndjson
    [ "${#lines[@]}" -eq 3 ]
    cairn 0 export --all --format ndjson -o all.ndjson
    [ -z "$output" ]
    [ "$(wc -l <all.ndjson)" -eq 3 ]
}

@test "export all as one list, and not as pages" {
    cairn 0 export --all
    [ "${lines[0]}" = '[' ]
    [ "${lines[-1]}" = ']' ]
    cairn 2 export --all --format html
    complains 'cannot export all records as pages'
}

@test "export an id that does not exist: 1, and no file" {
    cairn 1 export -o x.json demo/nothing
    complains "no record has the id 'demo/nothing'"
    [ ! -e x.json ]
}

@test "export wants an id or --all, not both, not none" {
    cairn 2 export
    complains 'export needs one of these: an ID, --all, or --site DIR'
    cairn 2 export --all demo/hinge-does-not-move
    complains 'export needs one of these: an ID, --all, or --site DIR'
    cairn 2 export --shape round --all
    complains "unknown value 'round'"
}

@test "show --cells: wrong names are answered with the right ones, --env leaves out the others" {
    cairn 0 build "$CAIRN_SOURCE/tests/data/measured" -o measured.db
    export CAIRN_CANON=measured.db
    local all
    cairn 0 show --cells --json kiln/firing
    all=$(jq '.environments | length' <<<"$output")
    [ "$all" -gt 1 ]
    cairn 0 show --cells --json --env kiln-1 kiln/firing
    [ "$(jq -c '[.environments[].name]' <<<"$output")" = '["kiln-1"]' ]
    cairn 1 show --cells --env kiln-9 kiln/firing
    holds "$output" 'kiln/firing has no environment "kiln-9".'
    holds "$output" 'It has: kiln-1'
}
