-- Passkeys of people: the hash of what the device calls the key, its public half, and how often it was used.
CREATE TABLE person_passkey (
    hash BYTEA PRIMARY KEY NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person (id),
    public_key BYTEA NOT NULL,
    counter BIGINT NOT NULL,
    name TEXT NOT NULL,
    added_at BIGINT NOT NULL
);
CREATE INDEX person_passkey_person ON person_passkey (person_id);
