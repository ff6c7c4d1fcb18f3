-- The codebook: a tree. A code with a value is a place on the scale that its parent is.
CREATE TABLE code (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    guid TEXT NOT NULL UNIQUE,
    parent BIGINT REFERENCES code (id),
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    value INTEGER,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
-- An excerpt with a code: the words between two code points of a line, half open. Excerpts may overlap.
CREATE TABLE coding (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    guid TEXT NOT NULL UNIQUE,
    line_id BIGINT NOT NULL REFERENCES note_line (id) ON DELETE CASCADE,
    code_id BIGINT NOT NULL REFERENCES code (id),
    starts INTEGER NOT NULL,
    ends INTEGER NOT NULL,
    words TEXT NOT NULL,
    coder TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    UNIQUE (line_id, code_id, starts, ends, coder)
);
-- What somebody thought about an excerpt or about a code.
CREATE TABLE memo (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    coding_id BIGINT REFERENCES coding (id) ON DELETE CASCADE,
    code_id BIGINT REFERENCES code (id) ON DELETE CASCADE,
    words TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX memo_coding ON memo (coding_id);
CREATE INDEX memo_code ON memo (code_id);
-- Lines that several people code without seeing what the others put, drawn from a seed.
CREATE TABLE coding_sample (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    seed BIGINT NOT NULL,
    drawn_by TEXT NOT NULL,
    drawn_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE TABLE coding_sample_line (
    sample_id BIGINT NOT NULL REFERENCES coding_sample (id) ON DELETE CASCADE,
    line_id BIGINT NOT NULL REFERENCES note_line (id) ON DELETE CASCADE,
    PRIMARY KEY (sample_id, line_id)
);
CREATE INDEX coding_sample_line_line ON coding_sample_line (line_id);
CREATE TABLE coding_sample_coder (
    sample_id BIGINT NOT NULL REFERENCES coding_sample (id) ON DELETE CASCADE,
    coder TEXT NOT NULL,
    done_at BIGINT,
    PRIMARY KEY (sample_id, coder)
);
-- Texts of other programs with their excerpts and notes, as they came in a project.
CREATE TABLE foreign_text (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    guid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    words TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at BIGINT NOT NULL
);
CREATE TABLE foreign_excerpt (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    guid TEXT NOT NULL UNIQUE,
    text_id BIGINT NOT NULL REFERENCES foreign_text (id) ON DELETE CASCADE,
    code_id BIGINT NOT NULL REFERENCES code (id),
    starts INTEGER NOT NULL,
    ends INTEGER NOT NULL,
    coder TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE TABLE foreign_note (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    excerpt_id BIGINT NOT NULL REFERENCES foreign_excerpt (id) ON DELETE CASCADE,
    words TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX foreign_excerpt_text ON foreign_excerpt (text_id);
CREATE INDEX foreign_note_excerpt ON foreign_note (excerpt_id);
