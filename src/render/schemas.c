/* The files of schema/ as the build embedded them (tools/embed-web). */
#include "base/compiler.h"
#include "render/assets.h"

const struct cairn_asset cairn_schemas[] = {
#include "schemas.inc"
};
const size_t cairn_schema_count = CAIRN_ARRAY_SIZE(cairn_schemas);
