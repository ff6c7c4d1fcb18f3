//! A review of cases as CSV: one table, whose column `part` says what a row is about; codes and keys, never words.
//!
//! `progress`: `count` cases read of `n` on the list. `share`: `count` of `n` cases with the choice; a question of which nothing is shown has
//! one row without figures. `missing`: `count` cases with that kind of missing. `mean`: of a number. `agreement`: `count` of `n` cases with
//! the same answer from all readers.

use crate::compare::{AgreementQuestion, CaseGroup, CaseQuestion, CaseReview, choice_name};
use crate::questionnaire::guarded_unless_number;

const FIGURES: [&str; 18] = [
    "question",
    "choice",
    "count",
    "n",
    "population",
    "share",
    "low",
    "high",
    "low_fpc",
    "high_fpc",
    "mean",
    "sd",
    "kappa",
    "kappa_low",
    "kappa_high",
    "alpha",
    "hidden",
    "synthetic",
];

/// The figures of a row by the name of their column.
type Row<'a> = Vec<(&'a str, String)>;

/// The whole review; fails only when memory does.
pub fn write(review: &CaseReview) -> Result<String, csv::Error> {
    let mut columns: Vec<&str> = vec!["municipality"];
    for column in review.groups.iter().flat_map(|group| group.by.keys()) {
        if !columns.contains(&column.as_str()) {
            columns.push(column);
        }
    }
    let head: Vec<&str> = std::iter::once("part").chain(columns.iter().copied()).chain(FIGURES).collect();
    let mut rows: Vec<Row> = progress(review);
    for group in &review.groups {
        rows.extend(group.questions.iter().flat_map(|question| figures(group, question)));
    }
    if let Some(agreement) = &review.agreement {
        rows.extend(agreement.questions.iter().map(agreed));
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&head)?;
    let synthetic = review.synthetic.to_string();
    for row in rows {
        let cell = |name: &&str| match *name {
            "synthetic" => synthetic.as_str(),
            name => row.iter().find(|(column, _)| *column == name).map_or("", |(_, cell)| cell),
        };
        writer.write_record(head.iter().map(|name| guarded_unless_number(cell(name)).into_owned()))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn progress(review: &CaseReview) -> Vec<Row<'_>> {
    let row = |line: &crate::compare::Progress| {
        vec![
            ("part", "progress".to_owned()),
            ("municipality", line.municipality.clone().unwrap_or_default()),
            ("count", line.read.to_string()),
            ("n", text(line.listed)),
            ("population", text(line.population)),
        ]
    };
    review.progress.iter().map(row).collect()
}

fn figures<'a>(group: &'a CaseGroup, question: &'a CaseQuestion) -> Vec<Row<'a>> {
    let figures = &question.figures;
    let population = group.population.filter(|_| question.without_population.is_none());
    let row = |part: &str, choice: String, more: Row<'a>| {
        let mut row: Row = vec![("part", part.to_owned()), ("question", question.key.clone()), ("choice", choice)];
        row.extend(group.by.iter().map(|(column, value)| (column.as_str(), value.clone())));
        row.extend([("n", text(figures.n)), ("population", text(population)), ("hidden", text(figures.hidden.clone()))]);
        row.extend(more);
        row
    };
    let mut rows: Vec<Row> = Vec::new();
    for option in &question.options {
        let more = vec![
            ("count", option.count.to_string()),
            ("share", option.share.to_string()),
            ("low", option.low.to_string()),
            ("high", option.high.to_string()),
            ("low_fpc", text(option.low_fpc)),
            ("high_fpc", text(option.high_fpc)),
        ];
        rows.push(row("share", choice_name(option.value), more));
    }
    if figures.mean.is_some() {
        rows.push(row("mean", String::new(), vec![("mean", text(figures.mean)), ("sd", text(figures.sd))]));
    }
    if rows.is_empty() {
        rows.push(row("share", String::new(), Vec::new()));
    }
    for (name, count) in figures.missing.iter().flat_map(crate::compare::MissingCounts::named).filter(|(_, count)| *count > 0) {
        rows.push(row("missing", name.to_owned(), vec![("count", count.to_string())]));
    }
    rows
}

fn agreed(question: &AgreementQuestion) -> Row<'_> {
    let kappa = question.kappa;
    vec![
        ("part", "agreement".to_owned()),
        ("question", question.key.clone()),
        ("choice", question.choice.clone().unwrap_or_default()),
        ("count", text(question.same)),
        ("n", text(question.n)),
        ("share", text(question.share)),
        ("low", text(question.low)),
        ("high", text(question.high)),
        ("kappa", text(kappa.map(|kappa| kappa.estimate))),
        ("kappa_low", text(kappa.and_then(|kappa| kappa.low))),
        ("kappa_high", text(kappa.and_then(|kappa| kappa.high))),
        ("alpha", text(question.alpha)),
        ("hidden", text(question.hidden)),
    ]
}
