-- Approvals that a later one of the same change took the place of: who answered for what, and when, is never lost.
CREATE TABLE replaced_approval (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    questionnaire TEXT NOT NULL,
    from_version INTEGER NOT NULL,
    to_version INTEGER NOT NULL,
    question TEXT NOT NULL,
    level TEXT NOT NULL,
    reason TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    approved_at BIGINT NOT NULL
);
