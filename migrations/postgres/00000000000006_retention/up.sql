-- When what is deleted: of a round its contacts or answers, of a trial its panel secret. Without a row nothing is.
CREATE TABLE retention (
    subject TEXT NOT NULL,
    artefact TEXT NOT NULL,
    due TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (subject, artefact)
);

-- What was deleted: a receipt each. The hash is over random keys of rows, never over what they held.
CREATE TABLE deletion (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    subject TEXT NOT NULL,
    artefact TEXT NOT NULL,
    what TEXT NOT NULL,
    count BIGINT NOT NULL,
    hash TEXT NOT NULL,
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL,
    exports TEXT NOT NULL
);

-- Figures of rows that were deleted, kept in the transaction that deleted them, so that rates and comparisons stay as they were.
CREATE TABLE kept_count (
    round_id BIGINT NOT NULL REFERENCES round (id),
    figure TEXT NOT NULL,
    cell TEXT NOT NULL,
    code BIGINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (round_id, figure, cell, code)
);
