/*
 * cairn-send: sends one request over HTTPS. A program of its own, so that `cairn` starts without a
 * TLS library and reads nothing from the network itself. One request (JSON) on standard input, one
 * answer on standard output:
 *
 *     {"url", "token": text|null, "allows_plain_http": bool, "body": {…}}
 *     {"schema": "cairn.sent/1", "status": 201, "body": "…"}   or   {"schema": "cairn.failure/1",
 * …}
 *
 * Certificates are verified and redirects are not followed, so the token reaches the server that
 * was named and no other. http:// is for this machine; elsewhere only when the user says so, since
 * whoever is between reads the token.
 */
#include <curl/curl.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/fd.h"
#include "base/limits.h"
#include "formats/json.h"

/* Milliseconds: to reach the server, and for all of it. */
#define CONNECT_WITHIN_MS 10000L
#define ANSWER_WITHIN_MS  30000L

struct exchange {
    CURL *curl;
    struct curl_slist *headers;
    struct cairn_buf answer; /* limited */
    char reason[CURL_ERROR_SIZE];
};

static size_t take_bytes(char *bytes, size_t size, size_t count, void *context)
{
    struct cairn_buf *answer = context;
    cairn_buf_append(answer, cairn_span_make(bytes, size * count));
    return cairn_buf_status(answer, NULL) ? 0 : size * count;
}

/* ---- where to ---- */

static bool is_this_machine(struct cairn_span host)
{
    return cairn_span_equal_string(host, "localhost") || cairn_span_equal_string(host, "[::1]") ||
           cairn_span_equal_string(host, "127.0.0.1");
}

static enum cairn_status check_parts(
    CURLU *url, const char *text, bool allows_plain_http, struct cairn_error *err)
{
    char *scheme = NULL;
    char *host = NULL;
    bool is_complete = !curl_url_set(url, CURLUPART_URL, text, CURLU_DISALLOW_USER) &&
                       !curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) &&
                       !curl_url_get(url, CURLUPART_HOST, &host, 0);
    bool is_https = is_complete && !strcmp(scheme, "https");
    bool is_http = is_complete && !strcmp(scheme, "http");
    bool may_be_plain = allows_plain_http || is_this_machine(cairn_span_from_string(host));
    curl_free(scheme);
    curl_free(host);
    if (!is_https && !is_http) {
        CAIRN_FAIL(err, CAIRN_ERR_USAGE, "cannot send to '%s': it is no https address", text);
        cairn_error_hint(err, "Write the server like this: https://errors.example.org");
        return CAIRN_ERR_USAGE;
    }
    if (is_https || may_be_plain)
        return CAIRN_OK;
    CAIRN_FAIL(err, CAIRN_ERR_DENIED,
        "cannot send to '%s': http is not encrypted, and the server is another machine", text);
    cairn_error_hint(
        err, "Use https; or, if whoever is between may read your token: --insecure-http");
    return CAIRN_ERR_DENIED;
}

static enum cairn_status check_url(
    const char *text, bool allows_plain_http, struct cairn_error *err)
{
    CURLU *url = curl_url();
    if (!url)
        return CAIRN_FAIL_MEMORY(err);
    enum cairn_status status = check_parts(url, text, allows_plain_http, err);
    curl_url_cleanup(url);
    return status;
}

/* ---- what to send ---- */

static enum cairn_status add_header(
    struct exchange *exchange, const char *header, struct cairn_error *err)
{
    struct curl_slist *longer = curl_slist_append(exchange->headers, header);
    if (!longer)
        return CAIRN_FAIL_MEMORY(err);
    exchange->headers = longer;
    return CAIRN_OK;
}

/* A line break in a token would be a header of its own. */
static enum cairn_status add_token(
    struct exchange *exchange, struct cairn_span token, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf header = {0};
    for (size_t i = 0; i < token.size; i++) {
        if (token.data[i] <= ' ' || token.data[i] > '~')
            return CAIRN_FAIL(err, CAIRN_ERR_INVALID,
                "cannot send the token: it holds what no token does (blanks, line breaks)");
    }
    cairn_buf_printf(&header, "Authorization: Bearer %.*s", CAIRN_SPAN_ARGS(token));
    enum cairn_status status = cairn_buf_status(&header, err);
    return status ? status : add_header(exchange, header.data, err);
}

static enum cairn_status add_headers(
    struct exchange *exchange, const struct cairn_value *request, struct cairn_error *err)
{
    /* An empty Expect: a small body need not ask first. */
    static const char *const headers[] = {
        "Content-Type: application/json", "Accept: application/json", "Expect:"};
    struct cairn_span token = cairn_value_get_text(request, "token");
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; !status && i < CAIRN_ARRAY_SIZE(headers); i++)
        status = add_header(exchange, headers[i], err);
    return !status && token.size ? add_token(exchange, token, err) : status;
}

static void set_options(struct exchange *exchange, const char *url, const struct cairn_buf *body)
{
    CURL *curl = exchange->curl;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_WITHIN_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, ANSWER_WITHIN_MS);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "cairn/" CAIRN_VERSION);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, exchange->headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body->data);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)body->size);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange->answer);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, exchange->reason);
}

