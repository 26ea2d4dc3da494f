/* Giving up what a server must not have before it reads a stranger's byte. */
#ifndef CAIRN_HTTP_PRIVILEGES_H
#define CAIRN_HTTP_PRIVILEGES_H

#include <stdbool.h>

#include "base/compiler.h"
#include "base/error.h"
#include "http/settings.h"

/* No program that it might start could win rights. Started as root: becomes settings->user, for
 * ever. The files that the settings name stay within reach even where folders above them are closed
 * to that user: their own folders are opened before, and `settings` names them through these. */
enum cairn_status cairn_http_drop_privileges(
    struct cairn_http_settings *settings, struct cairn_error *err) CAIRN_MUST_USE;

/* From here on the process can make no process and no socket: a filter of system calls (seccomp)
 * that threads made later inherit. After cairn_http_drop_privileges. */
enum cairn_status cairn_http_confine(struct cairn_error *err) CAIRN_MUST_USE;

#endif
