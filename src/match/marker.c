/*
 * The markers. All have seven bytes or more: where the word itself is shorter, the punctuation that
 * its formats put around it is part of the marker. Ignoring case one entry stands for several
 * programs' habits.
 */
#include "match/marker.h"

#include "base/compiler.h"

const struct cairn_marker cairn_markers[] = {
    {"[error]", true}, /* nginx, Apache, Maven, pino */
    {"[crit] ", false},
    {"[alert]", false},
    {"[emerg]", false},
    {":error] ", false}, /* Apache: [core:error] */
    {":crit] ", false},
    {":alert] ", false},
    {":emerg] ", false},
    {"[fatal]", true},
    {"[critical]", true},
    {" error ", true}, /* logback, Python, syslog levels */
    {"error: ", true}, /* compilers, git, PostgreSQL, JavaScript: TypeError: */
    {"error:root:", true},
    {" fatal ", true},
    {"fatal: ", true}, /* git, PostgreSQL, OpenSSH */
    {"fatal error", true},
    {"CRITICAL", false},
    {" severe ", true}, /* java.util.logging */
    {"severe: ", true},
    {"panic: ", true},      /* Go, PostgreSQL */
    {"panicked at", false}, /* Rust */
    {"kernel panic", true},
    {"level=error", true}, /* logfmt */
    {"level=fatal", true},
    {"level=panic", true},
    {"level=crit", true},
    {"level\":\"error\"", true}, /* JSON */
    {"level\": \"error\"", true},
    {"level\":\"fatal\"", true},
    {"level\": \"fatal\"", true},
    {"severity\":\"error\"", true},
    {"severity\": \"error\"", true},
    {"severity\":\"critical\"", true},
    {"severity\": \"critical\"", true},
    {"Exception", false}, /* Java, C#, Python */
    {"exception: ", true},
    {"Traceback (most recent call last)", false},
    {"npm ERR!", false},
    {"npm error", false},
    {"out of memory", true},
    {"oom-kill", true},
    {"Killed process", false},
    {"segmentation fault", true},
    {"segfault at ", false},
    {"general protection fault", false},
    {"core dumped", true},
    {"kernel BUG at", false},
    {"BUG: unable", false},
    {"Failed to start ", false}, /* systemd */
    {" failed with result ", true},
};

const size_t cairn_marker_count = CAIRN_ARRAY_SIZE(cairn_markers);
