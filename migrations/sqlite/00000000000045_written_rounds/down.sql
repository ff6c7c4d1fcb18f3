DROP TABLE written_spent;
DROP TABLE written_sealed;
DROP TABLE written_author;
DROP TABLE written_answer;
DROP TABLE written_card;
DROP TABLE written_round;
