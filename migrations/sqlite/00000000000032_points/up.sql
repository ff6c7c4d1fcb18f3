-- What somebody said that bears on something: the words between two code points of a line, half open.
CREATE TABLE statement (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    line_id BIGINT NOT NULL REFERENCES note_line (id) ON DELETE CASCADE,
    starts INTEGER NOT NULL,
    ends INTEGER NOT NULL,
    words TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX statement_line ON statement (line_id);
-- One sentence that claims something.
CREATE TABLE point (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    theme TEXT NOT NULL,
    claim TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    published_at BIGINT
);
CREATE TABLE point_trial (
    point_id BIGINT NOT NULL REFERENCES point (id) ON DELETE CASCADE,
    trial TEXT NOT NULL,
    PRIMARY KEY (point_id, trial)
);
CREATE TABLE evidence (
    point_id BIGINT NOT NULL REFERENCES point (id) ON DELETE CASCADE,
    statement_id BIGINT NOT NULL REFERENCES statement (id) ON DELETE CASCADE,
    relation TEXT NOT NULL,
    PRIMARY KEY (point_id, statement_id)
);
CREATE INDEX evidence_statement ON evidence (statement_id);
-- A statement shown word for word under a point. What its participant decided binds to the hash of words and attribution.
CREATE TABLE quote (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    point_id BIGINT NOT NULL REFERENCES point (id) ON DELETE CASCADE,
    statement_id BIGINT NOT NULL REFERENCES statement (id) ON DELETE CASCADE,
    words TEXT NOT NULL,
    names_role BOOLEAN NOT NULL,
    labelled BOOLEAN NOT NULL,
    decision TEXT,
    decided_hash TEXT,
    decided_at BIGINT,
    UNIQUE (point_id, statement_id)
);
CREATE INDEX quote_statement ON quote (statement_id);
-- What is written by hand around the points of a summary.
CREATE TABLE summary_prose (
    scope TEXT NOT NULL PRIMARY KEY,
    opening TEXT NOT NULL,
    closing TEXT NOT NULL
);
-- A summary as it was frozen, with the numbers of the quotes in it.
CREATE TABLE summary_version (
    scope TEXT NOT NULL,
    version INTEGER NOT NULL,
    page TEXT NOT NULL,
    document BLOB NOT NULL,
    quotes TEXT NOT NULL,
    frozen_by TEXT NOT NULL,
    frozen_at BIGINT NOT NULL,
    PRIMARY KEY (scope, version)
);
