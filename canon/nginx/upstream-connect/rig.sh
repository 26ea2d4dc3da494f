# nginx in front of an application on the same machine. The application is a second nginx, run as the service app.service: its
# behaviour is a release below /var/www/app, where it listens stands in /etc/app/listen.conf. The name server is dnsmasq, which
# serves the names of /etc/hosts.

export upstream_conf=/etc/app/listen.conf host=shop.example proxy=127.0.0.1:8080
export upstream_addr=127.0.0.1 upstream_port=3000 right_addr=127.0.0.1 right_port=3000 second_addr=127.0.0.2 second_port=3000
export upstream_service=app.service upstream_name=app.internal dns=127.0.0.1:5353
export socket=/run/app/app.sock socket_dir=/run/app right_socket=/run/app/app.sock right_socket_dir=/run/app group=app release=/var/www/app/releases/1 current=/var/www/app/current
export unresolved=app.internal patience=2
export connect_timeout=2s read_timeout=4s resolver_timeout=2s worker_timeout=3s keepalive_timeout=100ms

log=/var/log/nginx/error.log
moving=no restarting=no

# --- the files of the world ---------------------------------------------------------------------------------------------------

# release NUMBER: a release of the application; standard input is what it does with a request.
release() {
    mkdir -p /var/www/app/releases/$1
    cat >/var/www/app/releases/$1/site.conf
}

