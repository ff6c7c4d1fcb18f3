DROP TRIGGER log_is_not_removed ON log;
DROP TRIGGER log_is_not_changed ON log;
DROP FUNCTION refuse_change_of_log;
ALTER TABLE log DROP COLUMN hash;
