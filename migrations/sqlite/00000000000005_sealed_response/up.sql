-- The key to which the answers of an anonymous round are sealed; none once they are released or destroyed, and in other modes.
ALTER TABLE round ADD COLUMN public_key BLOB;

-- What came in while an anonymous round is open, under random keys: readable only with the round's private key, which is not here.
CREATE TABLE sealed_response (
    round_id BIGINT NOT NULL REFERENCES round (id),
    key BLOB NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (round_id, key)
) WITHOUT ROWID;
