//! Seeing one's own answer: all that is stored with it, shown to whoever has its receipt.
//!
//! The code is the only key, since nothing else leads from a person to an answer. So it is asked for by POST, and neither it nor the
//! page is ever logged or kept by a browser.

use maud::{Markup, PreEscaped, html};

use super::arrival::{NO_ANSWERS, place_of, setting_of, spoken};
use super::erasing::choice;
use super::filling::{Filling, Held, Place, Progress};
use super::given::given;
use super::page::Setting;
use super::plain::{Bare, bare};
use super::refusal::Refusal;
use super::welcome::whole_notice;
use crate::language::Language;
use crate::questionnaire::{Item, Source, Trials, Version, shown};
use crate::store::ReceiptFacts;
use crate::token::Receipt;
use crate::web::State;
use crate::web::template::Template;
use crate::web::words::{Words, with};

/// The page of a receipt that is known; `faulty` where the answer was to be erased without a deliberate choice.
pub(super) fn page(
    state: &State,
    facts: &ReceiptFacts,
    receipt: &Receipt,
    language: Language,
    faulty: bool,
) -> Result<String, Refusal> {
    let broken = |error: crate::store::Error| Refusal::of(&error, language);
    let published = state.store.version(facts.version_id).map_err(broken)?;
    let trials = state.store.trials().map_err(broken)?;
    let version = &published.version;
    let asked_in = spoken(version, &[Some(language)]);
    let place = place_of(&trials, version, facts.background.get("municipality").map(String::as_str), asked_in);
    let setting = setting_of(state, &facts.round, asked_in, &place);
    let words = Words::of(language);
    let main = html! {
        @if faulty {
            div.faults role="alert" tabindex="-1" autofocus {
                h2 { (words.fault.title) }
                ul { li { a.alone href="#sure" { (words.erasing.choose) } } }
            }
        }
        h1 { (words.proof.found) }
        p { (with(&words.proof.found_text, &[("title", version.title.get(language))])) }
        (stored(facts, version, &trials, words))
        h2 { (words.stored.answers) }
        (answers(facts, version, setting))
        (notice(facts, version, setting, &place, words))
        p { (words.stored.print) }
        p { (words.stored.wrong) " " a href={ "/rettigheder?lang=" (language.code()) } { (words.rights.link) } }
        (choice(words, language, receipt, faulty))
    };
    let footer = html! { @if let Some(call) = place.call(Words::of(asked_in)).filter(|_| asked_in == language) { p { (call) } } };
    Ok(bare(&Bare { sender: Some(&place.sender), title: &words.proof.found, faulty, footer, ..Bare::of(language) }, &main))
}

/// What is stored beside the answers themselves.
fn stored(facts: &ReceiptFacts, version: &Version, trials: &Trials, words: &Words) -> Markup {
    let said = &words.stored;
    let line = |name: &str, value: &str| html! { div { dt { (name) } dd { bdi { (value) } } } };
    let given = version.background.iter().filter(|background| background.source == Source::Recipient);
    html! {
        h2 { (said.title) }
        p { (said.lead) }
        dl.answers {
            @if let Some(day) = facts.submitted_on { (line(&said.sent, &words.day(day))) }
            (line(&said.language, facts.language.own_name()))
            @for (key, value) in given.filter_map(|background| facts.background.get_key_value(&background.key)) {
                @if key == "municipality" {
                    (line(&said.municipality, trials.municipality(value).map_or(value, |unit| &unit.name)))
                } @else { (line(key, value)) }
            }
            @if let Some(key) = &facts.person_key { (line(&said.person_key, key)) }
            @if facts.linked { (line(&said.linked, &said.linked_text)) }
        }
    }
}

/// Every question that was shown, with what was answered.
fn answers(facts: &ReceiptFacts, version: &Version, setting: Setting) -> Markup {
    let (language, words) = (setting.language, setting.words());
    let shown = shown(version, &facts.answers);
    let line = |item: &Item<'_>| {
        let given = given(item, &facts.answers, language, words);
        html! {
            div {
                dt {
                    (item.question.text.get(language))
                    @if let Some(own) = item.text { br; span.own { (own.get(language)) } }
                }
                dd.was { @if given.is_empty() { span.quiet { (words.check.empty) } } @else { bdi { (given) } } }
            }
        }
    };
    html! {
        dl.answers lang=(language.code()) dir=(language.direction()) {
            @for item in version.items().iter().filter(|item| shown.contains(&item.key)) { (line(item)) }
        }
    }
}

/// The notice that stood before the answers, which the version that was answered holds.
fn notice(facts: &ReceiptFacts, version: &Version, setting: Setting, place: &Place, words: &Words) -> Markup {
    let Some(notice) = &version.notice else { return html! {} };
    // Filled in before it comes to the answers, in which nothing may ever be filled in.
    let template = Template::new(&whole_notice(notice, setting).into_string());
    let filling = Filling {
        words: setting.words(),
        place,
        token: "",
        origin: "",
        closes: facts.round.closes,
        progress: Progress::default(),
        revision: 0,
        held: Held::Saved(&NO_ANSWERS),
        receipt: None,
    };
    let number = version.version.to_string();
    html! {
        details {
            summary { (words.stored.notice) }
            div {
                p { (with(&words.stored.notice_text, &[("number", &number), ("key", &version.key)])) }
                div lang=(setting.language.code()) dir=(setting.language.direction()) {
                    (PreEscaped(filling.page(&template, |_| true)))
                }
            }
        }
    }
}
