-- Guides of focus groups; a published version never changes.
CREATE TABLE focus_guide (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    key TEXT NOT NULL,
    version INTEGER NOT NULL,
    content TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    UNIQUE (key, version)
);
-- One planned and held session. The UID of its calendar entry never changes; the sequence rises with every change of it.
CREATE TABLE focus_group (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    number INTEGER NOT NULL UNIQUE,
    uid TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    title TEXT NOT NULL,
    guide_id BIGINT NOT NULL REFERENCES focus_guide (id),
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    place TEXT NOT NULL,
    moderator TEXT NOT NULL,
    note_taker TEXT NOT NULL,
    observer TEXT NOT NULL,
    capacity INTEGER NOT NULL,
    cancelled_at BIGINT
);
-- Who is invited. Of the link only a hash lies here; the notes know the code alone.
CREATE TABLE focus_participant (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    group_id BIGINT NOT NULL REFERENCES focus_group (id),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    unit TEXT NOT NULL,
    random_id BLOB NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    reply TEXT,
    reply_words TEXT NOT NULL,
    attended BOOLEAN NOT NULL,
    withdrawn_at BIGINT,
    UNIQUE (group_id, code)
);
-- What a participant said yes or no to, and when; the newest line of a purpose counts.
CREATE TABLE focus_consent (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    participant_id BIGINT NOT NULL REFERENCES focus_participant (id),
    purpose TEXT NOT NULL,
    given BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    at BIGINT NOT NULL
);
-- What was noted, one line each; it never changes: an edit is a line that replaces another.
CREATE TABLE note_line (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    group_id BIGINT NOT NULL REFERENCES focus_group (id),
    client_id TEXT NOT NULL,
    question TEXT NOT NULL,
    speaker TEXT NOT NULL,
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    replaces BIGINT REFERENCES note_line (id) ON DELETE CASCADE,
    written_by TEXT NOT NULL,
    stored_at BIGINT NOT NULL,
    UNIQUE (group_id, client_id)
);
CREATE INDEX note_line_replaces ON note_line (replaces);
