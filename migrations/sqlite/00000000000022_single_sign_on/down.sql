DROP TABLE login_try;
DROP TABLE person_login;
ALTER TABLE person DROP COLUMN by_groups;
