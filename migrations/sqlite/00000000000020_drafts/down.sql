DROP TABLE questionnaire_draft;
