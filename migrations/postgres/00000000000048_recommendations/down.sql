DROP TABLE recommendation_approval;
DROP TABLE recommendation_version;
