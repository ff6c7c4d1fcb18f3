//! The texts of a round, and what a person decided about each before evaluators may read it.
//!
//! Only texts that may be read are loaded into a [`Texts`]: of a closed round, where `compare` says that enough wrote. A review holds
//! places in a text and never a word of it, so that erasing the response leaves nothing; the database takes its reviews with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::log::note;
use super::schema::{response, text_review};
use super::text_key::Opener;
use super::{Error, PublishedVersion, Store};
use crate::compare::{self, Input, Tallies};
use crate::config::Privacy;
use crate::fieldwork::{Outcome, Review, Round};
use crate::language::Language;
use crate::language::personal::{Kind, Span};
use crate::questionnaire::{Answer, Item, OTHER, Version, code, other_text_key};
use crate::time::Timestamp;

/// The texts of a round that may be read; it has no `Debug`, since it holds answers.
pub struct Texts {
    /// The version that they answer.
    pub version: Arc<PublishedVersion>,
    /// By the order of their handles, in which nothing is left of who wrote them and when.
    pub all: Vec<TextAnswer>,
}

/// One text; it has no `Debug`, since it holds an answer.
pub struct TextAnswer {
    /// What it is called on pages: from it follows neither the response nor another text of the same response.
    pub handle: String,
    /// The key of its response.
    key: Vec<u8>,
    /// The item's key, or the key of the words of its `other`.
    pub item: String,
    /// The words.
    pub text: String,
    /// What was decided; none while it waits.
    pub review: Option<Reviewed>,
}

impl TextAnswer {
    /// The key of its response, for what is kept beside it.
    pub(super) fn response_key(&self) -> &[u8] {
        &self.key
    }
}

/// What was decided about a text.
pub struct Reviewed {
    /// The decision.
    pub review: Review,
    /// What is covered.
    pub masks: Vec<Span>,
}

/// A decision to be kept.
pub struct NewReview<'a> {
    /// About which text.
    pub text: &'a TextAnswer,
    /// The decision.
    pub review: Review,
    /// What is covered.
    pub masks: Vec<Span>,
}

/// Key of the response, item, decision, masks.
type Row = (Vec<u8>, String, i16, String);

impl Store {
    /// The texts of a round that may be read now, reviewed or not; none while the round is open, and none of a question that too few
    /// wrote to.
    pub fn texts(&self, round: &Round, privacy: &Privacy, now: Timestamp) -> Result<Texts, Error> {
        let version = self.version(self.version_id_of(round.id)?)?;
        if !round.is_closed(now) {
            return Ok(Texts { version, all: Vec::new() });
        }
        let trials = self.trials()?;
        let loaded = self.load(round.clone(), Arc::clone(&version), now)?;
        let tallies = self.tallies(round.id)?;
        let input = Input {
            trials: &trials,
            trial: &version.version.trial,
            evaluation: version.version.evaluation.as_deref(),
            rounds: vec![loaded.input(&tallies)],
            approvals: &[],
            by: &[],
            privacy,
            linked: None,
            weight_by: &[],
            shared: Vec::new(),
            language: Language::default(),
        };
        // At most as many wrote as the kept counts say: where those are too few nobody need look.
        if compare::readable(&input, &at_most(&version.version, &tallies)).is_empty() {
            return Ok(Texts { version, all: Vec::new() });
        }
        let mut all = self.written(round)?;
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for text in &all {
            *counts.entry(text.item.clone()).or_default() += 1;
        }
        let readable = compare::readable(&input, &counts);
        all.retain(|text| readable.contains(&text.item));
        all.sort_by(|one, other| one.handle.cmp(&other.handle));
        Ok(Texts { version, all })
    }

