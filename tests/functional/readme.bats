#!/usr/bin/env bats
# The sessions in README.md are what the program prints today: each console block is run and compared.

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    work=$BATS_TEST_TMPDIR
    mkdir "$work/build"
    ln -s "$CAIRN" "$work/build/cairn"
    "$CAIRN" build -q -o "$work/canon.db" "$root/canon"
    export CAIRN_CANON=$work/canon.db LC_ALL=C.UTF-8 HOME=$work
    unset COLUMNS NO_COLOR
    cd "$work"
}

@test "the sessions of the README are real" {
    awk '/^```console$/ { inside = 1; n++; next } /^```$/ { inside = 0 } inside { print > ("block." n) }' "$root/README.md"
    [ -s block.1 ] && [ -s block.3 ]
    for block in block.*; do
        case $block in *.got | *.want) continue ;; esac
        command=$(sed -n '1s/^\$ //p' "$block")
        sed 1d "$block" >"$block.want"
        bash -c "$command" >"$block.got" 2>&1 || :
        diff -u "$block.want" "$block.got"
    done
}
