-- By when the municipalities of a round are to hand in whom to ask.
CREATE TABLE recipients_due (
    round_id BIGINT PRIMARY KEY NOT NULL REFERENCES round (id),
    due TEXT NOT NULL
) WITHOUT ROWID;
-- Municipalities that said that they have nobody to ask in a round.
CREATE TABLE no_recipients (
    round_id BIGINT NOT NULL REFERENCES round (id),
    municipality TEXT NOT NULL,
    said_by TEXT NOT NULL,
    said_at BIGINT NOT NULL,
    PRIMARY KEY (round_id, municipality)
) WITHOUT ROWID;
