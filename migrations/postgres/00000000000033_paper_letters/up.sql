-- By which way a letter goes: 0 mail, 1 on paper or by the municipality's own Digital Post, 2 text message with the link.
ALTER TABLE letter ADD COLUMN channel SMALLINT NOT NULL DEFAULT 0;
-- Where a letter on paper goes: street and town, lines parted by a comma; empty where it is not known.
ALTER TABLE recipient ADD COLUMN address TEXT NOT NULL DEFAULT '';
