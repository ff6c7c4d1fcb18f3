//! Answers in every kind of question, and every fault of a file by its line and column.

use super::*;
use crate::import::map;
use crate::import::test_house::{trials, version};
use crate::questionnaire::{MissingName, NONE, OTHER};

const TODAY: Date = jiff::civil::date(2020, 6, 30);

fn try_read(text: &[u8], mode: Mode, mapping: Option<&str>) -> Result<Responses, String> {
    let (version, trials) = (version(), trials());
    let lines = |faults: Vec<Fault>| faults.iter().map(|fault| fault.line(Language::En)).collect::<Vec<_>>().join("\n");
    let map = mapping.map(|text| map("m.toml", text.as_bytes(), &version, &trials)).transpose().map_err(lines)?;
    responses("a.csv", text, ResponseRules { version: &version, trials: &trials, mode, map: map.as_ref(), today: TODAY })
        .map_err(lines)
}

fn read(text: &str) -> Responses {
    try_read(text.as_bytes(), Mode::Pseudonymous, None).unwrap_or_else(|faults| panic!("{faults}"))
}

fn faults(text: &str) -> String {
    try_read(text.as_bytes(), Mode::Pseudonymous, None).err().unwrap_or_default()
}

fn answer<'a>(responses: &'a Responses, row: usize, key: &str) -> Option<&'a Answer> {
    responses.rows[row].answers.0.get(key)
}

#[test]
fn values_and_labels_in_any_language_are_the_same_answer() {
    let read =
        read("used;extent;effects.quality\n2;3;98\nOfte;I  HØJ grad;Ved ikke\noften;to a great extent;Don't know\n2,0;3.0;98\n");
    for row in 0..4 {
        assert!(answer(&read, row, "used") == Some(&Answer::Choice(2)), "{row}");
        assert!(answer(&read, row, "extent") == Some(&Answer::Choice(3)), "{row}");
        assert!(answer(&read, row, "effects.quality") == Some(&Answer::Choice(98)), "{row}");
    }
}

#[test]
fn ticks_tell_nothing_ticked_from_not_answered() {
    let read = read(
        "used,colours/1,colours/2,colours/3,colours/other,colours/other-text,colours/none,colours\n\
         2,0,1,0,1,lilla,0,\n2,0,0,0,0,,0,\n2,,,,,,,\n2,,,,,,,declined\n2,1,0,0,0,,0,\n2,0,0,0,0,,1,\n",
    );
    assert!(answer(&read, 0, "colours") == Some(&Answer::Choices(vec![OTHER, 2])));
    assert!(answer(&read, 0, "colours/other-text") == Some(&Answer::Text("lilla".to_owned())));
    assert!(answer(&read, 1, "colours") == Some(&Answer::Choices(Vec::new())));
    assert!(answer(&read, 2, "colours").is_none());
    assert!(answer(&read, 3, "colours") == Some(&Answer::Missing(MissingName::Declined)));
    assert!(answer(&read, 4, "colours") == Some(&Answer::Choices(vec![1])));
    assert!(answer(&read, 5, "colours") == Some(&Answer::Choices(vec![NONE])));
}

#[test]
fn numbers_days_rankings_and_texts_are_read() {
    let read = read(
        "used;hours;since;order/1;order/2;order/3;words\n2;7,5;30.6.2020;2;3;1;\"linje 1\nlinje; 2\"\n2;-0;2020-06-30;;;;declined\n",
    );
    assert!(answer(&read, 0, "hours") == Some(&Answer::Number(7.5)));
    assert!(answer(&read, 0, "since") == answer(&read, 1, "since"));
    assert!(answer(&read, 0, "order") == Some(&Answer::Ranking(vec![3, 1, 2])));
    assert!(answer(&read, 0, "words") == Some(&Answer::Text("linje 1\nlinje; 2".to_owned())));
    assert!(answer(&read, 1, "hours") == Some(&Answer::Number(0.0)));
    assert!(answer(&read, 1, "words") == Some(&Answer::Missing(MissingName::Declined)));
}

