-- How a trial is evaluated: frozen versions, and what is being written. An evaluation is empty where the trial has but one.
CREATE TABLE design_version (
    trial TEXT NOT NULL,
    evaluation TEXT NOT NULL,
    version INTEGER NOT NULL,
    content TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    frozen_by TEXT NOT NULL,
    frozen_at BIGINT NOT NULL,
    PRIMARY KEY (trial, evaluation, version)
);
CREATE TABLE design_draft (
    trial TEXT NOT NULL,
    evaluation TEXT NOT NULL,
    content TEXT NOT NULL,
    saved_by TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (trial, evaluation)
);
