-- Transcripts of groups: the original lies here sealed under a secret of its own in keys_dir, apart from the lines that were taken from it.
CREATE TABLE transcript (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    group_id BIGINT NOT NULL REFERENCES focus_group (id),
    key TEXT NOT NULL UNIQUE,
    format TEXT NOT NULL,
    sealed BYTEA,
    added_by TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    taken_at BIGINT,
    lines INTEGER NOT NULL,
    delete_at BIGINT,
    deleted_at BIGINT
);
CREATE INDEX transcript_group ON transcript (group_id);
