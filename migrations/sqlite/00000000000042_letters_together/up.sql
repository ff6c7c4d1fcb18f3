-- Rounds whose letters go together: whoever is on several of their lists gets one letter with all links.
CREATE TABLE together (
    round_id BIGINT PRIMARY KEY NOT NULL REFERENCES round (id)
);
-- Whether a letter leaves as one mail with those that bear the same Message-ID: of other rounds, to the same person.
ALTER TABLE letter ADD COLUMN bundled BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX letter_bundle ON letter (message_id) WHERE bundled;
