/*
 * The thread that keeps what workers answer with up to date: it fills the snapshot, looks every
 * second whether a canon was replaced or the ledger has grown, loads the new one beside the old and
 * puts it in place when all of it is there. A canon that cannot be loaded changes nothing.
 */
#ifndef CAIRN_HTTP_KEEPER_H
#define CAIRN_HTTP_KEEPER_H

#include "base/compiler.h"
#include "base/error.h"
#include "http/server.h"

/* Opens the canons for itself and each worker, and lists the pages; the thread is not running yet.
 */
enum cairn_status cairn_http_keeper_new(struct cairn_http_server *server,
    struct cairn_http_keeper **out_keeper, struct cairn_error *err) CAIRN_MUST_USE;
enum cairn_status cairn_http_keeper_start(
    struct cairn_http_keeper *keeper, struct cairn_error *err) CAIRN_MUST_USE;
/* Loads the canons again, soon, whether they have changed or not. */
void cairn_http_keeper_reload(struct cairn_http_keeper *keeper);
void cairn_http_keeper_refresh(struct cairn_http_keeper *keeper, const char *record);
/* Ends the thread. */
void cairn_http_keeper_stop(struct cairn_http_keeper *keeper);
void cairn_http_keeper_free(struct cairn_http_keeper *keeper); /* NULL: nothing */

#endif
