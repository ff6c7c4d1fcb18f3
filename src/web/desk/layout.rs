//! The frame of the desk's pages: a bar of nouns, a path, a heading in words.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderName, HeaderValue};
use data_encoding::BASE64;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::caller::Caller;
use crate::access::{Object, Person, Verb, may};
use crate::language::Language;
use crate::mail;
use crate::web::layout::style_hash;

/// The desk's look.
pub(super) const STYLE: &str = include_str!("../../export/desk.css");

/// Which noun of the bar a page belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Noun {
    Trials,
    Questionnaires,
    Rounds,
    FocusGroups,
    Letters,
    People,
    Account,
}

/// One page of the desk.
pub(super) struct Page<'a> {
    pub(super) language: Language,
    pub(super) noun: Option<Noun>,
    pub(super) title: &'a str,
    /// The pages above this one: address and words.
    pub(super) path: &'a [(String, String)],
    /// Whether answers that were made up are shown.
    pub(super) synthetic: bool,
    /// This page's own address and query, for the other language.
    pub(super) address: &'a str,
}

/// The sentence that marks answers that were made up.
pub(super) fn synthetic_mark(language: Language) -> &'static str {
    match language {
        Language::En => "Synthetic answers: made up to show how it works. They say nothing about anybody.",
        _ => "Syntetiske svar: opdigtet for at vise, hvordan det virker. De siger intet om nogen.",
    }
}

