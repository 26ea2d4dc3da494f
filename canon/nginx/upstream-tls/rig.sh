# The world of nginx/upstream-tls: a client asks nginx at 127.0.0.1:8080, nginx asks an upstream at 127.0.1.2:8443 over TLS.
# Both are the nginx of the environment, each with files of its own, as on two hosts: /etc/nginx and /etc/upstream. Where an upstream must do
# what nginx never does (TLS alerts for client certificates, silence, resets) another program serves with the same configuration file.
# /var/pki holds what the operator of the CAs hands over; the published texts name those files by their placeholders.

pki=/var/pki site=/etc/nginx/conf.d/shop.conf error_log=/var/log/nginx/error.log
line='
'

# --- placeholders of the published texts; causes may set them -----------------------------------------------------------------

set -a
upstream_addr=127.0.1.2 upstream_port=8443 upstream_name=app.internal checked_name=app.internal upstream_service=app.service
host=shop.example proxy=127.0.0.1:8080
trusted_file=/etc/nginx/ssl/ca-chain.crt crl_file=/etc/nginx/ssl/upstream.crl current_crls=$pki/all.crl
root_ca=$pki/root.pem intermediates=$pki/int.pem depth=1
upstream_cert=$pki/leaf.pem upstream_chain=/etc/upstream/ssl/fullchain.crt upstream_client_ca=/etc/upstream/ssl/client-cas.crt
new_cert=$pki/new.full.pem new_key=$pki/new.key reissued_cert=$pki/reissued.full.pem reissued_key=$pki/new.key
sent_client_cert=/etc/nginx/ssl/client.crt client_cert=/etc/nginx/ssl/client-new.crt client_key=/etc/nginx/ssl/client.key
client_leaf=$pki/client.pem client_intermediates=$pki/int.pem client_ca=$pki/root.pem
variable=upstream_host value=app.internal broken_file=/etc/nginx/conf.d/old.conf bad_server=127.0.1.3:8443
set +a

# --- prepare: keys, certificates, lists, once for each environment ---------------------------------------------------------------

# key NAME; issue NAME ISSUER|self CN EXTENSIONS [KEY [FROM TO [DIGEST]]]: certificates that share a key need no key of their own.
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }
issue() {
    k=${5:-$1}
    [ -e "$k.key" ] || key "$k"
    signer="-cert $2.pem -keyfile $(cat "$2.by" 2>/dev/null || echo "$2").key"
    [ "$2" != self ] || signer="-selfsign -keyfile $k.key"
    echo "$k" >"$1.by"
    printf '%s\n' "$4" >ext
    openssl req -new -config ca.cnf -key "$k.key" -subj "/O=Example/CN=$3" -out csr
    # shellcheck disable=SC2086 # several words
    openssl ca -batch -notext -config ca.cnf -md "${8:-sha256}" -startdate "${6:-20240101000000Z}" -enddate "${7:-20540101000000Z}" \
        -extfile ext $signer -in csr -out "$1.pem" 2>ca.out || { cat ca.out; invalid "cannot issue $1"; }
}
weak_key() { openssl genrsa -out "$1.key" 1024 2>/dev/null; }
# chain NAME OF…: what a server sends.
chain() {
    name=$1
    shift
    for part; do cat "$part.pem"; done >"$name.full.pem"
}
# list NAME CA CN FROM TO [REVOKED]: a CRL with any dates, which `openssl ca` of 1.1.1 cannot make: written out, encoded, signed.
list() {
    revoked=''
    [ -z "${6-}" ] || revoked="revoked=SEQUENCE:revoked"
    printf '%s\n' "asn1=SEQUENCE:tbs
[tbs]
a=SEQUENCE:alg
n=SEQUENCE:name
f=$4
t=$5
$revoked
[alg]
o=OID:ecdsa-with-SHA256
[name]
o=SET:o
c=SET:c
[o]
p=SEQUENCE:op
[op]
i=OID:organizationName
v=UTF8:Example
[c]
p=SEQUENCE:cp
[cp]
i=OID:commonName
v=UTF8:$3
[revoked]" >list.cnf
    for certificate in ${6-}; do
        serial=$(openssl x509 -in "$certificate.pem" -noout -serial)
        printf '%s\n' "e$certificate=SEQUENCE:e$certificate" >>list.cnf
        printf '%s\n' "[e$certificate]" "s=INTEGER:0x${serial#serial=}" "d=UTCTIME:240201000000Z" >>entries
    done
    [ -z "${6-}" ] || cat entries >>list.cnf
    rm -f entries
    openssl asn1parse -genconf list.cnf -noout -out tbs.der
    openssl dgst -sha256 -sign "$2.key" -out signature tbs.der
    {
        sed 's/^asn1=.*/asn1=SEQUENCE:crl/' list.cnf
        printf '%s\n' "[crl]" "t=SEQUENCE:tbs" "a=SEQUENCE:alg" "s=FORMAT:HEX,BITSTRING:$(od -An -v -tx1 signature | tr -d ' \n')"
    } >crl.cnf
    openssl asn1parse -genconf crl.cnf -noout -out crl.der
    openssl crl -inform DER -in crl.der -out "$1.crl"
}

