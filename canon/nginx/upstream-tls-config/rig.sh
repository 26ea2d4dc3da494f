# nginx as TLS client of an upstream, and what it refuses in its configuration. The proxy at 127.0.0.1:8080 is set up
# in /etc/nginx; the upstream at 127.0.0.1:8443 is another nginx, in $L/upstream, which wants a client certificate.
# Two states: nginx is not running and does not start (most causes), or it runs with the configuration of yesterday and
# refuses that of today (causes running_…). /generation tells which configuration is in force.

conf=/etc/nginx/conf.d/app.conf
issued=/etc/issued
export conf good_ca=$issued/upstream-ca.pem good_cert=$issued/client.pem good_key=$issued/client.key
export good_crl=$issued/upstream.crl passphrase_file=$issued/passphrase
export client_leaf=$issued/client-only.pem client_intermediates=$issued/intermediate.pem
export client_cert=/etc/nginx/tls/client.pem client_key=/etc/nginx/tls/client.key
export file='' good_file='' line='' begin_line='' directive='' right_directive='' ciphers=HIGH

# --- keys and files, once ---------------------------------------------------------------------------------------------

new_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }
# issue NAME ISSUER SUBJECT EXTENSION…: a certificate for NAME.key.
issue() {
    name=$1 issuer=$2 subject=$3
    shift 3
    printf '%s\n' "$@" >ext
    openssl req -new -config cnf -key "$name.key" -subj "/O=Example/CN=$subject" -out csr
    openssl x509 -req -in csr -CA "$issuer.pem" -CAkey "$issuer.key" -CAcreateserial -days 3650 -sha256 -extfile ext \
        -out "$name.pem"
}
root() {
    new_key "$1"
    openssl req -x509 -new -config cnf -key "$1.key" -subj "/O=Example/CN=$2" -days 3650 -out "$1.pem" \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=keyCertSign,cRLSign
}
prepare() {
    mkdir -p "$L/pki" "$L/upstream" "$L/issued"
    cd "$L/pki" || invalid 'no folder for keys'
    printf '%s\n' '[req]' distinguished_name=d '[d]' '[ca]' default_ca=c '[c]' database=index.txt crlnumber=crlnumber \
        default_md=sha256 default_crl_days=3650 >cnf
    : >index.txt
    echo 01 >crlnumber
    root root 'Example Root CA'
    root former 'Example Former Root CA'
    root stranger 'Somebody Else CA'
    new_key intermediate
    issue intermediate root 'Example Issuing CA' basicConstraints=critical,CA:TRUE keyUsage=keyCertSign,cRLSign
    new_key upstream
    issue upstream root app.internal subjectAltName=DNS:app.internal
    new_key impostor
    issue impostor stranger app.internal subjectAltName=DNS:app.internal
    new_key client
    issue client intermediate 'proxy client' extendedKeyUsage=clientAuth
    new_key other
    openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out weak.key
    issue weak intermediate 'proxy client' extendedKeyUsage=clientAuth
    openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out short.key
    issue short root app.internal subjectAltName=DNS:app.internal
    printf '%s\n' openssl_conf=i '[i]' ssl_conf=s '[s]' system_default=d '[d]' CipherString=DEFAULT@SECLEVEL=0 >lax.cnf
    new_key revoked
    issue revoked root app.internal subjectAltName=DNS:app.internal
    openssl ca -config cnf -revoke revoked.pem -cert root.pem -keyfile root.key
    openssl ca -config cnf -gencrl -cert root.pem -keyfile root.key -out root.crl
    make_forms
    issued_files
    upstream_conf upstream >"$L/upstream/upstream.conf"
    upstream_conf impostor >"$L/upstream/impostor.conf"
    upstream_conf short >"$L/upstream/short.conf"
    upstream_conf revoked >"$L/upstream/revoked.conf"
}
# The forms that a file of certificates or a key comes in.
make_forms() {
    cat root.pem former.pem >trusted.pem
    cat client.pem intermediate.pem >chain.pem
    cat root.pem intermediate.pem >for-clients.pem
    cat intermediate.pem client.pem >reversed.pem
    openssl x509 -in root.pem -outform der -out trusted.der
    openssl x509 -in client.pem -outform der -out client.der
    openssl pkey -in client.key -outform der -out client-key.der
    openssl crl -in root.crl -outform der -out crl.der
    openssl crl2pkcs7 -nocrl -certfile trusted.pem -out trusted.p7b
    { printf %s "$(cat root.pem)" && cat former.pem; } >trusted-glued.pem
    { printf %s "$(cat client.pem)" && cat intermediate.pem; } >chain-glued.pem
    sed '/END/,$d' root.pem >trusted-cut.pem
    sed 3d root.pem >trusted-damaged.pem
    tr -d '\n' <trusted.pem >trusted-line.pem
    sed 's/^/    /; s/$/\r/' trusted.pem >trusted-indented.pem
    { printf '\357\273\277' && cat root.pem; } >trusted-bom.pem
    printf '<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head></html>\n' >page.html
    echo 'a long pass phrase' >passphrase
    echo 'another one' >wrong
    openssl pkcs8 -topk8 -in client.key -passout file:passphrase -out encrypted.key
}
issued_files() {
    cp trusted.pem "$L/issued/upstream-ca.pem"
    { openssl x509 -in client.pem -noout -subject && cat chain.pem; } >"$L/issued/client.pem"
    cp client.key "$L/issued/client.key"
    cp root.crl "$L/issued/upstream.crl"
    cp client.pem "$L/issued/client-only.pem"
    cp intermediate.pem "$L/issued/intermediate.pem"
    cp passphrase "$L/issued/passphrase"
    chmod 640 "$L"/issued/*
    chmod 600 "$L/issued/client.key" "$L/issued/passphrase"
}
# upstream_conf upstream|impostor|short|revoked: the other side. Only the first asks for a certificate; the others have one
# of another CA, a key of 1024 bits, a certificate that was revoked.
upstream_conf() {
    temporary_paths >"$L/upstream/paths.conf"
    echo "error_log $L/upstream/$1.log; pid $L/upstream/$1.pid; events {}"
    echo "http { include $L/upstream/paths.conf; server { listen 127.0.0.1:8443 ssl;"
    echo "ssl_certificate $L/pki/$1.pem; ssl_certificate_key $L/pki/$1.key;"
    [ "$1" != upstream ] || echo "ssl_client_certificate $L/pki/for-clients.pem; ssl_verify_client on; ssl_verify_depth 2;"
    echo "location / { return 200 \"$1\\n\"; } } }"
}
temporary_paths() {
    echo 'access_log off;'
    for kind in client_body proxy fastcgi uwsgi scgi; do echo "${kind}_temp_path /tmp/$kind;"; done
}

# --- the world ----------------------------------------------------------------------------------------------------------

# serve NAME: the upstream of that name, in place of what served before. A loose policy lets it load the short key.
serve() { OPENSSL_CONF=$L/pki/lax.cnf nginx -p "$L/upstream/" -c "$L/upstream/$1.conf" 3>&- 4<&-; }
world() {
    rm -rf /etc/nginx /etc/ssl $issued
    mkdir -p /etc/nginx/conf.d /etc/nginx/tls /etc/nginx/ca /etc/nginx/crl $issued /etc/ssl/certs /var/log/nginx /var/lib/nginx
    cp /lab/etc/ssl/openssl.cnf /etc/ssl
    cp "$L/pki/stranger.pem" /etc/ssl/certs/ca-certificates.crt
    cp -p "$L"/issued/* $issued
    main_conf >/etc/nginx/nginx.conf
    app_conf 2 >$conf
    cp -p "$L/issued/upstream-ca.pem" /etc/nginx/ca
    cp -p "$L/issued/upstream.crl" /etc/nginx/crl
    cp -p "$L/issued/client.pem" "$L/issued/client.key" "$L/issued/passphrase" /etc/nginx/tls
    chmod 600 /etc/nginx/ca/* /etc/nginx/crl/* /etc/nginx/tls/*
    chmod 750 /etc/nginx /etc/nginx/ca /etc/nginx/crl /etc/nginx/tls
    source_of /var/log/nginx/error.log
    serve upstream
    about /etc/nginx/ca/upstream-ca.pem
}
main_conf() {
    echo 'error_log /var/log/nginx/error.log;'
    echo 'pid /run/nginx.pid;'
    echo 'events { worker_connections 64; }'
    echo 'http {'
    temporary_paths
    echo '    include /etc/nginx/conf.d/*.conf;'
    echo '}'
}
# app_conf GENERATION
app_conf() {
    echo 'upstream app {'
    echo '    server 127.0.0.1:8443;'
    echo '}'
    echo 'server {'
    echo '    listen 127.0.0.1:8080;'
    echo "    location = /generation { return 200 \"$1\\n\"; }"
    echo '    location / {'
    echo '        proxy_pass https://app;'
    echo '        proxy_ssl_name app.internal;'
    echo '        proxy_ssl_server_name on;'
    echo '        proxy_ssl_verify on;'
    echo '        proxy_ssl_verify_depth 2;'
    echo '        proxy_ssl_trusted_certificate /etc/nginx/ca/upstream-ca.pem;'
    echo '        proxy_ssl_crl /etc/nginx/crl/upstream.crl;'
    echo '        proxy_ssl_certificate /etc/nginx/tls/client.pem;'
    echo '        proxy_ssl_certificate_key /etc/nginx/tls/client.key;'
    echo '    }'
    echo '}'
}
# about FILE: the file at hand, its sound copy, and the directive that names it.
about() {
    file=$1
    good_file=$issued/${1##*/}
    case $1 in
    */upstream-ca.pem) directive=proxy_ssl_trusted_certificate ;;
    */upstream.crl) directive=proxy_ssl_crl ;;
    */client.pem) directive=proxy_ssl_certificate ;;
    */client.key) directive=proxy_ssl_certificate_key ;;
    */passphrase) directive=proxy_ssl_password_file ;;
    esac
}
running() { [ -s /run/nginx.pid ] && kill -0 "$(cat /run/nginx.pid)" 2>/dev/null; }
# What Debian's nginx.service does, for the commands that changes use.
systemctl() {
    case $1 in
    reload-or-restart) if running; then reload_running; else start; fi ;;
    restart)
        if running; then halt; fi
        start
        ;;
    *) invalid "systemctl $1" ;;
    esac
}
start() { nginx -t -q </dev/null && nginx </dev/null 3>&- 4<&-; }
halt() {
    master=$(cat /run/nginx.pid)
    kill -TERM "$master"
    lab gone "$master"
}
reload_running() {
    workers=$(lab children "$(cat /run/nginx.pid)")
    # shellcheck disable=SC2086
    nginx -s reload </dev/null && lab gone $workers
}

