/* Private to src/engine: trees of the pages that are no record, family, list or statistics. */
#ifndef CAIRN_ENGINE_SITE_PAGES_H
#define CAIRN_ENGINE_SITE_PAGES_H

#include "engine/engine_internal.h"

/* cairn.home/1: what the canons in use hold, domains of one id counted together. */
enum cairn_status cairn_site_home(struct cairn_engine *engine, enum cairn_language language,
    struct cairn_result **out_result, struct cairn_error *err) CAIRN_MUST_USE;
/* cairn.words/1: a page of words, "explain" or "api". */
enum cairn_status cairn_site_words(const char *page, enum cairn_language language,
    struct cairn_result **out_result, struct cairn_error *err) CAIRN_MUST_USE;

#endif
