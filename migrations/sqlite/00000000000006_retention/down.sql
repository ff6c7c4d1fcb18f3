DROP TABLE kept_count;
DROP TABLE deletion;
DROP TABLE retention;
