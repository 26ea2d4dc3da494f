#!/usr/bin/env bats
# The scripts parse in their shells, and complete what the table has.

load common

@test "bash: parses, and completes verbs, options and values" {
    "$CAIRN" completion bash >cairn.bash
    bash -n cairn.bash
    cat >ask <<'EOS'
source ./cairn.bash
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_cairn
echo "${COMPREPLY[*]}"
EOS
    [ "$(bash ask cairn exp)" = 'explain export' ]
    [ "$(bash ask cairn explain --fo)" = '--format' ]
    [ "$(bash ask cairn explain --format '')" = 'text json ndjson md html' ]
    [ "$(bash ask cairn explain --format = nd)" = 'ndjson' ]
    [ "$(bash ask cairn export --format '')" = 'json ndjson md html' ]
    [ "$(bash ask cairn completion '')" = 'bash zsh fish' ]
    [ "$(bash ask cairn help li)" = 'lint' ]
    [ "$(bash ask cairn --lang '')" = 'en zh' ]
    [ -z "$(bash ask cairn explain x)" ]
}

@test "bash: completes families and environments of the canon here, and nothing that could be code" {
    "$CAIRN" completion bash >cairn.bash
    cat >ask <<'EOS'
source ./cairn.bash
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_cairn
echo "${COMPREPLY[*]}"
EOS
    [ -z "$(bash ask cairn prove '')" ]
    mkdir -p canon/nginx/upstream-tls 'canon/nginx/$(touch pwned)'
    touch canon/nginx/upstream-tls/rig.sh 'canon/nginx/$(touch pwned)/rig.sh'
    printf 'environments:\n  - name: nginx-1.22\n  - name: $(touch pwned)\n  - name: nginx-1.30\n' >canon/environments.yaml
    [ "$(bash ask cairn prove '')" = 'nginx/upstream-tls' ]
    [ "$(bash ask cairn prove --env '')" = 'nginx-1.22 nginx-1.30' ]
    [ "$(bash ask cairn env a)" = 'add' ]
    [ ! -e pwned ]
}

@test "zsh: parses, in both languages" {
    command -v zsh >/dev/null || skip 'zsh is not installed'
    for language in en zh; do
        "$CAIRN" completion zsh --lang "$language" >_cairn
        zsh -n _cairn
    done
}

@test "fish: parses, and completes verbs, options and values" {
    command -v fish >/dev/null || skip 'fish is not installed'
    for language in en zh; do
        "$CAIRN" completion fish --lang "$language" >cairn.fish
        fish -n cairn.fish
    done
    run -0 fish -c 'source cairn.fish; complete -C "cairn exp"; complete -C "cairn explain --format "'
    holds "$output" 'explain'
    holds "$output" 'ndjson'
}

@test "every verb and option is in every script" {
    for shell in bash zsh fish; do
        cairn 0 completion "$shell"
        local script=$output
        cairn 0 --help
        for verb in $(sed -n '/^Verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p' <<<"$output"); do
            holds "$script" "$verb"
        done
        cairn 0 explain --help
        for option in $(grep -oE -- '--[a-z-]+' <<<"$output" | grep -v -- '--color$'); do
            holds "$script" "${option#--}"
        done
    done
}

@test "an unknown shell" {
    cairn 2 completion ksh
    complains "cannot complete for the shell 'ksh'"
    holds "$stderr" 'bash zsh fish'
}
