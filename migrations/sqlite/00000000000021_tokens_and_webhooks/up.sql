-- Tokens with which a person's programs use the API, by their hashes; `may_write` where more than reading is allowed.
CREATE TABLE personal_token (
    hash BLOB PRIMARY KEY NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person (id),
    name TEXT NOT NULL,
    may_write BOOLEAN NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX personal_token_person ON personal_token (person_id);

-- What was last told of a round by webhook: that it opened or closed (0), or the number that so many have answered at least.
CREATE TABLE webhook_mark (
    round_id BIGINT NOT NULL REFERENCES round (id),
    event TEXT NOT NULL,
    value BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (round_id, event)
) WITHOUT ROWID;

-- What is to be sent to the addresses that are configured. `state`: 0 waits, 1 sent, 2 given up.
CREATE TABLE webhook_message (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    url TEXT NOT NULL,
    message_id TEXT NOT NULL,
    body TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    state SMALLINT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at BIGINT NOT NULL,
    lease_until BIGINT,
    failure TEXT NOT NULL
);
CREATE INDEX webhook_message_due ON webhook_message (state, next_at);
