-- Recordings of groups: the file itself lies sealed in recordings_dir under a secret of its own in keys_dir; here stands only that it does.
CREATE TABLE recording (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    group_id BIGINT NOT NULL REFERENCES focus_group (id),
    key TEXT NOT NULL UNIQUE,
    format TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    added_by TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    delete_at BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE INDEX recording_group ON recording (group_id);
-- Lines of others that hold the name of somebody who withdrew, until a person has looked at them. A line that goes takes its row with it.
CREATE TABLE line_naming (
    line_id BIGINT PRIMARY KEY NOT NULL REFERENCES note_line (id) ON DELETE CASCADE,
    found_at BIGINT NOT NULL
);
-- Since when a frozen version cannot be read any more.
ALTER TABLE summary_version ADD COLUMN blanked_at BIGINT;
