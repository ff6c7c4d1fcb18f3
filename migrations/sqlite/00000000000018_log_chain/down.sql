DROP TRIGGER log_is_not_removed;
DROP TRIGGER log_is_not_changed;
ALTER TABLE log DROP COLUMN hash;
