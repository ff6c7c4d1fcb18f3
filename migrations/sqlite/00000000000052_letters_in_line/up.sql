-- Only letters that have not settled stand in the index from which they are taken. `open_state` is `state` of those, with what is in
-- hand as one: so a letter's final dot changes nothing that is indexed.
DROP INDEX letter_queue;
ALTER TABLE letter ADD COLUMN open_state SMALLINT GENERATED ALWAYS AS
    (CASE WHEN state IN (0, 4, 6, 7) THEN state WHEN state IN (1, 2) THEN 1 END) VIRTUAL;
CREATE INDEX letter_open ON letter (open_state, next_at) WHERE open_state IS NOT NULL;
