DROP TABLE summary_version;
DROP TABLE summary_prose;
DROP TABLE quote;
DROP TABLE evidence;
DROP TABLE point_trial;
DROP TABLE point;
DROP TABLE statement;
