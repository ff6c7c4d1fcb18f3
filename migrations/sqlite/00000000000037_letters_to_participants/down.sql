ALTER TABLE letter RENAME TO letter_before;
CREATE TABLE letter (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    round_id BIGINT NOT NULL REFERENCES round (id),
    recipient_id BLOB NOT NULL REFERENCES recipient (id) ON DELETE CASCADE,
    invitation_id BLOB NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
    kind SMALLINT NOT NULL,
    sequence INTEGER NOT NULL,
    template_version INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    date BIGINT NOT NULL,
    boundary TEXT NOT NULL,
    state SMALLINT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at BIGINT NOT NULL,
    lease_until BIGINT,
    leased_by TEXT,
    last_reply TEXT,
    working_hours BOOLEAN NOT NULL DEFAULT FALSE,
    to_former_address BOOLEAN NOT NULL DEFAULT 0,
    channel SMALLINT NOT NULL DEFAULT 0,
    UNIQUE (round_id, recipient_id, kind, sequence)
);
INSERT INTO letter (id, round_id, recipient_id, invitation_id, kind, sequence, template_version, message_id, date, boundary, state,
    attempts, next_at, lease_until, leased_by, last_reply, working_hours, to_former_address, channel)
SELECT id, round_id, recipient_id, invitation_id, kind, sequence, template_version, message_id, date, boundary, state,
    attempts, next_at, lease_until, leased_by, last_reply, working_hours, to_former_address, channel
FROM letter_before WHERE participant_id IS NULL;
DROP TABLE letter_before;
CREATE INDEX letter_queue ON letter (state, next_at);
ALTER TABLE focus_participant DROP COLUMN language;
ALTER TABLE focus_participant DROP COLUMN released_at;
