DROP TABLE replaced_approval;
