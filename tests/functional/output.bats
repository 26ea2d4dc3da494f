#!/usr/bin/env bats
# Where answers go: files that are whole or absent, full disks, closed pipes, closed descriptors.

load common

@test "-o writes what standard output would have" {
    cairn 0 explain -m "$HINGE"
    printf '%s\n' "$output" >expected
    cairn 0 explain -m "$HINGE" -o answer
    [ -z "$output" ]
    cmp expected answer
    cairn 0 explain -m "$HINGE" --output - 
    printf '%s\n' "$output" | cmp expected -
}

@test "-o replaces a file, through a link too, and leaves nothing beside it" {
    echo old >target
    ln -s target link
    cairn 0 explain --format html -m "$HINGE" -o link
    [ -L link ]
    holds "$(cat target)" 'hinge'
    [ "$(ls -A | sort | tr '\n' ' ')" = 'link target ' ]
}

@test "-o that fails leaves the old file" {
    echo old >target
    cairn 2 explain --canon nowhere.db -m "$HINGE" -o target
    [ "$(cat target)" = old ]
    cairn 2 explain -m "$HINGE" -o nowhere/file
    complains ''
    mkdir folder
    cairn 2 explain -m "$HINGE" -o folder
    complains ''
    cairn 2 explain -m "$HINGE" -o /dev/full
    complains ''
    holds "$stderr" 'No space left'
    [ "$(ls -A | sort | tr '\n' ' ')" = 'folder target ' ]
}

@test "a full disk is reported by every verb that prints" {
    for arguments in '--help' 'version' 'help lint' 'completion bash' 'stats' 'search hinge' \
        'show demo/hinge' 'export --all' 'explain -m x'; do
        # shellcheck disable=SC2086 # words
        run -2 bash -c "'$CAIRN' $arguments >/dev/full"
        holds "$output" 'No space left'
    done
}

@test "a closed pipe ends it as it ends other filters" {
    run bash -c "{ sleep 0.3; '$CAIRN' export --all; echo \$? >status; } | true"
    [ "$(cat status)" -eq 141 ]
    [ -z "$output" ]
}

@test "a closed pipe, where the signal is ignored: 2, without a word" {
    run bash -c "trap '' PIPE; { sleep 0.3; '$CAIRN' export --all; echo \$? >status; } | true"
    [ "$(cat status)" -eq 2 ]
    [ -z "$output" ]
}

@test "closed standard descriptors harm no file" {
    cp "$SMALL_CANON" canon.db
    run -2 bash -c "'$CAIRN' explain --canon canon.db -m '$HINGE' >&-"
    holds "$output" 'standard output'
    run -2 bash -c "'$CAIRN' explain --canon canon.db <&-"
    run -0 bash -c "'$CAIRN' explain --canon canon.db -m '$HINGE' 2>&- <&- >answer"
    holds "$(cat answer)" 'hinge'
    cmp canon.db "$SMALL_CANON"
}
