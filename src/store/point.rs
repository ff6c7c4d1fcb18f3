//! Statements, the points that they bear on, and the quotes that are shown: there are some hundred, so all are read together.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::schema::{evidence, note_line, point, point_trial, quote, statement};
use super::{AnyConnection, Error, Participant, QuoteDecision, Store, log, participant};
use crate::focusgroup::{Attribution, Purpose, Relation, approves, snippet};
use crate::questionnaire::Audience;
use crate::time::Timestamp;

/// What somebody said that bears on something.
#[derive(Clone)]
pub struct Statement {
    /// Its number, which stands in documents as `U` and this.
    pub id: i64,
    /// The line that it is from.
    pub line_id: i64,
    /// The group that the line is of.
    pub group_id: i64,
    /// The key of the question that was talked about.
    pub question: String,
    /// The code of who spoke.
    pub speaker: String,
    /// From which code point of the line.
    pub starts: i32,
    /// To which, not included.
    pub ends: i32,
    /// The words between them.
    pub words: String,
}

/// One sentence that claims something.
#[derive(Clone)]
pub struct Point {
    /// Its number, which stands in documents as `P` and this.
    pub id: i64,
    /// The key of its theme.
    pub theme: String,
    /// The sentence.
    pub claim: String,
    /// Whether it is published.
    pub published: bool,
    /// The keys of the trials that it is about.
    pub trials: BTreeSet<String>,
    /// The statements that bear on it, and how.
    pub evidence: Vec<(i64, Relation)>,
}

/// A statement that is shown word for word under a point.
#[derive(Clone)]
pub struct Quote {
    /// Its number.
    pub id: i64,
    /// The point under which it stands.
    pub point_id: i64,
    /// The statement.
    pub statement_id: i64,
    /// The words as they are shown.
    pub words: String,
    /// Whether the role is to be named.
    pub names_role: bool,
    /// Whether it is to carry the person's letter.
    pub labelled: bool,
    /// What the participant decided.
    pub decision: Option<QuoteDecision>,
    /// About what: the hash of words and attribution.
    pub decided_hash: String,
}

/// Everything that is claimed and what it rests on.
#[derive(Default)]
pub struct Claims {
    /// The statements.
    pub statements: Vec<Statement>,
    /// The points.
    pub points: Vec<Point>,
    /// The quotes.
    pub quotes: Vec<Quote>,
}

impl Claims {
    /// The point with this number.
    #[must_use]
    pub fn point(&self, id: i64) -> Option<&Point> {
        self.points.iter().find(|point| point.id == id)
    }

    /// The statement with this number.
    #[must_use]
    pub fn statement(&self, id: i64) -> Option<&Statement> {
        self.statements.iter().find(|statement| statement.id == id)
    }

    /// What the participant is asked to approve of a quote, given their role.
    #[must_use]
    pub fn attribution(&self, quote: &Quote, role: Audience) -> Attribution {
        let point = self.point(quote.point_id);
        let bears = |point: &Point| point.evidence.iter().find(|(id, _)| *id == quote.statement_id).map(|(_, how)| *how);
        Attribution {
            role: quote.names_role.then_some(role),
            labelled: quote.labelled,
            trials: point.map(|point| point.trials.clone()).unwrap_or_default(),
            claim: point.map(|point| point.claim.clone()).unwrap_or_default(),
            relation: point.and_then(bears),
        }
    }

    /// What was decided about a quote as it is now; none where it was never shown like this.
    #[must_use]
    pub fn decision(&self, quote: &Quote, role: Audience) -> Option<QuoteDecision> {
        // Whoever wants words not shown does not want them shown under another name either.
        let same = || approves(&quote.decided_hash, &quote.words, &self.attribution(quote, role));
        quote.decision.filter(|decision| *decision == QuoteDecision::Withheld || same())
    }

