//! Pages without a questionnaire around them; those that lead nowhere further are kind and have a way on where there is one.

use maud::{Markup, html};

use crate::language::Language;
use crate::web::layout::{self, Frame};
use crate::web::words::Words;

/// A page that says one thing.
pub(super) struct Plain<'a> {
    pub(super) language: Language,
    /// Who asks, where that is known.
    pub(super) sender: Option<&'a str>,
    pub(super) title: &'a str,
    pub(super) paragraphs: &'a [&'a str],
    /// Addresses to go on to, with their words.
    pub(super) ways: &'a [(&'a str, &'a str)],
    /// Whether it can be read in every language, at whatever address it stands.
    pub(super) here: bool,
    /// A telephone sentence, where there is a number.
    pub(super) call: Option<Markup>,
}

/// The page.
pub(super) fn plain(page: &Plain<'_>) -> String {
    let main = html! {
        h1 { (page.title) }
        @for paragraph in page.paragraphs { p { (paragraph) } }
        @for (address, words) in page.ways { p { a.alone href=(address) { (words) } } }
    };
    let footer = html! { @if let Some(call) = &page.call { p { (call) } } };
    bare(&Bare { sender: page.sender, title: page.title, here: page.here, footer, ..Bare::of(page.language) }, &main)
}

/// What the frame of a page without a questionnaire says.
pub(super) struct Bare<'a> {
    pub(super) language: Language,
    /// Who asks, where that is known; else the platform says what it is.
    pub(super) sender: Option<&'a str>,
    pub(super) title: &'a str,
    pub(super) faulty: bool,
    /// The page's own address, where it can be read in several languages.
    pub(super) address: &'a str,
    /// Whether it can be read in several languages at whatever address it stands.
    pub(super) here: bool,
    pub(super) languages: &'a [Language],
    /// Whether everything on it is made up.
    pub(super) demonstration: bool,
    pub(super) footer: Markup,
}

impl Bare<'_> {
    /// A page in this language, in which everything else is as usual.
    pub(super) fn of(language: Language) -> Self {
        Self {
            language,
            sender: None,
            title: "",
            faulty: false,
            address: "",
            here: false,
            languages: &Language::ALL,
            demonstration: false,
            footer: html! {},
        }
    }
}

/// A page in the frame, without a questionnaire.
pub(super) fn bare(page: &Bare<'_>, main: &Markup) -> String {
    let words = Words::of(page.language);
    let tongues: Vec<(Language, String)> = page
        .languages
        .iter()
        .filter(|_| page.here || !page.address.is_empty())
        .map(|language| (*language, format!("{}?lang={}", page.address, language.code())))
        .collect();
    let frame = Frame {
        language: page.language,
        title: page.title,
        faulty: page.faulty,
        sender: page.sender.unwrap_or(&words.page.service),
        survey: None,
        demonstration: page.demonstration,
        languages: &tongues,
        languages_first: true,
        saves: None,
        footer: page.footer.clone(),
    };
    layout::page(&frame, main)
}

/// A page with one field for a code that a person types from somewhere else.
pub(super) struct CodeForm<'a> {
    pub(super) language: Language,
    /// Whether the language was chosen, so that the form keeps it.
    pub(super) chosen: bool,
    /// Where the form leads, and the page's own address.
    pub(super) address: &'a str,
    pub(super) title: &'a str,
    pub(super) lead: &'a str,
    pub(super) label: &'a str,
    pub(super) hint: &'a str,
    pub(super) button: &'a str,
    /// Whether the code has digits only, so that a phone shows those keys.
    pub(super) digits: bool,
    /// What was typed before.
    pub(super) typed: &'a str,
    pub(super) fault: Option<&'a str>,
    /// What it may be due to, said once, at the field.
    pub(super) explained: Option<&'a str>,
}

/// The page.
pub(super) fn code_form(form: &CodeForm<'_>) -> String {
    let words = Words::of(form.language);
    let main = html! {
        @if let Some(fault) = form.fault {
            div.faults role="alert" tabindex="-1" autofocus {
                h2 { (words.fault.title) }
                ul { li { a.alone href="#code" { (fault) } } }
            }
        }
        h1 { (form.title) }
        p { (form.lead) }
        form method="post" action=(form.address) {
            @if form.chosen { input type="hidden" name="language" value=(form.language.code()); }
            fieldset.wrong[form.fault.is_some()] {
                label.ask for="code" { (form.label) }
                p.help #code-h { (form.hint) }
                @if let Some(fault) = form.fault { p.error #code-e { span.hidden { (words.page.fault) " " } (fault) } }
                @if let Some(explained) = form.explained { p #code-x { (explained) } }
                input type="text" name="code" id="code" value=(form.typed) dir="ltr" autocomplete="off" spellcheck="false"
                    inputmode=[form.digits.then_some("numeric")] autocapitalize=[(!form.digits).then_some("characters")]
                    aria-describedby=(match (form.fault, form.explained) {
                        (Some(_), Some(_)) => "code-h code-e code-x",
                        (Some(_), None) => "code-h code-e",
                        _ => "code-h",
                    });
            }
            button type="submit" { (form.button) }
        }
        p { a.alone href={ "/rettigheder?lang=" (form.language.code()) } { (words.rights.link) } }
        p { a.alone href={ "/?lang=" (form.language.code()) } { (words.plain.home) } }
    };
    bare(&Bare { title: form.title, faulty: form.fault.is_some(), address: form.address, ..Bare::of(form.language) }, &main)
}
