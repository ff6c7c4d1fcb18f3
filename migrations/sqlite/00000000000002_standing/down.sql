DROP TRIGGER round_added;
DROP TRIGGER round_changed;
DROP TRIGGER round_removed;
DROP TRIGGER trials_added;
DROP TRIGGER trials_changed;
DROP TRIGGER trials_removed;
DROP TABLE standing;
DROP INDEX invitation_round;
CREATE INDEX invitation_round ON invitation (round_id, state);
