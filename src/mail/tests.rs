//! What a letter looks like in every language, and that it is the same every time.

use std::fmt::Write as _;

use jiff::civil::date;

use super::body::{Block, text, what_it_says};
use super::letter::{LetterContent, LinkBeside, Unrenderable, preview, render};
use super::mime::Entity;
use crate::fieldwork::LetterKind;
use crate::language::Language;
use crate::questionnaire::Audience;
use crate::time::Timestamp;

const LINK: &str = "https://svar.example.dk/s/abcdefghijklmnopqrstuvwxyz";

fn to_caseworker(language: Language) -> LetterContent {
    LetterContent {
        kind: LetterKind::Invitation,
        language,
        audience: Audience::Caseworker,
        identified: false,
        case: None,
        name: "Åse Ægidius Sørensen".to_owned(),
        email: "aase@job.brønderslev.example".to_owned(),
        municipality: Some("Brønderslev Kommune".to_owned()),
        phone: Some("70 00 08 10".to_owned()),
        controller: Some("Brønderslev Kommune".to_owned()),
        trial: "Lempede mentorregler".to_owned(),
        title: "Lempede mentorregler".to_owned(),
        closes: date(2019, 1, 31),
        minutes: 3,
        link: LINK.to_owned(),
        opt_out: "https://svar.example.dk/fravalg/abcdefghijklmnopqrstuvwxyz".to_owned(),
        more: Vec::new(),
        one_click: None,
        host: "svar.example.dk".to_owned(),
        from: "svar@svar.example.dk".to_owned(),
        reply_to: Some("evaluering@broenderslev.example".to_owned()),
        returns: None,
        message_id: "0123456789abcdef@svar.example.dk".to_owned(),
        date: Timestamp(1_546_840_800_000),
        boundary: "fedcba9876543210".to_owned(),
        synthetic: false,
    }
}

fn to_citizen(language: Language) -> LetterContent {
    LetterContent {
        audience: Audience::Citizen,
        title: "Dine samtaler med kommunen".to_owned(),
        name: "Anne Holm".to_owned(),
        minutes: 2,
        ..to_caseworker(language)
    }
}

pub(super) fn all() -> Vec<LetterContent> {
    let mut letters = Vec::new();
    for language in Language::ALL {
        for kind in [LetterKind::Invitation, LetterKind::Reminder] {
            for synthetic in [false, true] {
                letters.push(LetterContent { kind, synthetic, ..to_caseworker(language) });
                letters.push(LetterContent { kind, synthetic, ..to_citizen(language) });
            }
        }
    }
    letters
}

fn read(content: &LetterContent) -> String {
    text(&what_it_says(content, content.municipality.as_deref().unwrap_or("-")))
}

fn bytes(content: &LetterContent) -> Vec<u8> {
    render(content).unwrap().bytes
}

/// LIX after Björnsson: words per sentence plus the per cent of words over six letters. Addresses are not read as words.
fn lix(content: &LetterContent) -> f64 {
    let blocks = what_it_says(content, content.municipality.as_deref().unwrap_or("-"));
    let mut read = String::new();
    for block in &blocks {
        match block {
            Block::Warning(sentence) | Block::Paragraph(sentence) | Block::Small { sentence, .. } => {
                let _ = writeln!(read, "{sentence}.");
            }
            Block::List(items) => items.iter().for_each(|item| {
                let _ = writeln!(read, "{item}.");
            }),
            Block::Link { label, .. } => {
                let _ = writeln!(read, "{label}.");
            }
        }
    }
    let read = read.replace(&content.host, "x").replace('\n', ". ");
    let sentences = read.split(['.', ':', '?', '!']).filter(|part| part.chars().any(char::is_alphabetic)).count();
    let words: Vec<&str> =
        read.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| word.chars().any(char::is_alphanumeric)).collect();
    let long = words.iter().filter(|word| word.chars().count() > 6).count();
    words.len() as f64 / sentences as f64 + 100.0 * long as f64 / words.len() as f64
}

#[test]
fn a_letter_is_byte_for_byte_the_same_on_every_rendering() {
    for content in all() {
        let first = bytes(&content);
        std::thread::sleep(std::time::Duration::from_millis(2));
        assert!(first == bytes(&content.clone()));
    }
}

