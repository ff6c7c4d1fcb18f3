ALTER TABLE letter DROP COLUMN working_hours;
DROP TABLE planned_sending;
