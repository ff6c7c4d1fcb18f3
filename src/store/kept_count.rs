//! Figures of rows that are deleted: written in the transaction that deletes them, added to what is left wherever it is counted. So rates and
//! comparisons do not change by a digit when contacts or answers go.
//!
//! And how many responses are stored: written in the transaction that stores or erases one, so that nobody need count a million of them.

use diesel::prelude::*;

use super::kept::Value::{Big, Text};
use super::kept::{self, kept};
use super::schema::kept_count;
use super::{AnyConnection, Error};

/// Which figure it is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Figure {
    /// Recipients, by their background values.
    Recipients,
    /// Invitations, by municipality and state.
    Invitations,
    /// Silent invitations whose letters did not arrive.
    Undelivered,
    /// Invitations that were started and left on their first page.
    LoggedOn,
    /// Responses that are stored, by their background values and outcome.
    Stored,
    /// Responses that were deleted, by municipality and outcome.
    Outcomes,
    /// Responses that were entered at the desk, by how they came in; those that were deleted in time too.
    Entered,
    /// Persons whose answers were counted in another round too, by that round's key.
    Shared,
}

impl Figure {
    fn name(self) -> &'static str {
        match self {
            Self::Recipients => "recipients",
            Self::Invitations => "invitations",
            Self::Undelivered => "undelivered",
            Self::LoggedOn => "logged-on",
            Self::Stored => "stored",
            Self::Outcomes => "outcomes",
            Self::Entered => "entered",
            Self::Shared => "shared",
        }
    }
}

kept! {
    AddKept = "INSERT INTO kept_count (round_id, figure, cell, code, count) VALUES (", ", ", ", ", ", ", ", ",
        ") ON CONFLICT (round_id, figure, cell, code) DO UPDATE SET count = kept_count.count + excluded.count";
}

/// Keeps a figure, beside what is kept of it already.
pub(super) fn keep(
    connection: &mut AnyConnection,
    round_id: i64,
    figure: Figure,
    (cell, code): (&str, i64),
    count: u64,
) -> Result<(), Error> {
    if count == 0 {
        return Ok(());
    }
    add(connection, round_id, figure, (cell, code), i64::try_from(count).unwrap_or(i64::MAX))
}

/// Adds to what is kept of a figure, or takes from it.
pub(super) fn add(
    connection: &mut AnyConnection,
    round_id: i64,
    figure: Figure,
    (cell, code): (&str, i64),
    count: i64,
) -> Result<(), Error> {
    kept::run::<AddKept>(connection, &[Big(round_id), Text(figure.name()), Text(cell), Big(code), Big(count)])?;
    Ok(())
}

/// Lets go of what is kept of a figure; of the empty part of it alone, if `empty`.
pub(super) fn forget(connection: &mut AnyConnection, round_id: i64, figure: Figure, empty: bool) -> Result<(), Error> {
    let of_figure = kept_count::round_id.eq(round_id).and(kept_count::figure.eq(figure.name()));
    let most = if empty { 0 } else { i64::MAX };
    diesel::delete(kept_count::table.filter(of_figure).filter(kept_count::count.le(most))).execute(connection)?;
    Ok(())
}

/// What is kept of a figure: cell, code and count.
pub(super) fn load(connection: &mut AnyConnection, round_id: i64, figure: Figure) -> Result<Vec<(String, i16, u64)>, Error> {
    let rows: Vec<(String, i64, i64)> = kept_count::table
        .filter(kept_count::round_id.eq(round_id).and(kept_count::figure.eq(figure.name())))
        .select((kept_count::cell, kept_count::code, kept_count::count))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(cell, code, count)| (cell, i16::try_from(code).unwrap_or(-1), u64::try_from(count).unwrap_or(0)))
        .collect())
}

/// All that is kept of a figure without cells.
pub(super) fn total(connection: &mut AnyConnection, round_id: i64, figure: Figure) -> Result<u64, Error> {
    Ok(load(connection, round_id, figure)?.iter().map(|(_, _, count)| count).sum())
}

/// A municipality, or none, as a cell.
pub(super) fn cell_of(municipality: Option<&String>) -> Result<String, Error> {
    serde_json::to_string(&municipality).map_err(|_| Error::Corrupt("kept_count"))
}

/// The municipality, or none, of a cell.
pub(super) fn municipality_of(cell: &str) -> Result<Option<String>, Error> {
    serde_json::from_str(cell).map_err(|_| Error::Corrupt("kept_count"))
}
