-- Each line of the log holds a hash over itself and the line before; lines from before this have none. Nothing in it is changed or removed.
ALTER TABLE log ADD COLUMN hash BLOB;
CREATE TRIGGER log_is_not_changed BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'lines of the log are never changed'); END;
CREATE TRIGGER log_is_not_removed BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'lines of the log are never removed'); END;
