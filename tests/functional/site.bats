#!/usr/bin/env bats
# cairn export --site: a folder of files that a browser can walk, and what it leaves alone.

load common

setup_file_measured() {
    export MEASURED=$BATS_FILE_TMPDIR/measured.db
    [ -e "$MEASURED" ] || "$CAIRN" build "$CAIRN_SOURCE/tests/data/measured" -o "$MEASURED" >/dev/null
}

@test "every link leads somewhere, and every page is reached: records without cells" {
    cairn 0 export --site out
    "$CAIRN_SOURCE/tests/functional/check-site.js" out
}

@test "every link leads somewhere, and every page is reached: families with cells" {
    setup_file_measured
    cairn 0 export --site out --canon "$MEASURED" --base-url https://errors.example.org
    "$CAIRN_SOURCE/tests/functional/check-site.js" out
    [ -e out/families/kiln/firing/tank_empty/set_boost/index.html ]
    [ -e out/families/kiln/firing/tank_empty/set_boost/zh.html ]
}

@test "two canons at once make one site" {
    setup_file_measured
    cairn 0 export --site out --canon "$MEASURED" --canon "$SMALL_CANON"
    "$CAIRN_SOURCE/tests/functional/check-site.js" out
    [ -d out/errors/kiln ] && [ -d out/errors/demo ]
}

@test "the documents of a record are what show and export print" {
    cairn 0 export --site out
    cairn 0 show --json demo/hinge-does-not-move
    [ "$output" = "$(cat out/errors/demo/hinge-does-not-move/index.json)" ]
    cairn 0 show --json --lang zh demo/hinge-does-not-move
    [ "$output" = "$(cat out/errors/demo/hinge-does-not-move/zh.json)" ]
    cairn 0 export --format md demo/hinge-does-not-move
    [ "$output" = "$(cat out/errors/demo/hinge-does-not-move/index.md)" ]
    cairn 0 show --json demo/hinge
    [ "$output" = "$(cat out/families/demo/hinge/index.json)" ]
}

@test "the document of a cell is what show --cells prints" {
    setup_file_measured
    cairn 0 export --site out --canon "$MEASURED"
    cairn 0 show --cells --json --cause tank_empty --change set_boost --canon "$MEASURED" kiln/firing
    [ "$output" = "$(cat out/families/kiln/firing/tank_empty/set_boost/index.json)" ]
}

@test "the same canon gives the same bytes, and a second export writes nothing" {
    cairn 0 export --site one
    cairn 0 export --site two
    diff -r one two
    touch -d 2001-01-01 one/index.html
    cairn 0 export --site one
    holds "$stderr" 'written 0, removed 0'
    [ "$(date -r one/index.html +%Y)" = 2001 ]
}

@test "files of an earlier export go, foreign ones stay" {
    setup_file_measured
    cairn 0 export --site out --canon "$MEASURED"
    echo mine >out/mine.txt
    mkdir out/errors/kiln/mine
    echo mine >out/errors/kiln/mine/note
    cairn 0 export --site out
    [ ! -e out/families/kiln ]
    [ ! -e out/errors/kiln/cannot-heat ]
    [ "$(cat out/mine.txt)$(cat out/errors/kiln/mine/note)" = minemine ]
    rm -r out/mine.txt out/errors/kiln
    "$CAIRN_SOURCE/tests/functional/check-site.js" out
}

@test "a folder that is not an export's own is refused, and nothing is written" {
    mkdir full
    echo mine >full/index.html
    cairn 2 export --site full
    holds "$stderr" 'it is not empty, and no export made it'
    [ "$(ls -A full)" = index.html ]
    [ "$(cat full/index.html)" = mine ]
    echo mine >file
    cairn 2 export --site file
    [ "$(cat file)" = mine ]
}

@test "a foreign file in the way stops an export before it writes" {
    cairn 0 export --site out
    sed -i '/^robots.txt$/d' out/.cairn-site
    echo mine >out/robots.txt
    rm out/llms.txt
    cairn 2 export --site out
    holds "$stderr" "'robots.txt' is there, and no export made it"
    [ "$(cat out/robots.txt)" = mine ]
    [ ! -e out/llms.txt ]
}

@test "the list of files cannot be made to remove others" {
    cairn 0 export --site out
    mkdir outside
    for file in outside/index.html outside/llms.txt precious out/notes; do echo mine >"$file"; done
    printf '%s\n' ../precious /etc/passwd notes ../outside/index.html 'errors/../../precious' . '' >>out/.cairn-site
    cairn 0 export --site out
    [ -e precious ] && [ -e out/notes ] && [ -e outside/index.html ]
}

@test "nothing is written or removed through a link" {
    cairn 0 export --site out
    mkdir outside
    echo mine >outside/index.html
    rm -r out/stats
    ln -s ../outside out/stats
    cairn 2 export --site out
    [ "$(cat outside/index.html)" = mine ]
}

@test "an export that was interrupted is taken up by the next one" {
    setup_file_measured
    # The list is there before the first file is.
    timeout -s KILL 0.05 "$CAIRN" export --site out --canon "$MEASURED" || true
    cairn 0 export --site out --canon "$MEASURED"
    [ ! -e out/.cairn-site.new ]
    "$CAIRN_SOURCE/tests/functional/check-site.js" out
}

@test "sitemap and feed are well-formed, with absolute addresses only where one is given" {
    cairn 0 export --site out --base-url https://errors.example.org
    holds "$(cat out/sitemap.xml)" '<loc>https://errors.example.org/errors/demo/hinge-does-not-move/</loc>'
    holds "$(cat out/index.html)" '<link rel="canonical" href="https://errors.example.org/">'
    holds "$(cat out/robots.txt)" 'Sitemap: https://errors.example.org/sitemap.xml'
    if command -v xmllint >/dev/null; then xmllint --noout out/sitemap.xml out/feed.atom; fi
    cairn 0 export --site bare
    [ ! -e bare/sitemap.xml ]
    lacks "$(cat bare/robots.txt)" Sitemap
    if command -v xmllint >/dev/null; then xmllint --noout bare/feed.atom; fi
}

@test "ids of feed entries do not depend on where the site stands" {
    cairn 0 export --site one --base-url https://one.example.org
    cairn 0 export --site two --base-url https://two.example.org
    [ "$(grep -o '<id>[^<]*' one/feed.atom)" = "$(grep -o '<id>[^<]*' two/feed.atom)" ]
}

@test "every schema of the repository is on the site" {
    cairn 0 export --site out
    for file in "$CAIRN_SOURCE"/schema/*.schema.json; do cmp "$file" "out/schema/${file##*/}"; done
    [ "$(find out/schema -type f | wc -l)" = "$(find "$CAIRN_SOURCE/schema" -name '*.schema.json' | wc -l)" ]
}

@test "options that mean nothing for a site are refused" {
    cairn 2 export --site out demo/hinge-does-not-move
    cairn 2 export --site out --all
    cairn 2 export --site out --format md
    holds "$stderr" '--format does not go with --site'
    cairn 2 export --base-url https://e.example.org --all
    holds "$stderr" '--base-url is only for --site'
    for url in 'ftp://e.example.org' 'https://e.example.org/' 'javascript:alert(1)' 'https://e"x'; do
        cairn 2 export --site out --base-url "$url"
        holds "$stderr" 'as the address of a site'
    done
    [ ! -e out ]
}