prepare() {
    mkdir -p "$L/pki" "$L/bin" "$L/etc/nginx/conf.d" "$L/etc/nginx/ssl" "$L/etc/upstream/ssl" "$L/etc/ssl/certs"
    cp /lab/etc/ssl/openssl.cnf "$L/etc/ssl/"
    cat /usr/share/ca-certificates/mozilla/*.crt >"$L/etc/ssl/certs/ca-certificates.crt"
    cd "$L/pki"
    : >index.txt
    printf '%s\n' '[ca]' default_ca=c '[c]' database=index.txt unique_subject=no default_md=sha256 policy=p rand_serial=yes new_certs_dir=/tmp \
        default_days=1 '[p]' O=optional CN=optional '[req]' distinguished_name=d '[d]' >ca.cnf
    # Rules of ten years ago, for upstreams whose keys and protocols a present OpenSSL would not offer.
    printf '%s\n' openssl_conf=i '[i]' ssl_conf=s '[s]' system_default=d '[d]' CipherString=DEFAULT@SECLEVEL=0 MinProtocol=TLSv1 >lax.cnf
    prepare_authorities
    prepare_servers
    prepare_clients
    prepare_lists
    openssl dhparam -dsaparam -out dh1024.pem 1024 2>/dev/null
    openssl x509 -in root.pem -addreject serverAuth -trustout -out rejected.pem
    : >none.pem
    rm -f ./*.by index.* ca.cnf ca.out csr ext list.cnf crl.cnf ./*.der signature
    prepare_impostor evil evil
    prepare_impostor revoked revoked.full
    # What the package's script does, in a world whose /usr cannot be written.
    printf '%s\n' '#!/bin/sh' 'cat /var/local/ca-certificates/*.crt >>/etc/ssl/certs/ca-certificates.crt' >"$L/bin/update-ca-certificates"
    chmod +x "$L/bin/update-ca-certificates"
}

authority="basicConstraints=critical,CA:TRUE${line}keyUsage=critical,keyCertSign,cRLSign${line}subjectKeyIdentifier=hash"
old='20200101000000Z 20210101000000Z' ahead='20500101000000Z 20540101000000Z'
# serves NAME…: extensions of a server's certificate.
serves() {
    printf '%s\n' basicConstraints=CA:FALSE extendedKeyUsage=serverAuth
    printf 'subjectAltName='
    for name; do printf '%s,' "$name"; done | sed 's/,$//'
}
prepare_authorities() {
    issue root self 'Example Root CA' "$authority"
    issue other self 'Other Root CA' "$authority"
    issue evilroot self 'Somebody' "$authority"
    issue int root 'Example Issuing CA' "$authority"
    issue int1 root 'Example Policy CA' "$authority"
    issue int2 int1 'Example Issuing CA 2' "$authority"
    issue int3 int2 'Example Issuing CA 3' "$authority"
    # shellcheck disable=SC2086 # two dates
    {
        issue lateint root 'Example Issuing CA 2020' "$authority" lateint $old
        issue lateroot self 'Example Root CA 2020' "$authority" lateroot $old
    }
    issue freshroot self 'Example Root CA 2020' "$authority" lateroot
    issue notca int 'Example Web Server' "$(serves DNS:www.internal)"
    issue nosign root 'Example CA without keyCertSign' "basicConstraints=critical,CA:TRUE
keyUsage=critical,cRLSign
subjectKeyIdentifier=hash"
    weak_key weakca
    issue weakca root 'Example Weak CA' "$authority"
    issue sha1int root 'Example SHA-1 CA' "$authority" sha1int '' '' sha1
    issue otherint other 'Other Issuing CA' "$authority"
    issue named root 'Example Constrained CA' "$authority${line}nameConstraints=permitted;DNS:allowed.example"
    cat int2.pem int1.pem >ints2.pem
    cat int3.pem int2.pem int1.pem >ints3.pem
    cat int2.pem int1.pem root.pem >deepchain.pem
    cat root.pem int.pem >rootint.pem
    cat notca.pem int.pem >notcaints.pem
}
# A certificate, and one that the same CA issues later (new-NAME), for each kind of server.
prepare_servers() {
    app=$(serves DNS:app.internal)
    key leaf
    key new
    for ca in int int2 int3 lateint lateroot notca nosign weakca sha1int; do
        issue "$ca-leaf" $ca app.internal "$app" leaf
        issue "$ca-new" $ca app.internal "$app" new
    done
    # shellcheck disable=SC2086 # two dates
    {
        issue early int app.internal "$app" leaf $ahead
        issue early-new int app.internal "$app" new $ahead
        issue late int app.internal "$app" leaf $old
    }
    issue self self app.internal "$app" leaf
    issue self-new self app.internal "$app" new
    issue wrong int other.internal "$(serves DNS:other.internal)" leaf
    issue address int app.internal "$(serves DNS:app.internal IP:127.0.1.2)" leaf
    issue revoked int app.internal "$app" leaf
    issue purpose int app.internal "basicConstraints=CA:FALSE${line}extendedKeyUsage=clientAuth${line}subjectAltName=DNS:app.internal" leaf
    issue evil evilroot app.internal "$(serves DNS:app.internal DNS:other.internal DNS:be DNS:shop.example IP:127.0.1.2)" leaf
    weak_key weak
    issue weak int app.internal "$app"
    openssl genrsa -out rsa.key 2048 2>/dev/null
    issue rsa int app.internal "$app"
    mv int-leaf.pem leaf.pem
    mv int-new.pem new.pem
    for name in leaf new early early-new late wrong address revoked purpose weak rsa; do chain $name $name int; done
    for ca in lateint nosign weakca sha1int; do
        chain $ca-leaf $ca-leaf $ca
        chain $ca-new $ca-new $ca
    done
    for one in leaf new; do
        chain int2-$one int2-$one int2 int1
        chain int3-$one int3-$one int3 int2 int1
        chain notca-$one notca-$one notca int
    done
    chain withroot leaf int root
    chain reissued new int
    chain lateroot-leaf lateroot-leaf
    chain lateroot-new lateroot-new
}
prepare_clients() {
    caller="basicConstraints=CA:FALSE${line}extendedKeyUsage=clientAuth"
    issue client int 'proxy client' "$caller"
    issue client-revoked int 'proxy client' "$caller" client
    issue client-purpose int 'proxy client' "$(serves DNS:proxy.internal)" client
    issue client-other otherint 'proxy client' "$caller" client
    issue client-named named 'proxy client' "$caller${line}subjectAltName=DNS:elsewhere.example" client
    # shellcheck disable=SC2086 # two dates
    {
        issue client-late int 'proxy client' "$caller" client $old
        issue client-early int 'proxy client' "$caller" client $ahead
    }
    for name in client client-revoked client-purpose client-late client-early; do chain $name $name int; done
    chain client-other client-other otherint
    chain client-named client-named named
    chain client-alone client
}
prepare_lists() {
    from=UTCTIME:240101000000Z to=GENERALIZEDTIME:20540101000000Z
    list root root 'Example Root CA' $from $to
    list int int 'Example Issuing CA' $from $to 'revoked client-revoked'
    list stale int 'Example Issuing CA' UTCTIME:200101000000Z UTCTIME:210101000000Z 'revoked client-revoked'
    list future int 'Example Issuing CA' GENERALIZEDTIME:20500101000000Z $to 'revoked client-revoked'
    cat root.crl int.crl >all.crl
    cat root.crl stale.crl >allstale.crl
    cat root.crl future.crl >allfuture.crl
}
# prepare_impostor WORD CERTIFICATE: one who answers WORD in the upstream's place, to TLS as to plain HTTP.
prepare_impostor() {
    http2_syntax
    printf '%s\n' "worker_processes 1;
pid /run/$1.pid;
error_log /var/log/nginx/$1.log;
events {}
http {
    access_log off;
    server {
        listen 127.0.1.2:8443 ssl$http2_flag;
        listen 127.0.1.3:8443 ssl$http2_flag;
        $http2_directive
        error_page 497 =200 /;
        ssl_certificate $pki/$2.pem;
        ssl_certificate_key $pki/leaf.key;
        location / {
            return 200 $1;
        }
    }
}" >"$L/etc/nginx/$1.impostor"
}
# nginx 1.25.1 made a directive of what was a flag of listen.
http2_syntax() {
    http2_flag=' http2' http2_directive=''
    case $(command nginx -v 2>&1) in
    */1.1[0-9].* | */1.2[0-4].* | */1.25.0*) ;;
    *) http2_flag='' http2_directive='http2 on;' ;;
    esac
}