control() {
    world
    start
    facts
}
# Nginx is down, and is to start with what is there now.
down() {
    lab age 3600 /etc/nginx
    start || :
    facts
}
# Nginx runs; then the configuration of today comes, with the fault that the functions named make.
runs_before() {
    world
    app_conf 1 >$conf
    start || invalid 'nginx does not start without a fault'
    app_conf 2 >$conf
    for fault in "$@"; do "$fault"; done
    lab age 3600 /etc/nginx
    reload_running || :
    facts
}
# What a person reads in the message, or finds by its directive: the line of the configuration.
facts() {
    nginx -t </dev/null >"$OUT/test" 2>&1 || :
    line=$(sed -n 's/^.* in .*\.conf:\([0-9]*\)$/\1/p' "$OUT/test" | head -n 1)
    [ "$line" ] || line=$(grep -n -m 1 "^ *$directive " $conf | cut -d: -f1)
    [ "$begin_line" ] || begin_line=$line
    [ "$right_directive" ] || right_directive=$directive
}

trigger() {
    nginx -t </dev/null || :
    lab get 8080 /generation
    lab get 8080 /
}
healthy() {
    nginx -t -q </dev/null >/dev/null 2>&1 || no 'nginx refuses the configuration'
    running || no 'nginx does not run'
    case $(lab get 8080 /generation) in *2) ;; *) no 'nginx runs with an older configuration' ;; esac
    case $(lab get 8080 /) in *200*upstream) yes ;; esac
    no 'the upstream is not reached'
}
reload() { systemctl reload-or-restart nginx || :; }
restart() { systemctl restart nginx || :; }
rig_state() {
    if running; then echo runs; else echo 'does not run'; fi
    lab get 8080 /generation
}

