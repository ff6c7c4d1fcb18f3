//! The frame of every page that a respondent meets: who asks first, then the page, then what people fear, answered.
//!
//! A page is one request: style and icon are in it, and there is no script. The policy allows this one style by its hash, so
//! an attribute `style` would be ignored by browsers: widths and colours belong into `respondent/style.css`.

use std::sync::LazyLock;

use data_encoding::BASE64;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::words::Words;
use crate::language::Language;

static STYLE: LazyLock<String> = LazyLock::new(|| include_str!("respondent/style.css").lines().map(str::trim).collect());

/// The hash by which a policy names the style of respondents' pages.
pub(super) fn style_hash() -> String {
    BASE64.encode(&Sha256::digest(STYLE.as_bytes()))
}

/// The content security policy of every respondent page.
pub static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = style_hash();
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
});

/// What the frame of a page says around it.
pub struct Frame<'a> {
    /// The page's language.
    pub language: Language,
    /// The page's own title.
    pub title: &'a str,
    /// Whether the page shows faults, which its title then says first.
    pub faulty: bool,
    /// Who asks.
    pub sender: &'a str,
    /// The questionnaire's title.
    pub survey: Option<&'a str>,
    /// Whether the answers are made up or thrown away.
    pub demonstration: bool,
    /// The languages that the page exists in, with their addresses.
    pub languages: &'a [(Language, String)],
    /// Whether the choice of languages stands above the page, where a person looks first, or below it.
    pub languages_first: bool,
    /// The form that is saved before the page is read in another language; none where nothing can be lost.
    pub saves: Option<&'a str>,
    /// What stands below the page.
    pub footer: Markup,
}

/// A whole page.
#[must_use]
pub fn page(frame: &Frame<'_>, main: &Markup) -> String {
    let words = Words::of(frame.language);
    html! {
        (DOCTYPE)
        html lang=(frame.language.code()) dir=(frame.language.direction()) {
            head {
                meta charset="utf-8";
                title {
                    @if frame.faulty { (words.page.fault) " " }
                    (frame.title) @if frame.title != frame.sender { " – " (frame.sender) }
                }
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="robots" content="noindex";
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE.as_str())) }
            }
            body {
                header {
                    div {
                        p {
                            b { (frame.sender) }
                            @if let Some(survey) = frame.survey { " " span { (survey) } }
                        }
                        @if frame.languages_first { (tongues(frame, words)) }
                    }
                    @if frame.demonstration { p.mark { (words.page.demonstration) } }
                }
                main { (main) }
                footer { div { (frame.footer) @if !frame.languages_first { (tongues(frame, words)) } } }
            }
        }
    }
    .into_string()
}

/// The choice of languages, each in its own words.
fn tongues(frame: &Frame<'_>, words: &Words) -> Markup {
    html! {
        @if frame.languages.len() > 1 {
            nav.tongues aria-label=(words.page.languages) {
                @for (language, address) in frame.languages {
                    @if *language == frame.language {
                        span.alone aria-current="true" { (language.own_name()) }
                    } @else if let Some(form) = frame.saves {
                        button.plain.alone type="submit" form=(form) name="go-to" value=(language.code()) lang=(language.code()) dir=(language.direction()) { (language.own_name()) }
                    } @else {
                        a.alone href=(address) hreflang=(language.code()) lang=(language.code()) dir=(language.direction()) { (language.own_name()) }
                    }
                }
            }
        }
    }
}
