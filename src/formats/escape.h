/*
 * Escaping by target. Every value from outside that is put into a larger text goes through one of
 * these. Where a language has no safe spelling for some byte, the function says false and appends
 * nothing. The commands among the targets (shell, nginx, sql, ini, yaml, json) also refuse what a
 * person cannot see or a terminal would act on when they are pasted: control characters (sql and
 * json take tab and newline), bidi controls, invalid UTF-8.
 */
#ifndef CAIRN_FORMATS_ESCAPE_H
#define CAIRN_FORMATS_ESCAPE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/span.h"

/* Text and attribute values: & < > " ' as entities; control characters dropped, bidi controls
 * spelled out, bad UTF-8 → U+FFFD.
 */
void cairn_escape_html(struct cairn_buf *buf, struct cairn_span text);

/*
 * Inline Markdown, on one line: markup characters backslashed, < & as entities, white space as one
 * space, control characters dropped. What opens a block (#, -, 1.) is backslashed at the start
 * only.
 */
void cairn_escape_markdown(struct cairn_buf *buf, struct cairn_span text);

/* As a code span with a fence longer than any run of backticks inside. */
void cairn_escape_markdown_code(struct cairn_buf *buf, struct cairn_span text);

/*
 * For a terminal: control characters and bad UTF-8 become visible (\x1b), tab and newline stay;
 * bidi controls are shown as <U+202E>.
 */
void cairn_escape_terminal(struct cairn_buf *buf, struct cairn_span text);

/* POSIX sh word: plain when safe, else '…'. */
bool cairn_escape_shell(struct cairn_buf *buf, struct cairn_span text);

/* nginx.conf parameter, plain when safe, else "…"; `$` is refused (no escape for it exists). */
bool cairn_escape_nginx(struct cairn_buf *buf, struct cairn_span text);

/* Content for inside '…' (quotes doubled); backslash refused, since some servers read it as an
 * escape. */
bool cairn_escape_sql(struct cairn_buf *buf, struct cairn_span text);

/* Does JSON take the whole text as it is, inside "…"? */
bool cairn_escape_is_json_plain(struct cairn_span text);
/* Content for inside "…"; what acts on a terminal or is not seen there is spelled \u…. */
void cairn_escape_json_content(struct cairn_buf *buf, struct cairn_span text);

/* Part of an address (RFC 3986): unreserved characters and those of `also` as they are, all others
 * as %XX. */
void cairn_escape_address(struct cairn_buf *buf, struct cairn_span text, const char *also);

/* Value in key=value; `;`, `#` and white space at the ends are refused. */
bool cairn_escape_ini(struct cairn_buf *buf, struct cairn_span text);

/*
 * By name of the language as in `as:` (shell, nginx, sql, json, ini, yaml, text). json is content
 * for inside "…"; yaml takes only what is spelled alike plain and in quotes; text is appended as it
 * is. False for an unknown language too.
 */
bool cairn_escape_for(struct cairn_span language, struct cairn_buf *buf, struct cairn_span text);

#endif
