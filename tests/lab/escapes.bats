#!/usr/bin/env bats
# What a rig may try to get out of its sandbox or to harm the machine. Each case is a tiny rig, played by the lab's own code
# (arm.c) with the programs of this machine. LAB_AS says who starts the arms: root (who must drop to another uid) or user.

bats_require_minimum_version 1.5.0

USER_ID=61234 # nobody's

setup_file() {
    : "${LAB_ARM:?plays arms}" "${LAB_AS:?is root or user}" "${CAIRN_LAB_HELPER:?is the helper}"
    export PLACE
    PLACE=$(mktemp -d /tmp/cairn-escapes-XXXXXX)
    chmod 755 "$PLACE"
    mkdir -m 1777 "$PLACE/tmp" # stages: what a killed runner leaves goes with it
    export WHY=
    set_by
    if [ "$LAB_AS" = root ] && [ "$(id -u)" != 0 ]; then
        WHY='not run by root'
    elif [ "$LAB_AS" = user ] && [ "$(id -u)" = 0 ] && ! setpriv --reuid=$USER_ID --regid=$USER_ID --clear-groups test -x "$LAB_ARM"; then
        WHY="an ordinary user cannot read $LAB_ARM: build in a folder that everybody may read"
    elif ! WHY=$("${by[@]}" "$LAB_ARM" --probe 2>&1); then
        WHY=${WHY:-the sandbox cannot be tried}
    elif ! command -v perl >/dev/null; then
        WHY='no perl on this machine, which the cases are written in'
    else
        WHY=
    fi
}

teardown_file() {
    rm -rf "$PLACE"
}

setup() {
    [ -z "$WHY" ] || skip "arms cannot run: $WHY"
    set_by
    marker=m${RANDOM}x$$x$BATS_TEST_NUMBER
}

# Before a command: as the one who starts arms. The process of the shell becomes the command's, so that it can be killed.
set_by() {
    by=(env "TMPDIR=$PLACE/tmp")
    if [ "$LAB_AS" = user ] && [ "$(id -u)" = 0 ]; then
        by=(setpriv --reuid=$USER_ID --regid=$USER_ID --clear-groups env "HOME=$PLACE" "TMPDIR=$PLACE/tmp")
    fi
}

# write_rig: standard input becomes the cause of a rig that is otherwise whole; its id is the marker.
write_rig() {
    {
        echo "cause_$marker() {"
        cat
        printf '}\ncontrol() { :; }\ntrigger() { :; }\nhealthy() { no fault; }\n'
    } >"$PLACE/$marker.sh"
}

# play [TIMEOUT_S]: the rig on standard input. What came back is $output.
play() {
    write_rig
    run "${by[@]}" "$LAB_ARM" / "$PLACE/$marker.sh" "$marker" "${1:-10}"
    printf '%s\n' "${output:0:6000}"
    [ "$status" = 0 ]
}

# What of the arm still runs on the machine; not what looks for it.
survivors() {
    local file name
    while read -r file; do
        name=$(cat "${file%cmdline}comm" 2>/dev/null) || continue
        [[ $name == grep || $name == bash || $name == bats* ]] || echo "$file: $name"
    done < <(grep -lsaF -e "$marker" /proc/[0-9]*/cmdline)
}

nothing_survives() {
    local try
    for try in {1..40}; do
        [ -n "$(survivors)" ] || return 0
        sleep 0.05
    done
    survivors
    return 1
}

# What the kernel has for all who have no namespaces of their own, but for what changes by itself.
settings() {
    find /proc/sys -type f -readable ! -name '*random*' ! -name 'uuid' ! -name '*-nr' ! -name '*-state' ! -name 'ns_last_pid' ! -path '*/random/*' \
        ! -path '*sched_domain*' ! -name 'nf_conntrack_count' -exec grep -H . {} + 2>/dev/null | sort
}

has() {
    [[ $output == *"$1"* ]] || { echo "wanted: $1"; return 1; }
}

lacks() {
    [[ $output != *"$1"* ]] || { echo "unwanted: $1"; return 1; }
}

