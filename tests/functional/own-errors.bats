#!/usr/bin/env bats
# Cairn's own errors: each status has a record in the shipped canon, and what is printed leads to it.

load common

setup_file() {
    : "${CAIRN:?is the program under test}" "${CAIRN_SOURCE:?is the source tree}"
    export LC_ALL=C.UTF-8 TERM=xterm CAIRN_CANON=''
    unset XDG_CONFIG_HOME XDG_DATA_HOME
    export SMALL_CANON=$BATS_FILE_TMPDIR/canon.db SHIPPED=$BATS_FILE_TMPDIR/shipped.db
    "$CAIRN" build "$CAIRN_SOURCE/tests/data/canon-small" -o "$SMALL_CANON" >/dev/null
    "$CAIRN" build "$CAIRN_SOURCE/canon" -o "$SHIPPED" >/dev/null
}

# As somebody who may not read everything; skips where that cannot be arranged.
unprivileged() {
    if [ "$(id -u)" -ne 0 ]; then
        "$@"
        return
    fi
    command -v setpriv >/dev/null || skip 'root, and setpriv is not installed'
    local as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    chmod 755 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR" "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR/place"
    "${as[@]}" "$CAIRN" version >/dev/null 2>&1 || skip 'the program cannot be reached without being root'
    "${as[@]}" "$@"
}

# The complaint in the file `said` ends its first line with [STATUS], and explain finds that record first, in both
# languages.
leads_to() {
    local status=$1 found
    [[ $(head -n 1 said) == 'cairn: '*" [$status]" ]] || { echo "wanted [$status] in:"; cat said; return 1; }
    for lang in en zh; do
        found=$("$CAIRN" explain --canon "$SHIPPED" --lang "$lang" --json <said)
        found=$(grep -m 1 -oE '"record": *"[^"]*"' <<<"$found")
        [[ $found == *"\"cairn/$status\"" ]] || { echo "found $found in:"; cat said; return 1; }
    done
    holds "$("$CAIRN" explain --canon "$SHIPPED" <said)" "cairn/$status"
}

# provokes STATUS ARGUMENTS...: that call fails and leads to the record, whatever the language of the complaint.
provokes() {
    local wanted=$1
    shift
    for locale in C.UTF-8 zh_CN.UTF-8; do
        LC_ALL=$locale run --separate-stderr -2 "$CAIRN" "$@"
        # shellcheck disable=SC2154 # set by run
        printf '%s\n' "$stderr" >said
        leads_to "$wanted"
    done
}

@test "each status of error.h has a record, and no record is without a status" {
    # The names that the program prints, in the order of its table.
    local names
    names=$(sed -n 's/^ *\[CAIRN_ERR_[A-Z_]*\] = "\(.*\)",$/\1/p' "$CAIRN_SOURCE/src/base/error.c" | sort)
    [ "$(wc -l <<<"$names")" -eq "$(grep -cE '^ +CAIRN_ERR_[A-Z_]+,' "$CAIRN_SOURCE/include/cairn/error.h")" ]
    for name in $names; do
        run -0 "$CAIRN" show --canon "$SHIPPED" --lang zh "cairn/$name"
    done
    local records
    records=$(find "$CAIRN_SOURCE/canon/cairn/own-errors" -name '*.yaml' ! -name '*.zh.yaml' -exec basename -s .yaml {} + | sort)
    [ "$records" = "$names" ]
}

@test "memory" {
    # AddressSanitizer reserves more address space than any limit would leave.
    ! grep -q __asan_init "$CAIRN" || skip 'the program needs more memory than a limit would leave'
    # How much the loader needs depends on the machine: the first limit that lets the program speak.
    for ((limit = 5000; limit < 200000; limit += 500)); do
        (ulimit -v "$limit" && "$CAIRN" explain --canon "$SHIPPED" -m x) 2>said >/dev/null || true
        if grep -q '^cairn: ' said; then
            leads_to memory
            return
        fi
    done
    skip 'no limit was between too little and enough'
}

@test "io" {
    provokes io explain --canon "$SMALL_CANON" -m x -o /dev/full
    run -2 bash -c "'$CAIRN' stats --canon '$SMALL_CANON' 2>said >&-"
    leads_to io
    touch {1..30}.log
    bash -c "ulimit -n 20; '$CAIRN' explain --canon '$SMALL_CANON' *.log" 2>said >/dev/null || true
    leads_to io
}

@test "not-found" {
    provokes not-found explain --canon "$SMALL_CANON" x.log
    provokes not-found stats --canon missing.db
    provokes not-found explain --canon "$SMALL_CANON" -m x -o nowhere/answer
    provokes not-found lint nowhere
    provokes not-found import --output other missing.json
    for locale in C.UTF-8 zh_CN.UTF-8; do
        LC_ALL=$locale run -1 "$CAIRN" export --canon "$SMALL_CANON" demo/none
        printf '%s\n' "$output" >said
        leads_to not-found
    done
}

