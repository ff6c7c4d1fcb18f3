//! The first page of a link and of an open round: is this real, and what happens when I answer?
//!
//! Each promise stands only where it is true: what a citizen is told about a case is not told to a caseworker.

use maud::{Markup, PreEscaped, html};

use super::example::has_example;
use super::markdown::markdown;
use super::page::{Below, Setting, address, footer, framed, hidden, hole};
use super::question::calling;
use crate::fieldwork::minutes;
use crate::language::{Language, Text};
use crate::questionnaire::{Audience, Notice, Version};
use crate::web::layout::{self, Frame};
use crate::web::template::Slot;
use crate::web::words::{Words, with};

/// How far somebody has come who stands at the first page.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Begun {
    /// Not at all.
    No,
    /// The questions were opened, and nothing is answered.
    Opened,
    /// Something is answered and saved.
    Answered,
}

/// The first page of a link.
pub(super) fn first_page(version: &Version, setting: Setting, begun: Begun) -> String {
    let words = setting.words();
    let started = begun != Begun::No;
    let main = html! {
        h1 { (version.title.get(setting.language)) }
        (markdown(version.introduction.get(setting.language)))
        (promises(version, setting))
        (example(version, setting, &address("/eksempel")))
        @match begun {
            Begun::No => {}
            Begun::Opened => p { b { (words.first.opened) } }
            Begun::Answered => p { b { (words.first.under_way) } }
        }
        @if setting.open && started { (link_to_keep(words)) }
        form method="post" action=(address("")) {
            (hidden(version, setting))
            button type="submit" { @if started { (words.first.resume) } @else { (words.first.start) } }
        }
        (about(version, setting))
    };
    framed(version, setting, version.title.get(setting.language), false, "", &main)
}

/// The first page of an open round, before anybody has a link.
pub(super) fn open_page(version: &Version, setting: Setting, key: &str) -> String {
    let words = setting.words();
    let title = version.title.get(setting.language);
    let languages: Vec<(Language, String)> =
        version.languages.iter().map(|language| (*language, format!("/r/{key}?lang={}", language.code()))).collect();
    let main = html! {
        h1 { (title) }
        (markdown(version.introduction.get(setting.language)))
        (promises(version, setting))
        (example(version, setting, &PreEscaped(format!("/r/{key}/eksempel"))))
        p { (words.open.several) }
        form method="post" action={ "/r/" (key) } {
            (hidden(version, setting))
            button type="submit" { (words.first.start) }
        }
        (about(version, setting))
    };
    let frame = Frame {
        language: setting.language,
        title,
        faulty: false,
        sender: &Slot::Sender.marker(),
        survey: None,
        demonstration: setting.demonstration,
        languages: &languages,
        languages_first: true,
        saves: None,
        footer: footer(version, setting, Below::First),
    };
    layout::page(&frame, &main)
}

/// Whoever starts an open round gets a link of their own, shown as the link to keep.
fn link_to_keep(words: &Words) -> Markup {
    html! {
        h2 { (words.open.link) }
        p.keep { a href=(address("")) { (hole(&Slot::Origin)) (address("")) } }
        p { (words.open.keep) " " (words.open.private) }
    }
}

/// What takes the fear away, each sentence only where it is true.
fn promises(version: &Version, setting: Setting) -> Markup {
    let first = &setting.words().first;
    let citizen = version.audience == Audience::Citizen;
    let minutes = minutes(version);
    let time = if minutes == 1 { first.minute.clone() } else { with(&first.minutes, &[("minutes", &minutes.to_string())]) };
    html! {
        ul.say {
            @if citizen {
                li { (first.voluntary) }
                li { (first.no_consequence) }
                li { (first.caseworker) }
            }
            @if is_staff(version) && !setting.identified {
                li { (first.voluntary) }
                li { (first.colleagues) }
            }
            @if setting.anonymous { li { (first.anonymous) } }
            li { (first.no_login) }
            li { (time) }
            li { (first.pause) }
            li { (with(&first.closes, &[("date", &Slot::Closes.marker())])) }
        }
    }
}

/// Whether those who answer fear their manager more than an authority.
fn is_staff(version: &Version) -> bool {
    matches!(version.audience, Audience::Caseworker | Audience::Employee)
}

/// The way to what the evaluator sees, for those who may fear it.
fn example(version: &Version, setting: Setting, address: &PreEscaped<String>) -> Markup {
    html! {
        @if has_example(version) {
            p { a.alone href={ (address) "?lang=" (setting.language.code()) } { (setting.words().example.link) } }
        }
    }
}

/// Who asks, why and for how long answers are kept; the rest of the notice folded below.
fn about(version: &Version, setting: Setting) -> Markup {
    let words = &setting.words().first;
    let who = if setting.phone { &words.who_call } else { &words.who_plain };
    let part = |heading: &str, text: &Text| html! { h2 { (heading) } (markdown(text.get(setting.language))) };
    html! {
        h2 { (words.who) }
        p { (calling(who)) @if setting.phone { (hole(&Slot::Hours)) } }
        p { (words.who_check) }
        @if let Some(notice) = &version.notice {
            (part(&words.why, &notice.purpose))
            (part(&words.kept, &notice.retention))
            (unsent(setting))
            (part(&words.legal_basis, &notice.legal_basis))
            (rights(notice, setting))
        } @else { (unsent(setting)) }
    }
}

/// What becomes of what was not sent, and in an anonymous round of what was.
fn unsent(setting: Setting) -> Markup {
    let words = &setting.words().first;
    html! {
        @if setting.anonymous { p { (words.sealed) } }
        p { (words.draft) }
    }
}

fn rights(notice: &Notice, setting: Setting) -> Markup {
    html! {
        details {
            summary { (setting.words().first.more) }
            div {
                (parts(&rest(notice, setting), setting))
                p { a.alone href={ "/rettigheder?lang=" (setting.language.code()) } { (setting.words().rights.link) } }
            }
        }
    }
}

/// The whole notice, as somebody reads it again who has answered.
pub(super) fn whole_notice(notice: &Notice, setting: Setting) -> Markup {
    let words = &setting.words().first;
    let first = [
        (words.why.as_str(), &notice.purpose),
        (words.kept.as_str(), &notice.retention),
        (words.legal_basis.as_str(), &notice.legal_basis),
    ];
    parts(&[&first[..], &rest(notice, setting)].concat(), setting)
}

/// What is folded away on the first page.
fn rest(notice: &Notice, setting: Setting) -> [(&'static str, &Text); 5] {
    let words = &setting.words().first;
    [
        (&words.free, &notice.voluntary),
        (&words.consequence, &notice.no_consequence),
        (&words.access, &notice.access),
        (&words.source, &notice.source),
        (&words.rights, &notice.rights),
    ]
}

fn parts(parts: &[(&str, &Text)], setting: Setting) -> Markup {
    html! {
        @for (heading, text) in parts { h2 { (heading) } (markdown(text.get(setting.language))) }
        p { (hole(&Slot::Controllers)) }
    }
}
