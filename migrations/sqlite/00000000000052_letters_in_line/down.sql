DROP INDEX letter_open;
ALTER TABLE letter DROP COLUMN open_state;
CREATE INDEX letter_queue ON letter (state, next_at);
