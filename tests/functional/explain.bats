#!/usr/bin/env bats
# explain: where text comes from, what is answered, in each format and language.

load common

@test "a message with -m" {
    cairn 0 explain -m "$HINGE"
    holds "$output" 'demo/hinge-does-not-move'
    [ -z "$stderr" ]
}

@test "a message as operand" {
    cairn 0 explain "$HINGE"
    holds "$output" 'demo/hinge-does-not-move'
}

@test "standard input, with and without -" {
    run --separate-stderr -0 "$CAIRN" explain <<<"$HINGE"
    holds "$output" 'demo/hinge-does-not-move'
    local bare=$output
    run --separate-stderr -0 "$CAIRN" explain - <<<"$HINGE"
    [ "$output" = "$bare" ]
}

@test "several inputs in one answer" {
    echo "$HINGE" >a.log
    echo "$OVERLOAD" >'b c.log'
    cairn 0 explain a.log 'b c.log' -m 'doord: lamp stays dark (code 50)'
    holds "$output" 'demo/hinge-does-not-move'
    holds "$output" 'demo/hinge-overloaded'
    holds "$output" 'demo/lamp-stays-dark'
}

@test "an existing file with a space in its name is a file" {
    echo 'all is well' >"$HINGE"
    cairn 1 explain "$HINGE"
}

@test "nothing known is 1" {
    cairn 1 explain -m 'all is well'
    lacks "$output" 'demo/'
    cairn 1 explain /dev/null
}

@test "a missing file is 2, and the others are read" {
    echo "$HINGE" >a.log
    cairn 2 explain nothing.log a.log
    holds "$output" 'demo/hinge-does-not-move'
    holds "$stderr" "cairn: could not open 'nothing.log'"
    holds "$stderr" 'cairn explain -m TEXT'
}

@test "only a missing file: 2 and no answer" {
    cairn 2 explain nothing.log
    complains "could not open 'nothing.log'"
}

@test "the domain can be named" {
    cairn 0 explain --domain demo -m "$HINGE"
    cairn 1 explain --domain nginx -m "$HINGE"
}

@test "every format shows the same record" {
    for format in text json ndjson md html; do
        cairn 0 explain --format "$format" -m "$HINGE"
        holds "$output" 'hinge-does-not-move'
    done
}

@test "--json is --format json, and json is json" {
    cairn 0 explain --json -m "$HINGE"
    local short=$output
    cairn 0 explain --format json -m "$HINGE"
    [ "$output" = "$short" ]
    holds "$output" 'cairn.explanation/1'
    if command -v python3 >/dev/null; then
        python3 -m json.tool <<<"$output" >/dev/null
    fi
}

@test "Chinese by option and by locale" {
    cairn 0 explain --lang zh -m "$HINGE"
    holds "$output" '铰链'
    local chosen=$output
    LC_ALL=zh_CN.UTF-8 cairn 0 explain -m "$HINGE"
    [ "$output" = "$chosen" ]
}

@test "--full says more" {
    cairn 0 explain -m "$HINGE"
    local brief=${#output}
    cairn 0 explain --full -m "$HINGE"
    [ "${#output}" -gt "$brief" ]
}

@test "lines keep to the columns" {
    for columns in 60 80 100; do
        COLUMNS=$columns cairn 0 explain -m "$HINGE"
        while IFS= read -r line; do
            [ "${#line}" -le "$columns" ] || { echo "$columns: $line"; return 1; }
        done <<<"$output"
    done
}

@test "colours: never in a pipe, unless asked for" {
    cairn 0 explain -m "$HINGE"
    lacks "$output" $'\e['
    cairn 0 explain --colour always -m "$HINGE"
    holds "$output" $'\e['
    cairn 0 explain --color=always -m "$HINGE"
    holds "$output" $'\e['
    CLICOLOR_FORCE=1 cairn 0 explain -m "$HINGE"
    holds "$output" $'\e['
    CLICOLOR_FORCE=0 cairn 0 explain -m "$HINGE"
    lacks "$output" $'\e['
    NO_COLOR=1 CLICOLOR_FORCE=1 cairn 0 explain -m "$HINGE"
    lacks "$output" $'\e['
    CLICOLOR_FORCE=1 cairn 0 explain --colour never -m "$HINGE"
    lacks "$output" $'\e['
}

@test "on a terminal: colours, and a word on what to do" {
    script -qec true /dev/null >/dev/null 2>&1 || skip 'script is not installed, or there is no pseudo-terminal'
    run -0 script -qec "$CAIRN explain -m '$HINGE'" /dev/null </dev/null
    holds "$output" $'\e['
    NO_COLOR=1 run -0 script -qec "$CAIRN explain -m '$HINGE'" /dev/null </dev/null
    lacks "$output" $'\e['
    run script -qec "$CAIRN explain" /dev/null <<<"$HINGE"
    holds "$output" 'paste the error, then press Ctrl-D'
    LC_ALL=zh_CN.UTF-8 run script -qec "$CAIRN explain" /dev/null <<<"$HINGE"
    holds "$output" 'Ctrl-D'
    holds "$output" '粘贴'
}
