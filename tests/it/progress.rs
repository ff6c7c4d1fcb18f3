//! What takes its time tells how far it has come: a long list of recipients, and letters that leave.

use std::time::{Duration, Instant};

use crate::focusing::{form_with, get};
use crate::house::House;
use crate::http::{Form, Page};
use crate::marked::handed_in;
use crate::people::{invited_town, open_round, person, signed_in};
use crate::stories;

const LIST: &str = "/desk/rounds/house-1/recipients";

/// So many people in this municipality as a list.
fn list(prefix: &str, people: usize, municipality: &str) -> String {
    let rows = (0..people).map(|at| format!("{prefix}-{at},Nummer {at},{prefix}{at}@example.dk,{municipality}\n"));
    format!("person_key,name,email,municipality\n{}", rows.collect::<String>())
}

/// The form in which a list is handed in and stored.
fn storing(page: &Page) -> Form {
    form_with(page, "list").with("act", "store")
}

/// The page once nothing is being stored.
fn settled(house: &House, cookie: &str) -> Page {
    let start = Instant::now();
    loop {
        let page = get(house, cookie, LIST);
        if page.header("refresh").is_none() {
            return page;
        }
        assert!(start.elapsed() < Duration::from_mins(5), "the list is never stored: {}", page.words());
        std::thread::sleep(Duration::from_millis(200));
    }
}

fn count(house: &House) -> String {
    house.sql("select count(*) from recipient").trim().to_owned()
}

stories! {
    fn a_long_list_is_stored_beside_the_pages_and_whoever_handed_it_in_sees_how_far_it_has_come(house) {
        open_round(house, "invited");
        house.serve();
        let cookie = signed_in(house);
        let other = person(house, "Eva Evaluator", &["--role", "evaluator"]);
        let form = storing(&get(house, &cookie, LIST));
        handed_in(house, &cookie, &form, "mange.csv", &list("l", 60_000, "thisted"));
        let running = get(house, &cookie, LIST);
        assert!(running.words().contains("Listen bliver indlæst") && running.text().contains("<progress"), "{}", running.words());
        assert_eq!(running.header("refresh"), Some("2; url=/desk/rounds/house-1/recipients"));
        assert!(running.forms().iter().all(|form| !form.fields.iter().any(|(name, _)| name == "list")), "a second list can be handed in");
        // Whoever would rather that the page stood still is obeyed.
        let still = get(house, &cookie, &format!("{LIST}?still=1"));
        assert!(still.header("refresh").is_none() && still.words().contains("Lad siden opdatere sig selv"), "{}", still.words());
        let others = get(house, &other, LIST);
        assert!(others.header("refresh").is_none() && !others.words().contains("Listen bliver indlæst"), "another sees the list");
        let done = settled(house, &cookie);
        assert!(done.words().contains("Indlæst: 60.000 nye, 0 kendt i forvejen, 0 udeladt."), "{}", done.words());
        assert!(get(house, &cookie, &format!("{LIST}?lang=en")).words().contains("Imported: 60,000 new"));
        assert_eq!(count(house), "60000");
        assert!(house.ok(&["log", "list"]).contains("60000"), "{}", house.ok(&["log", "list"]));
        // One with a fault is stored not at all, and that is told too.
        let faulty = list("f", 8_000, "thisted") + "f-x,Ingen,f@example.dk,findes-ikke\n";
        handed_in(house, &cookie, &storing(&done), "fejl.csv", &faulty);
        let refused = settled(house, &cookie);
        assert!(refused.words().contains("Intet blev indlæst, for listen har fejl."), "{}", refused.words());
        assert_eq!(count(house), "60000");
    }

    fn letters_that_leave_are_a_bar_on_the_page_of_all_letters(house) {
        invited_town(house);
        let cookie = signed_in(house);
        let still = get(house, &cookie, "/desk/letters");
        assert!(still.header("refresh").is_none() && !still.text().contains("<progress"), "{}", still.words());
        // One waits for another day.
        house.sql("update letter set state = 0, next_at = 99999999999999 where id = (select min(id) from letter)");
        let page = get(house, &cookie, "/desk/letters");
        assert!(page.text().contains("<progress max=\"6\" value=\"5\""), "{}", page.text());
        assert_eq!(page.header("refresh"), Some("10; url=/desk/letters"));
        assert!(page.words().contains("5 af 6 breve er sendt, 1 venter"), "{}", page.words());
    }
}