@test "an arm that does nothing ends, and says so" {
    play <<<'echo all is well'
    has 'state over, exit 0'
    has 'all is well'
    has 'end'
    nothing_survives
}

@test "a fork bomb is held at the limit of processes, and nothing of it survives" {
    play 3 <<'RIG'
    bomb() { bomb | bomb & }
    bomb
    sleep 1
    set -- /proc/[0-9]*
    echo "processes: $#"
    sleep 60
RIG
    has 'state over'
    has 'invalid'
    [[ $output =~ processes:\ ([0-9]+) ]] && ((BASH_REMATCH[1] <= 260))
    nothing_survives
    run true # the machine still makes processes
    [ "$status" = 0 ]
}

@test "a disk filler finds 384 MiB, and the arm is no result" {
    play <<'RIG'
    i=0
    while [ $i -lt 12 ]; do
        i=$((i + 1))
        head -c 60000000 /dev/zero >/world/fill$i || { du -sm /world; exit 3; }
    done
    echo it never ended
RIG
    has 'state over'
    has 'invalid'
    lacks 'it never ended'
    nothing_survives
}

@test "the folders that can be written are bounded, all of them together" {
    play <<'RIG'
    df -k /world /dev/shm | tail -n 2
    for folder in / /usr /lab /lab/etc /dev /proc /proc/sys /etc /var /tmp /run /dev/shm /dev/pts /world /bin /lib; do
        if (: >"$folder/written") 2>/dev/null; then echo "writable $folder $(stat -f -c %T "$folder")"; fi
    done
RIG
    has '393216'
    has '65536'
    [ "$(grep -c '^writable' <<<"$output")" = 6 ]
    for folder in /etc /var /tmp /run /dev/shm /world; do has "writable $folder tmpfs"; done
    while read -r _ folder _; do
        [[ " /etc /var /tmp /run /dev/shm /world " == *" $folder "* ]]
    done < <(grep '^writable' <<<"$output")
}

@test "nothing outside /world and /dev/shm can be written, wherever one looks" {
    play <<'RIG'
    find / -xdev \( -path /world -o -path /proc \) -prune -o -type d -writable -print 2>/dev/null | while read -r folder; do
        if (: >"$folder/x") 2>/dev/null; then echo "wrote into $folder"; fi
    done
    find /usr /lab -writable ! -type l 2>/dev/null | while read -r file; do
        if (: >>"$file") 2>/dev/null; then echo "wrote $file"; fi
    done
    chmod 777 / /usr /lab /lab/rig.sh 2>/dev/null && echo 'changed a mode'
    rm -f /lab/rig.sh 2>/dev/null && echo 'removed the rig'
    mv /usr/bin/env /usr/bin/env2 2>/dev/null && echo 'moved a program'
    echo looked
RIG
    has looked
    lacks 'wrote'
    lacks 'changed a mode'
    lacks 'removed the rig'
    lacks 'moved a program'
}

@test "a process has 1 GiB of memory for itself" {
    play 20 <<'RIG'
    perl -e 'vec($x, 900 << 20, 8) = 1; print "900 fit\n"'
    perl -e 'vec($x, 1030 << 20, 8) = 1; print "ESCAPED 1030 fit\n"' || echo "1030 do not"
RIG
    has '900 fit'
    lacks ESCAPED
    has '1030 do not'
}

@test "a file holds 64 MiB" {
    play <<'RIG'
    head -c 67108864 /dev/zero >/world/just && echo just fits
    head -c 67108865 /dev/zero >/world/more || echo one more does not
    stat -c 'size %s' /world/more
RIG
    has 'just fits'
    has 'one more does not'
    has 'size 67108864'
}

@test "no mount, no umount, no namespace within" {
    play <<'RIG'
    mount -t tmpfs none /world/tmp && echo ESCAPED
    mount --bind /usr /world/tmp && echo ESCAPED
    mount -o remount,rw / && echo ESCAPED
    umount /proc && echo ESCAPED
    umount -l /lab && echo ESCAPED
    for kind in -U -r -m -n -p -u -i; do unshare $kind true && echo "ESCAPED $kind"; done
    perl -e 'syscall(272, 0x10000000) == 0 and print "ESCAPED perl\n"'
    chroot / true && echo ESCAPED
    mknod /world/sda b 8 0 && echo ESCAPED
    echo tried
RIG
    has tried
    lacks ESCAPED
}

