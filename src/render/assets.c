/* The files of web/ as the build embedded them (tools/embed-web): a site needs nothing beside the
 * program. */
#include "render/assets.h"

const struct cairn_asset cairn_assets[CAIRN_ASSET_COUNT] = {
#include "assets.inc"
};
