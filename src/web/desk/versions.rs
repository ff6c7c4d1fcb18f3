//! What changed from one version of a questionnaire to another, question by question: what may be compared, why not, and the words.
//!
//! Nothing is approved here: a person answers for that by name at the machine, so the page shows the command.

mod danish;
mod english;

use std::sync::Arc;

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::caller::Admitted;
use super::layout::{Noun, Page};
use super::{broken, missing};
use crate::compare::{
    Approval, Fate, Level, Part, Pointless, QuestionDifference, Reason, Rewording, Segment, VersionDifference, approvable, diff,
    rewordings,
};
use crate::language::{Language, Text, number};
use crate::questionnaire::{Item, Version};
use crate::store::{self, PublishedVersion};
use crate::web::State;
use crate::web::words::with;

/// The sentences of the page; words in braces are filled in.
struct Words {
    title: &'static str,
    title_short: &'static str,
    questionnaires: &'static str,
    comparable: &'static str,
    all: &'static str,
    none: &'static str,
    none_common: &'static str,
    new_count: &'static str,
    dropped_count: &'static str,
    approvable: &'static str,
    legend: &'static str,
    gone: &'static str,
    added: &'static str,
    same: &'static str,
    new: &'static str,
    new_text: &'static str,
    dropped: &'static str,
    dropped_text: &'static str,
    level: &'static str,
    key_of: &'static str,
    differs: &'static str,
    before_after: &'static str,
    nothing: &'static str,
    parts: [&'static str; 5],
    approved: &'static str,
    approved_before: &'static str,
    may_approve: &'static str,
    may_not_approve: &'static str,
    map: &'static str,
    map_from: &'static str,
    map_to: &'static str,
    by_hand: &'static str,
}

impl Words {
    fn of(language: Language) -> &'static Self {
        if language == Language::En { &english::WORDS } else { &danish::WORDS }
    }

    fn part(&self, part: Part) -> &'static str {
        let [text, help, lead, item, choices] = self.parts;
        match part {
            Part::Text => text,
            Part::Help => help,
            Part::Lead => lead,
            Part::Item => item,
            Part::Choices => choices,
        }
    }
}

/// GET `/desk/questionnaires/{key}/{from}/{to}`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    let (state, language) = (&admitted.state, admitted.language);
    let numbers = ["from", "to"].map(|name| admitted.path(name).parse::<u32>().ok());
    let [Some(from), Some(to)] = numbers else { return missing(admitted) };
    let key = admitted.path("key").to_owned();
    let found = match Found::of(state, &key, from, to, language) {
        Ok(Some(found)) => found,
        Ok(None) => return missing(admitted),
        Err(error) => return broken(admitted, &error),
    };
    let words = found.words;
    let title = with(words.title, &[("from", &from.to_string()), ("to", &to.to_string())]);
    let address = address(&key, from, to);
    let path = [("/desk/questionnaires".to_owned(), words.questionnaires.to_owned())];
    let page =
        Page { language, noun: Some(Noun::Questionnaires), title: &title, path: &path, synthetic: false, address: &address };
    admitted.respond(&page, &found.body())
}

/// Where what changed between two versions is shown.
fn address(key: &str, from: u32, to: u32) -> String {
    format!("/desk/questionnaires/{key}/{from}/{to}")
}

/// The way from the list of questionnaires to what changed since the version before, where there is one.
pub(super) fn link(versions: &[Arc<PublishedVersion>], later: &Version, language: Language) -> Markup {
    let before = versions.iter().map(|published| &published.version).filter(|version| version.key == later.key);
    let before = before.map(|version| version.version).filter(|number| *number < later.version).max();
    let suffix = if language == Language::En { "?lang=en" } else { "" };
    html! {
        @if let Some(before) = before {
            br; a href={ (address(&later.key, before, later.version)) (suffix) } {
                (with(Words::of(language).title_short, &[("from", &before.to_string())]))
            }
        }
    }
}

/// Two versions with what is known of the way between them.
struct Found {
    earlier: Arc<PublishedVersion>,
    later: Arc<PublishedVersion>,
    questions: Vec<QuestionDifference>,
    replaced: Vec<Approval>,
    language: Language,
    words: &'static Words,
}

impl Found {
    fn of(state: &State, key: &str, from: u32, to: u32, language: Language) -> Result<Option<Self>, store::Error> {
        let versions = (state.store.find_version(key, from)?, state.store.find_version(key, to)?);
        let (Some(earlier), Some(later)) = versions else { return Ok(None) };
        let approvals = state.store.approvals(key)?;
        let mut replaced = state.store.replaced_approvals(key)?;
        replaced.retain(|approval| approval.from == from && approval.to == to);
        let questions = diff(&earlier.version, &later.version, &approvals);
        Ok(Some(Self { earlier, later, questions, replaced, language, words: Words::of(language) }))
    }

