-- canon.db, version 3. SQLite keeps each statement as it is written here, and a file is read only when its statements
-- are these, letter by letter: a change of one letter is a new version and a new file.

-- One row. `statistics` is the JSON of cairn_canon_get_statistics.
CREATE TABLE canon (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    licence TEXT NOT NULL,
    digest TEXT NOT NULL,
    records INTEGER NOT NULL,
    is_bilingual INTEGER NOT NULL,
    index_size INTEGER NOT NULL,
    statistics TEXT NOT NULL
);

CREATE TABLE domain (
    id TEXT PRIMARY KEY,
    published TEXT NOT NULL
);

CREATE TABLE family (
    id TEXT PRIMARY KEY,
    published_en TEXT NOT NULL,
    published_zh TEXT
);

-- `number` is 1, 2, 3 … in order of id, so a domain is a range of numbers. What lists show stands first: the large
-- texts behind it lie on pages of their own.
CREATE TABLE record (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tier TEXT NOT NULL,
    severity TEXT NOT NULL,
    signature TEXT NOT NULL,
    summary_en TEXT NOT NULL,
    summary_zh TEXT,
    published_en TEXT NOT NULL,
    published_zh TEXT,
    original BLOB
);

-- What the lab measured, {cells, trials, lines}: once for both languages, and not in `published`, so that an
-- explanation does not read it.
CREATE TABLE record_evidence (
    record INTEGER PRIMARY KEY,
    measured TEXT NOT NULL
);

CREATE TABLE family_evidence (
    family TEXT PRIMARY KEY,
    measured TEXT NOT NULL
);

-- What the programs printed in a trial: a Zstandard frame. `family` is the record's id where it stands alone.
CREATE TABLE transcript (
    family TEXT NOT NULL,
    cause TEXT NOT NULL,
    environment TEXT NOT NULL,
    frame BLOB NOT NULL,
    UNIQUE (family, cause, environment)
);

-- Former ids.
CREATE TABLE alias (
    id TEXT PRIMARY KEY,
    record INTEGER NOT NULL
) WITHOUT ROWID;

-- source and target are ids; the target may be in another canon.
CREATE TABLE transition (
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (source, target, kind)
) WITHOUT ROWID;

-- rowid is record.number. Contentless: the texts are in record. `chinese` holds pairs of neighbouring characters.
CREATE VIRTUAL TABLE search USING fts5(
    id, signature, english, chinese,
    content = '', tokenize = 'unicode61'
);

-- Words of `search` that many records hold; a word that is not here is rare.
CREATE TABLE common_word (
    word TEXT PRIMARY KEY,
    records INTEGER NOT NULL
) WITHOUT ROWID;

-- The match index in pieces of 64 KiB, the last one shorter: one long value could only be read from its start.
CREATE TABLE match_index (
    piece INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
);
