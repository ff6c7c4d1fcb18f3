//! Who was asked of what, and what they said of it: as a page, as CSV and as a workbook.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::{LIST, gathered, show};
use crate::export::comparison_xlsx;
use crate::export::summary::matrix::{Cell, Lines, Matrix, csv, matrices, xlsx};
use crate::store::Error;
use crate::web::desk::broken;
use crate::web::desk::caller::Admitted;
use crate::web::desk::comparison::files::{attachment, failed};
use crate::web::desk::layout::{synthetic_mark, unbroken};

fn asked(admitted: &Admitted) -> Result<[Matrix; 2], HttpResponse> {
    let talks = gathered(admitted)?;
    let mut lines: Lines = BTreeMap::new();
    for group in &talks.groups {
        let of_group: Result<_, Error> = admitted.state.store.lines(group.id, 0);
        lines.insert(group.id, of_group.map_err(|error| broken(admitted, &error))?);
    }
    Ok(matrices(&talks, &lines, admitted.language))
}

/// GET `/desk/focus-groups/matrix`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    let both = match asked(admitted) {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let here = format!("{LIST}/matrix");
    let body = html! {
        p.say { (admitted.say(
            "Hvem er spurgt om hvad, og hvad kom der ud af det? At ingen har spurgt, er noget andet, end at intet blev sagt.",
            "Who was asked of what, and what came of it? That nobody asked is another thing than that nothing was said.",
        )) }
        p { @for (at, matrix) in both.iter().enumerate() { @if at > 0 { " · " } a href={ "#" (matrix.name) } { (matrix.title) } } }
        p.files {
            a href=(admitted.to(&format!("{here}.csv"))) download { "CSV" } " · "
            a href=(admitted.to(&format!("{here}.xlsx"))) download { "XLSX" }
        }
        @for matrix in &both { (table(admitted, matrix)) }
    };
    show(admitted, StatusCode::OK, admitted.say("Hvem sagde noget om hvad?", "Who spoke of what?"), &[], &here, &body)
}

fn table(admitted: &Admitted, matrix: &Matrix) -> Markup {
    html! {
        h2 id=(matrix.name) { (matrix.title) }
        @if matrix.columns.is_empty() {
            p.card.empty { (admitted.say("Her står tabellen, når den første gruppe er planlagt.", "The table will be here once the first group is planned.")) }
        } @else {
            div.card { div.scroll tabindex="0" role="region" aria-label=(matrix.title) {
                table.groups.plain.matrix {
                    thead { tr {
                        th scope="col" { @if matrix.name == "theme-group" { (admitted.say("Tema", "Theme")) } @else { (admitted.say("Forsøg", "Trial")) } }
                        @for column in &matrix.columns { th scope="col" { (column) } }
                    } }
                    tbody { @for (_, name, cells) in &matrix.rows {
                        tr {
                            th scope="row" { (name) }
                            @for (column, cell) in matrix.columns.iter().zip(cells) {
                                @let words = unbroken(&cell.words(matrix.counts, admitted.language));
                                td data-label=(column) {
                                    @if matches!(cell, Cell::Said { .. }) { (words) } @else { span.small { (words) } }
                                }
                            }
                        }
                    } }
                }
            } }
        }
    }
}

/// GET `/desk/focus-groups/matrix.csv`.
pub(in crate::web::desk) fn as_csv(admitted: &Admitted) -> HttpResponse {
    match asked(admitted).map(|both| csv(&both, admitted.language)) {
        Ok(Ok(text)) => attachment(text.into_bytes(), "text/csv; charset=utf-8", "matrix.csv"),
        Ok(Err(error)) => failed(&error),
        Err(answer) => answer,
    }
}

/// GET `/desk/focus-groups/matrix.xlsx`.
pub(in crate::web::desk) fn as_workbook(admitted: &Admitted) -> HttpResponse {
    let mark = admitted.state.demonstration.then(|| synthetic_mark(admitted.language));
    match asked(admitted).map(|both| xlsx(&both, admitted.language, mark)) {
        Ok(Ok(bytes)) => attachment(bytes, comparison_xlsx::CONTENT_TYPE, "matrix.xlsx"),
        Ok(Err(error)) => failed(&error),
        Err(answer) => answer,
    }
}