@test "not-found: no canon in the usual places" {
    [ ! -e /usr/share/cairn/canon.db ] || skip 'a canon is installed'
    [ ! -e /usr/local/share/cairn/canon.db ] || skip 'a canon is installed'
    cp "$CAIRN" cairn-copy
    run -2 ./cairn-copy stats
    printf '%s\n' "$output" >said
    leads_to not-found
}

@test "denied" {
    touch secret
    mkdir locked
    chmod 000 secret locked
    for call in 'explain secret' 'lint locked' 'stats --canon secret' "explain --canon $SMALL_CANON -m x -o locked/x"; do
        # shellcheck disable=SC2086 # words
        run -2 unprivileged "$CAIRN" $call
        printf '%s\n' "$output" >said
        leads_to denied
    done
    chmod 755 locked
}

@test "syntax" {
    mkdir -p "$HOME/.config/cairn"
    for text in 'lang: [\n' 'lang: &a en\n' 'lang: \xff\n' 'lang: en\nlang: zh\n'; do
        # shellcheck disable=SC2059 # the text holds escapes
        printf "$text" >"$HOME/.config/cairn/config.yaml"
        "$CAIRN" stats 2>said >/dev/null && return 1
        rm "$HOME/.config/cairn/config.yaml"
        leads_to syntax
    done
}

@test "invalid" {
    mkdir folder
    touch file
    provokes invalid explain --canon "$SMALL_CANON" folder
    provokes invalid stats --canon folder
    provokes invalid explain --canon "$SMALL_CANON" -m x -o folder
    "$CAIRN" export --canon "$SMALL_CANON" --shape reference demo/hinge-does-not-move -o record.json
    provokes invalid import --output file record.json
}

@test "limit" {
    # shellcheck disable=SC2046 # words
    provokes limit search --canon "$SMALL_CANON" $(seq 40)
    provokes limit search --canon "$SMALL_CANON" "$(head -c 2000 /dev/zero | tr '\0' a)"
    local canons=()
    cp -r "$CAIRN_SOURCE/tests/data/canon-small" source
    for i in $(seq 17); do
        sed -i "s/^name:.*/name: small-$i/" source/canon.yaml
        "$CAIRN" build source -o "$i.db" >/dev/null
        canons+=(--canon "$i.db")
    done
    provokes limit stats "${canons[@]}"
}

@test "corrupt" {
    : >empty.db
    echo 'this is no canon' >text.db
    head -c 5000 "$SMALL_CANON" >cut.db
    { cat "$SMALL_CANON"; echo more; } >longer.db
    mkfifo pipe.db
    for name in empty text cut longer pipe; do
        provokes corrupt stats --canon "$name.db"
    done
}

@test "conflict" {
    cp -r "$CAIRN_SOURCE/tests/data/canon-small" source
    sed -i 's/^severity: .*/severity: warning/' source/demo/hinge/hinge-overloaded.yaml
    "$CAIRN" build source -o other.db >/dev/null
    provokes conflict stats --canon "$SMALL_CANON" --canon other.db
    "$CAIRN" export --canon "$SMALL_CANON" --shape reference demo/hinge-does-not-move -o record.json
    provokes conflict import --output source record.json
}

@test "unsupported" {
    cp "$SMALL_CANON" newer.db
    # The version of the format stands at byte 60.
    printf '\x00\x00\x00\x63' | dd of=newer.db bs=1 seek=60 conv=notrunc status=none
    provokes unsupported stats --canon newer.db
}

@test "closed: a pipe that --output names, with SIGPIPE ignored" {
    mkfifo pipe
    # More than a pipe holds, so that the reader is gone before the last byte is written.
    head -c 1 <pipe >/dev/null &
    run -2 bash -c "trap '' PIPE; exec '$CAIRN' export --canon '$SHIPPED' --all -o pipe"
    wait
    printf '%s\n' "$output" >said
    leads_to closed
}

@test "usage" {
    provokes usage
    provokes usage explian
    provokes usage explain --formt json
    provokes usage stats --format yaml
    provokes usage show
    provokes usage search --limit 0 x
    provokes usage trust nowhere
    provokes usage build source
    mkdir -p "$HOME/.config/cairn"
    echo 'color: never' >"$HOME/.config/cairn/config.yaml"
    run -2 "$CAIRN" stats
    rm "$HOME/.config/cairn/config.yaml"
    printf '%s\n' "$output" >said
    leads_to usage
}

@test "a remark has no status" {
    mkdir -p .cairn
    cp "$SMALL_CANON" .cairn/canon.db
    run -0 "$CAIRN" trust .
    no grep -E '\[[a-z-]+\]$' <<<"$output"
}

@test "prefixes of journals and containers do not hide it" {
    for prefix in 'Nov 21 07:00:00 web1 cairn[77]: ' '2026-11-21T07:00:00.000000000Z stderr F '; do
        echo "${prefix}cairn: could not open 'app.log': No such file or directory [not-found]" >log
        run -0 "$CAIRN" explain --canon "$SHIPPED" log
        holds "$output" 'cairn/not-found'
        holds "$output" 'app.log'
    done
}
