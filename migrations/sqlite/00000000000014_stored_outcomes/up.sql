-- How many responses are stored that amount to what, by background values: kept as they come and go, so that no page counts them.
INSERT INTO kept_count (round_id, figure, cell, code, count)
SELECT round_id, 'stored', background, outcome, COUNT(*) FROM response GROUP BY round_id, background, outcome;
