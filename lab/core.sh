# core.sh MODE CAUSE CHANGES: plays one arm of a rig inside its sandbox. POSIX sh; run by `lab arm`, which keeps the record.
#
#   prepare  the rig's prepare, once per environment: what it leaves in $L is where every arm starts from
#   arm      CAUSE (or control), then CHANGES in order (none: the placebo, which waits)
#
# From the runner: HARMS, TELLS (numbers), CARRIER (none, or a function of the rig), WAIT (seconds), REAL_ERROR (yes, no), MUTATION.
# Functions below that a rig calls are described in docs/lab.md.
set -eu

L=/world/rig OUT=/world/out LAB=/lab
export L
newline='
'

# --- the record: a line to the first process, which answers when it has taken it down ---------------------------------------

record() { printf '%s\n' "$*" >&3; read -r _ <&4; }
note() { record "note ${*%%"$newline"*}"; }
phase() { record "phase $1"; PHASE=$1; exec >"$OUT/$1.out" 2>&1; }
invalid() { note "invalid $*"; exit 70; }
refused() { REFUSED=yes; note "refused $*"; }
source_of() { [ -e "$1" ] || : >"$1"; record "source $1"; }

# --- verdicts are spoken: a function that breaks says neither -----------------------------------------------------------------

yes() { echo yes >"$OUT/verdict"; exit 0; }
no() { echo "no ${*%%"$newline"*}" >"$OUT/verdict"; exit 0; }
check() {
    : >"$OUT/verdict"
    set +e
    (set -e; "$@")
    set -e
    verdict='' why=''
    read -r verdict why <"$OUT/verdict" || invalid "$1 said neither yes nor no"
    note "verdict $1 $verdict $why"
}

# --- programs -----------------------------------------------------------------------------------------------------------------

# spawn NAME CMD…: CMD must exec. Its output is a source, its process $pid_NAME.
spawn() {
    spawned=$1
    shift
    source_of "$L/$spawned.out"
    "$@" >>"$L/$spawned.out" 2>&1 3>&- 4<&- &
    eval "pid_$spawned=$!"
}
stop() {
    eval "stopped=\$pid_$1"
    kill "$stopped" 2>/dev/null || :
    wait "$stopped" 2>/dev/null || :
}
# until_ok CMD…: tries it for 5 s.
until_ok() {
    tries=0
    until "$@" 2>/dev/null; do
        tries=$((tries + 1))
        [ $tries -lt 500 ] || return 1
        sleep 0.01
    done
}

# --- changes: the published text, filled in and given to its verb ----------------------------------------------------------------

# how N: step N of the change at hand, filled in.
how() { lab fill <"$(echo "$LAB/how/$CHANGE/$1".*)" || invalid "cannot fill step $1 of $CHANGE"; }
# steps: each step of the change at hand through its verb, in order.
steps() {
    step=0
    while step=$((step + 1)) && step_file=$(echo "$LAB/how/$CHANGE/$step".*) && [ -e "$step_file" ]; do
        how $step >"$OUT/step"
        "via_${step_file##*.}" <"$OUT/step"
    done
    [ $step -gt 1 ] || invalid "the change $CHANGE has no steps"
}
# A shell command fails as it does for a person: by its exit status.
via_shell() {
    command_text=$(cat)
    eval "$command_text" 3>&- 4<&- || refused "exit status $?"
}
apply_one() {
    CHANGE=$1
    export CHANGE
    if command -v "change_$1" >/dev/null; then "change_$1"; else steps; fi
}
apply() {
    for change in $1; do apply_one "$change"; done
    case " none $1 " in *" $CARRIER "*) ;; *) "$CARRIER" ;; esac
}

# --- what a rig may leave out ------------------------------------------------------------------------------------------------------

prepare() { :; }
demand() { :; }
rig_state() { :; }

# --- phases of an arm ------------------------------------------------------------------------------------------------------------------

# has_function NAME: does the rig define it?
has_function() { command -v "$1" >/dev/null; }
offer() {
    demand
    trigger >"$OUT/${PHASE}_ask.out" 2>&1
    cat "$OUT/${PHASE}_ask.out"
    check healthy
}
state() {
    rig_state >"$OUT/rig_state" 2>&1
    record "state $1"
}
harms() {
    for harm in $HARMS; do
        phase "harm_$harm"
        check "harm_$harm"
    done
}
tells() {
    for tell in $TELLS; do
        phase "tell_$tell"
        lab fill <"$LAB/tells/$tell" >"$OUT/tell" || invalid "cannot fill tell $tell"
        told=$(cat "$OUT/tell")
        set +e
        (eval "$told") 3>&- 4<&-
        note "tell $tell $?"
        set -e
    done
}
play() {
    phase before
    if [ "$1" = control ] || [ "$MUTATION" = no-cause ]; then control; else "cause_$1"; fi
    offer
    if [ "$1" = control ]; then
        harms
        return
    fi
    state before
    phase apply
    if [ "$2" = none ]; then
        sleep "$WAIT"
    elif [ "$MUTATION" != no-change ]; then
        apply "$2"
    fi
    state after
    phase after
    offer
    healed=$verdict
    if [ "$healed" = yes ] && has_function later; then
        phase later
        later
        offer
    fi
    # Harm is harm even where the fault comes back: it is asked whatever `later` showed.
    if [ "$2" = none ]; then
        tells
    elif [ "$healed" = yes ]; then
        if [ "$REAL_ERROR" = yes ]; then
            phase real
            real_error
        fi
        harms
    fi
}

PHASE=start REFUSED=no
. "$LAB/rig.sh"
case $MUTATION in
dies) healthy() { false; } ;;
hangs) healthy() { sleep 3600; } ;;
silent) healthy() { :; } ;;
esac
case $1 in
prepare)
    phase prepare
    prepare
    ;;
arm) play "$2" "$3" ;;
esac
record end
