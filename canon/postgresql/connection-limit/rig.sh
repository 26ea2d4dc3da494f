# A PostgreSQL server with eight connection slots, three of them for superusers, and an application (role app, database shop) whose
# clients are psql processes. The data lies in /run, because a server's files change all the time: what the world is, rig_state says.
set -a
role=app database=shop data_directory=/run/data log_file=/var/log/postgresql.log
more_connections=14 pool_size=3 clients=100 role_limit=50 database_limit=50 idle_for=600ms opening_time=2s
PGUSER=postgres PGHOST=/run/postgresql PGPORT=5432 PGDATABASE=postgres PGCONNECT_TIMEOUT=2
set +a
for folder in /usr/lib/postgresql/*/bin; do PATH=$folder:$PATH; done
app_host=$PGHOST app_port=$PGPORT work='select 1;' again='' is_waiting=yes open_transactions=0 cuts_pauses=no client_number=0

# --- the world ----------------------------------------------------------------------------------------------------------------

prepare() {
    initdb -A trust -U postgres -E UTF8 --no-locale --no-sync --wal-segsize=1 -D "$L/data"
    cat >>"$L/data/postgresql.conf" <<EOF
max_connections = 8
superuser_reserved_connections = 3
listen_addresses = ''
unix_socket_directories = '/run/postgresql'
shared_buffers = 1MB
fsync = off
autovacuum = off
max_logical_replication_workers = 0
EOF
    mkdir -p /run/postgresql
    pg_ctl -s -w -D "$L/data" -l "$L/prepare.log" start || invalid "$(cat "$L/prepare.log")"
    psql -qX -U postgres -c 'CREATE ROLE app LOGIN' -c 'CREATE ROLE batch LOGIN' -c 'CREATE DATABASE shop'
    psql -qX -U postgres -d shop -c 'CREATE TABLE orders (number int)' -c 'CREATE TABLE stock (item int, left_over int)' \
        -c 'INSERT INTO stock VALUES (1, 10)' -c 'GRANT ALL ON orders, stock TO app, batch'
    pg_ctl -s -w -m fast -D "$L/data" stop
    rm "$L/prepare.log"
}
start_server() {
    postgres -D $data_directory >>$log_file 2>&1 3>&- 4<&- 8<&- 9<&- &
    until_ok is_ready || invalid "the server does not start: $(tail -n 2 $log_file)"
}
# Asked of the file: a connection would stand in the log.
is_ready() { grep -q '^ready' $data_directory/postmaster.pid; }
# unpack [SETTING…]: the server's files, with settings; nothing runs yet.
unpack() {
    mkdir -p /run/postgresql /run/clients /run/pgbouncer /etc/cron.d
    mv "$L/data" $data_directory
    for setting in "$@"; do echo "$setting" >>$data_directory/postgresql.conf; done
    source_of $log_file
    : >/etc/application.sql
    mkfifo /run/hold /run/hold.batch
    exec 8<>/run/hold.batch 9<>/run/hold
}
as_superuser() { psql -AtqX -U postgres "$@"; }
major() { postgres --version | sed 's/[^0-9]*\([0-9]*\).*/\1/'; }

# --- the application -----------------------------------------------------------------------------------------------------------