@test "files of the host are not there" {
    secret=$PLACE/secret-of-the-host
    echo 'do not read this' >"$secret"
    chmod 644 "$secret"
    play <<RIG
    cat $secret && echo FOUND secret
    for path in /root /home /etc/shadow /etc/hostname /etc/machine-id /etc/ssh/* /etc/apt/* /etc/nginx/* /etc/ssl/private /var/lib/dpkg /var/log/dpkg.log /opt /srv /mnt /media /sys /boot /run/systemd /tmp/.X11-unix $PLACE; do
        [ ! -e "\$path" ] || echo "FOUND \$path"
    done
    grep -c . /etc/passwd
    ls /dev
    echo looked
RIG
    has looked
    lacks FOUND
    lacks 'do not read'
    lacks 'sda'
    lacks 'vda'
}

@test "processes of the host cannot be seen, signalled or traced" {
    sleep 300 3>&- &
    victim=$!
    play <<RIG
    set -- /proc/[0-9]*
    echo "processes: \$#"
    kill -0 $victim 2>/dev/null && echo ESCAPED kill
    [ ! -e /proc/$victim/root/etc ] || echo ESCAPED root
    perl -e 'syscall(101, 16, $victim, 0, 0) == 0 and print "ESCAPED ptrace\n"'
    kill -9 -1 2>/dev/null
    echo tried
RIG
    kill "$victim" # must still be there
    [[ $output =~ processes:\ ([0-9]+) ]] && ((BASH_REMATCH[1] <= 6))
    lacks ESCAPED
    nothing_survives
}

@test "no network but a loopback of its own" {
    perl -MIO::Socket::INET -MIO::Socket::UNIX -e '
        my $tcp = IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 5) or die;
        my $named = IO::Socket::UNIX->new(Local => "\0cairn-escape-$ARGV[1]", Listen => 5) or die;
        open my $out, ">", $ARGV[0] or die; print $out $tcp->sockport, "\n"; close $out; sleep 60' "$PLACE/port" "$marker" 3>&- &
    listener=$!
    for _ in {1..100}; do [ -s "$PLACE/port" ] && break; sleep 0.02; done
    port=$(cat "$PLACE/port")
    perl -MIO::Socket::INET -e 'IO::Socket::INET->new(PeerAddr => "127.0.0.1:$ARGV[0]") or die' "$port"
    play <<RIG
    perl -MIO::Socket::INET -e 'IO::Socket::INET->new(PeerAddr => "127.0.0.1:$port", Timeout => 2) and print "ESCAPED tcp\n"'
    perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Peer => "\0cairn-escape-$marker") and print "ESCAPED abstract\n"'
    perl -MIO::Socket::INET -e 'IO::Socket::INET->new(PeerAddr => "192.0.2.1:80", Timeout => 2) and print "ESCAPED route\n"; print "route: \$!\n"'
    echo "routes: \$(tail -n +2 /proc/net/route | wc -l)"
    echo "devices: \$(tail -n +3 /proc/net/dev | tr -d ' ' | cut -d: -f1 | tr '\n' ' ')"
RIG
    kill "$listener"
    rm -f "$PLACE/port"
    lacks ESCAPED
    has 'routes: 0'
    has 'devices: lo '
    has 'route: Network is unreachable'
}

@test "no privilege is left, and none can be had from a setuid program" {
    play <<'RIG'
    grep -E '^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs|Uid|Gid|Groups):' /proc/self/status
    grep -v -c nosuid /proc/self/mounts || :
    for file in $(find /usr/bin -perm -4000 -type f 2>/dev/null); do
        case $file in */su) "$file" -c 'echo ESCAPED su' root </dev/null || : ;; esac
    done
    perl -e '$> = 0; $< = 0; print "ESCAPED uid\n" if $> == 0' || :
    echo tried
