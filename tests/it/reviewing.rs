//! Texts: a person reviews each before evaluators may read it, and what points at somebody is covered until then.

use std::cell::RefCell;
use std::fmt::Write as _;

use crate::house::{House, TOWN};
use crate::http::{Form, Page};
use crate::people::{ANSWERS, answer, cookie_of, invited_town, link_of, looked_at_with, person, receipt};
use crate::stories;

const TEXTS: &str = "/desk/rounds/house-1/texts";
const APPROVED: &str = "/desk/rounds/house-1/texts/approved";

/// What the eight who answer by file wrote; the first three point at somebody.
const WRITTEN: [&str; 8] = [
    "Ring til mig på 22 33 44 55 om det",
    "Skriv til kontoret@thisted.example.dk hvis I vil",
    "Jeg taler altid med Åse Østergaard om det",
    "Møderne er blevet kortere",
    "Brevene er til at forstå",
    "Skemaerne tager for lang tid",
    "Det gik som det plejer",
    "Gerda hjalp mig hele vejen",
];

/// Somebody signed in at the desk.
struct Desk<'a> {
    house: &'a House,
    cookie: String,
    /// The same with what shows that the texts are open, once they are.
    opened: RefCell<String>,
}

impl<'a> Desk<'a> {
    fn of(house: &'a House) -> Self {
        let cookie = crate::people::signed_in(house);
        Self { house, opened: RefCell::new(cookie.clone()), cookie }
    }

    fn get(&self, path: &str) -> Page {
        let page = looked_at_with(self.house, &mut self.opened.borrow_mut(), path);
        assert_eq!(page.status, 200, "{path}: {}", page.words());
        page
    }

    fn post(&self, form: &Form, headers: &str) -> Page {
        let headers = format!("Cookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n{headers}", self.cookie);
        self.house.send("POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer")
    }

    /// Decides the same about every text whose words on the page hold these; gives back the form, not sent.
    fn choosing(page: &Page, decision: &str, words: &str) -> Form {
        let text = page.text();
        let mut form = page.form();
        for piece in text.split("<fieldset").skip(1).filter(|piece| piece.contains(words)) {
            let handle = piece.split("decision.").nth(1).and_then(|rest| rest.split('"').next()).expect("a handle");
            form = form.with(&format!("decision.{handle}"), decision);
        }
        form
    }

    /// Approves everything that waits, covered where it must be.
    fn approve_all(&self) {
        let form = Self::choosing(&self.get(TEXTS), "masked", "");
        assert_eq!(self.post(&form, "").status, 303);
    }
}

/// Puts answers with these texts into the round.
fn import(house: &House, texts: &[&str]) {
    let mut file = String::from("response_id,submitted_on,language,municipality,used,comments\n");
    for (number, text) in texts.iter().enumerate() {
        writeln!(file, "f-{number},2024-05-01,da,thisted,2,\"{text}\"").expect("a line");
    }
    let file = house.file("answers.csv", file);
    house.ok(&["responses", "import", "--round", "house-1", &file]);
}

