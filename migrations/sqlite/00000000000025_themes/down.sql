DROP TABLE text_theme;
DROP TABLE theme;