# A client connects, does its work, then what /etc/application.sql says, and else holds its connection (and may use it again).
client() {
    {
        PGHOST=$app_host PGPORT=$app_port psql -qX -U $role -d $database -c "\\o /run/clients/$1.up" -f /run/work.sql || :
        : >"/run/clients/$1.over"
    } >>/run/clients/said 2>&1 3>&- 4<&- 8<&- 9<&- &
}
settled() { [ -e "/run/clients/$1.up" ] || [ -e "/run/clients/$1.over" ]; }
processes() { pgrep -fc "^psql -qX -U $role " || :; }
# How many connections the application has: to the server, or to the pooler.
live() {
    if [ $app_port = 6432 ]; then processes; else pgrep -fc "^postgres: $role " || :; fi
}
# hold N: the application opens connections until it has N, or one is refused. One after the other: a client that is being refused
# takes a slot for a moment, from which another one would be refused that should not.
hold() {
    { printf '%b\n' "$work"; cat /etc/application.sql; printf '%b\n' "$again"; echo '\i /run/hold'; } >/run/work.sql
    has=$(live)
    while [ "$has" -lt "$1" ]; do
        has=$((has + 1)) client_number=$((client_number + 1))
        client $client_number
        until_ok settled $client_number || invalid "client $client_number hangs"
        [ -e "/run/clients/$client_number.up" ] || break
    done
    sleep 0.05
}
# A pool that uses each of its connections three times a second.
use_again() {
    is_waiting=no
    count=0
    while [ $count -lt 60 ]; do
        count=$((count + 1))
        again="$again\\\\! sleep 0.3\\nselect 1;\\n"
    done
}
# A hundred queries of a tenth of a second, one after the other.
work_hard() {
    is_waiting=no
    work='' count=0
    while [ $count -lt 100 ]; do
        count=$((count + 1))
        work="$work select pg_sleep(0.1);\\n"
    done
}
# What was opened is now idle for longer than idle_for.
grow_idle() { sleep 0.7; }
# One connection more; then many, each a while after the one before, so that those which time out make room.
leak() { hold $(($(live) + 1)); }
leak_on() {
    leaked=0
    while [ $leaked -lt 14 ]; do
        leaked=$((leaked + 1))
        leak
        sleep 0.2
    done
}
fewer_clients() { [ "$(processes)" -lt "$1" ]; }
# What the application does when it starts; a cause says it.
application() { :; }
# The application is deployed anew: clients that wait end their transaction and go, those that work are cut off; then it starts again.
deploy() {
    if [ $is_waiting = yes ]; then
        while left=$(processes) && [ "$left" -gt 0 ]; do
            printf 'commit;\n\\q\n' >&9
            until_ok fewer_clients "$left" || invalid 'a client does not end'
        done
        open_transactions=0
    fi
    pkill -f "^psql -qX -U $role " || :
    until_ok fewer_clients 1 || invalid 'a client does not end'
}

# --- asking ----------------------------------------------------------------------------------------------------------------------

ask() { PGHOST=$app_host PGPORT=$app_port timeout 3 psql -AtqX -U $role -d $database "$@" 2>&1 || :; }
trigger() {
    out=$(ask -c 'select 42')
    echo "$out"
}
# A request that takes a connection out of the pool, which lay idle for a while.
ask_after_pause() {
    if [ -s /etc/application.sql ]; then
        out=$(ask -c 'select 42')
    else
        out=$(ask -c 'select 1' -c "\\! $1" -c 'select 42')
    fi
    echo "$out"
}
healthy() {
    [ "${out##*"$newline"}" = 42 ] && yes
    no "$out"
}
time_passes() { :; }
later() { time_passes; }

# --- causes -----------------------------------------------------------------------------------------------------------------------

