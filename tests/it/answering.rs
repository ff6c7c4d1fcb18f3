//! Answering: from the letter to the receipt, twice, on two devices, too late, and with somebody else's link.

use std::collections::BTreeSet;

use crate::house::{TOWN, path_of, recipients, send_to};
use crate::people::{
    ANSWERS, add_round, answer, cell, exported, filled, invited_town, letters, link_of, open_round, own_surveys, receipt, up_to,
};
use crate::stories;

stories! {
    fn an_invited_person_answers_and_every_answer_is_stored(house) {
        invited_town(house);
        let (_, page) = answer(house, &link_of(house, TOWN[0].email), &ANSWERS);
        assert!(receipt(&page).is_some());
        let rows = exported(house, "house-1");
        assert_eq!(rows.len(), 1);
        let row = &rows[0];
        for (key, value) in [("used", "2"), ("simplified", "3"), ("effects.quality", "2"), ("effects.trust", "98"), ("since", "2019-03-01"),
            ("comments", "Det går bedre – også på Ærø"), ("municipality", "thisted"), ("how/1", "1"), ("how/2", "0"), ("language", "da")]
        {
            assert_eq!(cell(row, key), value, "{key} of {row:?}");
        }
        assert!(cell(row, "panel_id").starts_with("p1:"), "{row:?}");
        assert_eq!(cell(row, "hours").replace(',', "."), "7.5");
    }

    fn a_second_submit_shows_the_same_receipt_and_stores_nothing(house) {
        invited_town(house);
        let (last, page) = answer(house, &link_of(house, TOWN[0].email), &ANSWERS);
        let first = receipt(&page);
        let before = house.dump();
        for _ in 0..3 {
            assert_eq!(receipt(&house.submit(&last)), first, "a submit pressed twice");
        }
        assert_eq!(receipt(&house.submit(&last.clone().with("used", "1"))), first, "other content after the submit changes nothing");
        house.unchanged(&before, "");
        assert_eq!(exported(house, "house-1").len(), 1);
    }

    fn ten_submits_at_the_same_moment_store_one_response(house) {
        invited_town(house);
        let link = link_of(house, TOWN[1].email);
        // Walk to the last page once, on another device, and keep the form that would submit.
        let mut page = house.follow(house.get(&link));
        let last = loop {
            let form = filled(&page.form(), &ANSWERS);
            if page.words().contains("Send mine svar") || form.button.contains("Send") {
                break form;
            }
            page = house.submit(&form);
        };
        let (address, path, body) = (house.address(), crate::house::path_of(&last.action).to_owned(), last.encoded());
        let all: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..10).map(|_| scope.spawn(|| {
                send_to(&address, "POST", &path, "Content-Type: application/x-www-form-urlencoded\r\n", body.as_bytes())
            })).collect();
            threads.into_iter().map(|thread| thread.join().expect("a thread")).collect()
        });
        let receipts: BTreeSet<_> = all.into_iter().map(|page| receipt(&house.follow(page.expect("an answer")))).collect();
        assert!(receipts.len() == 1 && receipts.first().is_some_and(Option::is_some), "one receipt for all: {receipts:?}");
        assert_eq!(exported(house, "house-1").len(), 1);
    }

    fn the_same_link_goes_on_where_the_other_device_stopped(house) {
        invited_town(house);
        let link = link_of(house, TOWN[2].email);
        let asked = up_to(house, &link, "hours", &ANSWERS);
        let form = filled(&asked.form(), &ANSWERS);
        house.submit(&form);
        // The second device answers only what is left; what the first one saved must still be there.
        let rest: Vec<(&str, &str)> = ANSWERS.iter().copied().filter(|(key, _)| ["since", "comments"].contains(key)).collect();
        answer(house, &link, &rest);
        let rows = exported(house, "house-1");
        assert_eq!(rows.len(), 1);
        for (key, value) in [("used", "2"), ("simplified", "3"), ("effects.quality", "2"), ("since", "2019-03-01")] {
            assert_eq!(cell(&rows[0], key), value, "{key}");
        }
        assert_eq!(cell(&rows[0], "hours").replace(',', "."), "7.5");
    }

    fn what_a_condition_hides_is_not_stored(house) {
        invited_town(house);
        let link = link_of(house, TOWN[3].email);
        // First "Ofte" and an answer that depends on it, then back to "Aldrig".
        up_to(house, &link, "how", &ANSWERS);
        let mut page = house.follow(house.get(&link));
        for _ in 0..8 {
            if page.form().offered.iter().any(|(field, _)| field == "used") {
                break;
            }
            // The first page says that one is under way, and goes on from there.
            let back = page.text().contains("value=\"back\"");
            page = house.submit(&if back { page.form().with("go-to", "back") } else { page.form() });
        }
        let form = page.form().with("used", "1");
        house.submit(&form);
        answer(house, &link, &[("how", "2"), ("effects.quality", "1"), ("effects.trust", "1"), ("hours", "1"), ("comments", "x")]);
        let rows = exported(house, "house-1");
        assert_eq!((cell(&rows[0], "used"), cell(&rows[0], "simplified")), ("1", ""), "{:?}", rows[0]);
    }

    fn an_open_round_gives_everybody_who_starts_a_link_of_their_own(house) {
        open_round(house, "open");
        house.serve();
        let before = house.dump();
        let page = house.get("/r/house-1");
        assert_eq!(page.status, 200);
        house.unchanged(&before, "looking at an open round changed something");
        let links: BTreeSet<String> = (0..3).map(|_| {
            let started = house.post(&page.form());
            let place = started.header("location").expect("a link").to_owned();
            crate::house::path_of(&place).split('?').next().expect("a path").to_owned()
        }).collect();
        assert_eq!(links.len(), 3);
        for link in &links {
            let token = link.trim_start_matches("/s/").split('/').next().expect("a token");
            assert_eq!(token.len(), 26, "{link}");
            answer(house, &format!("/s/{token}"), &ANSWERS);
        }
        assert_eq!(exported(house, "house-1").len(), 3);
    }

    fn a_closed_round_is_kind_and_takes_nothing_more(house) {
        invited_town(house);
        let answered = link_of(house, TOWN[0].email);
        let (_, page) = answer(house, &answered, &ANSWERS);
        let code = receipt(&page).expect("a receipt");
        let late = link_of(house, TOWN[1].email);
        let form = filled(&up_to(house, &late, "used", &ANSWERS).form(), &ANSWERS);
        house.ok(&["round", "close", "house-1"]);
        let before = house.dump();
        let page = house.follow(house.get(&late));
        assert!(page.words().contains("lukket") && [200, 410].contains(&page.status), "{} {}", page.status, page.words());
        assert!(page.forms().iter().all(|form| form.offered.is_empty()), "a closed round asks nothing");
        let page = house.submit(&form);
        assert!(page.words().contains("lukket"), "{}", page.words());
        house.unchanged(&before, "a closed round took an answer");
        let again = house.follow(house.get(&answered));
        assert!(receipt(&again) == Some(code) || again.words().contains("gemt"), "{}", again.words());
    }

    fn a_used_link_says_that_the_answer_is_stored(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let (_, page) = answer(house, &link, &ANSWERS);
        let again = house.follow(house.get(&link));
        assert_eq!((again.status, receipt(&again)), (200, receipt(&page)), "{}", again.words());
        assert!(!again.text().contains("Det går bedre"), "a used link shows what was answered");
    }

    fn a_receipt_can_be_checked_and_a_wrong_one_is_told_so(house) {
        invited_town(house);
        let (_, page) = answer(house, &link_of(house, TOWN[0].email), &ANSWERS);
        let code = receipt(&page).expect("a receipt");
        let form = |code: &str| {
            let form = house.get("/kvittering").form();
            let field = form.fields.iter().find(|(_, value)| value.is_empty()).expect("a field to type in").0.clone();
            house.submit(&form.with(&field, code)).words()
        };
        let (right, wrong) = (form(&code.to_lowercase().replace('-', " ")), form("AAAA-BBBB-CCCC-DDDD"));
        assert_ne!(right, wrong);
        assert!(right.contains("gemt") || right.contains("modtaget"), "{right}");
    }

    fn an_unknown_link_and_a_malformed_one_look_the_same(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let unknown = format!("{}aaaa", &link[..link.len() - 4]);
        let page = house.get(&unknown);
        assert_eq!(page.status, 404);
        for other in ["/s/kort", "/s/aaaaaaaaaaaaaaaaaaaaaaaaaa", "/s/%00", "/s/..%2f..%2fetc"] {
            let other_page = house.get(other);
            assert_eq!((other_page.status, other_page.words()), (404, page.words()), "{other}");
        }
        // Whoever stands here is led first to where the number of the municipality can be read.
        let first = page.text().split("<main").nth(1).and_then(|main| main.split("href=\"").nth(1)).and_then(|rest| rest.split('"').next().map(str::to_owned));
        assert_eq!(first.as_deref(), Some("/?lang=da#numbers"));
        assert!(page.words().contains("Kommunernes telefonnumre står på forsiden.") && house.get("/?lang=da").text().contains("<h2 id=\"numbers\">"));
    }

    fn letters_carry_links_that_the_database_does_not_hold(house) {
        invited_town(house);
        let dump = house.dump();
        let all = letters(house);
        assert_eq!(all.len(), TOWN.len());
        for letter in all {
            let token = letter.link().replace("/s/", "");
            assert!(!dump.contains(&token), "the database holds a token");
            assert!(!house.log().contains(&token), "a log holds a token");
        }
    }

    fn a_second_tab_is_not_thanked_for_what_is_not_stored(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let (last, page) = answer(house, &link, &ANSWERS);
        let other = house.submit(&last.clone().with("used", "1"));
        assert!(other.words().contains("Du har allerede svaret.") && other.words().contains("Har du skrevet noget bagefter, er det ikke gemt."), "{}", other.words());
        assert!(!other.words().contains("Vi har gemt dine svar") && page.words().contains("Vi har gemt dine svar"));
        assert_eq!(receipt(&other), receipt(&page));
    }

    fn whoever_does_not_opt_out_after_all_reads_on_in_the_same_language(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let asked = house.get(&format!("{}?lang=en", link.replace("/s/", "/fravalg/")));
        let html = String::from_utf8_lossy(&asked.body).into_owned();
        assert!(html.contains(&format!("href=\"{}?lang=en\"", path_of(&link))), "{html}");
    }

    fn the_hours_of_the_telephone_stand_beside_its_number_where_they_are_known(house) {
        invited_town(house);
        let (known, unknown) = (link_of(house, TOWN[0].email), link_of(house, TOWN[2].email));
        let page = house.get(&known).words();
        assert_eq!(page.matches("Telefonen er åben mandag til torsdag kl. 9–15.").count(), 2, "on the first page and below it: {page}");
        let page = house.get(&format!("{known}?lang=en")).words();
        assert!(page.contains("The telephone is answered Monday to Thursday, 9 am to 3 pm."), "{page}");
        assert!(up_to(house, &known, "used", &ANSWERS).words().contains("Telefonen er åben mandag til torsdag kl. 9–15."));
        assert!(!house.get(&unknown).words().contains("Telefonen er åben"));
        assert!(house.get("/").words().contains("mandag til torsdag kl. 9–15"));
        house.ok(&["round", "close", "house-1"]);
        assert!(house.get(&known).words().contains("Telefonen er åben mandag til torsdag kl. 9–15."));
    }

    fn a_municipality_without_a_telephone_number_is_warned_of_and_has_no_link_to_nowhere(house) {
        let read = |name: &str| std::fs::read_to_string(format!("{}/{name}", own_surveys())).expect("a file of the stories");
        let trials = read("trials.toml");
        assert!(trials.contains("phone = \"70 00 08 40\"\n"), "Rebild has a number");
        house.file("silent/trials.toml", trials.replace("phone = \"70 00 08 40\"\n", ""));
        let file = house.file("silent/house-caseworkers/1.toml", read("house-caseworkers/1.toml"));
        let published = house.run(&["publish", file.trim_end_matches("/house-caseworkers/1.toml")]);
        assert!(published.code == 0 && published.err.contains("Rebild Kommune har intet telefonnummer i trials.toml."), "{}", published.err);
        assert!(!published.err.contains("Thisted"), "{}", published.err);
        let told = house.ok(&["--language", "en", "doctor", "--format", "csv"]);
        assert!(told.contains("trials,warning,Rebild Kommune has no telephone number in trials.toml."), "{told}");
        assert_eq!(add_round(house, "house-caseworkers", &["--mode", "pseudonymous"]).code, 0);
        let people = house.file("town.csv", recipients(&TOWN));
        house.ok(&["recipients", "import", "--round", "house-1", &people]);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        house.serve();
        let (there, silent) = (house.get(&link_of(house, TOWN[0].email)), house.get(&link_of(house, TOWN[2].email)));
        assert!(there.text().contains("<a href=\"tel:70000787\" dir=\"ltr\">70 00 07 87</a>"), "{}", there.text());
        assert!(silent.words().contains("Ring til det nummer, der står på kommunens hjemmeside."), "{}", silent.words());
        assert!(!silent.text().contains("href=\"tel:") && !silent.words().contains('…'), "{}", silent.text());
    }

    fn the_letter_and_the_first_page_promise_the_same_minutes(house) {
        invited_town(house);
        let letter = letters(house).into_iter().find(|letter| letter.to == TOWN[0].email).expect("a letter");
        let page = house.get(&letter.link()).words();
        let promise = |text: &str| {
            let (_, rest) = text.split_once("Det tager cirka ").unwrap_or_else(|| panic!("no minutes in {text}"));
            rest.split_whitespace().next().expect("a number").to_owned()
        };
        assert_eq!(promise(&letter.text), promise(&page));
        assert!(promise(&page).parse::<u32>().is_ok_and(|minutes| minutes > 1), "{page}");
    }

    fn nothing_that_was_answered_or_typed_is_in_a_log(house) {
        invited_town(house);
        answer(house, &link_of(house, TOWN[0].email), &ANSWERS);
        let log = house.log();
        for secret in ["Det går bedre", TOWN[0].email, TOWN[0].name, "7,5"] {
            assert!(!log.contains(secret), "the log holds {secret}: {log}");
        }
    }

    fn what_cannot_be_taken_is_answered_by_the_municipality_with_a_way_back(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let form = up_to(house, &link, "comments", &ANSWERS).form();
        let old = form.clone().with("version", "house/99");
        let form_type = "Content-Type: application/x-www-form-urlencoded\r\n";
        let large = format!("comments={}", "a".repeat(1024 * 1024));
        for (body, status) in [("version=%ff".to_owned(), 400), (old.encoded(), 409), (large, 413)] {
            let page = house.send("POST", path_of(&form.action), form_type, body.as_bytes()).expect("an answer");
            assert_eq!(page.status, status, "{}", page.words());
            assert!(page.text().contains("<b>Thisted Kommune</b>"), "who asks stands first: {}", page.text());
            assert!(page.text().contains(&format!("href=\"{link}\"")), "the way back: {}", page.text());
            assert!(page.words().contains("70 00 07 87"), "whom to call: {}", page.words());
        }
        assert_eq!(house.get(&link).status, 200);
    }
}
