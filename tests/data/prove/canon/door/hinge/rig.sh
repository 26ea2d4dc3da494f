# A door of plain files: enough of a world to show every result, and no program that is not everywhere.
prepare() { mkdir -p "$L"; date +%s >"$L/made"; }

has() { grep -q "$1" "$L/hinge"; }
is_open() {
    if has broken || has bolt; then return 1; fi
    if has dry && ! has oil; then return 1; fi
    [ ! -e "$L/untold" ]
}
say() { [ -e "$L/gagged" ] || echo "$1" >>"$L/door.log"; }
complain() {
    if has broken; then say 'doord: error: the hinge is broken'
    elif has bolt; then say 'doord: error: the lock refuses'
    else say 'doord: error: the hinge is stuck'; fi
}

start() {
    source_of "$L/door.log"
    echo "$1" >"$L/hinge"
}
control() { start good; }
cause_dry() { start dry; }
cause_old_oil() { start good; touch "$L/untold"; }
cause_creaking() { start creak; }
cause_snapped() { start broken; }
cause_bolted() { start bolt; }

trigger() {
    if has creak && ! has oil; then say 'doord: the hinge creaks'; fi
    if ! is_open || has kick; then complain; fi
}
healthy() {
    if is_open; then yes; fi
    no the door is shut
}
harm_smell() {
    if has ash; then yes; fi
    no fresh air
}
later() { if has water; then sed -i 's/oil//' "$L/hinge"; fi; }
real_error() { say 'doord: error: the hinge is broken'; }
tell_the_door() { rm -f "$L/untold"; echo told >>"$L/told"; }
reload() { tell_the_door; }
pick_lock() { say 'doord: error: the lock refuses'; return 1; }
