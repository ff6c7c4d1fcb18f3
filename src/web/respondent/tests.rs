//! Renderings of real questionnaires: what a person reads, and what a page must never hold.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::filling::{Filling, Held, Place, Progress};
use super::form::Typed;
use super::page::{About, Complaints, Receipt, Setting, question_page, receipt_page};
use super::question::Complaint;
use super::welcome::{Begun, first_page, open_page};
use crate::language::Language;
use crate::questionnaire::{Answer, Answers, Version, read};
use crate::token::Receipt as Code;
use crate::web::template::Template;
use crate::web::words::Words;

const EVERY_KIND: &str = include_str!("../../../tests/it/surveys/house-caseworkers/1.toml");
const CASEWORKERS: &str = include_str!("../../../surveys/ledighedsydelse-caseworkers/1.toml");
const CITIZENS: &str = include_str!("../../../surveys/integration-citizens/1.toml");

fn version(text: &str) -> Version {
    read("1.toml", text, None).unwrap_or_else(|_| panic!("the questionnaire has faults")).0
}

fn setting(language: Language) -> Setting {
    Setting { language, phone: true, demonstration: false, open: false, identified: false, anonymous: false, statement: true }
}

fn filled(page: &str, held: Held<'_>, language: Language) -> String {
    let place = Place {
        sender: "Rebild Kommune".to_owned(),
        name: "Rebild Kommune".to_owned(),
        phone: Some("70 00 08 40".to_owned()),
        hours: None,
        controller: Some("Rebild Kommune".to_owned()),
        dpo: Some("dpo@rebild.example".to_owned()),
    };
    let receipt = Code("ABCD-EFGH-2345-6723".to_owned());
    let filling = Filling {
        words: Words::of(language),
        place: &place,
        token: "abcdefghijklmnopqrstuvwxyz",
        origin: "https://svar.example",
        closes: date(2027, 1, 31),
        progress: Progress { before: 2, here: 1, total: 8, open: false, saved: true },
        revision: 7,
        held,
        receipt: Some(&receipt),
    };
    filling.page(&Template::new(page), |_| true)
}

/// The page without its style, which every page shares, one element a line.
fn body(page: &str) -> String {
    let (head, rest) = page.split_once("<style>").expect("a page has its style");
    let (_, rest) = rest.split_once("</style>").expect("the style ends");
    format!("{head}{rest}").replace("><", ">\n<")
}

fn every_page(version: &Version, language: Language) -> Vec<String> {
    let setting = setting(language);
    let empty = Answers::default();
    let mut pages: Vec<String> =
        (0..version.pages.len()).map(|page| question_page(version, page, setting, &Complaints::default())).collect();
    pages.push(first_page(version, setting, Begun::No));
    pages.push(first_page(version, Setting { open: true, ..setting }, Begun::Answered));
    pages.push(open_page(version, setting, "r-1"));
    pages
        .extend([Receipt::Fresh, Receipt::Already, Receipt::ScreenedOut].map(|kind| receipt_page(version, setting, kind, false)));
    pages.iter().map(|page| filled(page, Held::Saved(&empty), language)).collect()
}

#[test]
fn no_page_has_a_script_a_style_of_its_own_or_a_hole_that_stayed_open() {
    for text in [EVERY_KIND, CASEWORKERS, CITIZENS] {
        let version = version(text);
        for language in &version.languages {
            for page in every_page(&version, *language) {
                assert!(!page.contains("<script") && !page.contains(" style=") && !page.contains(" onclick"), "{page}");
                assert!(!page.contains(['\u{1}', '\u{2}', '\u{1f}']) && !page.contains("{municipality"), "{page}");
                assert!(page.contains("<b>Rebild Kommune</b>"), "the municipality is not first: {page}");
                assert!(page.len() < 24 * 1024, "{} bytes", page.len());
            }
        }
    }
}

