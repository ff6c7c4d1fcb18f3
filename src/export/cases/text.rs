//! A review of cases for the terminal: the same sentences and figures as on the page.

use std::fmt::Write as _;

use super::Told;
use crate::compare::{CaseGroup, CaseQuestion};
use crate::language::filled;

/// The whole review.
#[must_use]
pub fn write(told: &Told) -> String {
    let (review, texts) = (told.review, told.texts());
    let mut out = format!("{} ({})\n{}\n\n", told.title(), review.round.key, told.headline());
    if review.synthetic {
        out.insert_str(0, &format!("{}\n\n", told.words.synthetic()));
    }
    let mut rows = vec![told.progress_head().map(str::to_owned).to_vec()];
    rows.extend(told.progress_rows());
    out.push_str(&table(&rows));
    for group in &review.groups {
        Told::counted(group).for_each(|question| self::question(told, group, question, &mut out));
    }
    if let Some(agreement) = &review.agreement {
        let _ = write!(out, "\n{}\n{}\n", texts.second, told.agreement(agreement));
        if agreement.cases.is_some() {
            let head = [texts.question, texts.cases, texts.same, texts.share, texts.kappa, texts.alpha];
            let mut rows = vec![head.map(str::to_owned).to_vec()];
            rows.extend(agreement.questions.iter().map(|question| {
                let withheld = || vec!["–".to_owned(); 5];
                [vec![told.agreed_question(question)], told.agreed(question).map_or_else(withheld, |cells| cells.to_vec())]
                    .concat()
            }));
            let _ = write!(out, "\n{}\n{}\n", table(&rows), texts.second_about);
        }
    }
    let _ = write!(out, "\n{}\n", filled(texts.only_from, &[("minimum", &told.whole(review.minimum))]));
    out
}

fn question(told: &Told, group: &CaseGroup, question: &CaseQuestion, out: &mut String) {
    let of = if group.by.is_empty() { String::new() } else { format!(" – {}", told.group(group)) };
    let _ = write!(out, "\n{}{of}\n", told.words.question(&question.key));
    for line in [told.sentence(group, question), told.absent(question).map(str::to_owned)].into_iter().flatten() {
        let _ = writeln!(out, "{line}");
    }
    if !question.options.is_empty() && question.figures.n != Some(0) {
        let texts = told.texts();
        let head = [texts.answer.to_owned(), texts.cases.to_owned(), texts.share.to_owned(), told.interval_head(group, question)];
        let mut rows = vec![head.to_vec()];
        rows.extend(told.option_rows(question));
        out.push_str(&table(&rows));
    }
    let missing = told.missing(question);
    if !missing.is_empty() {
        let _ = writeln!(out, "{}{missing}", told.texts().missing);
    }
    if let Some(why) = told.without_population(question).filter(|_| question.figures.n != Some(0)) {
        let _ = writeln!(out, "{why}");
    }
}

/// Rows in columns, the first aligned left and the others right.
fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let cell = |(column, cell): (usize, &String)| match column {
        0 => format!("{cell:<width$}", width = widths[0]),
        _ => format!("{cell:>width$}", width = widths[column]),
    };
    rows.iter().map(|row| row.iter().enumerate().map(cell).collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n").collect()
}
