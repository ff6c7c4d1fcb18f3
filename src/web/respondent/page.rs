//! The pages of a questionnaire as a respondent sees them, from the first to the receipt, each rendered for everybody at once.
//!
//! What differs between two people is a hole; what differs between two rounds of one version is a field of [`Setting`], which
//! is the key under which a finished page is kept.

use maud::{Markup, PreEscaped, html};

use super::markdown::markdown;
use super::question::{Complaint, Manner, calling, question};
use crate::fieldwork::{Access, Mode, Round};
use crate::language::{Language, personal};
use crate::questionnaire::{Audience, Kind, Version, journey};
use crate::web::layout::{self, Frame};
use crate::web::template::Slot;
use crate::web::words::{Faults, Words, with};

/// From how many questions on there is a page to check one's answers.
const CHECKED_FROM: usize = 6;

/// What a page of one version depends on besides the version.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a yes or no about the same page, and together they are the key of its template"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Setting {
    pub(super) language: Language,
    /// Whether the sender has a telephone number.
    pub(super) phone: bool,
    /// Whether the answers are not used.
    pub(super) demonstration: bool,
    /// Whether everybody may answer, so that nobody has an address to take off a list.
    pub(super) open: bool,
    /// Whether the response says who gave it.
    pub(super) identified: bool,
    /// Whether nobody can tell who answered what.
    pub(super) anonymous: bool,
    /// Whether there is an accessibility statement to lead to.
    pub(super) statement: bool,
}

impl Setting {
    /// The setting of a round's pages.
    pub(super) fn of(round: &Round, language: Language, phone: bool, statement: bool) -> Self {
        Self {
            language,
            phone,
            demonstration: round.synthetic,
            open: round.access == Access::Open,
            identified: round.mode == Mode::Identified,
            anonymous: round.mode == Mode::Anonymous,
            statement,
        }
    }

    pub(super) fn words(self) -> &'static Words {
        Words::of(self.language)
    }
}

/// What is wrong on a page.
#[derive(Default)]
pub(super) struct Complaints {
    pub(super) list: Vec<Complaint>,
    pub(super) about: About,
    /// Whether items left empty have been asked about, so that they may stay empty.
    pub(super) asked: bool,
    /// Whether it has been said that something cannot be taken, so that the page may be left without it.
    pub(super) told: bool,
}

impl Complaints {
    /// Whether there is nothing to say.
    pub(super) fn is_none(&self) -> bool {
        self.list.is_empty() && self.about != About::Kept
    }
}

/// What a page complains about.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum About {
    /// Something typed cannot be taken.
    #[default]
    Faults,
    /// Items were left empty, which is asked about once.
    Empty,
    /// Something typed points at a person: it is stored only when the button is pressed once more. The kind, if it is all of one.
    Personal(Option<personal::Kind>),
    /// Nothing is wrong: answers were given elsewhere since the form was filled, and here they are.
    Kept,
}

/// The form of a page of questions, which buttons outside of it send too; no key of a question has a hyphen.
const FORM: &str = "page-form";

/// Whether answers are looked through on a page of their own before they are sent.
pub(super) fn has_check(version: &Version) -> bool {
    journey::number_of_questions(version) >= CHECKED_FROM
}

/// Whether leaving this page sends the answers: the last one of a short questionnaire.
pub(super) fn sends(version: &Version, page: usize) -> bool {
    !has_check(version) && page + 1 == version.pages.len()
}

/// The hidden field that says which version a form was made from.
pub(super) fn version_mark(version: &Version) -> String {
    format!("{}/{}", version.key, version.version)
}

pub(super) fn hole(slot: &Slot) -> PreEscaped<String> {
    PreEscaped(slot.marker())
}

/// An address below a respondent's link.
pub(super) fn address(rest: &str) -> PreEscaped<String> {
    PreEscaped(format!("/s/{}{rest}", Slot::Token.marker()))
}

/// The hidden fields of every form of this version.
pub(super) fn hidden(version: &Version, setting: Setting) -> Markup {
    html! {
        input type="hidden" name="version" value=(version_mark(version));
        input type="hidden" name="language" value=(setting.language.code());
    }
}