/// What the bar shows of whoever is signed in.
#[derive(Clone)]
pub(super) struct Bar {
    /// The name; none in the demonstration.
    pub(super) name: Option<String>,
    /// Where their way into focus groups begins; none where there is none.
    pub(super) focus_groups: Option<&'static str>,
    /// Whether they see the outbox.
    pub(super) letters: bool,
    /// Whether they manage people.
    pub(super) people: bool,
    /// The hidden field of a form.
    pub(super) form: (&'static str, String),
}

impl Bar {
    /// The bar of a person; in the demonstration nobody is named.
    pub(super) fn of(person: &Person, demonstration: bool, form: (&'static str, String)) -> Self {
        let has = |verb| may(person, verb, Object::Platform);
        Self {
            name: (!demonstration).then(|| person.name.clone()),
            focus_groups: focus_groups(person),
            letters: has(Verb::SeeLetters),
            people: has(Verb::ManagePeople),
            form,
        }
    }
}

/// Words that a narrow cell breaks after a comma alone, so that no number is parted from what it counts.
pub(super) fn unbroken(words: &str) -> String {
    words.replace(' ', "\u{a0}").replace(",\u{a0}", ", ")
}

/// Where somebody's way into focus groups begins: at the groups for whoever takes notes in any, else at what was frozen.
pub(super) fn focus_groups(person: &Person) -> Option<&'static str> {
    let own = person.scope.trials.keys().any(|trial| may(person, Verb::TakeNotes, Object::Trial(trial)));
    let takes = may(person, Verb::TakeNotes, Object::Platform)
        || own
        || (person.scope.trials.is_all() && person.role.grants().contains(&Verb::TakeNotes));
    let reads = may(person, Verb::ReadSummaries, Object::Platform);
    takes.then_some("/desk/focus-groups").or(reads.then_some("/desk/focus-groups/summaries"))
}

/// Puts on every answer of the desk what keeps other sites from showing it, reading it or being told of it.
pub(in crate::web) fn protect(answer: &mut HttpResponse) {
    for (name, value) in [
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
    ] {
        if let Ok(name) = HeaderName::try_from(name) {
            answer.headers_mut().insert(name, HeaderValue::from_static(value));
        }
    }
    // A page that has a policy of its own has it from `allow_script`, `allow_letters` or `document`.
    if !answer.headers().contains_key(CONTENT_SECURITY_POLICY) {
        set_policy(answer, "", &STYLES);
    }
}

/// The styles that pages may have: the desk's own and that of respondents' pages, each by its hash.
static STYLES: LazyLock<String> = LazyLock::new(|| format!("{} 'sha256-{}'", hashed(&[STYLE]), style_hash()));

fn set_policy(answer: &mut HttpResponse, script: &str, styles: &str) {
    let policy = format!(
        "default-src 'none'; {script}style-src {styles}; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    );
    if let Ok(policy) = HeaderValue::try_from(policy) {
        answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
}

/// Lets a page run the desk's own script files, and ask the desk with them.
pub(super) fn allow_script(answer: &mut HttpResponse) {
    set_policy(answer, "script-src 'self'; connect-src 'self'; ", &STYLES);
}

/// Lets a page show letters, whose frame has their own style.
pub(super) fn allow_letters(answer: &mut HttpResponse) {
    static LETTERS: LazyLock<String> = LazyLock::new(|| hashed(&[STYLE, &mail::shown_style()]));
    set_policy(answer, "", &LETTERS);
}

/// A document as a page, which brings along how it is printed; one that was frozen has the style of its day.
pub(super) fn document(page: String) -> HttpResponse {
    let style = page.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>")).map_or("", |(style, _)| style);
    let styles = hashed(&[style]);
    let mut answer = HttpResponse::Ok().content_type("text/html; charset=utf-8").body(page);
    set_policy(&mut answer, "", &styles);
    answer
}

/// The styles by their hashes, as a policy names them.
fn hashed(styles: &[&str]) -> String {
    let named: Vec<String> =
        styles.iter().map(|style| format!("'sha256-{}'", BASE64.encode(&Sha256::digest(style.as_bytes())))).collect();
    named.join(" ")
}

/// The page as HTML.
pub(super) fn render(caller: &Caller, page: &Page<'_>, body: &Markup) -> String {
    let english = page.language == Language::En;
    let way = caller.bar.as_ref().and_then(|bar| bar.focus_groups).unwrap_or_default();
    let nouns = [
        (Noun::Trials, "/desk", if english { "Trials" } else { "Forsøg" }),
        (Noun::Questionnaires, "/desk/questionnaires", if english { "Questionnaires" } else { "Spørgeskemaer" }),
        (Noun::Rounds, "/desk/rounds", if english { "Rounds" } else { "Runder" }),
        (Noun::FocusGroups, way, if english { "Focus groups" } else { "Fokusgrupper" }),
        (Noun::Letters, "/desk/letters", if english { "Letters" } else { "Breve" }),
        (Noun::People, "/desk/people", if english { "People" } else { "Personer" }),
    ];
    let suffix = if english { "?lang=en" } else { "" };
    let other = if english { (Language::Da, "Dansk") } else { (Language::En, "English") };
    let glue = if page.address.contains('?') { '&' } else { '?' };
    html! {
        (DOCTYPE)
        html lang=(page.language.code()) {
            head {
                meta charset="utf-8";
                title { (page.title) " – Nulpunkt" }
                meta name="viewport" content="width=device-width,initial-scale=1";
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#heading" { (caller.say("Spring til indholdet", "Skip to the content")) }
                @if page.synthetic || caller.state.demonstration {
                    aside aria-label=(if english { "About these answers" } else { "Om svarene" }) { p.mark { (synthetic_mark(page.language)) } }
                }
                header.top {
                    nav aria-label=(if english { "Main" } else { "Hovedmenu" }) {
                        b { "Nulpunkt" }
                        @for (noun, address, words) in nouns.iter().filter(|(noun, _, _)| shown(caller, *noun)) {
                            a href={ (address) (suffix) } aria-current=[(page.noun == Some(*noun)).then_some("page")] { (words) }
                        }
                        a href={ (page.address) (glue) "lang=" (other.0.code()) } lang=(other.0.code()) hreflang=(other.0.code()) { (other.1) }
                        (own(caller, page, suffix))
                    }
                }
                main {
                    @if !page.path.is_empty() {
                        nav.path aria-label=(if english { "Path" } else { "Sti" }) {
                            @for (address, words) in page.path { a href={ (address) (suffix) } { (words) } " › " }
                            (page.title)
                        }
                    }
                    h1 id="heading" { (page.title) }
                    (body)
                }
            }
        }
    }
    .into_string()
}

/// Whether the bar shows this noun to the caller.
fn shown(caller: &Caller, noun: Noun) -> bool {
    let Some(bar) = &caller.bar else { return false };
    match noun {
        Noun::FocusGroups => bar.focus_groups.is_some(),
        Noun::Letters => bar.letters,
        Noun::People => bar.people,
        Noun::Trials | Noun::Questionnaires | Noun::Rounds | Noun::Account => true,
    }
}

/// The way to one's own page, and the way out.
fn own(caller: &Caller, page: &Page<'_>, suffix: &str) -> Markup {
    let Some((bar, name)) = caller.bar.as_ref().and_then(|bar| Some((bar, bar.name.as_ref()?))) else { return html! {} };
    let (field, value) = &bar.form;
    html! {
        a.own href={ "/desk/account" (suffix) } aria-current=[(page.noun == Some(Noun::Account)).then_some("page")] { (name) }
        form.out method="post" action={ "/desk/sign-out" (suffix) } {
            input type="hidden" name=(field) value=(value);
            button type="submit" { (caller.say("Log ud", "Sign out")) }
        }
    }
}
