DROP TABLE transcript;
