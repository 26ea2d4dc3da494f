/*
 * The command line of cairn-serve. `cairn serve` writes it, so it is plain: every option is
 * --NAME=VALUE or --NAME. People never type it; still, what means nothing is refused.
 */
#include "http/settings.h"

#include <string.h>
#include <unistd.h>

#include "base/span.h"

#define DEFAULT_LISTEN      "127.0.0.1:8080"
#define DEFAULT_USER        "nobody"
#define DEFAULT_RATE        20
#define DEFAULT_CONNECTIONS 16384
#define DEFAULT_PAGE_MEMORY ((size_t)1 << 30)

static enum cairn_status add(
    const char **list, size_t most, size_t *count, const char *value, struct cairn_error *err)
{
    if (*count == most)
        return CAIRN_FAIL(
            err, CAIRN_ERR_LIMIT, "cannot use '%s': %zu are named already", value, most);
    list[(*count)++] = value;
    return CAIRN_OK;
}

static enum cairn_status read_number(const char *name, const char *value, uint64_t most,
    uint64_t *out_number, struct cairn_error *err)
{
    uint64_t number = 0;
    if (!cairn_span_to_u64(cairn_span_from_string(value), &number) || !number || number > most)
        return CAIRN_FAIL(err, CAIRN_ERR_USAGE,
            "cannot use '%s' for %s: a whole number from 1 to %ju is needed", value, name,
            (uintmax_t)most);
    *out_number = number;
    return CAIRN_OK;
}

static enum cairn_status take_text(struct cairn_http_settings *settings, const char *name,
    const char *value, bool *out_is_taken, struct cairn_error *err)
{
    *out_is_taken = true;
    if (!strcmp(name, "listen"))
        return add(
            settings->listen, CAIRN_LIMIT_HTTP_LISTENERS, &settings->listen_count, value, err);
    if (!strcmp(name, "canon"))
        return add(settings->canons, CAIRN_LIMIT_CANONS, &settings->canon_count, value, err);
    if (!strcmp(name, "default-canon"))
        return add(settings->defaults, CAIRN_LIMIT_CANONS, &settings->default_count, value, err);
    const struct {
        const char *name;
        const char **place;
    } texts[] = {{"ledger", &settings->ledger}, {"base-url", &settings->base_url},
        {"user", &settings->user}};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (!strcmp(name, texts[i].name)) {
            *texts[i].place = value;
            return CAIRN_OK;
        }
    }
    *out_is_taken = false;
    return CAIRN_OK;
}

static enum cairn_status take_number(struct cairn_http_settings *settings, const char *name,
    const char *value, struct cairn_error *err)
{
    uint64_t workers = settings->workers, rate = settings->rate;
    uint64_t connections = settings->most_connections;
    uint64_t body = settings->most_body, memory = settings->page_memory;
    const struct {
        const char *name;
        uint64_t most;
        uint64_t *place;
    } numbers[] = {{"workers", CAIRN_LIMIT_HTTP_WORKERS, &workers},
        {"rate", CAIRN_LIMIT_HTTP_RATE, &rate},
        {"connections", CAIRN_LIMIT_HTTP_CONNECTIONS, &connections},
        {"max-body", CAIRN_LIMIT_HTTP_BODY_MAX, &body}, {"page-memory", SIZE_MAX, &memory}};
    enum cairn_status status = CAIRN_ERR_USAGE;
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        if (!strcmp(name, numbers[i].name)) {
            status = read_number(name, value, numbers[i].most, numbers[i].place, err);
            settings->workers = (uint32_t)workers;
            settings->rate = (uint32_t)rate;
            settings->most_connections = (uint32_t)connections;
            settings->most_body = (size_t)body;
            settings->page_memory = (size_t)memory;
            return status;
        }
    }
    return CAIRN_FAIL(err, status, "unknown option '--%s'", name);
}

/* Cuts "--name=value" in two, in place. */
static enum cairn_status take(
    struct cairn_http_settings *settings, char *argument, struct cairn_error *err)
{
    bool is_taken = false;
    char *equals = strchr(argument, '=');
    if (!strcmp(argument, "--log")) {
        settings->logs = true;
        return CAIRN_OK;
    }
    if (strncmp(argument, "--", 2) != 0 || !equals)
        return CAIRN_FAIL(
            err, CAIRN_ERR_USAGE, "cannot read '%s': --NAME=VALUE is needed", argument);
    *equals = '\0';
    enum cairn_status status = take_text(settings, argument + 2, equals + 1, &is_taken, err);
    if (!status && !is_taken)
        status = take_number(settings, argument + 2, equals + 1, err);
    return status;
}

static uint32_t count_processors(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 && count <= CAIRN_LIMIT_HTTP_WORKERS ? (uint32_t)count : 1;
}

enum cairn_status cairn_http_settings_read(
    int argc, char **argv, struct cairn_http_settings *out_settings, struct cairn_error *err)
{
    struct cairn_http_settings settings = {.user = DEFAULT_USER,
        .workers = count_processors(),
        .rate = DEFAULT_RATE,
        .most_connections = DEFAULT_CONNECTIONS,
        .most_body = CAIRN_LIMIT_HTTP_BODY,
        .page_memory = DEFAULT_PAGE_MEMORY};
    enum cairn_status status = CAIRN_OK;
    for (int i = 1; !status && i < argc; i++)
        status = take(&settings, argv[i], err);
    if (status)
        return status;
    *out_settings = settings;
    return CAIRN_OK;
}

void cairn_http_settings_done(struct cairn_http_settings *settings)
{
    cairn_arena_done(&settings->arena);
}

const char *cairn_http_default_listen(void)
{
    return DEFAULT_LISTEN;
}
