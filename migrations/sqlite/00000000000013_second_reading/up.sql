-- Which round read the cases of which again: it tells how far two readers agree, and nothing of a change.
CREATE TABLE second_reading (
    round_id BIGINT PRIMARY KEY NOT NULL REFERENCES round (id),
    first_id BIGINT NOT NULL REFERENCES round (id)
) WITHOUT ROWID;
