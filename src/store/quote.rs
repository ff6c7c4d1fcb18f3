//! Quotes: statements that are shown word for word under points, and what participants decide about them.

use diesel::prelude::*;

use super::point::unpublish;
use super::schema::{evidence, quote};
use super::{Error, Store, summary};
use crate::time::Timestamp;

/// What a participant decided about a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuoteDecision {
    /// It may stand.
    Approved,
    /// It may stand in the participant's own words.
    Reworded,
    /// It may not stand.
    Withheld,
}

impl QuoteDecision {
    /// The name in forms and in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Reworded => "reworded",
            Self::Withheld => "withheld",
        }
    }

    /// The decision with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Approved, Self::Reworded, Self::Withheld].into_iter().find(|decision| decision.name() == name)
    }
}

/// What a quote is to be.
#[derive(Clone, Copy)]
pub struct NewQuote<'a> {
    /// The point.
    pub point_id: i64,
    /// The statement.
    pub statement_id: i64,
    /// The words as they are to be shown.
    pub words: &'a str,
    /// Whether the role is to be named.
    pub names_role: bool,
    /// Whether it is to carry the person's letter.
    pub labelled: bool,
}

impl Store {
    /// Shows a statement as a quote under a point, or changes how; what the participant decided counts on only for the same words and
    /// attribution. False where the statement does not bear on the point.
    pub fn put_quote(&self, new: &NewQuote<'_>) -> Result<bool, Error> {
        self.write(|connection| {
            let bears: i64 = evidence::table
                .filter(evidence::point_id.eq(new.point_id).and(evidence::statement_id.eq(new.statement_id)))
                .count()
                .get_result(connection)?;
            if bears == 0 {
                return Ok(false);
            }
            let of_both = quote::point_id.eq(new.point_id).and(quote::statement_id.eq(new.statement_id));
            let how = (quote::words.eq(new.words), quote::names_role.eq(new.names_role), quote::labelled.eq(new.labelled));
            let changed = diesel::update(quote::table.filter(of_both)).set(how).execute(connection)?;
            unpublish(connection, new.point_id)?;
            if changed == 0 {
                diesel::insert_into(quote::table)
                    .values((
                        quote::point_id.eq(new.point_id),
                        quote::statement_id.eq(new.statement_id),
                        quote::words.eq(new.words),
                        quote::names_role.eq(new.names_role),
                        quote::labelled.eq(new.labelled),
                    ))
                    .execute(connection)?;
            }
            Ok(true)
        })
    }

    /// Takes a quote away from a point; the statement bears on it as before.
    pub fn remove_quote(&self, id: i64) -> Result<(), Error> {
        self.write(|connection| {
            diesel::delete(quote::table.find(id)).execute(connection)?;
            Ok(())
        })
    }

    /// Keeps what a participant decided about a quote with these words and the attribution of this hash. Words that they wrote themselves
    /// nobody has read, so that the point is published no more, and frozen versions that have the former words go as with a no.
    pub fn decide(&self, id: i64, decision: QuoteDecision, words: &str, hash: &str, now: Timestamp) -> Result<(), Error> {
        self.write(|connection| {
            let before: Option<(i64, String)> =
                quote::table.find(id).select((quote::point_id, quote::words)).first(connection).optional()?;
            let rewrites = before.filter(|(_, before)| before != words);
            diesel::update(quote::table.find(id))
                .set((
                    quote::words.eq(words),
                    quote::decision.eq(decision.name()),
                    quote::decided_hash.eq(hash),
                    quote::decided_at.eq(now.0),
                ))
                .execute(connection)?;
            if let Some((point, _)) = &rewrites {
                unpublish(connection, *point)?;
            }
            if decision == QuoteDecision::Withheld || rewrites.is_some() {
                summary::blank(connection, &[id], now)
            } else {
                Ok(())
            }
        })
    }
}