    fn body(&self) -> Markup {
        let words = self.words;
        let (same, others): (Vec<_>, Vec<_>) =
            self.questions.iter().partition(|question| question.level == Some(Level::A) && question.differences.is_empty());
        html! {
            ul.chips { li { (self.later.version.title.get(self.language)) } li { code { (self.later.version.key) } } }
            (self.summary())
            @if others.iter().any(|question| !self.rewordings(question).is_empty()) {
                p.small { (words.legend) " " (self.segment(&Segment { fate: Fate::Gone, words: words.gone.to_owned() })) " "
                    (self.segment(&Segment { fate: Fate::New, words: words.added.to_owned() })) }
            }
            @for question in others { (self.question(question)) }
            @if !same.is_empty() {
                section.card {
                    h2 { (words.same) }
                    ul { @for question in same { li { (self.text_of(question)) " " span.small { "(" (question.key) ")" } } } }
                }
            }
        }
    }

    /// How many questions can be compared, in a sentence.
    fn summary(&self) -> Markup {
        let words = self.words;
        let count = |of: &dyn Fn(&QuestionDifference) -> bool| {
            number::whole(self.questions.iter().filter(|question| of(question)).count() as u64, self.language)
        };
        let common = count(&|question| question.level.is_some());
        let comparable = count(&|question| question.level.is_some_and(Level::is_comparable));
        let new = count(&|question| question.level.is_none() && !question.dropped);
        let dropped = count(&|question| question.dropped);
        let waiting = count(&|question| self.may_be_approved(question));
        html! {
            p.say {
                @if common == "0" { (words.none_common) }
                @else if comparable == common { (with(words.all, &[("common", &common)])) }
                @else if comparable == "0" { (with(words.none, &[("common", &common)])) }
                @else { (with(words.comparable, &[("comparable", &comparable), ("common", &common)])) }
                @if new != "0" { " " (with(words.new_count, &[("new", &new)])) }
                @if dropped != "0" { " " (with(words.dropped_count, &[("dropped", &dropped)])) }
            }
            @if waiting != "0" { p.notice { (with(words.approvable, &[("waiting", &waiting)])) } }
        }
    }

    fn question(&self, question: &QuestionDifference) -> Markup {
        let words = self.words;
        let (state, text) = match (question.level, question.dropped) {
            (Some(level), _) => (level.words_for(question.differences.iter().map(|found| found.reason), self.language), ""),
            (None, true) => (words.dropped, words.dropped_text),
            (None, false) => (words.new, words.new_text),
        };
        html! {
            section.card {
                h2 { (self.text_of(question)) }
                p { b { (state) } }
                @if !text.is_empty() { p { (text) } }
                @if !question.differences.is_empty() {
                    p { (words.differs) }
                    ul { @for found in &question.differences { li { (self.difference(found)) } } }
                }
                @if let Some(regrouped) = &question.regrouped {
                    ul { @for sentence in regrouped.sentences(self.language) { li { (sentence) } } }
                }
                @for rewording in self.rewordings(question) { (self.rewording(&rewording)) }
                (self.map(question))
                (self.approvals(question))
                p.small {
                    @if let Some(level) = question.level { (words.level) " " (level.letter()) " · " }
                    (words.key_of) " " code { (question.key) }
                    @if let Some(earlier) = question.earlier.as_ref().filter(|earlier| **earlier != question.key) { " ← " code { (earlier) } }
                }
            }
        }
    }

    /// A reason, with what it was and is where that is no matter of words, which are shown by themselves.
    fn difference(&self, found: &VersionDifference) -> Markup {
        let values = matches!(
            found.reason,
            Reason::Routing | Reason::Limits | Reason::MissingSet | Reason::Kind | Reason::ScaleKind | Reason::Audience
        );
        let value = |text: &Option<String>| html! { @match text { Some(text) => code { (text) }, None => (self.words.nothing) } };
        let (before, after) = self.words.before_after.split_once("{}").unwrap_or_default();
        html! {
            (found.reason.words(self.language))
            @if values { ": " (before) (value(&found.before)) (after) (value(&found.after)) }
        }
    }

    fn rewordings(&self, question: &QuestionDifference) -> Vec<Rewording> {
        rewordings(&self.earlier.version, &self.later.version, question)
    }

    fn rewording(&self, rewording: &Rewording) -> Markup {
        let language = rewording.language;
        html! {
            h3 { (self.words.part(rewording.part)) " (" span lang=(language.code()) { (language.own_name()) } ")" }
            p.words lang=(language.code()) dir=(language.direction()) { @for segment in &rewording.segments { (self.segment(segment)) } }
        }
    }