    /// Whose quotes wait for an answer, given the role of each group.
    #[must_use]
    pub fn awaited(&self, participants: &[Participant], role: impl Fn(i64) -> Option<Audience>) -> BTreeSet<i64> {
        let waits = |quote: &Quote| {
            let said = self.statement(quote.statement_id)?;
            let by = |one: &&Participant| one.group_id == said.group_id && one.code == said.speaker && !one.withdrawn;
            let one = participants.iter().find(by).filter(|one| one.consents_to(Purpose::BeQuoted))?;
            self.decision(quote, role(said.group_id)?).is_none().then_some(one.id)
        };
        self.quotes.iter().filter_map(waits).collect()
    }
}

type StatementRow = (i64, i64, i64, String, String, i32, i32, String);
type QuoteRow = (i64, i64, i64, String, bool, bool, Option<String>, Option<String>);

impl Store {
    /// Everything that is claimed and what it rests on.
    pub fn claims(&self) -> Result<Claims, Error> {
        self.read(all)
    }

    /// Takes a statement out of a line; none where the line is gone or the places do not lie in it.
    pub fn add_statement(&self, line: i64, (starts, ends): (i32, i32), by: &str, now: Timestamp) -> Result<Option<i64>, Error> {
        self.write(|connection| {
            let text: Option<String> = note_line::table.find(line).select(note_line::words).first(connection).optional()?;
            let (Ok(from), Ok(to)) = (usize::try_from(starts), usize::try_from(ends)) else { return Ok(None) };
            let Some(words) = text.as_deref().and_then(|text| snippet(text, from, to)) else { return Ok(None) };
            let there: Option<i64> = statement::table
                .filter(statement::line_id.eq(line).and(statement::starts.eq(starts)).and(statement::ends.eq(ends)))
                .select(statement::id)
                .first(connection)
                .optional()?;
            if there.is_some() {
                return Ok(there);
            }
            let id: i64 = diesel::insert_into(statement::table)
                .values((
                    statement::line_id.eq(line),
                    statement::starts.eq(starts),
                    statement::ends.eq(ends),
                    statement::words.eq(words),
                    statement::made_by.eq(by),
                    statement::made_at.eq(now.0),
                ))
                .returning(statement::id)
                .get_result(connection)?;
            Ok(Some(id))
        })
    }

    /// Makes a point, or writes it anew where `id` is one; what is written anew is published no more. Gives back its number.
    pub fn put_point(
        &self,
        id: Option<i64>,
        (theme, claim): (&str, &str),
        trials: &BTreeSet<String>,
        by: &str,
        now: Timestamp,
    ) -> Result<i64, Error> {
        self.write(|connection| {
            let id: i64 = match id {
                Some(id) => {
                    diesel::update(point::table.find(id))
                        .set((point::theme.eq(theme), point::claim.eq(claim), point::published_at.eq(None::<i64>)))
                        .execute(connection)?;
                    diesel::delete(point_trial::table.filter(point_trial::point_id.eq(id))).execute(connection)?;
                    id
                }
                None => diesel::insert_into(point::table)
                    .values((point::theme.eq(theme), point::claim.eq(claim), point::made_by.eq(by), point::made_at.eq(now.0)))
                    .returning(point::id)
                    .get_result(connection)?,
            };
            for trial in trials {
                diesel::insert_into(point_trial::table)
                    .values((point_trial::point_id.eq(id), point_trial::trial.eq(trial)))
                    .execute(connection)?;
            }
            Ok(id)
        })
    }

    /// Says how a statement bears on a point, in the place of what was said before; where `how` is none, that it does not, and then it
    /// is not quoted there either.
    pub fn set_evidence(&self, point_id: i64, statement_id: i64, how: Option<Relation>) -> Result<(), Error> {
        self.write(|connection| {
            diesel::delete(evidence::table.find((point_id, statement_id))).execute(connection)?;
            unpublish(connection, point_id)?;
            let Some(how) = how else {
                let of_both = quote::point_id.eq(point_id).and(quote::statement_id.eq(statement_id));
                diesel::delete(quote::table.filter(of_both)).execute(connection)?;
                return Ok(());
            };
            diesel::insert_into(evidence::table)
                .values((
                    evidence::point_id.eq(point_id),
                    evidence::statement_id.eq(statement_id),
                    evidence::relation.eq(how.name()),
                ))
                .execute(connection)?;
            Ok(())
        })
    }

