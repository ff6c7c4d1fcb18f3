//! Single answers going out in the shape in which files of answers come in.
//!
//! For the data custodian at the machine, and for nobody else: nothing is withheld here, so no page may call it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::fieldwork::Entry;
use crate::language::Language;
use crate::questionnaire::{Answer, Answers, Cells, Column, Source, Version, cell, columns, guarded};

/// One response on its way out; it holds answers and is never printed.
pub struct ResponseLine<'a> {
    /// Its id.
    pub response_id: &'a str,
    /// The panel key, where there is one.
    pub panel_id: Option<&'a str>,
    /// The case number or fund, in identified rounds.
    pub person_key: Option<&'a str>,
    /// The day.
    pub submitted_on: Option<Date>,
    /// The language of the page.
    pub language: Language,
    /// How it came in.
    pub entry: Entry,
    /// Background column → value.
    pub background: &'a BTreeMap<String, String>,
    /// The answers.
    pub answers: &'a Answers,
}

/// How answers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// UTF-8 with commas.
    Csv,
    /// UTF-8 with a byte-order mark, semicolons, decimal commas, and a guard before what a spreadsheet would run.
    Excel,
    /// An array with one object a line; what is empty is null.
    Json,
}

/// What a file of answers holds besides the answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    /// Whether there is a column `person_key`: in identified rounds.
    pub person_key: bool,
    /// Whether there is a column `entry` that says of every row how it came in: where some were entered at the desk.
    pub entry: bool,
    /// Whether there is a column `synthetic` that says of every row that it is made up.
    pub synthetic: bool,
}

/// Writes responses as they come, one after the other, whatever their number.
pub fn responses<'a>(
    out: impl Write,
    version: &Version,
    form: Form,
    marks: Marks,
    lines: impl IntoIterator<Item = ResponseLine<'a>>,
) -> io::Result<()> {
    let shape = Shape { version, columns: columns(version), marks };
    match form {
        Form::Csv => csv(out, &shape, lines),
        Form::Excel => excel(out, &shape, lines),
        Form::Json => json(out, &shape, lines),
    }
}

struct Shape<'a> {
    version: &'a Version,
    columns: Vec<Column<'a>>,
    marks: Marks,
}

impl Shape<'_> {
    /// The background columns that are no questions.
    fn background(&self) -> impl Iterator<Item = &str> {
        self.version.background.iter().filter(|column| column.source == Source::Recipient).map(|column| column.key.as_str())
    }

    fn headers(&self) -> Vec<&str> {
        let mut headers = vec!["response_id", "panel_id"];
        headers.extend(self.marks.person_key.then_some("person_key"));
        headers.extend(["submitted_on", "language"]);
        headers.extend(self.marks.entry.then_some("entry"));
        headers.extend(self.background());
        headers.extend(self.columns.iter().map(|column| column.name.as_str()));
        headers.extend(self.marks.synthetic.then_some("synthetic"));
        headers
    }

    /// What stands before the answers.
    fn beside<'l>(&'l self, line: &ResponseLine<'l>) -> Vec<Cow<'l, str>> {
        let mut cells: Vec<Cow<str>> = vec![line.response_id.into(), line.panel_id.unwrap_or_default().into()];
        cells.extend(self.marks.person_key.then(|| line.person_key.unwrap_or_default().into()));
        cells.push(line.submitted_on.map_or_else(String::new, |day| day.to_string()).into());
        cells.push(line.language.code().into());
        cells.extend(self.marks.entry.then(|| line.entry.name().into()));
        cells.extend(self.background().map(|key| line.background.get(key).map_or("", String::as_str).into()));
        cells
    }

    fn cells<'l>(&'l self, line: &ResponseLine<'l>, decimal: char) -> Vec<Cow<'l, str>> {
        let mut cells = self.beside(line);
        cells.extend(self.columns.iter().map(|column| cell(column, line.answers, decimal)));
        cells.extend(self.marks.synthetic.then_some("1".into()));
        cells
    }
}

fn csv<'a>(out: impl Write, shape: &Shape, lines: impl IntoIterator<Item = ResponseLine<'a>>) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(shape.headers())?;
    for line in lines {
        writer.write_record(shape.cells(&line, '.').iter().map(|cell| cell.as_bytes()))?;
    }
    writer.flush()
}

fn excel<'a>(mut out: impl Write, shape: &Shape, lines: impl IntoIterator<Item = ResponseLine<'a>>) -> io::Result<()> {
    out.write_all("\u{FEFF}".as_bytes())?;
    let mut writer = csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(out);
    writer.write_record(shape.headers().iter().map(|header| guarded(header).into_owned()))?;
    for line in lines {
        let cells = shape.cells(&line, ',');
        let guarded: Vec<Cow<str>> = cells.iter().map(|cell| guarded(cell)).collect();
        writer.write_record(guarded.iter().map(|cell| cell.as_bytes()))?;
    }
    writer.flush()
}

fn json<'a>(mut out: impl Write, shape: &Shape, lines: impl IntoIterator<Item = ResponseLine<'a>>) -> io::Result<()> {
    let headers = shape.headers();
    out.write_all(b"[")?;
    for (index, line) in lines.into_iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        let beside = shape.beside(&line).into_iter().map(text);
        let answers = shape.columns.iter().map(|column| value(column, line.answers));
        let synthetic = shape.marks.synthetic.then_some(Value::Bool(true));
        let values = beside.chain(answers).chain(synthetic);
        let object: Map<String, Value> = headers.iter().map(|header| (*header).to_owned()).zip(values).collect();
        serde_json::to_writer(&mut out, &object)?;
    }
    out.write_all(b"\n]\n")?;
    out.flush()
}

