-- Somebody who signs in to the desk. `folded` is the name in small letters, by which it is found. `password` is what Argon2id makes of
-- it; of the secret that an app shares there is only a random number, from which `keys_dir` makes it.
CREATE TABLE person (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    role TEXT NOT NULL,
    all_trials BOOLEAN NOT NULL,
    all_municipalities BOOLEAN NOT NULL,
    password TEXT,
    app_nonce BLOB,
    app_step BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT
);
CREATE UNIQUE INDEX person_folded ON person (folded) WHERE removed_at IS NULL;

-- The trials and municipalities of a person who does not have all.
CREATE TABLE person_scope (
    person_id BIGINT NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (person_id, kind, key)
) WITHOUT ROWID;

DROP TABLE desk_session;

-- Whoever is signed in, by the hash of what the cookie holds; `waits_for_code` until the code of the app was right.
CREATE TABLE person_session (
    hash BLOB PRIMARY KEY NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person (id),
    waits_for_code BOOLEAN NOT NULL,
    browser TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX person_session_person ON person_session (person_id);

-- Addresses that can be used once to choose a password; without a person it makes the first one.
CREATE TABLE one_time_address (
    hash BLOB PRIMARY KEY NOT NULL,
    person_id BIGINT REFERENCES person (id),
    expires_at BIGINT NOT NULL
) WITHOUT ROWID;

-- Wrong tries to sign in within the last hour, by hashes of the name that was typed and of where it came from.
CREATE TABLE sign_in_try (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    account BLOB NOT NULL,
    origin BLOB NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX sign_in_try_at ON sign_in_try (at);
