#!/usr/bin/env bats
# The manual pages: sound, complete, and true where they quote. That their lists of options are those of the program
# is a unit test (cli/manual).

load common

@test "mandoc finds nothing to say" {
    command -v mandoc >/dev/null || skip 'mandoc is not installed'
    for page in "$CAIRN_SOURCE"/docs/man/*.[15]; do
        # Our own pages are not installed where mandoc looks; the next test follows the references.
        run mandoc -T lint "$page"
        [ -z "$(grep -v 'referenced manual not found' <<<"$output")" ] || { echo "$output"; return 1; }
    done
    # Its remarks on style count bytes, which says nothing about Chinese.
    mandoc -T lint -W warning "$CAIRN_SOURCE/docs/man/zh_CN/cairn.1"
}

@test "every reference leads to a page, and every page is led to" {
    cd "$CAIRN_SOURCE/docs/man"
    for reference in $(sed -n 's/^\.Xr \(cairn[a-z-]*\) \([15]\).*/\1.\2/p' ./*.[15] | sort -u); do
        [ -e "$reference" ] || { echo "$reference"; return 1; }
    done
    for page in *.[15]; do
        [ "$page" = cairn.1 ] || grep -q "^\.Xr ${page%.*} ${page##*.}" cairn.1
    done
}

@test "every page has the sections a reader looks for" {
    for page in "$CAIRN_SOURCE"/docs/man/*.1 "$CAIRN_SOURCE"/docs/man/zh_CN/*.1; do
        for section in NAME SYNOPSIS DESCRIPTION 'EXIT STATUS' EXAMPLES 'SEE ALSO'; do
            grep -q "^\.Sh $section\$" "$page" || { echo "$page: $section"; return 1; }
        done
    done
}

@test "the examples of the pages parse" {
    for page in "$CAIRN_SOURCE"/docs/man/*.1; do
        sed -n 's/^\.Dl \$ //p' "$page" | sed 's/\\(dq/"/g' | bash -n
    done
}

@test "every verb has a page" {
    cairn 0 --help
    for verb in $(sed -n '/^Verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p' <<<"$output"); do
        [ -e "$CAIRN_SOURCE/docs/man/cairn-$verb.1" ]
    done
}
