/* Status codes and the error detail that every fallible call of libcairn can fill in. */
#ifndef CAIRN_ERROR_H
#define CAIRN_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

/* What a caller can act on. The values are stable: they are part of the ABI. */
enum cairn_status {
    CAIRN_OK = 0,
    CAIRN_ERR_MEMORY,      /* an allocation failed */
    CAIRN_ERR_IO,          /* the operating system refused a read, write, open or rename */
    CAIRN_ERR_NOT_FOUND,   /* a named thing (file, record, canon) does not exist */
    CAIRN_ERR_DENIED,      /* permission or trust is missing */
    CAIRN_ERR_SYNTAX,      /* text that should be YAML, JSON, UTF-8 or a regex is not */
    CAIRN_ERR_INVALID,     /* well-formed, but it breaks a rule of the data model */
    CAIRN_ERR_LIMIT,       /* larger, deeper or longer than a stated limit */
    CAIRN_ERR_CORRUPT,     /* a canon file is truncated, foreign or damaged */
    CAIRN_ERR_CONFLICT,    /* two things claim the same id */
    CAIRN_ERR_UNSUPPORTED, /* made by another version, or not built in */
    CAIRN_ERR_CLOSED,      /* the reader of our output has gone (a closed pipe) */
    CAIRN_ERR_USAGE,       /* the call itself is wrong (options, arguments) */
};

/*
 * Detail of a failure, owned by the caller, of fixed size so that it works without memory.
 * Untouched on success. `primary`: one line, lower case, no period: what could not be done to which
 * named thing and why. `detail`: facts and values, may be empty. `hint`: what to do, may be empty.
 * All are NUL-terminated and cut to fit.
 */
struct cairn_error {
    enum cairn_status status;
    int system_errno;  /* errno, or 0 */
    int upstream_code; /* code of the library that refused (SQLite, PCRE2), or 0 */
    char primary[640];
    char detail[512];
    char hint[384];
    const char *file; /* where in Cairn's source the failure was noticed */
    int line;
};

#ifdef __cplusplus
}
#endif
#endif
