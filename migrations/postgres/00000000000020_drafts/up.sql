-- Questionnaires that are being written in the browser: one row for each time that somebody saved another text, so that nothing that
-- two people write at once is lost. The rows of a questionnaire go when it is published or given up.
CREATE TABLE questionnaire_draft (
    key TEXT NOT NULL,
    revision INTEGER NOT NULL,
    trial TEXT NOT NULL,
    content TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (key, revision)
);
