-- What a person decided about one text of one response: shown as written, with what is covered, or not at all. The words themselves
-- stand in the response alone; here are only places in them. With the response its reviews go.
CREATE TABLE text_review (
    round_id BIGINT NOT NULL,
    response_key BLOB NOT NULL,
    item TEXT NOT NULL,
    decision SMALLINT NOT NULL,
    masks TEXT NOT NULL,
    reviewed_by TEXT NOT NULL,
    reviewed_at BIGINT NOT NULL,
    PRIMARY KEY (round_id, response_key, item),
    FOREIGN KEY (round_id, response_key) REFERENCES response (round_id, key) ON DELETE CASCADE
) WITHOUT ROWID;