# --- the world of an arm ---------------------------------------------------------------------------------------------------------

# Of the upstream: certificate and key in /var/pki, listen, further directives, a default server for other names, who serves.
u_cert=leaf.full u_key=leaf u_listen='8443 ssl' u_more='' u_default='' u_kind=nginx u_second='' u_lax='' u_arguments=''
# Of nginx: trusted file, target, directives of the location, text before the server and in it, patience of the client.
p_trusted=root p_crl='' p_client='' p_pass='proxy_pass https://app.internal:8443'
p_verify='proxy_ssl_verify on;' p_file="proxy_ssl_trusted_certificate $trusted_file;"
p_more='' p_before='' p_server='' p_listen=127.0.0.1:8080 p_stream='' ask=/ patience='' demands_clients=no checks_lists=no is_local=no
# indented N TEXT: a directive a line.
indented() {
    set -f
    IFS=$line
    for directive in $2; do printf "%$1s%s\n" '' "$directive"; done
    unset IFS
    set +f
}
write_upstream() {
    {
        printf '%s\n' "worker_processes 1;
pid /run/upstream.pid;
error_log /var/log/nginx/upstream.log notice;
events {}
http {
    access_log off;
    server {
        listen $u_listen;
        server_name app.internal;
        ssl_certificate $pki/$u_cert.pem;
        ssl_certificate_key $pki/$u_key.key;"
        indented 8 "$u_more
location / {
    return 200 app;
}"
        echo '    }'
        [ -z "$u_default" ] || u_second="listen $u_listen default_server;$line$u_default"
        [ -z "$u_second" ] || {
            echo '    server {'
            indented 8 "$u_second
location / {
    return 200 app;
}"
            echo '    }'
        }
        echo '}'
    } >/etc/upstream/nginx.conf
}
write_proxy() {
    {
        [ -z "$p_stream" ] || echo 'load_module /usr/lib/nginx/modules/ngx_stream_module.so;'
        printf '%s\n' "worker_processes 1;
pid /run/nginx.pid;
error_log $error_log notice;
events {}
http {
    access_log off;
    include /etc/nginx/conf.d/*.conf;
}"
        [ -z "$p_stream" ] || printf '%s\n' 'stream {' '    include /etc/nginx/stream.conf;' '}'
    } >/etc/nginx/nginx.conf
    [ -z "$p_stream" ] || {
        printf '%s\n' 'server {' '    listen 127.0.0.1:8080;'
        indented 4 "$p_stream"
        echo '}'
    } >/etc/nginx/stream.conf
    {
        indented 0 "$p_before"
        printf '%s\n' 'server {' "    listen $p_listen;" '    server_name shop.example;' '    location / {' "        $p_pass;"
        indented 8 "$p_verify$line$p_file$line$p_more"
        echo '    }'
        indented 4 "$p_server"
        echo '}'
    } >$site
}
# Files first, an hour old as in a world that has stood; then the programs.
lay_out() {
    PATH=$L/bin:$PATH
    rm /etc/nginx /etc/ssl
    mv "$L/etc/nginx" "$L/etc/ssl" "$L/etc/upstream" /etc/
    mv "$L/pki" /var/
    mkdir -p /var/log/nginx /var/lib/nginx /var/local/ca-certificates
    source_of $error_log
    source_of /var/log/nginx/start.log
    printf '%s\n' '127.0.1.2 app.internal other.internal' >>/etc/hosts
    cat "$pki/$p_trusted.pem" >$trusted_file
    [ -z "$p_crl" ] || {
        checks_lists=yes p_more="$p_more${line}proxy_ssl_crl $crl_file;"
        for crl in $p_crl; do cat "$pki/$crl.crl"; done >$crl_file
    }
    cat "$pki/client.full.pem" >$client_cert
    cat "$pki/client.key" >$client_key
    [ -z "$p_client" ] || {
        cat "$pki/$p_client.full.pem" >$sent_client_cert
        p_more="$p_more${line}proxy_ssl_certificate $sent_client_cert;${line}proxy_ssl_certificate_key $client_key;"
    }
    write_upstream
    write_proxy
    lab age 3600 /etc/nginx /etc/upstream
}
start() {
    lay_out
    upstream_start
    proxy_start || invalid "nginx does not start"
}

# --- nginx -------------------------------------------------------------------------------------------------------------------------

# newer_than STAMP FILE…: was one of them written since?
newer_than() {
    stamp=$1
    shift
    for file; do [ "$stamp" -nt "$file" ] || [ ! -e "$file" ] || return 0; done
    return 1
}
proxy_is_stale() {
    newer_than /run/nginx.loaded /etc/nginx/*.conf /etc/nginx/conf.d/* /etc/nginx/ssl/* /etc/ssl/certs/ca-certificates.crt /etc/hosts
}
proxy_runs() { read -r proxy_pid 2>/dev/null </run/nginx.pid && kill -0 "$proxy_pid" 2>/dev/null; }
proxy_start() {
    command nginx >>/var/log/nginx/start.log 2>&1 3>&- 4<&- || return 1
    : >/run/nginx.loaded
}
proxy_stop() {
    proxy_runs || return 0
    kill "$proxy_pid"
    lab gone "$proxy_pid"
}
# As `systemctl reload nginx` does: nothing happens unless the files pass. A unit that is down is started.
proxy_reload() {
    proxy_runs || { proxy_start; return; }
    command nginx -t 2>&1 3>&- 4<&- || return 1
    lab renew "$proxy_pid" 1 $error_log '[emerg]' || return 1
    : >/run/nginx.loaded
}
proxy_restart() {
    proxy_stop
    proxy_start
}
# Whoever changed the upstream reloads that; who changed nginx, or nothing, reloads nginx.
reload() {
    if upstream_is_stale; then
        upstream_reload
        proxy_is_stale || return 0
    fi
    proxy_reload || refused "the configuration test failed"
}
restart() { proxy_restart || refused "nginx did not start"; }

# --- the upstream --------------------------------------------------------------------------------------------------------------------

upstream_is_stale() { newer_than /run/upstream.loaded /etc/upstream/nginx.conf /etc/upstream/ssl/*; }
upstream_starts=0
upstream_start() {
    upstream_starts=$((upstream_starts + 1)) upstream_pid=''
    case $u_kind in
    nginx) upstream_nginx ;;
    strict) upstream_strict ;;
    reset | silent)
        lab serve $u_kind 127.0.1.2:8443 >/dev/null 2>&1 3>&- 4<&- &
        upstream_pid=$!
        ;;
    esac
    [ -z "$upstream_pid" ] || lab wait 127.0.1.2:8443 || invalid "the upstream does not listen"
    : >/run/upstream.loaded
}
upstream_nginx() {
    [ -z "$u_lax" ] || export OPENSSL_CONF=$pki/lax.cnf
    command nginx -c /etc/upstream/nginx.conf >/dev/null 2>&1 3>&- 4<&- || invalid "the upstream does not start"
    unset OPENSSL_CONF
}
# A server that refuses client certificates by a TLS alert, as nginx never does, with what nginx.conf says.
upstream_strict() {
    cert='' cert_key='' arguments=$u_arguments
    while read -r name first second; do
        case "$name $first $second" in
        'ssl_certificate '*) cert=${first%;} ;;
        'ssl_certificate_key '*) cert_key=${first%;} ;;
        'ssl_verify_client on; ') arguments="$arguments -Verify 3 -verify_return_error" ;;
        'ssl_client_certificate '*) arguments="$arguments -CAfile ${first%;}" ;;
        'ssl_crl '*) arguments="$arguments -crl_check -CRL ${first%;}" ;;
        'ssl_protocols TLSv1.2; ') arguments="$arguments -tls1_2" ;;
        'ssl_protocols TLSv1.3; ') arguments="$arguments -tls1_3" ;;
        'listen '*http2*) upstream_nginx && return ;;
        esac
    done </etc/upstream/nginx.conf
    awk '/BEGIN/ { n++ } n > 1' "$cert" >/tmp/chain.pem
    [ ! -s /tmp/chain.pem ] || arguments="$arguments -cert_chain /tmp/chain.pem"
    # shellcheck disable=SC2086 # several words
    openssl s_server -accept 127.0.1.2:8443 -cert "$cert" -key "$cert_key" -quiet -www $arguments \
        >/var/log/nginx/strict.log 2>&1 3>&- 4<&- </dev/null &
    upstream_pid=$!
}
upstream_stop() {
    if [ -n "$upstream_pid" ]; then
        # shellcheck disable=SC2046 # several processes: what it forked holds the port too
        kill "$upstream_pid" $(lab children "$upstream_pid") 2>/dev/null || :
        lab gone "$upstream_pid"
    elif read -r pid 2>/dev/null </run/upstream.pid && kill "$pid" 2>/dev/null; then
        lab gone "$pid"
    fi
    upstream_pid=''
}
# A process that hangs reads nothing anew; nor does a box in between.
upstream_reload() {
    case $u_kind in
    nginx)
        read -r pid </run/upstream.pid
        lab renew "$pid" 1 /var/log/nginx/upstream.log '[emerg]' || return 0
        : >/run/upstream.loaded
        ;;
    strict)
        upstream_stop
        upstream_start
        upstream_starts=$((upstream_starts - 1))
        ;;
    esac
}

# --- commands of the published texts ---------------------------------------------------------------------------------------------------

# `nginx -s reload` returns before the old workers have gone.
nginx() {
    case $* in
    '-s reload')
        proxy_runs
        workers=$(lab children "$proxy_pid")
        command nginx -s reload || return 1
        # shellcheck disable=SC2086 # several processes
        lab gone $workers
        : >/run/nginx.loaded
        ;;
    *) command nginx "$@" ;;
    esac
}
systemctl() {
    case "$*" in
    'restart nginx') proxy_restart ;;
    'reload nginx') proxy_reload ;;
    "restart $upstream_service")
        upstream_stop
        case $u_kind in reset | silent) u_kind=nginx ;; esac
        upstream_start
        ;;
    *) return 5 ;;
    esac
}
# The clock cannot be set in a sandbox. A clock that is behind is imitated by certificates that begin later; setting it, by such that begin now.
clock=right
chronyc() {
    [ "$clock" = behind ] || { echo '200 OK'; return; }
    clock=right
    sed 's/early-new/new/; s/early/leaf/' /etc/upstream/nginx.conf >/tmp/now.conf
    cat /tmp/now.conf >/etc/upstream/nginx.conf
    upstream_reload
    echo '200 OK'
}
timedatectl() { if [ "$clock" = behind ]; then echo NTPSynchronized=no; else echo NTPSynchronized=yes; fi; }
# /usr cannot be written.
cp() { case ${2-} in /usr/local/share/ca-certificates/*) command cp "$1" "/var/local/ca-certificates/${2##*/}" ;; *) command cp "$@" ;; esac; }

# --- verbs: a directive replaces its namesake in its block, or joins it at the end -------------------------------------------------------

# edit FILE BLOCK set|unset: BLOCK is the line that opens it; empty: the file itself, whose directives come before its blocks.
edit() {
    edited=$(awk -v block="$2" -v is_set="$3" '
        BEGIN { is_set = is_set == "set" }
        function trim(text) { gsub(/^[ \t]+|[ \t]+$/, "", text); return text }
        # What tells a directive from its namesakes: some may stand there several times.
        function name(text, words) {
            text = trim(text)
            sub(/;.*/, "", text)
            split(text, words, /[ \t]+/)
            return words[1] ~ /^(set|proxy_set_header|env|server)$/ ? words[1] " " words[2] : words[1]
        }
        function print_rest(i) {
            for (i = 1; i <= count; i++) if (!done[i]++ && is_set) print indent wanted[i]
        }
        function is_replaced(text, i, found) {
            for (i = 1; i <= count; i++) if (name(wanted[i]) == name(text)) {
                found = 1
                if (!done[i]++ && is_set) print indent wanted[i]
            }
            return found
        }
        NR == FNR { if (trim($0) != "") wanted[++count] = trim($0); next }
        { text = trim($0) }
        block == "" && FNR == 1 { is_inside = 1 }
        !is_inside && !is_over && block != "" && text == block {
            is_inside = 1
            indent = $0
            sub(/[^ \t].*/, "", indent)
            indent = indent "    "
            print
            next
        }
        is_inside && !depth {
            if (text == "}") { print_rest(); is_inside = 0; is_over = 1; print; next }
            if (is_replaced(text)) next
            if (block == "" && text ~ /{$/) print_rest()
        }
        is_inside && text ~ /{$/ { depth++ }
        is_inside && text == "}" { depth-- }
        { print }
        ' - "$1") || invalid "cannot edit $1"
    [ "$edited" = "$(cat "$1")" ] || printf '%s\n' "$edited" >"$1"
}
via_proxy_set() { edit $site 'location / {' set; }
via_proxy_unset() { edit $site 'location / {' unset; }
via_server_set() { edit $site 'server {' set; }
via_main_set() { edit /etc/nginx/nginx.conf '' set; }
via_stream_set() {
    if [ -e /etc/nginx/stream.conf ]; then edit /etc/nginx/stream.conf 'server {' set; else edit /etc/nginx/nginx.conf 'stream {' set; fi
}
via_group_set() { edit $site 'upstream be {' set; }
via_upstream_set() { edit /etc/upstream/nginx.conf 'server {' set; }

# --- what is asked ---------------------------------------------------------------------------------------------------------------------------

# Every request must be answered well. Where nobody answers one looks at what nginx says of its files.
trigger() {
    answer=''
    for path in $ask; do
        reply=$($patience lab get 8080 "$path" shop.example) || reply=''
        printf '%s\n' "$reply"
        case $reply in "200$line"*) ;; *) answer=$reply ;; esac
    done
    [ -n "$answer" ] || answer=$reply
    case $answer in 000*) proxy_runs || command nginx -t 3>&- 4<&- || : ;; esac
}
healthy() {
    case $answer in
    "200$line"*evil* | "200$line"*revoked*) no "$answer" ;;
    "200$line"*) yes ;;
    *) no "${answer%%"$line"*}" ;;
    esac
}
rig_state() {
    if proxy_runs; then echo nginx up; else echo nginx down; fi
    if proxy_is_stale; then echo nginx runs with older files; fi
    if upstream_is_stale; then echo upstream runs with older files; fi
    # A time alone matters only where nginx goes by it.
    if [ -e /tmp/time ] && [ $trusted_file -nt /tmp/time ]; then echo the trusted file has a new time; fi
    echo "upstream $u_kind, started $upstream_starts times, clock $clock"
}

# --- harms -------------------------------------------------------------------------------------------------------------------------------------

# impostor WORD: takes the upstream's place, but on the host of nginx itself; the answer of nginx to a client.
impostor() {
    [ $is_local = yes ] || upstream_stop
    command nginx -c "/etc/nginx/$1.impostor" 3>&- 4<&- || invalid "the impostor does not start"
    # A master that is told to stop before it has workers never stops.
    [ $is_local = no ] || lab get 127.0.1.2:8443 / >/dev/null
    demand >/dev/null
    answer=$(lab get 8080 / shop.example)
    read -r pid </run/"$1".pid
    kill "$pid"
    lab gone "$pid"
    : >/run/upstream.away
}
harm_mitm() {
    impostor evil
    case $answer in "200$line"evil*) yes ;; *) no "${answer%%"$line"*}" ;; esac
}
harm_revoked_accepted() {
    [ $checks_lists = yes ] || no "no lists are checked"
    impostor revoked
    case $answer in "200$line"revoked*) yes ;; *) no "${answer%%"$line"*}" ;; esac
}
# A stranger without a certificate asks the upstream itself.
harm_open_upstream() {
    [ $demands_clients = yes ] || no "no client certificate is demanded"
    [ ! -e /run/upstream.away ] || upstream_start
    said=$(printf 'GET / HTTP/1.0\r\n\r\n' | openssl s_client -connect 127.0.1.2:8443 -servername app.internal -quiet 2>/dev/null) || :
    case $said in 'HTTP/1.'[01]' 200 '*) yes ;; *) no "${said%%"$line"*}" ;; esac
}

