#!/usr/bin/env bats
# docs/authoring.md is true: the record that it writes is accepted, and the answers that it shows are the program's.

load common

# The files of the guide, beside the shipped canon. A block names its file in its first line; "continued" appends.
write_record() {
    cp -r "$CAIRN_SOURCE/canon" .
    rm -rf canon/gzip
    mkdir -p canon/gzip/format
    awk '/^```/ { file = ""; starts = ($0 == "```yaml"); next }
        starts { file = $2; sub(/,$/, "", file); starts = 0; if (file !~ /^canon\/gzip\//) file = ""; next }
        file { print > file }' "$CAIRN_SOURCE/docs/authoring.md"
}

# What the guide shows below the line that ends in this command.
shown_after() {
    awk -v command="$1" '/^```/ { shows = 0; next } shows { print }
        substr($0, length($0) - length(command) + 1) == command { shows = 1 }' "$CAIRN_SOURCE/docs/authoring.md"
}

@test "the record of the guide is good, and each answer is as shown" {
    write_record
    cairn 0 lint canon
    holds "$output" 'errors: 0, notes: 0.'
    cairn 0 lint --cost canon
    holds "$output" "$(shown_after "grep -A1 '^gzip/'")"
    cairn 0 build canon -o canon.db
    export CAIRN_CANON=canon.db

    printf '\ngzip: stdin: not in gzip format\ntar: Child returned status 1\ntar: Error is not recoverable: exiting now\n' >tar.log
    run "$CAIRN" explain <tar.log
    [ "$output" = "$(shown_after '| build/cairn explain')" ]
    printf '\ngzip: page.tar.gz: not in gzip format\n' >gzip.log
    run "$CAIRN" explain --lang zh <gzip.log
    [ "$output" = "$(shown_after '| build/cairn explain --lang zh')" ]
}

# The guide quotes what lint says, without the last line, which counts.
quotes_lint() {
    cairn 1 lint canon
    holds "$(<"$CAIRN_SOURCE/docs/authoring.md")" "$(sed '$d' <<<"$output")"
}

@test "the complaints that the guide quotes are those of lint" {
    write_record
    local record=canon/gzip/format/not-in-gzip-format
    mv $record.zh.yaml kept
    quotes_lint
    mv kept $record.zh.yaml
    sed -i "s/^regex: .*/regex: 'gzip: (?P<archive>.+)'/" $record.yaml
    quotes_lint
    sed -i "s/^regex: .*/regex: 'gzip: (?P<archive>(.+)+): not in gzip format'/" $record.yaml
    quotes_lint
}

@test "the guide begins with an error that the shipped canon does not know" {
    cairn 0 build "$CAIRN_SOURCE/canon" -o shipped.db
    cairn 1 search gzip --canon shipped.db
}
