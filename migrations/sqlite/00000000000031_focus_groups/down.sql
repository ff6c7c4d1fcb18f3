DROP TABLE note_line;
DROP TABLE focus_consent;
DROP TABLE focus_participant;
DROP TABLE focus_group;
DROP TABLE focus_guide;
