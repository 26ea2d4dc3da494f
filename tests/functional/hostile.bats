#!/usr/bin/env bats
# Inputs made by chance or by attackers: one clear answer each, nothing crashes, hangs or reaches the terminal.

load common

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

@test "empty" {
    : >empty
    cairn 1 explain empty
    run --separate-stderr -1 "$CAIRN" explain </dev/null
    cairn 1 explain -m ''
}

@test "binary, NUL and invalid UTF-8 around a known line" {
    { head -c 100000 /dev/urandom; printf '\n\0\0\0\xff\xfe\xc0\x80\n'; echo "$HINGE"; head -c 100 /dev/zero; } >mixed
    cairn 0 explain mixed
    holds "$output" 'demo/hinge-does-not-move'
    cairn 0 explain --json mixed
    iconv -f UTF-8 -t UTF-8 <<<"$output" >/dev/null
}

@test "UTF-16 and CRLF" {
    printf '%s\r\n' "$HINGE" >crlf
    cairn 0 explain crlf
    iconv -f UTF-8 -t UTF-16 <<<"$HINGE" >utf16
    run "$CAIRN" explain utf16
    [ "$status" -le 2 ]
}

@test "a line of 100 MiB, with little memory" {
    { head -c 104857600 /dev/zero | tr '\0' a; echo; echo "$HINGE"; } >long
    # AddressSanitizer reserves more address space than any limit would leave.
    local limit=1000000
    grep -q __asan_init "$CAIRN" && limit=unlimited
    run bash -c "ulimit -v $limit; timeout 120 '$CAIRN' explain long"
    [ "$status" -eq 0 ] || [ "$status" -eq 2 ]
    holds "$output" 'demo/hinge-does-not-move'
}

@test "many short lines" {
    yes '' | head -c 5000000 >newlines
    cairn 1 explain newlines
    yes "$HINGE" | head -n 20000 >same
    cairn 0 explain same
    holds "$output" '20'
}

@test "terminal escapes never get through" {
    printf 'doord: hinge 7 at \e]0;owned\a\e[31mhouse\e[0m does not move (code 41)\n' >escapes
    printf 'ERROR \e[2J\e[1;1H\x9b31m rm -rf\n' >>escapes
    for format in text json ndjson md html; do
        run "$CAIRN" explain --full --format "$format" escapes
        [ "$status" -le 2 ]
        lacks "$output" $'\e'
        lacks "$output" $'\a'
    done
}

@test "shell code in a capture stays out of commands" {
    printf '%s\n' 'doord: hinge 7 at $(touch${IFS}owned);`id`&&x does not move (code 41)' >shell
    cairn 0 explain --full shell
    no grep -E '^ *(\$ )?doorctl.*(touch|`id`|&&x)' <<<"$output"
    # The placeholder stays.
    holds "$output" '‹'
}

@test "HTML in a capture is text" {
    printf '%s\n' 'doord: hinge 7 at <script>alert(1)</script><img/src=x> does not move (code 41)' >html
    cairn 0 explain --full --format html html
    lacks "$output" '<script>alert'
    lacks "$output" '<img/src'
    # In Markdown it stays inside fences and backticks.
    cairn 0 explain --full --format md html
    lacks "$(awk '/^ *```/ { inside = !inside; next } !inside { gsub(/`[^`]*`/, ""); print }' <<<"$output")" '<script>alert'
}

@test "a folder" {
    mkdir folder
    cairn 2 explain folder
    complains "could not read 'folder'"
    holds "$stderr" 'folder/*'
    run -2 "$CAIRN" explain <.
    holds "$output" 'folder'
}

@test "an unreadable file" {
    echo "$HINGE" >secret
    chmod 000 secret
    run --separate-stderr unprivileged "$CAIRN" explain "$PWD/secret"
    [ "$status" -eq 2 ]
    holds "$stderr" 'Permission denied'
    holds "$stderr" 'secret'
}

@test "a name made of control characters" {
    cairn 2 explain $'\e[31mx.log'
    complains "could not open '\\x1b[31mx.log'"
    lacks "$stderr" $'\e'
}

@test "more files than may be open at once" {
    mkdir many
    for i in $(seq 600); do
        echo "$HINGE" >"many/$i"
    done
    run --separate-stderr -0 bash -c "ulimit -Sn 100; '$CAIRN' explain many/*"
    holds "$output" '600'
}

@test "arguments without end" {
    local long
    long=$(head -c 100000 /dev/zero | tr '\0' a)
    # Longer than an event may be: the answer says that it is incomplete.
    cairn 2 explain -m "$long"
    cairn 2 explain "--$long"
    cairn 2 "$long"
    run "$CAIRN" search "$long"
    [ "$status" -le 2 ]
    run "$CAIRN" show "$long"
    [ "$status" -le 2 ]
}
