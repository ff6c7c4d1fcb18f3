-- The language of a participant's letters, and when their place was given to somebody else.
ALTER TABLE focus_participant ADD COLUMN language TEXT NOT NULL DEFAULT 'da';
ALTER TABLE focus_participant ADD COLUMN released_at BIGINT;
-- A letter goes to a recipient of a round or to a participant of a focus group.
ALTER TABLE letter ALTER COLUMN round_id DROP NOT NULL;
ALTER TABLE letter ALTER COLUMN recipient_id DROP NOT NULL;
ALTER TABLE letter ALTER COLUMN invitation_id DROP NOT NULL;
ALTER TABLE letter ADD COLUMN participant_id BIGINT REFERENCES focus_participant (id) ON DELETE CASCADE;
CREATE UNIQUE INDEX letter_to_participant ON letter (participant_id, kind, sequence);
