DROP TABLE report_prose;