#[test]
fn the_first_page_takes_a_citizens_fear_away_and_promises_a_caseworker_only_what_is_true() {
    let empty = Answers::default();
    let page =
        |text: &str| filled(&first_page(&version(text), setting(Language::Da), Begun::No), Held::Saved(&empty), Language::Da);
    let citizen = page(CITIZENS);
    for sentence in [
        "Det er frivilligt at svare.",
        "Dit svar har ingen betydning for din sag eller dine penge.",
        "Din sagsbehandler kan ikke se, hvad du svarer.",
        "Du skal ikke bruge MitID, og vi spørger aldrig om dit CPR-nummer.",
        "Det tager cirka 3 minutter.",
        "Du kan holde pause og bruge samme link igen.",
        "Du kan svare til og med 31.\u{a0}januar 2027.",
        "href=\"tel:70000840\"",
    ] {
        assert!(citizen.contains(sentence), "{sentence} is not on {citizen}");
    }
    let caseworker = page(CASEWORKERS);
    assert!(!caseworker.contains("dine penge") && !caseworker.contains("Din sagsbehandler"));
    assert!(
        caseworker
            .contains("<li>Det er frivilligt at svare.</li><li>Din leder og dine kolleger kan ikke se, hvad du svarer.</li>")
    );
    let named = Setting { identified: true, ..setting(Language::Da) };
    let named = filled(&first_page(&version(CASEWORKERS), named, Begun::No), Held::Saved(&empty), Language::Da);
    assert!(
        !named.contains("Din leder og dine kolleger kan ikke se, hvad du svarer.</li>"),
        "a promise where answers carry a name"
    );
}

#[test]
fn the_first_page_says_that_something_is_saved_only_where_it_is() {
    let says = |begun, sentence: &str| first_page(&version(CITIZENS), setting(Language::Da), begun).contains(sentence);
    assert!(says(Begun::Opened, "Du har åbnet skemaet, men ikke gemt svar endnu.") && !says(Begun::Opened, "er gemt"));
    assert!(says(Begun::Answered, "De svar, du har givet indtil nu, er gemt.") && !says(Begun::No, "Du er i gang"));
}

#[test]
fn the_receipt_promises_only_what_comes() {
    let page = |setting, closed| {
        let page = receipt_page(&version(CITIZENS), setting, Receipt::Already, closed);
        filled(&page, Held::Saved(&Answers::default()), Language::Da)
    };
    let citizen = setting(Language::Da);
    assert!(page(citizen, false).contains("Undersøgelsen lukker 31.\u{a0}januar 2027."));
    assert!(
        page(citizen, true).contains("Undersøgelsen lukkede 31.\u{a0}januar 2027.") && !page(citizen, true).contains("lukker")
    );
    let anonymous = page(Setting { anonymous: true, ..citizen }, false);
    assert!(anonymous.contains("Fra 1.\u{a0}februar 2027 kan du bruge den på https://svar.example/kvittering."), "{anonymous}");
    assert!(!anonymous.contains("href=\"/kvittering"), "a link to where the code is not known yet");
}

#[test]
fn caseworkers_are_not_spoken_to_as_patients() {
    let all = |text: &str| every_page(&version(text), Language::Da).concat();
    assert!(all(CITIZENS).contains("ring 112") && !all(EVERY_KIND).contains("ring 112"));
}

#[test]
fn the_last_page_says_that_the_button_sends() {
    let version = version(CITIZENS);
    let last = version.pages.len() - 1;
    let complaints = || Complaints {
        list: vec![Complaint { item: "better".to_owned(), place: String::new(), message: String::new() }],
        about: About::Empty,
        ..Complaints::default()
    };
    let page = |page| question_page(&version, page, setting(Language::Da), &complaints());
    assert!(page(last).contains("Tryk på »Send mine svar« igen, så sender du det, du har svaret. Bagefter kan det ikke ændres."));
    assert!(page(0).contains("Tryk på »Gem og fortsæt« igen, så går du videre."));
    assert!(page(last).contains("Gem, og fortsæt senere") && !page(0).contains("fortsæt senere"));
}