    /// Words that stayed, went or came: told apart by line and weight, and read aloud in words.
    fn segment(&self, segment: &Segment) -> Markup {
        let aloud = |words: &str| html! { span.aloud lang=(self.language.code()) { " " (words) " " } };
        let (begins, ends) = (|words: &str| aloud(&format!("[{words}:")), || aloud("]"));
        // The space before a word stands outside, since a line through it would be no word's.
        let (space, words) = segment.words.split_at(segment.words.len() - segment.words.trim_start().len());
        html! {
            @match segment.fate {
                Fate::Kept => (segment.words),
                Fate::Gone => { (space) del { (begins(self.words.gone)) (words) (ends()) } },
                Fate::New => { (space) ins { (begins(self.words.added)) (words) (ends()) } },
            }
        }
    }

    /// Which old choice goes where, at level C.
    fn map(&self, question: &QuestionDifference) -> Markup {
        let words = self.words;
        let (Some(map), Some(now)) = (&question.map, self.later.version.item(&question.key)) else { return html! {} };
        let was = question.earlier.as_ref().and_then(|key| self.earlier.version.item(key));
        let label = |item: Option<&Item>, value: i64| {
            let choices = item.and_then(|item| item.question.kind.scale()).map(|scale| &scale.choices[..]).unwrap_or_default();
            let label = choices.iter().find(|choice| choice.value == value).map(|choice| choice.label.get(self.language));
            html! { (value) @if let Some(label) = label { " " (label) } }
        };
        let version = |number: u32| [("version", number.to_string())];
        let head = |sentence: &str, number: u32| {
            let [(name, number)] = version(number);
            with(sentence, &[(name, &number)])
        };
        let reason = now.question.supersedes.as_ref().map(|declared| &declared.reason[..]).unwrap_or_default();
        html! {
            div.scroll tabindex="0" role="region" aria-label=(words.map) { table {
                caption { (words.map) @if !reason.is_empty() { ": " (reason) } }
                thead { tr {
                    th scope="col" { (head(words.map_from, self.earlier.version.version)) }
                    th scope="col" { (head(words.map_to, self.later.version.version)) }
                } }
                tbody { @for (from, to) in map { tr { th scope="row" { (label(was.as_ref(), *from)) } td { "→ " (label(Some(&now), *to)) } } } }
            } }
        }
    }

    /// Who has answered for the change, or whether and how somebody may.
    fn approvals(&self, question: &QuestionDifference) -> Markup {
        let words = self.words;
        let of = |approval: &&Approval| {
            approval.question == question.key || question.key.split_once('.').is_some_and(|(key, _)| key == approval.question)
        };
        html! {
            @if let Some(approval) = &question.approval { p { (self.approval(words.approved, approval)) } }
            @for approval in self.replaced.iter().filter(of) { p.small { (self.approval(words.approved_before, approval)) } }
            @match self.chance(question) {
                Some(Ok(())) if question.approval.is_none() => { p { (words.may_approve) } p { code { (self.command(question)) } } },
                Some(Err(Pointless::Stays(level, reasons))) if level > Level::C => { p { (self.stays(&reasons)) } },
                _ => {},
            }
        }
    }

    fn stays(&self, reasons: &[Reason]) -> String {
        let reasons = reasons.iter().map(|reason| reason.words(self.language)).collect::<Vec<_>>().join(", ");
        with(self.words.may_not_approve, &[("reasons", &reasons)])
    }

    fn approval(&self, sentence: &str, approval: &Approval) -> String {
        with(sentence, &[("by", &approval.by), ("on", &number::day(approval.on, self.language)), ("reason", &approval.reason)])
    }

    /// Whether an approval would let the question be compared; none for questions of one version.
    fn chance(&self, question: &QuestionDifference) -> Option<Result<(), Pointless>> {
        question.level?;
        let asked = Approval {
            questionnaire: self.later.version.key.clone(),
            from: self.earlier.version.version,
            to: self.later.version.version,
            question: question.key.clone(),
            reason: String::new(),
            by: String::new(),
            on: jiff::civil::Date::default(),
        };
        Some(approvable(&self.earlier.version, &self.later.version, &asked))
    }

    fn may_be_approved(&self, question: &QuestionDifference) -> bool {
        question.approval.is_none() && self.chance(question) == Some(Ok(()))
    }

    fn command(&self, question: &QuestionDifference) -> String {
        let (from, to) = (self.earlier.version.version, self.later.version.version);
        let by_hand = self.words.by_hand;
        format!("nulpunkt approve {} {from} {to} {} --level B {by_hand}", self.later.version.key, question.key)
    }

    /// The words of the question or of its item, as they stand now, or stood last.
    fn text_of(&self, question: &QuestionDifference) -> String {
        let version = if question.dropped { &self.earlier.version } else { &self.later.version };
        let words = |text: &Text| text.get(self.language).to_owned();
        version.item(&question.key).map(|item| words(item.text.unwrap_or(&item.question.text))).unwrap_or_default()
    }
}
