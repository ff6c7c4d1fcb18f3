-- How what was said in groups fits what was counted, question by question of a trial; the newest line of a question counts.
CREATE TABLE fit (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    trial TEXT NOT NULL,
    questionnaire TEXT NOT NULL,
    question TEXT NOT NULL,
    judged TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- The numbers of the points that it rests on, as they stood beside the figures.
    points TEXT NOT NULL,
    judged_by TEXT NOT NULL,
    judged_at BIGINT NOT NULL
);
CREATE INDEX fit_trial ON fit (trial);
