#!/usr/bin/env bats
# prove and env: how the events of the lab reach a reader, from recorded streams; and the real lab, where it can run.

# shellcheck disable=SC2154 # stderr is set by run

load common

# The lab answers with these events.
replay() {
    export CAIRN_LAB=$CAIRN_SOURCE/tests/data/lab/replay REPLAY_EVENTS=$CAIRN_SOURCE/tests/data/lab/$1
    export REPLAY_REQUEST=$BATS_TEST_TMPDIR/request
}

@test "prove prints the matrix, what needs a look, and one line that sums up" {
    replay prove.ndjson
    cairn 2 prove demo/hinge
    holds "$output" 'heat_hinge    R  .  .  H* .  .  A'
    holds "$output" '1 The hinge is frozen (frozen)'
    holds "$output" 'heat_hinge on 4, 10: same error in doord-1.8; harm in doord-2.2, doord-2.6'
    holds "$output" '✗ doord-1.8 no_power × restart: resolved; claimed: nothing'
    holds "$output" 'cairn prove demo/hinge --env doord-1.8 --cause no_power --change restart'
    holds "$output" 'healthy: said neither yes nor no'
    [ "${lines[-1]}" = 'Arms: 1,012 in 58.4 s (17.3/s). Cells: agreed 321, contradicted 2, failed 1.' ]
}

@test "prove without a terminal: cells that agree are not listed, talk goes to standard error" {
    replay prove.ndjson
    cairn 2 prove
    lacks "$output" '✓'
    holds "$stderr" 'demo/hinge: causes: 12, changes: 9, runs: 1,012'
    holds "$stderr" 'doord-3.0 is left out: not added yet: cairn env add doord-3.0'
    holds "$stderr" 'the control arm is not sound'
    lacks "$stderr" ' of 1012 runs'
    cairn 2 prove --quiet
    holds "$stderr" 'the control arm is not sound'
    lacks "$stderr" 'runs:'
    [ "${lines[0]}" = 'demo/hinge: causes: 12, changes: 9' ]
}

@test "prove on a terminal: every cell as it comes, and progress" {
    command -v script >/dev/null || skip 'script (util-linux) is not installed'
    replay prove.ndjson
    run script -qec "'$CAIRN' prove demo/hinge" /dev/null
    holds "$output" 'doord-2.2 frozen × heat_hinge: resolved'
    holds "$output" '0 of 1012 runs'
}

@test "prove in Chinese" {
    replay prove.ndjson
    cairn 2 prove --lang zh
    holds "$output" '主张为：无效果'
    holds "$output" 'R 解决'
    holds "$stderr" '未使用 doord-3.0'
}

@test "what a program in the sandbox printed cannot drive the terminal" {
    replay prove.ndjson
    run "$CAIRN" prove
    holds "$output" '\x1b[2J'
    lacks "$output" $'\e'
}

@test "prove as NDJSON gives every event, as JSON the result" {
    replay prove.ndjson
    cairn 2 prove --format ndjson
    [ "${#lines[@]}" -eq 7 ]
    holds "${lines[2]}" '"schema":"cairn.cell/1"'
    holds "${lines[6]}" '"schema":"cairn.prove/1"'
    cairn 2 prove --json
    holds "${lines[1]}" '"schema": "cairn.prove/1"'
    holds "$output" '"failed": ['
}

@test "prove that agrees is 0" {
    replay agree.ndjson
    cairn 0 prove
    holds "$output" 'Cells: agreed 1, contradicted 0, failed 0.'
}

@test "prove that can run nothing is 4" {
    replay agree.ndjson
    sed 's/"outcome": "agree"/"outcome": "nothing-ran"/' "$REPLAY_EVENTS" >events
    REPLAY_EVENTS=$PWD/events
    cairn 4 prove
    holds "$output" 'Nothing was left to run.'
    sed 's/"state": "host"/"state": "absent"/' events >absent
    REPLAY_EVENTS=$PWD/absent
    cairn 4 prove
    holds "$output" 'Nothing could run.'
}

