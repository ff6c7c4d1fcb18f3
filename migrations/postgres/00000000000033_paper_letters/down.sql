ALTER TABLE recipient DROP COLUMN address;
ALTER TABLE letter DROP COLUMN channel;