# --- causes: files --------------------------------------------------------------------------------------------------------

put() { cp "$L/pki/$1" "$file" && chmod 600 "$file"; }
trusted_as() {
    world
    put "$1"
    down
}
client_as() {
    world
    about $client_cert
    put "$1"
    down
}
key_as() {
    world
    about $client_key
    put "$1"
    down
}
set_proxy() { echo "$1" | via_proxy_set; }
no_trusted() { rm "$file"; }

cause_trusted_missing() {
    world
    no_trusted
    down
}
cause_trusted_relative() {
    world
    set_proxy 'proxy_ssl_trusted_certificate upstream-ca.pem;'
    file=/etc/nginx/upstream-ca.pem
    down
}
cause_trusted_link_broken() {
    world
    ln -sf current/upstream-ca.pem "$file"
    down
}
cause_trusted_unreadable() {
    world
    chmod 000 "$file"
    down
}
cause_trusted_folder_closed() {
    world
    lab age 3600 /etc/nginx
    chmod 600 /etc/nginx/ca
    start || :
    facts
}
cause_trusted_empty() {
    world
    : >"$file"
    down
}
cause_trusted_der() { trusted_as trusted.der; }
cause_trusted_p7b() { trusted_as trusted.p7b; }
cause_trusted_page() { trusted_as page.html; }
cause_trusted_byte_order_mark() { trusted_as trusted-bom.pem; }
cause_trusted_is_list() { trusted_as root.crl; }
cause_trusted_on_one_line() { trusted_as trusted-line.pem; }
cause_trusted_indented() { trusted_as trusted-indented.pem; }
cause_trusted_is_folder() {
    world
    set_proxy 'proxy_ssl_trusted_certificate /etc/nginx/ca;'
    file=/etc/nginx/ca
    down
}
cause_trusted_glued() { trusted_as trusted-glued.pem; }
cause_trusted_cut_off() { trusted_as trusted-cut.pem; }
cause_trusted_damaged() { trusted_as trusted-damaged.pem; }
cause_client_missing() {
    world
    about $client_cert
    rm "$file"
    down
}
cause_client_unreadable() {
    world
    about $client_cert
    chmod 000 "$file"
    down
}
cause_client_der() { client_as client.der; }
cause_client_glued() { client_as chain-glued.pem; }
cause_client_swapped() {
    world
    set_proxy "proxy_ssl_certificate $client_key;"
    set_proxy "proxy_ssl_certificate_key $client_cert;"
    about $client_key
    directive=proxy_ssl_certificate
    down
}
cause_client_weak() {
    world
    about $client_cert
    put weak.pem
    cp "$L/pki/weak.key" $client_key
    down
}
cause_key_missing() {
    world
    about $client_key
    rm "$file"
    down
}
cause_key_unreadable() {
    world
    about $client_key
    chmod 000 "$file"
    down
}
cause_key_der() { key_as client-key.der; }
cause_key_is_certificate() { key_as client.pem; }
cause_key_encrypted() { key_as encrypted.key; }
cause_key_wrong_passphrase() {
    world
    about $client_key
    put encrypted.key
    cp "$L/pki/wrong" /etc/nginx/tls/passphrase
    set_proxy 'proxy_ssl_password_file /etc/nginx/tls/passphrase;'
    down
}
cause_passphrase_missing() {
    world
    about $client_key
    put encrypted.key
    about /etc/nginx/tls/passphrase
    rm "$file"
    set_proxy "proxy_ssl_password_file $file;"
    down
}
cause_key_mismatch() { key_as other.key; }
cause_chain_reversed() {
    world
    cp "$L/pki/reversed.pem" $client_cert
    about $client_key
    down
}
cause_key_not_named() {
    world
    about $client_cert
    sed -i '/proxy_ssl_certificate_key/d' $conf
    down
}
cause_crl_missing() {
    world
    about /etc/nginx/crl/upstream.crl
    rm "$file"
    down
}
cause_crl_der() {
    world
    about /etc/nginx/crl/upstream.crl
    put crl.der
    down
}
cause_crl_is_certificate() {
    world
    about /etc/nginx/crl/upstream.crl
    put root.pem
    down
}

