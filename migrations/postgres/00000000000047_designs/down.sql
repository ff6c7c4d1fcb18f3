DROP TABLE design_draft;
DROP TABLE design_version;