fn text(cell: Cow<str>) -> Value {
    if cell.is_empty() { Value::Null } else { Value::String(cell.into_owned()) }
}

/// Numbers where the answer is one: values of choices, ticks, ranks and numbers.
fn value(column: &Column, answers: &Answers) -> Value {
    let cell = cell(column, answers, '.');
    let answer = answers.0.get(&column.item);
    let numeric = match column.cells {
        Cells::Answer => matches!(answer, Some(Answer::Choice(_) | Answer::Number(_))),
        Cells::Tick(_) | Cells::Rank(_) => true,
        Cells::OtherText | Cells::Missing => false,
    };
    let number = || match answer {
        Some(Answer::Number(number)) if number.fract() != 0.0 => serde_json::Number::from_f64(*number),
        _ => cell.parse::<i64>().ok().map(Into::into),
    };
    numeric.then(number).flatten().map_or_else(|| text(cell.clone()), Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaire::read;

    const VERSION: &str = r#"
key = "x"
version = 1
trial = "x"
audience = "caseworker"
languages = ["da"]
title = { da = "T" }
introduction = { da = "I" }
closing = { da = "C" }
[background.team]
source = "recipient"
[[question]]
key = "used"
kind = "single"
text = { da = "?" }
choices = [ { value = 1, da = "Nej" }, { value = 2, da = "Ja" } ]
other = true
[[question]]
key = "how"
kind = "multiple"
text = { da = "?" }
choices = [ { value = 1, da = "A" }, { value = 2, da = "B" } ]
[[question]]
key = "hours"
kind = "number"
decimals = 1
text = { da = "?" }
[[question]]
key = "words"
kind = "text"
text = { da = "?" }
"#;

    fn written(form: Form, marks: Marks) -> String {
        let (version, _) = read("x", VERSION, None).unwrap();
        let answers =
            |list: &[(&str, Answer)]| Answers(list.iter().map(|(key, answer)| ((*key).to_owned(), answer.clone())).collect());
        let first = answers(&[
            ("used", Answer::Choice(crate::questionnaire::OTHER)),
            ("used/other-text", Answer::Text("+ andet".to_owned())),
            ("how", Answer::Choices(vec![2])),
            ("hours", Answer::Number(7.5)),
            ("words", Answer::Text("=1+1\n\"æøå\"; nej".to_owned())),
        ]);
        let second = answers(&[("used", Answer::Choice(2)), ("how", Answer::Choices(Vec::new()))]);
        let known = BTreeMap::from([("municipality".to_owned(), "thisted".to_owned()), ("team".to_owned(), "@øst".to_owned())]);
        let unknown = BTreeMap::new();
        let line = |response_id, background, answers, submitted_on| ResponseLine {
            response_id,
            panel_id: None,
            person_key: Some("sag-1"),
            submitted_on,
            language: Language::Da,
            entry: if response_id == "a" { Entry::Paper } else { Entry::Web },
            background,
            answers,
        };
        let lines = [line("a", &known, &first, Some(jiff::civil::date(2019, 1, 31))), line("b", &unknown, &second, None)];
        let mut out = Vec::new();
        responses(&mut out, &version, form, marks, lines).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_csv_file_has_the_columns_of_the_version() {
        let marks = Marks { person_key: false, entry: false, synthetic: false };
        insta::assert_snapshot!(written(Form::Csv, marks), @r#"
        response_id,panel_id,submitted_on,language,municipality,team,used,used/other-text,how/1,how/2,hours,words
        a,,2019-01-31,da,thisted,@øst,other,+ andet,0,1,7.5,"=1+1
        ""æøå""; nej"
        b,,,da,,,2,,0,0,,
        "#);
    }

    #[test]
    fn a_spreadsheet_runs_no_cell_and_reads_decimal_commas() {
        let marks = Marks { person_key: true, entry: true, synthetic: false };
        let text = written(Form::Excel, marks);
        assert!(text.starts_with('\u{FEFF}') && text.contains("\r\n"));
        insta::assert_snapshot!(text.trim_start_matches('\u{FEFF}').replace("\r\n", "\n"), @r#"
        response_id;panel_id;person_key;submitted_on;language;entry;municipality;team;used;used/other-text;how/1;how/2;hours;words
        a;;sag-1;2019-01-31;da;paper;thisted;'@øst;other;'+ andet;0;1;7,5;"'=1+1
        ""æøå""; nej"
        b;;sag-1;;da;web;;;2;;0;0;;
        "#);
    }

    #[test]
    fn json_has_numbers_where_answers_are_numbers_and_says_what_is_synthetic() {
        let marks = Marks { person_key: false, entry: false, synthetic: true };
        insta::assert_snapshot!(written(Form::Json, marks), @r#"
        [
        {"response_id":"a","panel_id":null,"submitted_on":"2019-01-31","language":"da","municipality":"thisted","team":"@øst","used":"other","used/other-text":"+ andet","how/1":0,"how/2":1,"hours":7.5,"words":"=1+1\n\"æøå\"; nej","synthetic":true},
        {"response_id":"b","panel_id":null,"submitted_on":null,"language":"da","municipality":null,"team":null,"used":2,"used/other-text":null,"how/1":0,"how/2":0,"hours":null,"words":null,"synthetic":true}
        ]
        "#);
    }
}
