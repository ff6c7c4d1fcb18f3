ALTER TABLE round DROP COLUMN divisions;