RIG
    has tried
    lacks ESCAPED
    [ "$(grep -cE '^Cap(Inh|Prm|Eff|Bnd|Amb):[[:space:]]0{16}$' <<<"$output")" = 5 ]
    [[ $output =~ NoNewPrivs:[[:space:]]1 ]]
    grep -qE '^0$' <<<"$output"
}

@test "kill -9 of the runner takes all with it, whenever it comes" {
    write_rig <<'RIG'
    sleep 300 &
    (trap '' TERM INT HUP; exec 3>&- 4<&-; sleep 300) &
    sleep 300
RIG
    for delay in 0 0.001 0.002 0.003 0.004 0.005 0.006 0.008 0.01 0.012 0.015 0.02 0.03 0.05 0.1 0.3; do
        "${by[@]}" "$LAB_ARM" / "$PLACE/$marker.sh" "$marker" 60 >"$PLACE/out" 2>&1 3>&- &
        runner=$!
        sleep "$delay"
        kill -9 "$runner"
        wait "$runner" 2>/dev/null || :
        nothing_survives
    done
}

@test "a flood on standard output is cut, not kept" {
    play 20 <<'RIG'
    head -c 1073741824 /dev/zero | tr '\0' 'y' || echo refused >&2
    exit 0
RIG
    has 'state over'
    nothing_survives
}

@test "a flood into the pipe of the record ends the arm" {
    write_rig <<'RIG'
    head -c 400000000 /dev/zero >/proc/1/fd/1
    sleep 60
RIG
    "${by[@]}" "$LAB_ARM" / "$PLACE/$marker.sh" "$marker" 3 3>&- | tr -d '\0' | head -c 3000 >"$PLACE/out"
    output=$(cat "$PLACE/out")
    printf '%s\n' "$output"
    if [ "$LAB_AS" = root ]; then
        has 'Permission denied' # the pipe is root's, the arm is not
        has 'invalid'
    else
        has 'state limit'
    fi
    nothing_survives
}

@test "a record that a rig has forged by half is refused" {
    play 3 <<'RIG'
    echo 'events 99999' >/world/out/'a b.out'
    exit 0
RIG
    has 'record refused'
    nothing_survives
}

@test "a rig that closes the pipe to the first process is invalid" {
    play 3 <<<'exec 3>&- 4<&-'
    has 'state over'
    has 'invalid'
    nothing_survives
}

@test "a rig that closes the pipe and hangs ends by the deadline" {
    play 2 <<<'exec 3>&- 4<&-; trap "" TERM INT HUP; while :; do sleep 1000 || :; done'
    [[ $output == *'state late'* || $output == *'invalid'* ]]
    nothing_survives
}

@test "a rig that floods the first process is invalid when its time is up" {
    play 3 <<'RIG'
    (while :; do echo note noise; done) >&3 &
    head -c 100000000 /dev/zero | tr '\0' 'x' >&3 &
    while :; do :; done
RIG
    has 'state over'
    has 'invalid'
    nothing_survives
}

@test "a rig that hangs and ignores signals ends when its time is up" {
    play 2 <<'RIG'
    trap '' TERM INT HUP QUIT
    sleep 300 &
    while :; do sleep 300 || :; done
RIG
    has 'state over'
    has 'invalid time is up'
    nothing_survives
}

@test "the kernel's settings cannot be written" {
    before=$(settings)
    play <<'RIG'
    for file in kernel/hostname kernel/core_pattern kernel/modprobe vm/drop_caches vm/overcommit_memory fs/binfmt_misc/register net/ipv4/ip_forward user/max_user_namespaces; do
        if echo x 2>/dev/null >"/proc/sys/$file"; then echo "ESCAPED $file"; fi
    done
    if echo h 2>/dev/null >/proc/sysrq-trigger; then echo ESCAPED sysrq; fi
    for file in $(find /proc/sys -type f -writable 2>/dev/null); do
        read -r value <"$file" && echo $((${value%%[!0-9]*} - 1)) 2>/dev/null >"$file" || :
    done
    cat /proc/1/environ 2>/dev/null | tr '\0' '\n'
    hostname escaped 2>/dev/null && echo ESCAPED hostname
    perl -e 'syscall(116, 0, 0) == 0 and print "ESCAPED groups\n"; syscall(169, 0xfee1dead, 672274793, 0x89ABCDEF, 0) == 0 and print "ESCAPED reboot\n"'
    echo tried
RIG
    has tried
    lacks ESCAPED
    lacks BATS # nothing of the runner's environment
    [ "$before" = "$(settings)" ] # those of its own namespaces it may change
}