#[test]
fn every_line_is_ascii_ends_in_crlf_and_is_short_enough_for_every_relay() {
    for content in all() {
        let message = String::from_utf8(bytes(&content)).unwrap();
        assert!(message.is_ascii());
        assert!(message.ends_with("\r\n"));
        assert!(!message.replace("\r\n", "").contains(['\r', '\n']));
        let longest = message.split("\r\n").map(str::len).max().unwrap();
        assert!(longest <= 200, "a line of {longest} characters");
    }
}

#[test]
fn the_headers_say_who_asks_and_that_a_machine_wrote() {
    let message = String::from_utf8(bytes(&to_caseworker(Language::Da))).unwrap();
    let head = message.split("\r\n\r\n").next().unwrap();
    for line in [
        "Message-ID: <0123456789abcdef@svar.example.dk>",
        "Date: Mon, 07 Jan 2019 06:00:00 +0000",
        "Auto-Submitted: auto-generated",
        "List-Unsubscribe: <https://svar.example.dk/fravalg/abcdefghijklmnopqrstuvwxyz>",
        "MIME-Version: 1.0",
        "Content-Language: da",
    ] {
        assert!(head.contains(&format!("\r\n{line}")) || head.starts_with(line), "{line} is missing from\n{head}");
    }
    assert!(head.contains("<svar@svar.example.dk>"));
    assert!(head.contains("<evaluering@broenderslev.example>"));
    assert!(head.contains("<aase@job.xn--brnderslev-1cb.example>"));
    assert!(!head.contains("List-Unsubscribe-Post"));
}

