//! Code lists: what is read, what is refused and where, and what their maps come to. The lists here are invented for the tests.

use super::super::code_list::{CodeList, CodeLists, ListFate, NotHeld};
use super::{read_code_list, read_with_lists};
use crate::language::Language;

const FIRST: &str = r#"key = "colours"
title = { da = "Farver", en = "Colours" }
[[version]]
version = 1
valid_from = 2018-01-01
source = "Opfundet"
codes = [
  { key = "red", value = 1, da = "Rød", en = "Red" },
  { key = "blue", value = 2, da = "Blå", en = "Blue" },
  { key = "navy", value = 3, da = "Marine", en = "Navy" },
  { key = "green", value = 4, da = "Grøn", en = "Green" },
]
"#;

/// Red is called crimson, blue and navy are one, green is what it was.
const SECOND: &str = r#"[[version]]
version = 2
valid_from = 2020-01-01
source = "Opfundet igen"
codes = [
  { key = "crimson", value = 1, da = "Højrød", en = "Crimson" },
  { key = "blues", value = 5, da = "Blålige", en = "Blues" },
  { key = "green", value = 4, da = "Grøn", en = "Green" },
]
[[version.change]]
kind = "renamed"
from = ["red"]
to = ["crimson"]
[[version.change]]
kind = "merged"
from = ["blue", "navy"]
to = ["blues"]
"#;

/// Green is split, the blues end, yellow is new.
const THIRD: &str = r#"[[version]]
version = 3
valid_from = 2022-01-01
valid_until = 2022-12-31
source = "Opfundet en tredje gang"
codes = [
  { key = "crimson", value = 1, da = "Højrød", en = "Crimson" },
  { key = "moss", value = 6, da = "Mos", en = "Moss" },
  { key = "lime", value = 7, da = "Lime", en = "Lime" },
  { key = "yellow", value = 8, da = "Gul", en = "Yellow" },
]
[[version.change]]
kind = "split"
from = ["green"]
to = ["moss", "lime"]
[[version.change]]
kind = "ended"
from = ["blues"]
[[version.change]]
kind = "new"
to = ["yellow"]
"#;