# --- the world without a fault: with everything switched on, so that each harm has something to say no to -------------------------------

control() {
    u_more="ssl_verify_client on;${line}ssl_client_certificate $pki/root.pem;${line}ssl_verify_depth 2;" demands_clients=yes
    p_client=client p_crl='root int'
    start
}

# --- causes: the chain -------------------------------------------------------------------------------------------------------------------

# deep DEPTH: a server below the second or third intermediate.
deep() {
    u_cert=int$1-leaf.full depth=$1 intermediates=$pki/ints$1.pem
    upstream_cert=$pki/int$1-leaf.pem new_cert=$pki/int$1-new.full.pem reissued_cert=$new_cert
}
# under CA [INTERMEDIATES]: a server below that CA.
under() { u_cert=$1-leaf.full upstream_cert=$pki/$1-leaf.pem new_cert=$pki/$1-new.full.pem intermediates=$pki/${2:-$1}.pem; }

cause_root_not_trusted() {
    p_trusted=other
    start
}
cause_depth_too_small() {
    deep 2
    start
}
cause_chain_in_file_depth_too_small() {
    deep 2
    u_cert=int2-leaf p_trusted=deepchain
    start
}
cause_chain_of_three() {
    deep 3
    start
}
cause_grpc_depth_too_small() {
    deep 2
    grpc
    http2_syntax
    u_listen="8443 ssl$http2_flag" u_more=$http2_directive
    start
}
# The HTTP server beside it has the directives that people change.
cause_stream_depth_too_small() {
    deep 2
    p_listen=127.0.0.1:8081
    p_stream="proxy_pass app.internal:8443;
proxy_ssl on;
proxy_ssl_verify on;
proxy_ssl_trusted_certificate $trusted_file;
proxy_ssl_name app.internal;"
    start
}
cause_intermediate_missing() {
    u_cert=leaf
    start
}
cause_only_intermediate_trusted() {
    p_trusted=int
    start
}
cause_leaf_as_ca() {
    p_trusted=leaf
    start
}
self_signed() { u_cert=self root_ca=$pki/self.pem intermediates=$pki/none.pem upstream_cert=$pki/self.pem new_cert=$pki/self-new.pem; }
cause_self_signed() {
    self_signed
    p_trusted=other
    start
}
cause_root_sent_not_trusted() {
    u_cert=withroot.full p_trusted=other
    start
}
cause_not_reloaded() {
    p_trusted=other
    start
    cat $pki/root.pem >$trusted_file
}
# Written in place, with the time that it had; then reloaded.
cause_file_kept_its_time() {
    p_trusted=other
    start
    touch -r $trusted_file /tmp/time
    cat $pki/root.pem >$trusted_file
    touch -r /tmp/time $trusted_file
    proxy_reload || invalid "the reload fails"
}
cause_reload_refused() {
    p_trusted=other
    start
    cat $pki/root.pem >$trusted_file
    printf '%s\n' 'server {
    listen 127.0.0.1:8082 ssl;
    server_name old.example;
    ssl_certificate /etc/letsencrypt/live/old.example/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/old.example/privkey.pem;
}' >$broken_file
}
cause_session_of_another_location() {
    p_server="location /unverified {${line}    proxy_pass https://app.internal:8443/;$line}"
    start
    demand() { lab get 8080 /unverified shop.example && lab get 8080 /unverified shop.example; }
}
cause_kept_connections_hide_it() {
    p_trusted=other ask='/ / /'
    p_before="upstream be {$line    server app.internal:8443;$line    keepalive 8;$line    keepalive_requests 2;$line}"
    p_pass='proxy_pass https://be' p_more='proxy_ssl_name app.internal;'
    p_server="proxy_http_version 1.1;${line}proxy_set_header Connection \"\";${line}location /unverified {$line    proxy_pass https://be/;$line}"
    start
    demand() { lab get 8080 /unverified shop.example; }
}
cause_root_and_name() {
    p_trusted=other
    wrong_name
    start
}
cause_depth_and_name() {
    deep 2
    group
    start
}
cause_expired_and_root() {
    u_cert=late.full upstream_cert=$pki/late.pem p_trusted=other
    start
}

