DROP TABLE text_review;
