-- Documents of a trial, as they were handed in: its design, the ministry's answer and the like. Each goes on its day; its receipt stays.
CREATE TABLE document (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    trial TEXT NOT NULL,
    -- What the file is called, and what kind of document it is.
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- The day that stands on it, and from whom it comes.
    dated TEXT NOT NULL,
    source TEXT NOT NULL,
    content BLOB NOT NULL,
    bytes BIGINT NOT NULL,
    -- SHA-256 of the content, in hexadecimal.
    hash TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    -- The day on which it is deleted.
    delete_on TEXT NOT NULL
);
CREATE INDEX document_trial ON document (trial);
