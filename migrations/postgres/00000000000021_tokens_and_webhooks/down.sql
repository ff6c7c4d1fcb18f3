DROP TABLE webhook_message;
DROP TABLE webhook_mark;
DROP TABLE personal_token;
