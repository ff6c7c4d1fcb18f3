-- Without the state, which changes with every start and every submit and would be written to the index each time.
DROP INDEX invitation_round;
CREATE INDEX invitation_round ON invitation (round_id);

-- Goes up whenever a round or the trials change: whoever keeps them in memory reads this one number to know that they still stand.
CREATE TABLE standing (
    id BIGINT PRIMARY KEY NOT NULL CHECK (id = 1),
    stamp BIGINT NOT NULL
);
INSERT INTO standing (id, stamp) VALUES (1, 0);

CREATE FUNCTION standing_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE standing SET stamp = stamp + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER round_changed AFTER INSERT OR UPDATE OR DELETE ON round FOR EACH STATEMENT EXECUTE FUNCTION standing_moves();
CREATE TRIGGER trials_changed AFTER INSERT OR UPDATE OR DELETE ON trials FOR EACH STATEMENT EXECUTE FUNCTION standing_moves();
