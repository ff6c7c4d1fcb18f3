-- The themes into which what people wrote to a question is sorted: the same ones in every round of the questionnaire.
CREATE TABLE theme (
    questionnaire TEXT NOT NULL,
    item TEXT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (questionnaire, item, key)
);
-- Which text belongs to which theme. With the response that goes too.
CREATE TABLE text_theme (
    round_id BIGINT NOT NULL,
    response_key BYTEA NOT NULL,
    item TEXT NOT NULL,
    theme TEXT NOT NULL,
    coded_by TEXT NOT NULL,
    coded_at BIGINT NOT NULL,
    PRIMARY KEY (round_id, response_key, item, theme),
    FOREIGN KEY (round_id, response_key) REFERENCES response (round_id, key) ON DELETE CASCADE
);
