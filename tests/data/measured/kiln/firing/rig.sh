# The rig of a kiln that does not exist: its functions show what a rig looks like, and nobody plays them.
control() {
    source_of "$L/kiln.log"
    : >"$L/settings"
}
cause_tank_empty() { control; rm -f "$L/fuel"; }
cause_flue_blocked() { control; : >"$L/flue"; }
cause_tank_and_flue() { cause_tank_empty; : >"$L/flue"; }
cause_door_ajar() { control; : >"$L/gap"; }
cause_setting_misspelt() { control; echo "heet = 900" >"$L/settings"; }
cause_damp_clay() { control; : >"$L/damp"; }
trigger() { cat "$L/kiln.log"; }
healthy() {
    [ -e "$L/fuel" ] || no "no fuel"
    yes
}
harm_smoke() {
    [ -e "$L/smoke" ] || no "the air is clear"
    yes
}
via_set() { cat >>"$L/settings"; }
reload() { :; }
restart() { :; }
