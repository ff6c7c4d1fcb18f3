//! Files of register figures as municipalities send them, and every fault with its line and column.

use super::*;
use crate::language::Language;
use crate::questionnaire::{Trials, read_trials};

fn trials() -> Trials {
    read_trials("trials.toml", include_str!("../../surveys/trials.toml")).unwrap()
}

fn read(text: &str, known: &[Figure], replaces: bool) -> Result<Figures, String> {
    let lines = |faults: Vec<Fault>| faults.iter().map(|fault| fault.line(Language::En)).collect::<Vec<_>>().join("\n");
    figures("f.csv", text.as_bytes(), (&trials(), "ledighedsydelse"), known, replaces).map_err(lines)
}

const HEAD: &str = "mål;periode;kommune;gruppe;værdi;enhed;kilde;bemærkning\n";

#[test]
fn a_file_from_a_danish_spreadsheet_is_read() {
    let file = format!(
        "{HEAD}Længde;nulpunkt 2018-06;Thisted;;14,2;måneder;KMD Momentum;\nLængde;2020-07;Thisted;;11;måneder;KMD Momentum;uden afsluttede\nBrugt;2018-H2;;alle;1.270;antal;Optælling;\n"
    );
    let read = read(&file, &[], false).unwrap_or_else(|faults| panic!("{faults}"));
    let told: Vec<String> = read
        .rows
        .iter()
        .map(|(figure, line)| {
            let key = &figure.key;
            format!(
                "{line} {} {} {} {} {}",
                key.measure,
                key.period.written(),
                key.municipality,
                key.group,
                figure.amount.written()
            )
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
        L,2023,thisted,1,weeks,x\n";
    insta::assert_snapshot!(read(file, &[], false).err().unwrap(), @"");
}

#[test]
fn a_baseline_after_the_start_of_the_trial_is_none() {
    insta::assert_snapshot!(read("measure,period,value,unit,source\nL,baseline 2018,1,months,x\n", &[], false).err().unwrap(), @"");
}

#[test]
fn what_the_trial_has_already_is_replaced_only_where_that_is_asked() {
    let file = |value: &str| format!("measure,period,value,unit,source\nL,2019,{value},months,x\n");
    let known: Vec<Figure> =
        read(&file("3"), &[], false).unwrap_or_else(|faults| panic!("{faults}")).rows.into_iter().map(|row| row.0).collect();
    assert!(read(&file("3"), &known, false).is_ok(), "the same file again is no fault");
    insta::assert_snapshot!(read(&file("4"), &known, false).err().unwrap(), @"");
    assert!(read(&file("4"), &known, true).is_ok());
}