# --- causes: lists -------------------------------------------------------------------------------------------------------------------------

cause_crl_of_issuer_missing() {
    p_crl=root
    start
}
cause_crl_of_root_missing() {
    p_crl=int
    start
}
cause_crl_expired() {
    p_crl='root stale'
    start
}
cause_crl_from_the_future() {
    p_crl='root future'
    start
}
cause_revoked() {
    u_cert=revoked.full upstream_cert=$pki/revoked.pem p_crl='root int'
    start
}
cause_crl_chain_untrusted() {
    p_trusted=other p_crl='root int'
    start
}

# --- causes: dates -------------------------------------------------------------------------------------------------------------------------

cause_leaf_expired() {
    u_cert=late.full upstream_cert=$pki/late.pem
    start
}
cause_intermediate_expired() {
    under lateint
    start
}
cause_trusted_root_expired() {
    under lateroot none
    p_trusted=lateroot root_ca=$pki/freshroot.pem reissued_cert=$new_cert
    start
}
# Two servers take turns; the second has not been given the renewed certificate.
cause_one_server_expired() {
    p_before="upstream be {$line    server app.internal:8443 max_fails=0;$line    server $bad_server max_fails=0;$line}"
    p_pass='proxy_pass https://be' p_more="proxy_ssl_name app.internal;${line}proxy_next_upstream off;" ask='/ /'
    u_cert=late.full u_listen="$bad_server ssl" upstream_cert=$pki/late.pem upstream_addr=127.0.1.3
    u_second="listen 127.0.1.2:8443 ssl;${line}ssl_certificate $pki/leaf.full.pem;${line}ssl_certificate_key $pki/leaf.key;"
    start
}
cause_leaf_not_yet_valid() {
    u_cert=early.full upstream_cert=$pki/early.pem
    start
}
cause_proxy_clock_behind() {
    u_cert=early.full upstream_cert=$pki/early.pem new_cert=$pki/early-new.full.pem reissued_cert=$new_cert clock=behind
    start
}