    /// Publishes a point, or takes it back; a point that nothing supports is not published: then false.
    pub fn publish_point(&self, id: i64, publish: bool, by: &str, now: Timestamp) -> Result<bool, Error> {
        self.write(|connection| {
            let supports = evidence::point_id.eq(id).and(evidence::relation.eq(Relation::Supports.name()));
            let supported: i64 = evidence::table.filter(supports).count().get_result(connection)?;
            if publish && supported == 0 {
                return Ok(false);
            }
            diesel::update(point::table.find(id)).set(point::published_at.eq(publish.then_some(now.0))).execute(connection)?;
            let what = if publish { "published a point" } else { "took a point back" };
            log::note(connection, now, by, what, &format!("P{id}"))?;
            Ok(true)
        })
    }
}

/// What a point rests on was changed, so it has to be published again.
pub(super) fn unpublish(connection: &mut AnyConnection, point: i64) -> Result<(), Error> {
    diesel::update(point::table.find(point)).set(point::published_at.eq(None::<i64>)).execute(connection)?;
    Ok(())
}

fn statement_of((id, line_id, group_id, question, speaker, starts, ends, words): StatementRow) -> Statement {
    Statement { id, line_id, group_id, question, speaker, starts, ends, words }
}

fn quote_of((id, point_id, statement_id, words, names_role, labelled, decision, hash): QuoteRow) -> Quote {
    let decision = decision.as_deref().and_then(QuoteDecision::from_name);
    Quote { id, point_id, statement_id, words, names_role, labelled, decision, decided_hash: hash.unwrap_or_default() }
}

/// Everything that is claimed and what it rests on.
pub(super) fn all(connection: &mut AnyConnection) -> Result<Claims, Error> {
    let statements: Vec<StatementRow> = statement::table
        .inner_join(note_line::table)
        .order(statement::id)
        .select((
            statement::id,
            statement::line_id,
            note_line::group_id,
            note_line::question,
            note_line::speaker,
            statement::starts,
            statement::ends,
            statement::words,
        ))
        .load(connection)?;
    let points: Vec<(i64, String, String, Option<i64>)> =
        point::table.order(point::id).select((point::id, point::theme, point::claim, point::published_at)).load(connection)?;
    let trials: Vec<(i64, String)> = point_trial::table.load(connection)?;
    let mut bearing: Vec<(i64, i64, String)> = evidence::table.order(evidence::statement_id).load(connection)?;
    // What somebody said who does not want to have taken part bears on nothing.
    let left: Vec<(i64, String)> =
        participant::all(connection)?.into_iter().filter(Participant::left).map(|one| (one.group_id, one.code)).collect();
    let unused = |row: &&StatementRow| left.iter().any(|(group, code)| *group == row.2 && *code == row.4);
    let unused: BTreeSet<i64> = statements.iter().filter(unused).map(|row| row.0).collect();
    bearing.retain(|(_, said, _)| !unused.contains(said));
    let quotes: Vec<QuoteRow> = quote::table
        .order(quote::id)
        .select((
            quote::id,
            quote::point_id,
            quote::statement_id,
            quote::words,
            quote::names_role,
            quote::labelled,
            quote::decision,
            quote::decided_hash,
        ))
        .load(connection)?;
    let point = |(id, theme, claim, published): (i64, String, String, Option<i64>)| {
        let trials = trials.iter().filter(|(of, _)| *of == id).map(|(_, trial)| trial.clone()).collect();
        let own = bearing.iter().filter(|(of, ..)| *of == id);
        let evidence = own.filter_map(|(_, said, how)| Some((*said, Relation::from_name(how)?))).collect();
        Point { id, theme, claim, published: published.is_some(), trials, evidence }
    };
    Ok(Claims {
        statements: statements.into_iter().map(statement_of).collect(),
        points: points.into_iter().map(point).collect(),
        quotes: quotes.into_iter().map(quote_of).collect(),
    })
}
