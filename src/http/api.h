/*
 * What the handlers of the API and of the forms share: reading what was asked, and giving a result
 * or a problem. A reader that has answered already (with a problem of its own) leaves the
 * response's status set: handlers go on only while it is 0.
 */
#ifndef CAIRN_HTTP_API_H
#define CAIRN_HTTP_API_H

#include "cairn/cairn.h"
#include "formats/value.h"
#include "http/fields.h"
#include "http/message.h"

/* Media types, with their charset where they have one. */
#define CAIRN_API_JSON     "application/json"
#define CAIRN_API_NDJSON   "application/x-ndjson"
#define CAIRN_API_TEXT     "text/plain; charset=utf-8"
#define CAIRN_API_MARKDOWN "text/markdown; charset=utf-8"

/* Reads the query. Only the parameters in `names` (NULL at the end) may stand in it: a mistyped one
 * would be an answer to another question. `lang` is read too: problems are told in it from then on.
 */
enum cairn_status cairn_api_read_query(struct cairn_http_context *context,
    const struct cairn_http_request *request, const char *const *names,
    struct cairn_http_parameters *out_parameters, struct cairn_error *err) CAIRN_MUST_USE;
/* A language by its name, "en" or "zh". */
enum cairn_status cairn_api_read_language(struct cairn_span text, enum cairn_language *out_language,
    struct cairn_error *err) CAIRN_MUST_USE;
/* A parameter as a string; NULL when it was not sent, or is empty. */
const char *cairn_api_text(const struct cairn_http_parameters *parameters, const char *name);
/* A parameter as a number; *out_number is left alone when it was not sent. */
enum cairn_status cairn_api_read_number(const struct cairn_http_parameters *parameters,
    const char *name, uint32_t least, uint32_t most, uint32_t *out_number,
    struct cairn_error *err) CAIRN_MUST_USE;

/* The body as one JSON object whose members are all in `names` (NULL at the end); answers 415 to
 * another media type. Lives in `arena`, which is the handler's own and gets a limit here: what has
 * failed in it must not keep the problem from being written. */
enum cairn_status cairn_api_read_object(const struct cairn_http_context *context,
    const struct cairn_http_request *request, const char *const *names, struct cairn_arena *arena,
    struct cairn_http_response *response, struct cairn_value **out_object,
    struct cairn_error *err) CAIRN_MUST_USE;
/* A text among the members of an object, as a string: NULL when it is absent, null or empty. */
enum cairn_status cairn_api_member_text(const struct cairn_value *object, const char *name,
    const char **out_text, struct cairn_error *err) CAIRN_MUST_USE;

/* Refuses: a problem with that status of HTTP. The texts are borrowed; hint may be NULL. */
enum cairn_status cairn_api_refuse(const struct cairn_http_context *context,
    struct cairn_http_response *response, int http_status, const char *detail, const char *hint,
    struct cairn_error *err) CAIRN_MUST_USE;
/* 404, with the ids that `result` (of a look-up that found nothing) says are near. */
enum cairn_status cairn_api_refuse_unknown(const struct cairn_http_context *context,
    struct cairn_http_response *response, const struct cairn_result *result, const char *detail,
    const char *hint, struct cairn_error *err) CAIRN_MUST_USE;

/* Gives a result as JSON that may be kept and asked for again (ETag). */
enum cairn_status cairn_api_give(const struct cairn_http_context *context,
    struct cairn_http_response *response, const struct cairn_result *result,
    struct cairn_error *err) CAIRN_MUST_USE;
/* Gives a result in some form. */
enum cairn_status cairn_api_give_as(struct cairn_http_response *response, int http_status,
    const struct cairn_result *result, const struct cairn_write_options *options,
    struct cairn_error *err) CAIRN_MUST_USE;
/* Gives a result as a page of the site, as if it stood at `folder` ("/search/"). */
enum cairn_status cairn_api_give_page(const struct cairn_http_context *context,
    struct cairn_http_response *response, int http_status, const struct cairn_result *result,
    const char *folder, struct cairn_error *err) CAIRN_MUST_USE;

/* Searches; a query that is too long is CAIRN_ERR_INVALID here: it stands in an address. */
enum cairn_status cairn_api_search(const struct cairn_http_context *context, const char *query,
    const struct cairn_search_options *options, struct cairn_result **out_result,
    struct cairn_error *err) CAIRN_MUST_USE;
/* Writes an outcome down and has the record's pages made anew; answers 501 where no ledger is kept.
 */
enum cairn_status cairn_api_report(const struct cairn_http_context *context,
    const struct cairn_report *report, struct cairn_http_response *response,
    struct cairn_result **out_result, struct cairn_error *err) CAIRN_MUST_USE;

/* "domain/slug" of the route's two captures, in the context's arena; NULL without memory. */
const char *cairn_api_id(
    const struct cairn_http_context *context, const struct cairn_http_request *request);

/* A result that ends with its scope. */
void cairn_api_result_done(struct cairn_result **result);
#define CAIRN_API_AUTO_RESULT CAIRN_CLEANUP(cairn_api_result_done)

#endif
