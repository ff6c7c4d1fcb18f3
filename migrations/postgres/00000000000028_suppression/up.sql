-- Addresses to which nobody writes any more, each as an HMAC under a secret in keys_dir: the list itself names nobody.
-- `way`: link, one-click or telephone. `since`: the day.
CREATE TABLE suppression (
    mark BYTEA PRIMARY KEY NOT NULL,
    way TEXT NOT NULL,
    since TEXT NOT NULL
);
