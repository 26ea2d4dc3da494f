/* Failures as application/problem+json (RFC 9457), for programs. */
#ifndef CAIRN_HTTP_PROBLEM_H
#define CAIRN_HTTP_PROBLEM_H

#include "formats/value.h"
#include "http/message.h"

/* All texts are borrowed; NULL members are left out. */
struct cairn_http_problem {
    int status;         /* of HTTP */
    const char *kind;   /* the page below /errors/cairn/, such as "not-found": becomes `type` */
    const char *title;  /* NULL: that of the status, in the context's language */
    const char *detail; /* in English, as all that the engine says of failures */
    const char *hint;
    const struct cairn_value *near; /* what may have been meant: an array */
};

/* `type` is absolute when the site has an address (--base-url), else a path. */
enum cairn_status cairn_http_answer_problem(const struct cairn_http_context *context,
    struct cairn_http_response *response, const struct cairn_http_problem *problem,
    struct cairn_error *err) CAIRN_MUST_USE;

/* The HTTP status that fits a failure, such as 404 for CAIRN_ERR_NOT_FOUND. */
int cairn_http_status_of(enum cairn_status status);
/* A failure of the engine as a problem. What concerns the machine and not the request (memory,
 * disk, a damaged canon) is said without its details: those go to the log. */
enum cairn_status cairn_http_answer_failure(const struct cairn_http_context *context,
    struct cairn_http_response *response, const struct cairn_error *failure,
    struct cairn_error *err) CAIRN_MUST_USE;
/* "Not Found" */
const char *cairn_http_reason(int status);
/* The statuses that are ever sent, by number, for counters. */
size_t cairn_http_status_count(void);
int cairn_http_status_at(size_t index);
size_t cairn_http_status_index(int status);

#endif
