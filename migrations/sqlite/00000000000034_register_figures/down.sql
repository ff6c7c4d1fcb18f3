DROP TABLE register_figure;