control() { unpack; start_server; }
cause_limit_below_demand() {
    unpack; start_server
    work_hard
    application() { hold 9; }
    demand() { application; }
}
cause_pools_exceed_limit() {
    unpack; start_server
    use_again
    application() { hold 9; }
    demand() { application; }
}
cause_idle_leak() {
    unpack; start_server
    application() { hold 8; }
    application
    grow_idle
}
cause_leak_goes_on() {
    unpack; start_server
    application() { hold 3; sleep 2.5; hold 6; }
    application
    grow_idle
    demand() { leak; }
    time_passes() { leak_on; }
}
cause_idle_in_transaction() {
    unpack; start_server
    work='begin;\nselect count(*) from orders;'
    application() { hold 6; }
    application
    grow_idle
    demand() { leak; }
    time_passes() { leak_on; }
}
cause_unfinished_writes() {
    unpack; start_server
    work='begin;\ninsert into orders values (1);'
    application() { hold 8; }
    application
    open_transactions=$(pgrep -fc "^postgres: $role .* idle in transaction$" || :)
}
cause_blocked_by_lock() {
    unpack; start_server
    psql -qX -U batch -d shop -c 'begin' -c 'select * from stock for update' -f /run/hold.batch >/run/clients.batch 2>&1 3>&- 4<&- 8<&- 9<&- &
    until_ok pgrep -f '^postgres: batch .* idle in transaction$' >/run/clients.batch || invalid 'no blocker'
    work='update stock set left_over = left_over - 1;\n\\q' is_waiting=no
    application() { hold 8; }
    demand() { application; }
}
cause_burst() {
    unpack; start_server
    work='select pg_sleep(1.5);\n\\q'
    hold 8
    asked=0
    demand() {
        asked=$((asked + 1))
        [ $asked -eq 1 ] || until_ok nobody_left || invalid 'the burst does not end'
    }
}
nobody_left() { [ "$(live)" -eq 0 ]; }
cause_raised_not_restarted() {
    unpack; start_server
    as_superuser -c "ALTER SYSTEM SET max_connections = $more_connections"
    pg_ctl -s -D $data_directory reload
    work_hard
    application() { hold 8; }
    demand() { application; }
}
cause_reserved_too_high() {
    unpack 'superuser_reserved_connections = 7'; start_server
    application() { hold 3; }
    demand() { application; }
}
cause_reserved_for_role() {
    [ "$(major)" -ge 16 ] || invalid 'reserved_connections came with PostgreSQL 16'
    unpack 'reserved_connections = 4'; start_server
    application() { hold 3; }
    demand() { application; }
}
cause_superuser_application() {
    unpack; start_server
    as_superuser -c 'ALTER ROLE app SUPERUSER'
    application() { hold 12; }
    application
    grow_idle
}
cause_role_limit() {
    unpack; start_server
    as_superuser -c 'ALTER ROLE app CONNECTION LIMIT 2'
    application() { hold 3; }
    demand() { application; }
}
cause_database_limit() {
    unpack; start_server
    as_superuser -c 'ALTER DATABASE shop CONNECTION LIMIT 2'
    application() { hold 3; }
    demand() { application; }
}
cause_idle_timeout_cuts_pool() {
    [ "$(major)" -ge 14 ] || invalid 'idle_session_timeout came with PostgreSQL 14'
    unpack 'idle_session_timeout = 200ms'; start_server
    cuts_pauses=yes
    trigger() { ask_after_pause 'sleep 0.4'; }
}
cause_transaction_timeout_cuts() {
    unpack 'idle_in_transaction_session_timeout = 200ms'; start_server
    cuts_pauses=yes
    trigger() {
        out=$(ask -c 'begin' -c 'insert into orders values (1)' -c '\! sleep 0.4' -c 'commit' -c 'select 42')
        echo "$out"
    }
}
cause_reaper() {
    unpack; start_server
    echo "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle' AND pid <> pg_backend_pid();" >/run/reaper.sql
    echo '* * * * * postgres psql -U postgres -f /run/reaper.sql # pg_terminate_backend' >/etc/cron.d/postgresql-idle
    trigger() { ask_after_pause 'if [ -e /etc/cron.d/postgresql-idle ]; then psql -AtqX -U postgres -d postgres -p 5432 -f /run/reaper.sql; fi; sleep 0.1'; }
}

# --- changes ------------------------------------------------------------------------------------------------------------------------

