/* Shared by the files that speak with the lab. */
#ifndef CAIRN_ENGINE_LAB_INTERNAL_H
#define CAIRN_ENGINE_LAB_INTERNAL_H

#include "engine/engine_internal.h"

/* Sends the request, hands events on, and gives the last one. *out_is_interrupted: a signal asked
 * for an early end. */
enum cairn_status cairn_lab_run(const struct cairn_lab_options *options,
    const struct cairn_value *request, struct cairn_result **out_result, bool *out_is_interrupted,
    struct cairn_error *err) CAIRN_MUST_USE;

/* The status of this name; CAIRN_ERR_IO when there is none. */
enum cairn_status cairn_lab_status_of_name(struct cairn_span name);
/* A cairn.failure/1 becomes our own failure. */
enum cairn_status cairn_lab_fail_as(
    const struct cairn_value *failure, struct cairn_error *err) CAIRN_COLD;

/* Adds `titles` to each family of a cairn.prove/1: {cause id: title} in the reader's language, out
 * of the canon's source. What cannot be read has none. */
enum cairn_status cairn_lab_add_titles(const struct cairn_lab_options *options,
    struct cairn_result *result, struct cairn_error *err) CAIRN_MUST_USE;

#endif
