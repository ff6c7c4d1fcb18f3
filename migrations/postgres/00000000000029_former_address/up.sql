-- Whether the recipient's address was corrected after this letter: it is history, and says nothing of the address that they have now.
ALTER TABLE letter ADD COLUMN to_former_address BOOLEAN NOT NULL DEFAULT FALSE;