# --- causes: directives -----------------------------------------------------------------------------------------------------

# after PATTERN TEXT: a line more.
after() { sed -i "/$1/a\\$2" $conf; }
cause_duplicate() {
    world
    directive=proxy_ssl_verify
    after '^        proxy_ssl_verify on' '        proxy_ssl_verify on;'
    down
}
cause_in_upstream_block() {
    world
    directive=proxy_ssl_verify
    after 'server 127' '    proxy_ssl_verify on;'
    sed -i '/^        proxy_ssl_verify on/d' $conf
    down
}
cause_in_if() {
    world
    directive=proxy_ssl_verify
    sed -i '/^        proxy_ssl_verify on/d' $conf
    # shellcheck disable=SC2016
    after 'proxy_pass' '        if ($request_method = GET) {\n            proxy_ssl_verify on;\n        }'
    down
}
unknown() {
    directive=${1%% *}
    after 'proxy_pass' "        $1"
    down
}
# The newest directive of the family that this nginx lacks; 1.27.4 and later have them all.
cause_directive_too_new() {
    world
    case $(nginx -v 2>&1) in
    */1.18*) unknown 'proxy_ssl_conf_command MinProtocol TLSv1.2;' ;;
    *) unknown 'proxy_ssl_certificate_cache max=10;' ;;
    esac
}
cause_directive_of_plus() {
    world
    unknown 'proxy_ssl_key_log /tmp/keys;'
}
cause_directive_misspelt() {
    world
    sed -i 's/proxy_ssl_trusted_certificate/proxy_ssl_trusted_certificates/' $conf
    directive=proxy_ssl_trusted_certificates right_directive=proxy_ssl_trusted_certificate
    down
}
cause_semicolon_missing() {
    world
    directive=proxy_ssl_verify
    sed -i 's/^        proxy_ssl_verify on;/        proxy_ssl_verify on/' $conf
    begin_line=$(grep -n 'proxy_ssl_verify on$' $conf | cut -d: -f1)
    down
}
cause_semicolon_missing_at_end() {
    world
    directive=proxy_ssl_certificate_key
    sed -i 's/client.key;/client.key/' $conf
    begin_line=$(grep -n 'client.key$' $conf | cut -d: -f1)
    down
}
cause_value_not_quoted() {
    world
    directive=proxy_ssl_ciphers
    set_proxy 'proxy_ssl_ciphers HIGH !aNULL;'
    down
}
cause_depth_no_number() {
    world
    directive=proxy_ssl_verify_depth
    set_proxy 'proxy_ssl_verify_depth two;'
    down
}
cause_flag_not_on_or_off() {
    world
    directive=proxy_ssl_verify
    set_proxy 'proxy_ssl_verify yes;'
    down
}
cause_protocols_with_commas() {
    world
    directive=proxy_ssl_protocols
    set_proxy 'proxy_ssl_protocols TLSv1.2,TLSv1.3;'
    down
}
cause_protocol_misspelt() {
    world
    directive=proxy_ssl_protocols
    set_proxy 'proxy_ssl_protocols TLSv1.2 TLS1.3;'
    down
}
cause_cipher_of_tls13() {
    world
    directive=proxy_ssl_ciphers ciphers=TLS_AES_128_GCM_SHA256
    set_proxy "proxy_ssl_ciphers $ciphers;"
    down
}
cause_cipher_of_the_rfc() {
    world
    directive=proxy_ssl_ciphers ciphers=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
    set_proxy "proxy_ssl_ciphers $ciphers;"
    down
}
cause_cipher_removed() {
    world
    directive=proxy_ssl_ciphers ciphers=RC4-SHA
    set_proxy "proxy_ssl_ciphers $ciphers;"
    down
}
cause_command_refused() {
    world
    directive=proxy_ssl_conf_command
    set_proxy 'proxy_ssl_conf_command MinProtocol TLS1.2;'
    down
}