@test "keys of the runner are out of reach" {
    write_rig <<'RIG'
    cat >/world/find.pl <<'PERL'
    my ($type, $name) = ("user", "cairn-escape-key");
    syscall(250, 8, $_, -3) for (-4, -5); # the user's own rings: those of this namespace
    my $key = syscall(249, $type, $name, 0, 0);
    print $key >= 0 ? "ESCAPED key $key\n" : "no key: $!\n";
    # A key of the same user may be listed; what is in it cannot be had.
    while (<>) {
        next unless /$name/;
        my $text = "-" x 100;
        print syscall(250, 11, hex((split)[0]), $text, 100) >= 0 ? "ESCAPED text $text\n" : "unreadable: $!\n";
    }
PERL
    perl /world/find.pl /proc/keys
    echo tried
RIG
    cat >"$PLACE/with-key.pl" <<'PERL'
my ($type, $name, $secret, $ring) = ("user", "cairn-escape-key", "secret", 0);
syscall(250, 1, 0) >= 0 or exit 77;                                      # a session keyring of our own
syscall(248, $type, $name, $secret, length $secret, -3) >= 0 or exit 77;
syscall(248, $type, $name, $secret, length $secret, -4) >= 0 or exit 77; # and one in the ring of the user
syscall(249, $type, $name, 0, 0) >= 0 or exit 77;                        # it can be found here
exec @ARGV;
PERL
    run "${by[@]}" perl "$PLACE/with-key.pl" "$LAB_ARM" / "$PLACE/$marker.sh" "$marker" 5
    printf '%s\n' "$output"
    [ "$status" != 77 ] || skip 'this kernel or container has no keyrings'
    has tried
    lacks ESCAPED
    lacks secret
}

@test "files that the runner has open are not passed on" {
    echo 'an open secret' >"$PLACE/open"
    write_rig <<'RIG'
    ls -l /proc/1/fd /proc/self/fd
    for fd in /proc/1/fd/* /proc/self/fd/*; do
        case $(readlink "$fd") in /tmp/* | socket:*) echo "ESCAPED $fd" ;; esac
    done
    head -c 100 <&7 && echo ESCAPED seven
    echo tried
RIG
    run "${by[@]}" "$LAB_ARM" / "$PLACE/$marker.sh" "$marker" 5 7<"$PLACE/open"
    printf '%s\n' "$output"
    lacks ESCAPED
    lacks 'an open secret'
}

@test "an arm has no terminal, and is the first to go when memory runs out" {
    play <<'RIG'
    (: </dev/tty) && echo ESCAPED tty
    echo "score $(cat /proc/self/oom_score_adj)"
    ulimit -c
RIG
    has 'score 1000'
    lacks ESCAPED
}

@test "arms that root starts run as another uid" {
    [ "$LAB_AS" = root ] || skip 'an ordinary user starts arms as himself'
    write_rig <<<'sleep 1'
    "${by[@]}" "$LAB_ARM" / "$PLACE/$marker.sh" "$marker" 5 >/dev/null 3>&- &
    runner=$!
    sleep 0.4
    # shellcheck disable=SC2009
    run bash -c "ps -eo uid=,args= | grep '$marker' | grep -v -e lab_arm -e grep -e bash | sort -u"
    wait "$runner"
    echo "$output"
    [ -n "$output" ]
    while read -r uid _; do [ "$uid" -ge 64100 ] && [ "$uid" -lt 65124 ]; done <<<"$output"
}