/// The town's answers with this comment.
fn commenting(words: &str) -> [(&'static str, &str); ANSWERS.len()] {
    ANSWERS.map(|(field, value)| if field == "comments" { (field, words) } else { (field, value) })
}

stories! {
    fn what_points_at_a_person_is_covered_until_and_after_the_review(house) {
        invited_town(house);
        import(house, &WRITTEN);
        // No file may hold a person number; who is asked whether to send one may press once more.
        answer(house, &link_of(house, TOWN[0].email), &commenting("Mit nummer er 070761-4286, slå mig op"));
        let desk = Desk::of(house);
        assert!(!desk.get(TEXTS).text().contains("<blockquote"), "texts of an open round are shown");
        house.ok(&["round", "close", "house-1"]);
        desk.get(TEXTS);
        let before = house.dump();
        let page = desk.get(TEXTS);
        house.unchanged(&before, "looking at texts changed the database");
        let words = page.words();
        for (covered, hidden) in [("[telefonnummer]", "22 33 44 55"), ("[CPR-nummer]", "070761"), ("[e-mailadresse]", "kontoret@"), ("[navn]", "Østergaard")] {
            assert!(words.contains(covered) && !page.text().contains(hidden), "{covered}: {words}");
        }
        assert!(!desk.get(APPROVED).words().contains("Møderne"), "shown before the review");
        desk.approve_all();
        let page = desk.get(APPROVED);
        assert!(page.words().contains("Jeg taler altid med [navn] om det") && page.words().contains("Møderne er blevet kortere"), "{}", page.words());
        assert!(!["22 33", "070761", "kontoret@", "Østergaard"].iter().any(|hidden| page.text().contains(hidden)), "{}", page.words());
        house.sql("delete from invitation; delete from recipient");
        assert!(!desk.get(APPROVED).text().contains("Østergaard"), "a name came out when the list was gone");
        let log = house.log();
        for text in WRITTEN.iter().copied().chain(["070761"]) {
            assert!(!log.contains(text), "a text is in the log: {text}");
        }
    }

    fn nothing_is_read_below_the_minimum_or_while_the_round_is_open(house) {
        invited_town(house);
        import(house, &WRITTEN[..7]);
        let desk = Desk::of(house);
        let nothing = |when: &str| {
            for address in [TEXTS, APPROVED] {
                let page = desk.get(address);
                assert!(!page.words().contains("Møderne") && !page.text().contains("<blockquote"), "{when}: {}", page.words());
            }
        };
        nothing("seven, open");
        house.ok(&["round", "close", "house-1"]);
        nothing("seven, closed");
        import(house, &WRITTEN);
        // Single people's words are shown to whoever opens them, which stands in the log, and to no other session by that.
        let raw = |cookie: &str, path: &str| house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer");
        let shut = raw(&desk.cookie, TEXTS);
        assert!(shut.status == 200 && shut.words().contains("noteret i loggen") && !shut.text().contains("<blockquote"), "{}", shut.words());
        let openings = || house.sql("select count(*) from log where who = 'Kirsten Koordinator' and what = 'opened texts' and object = 'house-1'");
        let before: u32 = openings().trim().parse().expect("a number");
        let mark = cookie_of(&desk.post(&shut.form(), ""));
        assert!(raw(&format!("{}; {mark}", desk.cookie), TEXTS).words().contains("Møderne"));
        assert_eq!(openings().trim().parse(), Ok(before + 1));
        let other = person(house, "Eva Evaluator", &["--role", "evaluator"]);
        assert!(!raw(&format!("{other}; {mark}"), TEXTS).words().contains("Møderne"), "another session's mark opens the texts");
        assert!(desk.get(TEXTS).words().contains("Møderne"), "eight, closed: {}", desk.get(TEXTS).words());
        assert!(!desk.get(APPROVED).text().contains("<blockquote"), "shown before the review");
    }

    fn who_erases_an_answer_takes_its_text_and_its_review_along(house) {
        invited_town(house);
        import(house, &WRITTEN);
        let (_, page) = answer(house, &link_of(house, TOWN[0].email), &commenting("Mine egne ord, nr. 4711"));
        let code = receipt(&page).expect("a receipt");
        house.ok(&["round", "close", "house-1"]);
        let desk = Desk::of(house);
        desk.approve_all();
        assert!(desk.get(APPROVED).words().contains("nr. 4711"));
        assert_eq!(house.sql("select count(*) from text_review").trim(), "9");
        let erased = house.submit(&house.post(&house.get("/kvittering").form().with("code", &code)).form().with("sure", "1"));
        assert!(erased.words().contains("Dit svar er slettet"), "{}", erased.words());
        assert!(!desk.get(APPROVED).words().contains("nr. 4711"));
        assert_eq!(house.sql("select count(*) from text_review").trim(), "8");
    }

    fn a_decision_has_the_name_of_whoever_is_signed_in_and_what_points_at_a_person_is_shown_only_by_a_deliberate_choice(house) {
        invited_town(house);
        import(house, &WRITTEN);
        house.ok(&["round", "close", "house-1"]);
        let desk = Desk::of(house);
        assert!(desk.get(TEXTS).words().contains("Beslutningerne gemmes med dit navn: Kirsten Koordinator"));
        let before = house.dump();
        let form = Desk::choosing(&desk.get(TEXTS), "masked", "Møderne");
        assert_eq!(desk.post(&form, "Sec-Fetch-Site: cross-site\r\n").status, 403);
        let unsure = desk.post(&Desk::choosing(&desk.get(TEXTS), "as-written", "[telefonnummer]"), "");
        assert!(unsure.status == 422 && unsure.words().contains("22 33 44 55"), "{} {}", unsure.status, unsure.words());
        house.unchanged(&before, "something was decided by another site or without a deliberate choice");
        let sure = unsure.form();
        let (field, _) = sure.offered.iter().find(|(field, _)| field.starts_with("sure.")).expect("a tick").clone();
        assert_eq!(desk.post(&sure.with(&field, "1"), "").status, 303);
        let withheld = Desk::choosing(&desk.get(TEXTS), "withheld", "Skemaerne");
        assert_eq!(desk.post(&withheld, "").status, 303);
        let form = Desk::choosing(&desk.get(TEXTS), "masked", "Gerda");
        let (field, _) = form.fields.iter().find(|(field, value)| field.starts_with("decision.") && value == "masked").expect("chosen").clone();
        let also = field.replace("decision.", "also.");
        assert_eq!(desk.post(&form.with(&also, "gerda"), "").status, 303);
        let words = desk.get(APPROVED).words();
        assert!(words.contains("Ring til mig på 22 33 44 55") && words.contains("[udeladt] hjalp mig") && !words.contains("Skemaerne"), "{words}");
        assert!(!words.contains("Møderne"), "a text that waits is shown: {words}");
        let again = desk.get("/desk/rounds/house-1/texts?again=1");
        assert!(again.words().contains("Skemaerne") && !again.words().contains("Møderne"), "{}", again.words());
        let shown = Desk::choosing(&again, "masked", "Skemaerne");
        assert_eq!(desk.post(&shown, "").status, 303);
        assert!(desk.get(APPROVED).words().contains("Skemaerne"), "a new decision did not take the place of the old one");
        assert!(house.sql("select who, what, object from log").contains("Kirsten Koordinator|reviewed 1 texts|house-1"));
    }
}
