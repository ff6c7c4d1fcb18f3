-- Whether a person has the account by a group of their provider, whose rights it then follows; else a coordinator gave it.
ALTER TABLE person ADD COLUMN by_groups BOOLEAN NOT NULL DEFAULT FALSE;

-- Who signs in by a provider of single sign-on: `subject` is a hash of the provider and of what it calls the person. The row of somebody
-- who was removed stays, so that a group does not let them in again.
CREATE TABLE person_login (
    subject BLOB PRIMARY KEY NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person (id),
    issuer TEXT NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX person_login_person ON person_login (person_id);

-- Sign-ins by a provider that have begun and not come back, by the hash of their state; `browser` is a hash of what its cookie holds.
CREATE TABLE login_try (
    hash BLOB PRIMARY KEY NOT NULL,
    browser BLOB NOT NULL,
    origin BLOB NOT NULL,
    issuer TEXT NOT NULL,
    next TEXT NOT NULL,
    expires_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX login_try_expires ON login_try (expires_at);
