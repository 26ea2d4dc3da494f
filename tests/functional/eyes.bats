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
    cairn 0 explain wrapped
    holds "$output" 'demo/hinge-does-not-move'
    holds "$output" 'demo/hinge-overloaded'
}

@test "words too short to mean anything make no record similar" {
    cairn 1 explain --json -m 'is a b at'
    holds "$output" '"similar": []'
    cairn 1 explain --json -m 'ERROR that does not work with this'
    holds "$output" '"similar": []'
}

@test "a packed log is not an empty one" {
    gzip -c <<<"$HINGE" >packed
    cairn 2 explain packed
    lacks "$output" 'is empty'
    holds "$(tr -s ' \n' ' ' <<<"$output")" "cannot read 'packed': it is compressed with gzip; make text of it: zcat FILE | cairn explain"
    cairn 2 explain --lang zh packed
    lacks "$output" '输入是空的'
    cairn 2 explain --json packed
    holds "$output" 'compressed with gzip'
    echo "$HINGE" >text
    cairn 2 explain packed text
    holds "$output" 'demo/hinge-does-not-move'
}

@test "what is read is not overwritten, nor is a canon" {
    echo "$HINGE" >log
    cairn 2 explain -o log log
    complains "cannot write 'log': it is what is to be read"
    ln log link
    cairn 2 explain -o link ./log
    run --separate-stderr -2 "$CAIRN" explain -o log <log
    [ "$(cat log)" = "$HINGE" ]
    cp "$SMALL_CANON" canon.db
    cairn 2 export --all -o canon.db
    complains "cannot write 'canon.db': it is a canon, and would be lost"
    cmp canon.db "$SMALL_CANON"
    cairn 0 build "$CAIRN_SOURCE/tests/data/canon-small" -o canon.db
    cairn 0 explain -o answer log
    cairn 0 explain -o answer log
}

@test "a search that fits nothing names what is nearest, or where to go" {
    cairn 1 search hingge does not move
    holds "$output" 'Nearest'
    holds "$output" 'demo/hinge-does-not-move'
    cairn 1 search --lang zh '铰链不动了怎么办'
    holds "$output" 'demo/hinge-does-not-move'
    cairn 1 search zzzzzz
    holds "$output" 'cairn explain -m MESSAGE'
    cairn 1 show zzzzzz
    holds "$output" 'cairn search WORDS'
    cairn 2 search "$(head -c 2000 /dev/zero | tr '\0' a)"
    complains 'could not search: the query has 2000 bytes'
    holds "$stderr" 'a whole message goes to: cairn explain'
}

@test "a line that opens with its level is an error, coloured or not" {
    cairn 1 explain -m 'ERROR the gate fell down'
    holds "$output" 'UNKNOWN t-'
    cairn 1 explain <<<$'\e[31mERROR\e[0m the gate fell down'
    holds "$output" 'UNKNOWN t-'
    cairn 1 explain -m 'error[E0308]: mismatched types'
    holds "$output" 'UNKNOWN t-'
    cairn 1 explain -m 'all is well'
    lacks "$output" 'UNKNOWN t-'
}

@test "a folder where a file belongs" {
    mkdir folder
    cairn 2 explain folder/
    complains "could not read 'folder/': it is a folder"
    holds "$stderr" 'such as folder/*'
    cairn 2 stats -o folder
    complains "could not write 'folder': it is a folder"
    holds "$stderr" 'name a file in it'
    lacks "$stderr" '/*'
}