#[test]
fn a_signed_letter_offers_the_mail_programs_own_button() {
    let one_click = Some("https://svar.example.dk/afmeld/abcdefghijklmnopqrstuvwxyz".to_owned());
    let content = LetterContent { one_click, ..to_caseworker(Language::Da) };
    let message = String::from_utf8(bytes(&content)).unwrap();
    let head = message.split("\r\n\r\n").next().unwrap();
    assert!(head.contains("\r\nList-Unsubscribe: <https://svar.example.dk/afmeld/abcdefghijklmnopqrstuvwxyz>\r\n"), "{head}");
    assert!(head.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{head}");
}

#[test]
fn the_envelope_holds_ascii_domains() {
    let letter = render(&to_caseworker(Language::Da)).unwrap();
    assert_eq!(letter.from, "svar@svar.example.dk");
    assert_eq!(letter.to, "aase@job.xn--brnderslev-1cb.example");
}

#[test]
fn returns_go_to_the_letters_own_address_and_the_message_does_not_show_it() {
    let plain = render(&to_caseworker(Language::Da)).unwrap();
    let own = "retur+7-abcdefghijklmnop@svar.example.dk";
    let letter = render(&LetterContent { returns: Some(own.to_owned()), ..to_caseworker(Language::Da) }).unwrap();
    assert_eq!(letter.from, own);
    assert!(letter.bytes == plain.bytes);
}

#[test]
fn an_address_that_cannot_be_reached_is_said_not_sent() {
    let with = |email: &str| render(&LetterContent { email: email.to_owned(), ..to_citizen(Language::Da) }).err();
    assert_eq!(with("ingen"), Some(Unrenderable::Recipient));
    assert_eq!(with("søren@@example.dk"), Some(Unrenderable::Recipient));
    assert_eq!(with("anne@example.dk"), None);
}

#[test]
fn an_address_with_danish_letters_stands_in_the_head_as_it_is_and_all_else_is_ascii() {
    let content = LetterContent { email: "åse@rødovre.example.dk".to_owned(), ..to_caseworker(Language::Da) };
    let letter = render(&content).unwrap();
    assert_eq!((letter.to.as_str(), letter.from.is_ascii()), ("åse@xn--rdovre-bya.example.dk", true));
    let message = String::from_utf8(letter.bytes).unwrap();
    let strange: Vec<&str> = message.lines().filter(|line| !line.is_ascii()).collect();
    assert_eq!(strange.len(), 1, "{strange:?}");
    assert!(strange[0].contains("<åse@xn--rdovre-bya.example.dk>"), "{strange:?}");
}

#[test]
fn a_name_cannot_start_a_header_of_its_own() {
    let content = LetterContent {
        name: "Anne\r\nBcc: all@example.dk".to_owned(),
        title: "Titel\r\nX-Evil: yes".to_owned(),
        ..to_citizen(Language::Da)
    };
    let message = String::from_utf8(bytes(&content)).unwrap();
    let head = message.split("\r\n\r\n").next().unwrap();
    assert!(!head.contains("\r\nBcc") && !head.contains("\r\nX-Evil"), "{head}");
}

#[test]
fn what_a_person_is_called_cannot_become_markup() {
    let content = LetterContent { name: "<img src=//evil.example>".to_owned(), ..to_citizen(Language::Da) };
    let blocks = what_it_says(&content, "Kommune");
    let page = super::body::html(content.language, &content.title, "Kommune", &blocks);
    assert!(!page.contains("<img"));
    assert!(page.contains("&lt;img"));
}

#[test]
fn no_letter_fetches_anything_when_it_is_read() {
    for content in all() {
        let blocks = what_it_says(&content, "Kommune");
        let page = super::body::html(content.language, &content.title, "Kommune", &blocks);
        for word in ["<img", "src=", "url(", "@import", "<link", "<script"] {
            assert!(!page.contains(word), "{word} stands in the page");
        }
        assert!(page.matches(LINK).count() == 3, "the button, and the written address as link and as text");
    }
}

#[test]
fn a_caseworker_reads_a_lix_of_40_at_most_and_a_citizen_30() {
    for kind in [LetterKind::Invitation, LetterKind::Reminder] {
        let staff = lix(&LetterContent { kind, ..to_caseworker(Language::Da) });
        assert!(staff <= 40.0, "{kind:?} to a caseworker: LIX {staff:.1}");
        let citizen = lix(&LetterContent { kind, ..to_citizen(Language::Da) });
        assert!(citizen <= 30.0, "{kind:?} to a citizen: LIX {citizen:.1}");
    }
}

#[test]
fn the_text_is_wrapped_and_addresses_are_whole() {
    for content in all() {
        let text = read(&content);
        assert!(text.contains(&format!("\r\n{LINK}\r\n")));
        for line in text.lines().filter(|line| !line.starts_with("https://")) {
            assert!(line.chars().count() <= 72, "{line}");
        }
    }
}

#[test]
fn nobody_is_promised_secrecy_where_answers_bear_a_name() {
    for audience in [Audience::Caseworker, Audience::Citizen, Audience::Manager] {
        let content = LetterContent { identified: true, audience, ..to_caseworker(Language::Da) };
        assert!(!read(&content).contains("kan ikke se"));
    }
    assert!(read(&to_citizen(Language::Da)).contains("Din sagsbehandler kan ikke se, hvad du svarer."));
}

#[test]
fn a_reader_of_cases_is_told_which_case() {
    let content = LetterContent {
        identified: true,
        audience: Audience::Manager,
        case: Some("R-117".to_owned()),
        ..to_caseworker(Language::Da)
    };
    assert!(read(&content).contains("Sagen har nummer R-117."));
}

#[test]
fn the_invitation_to_a_caseworker_reads_as_agreed() {
    insta::assert_snapshot!(read(&to_caseworker(Language::Da)).replace('\r', ""));
}

#[test]
fn the_invitation_to_a_citizen_reads_as_agreed() {
    insta::assert_snapshot!(read(&to_citizen(Language::Da)).replace('\r', ""));
}

#[test]
fn the_reminder_to_a_citizen_reads_as_agreed() {
    insta::assert_snapshot!(read(&LetterContent { kind: LetterKind::Reminder, ..to_citizen(Language::Da) }).replace('\r', ""));
}

#[test]
fn the_invitation_in_english_reads_as_agreed() {
    insta::assert_snapshot!(read(&to_caseworker(Language::En)).replace('\r', ""));
}

#[test]
fn the_invitation_in_arabic_reads_as_agreed() {
    insta::assert_snapshot!(read(&to_citizen(Language::Ar)).replace('\r', ""));
}

#[test]
fn what_people_look_at_before_is_what_is_sent() {
    for content in all() {
        let sent = render(&content).unwrap().bytes;
        let parts: Vec<String> = Entity::read(&sent).parts().iter().map(|part| plainly(&part.decoded())).collect();
        let shown = preview(&content);
        assert_eq!(parts, [plainly(shown.text.as_bytes()), plainly(styled_in_place(&shown.html).as_bytes())]);
    }
}

/// A letter that is looked at, with the looks put back where a mail program wants them.
fn styled_in_place(shown: &str) -> String {
    let (before, rest) = shown.split_once("<style>").unwrap();
    let (rules, rest) = rest.split_at(rest.find("@media").unwrap());
    let mut letter = format!("{before}<style>{rest}");
    for rule in rules.split_terminator('}') {
        let (which, looks) = rule.split_once('{').unwrap();
        letter = letter.replace(&format!(" {}", which.trim_matches(['[', ']'])), &format!(" style=\"{looks}\""));
    }
    letter
}

/// A part as it reads, whichever line ends it has.
fn plainly(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace("\r\n", "\n").trim_end().to_owned()
}

fn of_two_rounds(content: LetterContent, trial: &str) -> LetterContent {
    let other = LinkBeside {
        trial: trial.to_owned(),
        title: "Jeres opfølgning".to_owned(),
        closes: date(2019, 2, 8),
        minutes: 6,
        link: LINK.replace("abc", "xyz"),
        opt_out: content.opt_out.replace("abc", "xyz"),
    };
    LetterContent { more: vec![other], ..content }
}

#[test]
fn a_letter_of_two_rounds_names_each_questionnaire_with_its_minutes_day_link_and_way_out() {
    for language in Language::ALL {
        for kind in [LetterKind::Invitation, LetterKind::Reminder] {
            let content = of_two_rounds(LetterContent { kind, ..to_caseworker(language) }, "Et andet forsøg");
            let said = read(&content).split_whitespace().collect::<Vec<_>>().join(" ");
            for says in ["Lempede mentorregler", "Jeres opfølgning", "Et andet forsøg", &content.link, &content.opt_out] {
                assert!(said.contains(says), "{says} is not in {said}");
            }
            assert!(said.contains(&content.more[0].link) && said.contains(&content.more[0].opt_out), "{said}");
            assert_eq!(bytes(&content), bytes(&content));
        }
    }
    let danish = of_two_rounds(to_caseworker(Language::Da), "Et andet forsøg");
    assert_eq!(preview(&danish).subject, "2 spørgeskemaer fra Brønderslev Kommune");
    let said = read(&danish).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("Brønderslev Kommune er med i flere forsøg."), "{said}");
    assert!(said.contains(
        "Det handler om forsøget »Et andet forsøg«. Det tager cirka 6 minutter. Du kan svare til og med 8. februar 2019."
    ));
    let of_one = of_two_rounds(to_caseworker(Language::Da), "Lempede mentorregler");
    assert!(!read(&of_one).contains("flere forsøg"), "both are of one trial");
}

#[test]
fn letters_of_two_rounds_are_as_easy_to_read() {
    for kind in [LetterKind::Invitation, LetterKind::Reminder] {
        let staff = lix(&of_two_rounds(LetterContent { kind, ..to_caseworker(Language::Da) }, "Et andet forsøg"));
        assert!(staff <= 40.0, "LIX {staff}");
        let citizen = lix(&of_two_rounds(LetterContent { kind, ..to_citizen(Language::Da) }, "Et andet forsøg"));
        assert!(citizen <= 30.0, "LIX {citizen}");
    }
}

#[test]
fn a_letter_in_a_browser_has_one_style_that_is_known_beforehand_and_none_at_an_element() {
    for letter in all() {
        let shown = crate::mail::preview(&letter).html;
        assert!(shown.contains(&format!("<style>{}</style>", crate::mail::shown_style())), "{shown}");
        assert!(!shown.contains(" style=") && shown.contains("data-style=\"5\""), "{shown}");
    }
}
