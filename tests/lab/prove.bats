#!/usr/bin/env bats
# The lab end to end, on doors made of files (tests/data/prove): every result, evidence, checks, and what a rig or a request may do wrong.

load ../functional/common

bats_require_minimum_version 1.5.0

# One run of both families serves most tests: events in $EVENTS, one a line.
setup_file() {
    : "${CAIRN:?is the program under test}" "${CAIRN_SOURCE:?is the source tree}"
    export LC_ALL=C.UTF-8
    unset XDG_CONFIG_HOME XDG_DATA_HOME CAIRN_CANON
    export CAIRN_LAB=${CAIRN%/*}/cairn-lab
    export DOORS=$BATS_FILE_TMPDIR/doors EVENTS=$BATS_FILE_TMPDIR/events
    # Not below bats' own folder, which nobody else may enter: arms that root starts run as other users.
    CAIRN_ENVIRONMENTS=$(mktemp -d /tmp/cairn-doors-XXXXXX)
    export CAIRN_ENVIRONMENTS
    chmod 0755 "$CAIRN_ENVIRONMENTS"
    cp -r "$CAIRN_SOURCE/tests/data/prove" "$DOORS"
    make_environment
    cd "$DOORS" || return 1
    request select='["door/hinge","door/frame"]' environments='["host"]' >"$BATS_FILE_TMPDIR/request"
    "$CAIRN_LAB" <"$BATS_FILE_TMPDIR/request" >"$EVENTS" || :
    export CANNOT_RUN
    CANNOT_RUN=$(jq -r 'select(.schema == "cairn.message/1" and .severity == "error") | .text' "$EVENTS")
}

teardown_file() {
    rm -rf "$CAIRN_ENVIRONMENTS"
}

setup() {
    export HOME=$BATS_TEST_TMPDIR/home
    mkdir -p "$HOME"
    cp -r "$CAIRN_SOURCE/tests/data/prove" "$BATS_TEST_TMPDIR/place"
    cd "$BATS_TEST_TMPDIR/place" || return 1
    [ -z "$CANNOT_RUN" ] || skip "$CANNOT_RUN"
}

# The host's own programs as an environment that may become evidence.
make_environment() {
    local tree=$CAIRN_ENVIRONMENTS/doors-1 digest folder
    digest=$(printf '"bookworm"\n["dash"]\n\n' | sha256sum | cut -c1-16)
    mkdir -p "$tree/etc"
    ln -s /usr "$tree/usr"
    for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$tree/$folder"; done
    printf '{"schema":"cairn.environment/1","name":"doors-1","suite":"bookworm","definition":"%s","added":"2026-11-21","mirror":"none",
        "size_bytes":1,"packages":{"dash":"0.5.12-2"}}' "$digest" >"$tree/.cairn-environment.json"
}

# request NAME=JSON…: a request of prove.
request() {
    local all='{"verb":"prove","canon":"canon","is_trusted":false,"select":[],"environments":null,"causes":null,"changes":null,"jobs":0}' part
    for part; do all=$(jq -c --argjson value "${part#*=}" ".${part%%=*} = \$value" <<<"$all"); done
    echo "$all"
}

# lab STATUS NAME=JSON…: plays a request; $output has the events.
lab() {
    local wanted=$1
    shift
    request "$@" >request
    run --separate-stderr -"$wanted" "$CAIRN_LAB" <request
}

# cell CAUSE CHANGE FILTER: of the shared run.
cell() {
    jq -r --arg cause "$1" --arg change "$2" "select(.schema == \"cairn.cell/1\" and .cause == \$cause and .change == \$change) | $3" "$EVENTS"
}
# gives CAUSE CHANGE RESULT
gives() {
    local result
    result=$(cell "$1" "$2" '.result | if type == "array" then join(":") else . end')
    [ "$result" = "$3" ] && return
    echo "$1 × $2: $result, wanted $3"
    return 1
}
# event FILTER: of the last run.
event() { jq -r "$1" <<<"$output"; }
last() { tail -n 1 <<<"$output" | jq -r "$1"; }

@test "every result of the closed list" {
    gives dry oil resolved
    gives dry paint same
    gives dry force moved:door/broken
    gives dry gag moved:silent
    gives dry pick refused:door/locked
    gives dry plead refused:silent
    gives dry burn harm:smell
    gives dry wet relapse
    gives dry boil harm:smell # and relapses
    gives dry kick still-logged
    gives dry hang_it already
    gives dry modernise not-applicable
    gives dry paint_and_oil resolved
    gives old_oil oil_and_tell carrier
    gives old_oil reload resolved
    gives jammed dawdle time
    gives damp look vacuous
    gives imaginary dry_it no-fault
    gives crumbling dry_it invalid
    gives moody dry_it unstable
    gives dry placebo holds
    gives jammed placebo healed
    gives null control '' # a control belongs to no cause
    [ "$(jq -r 'select(.change == "control" and .family == "door/hinge") | .result' "$EVENTS")" = sound ]
}

@test "a record that outlasts health is judged by the log" {
    gives creaking oil resolved
    gives creaking paint same
    gives creaking gag moved:silent
    gives creaking wet relapse
    gives creaking burn harm:smell
    gives creaking boil harm:smell
    gives creaking force moved:door/broken
    holds "$(cell creaking gag .why)" "so is every other error"
}

@test "verdicts: agrees, contradicts, failed, not-run" {
    [ "$(cell dry oil .verdict)" = agrees ]
    [ "$(cell misnamed placebo .verdict)" = contradicts ]
    holds "$(cell misnamed placebo .why)" "names door/split"
    [ "$(cell damp look .verdict)" = failed ]
    [ "$(cell dry modernise .verdict)" = not-run ]
    [ "$(cell dry oil .command)" = "cairn prove door/hinge --env host --cause dry --change oil" ]
}

@test "what a rig does wrong is said in its own words, and the other cells go on" {
    holds "$(cell crumbling dry_it .why)" "no such wood"
    holds "$(cell endless dry_it .why)" "time is up"
    holds "$(cell mute dry_it .why)" "time is up"
    [ "$(cell loud dry_it .verdict)" = failed ]
    [ "$(cell damp dry_it .verdict)" = agrees ]
    [ "$(tail -n 1 "$EVENTS" | jq -r .outcome)" = contradiction ]
}

@test "repeats of the events sum up to the arms" {
    [ "$(jq -s 'map(select(.schema == "cairn.cell/1").repeat) | add' "$EVENTS")" = "$(jq -s 'map(select(.schema == "cairn.prove-start/1").arms) | add' "$EVENTS")" ]
    [ "$(tail -n 1 "$EVENTS" | jq .arms)" = "$(jq -s 'map(select(.schema == "cairn.prove-start/1").arms) | add' "$EVENTS")" ]
}

@test "exit status: agree, contradiction, trouble, nothing ran" {
    lab 0 select='["door/hinge"]' environments='["host"]' causes='["dry"]' changes='["oil"]'
    lab 1 select='["door/frame"]' environments='["host"]' causes='["misnamed"]' changes='["dry_it"]'
    lab 2 select='["door/frame"]' environments='["host"]' causes='["crumbling"]' changes='["dry_it"]'
    CAIRN_ENVIRONMENTS=$BATS_TEST_TMPDIR/none lab 4 select='["door/hinge"]'
    [ "$(last .outcome)" = nothing-ran ]
    holds "$(event 'select(.schema == "cairn.message/1") | .hint')" "cairn env add doors-1"
}

@test "evidence: three runs of what is new, one of what is current, no byte changed" {
    lab 0 select='["door/hinge"]'
    [ "$(event 'select(.change == "oil" and .cause == "dry") | .repeat')" = 3 ]
    [ "$(last '.families[0] | "\(.written) \(.trials.new)"')" = "true 5" ]
    "$CAIRN" lint canon >/dev/null
    [ "$(jq -r '.trial | join(" ")' canon/door/hinge/evidence.ndjson | tr '\n' ,)" = "dry doors-1,old_oil doors-1,creaking doors-1,snapped doors-1,bolted doors-1," ]
    [ "$(head -n 1 canon/door/hinge/evidence.ndjson | jq -c '[.names, .placebo, .tells, .arms.burn, .arms.modernise]')" = '["door/stuck","holds",["looks_dry"],["harm","smell"],null]' ]
    cp -r canon/door/hinge before
    lab 0 select='["door/hinge"]'
    [ "$(event 'select(.change == "oil" and .cause == "dry") | .repeat')" = 1 ]
    [ "$(last '.families[0].trials | "\(.new) \(.changed) \(.unchanged)"')" = "0 0 5" ]
    diff -r canon/door/hinge before
}

@test "transcripts: each cell with what was run, printed and logged" {
    lab 0 select='["door/hinge"]' causes='["dry"]'
    holds "$(zstd -dc canon/door/hinge/transcripts.zst)" "=== pick refused:door/locked"
    holds "$(zstd -dc canon/door/hinge/transcripts.zst)" "doord: error: the lock refuses"
    holds "$(zstd -dc canon/door/hinge/transcripts.zst)" 'shell: echo oil >>"$L/hinge"'
}

@test "a part of a trial amends its line and never makes one" {
    lab 0 select='["door/hinge"]' causes='["dry"]' changes='["oil"]'
    [ ! -e canon/door/hinge/evidence.ndjson ]
    lab 0 select='["door/hinge"]' causes='["dry"]'
    sed -i 's/"oil":"resolved"/"oil":"same"/' canon/door/hinge/evidence.ndjson
    lab 0 select='["door/hinge"]' causes='["dry"]' changes='["oil"]'
    # What replaces evidence is seen three times first.
    [ "$(event 'select(.change == "oil") | "\(.was) \(.repeat)"')" = "same 3" ]
    [ "$(jq -r .arms.oil canon/door/hinge/evidence.ndjson)" = resolved ]
    [ "$(jq -r .arms.paint canon/door/hinge/evidence.ndjson)" = same ]
}

@test "stale: another rig is, a comment or another cause is not" {
    lab 0 select='["door/hinge"]' causes='["dry","snapped"]'
    sed -i 's/^cause_snapped.*/# It broke.\n&/' canon/door/hinge/rig.sh
    lab 4 select='["door/hinge"]' causes='["dry","snapped"]' stale=true
    sed -i 's/^cause_snapped.*/cause_snapped() { start "broken at once"; }/' canon/door/hinge/rig.sh
    lab 0 select='["door/hinge"]' causes='["dry","snapped"]' stale=true
    [ "$(last '.families[0] | "\(.causes[]) \(.trials.changed)"')" = "snapped 1" ]
}

@test "list: what is recorded, what is stale, what is missing" {
    lab 0 select='["door/hinge"]' causes='["dry"]'
    lab 0 select='["door/hinge"]' list=true
    [ "$(last '.schema')" = cairn.prove-list/1 ]
    [ "$(last '.cells[] | select(.cause == "dry" and .change == "oil") | "\(.recorded) \(.state)"')" = "resolved current" ]
    [ "$(last '.cells[] | select(.cause == "dry" and .change == "modernise") | .state')" = not-applicable ]
    [ "$(last '.cells[] | select(.cause == "bolted" and .change == "oil") | .state')" = missing ]
}

@test "check: agrees on the host's class, notices evidence typed by hand, writes nothing" {
    lab 0 select='["door/hinge"]' causes='["dry","creaking"]'
    lab 0 select='["door/hinge"]' environments='["host"]' check=true
    [ "$(last '.families[0].causes | join(" ")')" = "dry creaking" ]
    sed -i 's/"paint":"same"/"paint":"resolved"/' canon/door/hinge/evidence.ndjson
    cp canon/door/hinge/evidence.ndjson typed
    lab 1 select='["door/hinge"]' environments='["host"]' check=true
    [ "$(last '.differ[] | "\(.cause) \(.was) \(.result)"' | tr '\n' ,)" = "dry resolved same,creaking resolved same," ]
    cmp typed canon/door/hinge/evidence.ndjson
}

@test "check: evidence of another class is unavailable" {
    lab 0 select='["door/hinge"]' causes='["dry"]'
    sed -i 's/"sh":"0.5.12"/"sh":"7.1"/; s/doors-1/doors-7/' canon/door/hinge/evidence.ndjson
    lab 4 select='["door/hinge"]' environments='["host"]' check=true
    [ "$(last .unavailable)" = 14 ]
}

@test "check: what is unavailable is what was asked for" {
    lab 0 select='["door/hinge"]' causes='["dry"]'
    sed 's/"sh":"0.5.12"/"sh":"7.1"/; s/doors-1/doors-7/' canon/door/hinge/evidence.ndjson >>canon/door/hinge/evidence.ndjson
    lab 0 select='["door/hinge"]' environments='["host"]' changes='["oil"]' check=true
    [ "$(last .unavailable)" = 1 ]
    lab 0 select='["door/hinge"]' environments='["doors-1"]' changes='["oil"]' check=true
    [ "$(last .unavailable)" = 0 ]
    lab 4 select='["door/creaks"]' environments='["host"]' check=true
    [ "$(last .unavailable)" = 0 ]
}

@test "sample: the same seed draws the same cells, one of each record at least" {
    lab 0 select='["door/hinge"]'
    lab 0 select='["door/hinge"]' environments='["host"]' check=true sample=1 seed=7
    [ "$(last .seed)" = 7 ]
    event 'select(.schema == "cairn.cell/1" and .change != "placebo") | "\(.cause) \(.change)"' | sort >first
    lab 0 select='["door/hinge"]' environments='["host"]' check=true sample=1 seed=7
    event 'select(.schema == "cairn.cell/1" and .change != "placebo") | "\(.cause) \(.change)"' | sort >second
    diff first second
    # door/stuck, door/creaks, door/broken and door/locked, the control, perhaps a carrier
    [ "$(wc -l <first)" -ge 5 ]
    [ "$(wc -l <first)" -le 9 ]
}

@test "mutate: a sound rig notices every mutant" {
    lab 0 select='["door/hinge"]' environments='["host"]' mutate=true
    [ "$(last '.contradicted | length')" = 0 ]
    for mutant in "healthy that breaks" "healthy that hangs" "healthy that says nothing" "the cause left out" \
        "its change replaced by nothing" "a dead end replaced by a fix"; do
        holds "$(event 'select(.schema == "cairn.cell/1") | .claim')" "$mutant is noticed"
    done
    [ ! -e canon/door/hinge/evidence.ndjson ]
}

@test "mutate: with a change only its own mutants" {
    lab 0 select='["door/hinge"]' environments='["host"]' causes='["dry"]' changes='["oil"]' mutate=true
    [ "$(event 'select(.schema == "cairn.cell/1" and .cause == "dry" and .change != "placebo") | "\(.change): \(.claim)"')" = \
        "oil: its change replaced by nothing is noticed" ]
    lab 4 select='["door/hinge"]' environments='["host"]' causes='["dry"]' changes='["burn"]' mutate=true
}

@test "mutate: a rig whose fault has another reason is a toy" {
    # Without the cause the door is still shut, except in the control's own arm.
    sed -i 's/^control.*/control() { start good; [ "$MUTATION" = none ] || start dry; }/' canon/door/hinge/rig.sh
    lab 1 select='["door/hinge"]' environments='["host"]' causes='["dry"]' mutate=true
    [ "$(last '.contradicted[] | .claim' | grep -c 'left out')" = 1 ]
}

@test "keep: the world of an arm as it was left" {
    lab 0 select='["door/hinge"]' environments='["host"]' causes='["dry"]' changes='["oil"]' keep=true
    folder=$(event 'select(.change == "oil") | .folder')
    [ "$(cat "$folder/world/hinge")" = $'dry\noil' ]
    holds "$(cat "$folder/transcript")" "healthy: yes"
    rm -rf "${folder%/*}"
}

@test "keep: programs in a kept world have nobody's rights, whoever runs the lab" {
    sed -i 's|^cause_dry.*|cause_dry() { start dry; : >"$L/tool"; chmod 6755 "$L/tool"; }|' canon/door/hinge/rig.sh
    lab 0 select='["door/hinge"]' environments='["host"]' causes='["dry"]' changes='["oil"]' keep=true
    folder=$(event 'select(.change == "oil") | .folder')
    [ "$(stat -c %a "$folder/world/tool")" = 755 ]
    rm -rf "${folder%/*}"
}

@test "a name that nothing has gets the nearest one" {
    lab 2 select='["door/hing"]'
    holds "$output" "Did you mean door/hinge?"
    lab 2 select='["door/hinge"]' causes='["drye"]'
    holds "$output" "Did you mean dry?"
    lab 2 select='["door/hinge"]' changes='["oill"]'
    holds "$output" "Did you mean oil?"
    lab 2 select='["door/hinge"]' environments='["doors-2"]'
    holds "$output" "Did you mean doors-1?"
}

@test "a domain is refused with its families" {
    lab 2 select='["door"]'
    holds "$output" 'cannot prove \"door\": it is a domain, not a family'
    holds "$output" "Name its families: door/frame, door/hinge"
    rm canon/door/frame/rig.sh
    sed -i 's/state: rig, environments: \[doors-1\], timeout: 3/state: pending, reason: Not yet./' canon/door/frame/family.yaml
    lab 2 select='["door"]'
    holds "$output" "Name its families: door/hinge"
}

@test "a record stands for the causes that yield it" {
    lab 0 select='["door/creaks"]' environments='["host"]' changes='["oil"]'
    [ "$(last '.families[0].causes | join(" ")')" = creaking ]
}

@test "a canon elsewhere is not run unless it is trusted" {
    mkdir other
    cd other
    lab 2 canon='"../canon"' select='["door/hinge"]' environments='["host"]' causes='["dry"]' changes='["oil"]'
    holds "$output" "not below the current folder"
    lab 0 canon='"../canon"' is_trusted=true select='["door/hinge"]' environments='["host"]' causes='["dry"]' changes='["oil"]'
}

@test "a rig that is no shell script fails with the shell's words" {
    echo 'cause_x() { if' >>canon/door/hinge/rig.sh
    lab 2 select='["door/hinge"]' environments='["host"]'
    holds "$(last '.failed[0].why')" "prepare: the shell ended with status 2"
    holds "$(last '.failed[0].why')" "rig.sh"
}

# says BYTES [FILE]: the damp door prints this much before it is asked, or logs it.
says() {
    sed -i "s#^cause_damp.*#cause_damp() { start damp; command yes x 2>/dev/null | head -c $1 ${2:+>>\"\$L/$2\"}; }#" canon/door/frame/rig.sh
}

@test "what is kept of an output ends at 256 KiB, and an arm that said more is invalid" {
    local asked=(select='["door/frame"]' environments='["host"]' causes='["damp"]' changes='["dry_it"]')
    says 262144
    lab 0 "${asked[@]}"
    [ "$(event 'select(.change == "dry_it") | .result')" = resolved ]
    says 262146
    lab 2 "${asked[@]}"
    holds "$(event 'select(.change == "dry_it") | .why')" "before.out: what a phase printed or logged is longer"
    # The log has a line of 34 bytes more: that the frame is warped.
    says 262110 frame.log
    lab 0 "${asked[@]}"
    says 262112 frame.log
    lab 2 "${asked[@]}"
    holds "$(event 'select(.change == "dry_it") | .why')" "frame.log 262146: what a phase printed or logged is longer"
}

@test "a record that a rig has forged whole, with times that cannot be, is damaged" {
    sed -i '/^cause_damp/d' canon/door/frame/rig.sh
    cat >>canon/door/frame/rig.sh <<'RIG'
cause_damp() {
    start damp
    t=99999999999
    events=$(printf '%s\n' '1 phase before' '2 verdict healthy no' '3 phase apply' "$t state after x" "$t phase after" \
        "$t verdict healthy no" "$t end")
    # The name of an output goes into the record as it is: this one ends it with events of its own, and a world that is all the rest.
    echo forged >"$OUT/$(printf 'a 0\nevents %d\n%s\nworld -\nz.out' $((${#events} + 1)) "$events")"
}
RIG
    lab 2 select='["door/frame"]' environments='["host"]' causes='["damp"]' changes='["dry_it"]'
    holds "$(event 'select(.change == "dry_it") | .why')" "an event at 99999999999 ms"
}

@test "an unsound control fails the environment with one message" {
    sed -i 's/^control.*/control() { start dry; }/' canon/door/hinge/rig.sh
    lab 2 select='["door/hinge"]' environments='["host"]'
    [ "$(last '.failed | length')" = 1 ]
    holds "$(last '.failed[0] | "\(.change) \(.result) \(.why)"')" "control unsound healthy says no without a fault"
}

@test "a family without a rig, and a canon that lint refuses" {
    rm canon/door/frame/rig.sh
    sed -i 's/state: rig, environments: \[doors-1\], timeout: 3/state: pending, reason: Not yet./' canon/door/frame/family.yaml
    lab 2 select='["door/frame"]' environments='["host"]'
    holds "$output" "cannot prove door/frame: it has no rig.sh (lab: pending: Not yet.)"
    echo 'no: key' >>canon/door/hinge/family.yaml
    lab 2 select='["door/hinge"]' environments='["host"]'
    holds "$output" "lint refuses it"
}

@test "evidence that cannot be written is said once, and the run goes on" {
    request select='["door/hinge"]' causes='["dry"]' jobs=1 >request
    "$CAIRN_LAB" <request >events &
    pid=$!
    for _ in $(seq 600); do
        ! grep -q '"change":"control"' events 2>/dev/null || break
        sleep 0.1
    done
    mkdir canon/door/hinge/evidence.ndjson
    status=0
    wait "$pid" || status=$?
    [ "$status" = 2 ]
    output=$(cat events)
    [ "$(event 'select(.schema == "cairn.message/1") | .text' | grep -c 'could not write the evidence of door/hinge, the old one stays')" = 1 ]
    [ "$(last .outcome)" = agree ]
}

@test "a signal ends it, and finished trials are kept" {
    request select='["door/hinge"]' jobs=1 >request
    "$CAIRN_LAB" <request >events &
    pid=$!
    for _ in $(seq 600); do
        ! grep -q '"cause":"dry","change":"placebo"' events 2>/dev/null || break
        sleep 0.1
    done
    kill -INT "$pid"
    status=0
    wait "$pid" || status=$?
    [ "$status" = 2 ]
    holds "$(cat events)" "interrupted: finished trials are kept"
    [ "$(head -n 1 canon/door/hinge/evidence.ndjson | jq -r '.trial[0]')" = dry ]
    [ "$(wc -l <canon/door/hinge/evidence.ndjson)" -lt 5 ]
}

@test "evidence on a full disk: said once, and what was won before stays" {
    [ "$(id -u)" = 0 ] || skip "only root may mount a small file system"
    lab 0 select='["door/hinge"]' causes='["dry"]'
    cp -r canon/door/hinge before
    request select='["door/hinge"]' causes='["dry","creaking"]' >request
    run --separate-stderr -2 unshare -m sh -c '
        mount -t tmpfs -o size=128k none canon/door/hinge && cp -r before/. canon/door/hinge
        head -c 1048576 /dev/zero >canon/door/hinge/.filler 2>/dev/null
        "$CAIRN_LAB" <request
        status=$?
        rm canon/door/hinge/.filler
        cp -r canon/door/hinge after
        exit $status'
    [ "$(event 'select(.schema == "cairn.message/1") | .text' | grep -c 'could not write the evidence of door/hinge, the old one stays')" = 1 ]
    [ "$(last .outcome)" = agree ] # the cells themselves went on
    diff -r before after
}

@test "two runs of root have different users" {
    [ "$(id -u)" = 0 ] || skip "arms of others run as themselves"
    local lasting='cause_endless() { start damp; demand() { exec sleep 2.71828; }; }' uids
    sed -i "s/^cause_endless.*/$lasting/" canon/door/frame/rig.sh
    request select='["door/frame"]' environments='["host"]' causes='["endless"]' changes='["dry_it"]' jobs=1 >request
    for run in 1 2; do "$CAIRN_LAB" <request >"events$run" & done
    for _ in $(seq 300); do
        # shellcheck disable=SC2009
        uids=$(ps -eo uid=,args= | grep '[s]leep 2.71828' | awk '{print $1}' | sort -u)
        [ "$(wc -l <<<"$uids")" -lt 2 ] || break
        sleep 0.05
    done
    wait
    echo "$uids"
    [ "$(wc -l <<<"$uids")" = 2 ]
    while read -r uid; do [ "$uid" -ge 64100 ]; done <<<"$uids"
}

@test "a runner that is killed leaves its folders until the next one starts" {
    local place
    place=$(mktemp -d /tmp/cairn-killed-XXXXXX)
    chmod 755 "$place"
    request select='["door/frame"]' environments='["host"]' causes='["endless"]' changes='["dry_it"]' jobs=1 >request
    for run in 1 2; do
        TMPDIR=$place "$CAIRN_LAB" <request >"events$run" &
        eval "pid$run=$!"
        for _ in $(seq 300); do
            ! grep -q '"change":"control"' "events$run" || break
            sleep 0.1
        done
    done
    [ "$(ls "$place" | sed 's/-[^-]*$//' | tr '\n' ,)" = cairn-canon,cairn-canon,cairn-stage,cairn-stage, ]
    # shellcheck disable=SC2154
    kill -9 "$pid1"
    wait "$pid1" || :
    request select='["door/hinge"]' environments='["host"]' causes='["dry"]' changes='["oil"]' >request
    TMPDIR=$place "$CAIRN_LAB" <request >events3
    # That of the other one, which lives, stays.
    [ "$(ls "$place" | sed 's/-[^-]*$//' | tr '\n' ,)" = cairn-canon,cairn-stage, ]
    # shellcheck disable=SC2154
    wait "$pid2" || :
    [ -z "$(ls "$place")" ]
    rmdir "$place"
}

@test "a reader that is gone ends it too" {
    request select='["door/hinge"]' jobs=1 >request
    "$CAIRN_LAB" <request 2>errors | head -n 3 >events
    [ "$(wc -l <events)" = 3 ]
    [ ! -s errors ]
}

@test "a machine without bubblewrap says so" {
    mkdir bin
    request select='["door/hinge"]' environments='["host"]' >request
    run --separate-stderr -4 env PATH="$PWD/bin" "$CAIRN_LAB" <request
    holds "$output" "bubblewrap"
}

@test "a machine without user namespaces says so, and how to have them" {
    # A namespace of our own that may have none within; in a folder that everybody may enter.
    local none='echo 0 >/proc/sys/user/max_user_namespaces && exec setpriv --ambient-caps=-all --inh-caps=-all "$@"'
    local place by=()
    [ "$(id -u)" != 0 ] || by=(setpriv --reuid=61234 --regid=61234 --clear-groups)
    by+=(unshare --user --map-user=1000 --keep-caps sh -c "$none" sh)
    "${by[@]}" test -x "$CAIRN_LAB" || skip "no namespace of our own, or an ordinary user cannot read $CAIRN_LAB"
    place=$(mktemp -d /tmp/cairn-nameless-XXXXXX)
    chmod 755 "$place"
    cp -r canon "$place"
    chmod -R a+rX "$place"
    request select='["door/hinge"]' environments='["host"]' >request
    run --separate-stderr -4 env -C "$place" HOME="$place" "${by[@]}" "$CAIRN_LAB" <request
    rm -r "$place"
    [ "$(event 'select(.schema == "cairn.message/1") | .text' | grep -c 'user namespaces are off here')" = 1 ]
}

@test "a damaged environment is named with what to do, and the others go on" {
    cp -a "$CAIRN_ENVIRONMENTS" environments
    chmod 755 environments
    export CAIRN_ENVIRONMENTS=$PWD/environments
    rm "$CAIRN_ENVIRONMENTS/doors-1/.cairn-environment.json"
    lab 0 select='["door/hinge"]' environments='["doors-1","host"]' causes='["dry"]' changes='["oil"]'
    [ "$(event 'select(.schema == "cairn.message/1") | .text' | wc -l)" = 1 ]
    holds "$output" "door/hinge does not run in doors-1: "
    holds "$(last '.families[0].environments[] | select(.name == "doors-1") | "\(.state) \(.reason)"')" "damaged"
    holds "$output" "cairn env add doors-1"
    [ "$(event 'select(.change == "oil") | "\(.environment) \(.result)"')" = "host resolved" ]
}

# add LINE: env add where apt's only source is LINE; no line: none.
add() {
    [ "$(id -u)" = 0 ] || skip "only root may put another /etc/apt in place"
    echo '{"verb":"env-add","canon":"canon","names":["doors-1"]}' >request
    CAIRN_ENVIRONMENTS=$PWD/none run --separate-stderr -2 unshare -m sh -c \
        'mount -t tmpfs none /etc/apt && echo "$1" >/etc/apt/sources.list && "$CAIRN_LAB" <request' sh "${1:-}"
    [ ! -e none/doors-1 ]
}
@test "an environment without a mirror, or with one that does not answer" {
    add
    [ "$(last '"\(.schema) \(.status)"')" = "cairn.failure/1 not-found" ]
    holds "$(last .message)" "names no Debian mirror"
    add 'deb http://127.0.0.1:9/debian bookworm main'
    holds "$(last .message)" "could not read the lists of packages for doors-1"
    holds "$(last .hint)" "the mirror is http://127.0.0.1:9/debian"
}

@test "a request that is none" {
    run --separate-stderr -2 "$CAIRN_LAB" <<<'{"verb":"dance"}'
    [ "$(last .schema)" = cairn.failure/1 ]
    run --separate-stderr -2 "$CAIRN_LAB" <<<'['
    [ "$(last .schema)" = cairn.failure/1 ]
    run --separate-stderr -2 "$CAIRN_LAB" <<<'{"verb":"prove","canon":"canon","jobs":100000}'
    holds "$output" "jobs must be a number"
}
