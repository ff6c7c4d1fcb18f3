//! Code lists: frozen when published, followed by comparisons and figures, and told at the desk. The list here is invented.

use std::fs;

use serde_json::{Value, json};

use crate::house::House;
use crate::people::{looked_at, own_surveys, shipped_surveys, signed_in};
use crate::stories;

const FIRST: &str = "key = \"colours\"\ntitle = { da = \"Farver\", en = \"Colours\" }\n\
    [[version]]\nversion = 1\nvalid_from = 2018-01-01\nsource = \"Opfundet til prøven\"\ncodes = [\n\
    { key = \"red\", value = 1, da = \"Rød\", en = \"Red\" },\n{ key = \"blue\", value = 2, da = \"Blå\", en = \"Blue\" },\n\
    { key = \"navy\", value = 3, da = \"Marine\", en = \"Navy\" },\n{ key = \"green\", value = 4, da = \"Grøn\", en = \"Green\" },\n]\n";
const SECOND: &str = "[[version]]\nversion = 2\nvalid_from = 2020-01-01\nsource = \"Opfundet igen\"\ncodes = [\n\
    { key = \"crimson\", value = 1, da = \"Højrød\", en = \"Crimson\" },\n{ key = \"blues\", value = 5, da = \"Blålige\", en = \"Blues\" },\n\
    { key = \"green\", value = 4, da = \"Grøn\", en = \"Green\" },\n]\n\
    [[version.change]]\nkind = \"renamed\"\nfrom = [\"red\"]\nto = [\"crimson\"]\n\
    [[version.change]]\nkind = \"merged\"\nfrom = [\"blue\", \"navy\"]\nto = [\"blues\"]\n";
const THIRD: &str = "[[version]]\nversion = 3\nvalid_from = 2022-01-01\nsource = \"Opfundet en tredje gang\"\ncodes = [\n\
    { key = \"crimson\", value = 1, da = \"Højrød\", en = \"Crimson\" },\n{ key = \"blues\", value = 5, da = \"Blålige\", en = \"Blues\" },\n\
    { key = \"moss\", value = 6, da = \"Mos\", en = \"Moss\" },\n{ key = \"lime\", value = 7, da = \"Lime\", en = \"Lime\" },\n]\n\
    [[version.change]]\nkind = \"split\"\nfrom = [\"green\"]\nto = [\"moss\", \"lime\"]\n";

/// A folder with the list as far as these parts, and the questionnaire whose version takes its choices from the list's of the same number.
fn written(house: &House, parts: &[&str]) -> String {
    let read = |name: &str| fs::read_to_string(format!("{}/{name}", own_surveys())).expect("a file of the stories");
    house.file("coloured/trials.toml", read("trials.toml"));
    let list = house.file("coloured/code-lists/colours.toml", parts.concat());
    let head = read("house-caseworkers/1.toml").replace("house-caseworkers", "colour-caseworkers");
    let (head, _) = head.split_once("[scales.extent]").expect("the scales come after the head");
    for version in 1..=parts.len() {
        let head = head.replacen("version = 1", &format!("version = {version}"), 1);
        let asked = format!(
            "[background.colour]\nsource = \"asked\"\n\
             [[question]]\nkey = \"colour\"\nkind = \"single\"\ntext = {{ da = \"Hvilken farve?\", en = \"Which colour?\" }}\n\
             options_from = {{ list = \"colours\", version = {version} }}\n"
        );
        house.file(&format!("coloured/colour-caseworkers/{version}.toml"), head + &asked);
    }
    list.trim_end_matches("/code-lists/colours.toml").to_owned()
}

/// A round of this version in this year, answered so often with each of these values.
fn held(house: &House, (key, version, year): (&str, &str, &str), answers: &[(u32, usize)]) {
    let (opens, closes) = (format!("{year}-03-01"), format!("{year}-03-31"));
    let days = ["--opens", &opens, "--closes", &closes, "--mode", "pseudonymous"];
    house.ok(&[&["round", "add", "--key", key, "--questionnaire", "colour-caseworkers", "--version", version], &days[..]].concat());
    let rows: String = answers.iter().flat_map(|(value, times)| vec![format!("thisted,{value}\n"); *times]).collect();
    let file = house.file(&format!("{key}.csv"), format!("municipality,colour\n{rows}"));
    house.ok(&["responses", "import", "--round", key, &file]);
}