# --- causes: purpose and strength ----------------------------------------------------------------------------------------------------------

cause_leaf_not_for_servers() {
    u_cert=purpose.full upstream_cert=$pki/purpose.pem
    start
}
cause_root_marked_rejected() {
    p_trusted=rejected
    start
}
cause_issuer_not_a_ca() {
    under notca notcaints
    depth=2 p_more='proxy_ssl_verify_depth 4;'
    start
}
cause_ca_without_signing() {
    under nosign
    start
}
cause_weak_leaf_key() {
    u_cert=weak.full u_key=weak upstream_cert=$pki/weak.pem u_lax=yes
    start
}
cause_weak_ca_key() {
    under weakca
    u_lax=yes
    start
}
cause_weak_digest() {
    under sha1int
    u_lax=yes
    start
}

# --- causes: names -------------------------------------------------------------------------------------------------------------------------

wrong_name() { u_cert=wrong.full upstream_cert=$pki/wrong.pem upstream_name=other.internal; }
group() {
    p_before="upstream be {$line    server app.internal:8443;$line}" checked_name=be
    p_pass='proxy_pass https://be'
}
cause_wrong_name() {
    wrong_name
    start
}
cause_group_name() {
    group
    start
}
cause_address_as_name() {
    u_cert=address.full upstream_cert=$pki/address.pem p_pass='proxy_pass https://127.0.1.2:8443' checked_name=127.0.1.2
    start
}
cause_name_from_variable() {
    p_before="upstream shop.example {$line    server app.internal:8443;$line}" checked_name=shop.example
    p_pass='proxy_pass https://$host'
    start
}
# An application that answers in HTTP whatever it is sent.
cause_uwsgi_group_name() {
    group
    u_more='error_page 400 =200 /;'
    p_pass='uwsgi_pass suwsgi://be' p_verify='uwsgi_ssl_verify on;' p_file="uwsgi_ssl_trusted_certificate $trusted_file;"
    start
}
cause_default_certificate_without_sni() {
    u_default="ssl_certificate $pki/wrong.full.pem;${line}ssl_certificate_key $pki/leaf.key;"
    start
}