#[test]
fn what_was_saved_is_ticked_and_written_when_a_page_is_seen_again() {
    let version = version(CITIZENS);
    let answers = Answers(BTreeMap::from([
        ("people".to_owned(), Answer::Choices(vec![2, 4])),
        ("meaningful".to_owned(), Answer::Choice(98)),
        ("better".to_owned(), Answer::Text("mere <tid>".to_owned())),
    ]));
    let pages = (0..version.pages.len()).map(|page| question_page(&version, page, setting(Language::Da), &Complaints::default()));
    let page: String = pages.map(|page| filled(&page, Held::Saved(&answers), Language::Da)).collect();
    for input in [
        "name=\"people\" value=\"2\" checked>",
        "name=\"people\" value=\"4\" checked>",
        "name=\"meaningful\" value=\"98\" checked>",
        "mere &lt;tid&gt;</textarea>",
    ] {
        assert!(page.contains(input), "{input} is not on {page}");
    }
    assert_eq!(page.matches(" checked>").count(), 3);
}

#[test]
fn a_fault_is_said_in_the_title_above_and_beside_and_what_was_typed_stays() {
    // All of its questions on one page, as somebody may well have them.
    let version = version(&CITIZENS.replace("[[page]]\n", "").replace("[[page.question]]", "[[question]]"));
    let list = vec![Complaint {
        item: "meaningful".to_owned(),
        place: "I hvor høj grad …".to_owned(),
        message: "Vælg et af de svar, der står her.".to_owned(),
    }];
    let typed = Typed(vec![("better".to_owned(), "\"><b>".to_owned()), ("form_fits".to_owned(), "4".to_owned())]);
    let page = question_page(&version, 0, setting(Language::Da), &Complaints { list, ..Complaints::default() });
    let page = filled(&page, Held::Typed(&typed), Language::Da);
    assert!(page.contains("<title>Fejl: "), "{page}");
    assert!(page.contains("role=\"alert\"") && page.contains("href=\"#meaningful\"") && page.contains("id=\"meaningful-e\""));
    assert!(page.contains("&quot;&gt;&lt;b&gt;</textarea>") && page.contains("name=\"form_fits\" value=\"4\" checked>"));
    assert!(!page.contains("name=\"asked\""), "a fault is asked about until it is gone");
}

#[test]
fn the_pages_read_as_they_were_read_by_a_person() {
    let empty = Answers::default();
    let caseworkers = version(CASEWORKERS);
    let citizens = version(CITIZENS);
    let show = |page: &str, language| body(&filled(page, Held::Saved(&empty), language));
    let first = first_page(&caseworkers, setting(Language::Da), Begun::No);
    insta::assert_snapshot!("first_page_of_caseworkers", show(&first, Language::Da));
    let questions = question_page(&caseworkers, 0, setting(Language::Da), &Complaints::default());
    insta::assert_snapshot!("questions_of_caseworkers", show(&questions, Language::Da));
    let questions = question_page(&citizens, 0, setting(Language::Ar), &Complaints::default());
    insta::assert_snapshot!("questions_of_citizens_in_arabic", show(&questions, Language::Ar));
    let receipt = receipt_page(&caseworkers, setting(Language::Da), Receipt::Fresh, false);
    insta::assert_snapshot!("receipt_of_caseworkers", show(&receipt, Language::Da));
}

#[test]
fn every_kind_of_question_can_be_answered_without_a_mouse_and_names_its_fields_as_files_do() {
    let version = version(EVERY_KIND);
    let pages = every_page(&version, Language::Da).concat();
    for item in version.items() {
        // The ranks of a ranking have a field for each choice.
        let named = ["\"", "/1\""].iter().any(|end| pages.contains(&format!("name=\"{}{end}", item.key)));
        assert!(named, "{} has no field", item.key);
        assert!(pages.contains(&format!("id=\"{}\"", item.key)), "{} cannot be linked to", item.key);
    }
}
