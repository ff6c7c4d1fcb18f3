DROP TABLE code_list;
