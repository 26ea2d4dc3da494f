#!/usr/bin/env bats
# Which canons are used, the configuration file, and canons that are not what they should be.

load common

@test "--canon wins over CAIRN_CANON" {
    CAIRN_CANON=nowhere.db cairn 0 stats --canon "$SMALL_CANON"
    CAIRN_CANON=nowhere.db cairn 2 stats
    complains ''
    holds "$stderr" 'nowhere.db'
}

@test "CAIRN_CANON may name several, and empty parts are nothing" {
    copy=$BATS_TEST_TMPDIR/copy.db
    cp "$SMALL_CANON" "$copy"
    CAIRN_CANON=":$SMALL_CANON::$copy:" cairn 0 explain -m "$HINGE"
}

@test "the user's canon" {
    mkdir -p "$HOME/.local/share/cairn"
    cp "$SMALL_CANON" "$HOME/.local/share/cairn/canon.db"
    CAIRN_CANON='' cairn 0 explain -m "$HINGE"
    rm "$HOME/.local/share/cairn/canon.db"
    mkdir -p data/cairn
    cp "$SMALL_CANON" data/cairn/canon.db
    CAIRN_CANON='' XDG_DATA_HOME=$PWD/data cairn 0 explain -m "$HINGE"
}

@test "the canon beside the program" {
    cp "$CAIRN" ./cairn-copy
    cp "$SMALL_CANON" canon.db
    cd /
    CAIRN_CANON='' run --separate-stderr -0 "$BATS_TEST_TMPDIR/place/cairn-copy" explain -m "$HINGE"
}

@test "no canon at all" {
    cp "$CAIRN" ./cairn-copy
    [ ! -e /usr/share/cairn/canon.db ] || skip 'a canon is installed'
    [ ! -e /usr/local/share/cairn/canon.db ] || skip 'a canon is installed'
    CAIRN_CANON='' run --separate-stderr -2 ./cairn-copy explain -m "$HINGE"
    complains 'could not find a canon'
    holds "$stderr" '--canon FILE'
}

@test "configuration: canon, lang, colour" {
    mkdir -p "$HOME/.config/cairn"
    cp "$SMALL_CANON" "$HOME/.config/cairn/mine.db"
    printf 'canon: mine.db\nlang: zh\ncolour: always\n' >"$HOME/.config/cairn/config.yaml"
    CAIRN_CANON='' cairn 0 explain -m "$HINGE"
    holds "$output" '铰链'
    holds "$output" $'\e['
    CAIRN_CANON='' cairn 0 explain --lang en --colour never -m "$HINGE"
    lacks "$output" '铰链'
    lacks "$output" $'\e['
    CAIRN_CANON=nowhere.db cairn 2 stats
    holds "$stderr" 'nowhere.db'
}

@test "configuration: what is wrong is named with its line, and help still works" {
    mkdir -p "$HOME/.config/cairn"
    printf 'lang: en\ncolor: never\n' >"$HOME/.config/cairn/config.yaml"
    cairn 2 stats
    complains "$HOME/.config/cairn/config.yaml:2: unknown key 'color'"
    holds "$stderr" 'possible keys: lang, colour, canon'
    cairn 0 --help
    cairn 0 help
    cairn 0 version
    printf 'lang: [\n' >"$HOME/.config/cairn/config.yaml"
    cairn 2 stats
    complains ''
    holds "$stderr" 'config.yaml'
}

@test "configuration by XDG_CONFIG_HOME, unless relative" {
    mkdir -p conf/cairn
    echo 'lang: zh' >conf/cairn/config.yaml
    XDG_CONFIG_HOME=$PWD/conf cairn 0 explain -m "$HINGE"
    holds "$output" '铰链'
    XDG_CONFIG_HOME=conf cairn 0 explain -m "$HINGE"
    lacks "$output" '铰链'
}

@test "a canon that is missing, empty, text, a folder" {
    cairn 2 explain --canon missing.db -m "$HINGE"
    complains ''
    holds "$stderr" 'missing.db'
    : >empty.db
    cairn 2 explain --canon empty.db -m "$HINGE"
    complains ''
    holds "$stderr" 'empty.db'
    echo 'this is no canon' >text.db
    cairn 2 explain --canon text.db -m "$HINGE"
    complains ''
    mkdir folder.db
    cairn 2 explain --canon folder.db -m "$HINGE"
    complains ''
}

@test "a truncated canon" {
    local size
    size=$(stat -c %s "$SMALL_CANON")
    for part in 1 50 99 100 512 4095 4096 $((size / 2)) $((size - 4096)) $((size - 1)); do
        head -c "$part" "$SMALL_CANON" >cut.db
        cairn 2 explain --canon cut.db -m "$HINGE"
        complains ''
    done
}

@test "another program's SQLite file" {
    cp "$SMALL_CANON" other.db
    # The application id stands at byte 68.
    printf '\x00\x00\x00\x00' | dd of=other.db bs=1 seek=68 conv=notrunc status=none
    cairn 2 explain --canon other.db -m "$HINGE"
    complains ''
}

@test "a damaged canon is refused or read, and never crashes" {
    local size offset
    size=$(stat -c %s "$SMALL_CANON")
    for ((offset = 16; offset < size; offset += size / 60)); do
        cp "$SMALL_CANON" damaged.db
        printf '\xff\xfe\x00\xff\xff\xff\xff\x7f' | dd of=damaged.db bs=1 seek="$offset" conv=notrunc status=none
        for verb in "explain -m" search show; do
            # shellcheck disable=SC2086 # the verb with its option
            run timeout 20 "$CAIRN" $verb "$HINGE" --canon damaged.db
            [ "$status" -le 2 ] || { echo "offset $offset, $verb: $status $output"; return 1; }
        done
    done
}
