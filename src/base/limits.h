/* Every ceiling of the program, each with its reason. Sizes in bytes unless the name says
 * otherwise. */
#ifndef CAIRN_BASE_LIMITS_H
#define CAIRN_BASE_LIMITS_H

#include <stddef.h>
#include <stdint.h>

/* A source file of a canon. The largest hand-written family is below 200 KiB; a YAML parser needs
 * some 20 times the text. */
#define CAIRN_LIMIT_SOURCE_FILE ((size_t)4 << 20)
/* transcripts.zst of a family: what a repository can carry for each. The lab keeps to it. */
#define CAIRN_LIMIT_TRANSCRIPTS ((size_t)8 << 20)
/* A file given to import: it may hold many records, each of which must then fit in
 * CAIRN_LIMIT_SOURCE_FILE. */
#define CAIRN_LIMIT_IMPORT_FILE ((size_t)16 << 20)
/* Memory one parsed document may take: what stops a YAML or JSON bomb that is small as text. */
#define CAIRN_LIMIT_DOCUMENT_MEMORY ((size_t)256 << 20)
/* Nesting of YAML and JSON. Published records are 7 deep. */
#define CAIRN_LIMIT_DEPTH 64
/* Nesting of any tree of values: read ones put into results of ours. Walking one recurses that
 * deep. */
#define CAIRN_LIMIT_TREE_DEPTH 128
/* Published JSON of one record, in canon.db. */
#define CAIRN_LIMIT_RECORD_JSON ((size_t)4 << 20)
/* Cells and trials of one record or family, in canon.db: some 100 bytes a cell and a line of log a
 * trial. */
#define CAIRN_LIMIT_EVIDENCE_JSON ((size_t)16 << 20)
/* Transcript of one trial: a hundred changes with 8 KiB each stay below a tenth of it. */
#define CAIRN_LIMIT_TRANSCRIPT ((size_t)8 << 20)
/* Statistics of one canon: they name each record that is not indexed, with the reason, in some 150
 * bytes. */
#define CAIRN_LIMIT_STATISTICS_JSON ((size_t)32 << 20)
/* One regex; the longest in use is about 300 bytes. */
#define CAIRN_LIMIT_REGEX ((size_t)4096)
/* Groups within groups of a regex; the deepest in use is 4. */
#define CAIRN_LIMIT_REGEX_DEPTH 50
/* Counts of a regex's repeats: a{m,n}. */
#define CAIRN_LIMIT_REGEX_REPEAT 1000
/* A counted repeat inside an unbounded one, and one around an unbounded one: beyond it backtracking
 * explodes. */
#define CAIRN_LIMIT_REGEX_INNER_REPEAT 255
#define CAIRN_LIMIT_REGEX_OUTER_REPEAT 16
/* Product of counted repeats inside one another. */
#define CAIRN_LIMIT_REGEX_PRODUCT 4096
/* Estimated size of a compiled regex; PCRE2 with links of two bytes holds 65,535. */
#define CAIRN_LIMIT_REGEX_COMPILED 48000u
/* Combinations of a regex's alternatives, which the JIT does not count as steps. Ten in use make
 * some thousands. */
#define CAIRN_LIMIT_REGEX_WAYS 65536u
/* Name of a group, as in PCRE2. */
#define CAIRN_LIMIT_REGEX_NAME 32
/* Literals that may serve as anchors of one regex: beyond it, alternations are given up as anchors.
 */
#define CAIRN_LIMIT_ANCHORS_PER_REGEX 64
/* PCRE2 match limit: steps for one regex at one starting place of one event. Lint runs attack
 * strings under the same limit. */
#define CAIRN_LIMIT_MATCH_STEPS 1000000
/* The same over all starting places of one text: PCRE2 counts per place, so each gets its share of
 * these. */
#define CAIRN_LIMIT_MATCH_STEPS_IN_ALL 64000000
/* PCRE2 heap (KiB) for one match, and stack of the JIT. */
#define CAIRN_LIMIT_MATCH_HEAP_KIB 16384
#define CAIRN_LIMIT_JIT_STACK      ((size_t)1 << 20)
/* One event (a log entry with its continuation lines). Longer ones are cut into several, which is
 * reported. */
