#!/usr/bin/env bats
# lint, build, import: what they accept, refuse and leave behind.

load common

copy_canon() {
    cp -r "$CAIRN_SOURCE/tests/data/canon-small" "$1"
}

@test "lint accepts the small canon" {
    cairn 0 lint "$CAIRN_SOURCE/tests/data/canon-small"
    cairn 0 lint --json "$CAIRN_SOURCE/tests/data/canon-small"
    holds "$output" 'cairn.lint/1'
}

@test "what authors read has no pages" {
    cairn 2 lint --format html
    complains "unknown value 'html' of option '--format'"
    cairn 0 lint --format ndjson "$CAIRN_SOURCE/tests/data/canon-small"
}

@test "lint refuses with file and line, all complaints at once" {
    copy_canon canon
    sed -i 's/^severity: .*/severity: terrible/' canon/demo/hinge/hinge-overloaded.yaml
    sed -i 's/^impact: .*/impact: huge/' canon/demo/lamp-dark/lamp-stays-dark.yaml
    cairn 1 lint canon
    holds "$output" 'demo/hinge/hinge-overloaded.yaml:'
    holds "$output" 'demo/lamp-dark/lamp-stays-dark.yaml:'
}

@test "lint and build find the folder by themselves" {
    copy_canon canon
    cairn 0 lint
    cairn 0 build -o by-name.db
    cd canon
    cairn 0 lint
    cairn 0 build -o ../inside.db
    cmp ../by-name.db ../inside.db
}

@test "lint --cost shows anchors" {
    cairn 0 lint --cost "$CAIRN_SOURCE/tests/data/canon-small"
    holds "$output" 'demo/hinge-does-not-move'
}

@test "lint of no folder, or of a file" {
    cairn 2 lint nowhere
    complains ''
    touch file
    cairn 2 lint file
    complains ''
    cairn 2 lint
    complains ''
}

@test "build is repeatable, byte for byte" {
    copy_canon canon
    cairn 0 build canon -o a.db
    touch canon/canon.yaml
    cairn 0 build canon -o b.db
    cmp a.db b.db
}

@test "build needs to know where to write" {
    cairn 2 build "$CAIRN_SOURCE/tests/data/canon-small"
    complains 'build needs --output'
    holds "$stderr" 'cairn build canon -o canon.db'
}

@test "build that is refused leaves the old file and nothing else" {
    copy_canon canon
    cairn 0 build canon -o canon.db
    cp canon.db before.db
    sed -i '/^severity:/d' canon/demo/hinge/hinge-overloaded.yaml
    cairn 1 build canon -o canon.db
    cmp canon.db before.db
    [ "$(ls -A | sort | tr '\n' ' ')" = 'before.db canon canon.db ' ]
}

@test "build where nothing can be written" {
    cairn 2 build "$CAIRN_SOURCE/tests/data/canon-small" -o nowhere/canon.db
    complains ''
    mkdir folder
    cairn 2 build "$CAIRN_SOURCE/tests/data/canon-small" -o folder
    complains ''
    cairn 2 build "$CAIRN_SOURCE/tests/data/canon-small" -o /dev/full
    complains ''
    [ "$(ls -A)" = folder ]
}

@test "sources that no reader should survive by luck" {
    copy_canon canon
    local record=canon/demo/hinge/hinge-overloaded.yaml original
    original=$(cat "$record")
    # An alias bomb, duplicate keys, deep nesting, 10 MB, binary, a catastrophic regex.
    printf 'a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n' >"$record"
    cairn 1 lint canon
    printf '%s\nseverity: error\n' "$original" >"$record"
    cairn 1 lint canon
    { printf 'signature: '; head -c 5000 /dev/zero | tr '\0' '['; } >"$record"
    cairn 1 lint canon
    { printf '%s\n# ' "$original"; head -c 10000000 /dev/zero | tr '\0' 'x'; } >"$record"
    cairn 1 lint canon
    head -c 1000 /dev/urandom >"$record"
    cairn 1 lint canon
    sed "s/^regex: .*/regex: 'doord: hinge (([a-z]+)+)+ overloaded'/" <<<"$original" >"$record"
    cairn 1 lint canon
    cairn 1 build canon -o canon.db
    [ ! -e canon.db ]
}

@test "import what export wrote, and build it" {
    cairn 0 export --shape reference -o record.json demo/hinge-does-not-move
    cairn 0 import --output other --source https://example.org/ --read-on 2026-11-20 record.json
    [ -e other/canon.yaml ]
    cairn 0 build other -o other.db
    cairn 0 explain --canon other.db -m "$HINGE"
    holds "$output" 'demo/hinge-does-not-move'
    cairn 0 export --canon other.db --shape reference -o again.json demo/hinge-does-not-move
    cmp record.json again.json
}

@test "import keeps a record that cannot be matched, and says 1" {
    cairn 0 export --shape reference -o record.json demo/hinge-does-not-move
    sed -i 's/"regex": *"[^"]*"/"regex": "((a+)+)+hinge"/' record.json
    cairn 1 import --output other record.json
    holds "$output" 'demo/hinge-does-not-move'
    cairn 0 build other -o other.db
    cairn 0 show --canon other.db demo/hinge-does-not-move
    cairn 1 explain --canon other.db -m "$HINGE"
}

@test "import wants a folder, files and a real day" {
    touch x.json
    cairn 2 import x.json
    complains 'import needs --output'
    cairn 2 import --output other
    complains 'import needs more'
    cairn 2 import --output other --read-on 2026-02-30 x.json
    complains "cannot use date '2026-02-30'"
    cairn 2 import --output other missing.json
    complains ''
    [ ! -e other/canon.yaml ]
}

@test "an import of what is not there makes nothing" {
    cairn 2 import nothing-here.json --output "$BATS_TEST_TMPDIR/made"
    [ ! -e "$BATS_TEST_TMPDIR/made" ]
}
