/* The ordinary users that root's arms run as: one for each arm of this machine that is on. */
#ifndef CAIRN_LAB_UID_H
#define CAIRN_LAB_UID_H

#include <sys/types.h>

#include "base/error.h"

/* The first of them; they are in a range that Debian leaves to the local administrator. */
#define CAIRN_LAB_UID 64100

/* A uid that no other arm of this machine has, of this run or another. It is free again when
 * *out_lock is closed, at the latest when this process ends, however that dies. */
enum cairn_status cairn_lab_uid_take(
    uid_t *out_uid, int *out_lock, struct cairn_error *err) CAIRN_MUST_USE;

#endif
