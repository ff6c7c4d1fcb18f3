//! Somebody comes with a link: who they are, how far they came, and in which language they read.

use std::rc::Rc;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use jiff::civil::Date;

use super::filling::{Filling, Held, Place, Progress};
use super::page::{Setting, version_mark};
use super::pages::{Leaf, Sender};
use super::plain::{Plain, plain};
use super::refusal::{Refusal, Why};
use super::{Asked, Come, answered, see};
use crate::fieldwork::Round;
use crate::language::Language;
use crate::questionnaire::{Answers, Municipality, Step, Trials, Version, journey};
use crate::store::{Draft, InvitationState, PublishedVersion, Visit};
use crate::time::Timestamp;
use crate::token::{Receipt, Token};
use crate::web::State;
use crate::web::template::Template;
use crate::web::words::{Words, with};

/// A link that exists, with everything that its pages need.
pub(super) struct Arrival {
    pub(super) visit: Visit,
    pub(super) version: Arc<PublishedVersion>,
    pub(super) token: Token,
    /// The token as it stands in addresses.
    pub(super) link: String,
    pub(super) sender: Rc<Sender>,
    pub(super) setting: Setting,
}

/// Loads the link: one statement, and none for a malformed token.
pub(super) async fn arrive(come: &Come<'_>, asked: &Asked) -> Result<Arrival, Refusal> {
    let Come { state, reader, pages, token, .. } = *come;
    let fallback = asked.language.unwrap_or(state.config.language.default);
    let unknown = || Refusal::not_found(fallback);
    let broken = |error: crate::store::Error| Refusal::of(&error, fallback);
    let token = Token::parse(token).ok_or_else(unknown)?;
    let visit = state.store.visit(reader, &token).await.map_err(broken)?.ok_or_else(unknown)?;
    if visit.state == InvitationState::Withdrawn {
        return Err(unknown());
    }
    let version = state.store.version(visit.version_id).map_err(broken)?;
    let draft = visit.draft.as_ref().map(|draft| draft.language);
    let language = spoken(&version.version, &[asked.language, draft, visit.language]);
    let sender = pages.sender(&visit, language, || {
        let place = place_of(&visit.trials, &version.version, visit.municipality.as_deref(), language);
        Sender::new(place, state.public_url())
    });
    let setting = setting_of(state, &visit.round, language, &sender.place);
    Ok(Arrival { visit, version, token, link: token.to_string(), sender, setting })
}

/// The first of these languages that the version speaks, else its source language.
pub(super) fn spoken(version: &Version, wanted: &[Option<Language>]) -> Language {
    let source = version.languages.first().copied().unwrap_or_default();
    wanted.iter().flatten().copied().find(|language| version.languages.contains(language)).unwrap_or(source)
}

/// What the pages of this round depend on.
pub(super) fn setting_of(state: &State, round: &Round, language: Language, place: &Place) -> Setting {
    let setting = Setting::of(round, language, place.phone.is_some(), state.config.was_url.is_some());
    Setting { demonstration: setting.demonstration || state.demonstration, ..setting }
}

/// Who sends: the recipient's municipality; where it is not known, the trial's municipalities with the lead's telephone.
pub(super) fn place_of(trials: &Trials, version: &Version, municipality: Option<&str>, language: Language) -> Place {
    let own = municipality.and_then(|key| trials.municipality(key));
    let lead = || trials.trial(&version.trial).and_then(|trial| trials.municipality(trial.lead.as_deref()?));
    let all = || Words::of(language).page.senders.clone();
    let place = |sender: String, one: &Municipality| Place {
        sender,
        name: one.name.clone(),
        phone: one.phone.clone(),
        hours: one.hours.as_ref().filter(|hours| hours.has(language)).map(|hours| hours.get(language).to_owned()),
        controller: one.controller.clone(),
        dpo: one.dpo.clone(),
    };
    match (own, own.is_none().then(lead).flatten()) {
        (Some(own), _) => place(own.name.clone(), own),
        (None, Some(lead)) => place(all(), lead),
        (None, None) => Place { sender: all(), name: all(), ..Place::default() },
    }
}

