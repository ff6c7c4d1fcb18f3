ALTER TABLE summary_version DROP COLUMN blanked_at;
DROP TABLE line_naming;
DROP TABLE recording;
