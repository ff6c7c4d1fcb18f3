-- What happened that may have changed answers and figures, as the desk wrote it; what stands in the trials file is stored with that. Names, trials
-- and municipalities are JSON: texts by language, lists of keys; trials are null where it touches all, municipalities empty.
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    starts TEXT NOT NULL,
    -- Its last day; none where it was that day alone, or where it goes on.
    until TEXT,
    goes_on BOOLEAN NOT NULL,
    name TEXT NOT NULL,
    trials TEXT NOT NULL,
    municipalities TEXT NOT NULL,
    source TEXT NOT NULL,
    written_by TEXT NOT NULL,
    written_at BIGINT NOT NULL
);

-- They are kept in memory with the trials.
CREATE TRIGGER event_added AFTER INSERT ON event BEGIN UPDATE standing SET stamp = stamp + 1; END;
CREATE TRIGGER event_changed AFTER UPDATE ON event BEGIN UPDATE standing SET stamp = stamp + 1; END;
CREATE TRIGGER event_removed AFTER DELETE ON event BEGIN UPDATE standing SET stamp = stamp + 1; END;
