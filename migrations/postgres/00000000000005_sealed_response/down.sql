DROP TABLE sealed_response;
ALTER TABLE round DROP COLUMN public_key;
