#!/usr/bin/env bats
# A project's own canon, and when it may be used.

load common

setup() {
    export HOME=$BATS_TEST_TMPDIR/home
    export CAIRN_CANON=''
    mkdir -p "$HOME" "$BATS_TEST_TMPDIR/place/project/.cairn" "$BATS_TEST_TMPDIR/place/project/deep/er"
    cp "$SMALL_CANON" "$BATS_TEST_TMPDIR/place/project/.cairn/canon.db"
    cd "$BATS_TEST_TMPDIR/place/project" || return 1
}

@test "a project's canon is not used until it is trusted" {
    run --separate-stderr "$CAIRN" explain -m "$HINGE"
    lacks "$output" 'demo/hinge-does-not-move'
    [ "$(grep -c 'is not trusted' <<<"$stderr")" -eq 1 ]
    holds "$stderr" "cairn trust $PWD"
    cairn 0 trust .
    cairn 0 explain -m "$HINGE"
    holds "$output" 'demo/hinge-does-not-move'
    lacks "$stderr" 'trusted'
}

@test "from a folder below, too" {
    cairn 0 trust .
    cd deep/er
    cairn 0 explain -m "$HINGE"
}

@test "--quiet says nothing about it" {
    run --separate-stderr "$CAIRN" explain --quiet -m "$HINGE"
    lacks "$stderr" 'trusted'
}

@test "--list and --remove" {
    cairn 0 trust --list
    [ -z "$output" ]
    cairn 0 trust .
    cairn 0 trust .
    cairn 0 trust --list
    [ "$output" = "$PWD" ]
    cairn 0 trust --remove .
    cairn 0 trust --list
    [ -z "$output" ]
    run --separate-stderr "$CAIRN" explain -m "$HINGE"
    lacks "$output" 'demo/hinge-does-not-move'
    cairn 2 trust --remove .
    complains 'cannot remove'
}

@test "another folder in its place is not trusted" {
    cairn 0 trust .
    cd ..
    mv project old
    mkdir -p project/.cairn
    cp "$SMALL_CANON" project/.cairn/canon.db
    cd project
    run --separate-stderr "$CAIRN" explain -m "$HINGE"
    lacks "$output" 'demo/hinge-does-not-move'
    holds "$stderr" 'is not trusted'
}

@test "a folder that is gone can be removed by its path" {
    cairn 0 trust .
    local path=$PWD
    cd ..
    rm -r project
    cairn 0 trust --remove "$path"
    cairn 0 trust --list
    [ -z "$output" ]
}

@test "a link to a folder trusts the folder" {
    ln -s "$PWD" ../link
    cairn 0 trust ../link
    cairn 0 trust --list
    [ "$output" = "$PWD" ]
}

@test "what cannot be trusted" {
    cairn 2 trust nowhere
    complains 'cannot trust nowhere: there is no such folder'
    cairn 2 trust .cairn/canon.db
    complains 'cannot trust .cairn/canon.db'
    mkdir $'a\nb'
    cairn 2 trust $'a\nb'
    complains 'cannot trust'
    cairn 2 trust
    complains 'trust needs either one DIR or --list'
    cairn 2 trust --list .
    complains 'trust needs either one DIR or --list'
}

@test "a folder without a canon is trusted with a word about it" {
    cairn 0 trust deep
    holds "$stderr" 'holds no .cairn/canon.db yet'
}

@test "without a home there is no list" {
    HOME='' cairn 2 trust .
    complains 'cannot keep the list'
}

@test "named canons leave the project's out" {
    CAIRN_CANON=$SMALL_CANON cairn 0 explain -m "$HINGE"
    lacks "$stderr" 'trusted'
}
