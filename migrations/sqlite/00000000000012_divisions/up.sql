-- The publication set: the sets of background columns by which the round's figures may be divided, as JSON; none where all that is possible.
ALTER TABLE round ADD COLUMN divisions TEXT;