# --- causes: nginx runs all the while -----------------------------------------------------------------------------------------

cause_running_trusted_missing() { runs_before no_trusted; }
other_key() {
    about $client_key
    put other.key
}
cause_running_key_mismatch() { runs_before other_key; }
chain_glued() {
    about $client_cert
    put chain-glued.pem
}
cause_running_client_glued() { runs_before chain_glued; }
verify_twice() {
    directive=proxy_ssl_verify
    after '^        proxy_ssl_verify on' '        proxy_ssl_verify on;'
}
cause_running_duplicate() { runs_before verify_twice; }

# --- changes ----------------------------------------------------------------------------------------------------------------------

# Directives of the location, each set once.
via_proxy_set() {
    while read -r name value || [ "$name" ]; do
        sed -i "/^        $name /d" $conf
        sed -i "s|^        proxy_pass .*|&\\n        $name $value|" $conf
    done
}
via_server_set() {
    while read -r name value || [ "$name" ]; do sed -i "s|^    listen .*|&\\n    $name $value|" $conf; done
}
# A service command that fails is no refusal of its own: nginx refuses the same configuration as before, as its log says.
via_service() {
    command_text=$(cat)
    eval "$command_text" || :
}

# --- harms ------------------------------------------------------------------------------------------------------------------------

in_place_of_upstream() {
    for pid in "$L"/upstream/*.pid; do
        other=$(cat "$pid")
        kill -TERM "$other"
        lab gone "$other"
    done
    serve "$1"
}
harm_mitm() {
    in_place_of_upstream impostor
    case $(lab get 8080 /) in *200*impostor) yes ;; esac
    no 'the impostor is refused'
}
harm_weak_upstream() {
    in_place_of_upstream short
    case $(lab get 8080 /) in *200*short) yes ;; esac
    no 'the short key is refused'
}
harm_revoked_accepted() {
    in_place_of_upstream revoked
    case $(lab get 8080 /) in *200*revoked) yes ;; esac
    no 'the revoked certificate is refused'
}
# Mode of the key, wherever a change has put a copy of it.
harm_key_readable() {
    [ "$(find /etc/nginx -type f -name '*client.key*' -perm /004)" ] && yes
    no 'only its owner and group read the key'
}
harm_writable_by_all() {
    [ "$(find /etc/nginx -type f -perm /002)" ] && yes
    no 'nobody else writes the files'
}
