DROP INDEX invitation_entry_code;