#define CAIRN_LIMIT_EVENT       ((size_t)64 << 10)
#define CAIRN_LIMIT_EVENT_LINES 512
/* Inputs up to this size that match nothing get the second pass for mangled pastes. */
#define CAIRN_LIMIT_PASTE ((size_t)1 << 20)
/* Compiled regexes kept at once; the least recently used goes first. */
#define CAIRN_LIMIT_COMPILED_REGEXES 4096
/* Unknown templates kept while reading one input; further ones are counted as evicted. */
#define CAIRN_LIMIT_TEMPLATES 4096
/* Quoted event text in an explanation. */
#define CAIRN_LIMIT_QUOTE ((size_t)2048)
/* The same for events that no record matches: there may be CAIRN_LIMIT_TEMPLATES of them. */
#define CAIRN_LIMIT_QUOTE_UNKNOWN ((size_t)512)
/* A captured value that is kept; host names have at most 253 bytes, paths seldom more than this.
 * Longer ones are cut and never filled in. */
#define CAIRN_LIMIT_CAPTURE ((size_t)1024)
/* Different known records listed in one explanation; events of further ones are counted. */
#define CAIRN_LIMIT_FINDINGS 1024
/* Other records named in `also` of one finding. */
#define CAIRN_LIMIT_ALSO 32
/* Events between a cause and its consequence where a log has no times, and the time where it has.
 */
#define CAIRN_LIMIT_CASCADE_EVENTS 20
#define CAIRN_LIMIT_CASCADE_MS     2000
/* Latest matched events among which the cause of a consequence is looked for. */
#define CAIRN_LIMIT_CASCADE_WINDOW 256
/* A search query, bytes and words. */
#define CAIRN_LIMIT_QUERY       ((size_t)1024)
#define CAIRN_LIMIT_QUERY_WORDS 32
/* One value of a row of canon.db; the largest are a record's published texts and an imported
 * original. */
#define CAIRN_LIMIT_STORE_VALUE ((size_t)64 << 20)
/* Virtual machine steps of SQLite for one question to a canon.db; walking 100,000 ids takes below a
 * million. */
#define CAIRN_LIMIT_STORE_STEPS UINT64_C(20000000)
/* Milliseconds that a writer waits for another one; a commit takes below 50, on a slow disk some
 * hundred. */
#define CAIRN_LIMIT_STORE_WAIT_MS 5000
/* Records of one canon; it bounds the walk over a hostile file. */
#define CAIRN_LIMIT_RECORDS 4000000
/* Records on one page of a list: some 300 bytes and 2 µs each. */
#define CAIRN_LIMIT_LISTED 1000u
/* Parsed records that an engine keeps for the next explanation: all of a few hundred, some 100 KiB
 * each. Beyond it all are forgotten. */
#define CAIRN_LIMIT_KEPT_RECORDS ((size_t)24 << 20)
/* An id of a record or family; longer ones are unknown without looking. */
#define CAIRN_LIMIT_ID ((size_t)512)
/* Rows that one search looks at: a word in more records than this tells too little to rank all of
 * them. */
#define CAIRN_LIMIT_SEARCH_CANDIDATES 10000
/* One event of cairn-lab: the last one lists every cell of a run, some 150 bytes each. */
#define CAIRN_LIMIT_LAB_EVENT ((size_t)32 << 20)
/* Arms of the lab that run at the same time: each has a uid of its own, some 20 processes and a
 * file system of up to 384 MiB. */
#define CAIRN_LIMIT_LAB_JOBS 64
/* Arms that root runs at the same time, in all runs on a machine: each has a uid of its own, out of
 * a range that Debian leaves to the local administrator and that ends with 65533. */
#define CAIRN_LIMIT_LAB_USERS 1024
/* Seconds that an arm may ask for; the slowest in use need some 10. */
#define CAIRN_LIMIT_LAB_TIMEOUT_S 3600
/* What one arm of the lab may hand back without a packed world: some forty outputs of phases at 256
 * KiB each, four times over. */
#define CAIRN_LIMIT_RECORD ((size_t)64 << 20)
/* Outputs and logs in one record; the largest arm in use has some forty. Looking for a name twice
 * is quadratic in it. */
#define CAIRN_LIMIT_RECORD_FRAMES 1024
/* A packed world. It comes out of a file system of 384 MiB that holds the world itself as well; a
 * PostgreSQL cluster takes 39. */
