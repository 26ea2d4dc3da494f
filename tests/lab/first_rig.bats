#!/usr/bin/env bats
# The first rig of docs/authoring.md is true: what it shows is what the lab says, and the record ends with evidence.

# shellcheck disable=SC2154 # stderr is set by run

load ../functional/common

bats_require_minimum_version 1.5.0

GUIDE=docs/authoring.md
ID=gzip/not-in-gzip-format

setup() {
    local program
    for program in gzip tar xz file curl; do
        command -v "$program" >/dev/null || skip "$program is not installed"
    done
    export HOME=$BATS_TEST_TMPDIR/home LC_ALL=C.UTF-8 CAIRN_LAB=${CAIRN%/*}/cairn-lab
    unset XDG_CONFIG_HOME XDG_DATA_HOME CAIRN_CANON
    mkdir -p "$HOME" "$BATS_TEST_TMPDIR/place"
    cd "$BATS_TEST_TMPDIR/place" || return 1
    # Not below bats' own folder, which nobody else may enter: arms that root starts run as other users.
    CAIRN_ENVIRONMENTS=$(mktemp -d /tmp/cairn-first-rig-XXXXXX)
    export CAIRN_ENVIRONMENTS
    chmod 0755 "$CAIRN_ENVIRONMENTS"
    write_files
    # With all programs there, nothing but the sandbox can be missing.
    run --separate-stderr "$CAIRN" prove "$ID" --env host --cause other_format --change let_tar_choose
    [ "$status" -ne 4 ] || skip "$stderr"
    make_environment
}

teardown() {
    if [ -n "${CAIRN_ENVIRONMENTS-}" ]; then rm -rf "$CAIRN_ENVIRONMENTS"; fi
}

# Every file of the guide, as in authoring_guide.bats, with the rig and its environment.
write_files() {
    # The contents, not the folder: were that a link, everything below would write where it leads.
    mkdir canon
    cp -r "$CAIRN_SOURCE/canon/." canon
    rm -rf canon/gzip
    mkdir -p canon/gzip/format
    awk '/^```/ { file = ""; starts = ($0 == "```yaml" || $0 == "```sh"); next }
        starts { file = $2; sub(/,$/, "", file); starts = 0; if (file !~ /^canon\//) file = ""; next }
        file ~ /environments/ { print >> file; next }
        file { print > file }' "$CAIRN_SOURCE/$GUIDE"
    [ -s canon/gzip/format/rig.sh ]
    sed -i "s/^lab: .*/$(grep '^lab: {state: rig, environments: \[gzip' "$CAIRN_SOURCE/$GUIDE")/" canon/gzip/format/not-in-gzip-format.yaml
    sed -i '/^lab:/d' canon/gzip/format/not-in-gzip-format.zh.yaml
}

# The host's own programs as the environment of the guide.
make_environment() {
    local tree=$CAIRN_ENVIRONMENTS/gzip-1.12 packages digest folder
    packages=$(sed -n '/name: gzip-1.12/,$ s/^    packages: \[\(.*\)\]$/\1/p' canon/environments.yaml | jq -Rc 'split(", ")')
    digest=$(printf '"bookworm"\n%s\n\n' "$packages" | sha256sum | cut -c1-16)
    mkdir -p "$tree/etc"
    ln -s /usr "$tree/usr"
    for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$tree/$folder"; done
    printf '{"schema":"cairn.environment/1","name":"gzip-1.12","suite":"bookworm","definition":"%s","added":"2026-11-21","mirror":"none",
        "size_bytes":1,"packages":{"gzip":"1","tar":"1"}}' "$digest" >"$tree/.cairn-environment.json"
}

# The lines of the guide from one to another, both of them included.
shown() { awk -v from="$1" -v to="$2" 'index($0, from) == 1 { shows = 1 } shows { print } shows && index($0, to) == 1 { exit }' "$CAIRN_SOURCE/$GUIDE"; }

@test "first the lab refuses what shows nothing, then the claims are mended, and the record has evidence" {
    cairn 2 prove "$ID" --env gzip-1.12
    holds "$output" "$(shown '! gzip-1.12 other_format × download_strictly' '    change is the world without it')"

    local record=canon/gzip/format/not-in-gzip-format.yaml
    # shellcheck disable=SC2016 # the backquotes are the guide's
    sed -n '/^```diff/,/^```$/ { /^[-+] /p }' "$CAIRN_SOURCE/$GUIDE" >claims.diff
    [ "$(wc -l <claims.diff)" = 4 ]
    while read -r old && read -r new; do sed -i "s/^    ${old#-    }$/    ${new#+    }/" $record; done <claims.diff
    cairn 0 prove "$ID" --env gzip-1.12
    holds "$output" "$(shown '                     1  2' '  2 The file is a web page')"
    [ "$(wc -l <canon/gzip/format/evidence.ndjson)" = 2 ]

    cairn 0 lint canon
    holds "$output" 'errors: 0, notes: 0.'
    cairn 0 build canon -o canon.db
    run "$CAIRN" explain --canon canon.db -m 'gzip: stdin: not in gzip format'
    holds "$output" 'Basis   measured on gzip'
    holds "$output" 'resolves 1 of 2 causes, on 1 of 1 versions'
    cairn 0 prove "$ID" --env gzip-1.12 --check
}