fn three_rounds(house: &House) {
    let folder = written(house, &[FIRST, SECOND, THIRD]);
    house.ok(&["publish", &folder]);
    held(house, ("c-2019", "1", "2019"), &[(1, 12), (2, 10), (3, 9), (4, 14)]);
    held(house, ("c-2021", "2", "2021"), &[(1, 20), (5, 11), (4, 12)]);
    held(house, ("c-2023", "3", "2023"), &[(1, 15), (5, 12), (6, 10), (7, 9)]);
}

fn compared(house: &House, rounds: &str, more: &[&str]) -> Value {
    let asked = ["compare", "--trial", "house", "--rounds", rounds, "--format", "json"];
    serde_json::from_str(&house.ok(&[&asked[..], more].concat())).expect("JSON")
}

stories! {
    fn a_published_code_list_grows_and_never_changes(house) {
        let folder = written(house, &[FIRST]);
        let checked = house.ok(&["check", &folder]);
        assert!(checked.contains("code-lists/colours.toml: colours 1 ok"), "{checked}");
        let said = house.ok(&["publish", &folder]);
        assert!(said.contains("colours 1 udgivet"), "{said}");
        assert!(house.ok(&["publish", &folder]).contains("colours 1 uændret"));
        let before = house.dump();
        written(house, &[&FIRST.replace("da = \"Rød\"", "da = \"Rødlig\"")]);
        let said = house.refuses(&["publish", &folder], &["code-lists/colours.toml:1:1:"]);
        assert!(said.contains("codes.red"), "{said}");
        written(house, &[FIRST, &SECOND.replace("from = [\"red\"]", "from = [\"rd\"]")]);
        house.refuses(&["publish", &folder], &["code-lists/colours.toml:24:", "»rd«"]);
        house.unchanged(&before, "a list with faults");
        written(house, &[FIRST, SECOND]);
        assert!(house.ok(&["publish", &folder]).contains("colours 2 udgivet"));
        written(house, &[FIRST]);
        house.refuses(&["publish", &format!("{folder}/code-lists")], &["Version 2 er udgivet og står ikke i filen"]);
        let log = house.ok(&["log", "list"]);
        assert!(log.contains("colours 2"), "{log}");
        assert!(house.ok(&["check", &shipped_surveys()]).contains("benefit-groups 1 ok"));
    }

    fn rounds_of_two_versions_are_compared_as_the_list_declares(house) {
        three_rounds(house);
        let comparison = compared(house, "c-2019,c-2021", &[]);
        let question = &comparison["groups"][0]["questions"][0];
        assert_eq!((&question["level"], &question["reasons"]), (&json!("C"), &json!(["merged", "renamed"])), "{question}");
        assert_eq!(question["rounds"][0]["counts"], json!([12, 19, 14]));
        assert_eq!(question["rounds"][0]["own"]["counts"], json!([12, 10, 9, 14]));
        assert_eq!(question["rounds"][1]["counts"], json!([20, 11, 12]));
        let change = &question["changes"][0];
        assert!(change["test"]["p"].is_number() && change["refused"].is_null(), "{change}");
        let sentence = change["sentence"].as_str().expect("a sentence");
        assert!(sentence.contains("»Højrød« hed tidligere »Rød«.") && sentence.contains("»Blå« og »Marine« er lagt sammen til »Blålige«."), "{sentence}");
        let groups = json!([{ "fate": "renamed", "from": [1], "to": [1] }, { "fate": "merged", "from": [2, 3], "to": [5] }]);
        assert_eq!(change["code_list"], json!({ "list": "colours", "from": 1, "to": 2, "groups": groups }));
    }

    fn a_group_that_was_split_is_not_compared_and_that_is_said(house) {
        three_rounds(house);
        let comparison = compared(house, "c-2021,c-2023", &["--by", "colour"]);
        let question = &comparison["groups"][0]["questions"][0];
        assert_eq!((&question["level"], &question["reasons"]), (&json!("E"), &json!(["regrouped"])), "{question}");
        let change = &question["changes"][0];
        assert_eq!((&change["refused"]["code"], &change["test"]), (&json!("not-comparable"), &Value::Null), "{change}");
        let sentence = change["sentence"].as_str().expect("a sentence");
        assert!(sentence.contains("»Grøn« er delt i »Mos« og »Lime«.") && sentence.contains("kan ikke sammenlignes"), "{sentence}");
        let told: Vec<(&str, Option<&str>)> = comparison["groups"].as_array().expect("groups").iter().skip(1)
            .map(|group| (group["by"]["colour"].as_str().expect("a value"), group["regrouped"].as_str())).collect();
        for (value, said) in told {
            let is_said = said.is_some_and(|said| said.contains("er delt i") && said.contains("ikke sammenlignet"));
            assert_eq!(is_said, ["4", "6", "7"].contains(&value), "{value}: {said:?}");
        }
        let first = compared(house, "c-2019,c-2021", &["--by", "colour"]);
        let red = first["groups"].as_array().expect("groups").iter().find(|group| group["by"]["colour"] == "1").expect("the group");
        assert_eq!(red["regrouped"], "»Højrød« hed tidligere »Rød«.");
        let ns: Vec<&Value> = red["questions"][0]["rounds"].as_array().expect("rounds").iter().map(|round| &round["round"]).collect();
        assert_eq!(ns.len(), 2);
    }

    fn figures_name_groups_of_the_list_that_holds_in_their_period(house) {
        three_rounds(house);
        let head = "measure,period,municipality,group,value,unit,source,note\n";
        let wrong = house.file("wrong.csv", format!("{head}Antal,2019,thisted,colours/red,30,antal,x,\nAntal,2021,thisted,colours/red,31,antal,x,\nAntal,2017,thisted,colours/red,31,antal,x,\n"));
        let said = house.refuses(&["figures", "import", "--trial", "house", &wrong], &["wrong.csv:3:", "wrong.csv:4:", "version 2", "crimson"]);
        assert!(!said.contains("wrong.csv:2:"), "{said}");
        assert_eq!(house.sql("select count(*) from register_figure").trim(), "0");
        let sound = house.file("sound.csv", format!("{head}Antal,2019,thisted,colours/Rød,30,antal,x,\nAntal,2021,thisted,colours/crimson,31,antal,x,\nAntal,2021,thisted,andre/flere,32,antal,x,\n"));
        house.ok(&["figures", "import", "--trial", "house", &sound]);
        let listed = house.ok(&["figures", "export", "--trial", "house"]);
        assert!(listed.contains(",colours/red,") && listed.contains(",colours/crimson,") && listed.contains(",andre/flere,"), "{listed}");
        house.serve();
        let cookie = signed_in(house);
        let page = looked_at(house, &cookie, "/desk/trials/house/figures");
        assert!(page.words().contains("Højrød (hed tidligere Rød)"), "{}", page.words());
        let list = looked_at(house, &cookie, "/desk/code-lists/colours");
        assert!(list.words().contains("Registertal:"), "{}", list.words());
    }

    fn the_desk_shows_versions_side_by_side_with_their_map(house) {
        three_rounds(house);
        house.serve();
        let cookie = signed_in(house);
        let all = looked_at(house, &cookie, "/desk/code-lists");
        assert_eq!(all.link("Farver").as_deref(), Some("/desk/code-lists/colours"), "{}", all.words());
        let one = looked_at(house, &cookie, "/desk/code-lists/colours").words();
        for words in ["Version 3", "1. januar 2018 til 31. december 2019", "»Højrød« hed tidligere »Rød«.", "»Grøn« er delt i »Mos« og »Lime«.", "Testhusets spørgsmål, version 2"] {
            assert!(one.contains(words), "{words} is not in {one}");
        }
        let english = looked_at(house, &cookie, "/desk/code-lists/colours?lang=en").words();
        assert!(english.contains("\"Crimson\" was called \"Red\" before."), "{english}");
        assert_eq!(looked_at(house, &cookie, "/desk/code-lists/unknown").status, 404);
        let file = String::from_utf8(looked_at(house, &cookie, "/desk/code-lists/colours/map.csv").body).expect("UTF-8");
        let rows: Vec<&str> = file.lines().collect();
        assert_eq!(rows[0], "list,from_version,to_version,kind,from,from_label,to,to_label,source");
        assert_eq!(rows[1], "colours,1,2,renamed,red,Rød,crimson,Højrød,Opfundet igen");
        assert_eq!((rows.len(), rows[2]), (9, "colours,1,2,merged,blue,Blå,blues,Blålige,Opfundet igen"), "{file}");
    }
}
