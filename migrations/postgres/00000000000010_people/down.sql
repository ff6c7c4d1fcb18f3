DROP TABLE sign_in_try;
DROP TABLE one_time_address;
DROP TABLE person_session;
CREATE TABLE desk_session (
    hash BYTEA PRIMARY KEY NOT NULL,
    one_time BOOLEAN NOT NULL,
    expires_at BIGINT NOT NULL
);
DROP TABLE person_scope;
DROP TABLE person;
