DROP INDEX letter_to_participant;
DROP INDEX letter_open;
ALTER TABLE letter DROP COLUMN open_state;
ALTER TABLE letter RESET (fillfactor);
CREATE UNIQUE INDEX letter_to_participant ON letter (participant_id, kind, sequence);
CREATE INDEX letter_queue ON letter (state, next_at);