# --- causes: what the two sides agree on -----------------------------------------------------------------------------------------------------

cause_upstream_not_tls() {
    u_listen=8443
    start
}
cause_local_app_not_tls() {
    u_listen=127.0.0.1:8443 upstream_addr=127.0.0.1 p_pass='proxy_pass https://127.0.0.1:8443' is_local=yes
    start
}
cause_no_common_cipher() {
    u_more="ssl_protocols TLSv1.2;${line}ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256;"
    p_more="proxy_ssl_protocols TLSv1.2;${line}proxy_ssl_ciphers ECDHE-ECDSA-AES256-GCM-SHA384;"
    start
}
# The default server has a certificate that none of its ciphers can use.
cause_no_sni_handshake_failure() {
    u_more='ssl_protocols TLSv1.2;'
    u_default="ssl_protocols TLSv1.2;
ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256;
ssl_certificate $pki/rsa.full.pem;
ssl_certificate_key $pki/rsa.key;"
    start
}
cause_upstream_wants_newer() {
    u_more='ssl_protocols TLSv1.3;' p_more='proxy_ssl_protocols TLSv1.2;'
    start
}
cause_upstream_wants_older() {
    u_more='ssl_protocols TLSv1.2;' p_more='proxy_ssl_protocols TLSv1.3;'
    start
}
cause_upstream_older_than_allowed() {
    u_more='ssl_protocols TLSv1.1;' u_lax=yes p_more='proxy_ssl_protocols TLSv1.2;'
    start
}
cause_weak_dh() {
    u_cert=rsa.full u_key=rsa u_lax=yes upstream_cert=$pki/rsa.pem
    u_more="ssl_protocols TLSv1.2;${line}ssl_dhparam $pki/dh1024.pem;${line}ssl_ciphers DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0;"
    start
}
cause_upstream_certificate_unavailable() {
    u_cert='$ssl_server_name'
    start
}
# By the alert that ssl_reject_handshake sends; nginx before 1.19.4 cannot, then a server that demands its own name serves.
reject_unknown_names() {
    case $(command nginx -v 2>&1) in
    */1.18.*) u_kind=strict u_arguments="-CAfile $pki/int.pem -servername app.internal -servername_fatal -cert2 $pki/leaf.pem -key2 $pki/leaf.key" ;;
    *) u_default='ssl_reject_handshake on;' ;;
    esac
}
cause_no_sni() {
    reject_unknown_names
    start
}
cause_wrong_sni() {
    group
    reject_unknown_names
    p_more='proxy_ssl_server_name on;'
    start
}
cause_no_sni_for_address() {
    reject_unknown_names
    p_pass='proxy_pass https://127.0.1.2:8443' p_more='proxy_ssl_server_name on;' checked_name=127.0.1.2
    start
}
grpc() { p_pass='grpc_pass grpcs://app.internal:8443' p_verify='grpc_ssl_verify on;' p_file="grpc_ssl_trusted_certificate $trusted_file;"; }
cause_no_http2() {
    grpc
    start
}