# The operator's history: an act leaves its trace here, even when it found nothing to act upon.
remember() { cat "$1" >>/world/home/history; }
run_sql() {
    if ! as_superuser -v ON_ERROR_STOP=1 -f "$1" >"$1.said" 2>&1; then
        remember "$1"
        refused "$(head -n 1 "$1.said")"
    fi
    cat "$1.said"
}
via_sql() { cat >/run/step.sql; run_sql /run/step.sql; }
via_act() { cat >/run/step.sql; run_sql /run/step.sql; remember /run/step.sql; sleep 0.1; }
via_kill() {
    cat >/run/step.sh
    remember /run/step.sh
    sh -eu /run/step.sh 3>&- 4<&- 8<&- 9<&- || refused "exit status $?"
    sleep 0.1
    until_ok is_ready || invalid 'the server does not come back'
}
via_conf() { cat >>$data_directory/postgresql.conf; }
via_application() {
    cat >/run/step.sql
    deploy
    cp /run/step.sql /etc/application.sql
    application
}
via_pgbouncer() {
    rm -rf /etc/pgbouncer
    mkdir /etc/pgbouncer
    {
        printf '[databases]\n%s = host=%s port=%s\n[pgbouncer]\n' $database $PGHOST $PGPORT
        printf 'listen_port = 6432\nunix_socket_dir = /run/pgbouncer\nauth_type = trust\nauth_file = /etc/pgbouncer/userlist.txt\n'
        cat
    } >/etc/pgbouncer/pgbouncer.ini
    echo '"app" ""' >/etc/pgbouncer/userlist.txt
    deploy
    pgbouncer /etc/pgbouncer/pgbouncer.ini >/var/log/pgbouncer.log 2>&1 3>&- 4<&- 8<&- 9<&- &
    app_host=/run/pgbouncer app_port=6432
    until_ok [ -S /run/pgbouncer/.s.PGSQL.6432 ] || invalid 'pgbouncer does not start'
    application
}
reload() {
    pg_ctl -s -D $data_directory reload || refused "$(tail -n 1 $log_file)"
    sleep 0.1
}
restart() {
    pg_ctl -s -w -m fast -D $data_directory -l $log_file restart 3>&- 4<&- 8<&- 9<&- || refused "$(tail -n 2 $log_file)"
}

# --- harms ------------------------------------------------------------------------------------------------------------------------------

# Another application (role batch): is what it does cut off in a pause? Where the cause does that already, no change is to blame.
cut_in_pause() {
    [ $cuts_pauses = no ] || return 1
    psql -AtqX -U batch -d shop "$@" >/run/batch 2>&1 || :
    grep -q -e 'terminating connection' -e 'server closed the connection' /run/batch
}
harm_transaction_lost() {
    [ "$(pgrep -fc "^postgres: $role .* idle in transaction$" || :)" -ge "$open_transactions" ] || yes
    if cut_in_pause -c begin -c 'insert into orders values (2)' -c '\! sleep 0.9' -c commit; then yes; fi
    no
}
harm_idle_clients_cut() {
    if cut_in_pause -c 'select 1' -c '\! sleep 0.9' -c 'select 2'; then yes; fi
    no
}
harm_server_crashed() {
    if grep -q 'reinitializing' $log_file; then yes; fi
    no
}
harm_no_way_in() {
    role=batch app_host=$PGHOST app_port=$PGPORT work='select 1;'
    : >/etc/application.sql
    hold $((more_connections + 2))
    as_superuser -c 'select 1' >/run/way 2>&1 || yes
    no
}

# --- what this world is ---------------------------------------------------------------------------------------------------------------

rig_state() {
    cat $data_directory/postgresql.conf $data_directory/postgresql.auto.conf
    as_superuser -c 'SELECT rolname, rolsuper, rolconnlimit, rolconfig FROM pg_roles ORDER BY 1' \
        -c 'SELECT datname, datconnlimit FROM pg_database ORDER BY 1' -c "SELECT pg_has_role('app', oid, 'member'), rolname FROM pg_roles ORDER BY 2" \
        -c "SELECT name, setting FROM pg_settings WHERE name IN ('max_connections', 'superuser_reserved_connections', 'idle_in_transaction_session_timeout')" || echo 'no connection'
    pgrep -fc "^postgres: $role " || :
}