/* ---- what came of it ---- */

static enum cairn_status fail_of_curl(
    const struct exchange *exchange, CURLcode code, const char *url, struct cairn_error *err)
{
    if (code == CURLE_OUT_OF_MEMORY)
        return CAIRN_FAIL_MEMORY(err);
    if (cairn_buf_status(&exchange->answer, NULL) == CAIRN_ERR_LIMIT)
        return CAIRN_FAIL(err, CAIRN_ERR_LIMIT,
            "could not read the answer of '%s': it is longer than %zu KiB", url,
            CAIRN_LIMIT_SENT_ANSWER >> 10);
    CAIRN_FAIL(err, CAIRN_ERR_IO, "could not send to '%s': %s", url,
        *exchange->reason ? exchange->reason : curl_easy_strerror(code));
    if (code == CURLE_PEER_FAILED_VERIFICATION)
        cairn_error_hint(err, "The server did not prove who it is, and was told nothing.");
    else
        cairn_error_hint(
            err, "Check the address and the network; nothing is known to have arrived.");
    if (err)
        err->upstream_code = (int)code;
    return CAIRN_ERR_IO;
}

static enum cairn_status perform(
    struct exchange *exchange, const char *url, long *out_status, struct cairn_error *err)
{
    CURLcode code = curl_easy_perform(exchange->curl);
    if (code != CURLE_OK)
        return fail_of_curl(exchange, code, url, err);
    curl_easy_getinfo(exchange->curl, CURLINFO_RESPONSE_CODE, out_status);
    return CAIRN_OK;
}

static enum cairn_status write_sent(
    const struct cairn_buf *answer, long http_status, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf line = {0};
    cairn_buf_printf(&line, "{\"schema\":\"cairn.sent/1\",\"status\":%ld,\"body\":", http_status);
    cairn_json_write_string(&line, cairn_buf_span(answer));
    cairn_buf_append_string(&line, "}\n");
    enum cairn_status status = cairn_buf_status(&line, err);
    return status
               ? status
               : cairn_fd_write_all(STDOUT_FILENO, "standard output", cairn_buf_span(&line), err);
}

static enum cairn_status send_request(struct exchange *exchange, const struct cairn_value *request,
    const char *url, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf body = {0};
    long http_status = 0;
    cairn_json_write(&body, cairn_value_get(request, "body"), CAIRN_JSON_COMPACT);
    enum cairn_status status = cairn_buf_status(&body, err);
    if (!status)
        status = check_url(url, cairn_value_get_bool(request, "allows_plain_http"), err);
    if (!status)
        status = add_headers(exchange, request, err);
    if (status)
        return status;
    set_options(exchange, url, &body);
    status = perform(exchange, url, &http_status, err);
    return status ? status : write_sent(&exchange->answer, http_status, err);
}

static enum cairn_status run(struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {.limit_bytes = CAIRN_LIMIT_SENT_MEMORY};
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct cairn_value *request = NULL;
    enum cairn_status status =
        cairn_fd_read_all(STDIN_FILENO, "request", CAIRN_LIMIT_SENT_REQUEST, &text, err);
    if (!status)
        status = cairn_json_read(&arena, cairn_buf_span(&text), "request", &request, err);
    if (status)
        return status;
    char *url = cairn_arena_string(&arena, cairn_value_get_text(request, "url"));
    struct exchange exchange = {
        .curl = curl_easy_init(), .answer = {.limit_bytes = CAIRN_LIMIT_SENT_ANSWER}};
    status =
        url && exchange.curl ? send_request(&exchange, request, url, err) : CAIRN_FAIL_MEMORY(err);
    curl_slist_free_all(exchange.headers);
    curl_easy_cleanup(exchange.curl);
    cairn_buf_done(&exchange.answer);
    return status;
}

static void write_failure(const struct cairn_error *err)
{
    const struct {
        const char *key, *text;
    } members[] = {{",\"status\":", cairn_status_name(err->status)},
        {",\"message\":", err->primary}, {",\"detail\":", err->detail}, {",\"hint\":", err->hint}};
    CAIRN_AUTO_BUF struct cairn_buf line = {0};
    cairn_buf_append_string(&line, "{\"schema\":\"cairn.failure/1\"");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(members); i++) {
        cairn_buf_append_string(&line, members[i].key);
        cairn_json_write_string(&line, cairn_span_from_string(members[i].text));
    }
    cairn_buf_append_string(&line, "}\n");
    /* Where this cannot be written, nobody reads it. */
    if (!cairn_buf_status(&line, NULL))
        (void)!cairn_fd_write_all(STDOUT_FILENO, "standard output", cairn_buf_span(&line), NULL);
}

int main(void)
{
    struct cairn_error err = {0};
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return 2;
    enum cairn_status status = run(&err);
    if (status)
        write_failure(&err);
    curl_global_cleanup();
    return status ? 2 : 0;
}