    /// Every text of a round, for [`Store::texts`] alone.
    fn written(&self, round: &Round) -> Result<Vec<TextAnswer>, Error> {
        let (responses, reviews) = self.read(|connection| {
            let asked = response::round_id.eq(round.id).and(response::outcome.ne(Outcome::ScreenedOut.number()));
            let responses: Vec<(Vec<u8>, String)> =
                response::table.filter(asked).select((response::key, response::answers)).load(connection)?;
            let columns = (text_review::response_key, text_review::item, text_review::decision, text_review::masks);
            let reviews: Vec<Row> =
                text_review::table.filter(text_review::round_id.eq(round.id)).select(columns).load(connection)?;
            Ok((responses, reviews))
        })?;
        let mut reviewed = BTreeMap::new();
        for (key, item, decision, masks) in reviews {
            let review = Review::from_number(decision).ok_or(Error::Corrupt("text_review"))?;
            reviewed.insert((key, item), Reviewed { review, masks: read_masks(&masks)? });
        }
        let opener = Opener::of(self.keys(), &round.key)?;
        let mut all = Vec::new();
        for (key, answers) in responses {
            let answers = opener.answers(&key, &answers)?;
            for (item, answer) in answers.0 {
                let Answer::Text(text) = answer else { continue };
                let place = (key.clone(), item);
                let review = reviewed.remove(&place);
                let (key, item) = place;
                all.push(TextAnswer { handle: handle(&key, &item), key, item, text, review });
            }
        }
        Ok(all)
    }

    /// Keeps what this person decided, in the place of what was decided before; how many texts were still there.
    pub fn review_texts(&self, round: &Round, reviews: &[NewReview<'_>], by: &str, now: Timestamp) -> Result<usize, Error> {
        self.write(|connection| {
            let mut kept = 0;
            for new in reviews {
                let there: Option<i64> =
                    response::table.find((round.id, &new.text.key)).select(response::round_id).first(connection).optional()?;
                // The person may have had it erased meanwhile.
                if there.is_none() {
                    continue;
                }
                diesel::delete(text_review::table.find((round.id, &new.text.key, &new.text.item))).execute(connection)?;
                diesel::insert_into(text_review::table)
                    .values((
                        text_review::round_id.eq(round.id),
                        text_review::response_key.eq(&new.text.key),
                        text_review::item.eq(&new.text.item),
                        text_review::decision.eq(new.review.number()),
                        text_review::masks.eq(write_masks(&new.masks)?),
                        text_review::reviewed_by.eq(by),
                        text_review::reviewed_at.eq(now.0),
                    ))
                    .execute(connection)?;
                kept += 1;
            }
            if kept > 0 {
                note(connection, now, by, &format!("reviewed {kept} texts"), &round.key)?;
            }
            Ok(kept)
        })
    }
}

/// How many can have written under each key: who answered a question in words, and who chose its "other".
fn at_most(version: &Version, tallies: &Tallies) -> BTreeMap<String, u64> {
    let counted = |item: &str, code: i64| tallies.0.values().filter_map(|items| items.get(item)?.get(&code)).sum();
    let of_item = |item: Item| {
        let words = (item.key.clone(), counted(&item.key, code::ANSWERED));
        [(other_text_key(&item.key), counted(&item.key, OTHER)), words]
    };
    version.items().into_iter().filter(|item| item.question.takes_text()).flat_map(of_item).collect()
}

/// The first half of a hash of the response's random key and the item.
fn handle(key: &[u8], item: &str) -> String {
    let hash = Sha256::new().chain_update(b"nulpunkt text").chain_update(key).chain_update(item).finalize();
    HEXLOWER.encode(&hash[..16])
}

/// Begin, end and kind of each part.
fn write_masks(masks: &[Span]) -> Result<String, Error> {
    let places: Vec<(usize, usize, u8)> =
        masks.iter().map(|span| (span.range.start, span.range.end, span.kind.number())).collect();
    serde_json::to_string(&places).map_err(|_| Error::Corrupt("text_review"))
}

fn read_masks(masks: &str) -> Result<Vec<Span>, Error> {
    let corrupt = || Error::Corrupt("text_review");
    let places: Vec<(usize, usize, u8)> = serde_json::from_str(masks).map_err(|_| corrupt())?;
    let span = |(start, end, kind)| Some(Span { kind: Kind::from_number(kind)?, range: start..end });
    places.into_iter().map(|place| span(place).ok_or_else(corrupt)).collect()
}