@test "a kept world is named, also in a pipe and where the cell agrees" {
    replay agree.ndjson
    sed 's|"folder": *null|"folder": "/tmp/cairn-kept-Xy12/here"|' "$REPLAY_EVENTS" >events
    REPLAY_EVENTS=$PWD/events
    cairn 0 prove --keep
    holds "$output" 'its world: /tmp/cairn-kept-Xy12/here'
    cairn 0 prove
    lacks "$output" 'its world'
}

@test "each number is asked for with its own limits" {
    cairn 2 prove --runs 4
    holds "$output$stderr" 'from 1 to 3'
    cairn 2 prove --jobs 257
    holds "$output$stderr" 'from 1 to 256'
}

@test "prove hands on what it was asked for" {
    replay agree.ndjson
    mkdir canon
    touch canon/canon.yaml
    cairn 0 prove nginx/a b/c --env x,y --env z --cause p --change q,r --jobs 3 --keep --stale
    local request
    request=$(cat "$REPLAY_REQUEST")
    holds "$request" '"canon":"canon","is_trusted":false,"select":["nginx/a","b/c"],"environments":["x","y","z"]'
    holds "$request" '"causes":["p"],"changes":["q","r"],"jobs":3,"keep":true,"check":false,"stale":true'
    cairn 0 prove --trust-canon /elsewhere --check --sample 5 --seed 7
    request=$(cat "$REPLAY_REQUEST")
    holds "$request" '"canon":"/elsewhere","is_trusted":true,"select":[],"environments":null,"causes":null'
    holds "$request" '"check":true,"stale":false,"list":false,"mutate":false,"sample":5,"runs":0,"seed":7'
}

@test "prove refuses options that ask for different things" {
    replay agree.ndjson
    cairn 2 prove --check --mutate
    complains '--check and --mutate exclude each other'
    cairn 2 prove --seed 1
    complains '--seed needs --sample'
    for jobs in 0 257 x -1; do
        cairn 2 prove "--jobs=$jobs"
        complains "cannot use '$jobs' for --jobs"
    done
    cairn 2 prove --sample 0
    complains "cannot use '0' for --sample"
    [ ! -e "$REPLAY_REQUEST" ]
}

@test "prove --list" {
    replay list.ndjson
    cairn 0 prove --list
    holds "$output" 'stale demo/hinge doord-2.6 frozen × push_harder: refused: demo/force-out-of-range'
    holds "$output" 'Cells: 3.'
}

@test "a lab that dies, prints garbage, or is not there" {
    export CAIRN_LAB=/bin/false
    cairn 2 prove
    complains 'the lab ended without a result: /bin/false exited with status 1'
    holds "$stderr" 'cairn prove --stale'
    cairn 2 env list
    lacks "$stderr" '--stale'
    CAIRN_LAB=/bin/echo
    cairn 2 prove
    complains 'could not understand the lab (/bin/echo, line 1)'
    CAIRN_LAB=/nonexistent/lab
    cairn 2 prove
    complains 'could not start the lab: /nonexistent/lab'
    unset CAIRN_LAB
    cp "$CAIRN" ./alone
    run --separate-stderr -2 ./alone prove
    [ "$status" -eq 2 ]
    holds "$stderr" 'could not find the lab'
}

@test "an interrupted run keeps what was won, and says that it is not complete" {
    cat >lab <<'EOS'
#!/bin/sh
cat >/dev/null
trap 'cat "$REPLAY_EVENTS" | tail -1; exit 0' INT TERM
echo >ready
while :; do sleep 0.02; done
EOS
    chmod +x lab
    replay agree.ndjson
    CAIRN_LAB=$PWD/lab "$CAIRN" prove >out 2>err &
    local pid=$!
    until [ -e ready ]; do sleep 0.02; done
    kill -TERM "$pid"
    local status=0
    wait "$pid" || status=$?
    [ "$status" -eq 2 ]
    holds "$(cat out)" 'Cells: agreed 1'
}