/// A page of this version in its frame.
pub(super) fn framed(version: &Version, setting: Setting, title: &str, faulty: bool, rest: &str, main: &Markup) -> String {
    let below = match rest {
        "" => Below::First,
        "/kvittering" => Below::Receipt,
        _ => Below::Questions,
    };
    let languages: Vec<(Language, String)> = version
        .languages
        .iter()
        .map(|language| (*language, format!("/s/{}{rest}?lang={}", Slot::Token.marker(), language.code())))
        .collect();
    let frame = Frame {
        language: setting.language,
        title,
        faulty,
        sender: &Slot::Sender.marker(),
        survey: (!rest.is_empty()).then(|| version.title.get(setting.language)),
        demonstration: setting.demonstration,
        languages: &languages,
        languages_first: rest.is_empty(),
        saves: (below == Below::Questions && rest != "/svar").then_some(FORM),
        footer: footer(version, setting, below),
    };
    layout::page(&frame, main)
}

/// Below what the footer stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Below {
    First,
    Questions,
    Receipt,
}

/// What people fear, answered, and a telephone number.
pub(super) fn footer(version: &Version, setting: Setting, below: Below) -> Markup {
    let words = setting.words();
    html! {
        @if below == Below::Questions {
            @if version.audience == Audience::Citizen { p { (words.page.citizen) } }
            @else if let Some(notice) = &version.notice { (markdown(notice.no_consequence.get(setting.language))) }
        }
        @if setting.phone {
            p { (calling(&words.page.call)) (hole(&Slot::Hours)) }
        }
        @if setting.statement || (!setting.open && below != Below::Receipt) { nav aria-label=(words.page.more) {
            @if !setting.open && below != Below::Receipt { a.alone href={ "/fravalg/" (hole(&Slot::Token)) "?lang=" (setting.language.code()) } { (words.page.opt_out) } }
            @if setting.statement { a.alone href="/was" { (words.page.accessibility) } }
        } }
    }
}

/// One page of questions.
pub(super) fn question_page(version: &Version, page: usize, setting: Setting, complaints: &Complaints) -> String {
    let words = setting.words();
    let Some(shown) = version.pages.get(page) else { return String::new() };
    let headings: usize = shown.questions.iter().map(|question| question.items(page).len().max(1)).sum();
    let alone = headings == 1 && shown.title.is_none();
    let manner = Manner {
        language: setting.language,
        words,
        phone: setting.phone,
        alone,
        citizen: version.audience == Audience::Citizen,
        identified: setting.identified,
        complaints: &complaints.list,
        kindly: complaints.about != About::Faults,
    };
    let title = page_title(version, page, setting.language);
    let sends = sends(version, page);
    let number = format!("/{}", page + 1);
    let main = html! {
        // The first button of a form is the one that Enter presses.
        button.enter type="submit" form=(FORM) tabindex="-1" aria-hidden="true" {}
        button.plain.alone.back type="submit" form=(FORM) name="go-to" value="back" { (words.page.back) }
        progress aria-hidden="true" max=(hole(&Slot::Total)) value=(hole(&Slot::Passed)) {}
        p.step { (hole(&Slot::Progress)) }
        (summary(complaints, alone, sends, words))
        @if !alone { h1.hidden[shown.title.is_none()] { (title) } }
        // To another address than the page's own: where the net is gone, a browser's page about it then leaves this one to go back to.
        form id=(FORM) method="post" action=(address(&format!("{number}?save"))) {
            (hidden(version, setting))
            input type="hidden" name="draft-revision" value=(hole(&Slot::Revision));
            @if complaints.asked { input type="hidden" name="asked" value="1"; }
            @if complaints.told { input type="hidden" name="fault-told" value="1"; }
            @if matches!(complaints.about, About::Personal(_)) {
                @for complaint in &complaints.list { input type="hidden" name="confirmed" value=(complaint.item); }
            }
            @for one in &shown.questions {
                (hole(&Slot::Begin(one.key.as_str().into())))
                (question(one, &manner))
                (hole(&Slot::End))
            }
            @if sends { p.quiet { (words.question.send_note) } }
            button type="submit" { @if sends { (words.question.send) } @else { (words.question.save) } }
        }
        @if sends { button.plain.alone type="submit" form=(FORM) name="go-to" value="later" { (words.question.later) } }
    };
    framed(version, setting, title, !complaints.list.is_empty() && complaints.about != About::Empty, &number, &main)
}

