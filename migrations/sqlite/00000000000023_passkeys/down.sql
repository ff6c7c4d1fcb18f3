DROP TABLE person_passkey;