# --- causes: client certificates ---------------------------------------------------------------------------------------------------------------

# demand_clients VERSION CERTIFICATE…
demand_clients() {
    u_kind=strict demands_clients=yes u_more="ssl_protocols $1;${line}ssl_verify_client on;${line}ssl_client_certificate $upstream_client_ca;"
    p_more='proxy_ssl_protocols TLSv1.2 TLSv1.3;'
    shift
    accepted=$*
}
start_demanding() {
    lay_out
    for ca in $accepted; do cat "$pki/$ca.pem"; done >$upstream_client_ca
    lab age 3600 /etc/upstream
    upstream_start
    proxy_start || invalid "nginx does not start"
}
cause_no_client_certificate_tls12() {
    demand_clients TLSv1.2 root int
    start_demanding
}
cause_no_client_certificate_tls13() {
    demand_clients TLSv1.3 root int
    start_demanding
}
sends() { p_client=$1 client_leaf=$pki/$1.pem; }
cause_client_not_yet_valid() {
    demand_clients TLSv1.2 root int
    sends client-early
    start_demanding
}
cause_client_wrong_purpose() {
    demand_clients TLSv1.2 root int
    sends client-purpose
    start_demanding
}
cause_client_revoked() {
    demand_clients TLSv1.2 root int
    sends client-revoked
    u_more="$u_more${line}ssl_crl $pki/int.crl;"
    start_demanding
}
cause_client_expired() {
    demand_clients TLSv1.2 root int
    sends client-late
    start_demanding
}
cause_client_unacceptable() {
    demand_clients TLSv1.2 root int
    sends client-named
    client_intermediates=$pki/named.pem
    start_demanding
}
cause_client_ca_unknown() {
    demand_clients TLSv1.2 root int
    sends client-other
    client_intermediates=$pki/otherint.pem client_ca=$pki/other.pem
    start_demanding
}
cause_client_chain_incomplete() {
    demand_clients TLSv1.2 root
    sends client-alone
    client_leaf=$pki/client.pem
    start_demanding
}

# --- causes: connections -------------------------------------------------------------------------------------------------------------------------

cause_proxy_protocol_expected() {
    u_listen='8443 ssl proxy_protocol'
    start
}
cause_upstream_drops_handshake() {
    u_kind=reset
    start
}
# Whoever looks at it gives up as well.
cause_upstream_silent() {
    openssl() { timeout 0.2 openssl "$@"; }
    curl() { timeout 0.2 curl "$@"; }
    u_kind=silent p_more='proxy_connect_timeout 300ms;' patience='timeout 2'
    start
}

# --- causes: nginx does not start ----------------------------------------------------------------------------------------------------------------

start_refused() {
    lay_out
    upstream_start
    if proxy_start; then invalid "nginx starts"; fi
}
cause_trusted_file_not_named() {
    p_file=''
    start_refused
}
cause_undefined_variable() {
    p_more="proxy_ssl_name \$upstream_host;${line}proxy_ssl_server_name on;"
    start_refused
}
