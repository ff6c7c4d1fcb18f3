DROP TABLE no_recipients;
DROP TABLE recipients_due;