#[test]
fn a_row_has_its_day_language_municipality_and_panel() {
    let read = read(
        "response_id,panel_id,submitted_on,language,municipality,team,used\n7,p1:ab,2019-01-31,en,Thisted,Øst,1\n,,,,,,\n8,,,,,,1\n",
    );
    let row = &read.rows[0];
    assert_eq!((row.response_id.as_deref(), row.panel_id.as_deref(), row.language), (Some("7"), Some("p1:ab"), Language::En));
    assert_eq!(row.submitted_on.map(|day| day.to_string()).as_deref(), Some("2019-01-31"));
    assert_eq!((row.background["municipality"].as_str(), row.background["team"].as_str()), ("thisted", "Øst"));
    let row = &read.rows[2];
    assert_eq!((row.line, row.language, row.background.len(), row.submitted_on), (4, Language::Da, 0, None));
}

#[test]
fn values_off_the_scale_are_told_by_line_and_column() {
    insta::assert_snapshot!(faults("used,extent,effects.quality\n2,3,1\n2,4,maybe\n5,,\n"), @r#"
    a.csv:3:3: '4' is not among the choices of 'extent'. Write one of these values or its label: 1, 2, 3, 98.
    a.csv:3:5: 'maybe' is not among the choices of 'effects.quality'. Write one of these values or its label: 1, 2, 3, 98.
    a.csv:4:1: '5' is not among the choices of 'used'. Write one of these values or its label: 1, 2, other.
    "#);
}

#[test]
fn every_kind_of_question_says_what_is_wrong_with_its_cells() {
    insta::assert_snapshot!(faults("used,used/other-text\n2,noget\n"), @"a.csv:2:3: 'used/other-text' has a text but 'other' is not chosen. Choose it or delete the text.");
    insta::assert_snapshot!(faults("used,colours/1,colours/2,colours/3,colours/none,colours\n2,2,0,0,0,\n2,1,1,1,0,\n2,1,0,0,1,\n2,1,0,0,0,declined\n2,,,,,gone\n"), @r#"
    a.csv:2:3: 'colours/1' must be 0 (not chosen), 1 (chosen) or empty.
    a.csv:3:3: More is chosen in 'colours' than the 2 that may be. Mend the row.
    a.csv:4:9: 'colours/none' is chosen together with others. Keep either it or the others.
    a.csv:5:11: 'colours' says that the answer is missing, but there is one as well. Keep one of them.
    a.csv:6:7: 'gone' is not among the choices of 'colours'. Write one of these values or its label: declined.
    "#);
    insta::assert_snapshot!(faults("used,hours\n2,many\n2,7.55\n2,51\n2,\"7,5\"\n2,1e3\n"), @r#"
    a.csv:2:3: 'hours' must be a number. Write only digits and one decimal sign (a comma only in files with semicolons or tabs).
    a.csv:3:3: 'hours' may have at most one decimal. Round the number.
    a.csv:4:3: The number in 'hours' must lie in the range -5 – 50. Mend it.
    a.csv:5:3: 'hours' must be a number. Write only digits and one decimal sign (a comma only in files with semicolons or tabs).
    a.csv:6:3: 'hours' must be a number. Write only digits and one decimal sign (a comma only in files with semicolons or tabs).
    "#);
    insta::assert_snapshot!(faults("used,since\n2,2019-02-29\n"), @"a.csv:2:3: 'since' must be a day that exists. Write it as 2020-06-30 or 30.06.2020.");
    insta::assert_snapshot!(faults("used,order/1,order/2,order/3\n2,1,1,2\n2,1,2,\n2,1,2,4\n"), @r#"
    a.csv:2:5: The ranking in 'order' must use each number from 1 to 3 once, or be empty.
    a.csv:3:3: The ranking in 'order' must use each number from 1 to 3 once, or be empty.
    a.csv:4:7: The ranking in 'order' must use each number from 1 to 3 once, or be empty.
    "#);
    insta::assert_snapshot!(faults(&format!("used,words\n2,{}\n", "a\u{301}".repeat(100_000))), @"a.csv:2:3: The text in 'words' is longer than 40 characters. Shorten it.");
    insta::assert_snapshot!(faults("submitted_on,language,municipality\n2019-13-01,ar,Atlantis\n"), @r#"
    a.csv:2:1: 'submitted_on' must be a day that exists. Write it as 2020-06-30 or 30.06.2020.
    a.csv:2:12: The questionnaire is not offered in 'ar'. Choose one of da, en.
    a.csv:2:15: The municipality 'Atlantis' is unknown. Write the municipality's short or full name as on the trial's page.
    "#);
}

#[test]
fn an_answer_to_a_question_that_is_not_shown_is_a_fault() {
    insta::assert_snapshot!(faults("used,extent,colours/1\n1,,\n1,3,\n1,,1\n"), @r#"
    a.csv:3:3: 'extent' is answered but is not shown after the other answers of the row. Empty the cell or mend the others.
    a.csv:4:4: 'colours/1' is answered but is not shown after the other answers of the row. Empty the cell or mend the others.
    "#);
}

#[test]
fn unknown_columns_are_faults_unless_mapped() {
    let text = "id,used,shoe\n1,2,38\n";
    insta::assert_snapshot!(faults(text), @r#"
    a.csv:1:1: The column 'id' is unknown. Change it to one of response_id, panel_id, person_key, submitted_on, language, entry, synthetic, municipality, team, used, used/other-text, extent, effects.quality, effects.speed, colours/1, colours/2, colours/3, colours/other, colours/other-text, colours/none, colours, hours, since, order/1, order/2, order/3, order, words, more, delete it, or name it in a file for --map.
    a.csv:1:9: The column 'shoe' is unknown. Change it to one of response_id, panel_id, person_key, submitted_on, language, entry, synthetic, municipality, team, used, used/other-text, extent, effects.quality, effects.speed, colours/1, colours/2, colours/3, colours/other, colours/other-text, colours/none, colours, hours, since, order/1, order/2, order/3, order, words, more, delete it, or name it in a file for --map.
    "#);
    let mapped = "[columns]\nid = \"response_id\"\nshoe = \"\"\n";
    let read = try_read(text.as_bytes(), Mode::Pseudonymous, Some(mapped)).ok().unwrap();
    assert_eq!(read.rows[0].response_id.as_deref(), Some("1"));
}

#[test]
fn a_map_renames_translates_and_filters() {
    let text = "år;brug;kvalitet;kommune\n2014;ja;god;THY\n2016;nej;;\n2014;nej;;Brønderslev\n";
    let mapping = "[columns]\nbrug = \"used\"\nkvalitet = \"effects.quality\"\nkommune = \"municipality\"\n\
        [values.used]\nja = 2\nnej = \"Aldrig\"\n[values.effects.quality]\ngod = 3\n[values.municipality]\nTHY = \"thisted\"\n\
        [where]\n\"år\" = 2014\n";
    let read = try_read(text.as_bytes(), Mode::Pseudonymous, Some(mapping)).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!((read.rows.len(), read.filtered), (2, 1));
    assert!(answer(&read, 0, "used") == Some(&Answer::Choice(2)) && answer(&read, 1, "used") == Some(&Answer::Choice(1)));
    assert!(answer(&read, 0, "effects.quality") == Some(&Answer::Choice(3)));
    assert_eq!(read.rows[0].background["municipality"], "thisted");
}

#[test]
fn faults_of_a_map_have_their_place_in_the_map() {
    let mapped = |mapping: &str| try_read(b"a,used\n1,2\n", Mode::Pseudonymous, Some(mapping)).err().unwrap_or_default();
    insta::assert_snapshot!(mapped("[columns]\na = \"usde\"\n[values.used]\nyes = 7\n[rows]\nx = 1\n"), @r#"
    m.toml:2:5: 'usde' is no column here. Write "" to ignore it, or one of response_id, panel_id, person_key, submitted_on, language, entry, synthetic, municipality, team, used, used/other-text, extent, effects.quality, effects.speed, colours/1, colours/2, colours/3, colours/other, colours/other-text, colours/none, colours, hours, since, order/1, order/2, order/3, order, words, more.
    m.toml:4:7: '7' is not among the choices of 'used'. Write one of these values or its label: 1, 2, other.
    m.toml:5:2: 'rows' is not known here. Write [columns], [values.KEY] or [where].
    "#);
    insta::assert_snapshot!(mapped("[columns]\na = true\nb = \n"), @"m.toml:3:5: The file is not valid TOML: A text must stand in quotation marks. Mend the line.");
    insta::assert_snapshot!(mapped("[columns]\na = \"\"\nzz = \"extent\"\n[where]\nyear = \"2014\"\n"), @r#"
    m.toml:5:1: The answers have no column 'year'. Mend the name or delete the line.
    m.toml:3:1: The answers have no column 'zz'. Mend the name or delete the line.
    "#);
    insta::assert_snapshot!(mapped("[columns]\na = \"used\"\n"), @"a.csv:1:3: Two columns of the file become 'used'. Choose one.");
}

#[test]
fn the_same_id_is_skipped_with_the_same_content_and_a_fault_with_other() {
    let read = read("response_id,used\n1,2\n1,2\n2,1\n");
    assert_eq!((read.rows.len(), read.same), (2, 1));
    insta::assert_snapshot!(faults("response_id,used\n1,2\n2,2\n1,1\n"), @"a.csv:4:1: The same response_id as on line 2, with other content. Delete one or give it an id of its own.");
}

#[test]
fn columns_that_the_round_must_not_have_are_refused() {
    let text = b"panel_id,person_key,used\n,,1\nx,sag-1,1\n";
    insta::assert_snapshot!(try_read(text, Mode::Anonymous, None).err().unwrap(), @r#"
    a.csv:3:1: The round is anonymous and must not have panel_id. Delete the column, or ignore it by --map.
    a.csv:3:3: Only identified rounds may have person_key. Delete the column, or ignore it by --map.
    "#);
    assert_eq!(try_read(text, Mode::Identified, None).ok().unwrap().rows[1].person_key.as_deref(), Some("sag-1"));
    insta::assert_snapshot!(faults("panel_id,used\n010170-1234,1\n"), @"a.csv:2:1: The column 'panel_id' seems to hold CPR numbers (ten digits with a valid date), which the platform must not have. Replace them by keys of the municipality's own: `nulpunkt pseudonymise` does so on your own machine. Then import the file again.");
}

#[test]
fn a_person_number_in_words_or_answers_is_a_fault_that_never_repeats_it() {
    let said = faults(
        "used,used/other-text,words,extent,since,municipality,hours\n2,,Ring til 010170-1234,,,,\nother,0101701234,,,,,\n\
         2,,,0101701234,,,\n2,,,,010170-1234,,\n2,,,,,010170-1234,\n",
    );
    insta::assert_snapshot!(said, @"
    a.csv:2:4: 'words' holds what looks like a CPR number (ten digits with a valid date), which the platform must not have. Delete it and import the file again.
    a.csv:3:7: 'used/other-text' holds what looks like a CPR number (ten digits with a valid date), which the platform must not have. Delete it and import the file again.
    a.csv:4:5: 'extent' holds what looks like a CPR number (ten digits with a valid date), which the platform must not have. Delete it and import the file again.
    a.csv:5:6: 'since' holds what looks like a CPR number (ten digits with a valid date), which the platform must not have. Delete it and import the file again.
    a.csv:6:7: The column 'municipality' seems to hold CPR numbers (ten digits with a valid date), which the platform must not have. Replace them by keys of the municipality's own: `nulpunkt pseudonymise` does so on your own machine. Then import the file again.
    ");
    assert!(!said.contains("010170"), "{said}");
}

#[test]
fn a_tick_left_empty_beside_others_is_a_fault_and_a_choice_without_a_column_is_not() {
    insta::assert_snapshot!(faults("used,colours/1,colours/2\n2,1,\n2,,0\n"), @"
    a.csv:2:5: 'colours/2' is empty but other columns of 'colours' are filled in. Write 0 or 1 in all of them, or leave them all empty.
    a.csv:3:3: 'colours/1' is empty but other columns of 'colours' are filled in. Write 0 or 1 in all of them, or leave them all empty.
    ");
    let read = read("used,colours/1,colours/2\n2,1,0\n2,,\n");
    assert!(answer(&read, 0, "colours") == Some(&Answer::Choices(vec![1])) && answer(&read, 1, "colours").is_none());
}

#[test]
fn a_missing_kind_may_stand_in_a_column_that_says_so() {
    let read = read("used,colours/1,colours/missing\n2,,declined\n2,1,\n");
    assert!(answer(&read, 0, "colours") == Some(&Answer::Missing(MissingName::Declined)));
    assert!(faults("used,extent/missing\n2,98\n").contains("'extent/missing' is unknown"));
}

#[test]
fn one_person_answers_once_in_a_round() {
    insta::assert_snapshot!(faults("panel_id,used\nx,1\ny,1\nx,2\n"), @"a.csv:4:1: The same panel_id as on line 2: a person answers once in a round. Delete one of the rows.");
    assert_eq!(read("panel_id,used\nx,1\n,1\n,2\n").rows.len(), 3);
}

#[test]
fn an_answer_from_tomorrow_is_a_fault() {
    insta::assert_snapshot!(faults("submitted_on,used\n2020-06-30,1\n2020-07-01,1\n"), @"a.csv:3:1: The day in 'submitted_on' has not come yet. Mend it.");
}

#[test]
fn a_danish_spreadsheets_answers_are_read_in_each_encoding() {
    for name in ["answers-windows-1252.csv", "answers-utf-8-bom.csv", "answers-utf-16-le.csv"] {
        let bytes = std::fs::read(format!("tests/data/files/{name}")).unwrap();
        let read = try_read(&bytes, Mode::Pseudonymous, None).unwrap_or_else(|faults| panic!("{name}: {faults}"));
        assert_eq!(read.rows.len(), 2, "{name}");
        assert!(answer(&read, 0, "hours") == Some(&Answer::Number(7.5)), "{name}");
        assert!(answer(&read, 0, "words") == Some(&Answer::Text("Åben;\r\nærlig".to_owned())), "{name}");
        assert_eq!(read.rows[1].background["municipality"], "broenderslev", "{name}");
    }
}

#[test]
fn the_general_social_survey_is_read_by_year_with_the_published_counts() {
    let questionnaire = include_str!("../../tests/it/surveys/gss-citizens/1.toml");
    let (version, _) = crate::questionnaire::read("gss", questionnaire, None).unwrap();
    let trials = crate::questionnaire::read_trials("trials", include_str!("../../tests/it/surveys/trials.toml")).unwrap();
    let data = include_bytes!("../../tests/data/gss_2014_2016.csv");
    for (year, rows, expected) in
        [(2014, 2538, [94, 304, 263, 989, 334, 358, 107]), (2016, 2867, [136, 350, 310, 1032, 382, 426, 120])]
    {
        let mapping = format!(
            "[columns]\nid = \"response_id\"\nbigregion = \"municipality\"\npartyid = \"\"\nwtssps = \"\"\nvpsu = \"\"\nvstrat = \"\"\n[where]\nyear = \"{year}\"\n"
        );
        let map = map("m.toml", mapping.as_bytes(), &version, &trials).unwrap();
        let rules = ResponseRules { version: &version, trials: &trials, mode: Mode::Pseudonymous, map: Some(&map), today: TODAY };
        let read = responses("gss.csv", data, rules).unwrap_or_else(|faults| panic!("{faults:?}"));
        let count = |value| read.rows.iter().filter(|row| row.answers.0.get("polviews") == Some(&Answer::Choice(value))).count();
        assert_eq!([1, 2, 3, 4, 5, 6, 7].map(count), expected);
        assert_eq!((read.rows.len(), read.rows.len() + read.filtered), (rows, 5405));
    }
}
