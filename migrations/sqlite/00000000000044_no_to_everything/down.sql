DROP INDEX recipient_email;
