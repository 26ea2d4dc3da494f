/* From a source tree without complaints to the bytes of a canon file. */
#ifndef CAIRN_AUTHORING_BUILD_H
#define CAIRN_AUTHORING_BUILD_H

#include "authoring/source.h"

/* The caller frees *out_bytes with cairn_free. */
enum cairn_status cairn_build(struct cairn_source *source, char **out_bytes, size_t *out_size,
    struct cairn_error *err) CAIRN_MUST_USE;

#endif