#define CAIRN_LIMIT_WORLD ((size_t)256 << 20)
/* Programs, packages and links of one environment, each; the largest in use has some 20. */
#define CAIRN_LIMIT_ENVIRONMENT_ITEMS 256
/* Request line over HTTP: addresses hold ids and short queries, never messages. Longer: 414. */
#define CAIRN_LIMIT_HTTP_LINE ((size_t)8 << 10)
/* Fields of one request, together and in number; browsers send some 2 KiB in 20. More: 431. */
#define CAIRN_LIMIT_HTTP_HEAD   ((size_t)32 << 10)
#define CAIRN_LIMIT_HTTP_FIELDS 100
/* A posted body unless --max-body says otherwise, and what that may say: a body is held whole. */
#define CAIRN_LIMIT_HTTP_BODY     ((size_t)1 << 20)
#define CAIRN_LIMIT_HTTP_BODY_MAX ((size_t)64 << 20)
/* The line before a chunk: 16 digits and what extensions nobody uses may take. */
#define CAIRN_LIMIT_HTTP_CHUNK_LINE 256
/* Fields behind the last chunk; they are thrown away. */
#define CAIRN_LIMIT_HTTP_TRAILER ((size_t)4 << 10)
/* Parameters of a query or form: the largest form has seven. */
#define CAIRN_LIMIT_HTTP_PARAMETERS 32
/* Parts of a form with a file, and the head of one: browsers send three of some 150 bytes. */
#define CAIRN_LIMIT_HTTP_FORM_PARTS 16
#define CAIRN_LIMIT_HTTP_FORM_HEAD  ((size_t)1024)
/* Columns that a text answer may be wrapped at. */
#define CAIRN_LIMIT_HTTP_COLUMNS_LEAST 20u
#define CAIRN_LIMIT_HTTP_COLUMNS       500u
/* Items of an Accept field and its kin that are looked at; browsers send some eight. */
#define CAIRN_LIMIT_HTTP_PREFERENCES 32
/* What a streamed answer makes at a time. */
#define CAIRN_LIMIT_HTTP_PIECE ((size_t)64 << 10)
/* Addresses to listen at. */
#define CAIRN_LIMIT_HTTP_LISTENERS 16
/* Threads that answer; more than processors help nobody, and each has an engine of its own. */
#define CAIRN_LIMIT_HTTP_WORKERS 256
/* What --connections may say: each connection takes some 150 bytes here and a few KiB in the
 * kernel. */
#define CAIRN_LIMIT_HTTP_CONNECTIONS 1000000
/* What --rate may say: requests a second of one client. */
#define CAIRN_LIMIT_HTTP_RATE 1000000
/* Clients whose requests are counted at the same time (some 2 MiB); then the one that was quiet for
 * longest is forgotten. */
#define CAIRN_LIMIT_HTTP_CLIENTS 65536
/* Paths of the site whose pages are kept: some six a record. */
#define CAIRN_LIMIT_HTTP_PAGES 4000000
/* Records whose pages wait to be made anew because an outcome was reported; beyond it all are. */
#define CAIRN_LIMIT_HTTP_REFRESHES 1024
/* A path of the site: five parts of ids. Longer ones are unknown without looking. */
#define CAIRN_LIMIT_SITE_PATH ((size_t)2048)
/* Records in one part of a list of the site: some 400 bytes each, so that a page stays below 256
 * KiB. */
#define CAIRN_LIMIT_SITE_LIST 500
/* Records in one sitemap. Its format allows 50,000 addresses and 50 MiB; a record has two, of some
 * 600 bytes with their alternates. */
#define CAIRN_LIMIT_SITEMAP_RECORDS 20000
/* The list of the files of an exported site: three million cells of sixty bytes each. */
#define CAIRN_LIMIT_SITE_FILES ((size_t)512 << 20)
/* Entries of the feed, the newest ones: what a reader that comes by once a week may have missed. */
#define CAIRN_LIMIT_FEED 100
/* Records that llms.txt names one by one: a model reads the file whole. */
#define CAIRN_LIMIT_LLMS_RECORDS 500
/* Programs that an outcome's environment names, and the length of a name and of a version: those of
 * the lab have at most four, with some 20 bytes each. */
#define CAIRN_LIMIT_OUTCOME_PROGRAMS 16
#define CAIRN_LIMIT_OUTCOME_WORD     32
/* Name and organisation of a reporter. */
#define CAIRN_LIMIT_REPORTER_NAME ((size_t)128)
/* Reporters that a ledger may have: it bounds the list that shows them. */
#define CAIRN_LIMIT_REPORTERS 100000
/* An outcome that is sent, and what a server answers: a few hundred bytes each; the memory to read
 * the request. */
#define CAIRN_LIMIT_SENT_REQUEST ((size_t)64 << 10)
#define CAIRN_LIMIT_SENT_ANSWER  ((size_t)256 << 10)
#define CAIRN_LIMIT_SENT_MEMORY  ((size_t)4 << 20)
/* Canons in use at once. */
#define CAIRN_LIMIT_CANONS 16

#endif
