//! The body of the page of a review of cases.

use maud::{Markup, html};

use super::Told;
use crate::compare::{Agreement, CaseGroup, CaseQuestion};
use crate::language::filled;

/// What stands under the heading.
#[must_use]
pub fn body(told: &Told) -> Markup {
    let (review, texts) = (told.review, told.texts());
    html! {
        p.say { (told.headline()) }
        h2 { (texts.progress) }
        (progress(told))
        h2 { (texts.results) }
        @if let Some((whole, groups)) = review.groups.split_first() {
            @for (at, question) in Told::counted(whole).enumerate() { (card(told, whole, question, groups, at)) }
        }
        @if let Some(agreement) = &review.agreement { (second(told, agreement)) }
        details {
            summary { (texts.method) }
            p { (texts.method_text) }
            @if review.agreement.is_some() { p { (texts.method_second) } }
            p { (filled(texts.only_from, &[("minimum", &told.whole(review.minimum))])) }
        }
    }
}

fn progress(told: &Told) -> Markup {
    let texts = told.texts();
    let columns = told.progress_columns();
    let head = told.progress_head();
    html! {
        // On a narrow screen each municipality is a block of its own, so roles and labels must stand here: the style takes them away.
        div.card { div.scroll tabindex="0" role="region" aria-label=(texts.progress_table) { table.groups.plain role="table" {
            thead role="rowgroup" { tr role="row" {
                @for column in &columns { th.num[*column > 0].wrap[[1, 4, 5].contains(column)] scope="col" role="columnheader" { (head[*column]) } }
            } }
            tbody role="rowgroup" { @for row in told.progress_rows() { tr role="row" {
                @for column in &columns {
                    @if *column == 0 { th scope="row" role="rowheader" { (row[0]) } }
                    @else { td.num role="cell" data-label=(head[*column]) { (row[*column]) } }
                }
            } } }
        } } }
    }
}

fn card(told: &Told, whole: &CaseGroup, question: &CaseQuestion, groups: &[CaseGroup], at: usize) -> Markup {
    let texts = told.texts();
    let id = format!("case-{at}");
    let title = told.words.question(&question.key);
    html! {
        article.card aria-labelledby=(id) {
            h3 id=(id) { (title) }
            @if let Some(sentence) = told.sentence(whole, question) { p.say { (sentence) } }
            @if let Some(why) = told.absent(question) { p { (why) } }
            @if !question.options.is_empty() && question.figures.n != Some(0) {
                div.scroll.snug tabindex="0" role="region" aria-label=(title) { table {
                    thead { tr {
                        th scope="col" { (texts.answer) }
                        th.num scope="col" { (texts.cases) }
                        th.num scope="col" { (texts.share) }
                        th.num.wrap scope="col" { (told.interval_head(whole, question)) }
                    } }
                    tbody { @for row in told.option_rows(question) { tr {
                        @for (at, cell) in row.iter().enumerate() {
                            @if at == 0 { th scope="row" { (cell) } } @else { td.num { (cell) } }
                        }
                    } } }
                } }
            }
            @let missing = told.missing(question);
            @if !missing.is_empty() { p.small { (texts.missing) (missing) } }
            @if let Some(why) = told.without_population(question).filter(|_| question.figures.n != Some(0)) { p.small { (why) } }
            @if !groups.is_empty() { (divided(told, &question.key, groups, &title)) }
        }
    }
}

/// One question in every group, a row each, the withheld ones kept and labelled.
fn divided(told: &Told, key: &str, groups: &[CaseGroup], title: &str) -> Markup {
    let texts = told.texts();
    let found: Vec<(&CaseGroup, &CaseQuestion)> =
        groups.iter().filter_map(|group| Some((group, group.questions.iter().find(|question| question.key == key)?))).collect();
    let values: Vec<i64> = found
        .iter()
        .map(|(_, question)| question)
        .find(|question| !question.options.is_empty())
        .map_or_else(Vec::new, |question| question.options.iter().map(|option| option.value).collect());
    let columns = values.len().max(1);
    if let Some(why) = told.nothing_of(&found) {
        let names: Vec<String> = found.iter().map(|(group, _)| told.group(group)).collect();
        return html! { p { (texts.by_group) " (" (names.join(", ")) "): " (why) } };
    }
    html! {
        div.scroll.snug tabindex="0" role="region" aria-label={ (texts.by_group) ": " (title) } { table {
            caption { (texts.by_group) }
            thead { tr {
                th scope="col" { (texts.group) }
                th.num scope="col" { (texts.cases) }
                @for label in told.words.choices(key, &values) { th.num.wrap scope="col" { (label) } }
                @if values.is_empty() { th scope="col" { (texts.share) } }
            } }
            tbody { @for (group, question) in &found { tr {
                th scope="row" { (told.group(group)) }
                td.num { @if let Some(n) = question.figures.n { (told.whole(n)) } @else { "–" } }
                @if question.options.is_empty() || question.figures.n == Some(0) {
                    td colspan=(columns) { (told.sentence(group, question).unwrap_or_else(|| told.absent(question).unwrap_or("–").to_owned())) }
                } @else {
                    @for option in &question.options { td.num {
                        (told.percent(option.share)) br; span.small { (told.interval(option)) }
                    } }
                }
            } } }
        } }
    }
}

fn second(told: &Told, agreement: &Agreement) -> Markup {
    let texts = told.texts();
    let alpha = agreement.rounds.len() > 2;
    let kappa = agreement.rounds.len() == 2;
    let columns = 3 + usize::from(alpha) + usize::from(kappa);
    html! {
        h2 { (texts.second) }
        p.say {
            (told.agreement(agreement))
        }
        @if agreement.cases.is_some() {
            p.small { (texts.second_about) }
            // On a narrow screen each question is a block of its own, so roles and labels must stand here: the style takes them away.
            div.card { div.scroll tabindex="0" role="region" aria-label=(texts.second) { table.groups.plain role="table" {
                thead role="rowgroup" { tr role="row" {
                    th scope="col" role="columnheader" { (texts.question) }
                    th.num scope="col" role="columnheader" { (texts.cases) }
                    th.num.wrap scope="col" role="columnheader" { (texts.same) }
                    th.num scope="col" role="columnheader" { (texts.share) }
                    @if kappa { th.num.wrap scope="col" role="columnheader" { (texts.kappa) } }
                    @if alpha { th.num.wrap scope="col" role="columnheader" { (texts.alpha) } }
                } }
                tbody role="rowgroup" { @for question in &agreement.questions { tr role="row" {
                    th scope="row" role="rowheader" { (told.agreed_question(question)) }
                    @if let Some([n, same, share, two, many]) = told.agreed(question) {
                        td.num role="cell" data-label=(texts.cases) { (n) }
                        td.num role="cell" data-label=(texts.same) { (same) }
                        td.num role="cell" data-label=(texts.share) { (share) }
                        @if kappa { td.num role="cell" data-label=(texts.kappa) { (two) } }
                        @if alpha { td.num role="cell" data-label=(texts.alpha) { (many) } }
                    } @else {
                        td role="cell" colspan=(columns) { (super::withheld_words(told.words.language)) }
                    }
                } } }
            } } }
        }
    }
}