fn colours() -> CodeList {
    read_code_list("colours.toml", Some("colours"), &[FIRST, SECOND, THIRD].concat())
        .unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// The faults of a list as `line: sentence`.
fn faults(content: &str) -> Vec<String> {
    let faults = read_code_list("colours.toml", Some("colours"), content).map(|_| ()).unwrap_err();
    faults.iter().map(|fault| format!("{}: {}", fault.place.line, fault.sentence(Language::En))).collect()
}

#[test]
fn a_version_holds_until_the_next_or_until_the_day_that_it_names() {
    let list = colours();
    let on = |day: &str| list.version_on(day.parse().unwrap()).map(|version| version.version);
    assert_eq!(
        ["2017-12-31", "2018-01-01", "2019-12-31", "2020-01-01", "2022-12-31", "2023-01-01"].map(on),
        [None, Some(1), Some(1), Some(2), Some(3), None]
    );
}

#[test]
fn every_version_but_the_first_must_say_what_became_of_every_group() {
    let without = |change: &str| [FIRST, &SECOND.replace(change, "")].concat();
    let renamed = "[[version.change]]\nkind = \"renamed\"\nfrom = [\"red\"]\nto = [\"crimson\"]\n";
    let told = faults(&without(renamed)).join("\n");
    assert!(
        told.contains("'red' was in the version before") && told.contains("'crimson' was not in the version before"),
        "{told}"
    );
    for (from, to, line, words) in [
        ("Grøn", "Grønlig", "20", "'green' had another name"),
        ("value = 4", "value = 9", "20", "'green' had the value 4"),
        ("value = 5", "value = 2", "19", "The value 2 was that of 'blue'"),
        ("from = [\"red\"]", "from = [\"rd\"]", "24", "'rd'"),
        ("from = [\"blue\", \"navy\"]", "from = [\"blue\"]", "26", "several groups in 'from'"),
        ("to = [\"blues\"]", "to = [\"crimson\"]", "29", "already used in line 25"),
        ("valid_from = 2020-01-01", "valid_from = 2018-01-01", "15", "Version 1 still holds"),
        ("version = 2", "version = 3", "14", "Version 2 comes here"),
        ("kind = \"merged\"", "kind = \"joined\"", "27", "'joined'"),
        ("source = \"Opfundet igen\"", "law = \"x\"", "16", "law"),
        ("da = \"Højrød\", ", "", "18", "codes"),
    ] {
        let changed = SECOND.replacen(from, to, 1);
        assert_ne!(changed, SECOND, "{from}");
        let told = faults(&[FIRST, &changed].concat());
        let is_told = |fault: &String| fault.starts_with(&format!("{line}: ")) && fault.contains(words);
        assert!(told.iter().any(is_told), "{from} to {to} ({line}): {told:#?}");
    }
    let told = faults(&FIRST.replace("key = \"colours\"", "key = \"color\""));
    assert_eq!(told, ["1: The key is 'color', but the file is called 'colours.toml'. Give them the same name."]);
    let told = faults(&(FIRST.to_owned() + "[[version.change]]\nkind = \"new\"\nto = [\"red\"]\n"));
    assert_eq!(told, ["13: The first version has none before it. Delete the change."]);
}

#[test]
fn what_became_of_groups_is_followed_through_all_versions_between() {
    let list = colours();
    let told = |from: u32, to: u32| {
        let between = list.correspondence(from, to).unwrap();
        let keys = |codes: &[super::super::code_list::ListCode]| {
            codes.iter().map(|code| code.key.as_str()).collect::<Vec<_>>().join("+")
        };
        between.rows.iter().map(|row| format!("{} {}>{}", row.fate.name(), keys(&row.from), keys(&row.to))).collect::<Vec<_>>()
    };
    assert_eq!(told(1, 2), ["renamed red>crimson", "merged blue+navy>blues", "same green>green"]);
    assert_eq!(told(2, 3), ["same crimson>crimson", "split green>moss+lime", "new >yellow", "ended blues>"]);
    assert_eq!(told(1, 3), ["renamed red>crimson", "split green>moss+lime", "new >yellow", "ended blue+navy>"]);
    let map = list.correspondence(1, 2).unwrap().map().unwrap();
    assert_eq!(map.into_iter().collect::<Vec<_>>(), [(1, 1), (2, 5), (3, 5), (4, 4)]);
    assert_eq!(list.correspondence(2, 3).unwrap().map(), None);
    assert!(list.correspondence(2, 1).is_none() && list.correspondence(1, 4).is_none());
    let said = list.correspondence(1, 2).unwrap().sentences(Language::Da);
    assert_eq!(said, ["»Højrød« hed tidligere »Rød«.", "»Blå« og »Marine« er lagt sammen til »Blålige«."]);
}

#[test]
fn a_group_that_is_split_and_merged_again_is_the_group_that_it_was() {
    let split = SECOND.replace("kind = \"merged\"\nfrom = [\"blue\", \"navy\"]\nto = [\"blues\"]", "kind = \"merged\"\nfrom = [\"blue\", \"navy\"]\nto = [\"blues\"]\n[[version.change]]\nkind = \"split\"\nfrom = [\"green\"]\nto = [\"moss\", \"lime\"]")
        .replace("  { key = \"green\", value = 4, da = \"Grøn\", en = \"Green\" },\n", "  { key = \"moss\", value = 6, da = \"Mos\", en = \"Moss\" },\n  { key = \"lime\", value = 7, da = \"Lime\", en = \"Lime\" },\n");
    let third = r#"[[version]]
version = 3
valid_from = 2022-01-01
source = "Opfundet"
codes = [
  { key = "crimson", value = 1, da = "Højrød", en = "Crimson" },
  { key = "blues", value = 5, da = "Blålige", en = "Blues" },
  { key = "greens", value = 9, da = "Grønne", en = "Greens" },
]
[[version.change]]
kind = "merged"
from = ["moss", "lime"]
to = ["greens"]
"#;
    let list =
        read_code_list("colours.toml", None, &[FIRST, &split, third].concat()).unwrap_or_else(|faults| panic!("{faults:?}"));
    let between = list.correspondence(1, 3).unwrap();
    let fates: Vec<ListFate> = between.rows.iter().map(|row| row.fate).collect();
    assert_eq!(fates, [ListFate::Renamed, ListFate::Merged, ListFate::Renamed]);
    assert!(between.map().is_some());
}

#[test]
fn what_is_published_may_only_grow() {
    let first = read_code_list("c", None, FIRST).unwrap();
    let both = read_code_list("c", None, &[FIRST, SECOND].concat()).unwrap();
    assert_eq!(both.departs_from(&first), None);
    let gone = first.departs_from(&both).unwrap();
    assert_eq!((gone.version, gone.part.as_str()), (2, ""));
    for (from, to, part) in [
        ("Rød", "Rødlig", "codes.red"),
        ("source = \"Opfundet\"", "source = \"Andet\"", "source"),
        ("2018-01-01", "2017-01-01", "valid_from"),
        ("},\n]\n", "},\n  { key = \"grey\", value = 9, da = \"Grå\", en = \"Grey\" },\n]\n", "codes.grey"),
    ] {
        let other = read_code_list("c", None, &FIRST.replacen(from, to, 1)).unwrap();
        assert_eq!(other.departs_from(&first).map(|found| found.part).as_deref(), Some(part), "{from}");
    }
    let ended = FIRST.replace("source = \"Opfundet\"", "valid_until = 2019-12-31\nsource = \"Opfundet\"");
    let ended = read_code_list("c", None, &ended).unwrap();
    assert_eq!((ended.departs_from(&first), first.departs_from(&ended).is_some()), (None, true));
}

#[test]
fn a_figure_names_a_group_that_holds_in_all_of_its_time() {
    let lists = CodeLists(vec![colours()]);
    let day = |day: &str| day.parse().unwrap();
    let written = |group: &str, from: &str, to: &str| lists.held(group, Some((day(from), day(to)))).map(|held| held.written());
    assert_eq!(written("colours/red", "2018-01-01", "2018-12-31"), Some(Ok("colours/red".to_owned())));
    assert_eq!(written("colours/RØD", "2018-01-01", "2018-12-31"), Some(Ok("colours/red".to_owned())));
    assert!(matches!(written("colours/red", "2019-07-01", "2020-06-30"), Some(Err(NotHeld::NoGroup { version: 2, .. }))));
    assert_eq!(written("colours/red", "2017-01-01", "2017-12-31"), Some(Err(NotHeld::NoVersion)));
    assert_eq!(written("mænd/kvinder", "2018-01-01", "2018-12-31"), None);
    assert_eq!(
        (lists.line_of("colours/red").as_str(), lists.line_of("colours/blue").as_str()),
        ("colours/crimson", "colours/blue")
    );
    assert_eq!(lists.line_words("colours/crimson", Language::Da), "Højrød (hed tidligere Rød)");
    assert_eq!(lists.line_words("colours/blues", Language::En), "Blues (merged from Blue and Navy)");
    assert_eq!(lists.line_words("andre", Language::Da), "andre");
}

#[test]
fn a_question_takes_its_choices_from_a_list_and_only_missing_kinds_from_itself() {
    const HEAD: &str = "key = \"s\"\nversion = 1\ntrial = \"t\"\naudience = \"citizen\"\nlanguages = [\"da\"]\ntitle = { da = \"T\" }\n\
                        introduction = { da = \"I\" }\nclosing = { da = \"C\" }\n[[question]]\nkey = \"colour\"\nkind = \"single\"\ntext = { da = \"?\" }\n";
    let lists = CodeLists(vec![colours()]);
    let read = |rest: &str| read_with_lists("s.toml", &format!("{HEAD}{rest}"), None, &lists);
    let told = |rest: &str| {
        let faults = read(rest).map(|_| ()).unwrap_err();
        faults
            .iter()
            .map(|fault| format!("{}: {}", fault.place.line, fault.sentence(Language::En)))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let (version, _) = read(
        "options_from = { list = \"colours\", version = 2 }\nchoices = [ { value = 98, da = \"Ved ikke\", missing = \"dont-know\" } ]\n",
    )
    .unwrap();
    let question = version.questions().next().unwrap();
    let choices: Vec<(i64, &str)> =
        question.kind.scale().unwrap().choices.iter().map(|choice| (choice.value, choice.label.get(Language::Da))).collect();
    assert_eq!(choices, [(1, "Højrød"), (5, "Blålige"), (4, "Grøn"), (98, "Ved ikke")]);
    let from = question.options_from.as_ref().unwrap();
    assert_eq!((from.list.as_str(), from.version, from.earlier.len()), ("colours", 2, 1));
    for (rest, words) in [
        ("options_from = { list = \"colors\", version = 2 }\n", "13: There is no 'list' called 'colors'"),
        ("options_from = { list = \"colours\", version = 4 }\n", "13: There is no 'version' called '4'"),
        ("options_from = { list = \"colours\" }\n", "13: "),
        (
            "options_from = { list = \"colours\", version = 2 }\nchoices = [ { value = 9, da = \"Grå\" } ]\n",
            "14: The choices come from a code list",
        ),
        (
            "options_from = { list = \"colours\", version = 2 }\nchoices = [ { value = 1, da = \"Ved ikke\", missing = \"dont-know\" } ]\n",
            "14: ",
        ),
    ] {
        assert!(told(rest).lines().any(|line| line.starts_with(words)), "{rest}: {}", told(rest));
    }
}
