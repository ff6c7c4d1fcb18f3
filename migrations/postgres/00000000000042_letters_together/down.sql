DROP INDEX letter_bundle;
ALTER TABLE letter DROP COLUMN bundled;
DROP TABLE together;
