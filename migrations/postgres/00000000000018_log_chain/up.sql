-- Each line of the log holds a hash over itself and the line before; lines from before this have none. Nothing in it is changed or removed.
ALTER TABLE log ADD COLUMN hash BYTEA;
CREATE FUNCTION refuse_change_of_log() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'lines of the log are never changed or removed'; END $$;
CREATE TRIGGER log_is_not_changed BEFORE UPDATE ON log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_log();
CREATE TRIGGER log_is_not_removed BEFORE DELETE OR TRUNCATE ON log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_log();