@test "env list, add, remove" {
    replay environments.ndjson
    cairn 0 env
    holds "$(cat "$REPLAY_REQUEST")" '"verb":"env-list"'
    holds "$output" 'doord-2.2      ready · doord 2.2.1, hingelib 3.0.20 · 69 MiB · added 2026-11-21'
    holds "$output" 'doord-3.0      not added'
    holds "$output" 'Folder: /var/lib/cairn/environments'
    cairn 0 env add doord-3.0 doord-1.8
    holds "$(cat "$REPLAY_REQUEST")" '"verb":"env-add","canon":"canon","names":["doord-3.0","doord-1.8"]'
    cairn 0 env remove doord-1.8
    holds "$(cat "$REPLAY_REQUEST")" '"verb":"env-remove"'
    cairn 2 env add
    complains 'env add needs the name of an environment'
    cairn 2 env update
    complains "env has no action 'update'"
}

# A family whose software is a shell script, on what is installed here.
make_family() {
    mkdir -p canon/demo/door
    cp "$CAIRN_SOURCE/tests/data/canon-small/canon.yaml" canon/
    cp "$CAIRN_SOURCE/tests/data/canon-small/demo/domain.yaml" canon/demo/
    sed -i 's/^languages.*/languages: [en]/' canon/canon.yaml
    cat >canon/environments.yaml <<'EOS'
environments:
  - name: door-1
    suite: bookworm
    packages: [dash]
    programs:
      - {name: dash, packages: [dash], version: echo 0.5.12}
EOS
    cat >canon/demo/door/family.yaml <<'EOS'
title: A door
lab: {state: rig, environments: [door-1]}
causes:
  - id: stuck
    title: The door is stuck
    explanation: It does not open.
    yields: [{record: demo/door-stuck}]
    sources: [https://example.org/door]
changes:
  - id: unstick
    action: Unstick it
    how: [{as: shell, text: rm -f /tmp/stuck, via: shell}]
    where: server
    carrier: none
    kind: fix
    disrupts: none
    undo: null
    verify: null
    on: {stuck: resolves}
    sources: [https://example.org/door]
  - id: knock
    action: Knock
    how: [{as: shell, text: touch /tmp/knocked, via: shell}]
    where: server
    carrier: none
    kind: fix
    disrupts: none
    undo: null
    verify: null
    why_fails: Nobody is at home.
    tempting: [{record: demo/door-stuck, source: https://example.org/knock}]
    sources: [https://example.org/door]
EOS
    cat >canon/demo/door/door-stuck.yaml <<'EOS'
signature: 'door: stuck'
regex: 'door: stuck'
category: resource_error
root_cause: The door is stuck.
root_cause_type: environment
severity: error
impact: outage
resolvable: 'true'
first_seen: null
updated: 2026-11-21
examples: [{text: 'door: stuck', source: "run: door 1"}]
EOS
    cat >canon/demo/door/rig.sh <<'EOS'
control() { source_of /var/log/door; : >/var/log/door; }
cause_stuck() { control; touch /tmp/stuck; }
demand() { [ ! -e /tmp/stuck ] || echo 'door: stuck' >>/var/log/door; }
trigger() { demand; }
healthy() { if [ -e /tmp/stuck ]; then no stuck; else yes; fi; }
reload() { :; }
restart() { :; }
rig_state() { ls /tmp; }
EOS
}

@test "the real lab: env list names what the canon defines" {
    [ -x "$(dirname "$CAIRN")/cairn-lab" ] || skip 'there is no cairn-lab beside this cairn'
    unset CAIRN_LAB
    make_family
    export CAIRN_ENVIRONMENTS=$BATS_TEST_TMPDIR/environments
    cairn 0 env list
    holds "$output" 'door-1'
    holds "$output" 'host'
}

@test "the real lab: a family is proved on this machine" {
    [ -x "$(dirname "$CAIRN")/cairn-lab" ] || skip 'there is no cairn-lab beside this cairn'
    command -v bwrap >/dev/null || skip 'bubblewrap is not installed'
    bwrap --unshare-all --unshare-user --ro-bind / / true 2>/dev/null || skip 'no sandbox can be made here'
    unset CAIRN_LAB
    make_family
    run --separate-stderr "$CAIRN" prove --env host demo/door
    [ "$status" -ne 4 ] || skip "nothing can run here: $output"
    [ "$status" -eq 0 ] || { echo "$output"; echo "$stderr"; return 1; }
    holds "$output" 'unstick'
    holds "$output" 'R resolves'
}
