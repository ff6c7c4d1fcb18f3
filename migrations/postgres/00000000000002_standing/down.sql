DROP TRIGGER round_changed ON round;
DROP TRIGGER trials_changed ON trials;
DROP FUNCTION standing_moves();
DROP TABLE standing;
DROP INDEX invitation_round;
CREATE INDEX invitation_round ON invitation (round_id, state);
