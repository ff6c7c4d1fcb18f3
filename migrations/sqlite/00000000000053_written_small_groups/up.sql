-- From how many answers on the group itself sees something of what came of them. What is planned already keeps what its participants were told.
ALTER TABLE written_round ADD COLUMN group_least INTEGER NOT NULL DEFAULT 0;
UPDATE written_round SET group_least = least;
