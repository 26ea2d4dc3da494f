/* The style sheet, the script and the icon of the site: the files of web/, compiled in. */
#ifndef CAIRN_RENDER_ASSETS_H
#define CAIRN_RENDER_ASSETS_H

#include "base/span.h"

struct cairn_asset {
    const char *path; /* on the site: "/assets/style-0a1b2c3d.css", with a part of its digest */
    const char *type; /* of the content */
    struct cairn_span bytes;
};

/* In the order in which src/render/meson.build names the files. */
enum cairn_asset_name {
    CAIRN_ASSET_STYLE = 0,
    CAIRN_ASSET_SCRIPT,
    CAIRN_ASSET_ICON,
    CAIRN_ASSET_COUNT,
};

extern const struct cairn_asset cairn_assets[CAIRN_ASSET_COUNT];

/* The JSON Schemas of results, "/schema/record.schema.json": those of this program, whatever canon
 * it reads. */
extern const struct cairn_asset cairn_schemas[];
extern const size_t cairn_schema_count;

#endif
