-- The letters that a round sends by itself. `at`: when they are queued. `state`: 0 planned, 1 queued, 2 held for a person, 3 cancelled.
-- `skip_quiet`: whether those are left out who were invited to another round shortly before. `letters`: how many were queued.
CREATE TABLE planned_sending (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    round_id BIGINT NOT NULL REFERENCES round (id),
    kind SMALLINT NOT NULL,
    at BIGINT NOT NULL,
    state SMALLINT NOT NULL,
    skip_quiet BOOLEAN NOT NULL,
    letters BIGINT NOT NULL
);
CREATE INDEX planned_sending_due ON planned_sending (state, at);
CREATE INDEX planned_sending_round ON planned_sending (round_id);
-- Whether a letter leaves in working hours alone, as those of a schedule do.
ALTER TABLE letter ADD COLUMN working_hours BOOLEAN NOT NULL DEFAULT FALSE;
