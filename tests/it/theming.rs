//! Approved texts are sorted into themes, and how many belong to each is told as a question with several choices is.

use std::fmt::Write as _;

use crate::house::House;
use crate::http::{Form, Page};
use crate::people::{invited_town, looked_at, person, signed_in};
use crate::stories;

const APPROVED: &str = "/desk/rounds/house-1/texts/approved";
const THEMES: &str = "/desk/rounds/house-1/texts/themes";
const CSV: &str = "/desk/rounds/house-1/texts/themes.csv";

fn get(house: &House, cookie: &str, path: &str) -> Page {
    looked_at(house, cookie, path)
}

fn post(house: &House, cookie: &str, form: &Form) -> Page {
    let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    house.send("POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer")
}

/// Closes a round to which so many wrote whose texts are approved then, and so many whose texts are withheld.
fn approved(house: &House, cookie: &str, readable: usize, withheld: usize) {
    let rows = (0..readable + withheld).fold(
        "response_id,submitted_on,language,municipality,used,comments\n".to_owned(),
        |mut text, at| {
            _ = writeln!(
                text,
                "f-{at},2024-05-01,da,thisted,2,\"Tekst {} om arbejdet\"",
                char::from(b'A' + u8::try_from(at).expect("few"))
            );
            text
        },
    );
    let file = house.file("answers.csv", rows);
    house.ok(&["responses", "import", "--round", "house-1", &file]);
    house.ok(&["round", "close", "house-1"]);
    let page = get(house, cookie, "/desk/rounds/house-1/texts");
    let text = page.text();
    let mut form = page.form();
    for (at, piece) in text.split("<fieldset").skip(1).enumerate() {
        let handle = piece.split("decision.").nth(1).and_then(|rest| rest.split('"').next()).expect("a handle");
        form = form.with(&format!("decision.{handle}"), if at < withheld { "withheld" } else { "as-written" });
    }
    assert_eq!(post(house, cookie, &form).status, 303);
}

/// The forms of the page that go to the themes of the question.
fn themes_form(page: &Page, holds: (&str, &str)) -> Form {
    let holds = (holds.0.to_owned(), holds.1.to_owned());
    let found = page.forms().into_iter().find(|form| form.action == THEMES && form.fields.contains(&holds));
    found.unwrap_or_else(|| panic!("no form with {holds:?}: {}", page.words()))
}

fn add(house: &House, cookie: &str, name: &str) -> Page {
    post(house, cookie, &themes_form(&get(house, cookie, APPROVED), ("act", "add")).with("name", name))
}

/// Sorts the texts: those at these places into each of these themes.
fn sort(house: &House, cookie: &str, themes: &[(&str, &[usize])]) {
    let page = get(house, cookie, &format!("{APPROVED}?code=comments"));
    let mut form = themes_form(&page, ("act", "code"));
    let handles: Vec<String> = form.fields.iter().filter(|(name, _)| name == "text").map(|(_, handle)| handle.clone()).collect();
    form.fields.retain(|(name, _)| !name.starts_with("theme."));
    for (theme, places) in themes {
        for place in *places {
            form.fields.push((format!("theme.{}", handles[*place]), (*theme).to_owned()));
        }
    }
    assert_eq!(post(house, cookie, &form).status, 303);
}

stories! {
    fn approved_texts_are_sorted_into_themes_that_are_told_as_several_choices_are(house) {
        invited_town(house);
        let all = signed_in(house);
        approved(house, &all, 9, 1);
        let reader = person(house, "Rie Læser", &["--role", "reader", "--trial", "house"]);
        assert!(!get(house, &reader, APPROVED).text().contains(THEMES), "a reader is offered the codebook");
        for name in ["Møder", "Breve", "=1+1", "Møder"] {
            assert_eq!(add(house, &all, name).status, 303, "{name}");
        }
        assert_eq!(add(house, &all, "  ").status, 422);
        assert_eq!(post(house, &reader, &themes_form(&get(house, &all, APPROVED), ("act", "add")).with("name", "Andet")).status, 403);
        sort(house, &all, &[("moeder", &[0, 1, 2]), ("breve", &[2, 3]), ("findes_ikke", &[4])]);
        let page = get(house, &reader, APPROVED);
        assert!(page.words().contains("Møder 3 33 %") && page.words().contains("Breve 2 22 %") && page.words().contains("Af 9 godkendte tekster"), "{}", page.words());
        let csv = String::from_utf8(get(house, &reader, CSV).body).expect("UTF-8");
        let rows: Vec<Vec<String>> = csv::Reader::from_reader(csv.as_bytes()).records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect();
        let row = |theme: &str| rows.iter().find(|row| row[3] == theme).unwrap_or_else(|| panic!("no {theme} in {csv}"));
        assert_eq!((row("moeder")[5].as_str(), row("moeder")[6].as_str(), row("1_1")[4].as_str(), row("moeder_2")[6].as_str()), ("9", "3", "'=1+1", "0"));
        // Sorting again takes the place of what was; a theme that has texts stays.
        let remove = themes_form(&get(house, &all, APPROVED), ("theme", "breve"));
        assert!(post(house, &all, &remove).words().contains("Der er tekster med det tema"));
        sort(house, &all, &[("moeder", &[0, 1, 2, 3, 4, 5, 6, 7, 8])]);
        assert_eq!(post(house, &all, &remove).status, 303);
        // All alike, so nothing is told of any theme.
        let page = get(house, &reader, APPROVED);
        assert!(page.words().contains("Tallene vises ikke") && !page.words().contains("100 %") && !page.words().contains("Breve"), "{}", page.words());
        let csv = String::from_utf8(get(house, &reader, CSV).body).expect("UTF-8");
        assert!(csv.contains(",moeder,Møder,,,,,,withheld") && !csv.contains(",9,"), "{csv}");
        let log = house.sql("select what from log");
        assert!(log.contains("coded 9 texts") && log.contains("added a theme") && log.contains("removed a theme"), "{log}");
        for role in ["municipal-lead", "note-taker"] {
            let walled = person(house, &format!("Bag muren {role}"), &["--role", role, "--trial", "house"]);
            assert_eq!((get(house, &walled, APPROVED).status, get(house, &walled, CSV).status), (403, 403), "{role}");
        }
    }

    fn of_fewer_approved_texts_than_a_distribution_is_shown_of_no_theme_is_told(house) {
        invited_town(house);
        let all = signed_in(house);
        // Nine wrote, which is enough to read them; seven of their texts are let through.
        approved(house, &all, 7, 2);
        assert_eq!(get(house, &all, APPROVED).text().matches("<blockquote").count(), 7);
        add(house, &all, "Møder");
        sort(house, &all, &[("moeder", &[0, 1])]);
        let page = get(house, &all, APPROVED).words();
        assert!(page.contains("Tallene vises ikke") && !page.contains("Møder 2"), "{page}");
    }
}
