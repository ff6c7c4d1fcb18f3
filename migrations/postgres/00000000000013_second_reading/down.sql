DROP TABLE second_reading;