proxy_files() {
    rm -rf /etc/nginx
    mkdir -p /etc/nginx/conf.d /etc/nginx/snippets /var/log/nginx /var/lib/nginx /var/www/html
    cat >/etc/nginx/nginx.conf <<'EOF'
worker_processes 1;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log;
events {
}
http {
    access_log off;
    resolver_timeout 1s;
    include /etc/nginx/conf.d/*.conf;
}
EOF
    cat >/etc/nginx/conf.d/shop.conf <<'EOF'
server {
    listen 127.0.0.1:8080;
    server_name shop.example;
    include /etc/nginx/snippets/server.conf;
    location / {
        include /etc/nginx/snippets/app.conf;
    }
    location /static/ {
        root /var/www/html;
    }
}
EOF
    : >/etc/nginx/snippets/server.conf
    cat >/etc/nginx/snippets/app.conf <<'EOF'
proxy_pass http://127.0.0.1:3000;
proxy_set_header Host $host;
proxy_connect_timeout 500ms;
proxy_read_timeout 700ms;
EOF
}

app_files() {
    mkdir -p /etc/app /run/app /var/log/app /var/www/app
    cat >/etc/app/nginx.conf <<'EOF'
worker_processes 1;
pid /run/app.pid;
error_log /var/log/app/error.log;
events {
}
http {
    access_log /var/log/app/access.log;
    include /etc/app/worker.conf;
    server {
        include /etc/app/listen.conf;
        include /var/www/app/current/site.conf;
        location /pay {
            return 444;
        }
    }
}
EOF
    echo 'listen 127.0.0.1:3000;' >/etc/app/listen.conf
    : >/etc/app/worker.conf
    echo 666 >/etc/app/socket.mode
    echo 'location / { return 200 "hello\n"; }' | release 1
    ln -sfn releases/1 /var/www/app/current
}

name_files() {
    rm -f /etc/hosts /etc/resolv.conf /etc/nsswitch.conf
    echo 'hosts: files dns' >/etc/nsswitch.conf
    echo 'nameserver 127.0.0.1' >/etc/resolv.conf
    printf '127.0.0.1 localhost\n::1 localhost\n127.0.0.1 app.internal\n' >/etc/hosts
}

# A sound world in which nothing runs yet.
world() {
    proxy_files
    app_files
    name_files
    source_of $log
    source_of /var/log/nginx/start.log
}

# set_in FILE: the directives on standard input take the place of those that do the same.
set_in() {
    awk 1 >/tmp/set
    awk 'function key() { return $1 ~ /_pass$/ ? "pass" : $1 == "set" || $1 ~ /_set_header$/ ? $1 " " $2 : $1 }
        NR == FNR { new[key()] = 1; next } !(key() in new)' /tmp/set "$1" >/tmp/kept
    cat /tmp/kept /tmp/set >"$1"
}
proxy_has() { printf '%s\n' "$@" | set_in /etc/nginx/snippets/app.conf; }
app_listens() { for address in "$@"; do echo "listen $address;"; done >/etc/app/listen.conf; }
# The application runs release 2, which is on standard input.
runs_release_2() {
    release 2
    ln -sfn releases/2 /var/www/app/current
}
# by_variable NAME: the location resolves that name when a request comes.
by_variable() { proxy_has "set \$app $1;" 'proxy_pass http://$app:3000;'; }
# group SERVER…: the upstream group app, which the location uses.
group() {
    { echo 'upstream app {'; for server in "$@"; do echo "    $server;"; done; echo '}'; } >/etc/nginx/conf.d/upstream.conf
    proxy_has 'proxy_pass http://app;'
}

# --- what runs ---------------------------------------------------------------------------------------------------------------

# The master of the nginx with this pid file; nothing when it does not run. It is stopped before its workers are counted: it may
# be making one.
master() { [ -s "$1" ] && read -r pid <"$1" && kill -0 "$pid" 2>/dev/null && echo "$pid"; }
kill_all_of() {
    if pid=$(master "$1"); then
        kill -STOP "$pid"
        # shellcheck disable=SC2046
        set -- "$1" "$pid" $(lab children "$pid")
        file=$1
        shift
        kill -9 "$@"
        lab gone "$@"
        rm -f "$file"
    fi
}
app_start() {
    master /run/app.pid >/dev/null && return
    mkdir -p $right_socket_dir
    mode=$(stat -c %a $right_socket_dir)
    chmod 755 $right_socket_dir
    rm -f $right_socket
    nginx -c /etc/app/nginx.conf || return 1
    [ ! -e $right_socket ] || chmod "$(cat /etc/app/socket.mode)" $right_socket
    chmod $mode $right_socket_dir
    echo >>/tmp/app.starts
}
app_stop() { kill_all_of /run/app.pid; }
app_restart() {
    app_stop
    app_start
}
# What nginx says when it does not start goes to the journal.
start_nginx() { nginx 2>>/var/log/nginx/start.log; }
proxy_start() { start_nginx || echo 'nginx does not start'; }
name_server() {
    dnsmasq --conf-file=/dev/null --port=5353 --listen-address=127.0.0.1 --bind-interfaces --no-resolv --pid-file=/run/dnsmasq.pid \
        --local=/internal/ --local-ttl=0 "$@" || invalid 'no name server'
}
name_server_reads() { kill -1 "$(cat /run/dnsmasq.pid)"; }
runs() {
    [ -e /run/dnsmasq.pid ] || name_server
    app_start
    proxy_start
}

# systemd does not run in here; these are the units that the published texts name.
systemctl() {
    case "$*" in
    "start $upstream_service") app_start ;;
    "restart $upstream_service") app_restart ;;
    "show -P MainPID $upstream_service") master /run/app.pid || echo 0 ;;
    'reload-or-restart nginx') reload ;;
    "restart nginx $upstream_service") restart ;;
    *)
        echo "systemctl: unknown: $*"
        return 1
        ;;
    esac
}
reload() {
    if pid=$(master /run/nginx.pid); then
        lab renew "$pid" 1 $log '[emerg]' || refused 'nginx keeps its old configuration'
    else
        start_nginx || refused 'nginx does not start'
    fi
}
restart() {
    app_restart || refused 'the application does not start'
    kill_all_of /run/nginx.pid
    start_nginx || refused 'nginx does not start'
}

rig_state() {
    wc -l /tmp/app.starts || :
    ss -Hltnx | awk '{print $1, $2, $5}' | sort
    stat -c '%a %n' $socket_dir $socket || :
}

# --- questions ----------------------------------------------------------------------------------------------------------------

trigger() {
    lab get $proxy / $host >/tmp/answer
    cat /tmp/answer
}
healthy() {
    read -r status </tmp/answer || status=none
    if [ "$status" = 200 ] && grep -q hello /tmp/answer; then yes; fi
    no "status $status"
}
real_error() { lab get $proxy /static/missing $host; }

payments() { grep -c 'POST /pay' /var/log/app/access.log || :; }
# The application counts a payment and breaks off; nginx must not ask another server to take it again.
harm_paid_twice() {
    before=$(payments)
    curl -s -o /dev/null -m 5 -X POST -H "Host: $host" http://$proxy/pay || :
    count=$(($(payments) - before))
    if [ $count -gt 1 ]; then yes; fi
    no "paid $count times"
}
# The application answers on an address that nginx does not use.
harm_exposed() {
    for address in 127.0.0.9:3000 127.0.0.9:3001; do
        read -r status <<EOF
$(lab get $address /)
EOF
        if [ "$status" != 000 ]; then yes; fi
    done
    no 'nothing answers on another address'
}

# The application moves, and its name with it.
moves_to() {
    app_stop
    app_listens $1:3000
    sed -i "s/.* app.internal/$1 app.internal/" /etc/hosts
    name_server_reads
    app_start
}
# A day later: the address has changed again (nginx keeps an answer for the second in which it came), the application was
# restarted.
later() {
    if [ $moving = yes ]; then
        moves_to 127.0.0.4
        sleep 1.1
    fi
    if [ $restarting = yes ]; then app_restart; fi
}

# --- verbs --------------------------------------------------------------------------------------------------------------------

via_proxy_set() { set_in /etc/nginx/snippets/app.conf; }
via_server_set() { set_in /etc/nginx/snippets/server.conf; }
# The upstream group: what is set stands in its block, which is made when there is none.
via_group_set() {
    cat >/tmp/group
    block=/etc/nginx/conf.d/upstream.conf
    if [ -e $block ]; then grep -vE '^(upstream|})' $block; else echo "    server $upstream_addr:$upstream_port;"; fi >/tmp/block
    set_in /tmp/block </tmp/group
    { echo "upstream $group {"; cat /tmp/block; echo '}'; } >$block
}
via_upstream_set() { set_in /etc/app/listen.conf; }
# The application server's own limit for a worker, as gunicorn writes it.
via_worker_set() { sed -n 's/^timeout = \(.*\)/proxy_read_timeout \1;/p' | set_in /etc/app/worker.conf; }
# The pool file of the application server, as PHP-FPM writes it.
via_pool_set() { sed -n 's/^listen.mode = //p' >/etc/app/socket.mode; }

# --- causes ---------------------------------------------------------------------------------------------------------------------

control() {
    world
    runs
}
cause_nothing_listens() {
    world
    name_server
    proxy_start
}
cause_wrong_port() {
    world
    app_listens 127.0.0.1:3001
    right_port=3001
    runs
}
cause_other_address() {
    world
    app_listens 127.0.0.1:3000
    upstream_addr=127.0.0.3
    sed -i 's/.* app.internal/127.0.0.3 app.internal/' /etc/hosts
    proxy_has 'proxy_pass http://127.0.0.3:3000;'
    runs
}
cause_ipv6_only() {
    world
    app_listens '[::1]:3000 ipv6only=on'
    runs
}
cause_socket_instead_of_port() {
    world
    app_listens unix:/run/app/app.sock
    runs
}
cause_address_changed() {
    world
    right_addr=127.0.0.2
    echo '127.0.0.1 app.internal' >>/etc/hosts
    proxy_has 'proxy_pass http://app.internal:3000;'
    name_server
    runs
    moves_to 127.0.0.2
    moving=yes
}
# The name has an address of each kind, and nginx takes one of them at random: sixteen questions meet both.
cause_ipv6_without_listener() {
    world
    echo '::1 app.internal' >>/etc/hosts
    name_server
    by_variable app.internal
    proxy_has "resolver $dns;"
    trigger() {
        for _ in $(seq 15); do lab get $proxy / $host; done
        lab get $proxy / $host >/tmp/answer
        cat /tmp/answer
    }
    runs
}
# The workers of the application stand still; its queue takes two connections.
cause_queue_full() {
    world
    app_listens '127.0.0.1:3000 backlog=1'
    runs
    hang
    for client in 1 2 3; do lab get 127.0.0.1:3000 / & done
    until_ok queue_is_full
}
# The workers stand still. The question before makes sure that they are there.
hang() {
    lab get 127.0.0.1:3000 /
    # shellcheck disable=SC2046
    kill -STOP $(lab children "$(cat /run/app.pid)")
}
queue_is_full() { ss -Hltn 'sport = :3000' | awk '{exit !($2 > $3)}'; }
cause_packets_dropped() {
    world
    app_listens 127.0.0.2:3000
    right_addr=127.0.0.2
    lab serve drop 127.0.0.1:3000 &
    until_ok listens 3000
    runs
}
listens() { ss -Hltn "sport = :$1" | grep -q .; }
slow_release() {
    runs_release_2 <<'EOF'
location / {
    error_page 401 =200 /answer;
    auth_basic app;
    auth_basic_user_file /etc/app/users;
    auth_delay 1500ms;
}
location = /answer {
    internal;
    auth_basic off;
    return 200 "hello\n";
}
EOF
    : >/etc/app/users
}
cause_slow_application() {
    world
    slow_release
    runs
}
cause_application_hangs() {
    world
    runs
    hang
}
cause_application_breaks_off() {
    world
    echo 'location / { return 444; }' | runs_release_2
    runs
}
# An application server that ends a worker which takes too long.
cause_worker_killed() {
    read_timeout=5s
    world
    slow_release
    mv /var/www/app/releases/2/site.conf /etc/app/slow.conf
    runs_release_2 <<'EOF'
location / {
    proxy_pass http://127.0.0.1:3900;
    error_page 504 = @killed;
}
location @killed {
    return 444;
}
EOF
    echo 'server { listen 127.0.0.1:3900; include /etc/app/slow.conf; }' >/etc/app/server.conf
    sed -i 's,^    server {,    include /etc/app/server.conf;\n&,' /etc/app/nginx.conf
    echo 'proxy_read_timeout 500ms;' >/etc/app/worker.conf
    proxy_has 'proxy_read_timeout 4s;'
    runs
}
# The application closes an idle connection at the moment when nginx writes a request to it. The worker of nginx is held up
# meanwhile, so that the moment comes each time.
cause_keepalive_race() {
    world
    echo 'keepalive_timeout 1200ms;' >/etc/app/worker.conf
    app_listens 127.0.0.1:3000 127.0.0.2:3000
    group 'server 127.0.0.1:3000 max_fails=0' 'server 127.0.0.2:3000 backup' 'keepalive 4'
    proxy_has 'proxy_http_version 1.1;' 'proxy_set_header Connection "";'
    trigger() {
        rm -f /tmp/client
        mkfifo /tmp/client
        socat -t0.1 - TCP:$proxy </tmp/client >/tmp/answers &
        client=$!
        exec 9>/tmp/client
        printf 'GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n' >&9
        until_ok grep -q ^HTTP /tmp/answers
        worker=$(lab children "$(cat /run/nginx.pid)")
        sleep 0.25
        kill -STOP $worker
        printf 'POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' >&9
        sleep 1.2
        kill -CONT $worker
        wait $client
        exec 9>&-
        awk '/^HTTP/ {status = $2} END {print status; print}' /tmp/answers >/tmp/answer
        cat /tmp/answer
    }
    runs
}
cause_proxy_protocol_expected() {
    world
    app_listens '127.0.0.1:3000 proxy_protocol'
    runs
}
# A device between the two that resets; the application itself answers on another address.
cause_reset_between() {
    world
    app_listens 127.0.0.2:3000
    right_addr=127.0.0.2
    lab serve reset 127.0.0.1:3000 &
    lab wait 127.0.0.1:3000
    runs
}
# header_of COOKIES: an answer whose header has so many cookies of 3,000 bytes.
header_of() {
    cookie=$(head -c 3000 /dev/zero | tr '\0' x)
    echo 'location / {'
    for number in $(seq $1); do echo "add_header Set-Cookie \"s$number=$cookie\";"; done
    echo 'return 200 "hello\n"; }'
}
cause_large_header() {
    world
    header_of 3 | runs_release_2
    runs
}
cause_header_without_bound() {
    world
    header_of 60 | runs_release_2
    runs
}
cause_malformed_header() {
    world
    echo 'location / { add_header "X App" 2; return 200 "hello\n"; }' | runs_release_2
    runs
}
cause_other_protocol() {
    world
    app_listens 127.0.0.1:3001
    right_port=3001
    lab serve say 127.0.0.1:3000 'SSH-2.0-OpenSSH_9.2\r\n' &
    lab wait 127.0.0.1:3000
    runs
}
cause_all_servers_failed() {
    world
    group 'server 127.0.0.1:3000' 'server 127.0.0.2:3000'
    name_server
    proxy_start
    lab get $proxy / $host
    lab get $proxy / $host
    mv $log $log.1
    kill -USR1 "$(cat /run/nginx.pid)"
    until_ok test -e $log
}
cause_all_marked_down() {
    world
    group 'server 127.0.0.1:3000 down' 'server 127.0.0.2:3000 down'
    runs
}
cause_name_unknown() {
    world
    sed -i '/app.internal/d' /etc/hosts
    proxy_has 'proxy_pass http://app.internal:3000;'
    runs
}
cause_started_too_early() {
    world
    sed -i '/app.internal/d' /etc/hosts
    proxy_has 'proxy_pass http://app.internal:3000;'
    runs
    echo '127.0.0.1 app.internal' >>/etc/hosts
    name_server_reads
}
cause_variable_without_resolver() {
    world
    by_variable app.internal
    runs
}
cause_name_only_in_hosts() {
    world
    name_server --no-hosts --address=/internal/
    by_variable app.internal
    proxy_has "resolver $dns;"
    runs
}
cause_short_name() {
    world
    echo '127.0.0.1 app.internal' >>/etc/hosts
    echo 'search internal' >>/etc/resolv.conf
    name_server --address=/app/
    unresolved=app
    by_variable app
    proxy_has "resolver $dns;"
    runs
}
cause_name_server_silent() {
    world
    dnsmasq --conf-file=/dev/null --port=5354 --listen-address=127.0.0.1 --bind-interfaces --no-resolv --no-hosts \
        --pid-file=/run/silent.pid --server=127.0.0.1#5355 || invalid 'no second name server'
    by_variable app.internal
    proxy_has 'resolver 127.0.0.1:5354;'
    runs
}
cause_no_name_server_there() {
    world
    by_variable app.internal
    proxy_has 'resolver 127.0.0.53:5353;'
    runs
}
cause_name_server_refuses() {
    world
    dnsmasq --conf-file=/dev/null --port=5354 --listen-address=127.0.0.1 --bind-interfaces --no-resolv --no-hosts \
        --pid-file=/run/refusing.pid || invalid 'no second name server'
    by_variable app.internal
    proxy_has 'resolver 127.0.0.1:5354;'
    runs
}
socket_world() {
    world
    app_listens unix:/run/app/app.sock
    proxy_has 'proxy_pass http://unix:/run/app/app.sock:;'
    rm -rf /run/app
}
cause_socket_missing() {
    socket_world
    name_server
    proxy_start
}
cause_socket_elsewhere() {
    socket_world
    socket=/run/app.sock socket_dir=/run
    proxy_has 'proxy_pass http://unix:/run/app.sock:;'
    runs
}
cause_socket_without_listener() {
    socket_world
    runs
    app_stop
}
cause_socket_closed_to_nginx() {
    socket_world
    echo 000 >/etc/app/socket.mode
    restarting=yes
    runs
}
cause_directory_closed_to_nginx() {
    socket_world
    mkdir -p /run/home
    socket=/run/home/app.sock socket_dir=/run/home right_socket=/run/home/app.sock right_socket_dir=/run/home
    app_listens unix:/run/home/app.sock
    proxy_has 'proxy_pass http://unix:/run/home/app.sock:;'
    runs
    chmod 600 /run/home
}
cause_no_route() {
    world
    upstream_addr=192.0.2.7
    sed -i 's/.* app.internal/192.0.2.7 app.internal/' /etc/hosts
    proxy_has 'proxy_pass http://192.0.2.7:3000;'
    runs
}
cause_bind_address_gone() {
    world
    proxy_has 'proxy_bind 192.0.2.5;'
    runs
}
cause_buffer_size_alone() {
    world
    header_of 3 | runs_release_2
    proxy_has 'proxy_buffer_size 16k;'
    runs
}
cause_busy_buffers_too_small() {
    world
    header_of 3 | runs_release_2
    proxy_has 'proxy_buffer_size 16k;' 'proxy_buffers 8 16k;' 'proxy_busy_buffers_size 8k;'
    runs
}
cause_fastcgi_to_http() {
    world
    proxy_has 'fastcgi_pass 127.0.0.1:3000;'
    runs
}