/// The page's own title, else the question of a page that has one, else the questionnaire's title.
fn page_title(version: &Version, page: usize, language: Language) -> &str {
    let Some(page) = version.pages.get(page) else { return "" };
    match (&page.title, page.questions.as_slice()) {
        (Some(title), _) => title.get(language),
        (None, [only]) if !matches!(only.kind, Kind::Battery { .. }) => only.text.get(language),
        _ => version.title.get(language),
    }
}

/// What is wrong, at the top, with a link to each place. It takes the focus where a browser honours `autofocus`.
pub(super) fn summary(complaints: &Complaints, alone: bool, sends: bool, words: &Words) -> Markup {
    let (words, asking) = (&words.fault, &words.question);
    let (title, way_on) = match complaints.about {
        About::Faults => (&words.title, words.kept.clone()),
        About::Empty if sends => (&words.title_empty, with(&words.empty_send, &[("button", &asking.send)])),
        About::Empty => (&words.title_empty, with(&words.empty_way_on, &[("button", &asking.save)])),
        About::Personal(kind) => (title_of(kind, words), words.personal_way_on.clone()),
        About::Kept => (&words.title_elsewhere, words.elsewhere.clone()),
    };
    html! {
        @if !complaints.is_none() {
            div.faults.kindly[complaints.about != About::Faults] role="alert" tabindex="-1" autofocus {
                h2 { (title) }
                ul {
                    @for complaint in &complaints.list {
                        li { a.alone href={ "#" (complaint.item) } { span { (in_summary(complaint, alone, complaints.about)) } } }
                    }
                }
                p { (way_on) }
            }
        }
    }
}

/// What is asked about something that points at a person.
fn title_of(kind: Option<personal::Kind>, words: &Faults) -> &String {
    match kind {
        Some(personal::Kind::PersonNumber) => &words.title_number,
        Some(personal::Kind::Phone) => &words.title_phone,
        Some(personal::Kind::Email) => &words.title_email,
        Some(personal::Kind::Name) => &words.title_name,
        Some(personal::Kind::Chosen) | None => &words.title_personal,
    }
}

/// One line of the summary: on a page with several questions it says which one is meant.
fn in_summary(complaint: &Complaint, alone: bool, about: About) -> String {
    match (alone || complaint.place.is_empty(), about) {
        (true, _) => complaint.message.clone(),
        (false, About::Empty | About::Personal(_) | About::Kept) => complaint.place.clone(),
        (false, About::Faults) => format!("{} – {}", complaint.place, complaint.message),
    }
}

/// The receipt: that it is stored, what happens now, when results come.
pub(super) fn receipt_page(version: &Version, setting: Setting, kind: Receipt, closed: bool) -> String {
    let words = &setting.words().receipt;
    let title = match kind {
        Receipt::Fresh => &words.title,
        Receipt::Already => &words.already,
        Receipt::ScreenedOut => &words.screened_out,
    };
    let results = if closed { &words.results_closed } else { &words.results_open };
    let address = format!("{}/kvittering", Slot::Origin.marker());
    let later = with(&words.code_later, &[("date", &Slot::DayAfter.marker()), ("address", &address)]);
    let main = html! {
        h1 { (title) }
        @if kind == Receipt::ScreenedOut { p { (words.screened_out_why) } }
        @if kind == Receipt::Already { p { (words.already_first) } }
        h2 { (words.code) }
        p.code { (hole(&Slot::Receipt)) }
        @if setting.anonymous { p { (words.code_anonymous) " " (later) } }
        @else { p { (words.code_use) " " a href={ "/kvittering?lang=" (setting.language.code()) } { (words.code_check) } } }
        p { a.alone href={ "/rettigheder?lang=" (setting.language.code()) } { (setting.words().rights.link) } }
        h2 { (words.now) }
        p { (words.now_text) }
        h2 { (words.results) }
        p { (with(results, &[("date", &Slot::Closes.marker())])) @if !setting.identified { " " (words.results_never) } }
        (markdown(version.closing.get(setting.language)))
    };
    framed(version, setting, title, false, "/kvittering", &main)
}

/// How a respondent comes to the receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Receipt {
    /// Just sent.
    Fresh,
    /// The link was used before.
    Already,
    /// Thanked and ended early.
    ScreenedOut,
}
