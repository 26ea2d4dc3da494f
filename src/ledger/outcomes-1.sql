-- The ledger of outcomes, version 1: what people and programs say of changes that they tried.
-- Append-only: nothing is changed or taken away. A token that is revoked has a row that says so; its outcomes stay and no
-- longer count. What counts is decided when it is read (outcomes_count.c).

-- Whom the operator gave a token. Of the token only its SHA-256 is kept. A name is never used again.
CREATE TABLE reporter (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    organisation TEXT NOT NULL COLLATE NOCASE,
    token_digest TEXT NOT NULL UNIQUE,
    issued_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE revocation (
    reporter INTEGER PRIMARY KEY REFERENCES reporter (number),
    at_ms INTEGER NOT NULL
) STRICT;

-- cause, environment: NULL where the reporter did not say; environment_class is "" then. reporter: NULL: unattributed.
CREATE TABLE outcome (
    number INTEGER PRIMARY KEY,
    record TEXT NOT NULL,
    change TEXT NOT NULL,
    cause TEXT,
    environment TEXT,
    environment_class TEXT NOT NULL,
    worked INTEGER NOT NULL CHECK (worked IN (0, 1)),
    reporter INTEGER REFERENCES reporter (number),
    at_ms INTEGER NOT NULL,
    canon_digest TEXT NOT NULL
) STRICT;

CREATE INDEX outcome_by_record ON outcome (record);

CREATE INDEX outcome_by_reporter ON outcome (reporter);

CREATE TRIGGER reporter_stays BEFORE DELETE ON reporter BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER reporter_is_final BEFORE UPDATE ON reporter BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER revocation_stays BEFORE DELETE ON revocation BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER revocation_is_final BEFORE UPDATE ON revocation BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER outcome_stays BEFORE DELETE ON outcome BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER outcome_is_final BEFORE UPDATE ON outcome BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
