-- What publish froze: the trials file and questionnaire versions.
CREATE TABLE trials (
    id BIGINT PRIMARY KEY NOT NULL CHECK (id = 1),
    content TEXT NOT NULL,
    published_at BIGINT NOT NULL
);

CREATE TABLE questionnaire_version (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    key TEXT NOT NULL,
    version INTEGER NOT NULL,
    trial TEXT NOT NULL,
    content TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    UNIQUE (key, version)
);

CREATE FUNCTION questionnaire_version_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published version never changes';
END $$;
CREATE TRIGGER questionnaire_version_is_frozen BEFORE UPDATE ON questionnaire_version
FOR EACH ROW EXECUTE FUNCTION questionnaire_version_is_frozen();

-- Cosmetic changes that a person answers for (level B), kept outside the frozen content.
CREATE TABLE approval (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    questionnaire TEXT NOT NULL,
    from_version INTEGER NOT NULL,
    to_version INTEGER NOT NULL,
    question TEXT NOT NULL,
    level TEXT NOT NULL,
    reason TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    approved_at BIGINT NOT NULL,
    UNIQUE (questionnaire, from_version, to_version, question)
);

CREATE TABLE round (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    key TEXT NOT NULL UNIQUE,
    version_id BIGINT NOT NULL REFERENCES questionnaire_version (id),
    opens TEXT NOT NULL,
    closes TEXT NOT NULL,
    closed_at BIGINT,
    mode TEXT NOT NULL,
    access TEXT NOT NULL,
    population TEXT,
    minimum INTEGER,
    complete INTEGER NOT NULL,
    partial INTEGER NOT NULL,
    synthetic BOOLEAN NOT NULL,
    imported BOOLEAN NOT NULL
);

-- A person addressed in a round, or a case file; the identity table of the round.
CREATE TABLE recipient (
    id BYTEA PRIMARY KEY NOT NULL,
    round_id BIGINT NOT NULL REFERENCES round (id),
    person_key TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    language TEXT NOT NULL,
    municipality TEXT,
    background TEXT NOT NULL
);
CREATE UNIQUE INDEX recipient_person ON recipient (round_id, COALESCE(municipality, ''), person_key);

-- Recipient and round; a link to an open round has no recipient. No response points here.
CREATE TABLE invitation (
    id BYTEA PRIMARY KEY NOT NULL,
    round_id BIGINT NOT NULL REFERENCES round (id),
    recipient_id BYTEA UNIQUE REFERENCES recipient (id) ON DELETE SET NULL,
    token_hash BYTEA NOT NULL UNIQUE,
    entry_code_hash BYTEA,
    state SMALLINT NOT NULL
);
CREATE INDEX invitation_round ON invitation (round_id, state);

CREATE TABLE draft (
    invitation_id BYTEA PRIMARY KEY NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
    language TEXT NOT NULL,
    page INTEGER NOT NULL,
    revision BIGINT NOT NULL,
    answers TEXT NOT NULL
);

-- Submitted answers, one compact row each under a random key: neither order nor time of arrival is kept, only the day.
CREATE TABLE response (
    round_id BIGINT NOT NULL REFERENCES round (id),
    key BYTEA NOT NULL,
    version_id BIGINT NOT NULL REFERENCES questionnaire_version (id),
    response_id TEXT,
    receipt_hash BYTEA,
    panel_key TEXT,
    person_key TEXT,
    submitted_on TEXT,
    language TEXT NOT NULL,
    entry TEXT NOT NULL,
    outcome SMALLINT NOT NULL,
    background TEXT NOT NULL,
    answers TEXT NOT NULL,
    PRIMARY KEY (round_id, key)
);
CREATE UNIQUE INDEX response_receipt ON response (receipt_hash) WHERE receipt_hash IS NOT NULL;
CREATE UNIQUE INDEX response_imported ON response (round_id, response_id) WHERE response_id IS NOT NULL;

-- Counts kept in the transaction that stores a response: per round, combination of background values, item and code.
CREATE TABLE tally (
    round_id BIGINT NOT NULL REFERENCES round (id),
    cell TEXT NOT NULL,
    item TEXT NOT NULL,
    code BIGINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (round_id, cell, item, code)
);

-- The outbox: what must be mailed, and how far it has come. The body is rendered when sent.
CREATE TABLE letter (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    round_id BIGINT NOT NULL REFERENCES round (id),
    recipient_id BYTEA NOT NULL REFERENCES recipient (id) ON DELETE CASCADE,
    invitation_id BYTEA NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
    kind SMALLINT NOT NULL,
    sequence INTEGER NOT NULL,
    template_version INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    date BIGINT NOT NULL,
    boundary TEXT NOT NULL,
    state SMALLINT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at BIGINT NOT NULL,
    lease_until BIGINT,
    leased_by TEXT,
    last_reply TEXT,
    UNIQUE (round_id, recipient_id, kind, sequence)
);
CREATE INDEX letter_queue ON letter (state, next_at);

CREATE TABLE setting (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

-- Who did what that must be accounted for, such as an export of single answers. No answer, token or address.
CREATE TABLE log (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    object TEXT NOT NULL
);

-- Sign-in to the desk: one-time secrets (unused) and sessions (used), by hash.
CREATE TABLE desk_session (
    hash BYTEA PRIMARY KEY NOT NULL,
    one_time BOOLEAN NOT NULL,
    expires_at BIGINT NOT NULL
);
