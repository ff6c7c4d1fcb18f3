-- Code lists as they were last published. A file takes the place of the one before only where it has every published version as it was, so
-- what questionnaires and figures name stays what it is.
CREATE TABLE code_list (
    key TEXT PRIMARY KEY NOT NULL,
    content TEXT NOT NULL,
    published_at BIGINT NOT NULL
);
-- They are kept in memory beside the trials.
CREATE TRIGGER code_list_changed AFTER INSERT OR UPDATE OR DELETE ON code_list FOR EACH STATEMENT EXECUTE FUNCTION standing_moves();
