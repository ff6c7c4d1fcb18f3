-- What is recommended of a trial; the newest version counts. An approval holds for the words whose hash it has.
CREATE TABLE recommendation_version (
    trial TEXT NOT NULL,
    evaluation TEXT NOT NULL,
    version INTEGER NOT NULL,
    content TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    written_by TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    PRIMARY KEY (trial, evaluation, version)
);
CREATE TABLE recommendation_approval (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    trial TEXT NOT NULL,
    evaluation TEXT NOT NULL,
    version INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    step TEXT NOT NULL,
    approved_on TEXT NOT NULL,
    note TEXT NOT NULL,
    noted_by TEXT NOT NULL,
    noted_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX recommendation_approval_once ON recommendation_approval (trial, evaluation, content_hash, step);
