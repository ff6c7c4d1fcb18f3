//! Pages that lead nowhere further, each kind and with a way on where there is one.

use maud::{Markup, html};

use crate::language::Language;
use crate::web::layout::{self, Frame};
use crate::web::words::Words;

/// A page that says one thing, without a questionnaire around it.
pub(super) struct Plain<'a> {
    pub(super) language: Language,
    /// Who asks, where that is known.
    pub(super) sender: Option<&'a str>,
    pub(super) title: &'a str,
    pub(super) paragraphs: &'a [&'a str],
    /// An address to go on to, with its words.
    pub(super) way_on: Option<(&'a str, &'a str)>,
    /// A telephone sentence, where there is a number.
    pub(super) call: Option<&'a str>,
}

/// The page.
pub(super) fn plain(page: &Plain<'_>) -> String {
    let main = html! {
        h1 { (page.title) }
        @for paragraph in page.paragraphs { p { (paragraph) } }
        @if let Some((address, words)) = page.way_on { p { a.alone href=(address) { (words) } } }
    };
    bare(page.language, page.sender, page.title, &html! { @if let Some(call) = page.call { p { (call) } } }, &main, "")
}

/// A page in the frame, without a questionnaire; `languages` is the address that can be read in every language, or empty.
pub(super) fn bare(
    language: Language,
    sender: Option<&str>,
    title: &str,
    footer: &Markup,
    main: &Markup,
    languages: &str,
) -> String {
    let words = Words::of(language);
    let tongues: Vec<(Language, String)> = if languages.is_empty() {
        Vec::new()
    } else {
        Language::ALL.iter().map(|language| (*language, format!("{languages}?lang={}", language.code()))).collect()
    };
    let frame = Frame {
        language,
        title,
        faulty: false,
        sender: sender.unwrap_or(&words.page.service),
        survey: None,
        demonstration: false,
        languages: &tongues,
        languages_first: true,
        footer: footer.clone(),
    };
    layout::page(&frame, main)
}
