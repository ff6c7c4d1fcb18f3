-- Addresses to which nobody writes any more, each as an HMAC under a secret in keys_dir: the list itself names nobody.
-- `way`: link, one-click or telephone. `since`: the day.
CREATE TABLE suppression (
    mark BLOB PRIMARY KEY NOT NULL,
    way TEXT NOT NULL,
    since TEXT NOT NULL
) WITHOUT ROWID;
