/* Types of captures: what a value from a log must look like before it may stand in a command. */
#ifndef CAIRN_ENGINE_CAPTURE_H
#define CAIRN_ENGINE_CAPTURE_H

#include <stdbool.h>

#include "base/span.h"

/*
 * Does `value` pass the check of the type named `type` (host, port, addr, path, name, int, text)?
 * An unknown type passes nothing. Logs are written by attackers: no type lets through control
 * characters, invalid UTF-8, the empty value, more than CAIRN_LIMIT_CAPTURE bytes, or a first `-`,
 * which a program would read as an option. Quoting for a language comes after this (fill.h).
 */
bool cairn_capture_is_usable(struct cairn_span type, struct cairn_span value);

#endif
