-- Without the state, which changes with every start and every submit and would be written to the index each time.
DROP INDEX invitation_round;
CREATE INDEX invitation_round ON invitation (round_id);

-- Goes up whenever a round or the trials change: whoever keeps them in memory reads this one number to know that they still stand.
CREATE TABLE standing (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    stamp BIGINT NOT NULL
);
INSERT INTO standing (id, stamp) VALUES (1, 0);

CREATE TRIGGER round_added AFTER INSERT ON round BEGIN UPDATE standing SET stamp = stamp + 1; END;
CREATE TRIGGER round_changed AFTER UPDATE ON round BEGIN UPDATE standing SET stamp = stamp + 1; END;
CREATE TRIGGER round_removed AFTER DELETE ON round BEGIN UPDATE standing SET stamp = stamp + 1; END;
CREATE TRIGGER trials_added AFTER INSERT ON trials BEGIN UPDATE standing SET stamp = stamp + 1; END;
CREATE TRIGGER trials_changed AFTER UPDATE ON trials BEGIN UPDATE standing SET stamp = stamp + 1; END;
CREATE TRIGGER trials_removed AFTER DELETE ON trials BEGIN UPDATE standing SET stamp = stamp + 1; END;
