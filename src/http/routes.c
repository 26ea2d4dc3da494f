/* The routes, and which of them a path has. The table is short: it is walked. */
#include "http/routes.h"

/* Reading that costs more than a page; from a page of any origin. */
#define READ (CAIRN_HTTP_ROUTE_API | CAIRN_HTTP_ROUTE_LIMITED | CAIRN_HTTP_ROUTE_SHARED)
/* What browsers must not send for other pages. */
#define WRITE (CAIRN_HTTP_ROUTE_API | CAIRN_HTTP_ROUTE_LIMITED)

static const struct cairn_http_route routes[] = {
    {CAIRN_HTTP_POST, "/api/v1/explain", cairn_http_api_explain, READ, "explain"},
    {CAIRN_HTTP_GET, "/api/v1/records", cairn_http_api_records, READ, "records"},
    {CAIRN_HTTP_GET, "/api/v1/records/*/*", cairn_http_api_record, READ, "record"},
    {CAIRN_HTTP_GET, "/api/v1/families", cairn_http_api_families, READ, "families"},
    {CAIRN_HTTP_GET, "/api/v1/families/*/*", cairn_http_api_family, READ, "family"},
    {CAIRN_HTTP_GET, "/api/v1/search", cairn_http_api_search, READ, "search"},
    {CAIRN_HTTP_GET, "/api/v1/stats", cairn_http_api_stats, READ, "stats"},
    {CAIRN_HTTP_GET, "/api/v1/canon.ndjson", cairn_http_api_canon, READ, "canon"},
    {CAIRN_HTTP_POST, "/api/v1/outcomes", cairn_http_api_report, WRITE, "report"},
    {CAIRN_HTTP_GET, "/api/v1/outcomes", cairn_http_api_outcomes, WRITE, "outcomes"},
    {CAIRN_HTTP_POST, "/explain/", cairn_http_form_explain, CAIRN_HTTP_ROUTE_LIMITED,
        "form-explain"},
    {CAIRN_HTTP_GET, "/search/", cairn_http_form_search,
        CAIRN_HTTP_ROUTE_LIMITED | CAIRN_HTTP_ROUTE_QUERY, "form-search"},
    {CAIRN_HTTP_GET, "/search/zh.html", cairn_http_form_search,
        CAIRN_HTTP_ROUTE_LIMITED | CAIRN_HTTP_ROUTE_QUERY, "form-search-zh"},
    {CAIRN_HTTP_GET, "/outcome/", cairn_http_form_outcome,
        CAIRN_HTTP_ROUTE_LIMITED | CAIRN_HTTP_ROUTE_QUERY, "form-outcome"},
    {CAIRN_HTTP_GET, "/outcome/zh.html", cairn_http_form_outcome,
        CAIRN_HTTP_ROUTE_LIMITED | CAIRN_HTTP_ROUTE_QUERY, "form-outcome-zh"},
    {CAIRN_HTTP_POST, "/outcome/", cairn_http_form_report, CAIRN_HTTP_ROUTE_LIMITED, "form-report"},
    {CAIRN_HTTP_GET, "/healthz", cairn_http_healthz, CAIRN_HTTP_ROUTE_API, "healthz"},
    {CAIRN_HTTP_GET, "/metrics", cairn_http_metrics, CAIRN_HTTP_ROUTE_API, "metrics"},
    {CAIRN_HTTP_GET, "/**", cairn_http_site_page, CAIRN_HTTP_ROUTE_LIMITED, "page"},
};

_Static_assert(CAIRN_ARRAY_SIZE(routes) <= CAIRN_HTTP_ROUTES_MOST, "counters have too little room");

const struct cairn_http_route *cairn_http_routes(size_t *out_count)
{
    *out_count = CAIRN_ARRAY_SIZE(routes);
    return routes;
}

/* Cuts the next segment off; both begin behind a slash. */
static struct cairn_span take_segment(struct cairn_span *rest)
{
    size_t end = cairn_span_find_byte(*rest, '/', 0);
    struct cairn_span segment = cairn_span_slice(*rest, 0, end);
    *rest = end == CAIRN_SPAN_NPOS ? (struct cairn_span){0}
                                   : cairn_span_slice(*rest, end + 1, SIZE_MAX);
    return segment;
}

static void capture(struct cairn_http_request *request, struct cairn_span text)
{
    if (request->capture_count < CAIRN_HTTP_CAPTURES)
        request->captures[request->capture_count++] = text;
}

/* Below it programs ask: an unknown path there is no page. */
#define API_PREFIX "/api/v1/"

/* A span whose data is NULL is one of which nothing is left, not even an empty segment. */
static bool fits(const char *pattern, struct cairn_http_request *request)
{
    struct cairn_span wanted = cairn_span_slice(cairn_span_from_string(pattern), 1, SIZE_MAX);
    struct cairn_span path = cairn_span_slice(request->path, 1, SIZE_MAX);
    request->capture_count = 0;
    while (wanted.data && path.data) {
        if (cairn_span_equal_string(wanted, "**")) {
            capture(request, path);
            return true;
        }
        struct cairn_span pattern_part = take_segment(&wanted);
        struct cairn_span part = take_segment(&path);
        bool is_open = cairn_span_equal_string(pattern_part, "*");
        if (is_open ? !part.size : !cairn_span_equal(pattern_part, part))
            return false;
        if (is_open)
            capture(request, part);
    }
    return !wanted.data && !path.data;
}

struct cairn_http_match cairn_http_find_route(struct cairn_http_request *request)
{
    struct cairn_http_match match = {0};
    enum cairn_http_method method =
        request->method == CAIRN_HTTP_HEAD ? CAIRN_HTTP_GET : request->method;
    bool is_api = cairn_span_starts_with(request->path, CAIRN_SPAN(API_PREFIX));
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(routes); i++) {
        const struct cairn_http_route *route = &routes[i];
        bool is_skipped = ((route->flags & CAIRN_HTTP_ROUTE_QUERY) && !request->query.size) ||
                          (route->handler == cairn_http_site_page && is_api);
        if (is_skipped || !fits(route->pattern, request))
            continue;
        match.flags |= route->flags;
        match.methods |= 1u << route->method;
        if (route->method == method) {
            match.route = route;
            return match;
        }
    }
    request->capture_count = 0;
    return match;
}
