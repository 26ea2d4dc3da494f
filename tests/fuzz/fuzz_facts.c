/* What an arm showed, out of a record that a rig can forge whole: whatever it says, no time lies
 * outside of what the runner measured, and no verdict or exit status is none. */
#include <stdint.h>
#include <stdlib.h>

#include "lab/facts.h"

#include "../unit/engine/tiny_canon.h"

#define TOOK_MS 5000u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct tiny_record records[] = {
    {.json =
            "{\"schema\": \"cairn.record/1\", \"id\": \"web/down\", \"signature\": \"it is down\", "
            "\"regex\": \"it is down\", \"domain\": \"web\", \"severity\": \"error\"}"},
};

static void require(bool claim)
{
    if (!claim)
        abort();
}

/* Opened once; it lives as long as the fuzzer. */
static struct cairn_engine *engine(void)
{
    static struct cairn_engine *opened;
    const char *path = tiny_path("fuzz-facts.db");
    const struct cairn_engine_options options = {.canon_paths = &path, .canon_count = 1};
    if (opened)
        return opened;
    require(tiny_write(path, "tiny", records, 1) && !cairn_engine_open(&options, &opened, NULL));
    unlink(path);
    return opened;
}

static void check(const struct cairn_lab_facts *facts)
{
    require(facts->apply_s >= 0 && facts->apply_s * 1000 <= TOOK_MS);
    for (size_t i = 0; i < facts->told_count; i++)
        require(facts->told[i].exit >= 0 && facts->told[i].exit <= 255);
    for (size_t i = 0; i < facts->harm_count; i++)
        require(facts->harms[i].said.verdict <= CAIRN_LAB_NO);
    if (facts->invalid)
        return;
    require(facts->before_log.names.size && facts->after_log.names.size);
    require(!facts->before_log.line.size ||
            !cairn_span_equal_string(facts->before_log.names, "silent"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cairn_lab_facts facts = {0};
    const struct cairn_lab_reading reading = {.engine = engine(), .took_ms = TOOK_MS};
    struct cairn_span record = {.data = (const char *)data, .size = size};
    if (!cairn_lab_facts_read(&facts, record, &reading, NULL))
        check(&facts);
    cairn_lab_facts_done(&facts);
    return 0;
}
