#!/usr/bin/env bats
# HTTP/1.1 as it should be, and as attackers write it.

load common

@test "a record is a page, JSON and Markdown, in both languages, by path and by Accept" {
    start
    [ "$(get -o /dev/null -w '%{http_code} %{content_type}' "http://127.0.0.1:$PORT$PAGE")" = '200 text/html; charset=utf-8' ]
    get "http://127.0.0.1:$PORT${PAGE}index.json" | jq -e '.id == "demo/hinge-does-not-move"'
    [ "$(get -H 'Accept: application/json' "http://127.0.0.1:$PORT$PAGE")" = "$(get "http://127.0.0.1:$PORT${PAGE}index.json")" ]
    [ "$(get -H 'Accept: text/markdown, */*;q=0.1' "http://127.0.0.1:$PORT$PAGE")" = "$(get "http://127.0.0.1:$PORT${PAGE}index.md")" ]
    holds "$(get "http://127.0.0.1:$PORT${PAGE}zh.html")" 'lang="zh'
}

@test "a page is made once, and sent compressed or not at all where that is possible" {
    start
    local url=http://127.0.0.1:$PORT$PAGE tag plain
    plain=$(get "$url" | sha256sum)
    [ "$(get --compressed "$url" | sha256sum)" = "$plain" ]
    holds "$(get -I -H 'Accept-Encoding: gzip' "$url")" 'Content-Encoding: gzip'
    lacks "$(get -I -H 'Accept-Encoding: gzip;q=0' "$url")" 'Content-Encoding'
    tag=$(get -I "$url" | sed -n 's/^ETag: \(.*\)\r/\1/p')
    [ "$(get -o /dev/null -w '%{http_code} %{size_download}' -H "If-None-Match: $tag" "$url")" = '304 0' ]
    [ "$(get -o /dev/null -w '%{http_code}' -H 'If-None-Match: "other"' "$url")" = 200 ]
    [ "$(get -o /dev/null -w '%{http_code}' --compressed -H "If-None-Match: $tag" "$url")" = 200 ]
}

@test "every answer carries the fields of security, and none says what it comes from" {
    start
    for path in "$PAGE" /nothing /metrics; do
        local head
        head=$(get -I "http://127.0.0.1:$PORT$path")
        holds "$head" "Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        holds "$head" 'X-Content-Type-Options: nosniff'
        holds "$head" 'Cross-Origin-Opener-Policy: same-origin'
        holds "$head" 'Date: '
        no grep -qi '^server:' <<<"$head"
    done
    holds "$(get -I "http://127.0.0.1:$PORT${PAGE}index.json")" 'Access-Control-Allow-Origin: *'
    lacks "$(get -I "http://127.0.0.1:$PORT$PAGE")" 'Access-Control'
}

@test "HEAD has the head of GET and no body" {
    start
    local url=http://127.0.0.1:$PORT$PAGE
    [ "$(get -I "$url" | grep -v ^Date)" = "$(get -D - -o /dev/null "$url" | grep -v ^Date)" ]
    raw "HEAD $PAGE HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    [[ $output != *'<html'* ]]
}

@test "a path that is none is 404 with a page, a path that moved is 308" {
    start
    [ "$(get -o /dev/null -w '%{http_code} %{content_type}' "http://127.0.0.1:$PORT/errors/demo/hinge-does-not/")" = '404 text/html; charset=utf-8' ]
    holds "$(get "http://127.0.0.1:$PORT/errors/demo/hinge-does-not-mov/")" 'hinge-does-not-move'
    holds "$(get -I "http://127.0.0.1:$PORT${PAGE%/}")" "Location: $PAGE"
    [ "$(get -o /dev/null -w '%{http_code} %{content_type}' "http://127.0.0.1:$PORT/api/v1/nothing")" = '404 application/problem+json' ]
}

@test "methods: 405 says which there are, 501 is for unknown ones, OPTIONS for those who ask" {
    start
    answers 405 "PUT $PAGE HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    holds "$output" 'Allow: GET, HEAD, OPTIONS'
    answers 501 "BREW / HTTP/1.1\r\nHost: a\r\n\r\n"
    answers 204 "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    answers 411 "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    answers 505 "GET / HTTP/2.0\r\nHost: a\r\n\r\n"
}

@test "requests in one piece are answered in order" {
    start
    local one="GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n" many= wanted=
    for _ in $(seq 50); do
        many+=$one
        wanted+='200 '
    done
    raw "${many}GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    [ "$(statuses)" = "${wanted}404 " ]
}

@test "what two programs could read in two ways is refused, and nothing behind it is read" {
    start
    local next='GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
    local post='POST / HTTP/1.1\r\nHost: a\r\n'
    # CL.TE, TE.CL, two lengths, and the many ways to hide one of them.
    answers 400 "${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n$next"
    answers 400 "${post}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n$next"
    answers 400 "${post}Content-Length: 0\r\nContent-Length: 44\r\n\r\n$next"
    answers 400 "${post}Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde$next"
    answers 400 "${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n$next"
    answers 400 "${post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n$next"
    answers 400 "${post}Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n$next"
    answers 400 "${post}X: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n$next"
    answers 400 "${post}Transfer-Encoding: chunked\r\n cow\r\n\r\n0\r\n\r\n$next"
    answers 400 "${post}Content-Length: +5\r\n\r\nabcde$next"
    answers 400 "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n$next"
    answers 400 "GET / HTTP/1.1\r\n\r\n$next"
    answers 400 "GET / HTTP/1.1\nHost: a\n\n$next"
    answers 400 "GET /\\0 HTTP/1.1\r\nHost: a\r\n\r\n$next"
    for path in /%2e%2e/ /a/../b // /a%2fb /%00 /%zz '/a\\\\b'; do
        answers 400 "GET $path HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    done
}

@test "each limit has its status" {
    start --max-body 1000
    local long
    long=$(head -c 9000 /dev/zero | tr '\0' a)
    answers 414 "GET /$long HTTP/1.1\r\nHost: a\r\n\r\n"
    answers 431 "GET / HTTP/1.1\r\nHost: a\r\nA: $long\r\nB: $long\r\nC: $long\r\nD: $long\r\n\r\n"
    answers 413 "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n"
    answers 413 "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551615\r\n\r\n"
    answers 417 "GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n"
}

@test "what a former request of the connection said does not change a refusal" {
    start
    raw 'HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n\r\n'
    [ "$(statuses)" = '200 400 ' ]
    holds "$output" 'the field Host is missing'
}

@test "HTTP/1.0 has one request a connection" {
    start
    answers 200 "GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /healthz HTTP/1.0\r\n\r\n"
    holds "$output" 'Connection: close'
}

@test "a request that comes byte by byte is answered like any other" {
    start
    output=$(printf 'GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' | "$HTTP_CLIENT" drip "$PORT" 5)
    [ "$(statuses)" = '200 ' ]
}

@test "costly requests of one client are limited, those of another and kept pages are not" {
    start --rate 1
    local url=http://127.0.0.1:$PORT/nothing seen
    seen=$(for _ in 1 2 3 4 5 6; do get -o /dev/null -w '%{http_code} ' -H 'X-Forwarded-For: 10.1.1.1, 192.0.2.7' "$url"; done)
    [ "$seen" = '404 404 404 404 429 429 ' ]
    holds "$(get -D - -o /dev/null -H 'X-Forwarded-For: 192.0.2.7' "$url")" 'Retry-After: 1'
    # A field that the client made up stands before that of the proxy.
    [ "$(get -o /dev/null -w '%{http_code}' -H 'X-Forwarded-For: 9.9.9.9' -H 'X-Forwarded-For: 192.0.2.7' "$url")" = 429 ]
    [ "$(get -o /dev/null -w '%{http_code}' -H 'X-Forwarded-For: 192.0.2.8' "$url")" = 404 ]
    [ "$(get -o /dev/null -w '%{http_code}' "$url")" = 404 ]
    [ "$(get -o /dev/null -w '%{http_code}' -H 'X-Forwarded-For: 192.0.2.7' "http://127.0.0.1:$PORT$PAGE")" = 200 ]
}

@test "the log has a line for each request, without its query" {
    start --log
    get -o /dev/null "http://127.0.0.1:$PORT/healthz?secret=1"
    get -o /dev/null -d 'another secret' "http://127.0.0.1:$PORT/healthz" || true
    wait_for 'GET /healthz 200' "$BATS_TEST_TMPDIR/access"
    lacks "$(cat "$BATS_TEST_TMPDIR/access" "$BATS_TEST_TMPDIR/log")" secret
}

@test "metrics count requests by route and status" {
    start
    get -o /dev/null "http://127.0.0.1:$PORT$PAGE"
    get -o /dev/null "http://127.0.0.1:$PORT/healthz"
    local text
    text=$(get "http://127.0.0.1:$PORT/metrics")
    holds "$text" 'cairn_http_requests_total{route="healthz",status="200"} 1'
    holds "$text" 'cairn_http_request_seconds_bucket{le="+Inf"} 2'
    holds "$text" 'cairn_canon_info{digest="'
    [ "$(grep -c '^# TYPE' <<<"$text")" = "$(grep '^# TYPE' <<<"$text" | cut -d' ' -f3 | sort -u | wc -l)" ]
}