impl Arrival {
    pub(super) fn words(&self) -> &'static Words {
        self.setting.words()
    }

    pub(super) fn language(&self) -> Language {
        self.setting.language
    }

    /// Who sends.
    pub(super) fn place(&self) -> &Place {
        &self.sender.place
    }

    /// The page with holes only for what differs between two people whom this sender asks in this round.
    pub(super) fn template(&self, leaf: Leaf) -> Rc<Template> {
        self.sender.template(leaf, self.setting, &self.visit.round, || {
            let common = self.filling(Held::Saved(&NO_ANSWERS), None);
            leaf.page(&self.version.version, self.setting).partly_filled(|slot, out| common.write_common(slot, out))
        })
    }

    /// An address below the link.
    pub(super) fn address(&self, rest: &str) -> String {
        format!("/s/{}{rest}", self.link)
    }

    pub(super) fn refuse(&self, error: &crate::store::Error) -> Refusal {
        Refusal::of(error, self.language())
    }

    /// The page to answer with when this link asks nothing (any more): answered, opted out, closed, not yet open.
    pub(super) fn gate(&self, state: &State) -> Option<HttpResponse> {
        let words = self.words();
        match self.visit.state {
            // Whoever comes here has not just sent: what a second tab or device sends now is not stored, and no page may thank for it.
            InvitationState::Answered | InvitationState::ScreenedOut => {
                Some(see(&self.address(&format!("?lang={}", self.language().code()))))
            }
            InvitationState::OptedOut => {
                let regret =
                    self.place().phone.as_deref().map(|phone| {
                        with(&words.plain.opted_out_regret, &[("municipality", &self.place().name), ("phone", phone)])
                    });
                let said = [Some(words.plain.opted_out_text.as_str()), regret.as_deref()];
                let said: Vec<&str> = said.into_iter().flatten().collect();
                Some(self.say(StatusCode::OK, &words.plain.opted_out, &said))
            }
            _ => shut(&self.visit.round, self.language(), self.place(), state.clock.now()),
        }
    }

    /// The page of a closed round for somebody who came to say no to it.
    pub(super) fn over(&self, state: &State) -> Option<HttpResponse> {
        let asks =
            !matches!(self.visit.state, InvitationState::Answered | InvitationState::ScreenedOut | InvitationState::OptedOut);
        let words = &self.words().plain;
        let closed = asks && self.visit.round.is_closed(state.clock.now());
        closed.then(|| self.say(StatusCode::GONE, &words.closed, &[&words.closed_out]))
    }

    /// The address of the receipt, in the language that was answered in.
    pub(super) fn receipt_address(&self) -> String {
        self.address(&format!("/kvittering?lang={}", self.language().code()))
    }

    /// A page that says one thing, from the municipality.
    pub(super) fn say(&self, status: StatusCode, title: &str, paragraphs: &[&str]) -> HttpResponse {
        say(self.language(), self.place(), status, title, paragraphs)
    }

    /// The draft, or the way to start one.
    pub(super) fn draft(&self) -> Result<&Draft, HttpResponse> {
        self.visit.draft.as_ref().ok_or_else(|| see(&self.address("")))
    }

    /// What somebody has who has not started: nothing is stored before something is answered, since programs that look through mail press
    /// the first button too.
    pub(super) fn blank(&self) -> Draft {
        Draft { language: self.language(), answers: Answers::default(), page: 0, revision: 0 }
    }

    /// Refuses a form that was made from another version than this link asks.
    pub(super) fn same_version(&self, mark: Option<&str>) -> Result<(), Refusal> {
        if mark == Some(&version_mark(&self.version.version)) {
            return Ok(());
        }
        Err(Refusal { why: Why::Stale(self.address("")), language: self.language() })
    }

    /// Where this draft goes on: after the last page that was passed.
    pub(super) fn resume(&self, draft: &Draft) -> Step {
        journey::next(&self.version.version, &draft.answers, draft.page.checked_sub(1))
    }

    /// The address of a step of the journey.
    pub(super) fn step(&self, step: Step) -> String {
        match step {
            Step::Page(page) => self.address(&format!("/{}", page + 1)),
            Step::End | Step::ScreenedOut => self.address("/svar"),
        }
    }

    /// What fills a page of this respondent.
    pub(super) fn filling<'a>(&'a self, held: Held<'a>, receipt: Option<&'a Receipt>) -> Filling<'a> {
        Filling {
            words: self.words(),
            place: self.place(),
            token: &self.link,
            origin: &self.sender.origin,
            closes: last_day(&self.visit.round),
            progress: Progress::default(),
            revision: self.visit.draft.as_ref().map_or(0, |draft| draft.revision),
            held,
            receipt,
        }
    }
}

/// The last day of a round: the one on which it closed, if it was closed before its time.
fn last_day(round: &Round) -> Date {
    round.closed_at.map_or(round.closes, |at| at.day().min(round.closes))
}

/// The page of a round that is closed or has not opened yet.
pub(super) fn shut(round: &Round, language: Language, place: &Place, now: Timestamp) -> Option<HttpResponse> {
    let words = Words::of(language);
    if round.is_closed(now) {
        let text = with(&words.plain.closed_text, &[("date", &words.day(last_day(round)))]);
        return Some(say(language, place, StatusCode::GONE, &words.plain.closed, &[&text]));
    }
    if !round.has_opened(now) {
        let text = with(&words.plain.not_yet_text, &[("date", &words.day(round.opens))]);
        return Some(say(language, place, StatusCode::OK, &words.plain.not_yet, &[&text]));
    }
    None
}

fn say(language: Language, place: &Place, status: StatusCode, title: &str, paragraphs: &[&str]) -> HttpResponse {
    let words = Words::of(language);
    let page =
        Plain { language, sender: Some(&place.sender), title, paragraphs, ways: &[], here: false, call: place.call(words) };
    answered(status, plain(&page))
}

/// Answers of somebody who has none.
pub(super) static NO_ANSWERS: std::sync::LazyLock<Answers> = std::sync::LazyLock::new(Answers::default);
