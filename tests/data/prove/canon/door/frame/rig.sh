# Every way in which a rig can fail to show something.
control() { start good; }
start() {
    source_of "$L/frame.log"
    echo "$1" >"$L/frame"
}
has() { grep -q "$1" "$L/frame"; }
is_open() {
    if has split; then return 1; fi
    if has damp && ! has dried; then return 1; fi
    if has jam && [ ! -e "$L/free" ]; then return 1; fi
}
cause_jammed() {
    start jam
    (sleep 0.7; touch "$L/free") >/dev/null 2>&1 3>&- 4<&- &
}
cause_damp() { start damp; }
cause_imaginary() { start good; }
cause_crumbling() { start damp; echo "no such wood" >&2; false; }
cause_moody() { if [ -n "$TELLS" ]; then start split; else start damp; fi; }
cause_misnamed() { start split; }
cause_mute() { start damp; trigger() { sleep 60; }; }
cause_endless() { start damp; demand() { sleep 60; }; }
cause_loud() { start damp; demand() { head -c 1073741824 /dev/zero | tr '\0' x; echo; }; }
trigger() {
    if has split; then echo 'doord: error: the frame is split' >>"$L/frame.log"
    elif ! is_open; then echo 'doord: error: the frame is warped' >>"$L/frame.log"; fi
}
healthy() {
    if is_open; then yes; fi
    no the door is shut
}
