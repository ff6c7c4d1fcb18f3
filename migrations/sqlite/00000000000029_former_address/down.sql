ALTER TABLE letter DROP COLUMN to_former_address;
