-- What people write in reports, section by section. No line is changed: the newest version of a section counts, and what stood there before
-- stays. A version that only confirms the figures has the words of the one before it.
CREATE TABLE report_prose (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    -- The report (joint, trial or status), and the trial that the section is about; empty for the whole.
    report TEXT NOT NULL,
    trial TEXT NOT NULL,
    section TEXT NOT NULL,
    version INTEGER NOT NULL,
    words TEXT NOT NULL,
    -- The figures in the words as they were when somebody last read and kept them: a line each, code, tab and figure.
    figures TEXT NOT NULL,
    written_by TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    UNIQUE (report, trial, section, version)
);
