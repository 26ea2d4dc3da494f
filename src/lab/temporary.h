/*
 * Folders below the temporary folder that belong to a run, and go with it: at its end, or, when it
 * was killed, with the start of the next run of the same user.
 */
#ifndef CAIRN_LAB_TEMPORARY_H
#define CAIRN_LAB_TEMPORARY_H

#include "base/arena.h"
#include "base/error.h"

struct cairn_lab_temporary {
    const char *path; /* NULL: none */
    int folder;       /* open; the lock on it is what tells that its run is alive */
};

/* Makes "KIND-XXXXXX" below TMPDIR, else below `usual`; everybody may read it, nobody else write.
 * The path lives in `arena`. What killed runs left of the same kind there is removed first. */
enum cairn_status cairn_lab_temporary_make(struct cairn_lab_temporary *temporary,
    struct cairn_arena *arena, const char *usual, const char *kind,
    struct cairn_error *err) CAIRN_MUST_USE;
/* Removes it with all that is in it. */
void cairn_lab_temporary_done(struct cairn_lab_temporary *temporary);

#endif
