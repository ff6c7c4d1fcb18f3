DELETE FROM letter WHERE participant_id IS NOT NULL;
ALTER TABLE letter DROP COLUMN participant_id;
ALTER TABLE letter ALTER COLUMN round_id SET NOT NULL;
ALTER TABLE letter ALTER COLUMN recipient_id SET NOT NULL;
ALTER TABLE letter ALTER COLUMN invitation_id SET NOT NULL;
ALTER TABLE focus_participant DROP COLUMN language;
ALTER TABLE focus_participant DROP COLUMN released_at;
