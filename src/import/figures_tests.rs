//! Files of register figures as municipalities send them, and every fault with its line and column.

use super::*;
use crate::language::Language;
use crate::questionnaire::{Trials, read_trials};

fn trials() -> Trials {
    read_trials("trials.toml", include_str!("../../surveys/trials.toml")).unwrap()
}

/// The figures of a file, or its faults in English, a line each.
fn read(text: &str, known: &[Figure], replaces: bool) -> Result<Figures, Vec<String>> {
    let trials = trials();
    let rules = FigureRules { trials: &trials, trial: "ledighedsydelse", known, replaces, show_small: false, only: None };
    let lines = |faults: Vec<Fault>| faults.iter().map(|fault| fault.line(Language::En)).collect();
    figures("f.csv", text.as_bytes(), None, rules).map_err(lines)
}

/// Each fault must stand at its place and say its words, in this order, and there may be no other.
fn refuses(text: &str, known: &[Figure], wanted: &[(&str, &str)]) {
    let said = read(text, known, false).err().unwrap_or_default();
    assert_eq!(said.len(), wanted.len(), "{said:#?}");
    for (said, (place, words)) in said.iter().zip(wanted) {
        assert!(said.starts_with(&format!("f.csv:{place}: ")) && said.contains(words), "{place} {words}: {said}");
    }
}

const HEAD: &str = "mål;periode;kommune;gruppe;værdi;enhed;kilde;bemærkning\n";

#[test]
fn a_file_from_a_danish_spreadsheet_is_read() {
    let file = format!(
        "{HEAD}Længde;nulpunkt 2018-06;Thisted;;14,2;måneder;KMD Momentum;\nLængde;2020-07;Thisted;;11;måneder;KMD Momentum;uden afsluttede\nBrugt;2018-H2;;alle;1.270;antal;Optælling;\n"
    );
    let read = read(&file, &[], false).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let told: Vec<String> = read
        .rows
        .iter()
        .map(|(figure, line)| {
            let key = &figure.key;
            let period = key.period.written();
            format!("{line} {} {period} {} {} {}", key.measure, key.municipality, key.group, figure.amount.written())
        })
        .collect();
    assert_eq!(told, ["2 Længde baseline 2018-06 thisted  14.2", "3 Længde 2020-07 thisted  11", "4 Brugt 2018-H2  alle 1270"]);
}

#[test]
fn each_fault_names_its_line_and_column_and_nothing_is_half_read() {
    let file = "measure,period,municipality,value,unit,source\n\
        L,sommer,thisted,1,months,x\n\
        L,2018,Atlantis,1,months,x\n\
        L,2019,thisted,1.234,months,x\n\
        L,2020,thisted,1,stones,x\n\
        L,2021,thisted,1,months,\n\
        L,2022,thisted,1,months,x\n\
        L,2022-H1,thisted,1,months,x\n\
        L,2023,thisted,1,weeks,x\n\
        L,2024,hjoerring,1,months,x\n\
        K 010170-1234,2025,thisted,1,months,x\n";
    refuses(
        file,
        &[],
        &[
            ("2:3", "'sommer' is no period"),
            ("3:8", "Atlantis"),
            ("4:16", "thousands or a decimal number"),
            ("5:18", "'stones' is unknown"),
            ("6:25", "source"),
            ("8:3", "line 7"),
            ("9:18", "months elsewhere"),
            ("10:8", "Hjørring"),
            ("11:1", "CPR"),
        ],
    );
}

#[test]
fn a_baseline_after_the_start_of_the_trial_is_none() {
    refuses("measure,period,value,unit,source\nL,baseline 2018,1,months,x\n", &[], &[("2:3", "1 July 2018")]);
    for before in ["2018-H1", "2018-07-01"] {
        assert!(
            read(&format!("measure,period,value,unit,source\nL,baseline {before},1,months,x\n"), &[], false).is_ok(),
            "{before}"
        );
    }
}

#[test]
fn a_file_without_what_it_needs_or_with_something_twice_is_refused_by_its_headers() {
    refuses("measure,period,value,unit\nL,2018,1,months\n", &[], &[("1:1", "source")]);
    refuses("measure,mål,period,value,unit,source\nL,L,2018,1,months,x\n", &[], &[("1:9", "mål")]);
    refuses("measure,period,value,unit,source,colour\nL,2018,1,months,x,red\n", &[], &[("1:34", "colour")]);
    refuses("measure,period,value,unit,source\n", &[], &[("1:1", "")]);
}

#[test]
fn what_the_trial_has_already_is_replaced_only_where_that_is_asked() {
    let file = |value: &str, unit: &str| format!("measure,period,value,unit,source\nL,2019,{value},{unit},x\n");
    let first = read(&file("3", "months"), &[], false).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let known: Vec<Figure> = first.rows.into_iter().map(|row| row.0).collect();
    assert!(read(&file("3", "months"), &known, false).is_ok(), "the same file again is no fault");
    refuses(&file("4", "months"), &known, &[("2:3", "2019 already: 3")]);
    assert!(read(&file("4", "months"), &known, true).is_ok());
    assert!(read(&file("4", "weeks"), &known, true).is_ok(), "a wrong unit can be put right");
}

#[test]
fn whoever_has_some_municipalities_hands_in_theirs_alone() {
    let trials = trials();
    let own = |key: &str| key == "thisted";
    let rules = FigureRules {
        trials: &trials,
        trial: "ledighedsydelse",
        known: &[],
        replaces: false,
        show_small: false,
        only: Some(&own),
    };
    let file = "measure,period,municipality,value,unit,source\nL,2018,thisted,1,months,x\nL,2018,rebild,1,months,x\nL,2018,,1,months,x\n";
    let faults = figures("f.csv", file.as_bytes(), None, rules).err().unwrap();
    let lines: Vec<(usize, &str)> = faults.iter().map(|fault| (fault.place.line, fault.kind.code())).collect();
    assert_eq!(lines, [(3, "not-yours"), (4, "not-yours")]);
}
