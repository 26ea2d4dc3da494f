#!/usr/bin/env bats
# Help, version, and what happens when the command line is wrong.

load common

VERBS='explain show search stats outcome prove env lint build import export serve trust completion help version'

@test "help lists every verb" {
    cairn 0 --help
    for verb in $VERBS; do
        grep -qE "^  $verb " <<<"$output"
    done
    [ -z "$stderr" ]
}

@test "help of every verb, three ways, is the same" {
    for verb in $VERBS; do
        cairn 0 "$verb" --help
        local help=$output
        holds "$help" "cairn $verb"
        holds "$help" "man cairn-$verb"
        cairn 0 help "$verb"
        [ "$output" = "$help" ]
        cairn 0 "$verb" -h
        [ "$output" = "$help" ]
    done
}

@test "help names no verb that does not exist yet" {
    cairn 0 --help
    for verb in scan watch probe draft mcp; do
        no grep -qE "^  $verb " <<<"$output"
    done
}

@test "help in Chinese, by option and by locale" {
    cairn 0 --lang zh --help
    holds "$output" '用法：'
    local help=$output
    LC_ALL=zh_CN.UTF-8 cairn 0 --help
    [ "$output" = "$help" ]
    LC_ALL='' LANG=zh_TW.UTF-8 cairn 0 --help
    [ "$output" = "$help" ]
    LC_ALL=zh_CN.UTF-8 cairn 0 --lang en --help
    holds "$output" 'Usage:'
}

@test "help works although the rest of the line is wrong" {
    cairn 0 show --help too many operands
    holds "$output" 'cairn show'
}

@test "version, three ways" {
    cairn 0 --version
    [[ $output =~ ^cairn\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
    local version=$output
    cairn 0 version
    [ "$output" = "$version" ]
    cairn 0 explain -V
    [ "$output" = "$version" ]
}

@test "no verb" {
    cairn 2
    complains 'cannot tell what to do'
    holds "$stderr" 'hint: see cairn --help'
}

@test "a mistyped verb gets the nearest" {
    cairn 2 explian x
    complains "unknown verb 'explian'; did you mean 'explain'?"
    cairn 2 help explian
    complains "unknown verb 'explian'; did you mean 'explain'?"
    cairn 2 frobnicate
    complains "unknown verb 'frobnicate'"
    lacks "$stderr" 'did you mean'
}

@test "a file or a message in the verb's place is told what to do" {
    touch error.log
    cairn 2 error.log
    complains "unknown verb 'error.log'"
    holds "$stderr" 'cairn explain error.log'
    cairn 2 "$HINGE"
    holds "$stderr" 'cairn explain -m TEXT'
}

@test "a mistyped option gets the nearest" {
    cairn 2 explain --formt json
    complains "unknown option '--formt'; did you mean '--format'?"
    holds "$stderr" 'hint: see cairn explain --help'
}

@test "options that a verb does not have" {
    cairn 2 lint --canon x
    complains "unknown option '--canon'"
    cairn 2 stats -x
    complains "unknown option '-x'"
    cairn 2 --json stats
    complains "unknown option '--json'"
    holds "$stderr" 'behind it'
}

@test "values that an option cannot have" {
    cairn 2 stats --format yaml
    complains "unknown value 'yaml' of option '--format'"
    holds "$stderr" 'possible values: text json ndjson md html'
    cairn 2 stats --lang fr
    complains "unknown value 'fr'"
    cairn 2 stats --format
    complains "option '--format' needs a value"
    cairn 2 stats --json=yes
    complains "option '--json' takes no value"
}

@test "operands too few or too many" {
    cairn 2 show
    complains 'show needs more: [OPTIONS] ID'
    cairn 2 show a/b c/d
    complains "show has no use for 'c/d'"
    cairn 2 stats x
    complains "stats has no use for 'x'"
    cairn 2 search
    complains 'search needs more'
    cairn 2 completion
    complains 'completion needs more'
}

@test "complaints in Chinese" {
    LC_ALL=zh_CN.UTF-8 cairn 2 explian
    holds "$stderr" '您是指“explain”吗'
    holds "$stderr" '提示：'
}

@test "what is quoted cannot drive the terminal" {
    cairn 2 $'\e[31mred\a'
    lacks "$stderr" $'\e'
    holds "$stderr" '\x1b[31mred\x07'
}
