ALTER TABLE written_round DROP COLUMN group_least;
