#!/usr/bin/env bats
# What people at the end of a long night do with the program, and what must not mislead them.

load common

@test "a message that was wrapped between words, and indented" {
    cairn 0 explain <<<$'doord: hinge 7 at\n    house.example.org does not\n    move (code 41)'
    holds "$output" 'demo/hinge-does-not-move'
}

@test "punctuation of an input method, without blanks" {
    cairn 0 explain -m 'doord: hinge 7 at house.example.org does not move（code 41）'
    holds "$output" 'demo/hinge-does-not-move'
}

@test "several wrapped entries stay apart" {
    local stamp='2026/11/21 07:41:22 [error] 7#7: '
    printf '%s\n%s\n' "$stamp$HINGE" "$stamp$OVERLOAD" | fold -w 40 >wrapped
    cairn 0 explain --json wrapped
    [ "$(jq '.findings | length' <<<"$output")" = 2 ]
}

@test "words too short to mean anything make no record similar" {
    cairn 1 explain --json -m 'is a b at'
    [ "$(jq '.similar | length' <<<"$output")" = 0 ]
}
