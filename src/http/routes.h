/*
 * Which handler answers which path. One static table (routes.c); a test holds openapi.json against
 * it. What no route has is 404: a problem below /api/, a page elsewhere.
 */
#ifndef CAIRN_HTTP_ROUTES_H
#define CAIRN_HTTP_ROUTES_H

#include <stddef.h>

#include "http/message.h"

enum cairn_http_route_flags {
    /* Reading from other origins is allowed: Access-Control-Allow-Origin: *, and preflights. */
    CAIRN_HTTP_ROUTE_SHARED = 1,
    /* Counts against the limit of requests by one address: what costs more than a page of the
     * snapshot. */
    CAIRN_HTTP_ROUTE_LIMITED = 2,
    /* Failures before and in the handler are problems, not pages. */
    CAIRN_HTTP_ROUTE_API = 4,
    /* Takes effect only for requests with a query; without one the site's page stands there. */
    CAIRN_HTTP_ROUTE_QUERY = 8,
};

struct cairn_http_route {
    enum cairn_http_method method; /* GET answers HEAD too; OPTIONS is the server's own */
    /* "*" stands for one segment, which is not empty, "**" at the end for all that is left, which
     * may be empty: both are captures. */
    const char *pattern;
    cairn_http_handler *handler;
    unsigned flags;
    const char *label; /* of metrics: few, and never a stranger's text */
};

/* In order: the first that fits answers. */
const struct cairn_http_route *cairn_http_routes(size_t *out_count);

struct cairn_http_match {
    const struct cairn_http_route *route; /* NULL: no route has this path with this method */
    unsigned flags;                       /* of all routes that have the path */
    unsigned methods; /* those that the path has, as bits 1 << enum cairn_http_method; 0: 404 */
};

/* Finds the route and sets the captures of the request. */
struct cairn_http_match cairn_http_find_route(struct cairn_http_request *request);

/* How many there may be: what counts them is an array. */
#define CAIRN_HTTP_ROUTES_MOST 40

/* Handlers, by file. */
cairn_http_handler cairn_http_api_explain; /* api_explain.c */
cairn_http_handler cairn_http_api_records; /* api_lookup.c, as the five behind it */
cairn_http_handler cairn_http_api_record;
cairn_http_handler cairn_http_api_families;
cairn_http_handler cairn_http_api_family;
cairn_http_handler cairn_http_api_search;
cairn_http_handler cairn_http_api_stats;
cairn_http_handler cairn_http_api_canon;  /* api_canon.c */
cairn_http_handler cairn_http_api_report; /* api_outcomes.c */
cairn_http_handler cairn_http_api_outcomes;
cairn_http_handler cairn_http_form_explain; /* forms.c */
cairn_http_handler cairn_http_form_search;
cairn_http_handler cairn_http_form_outcome;
cairn_http_handler cairn_http_form_report;
cairn_http_handler cairn_http_site_page; /* site.c: any page of the site, or 404 */
cairn_http_handler cairn_http_metrics;   /* metrics.c */
cairn_http_handler cairn_http_healthz;   /* metrics.c */

#endif
