//! Answers are not lost: between two telephones, on the way back, in another language, and on the last page; and no page says more.

use crate::house::{TOWN, path_of};
use crate::people::{ANSWERS, add_round, answer, cell, exported, filled, invited_town, link_of, receipt, shipped_surveys, up_to};
use crate::stories;

stories! {
    fn an_older_page_that_is_left_empty_does_not_erase_what_was_answered_on_another_telephone(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let old = up_to(house, &link, "used", &ANSWERS).form();
        // The other telephone answers the page and goes on.
        up_to(house, &link, "simplified", &ANSWERS);
        let page = house.submit(&old);
        assert!(page.status == 200 && page.words().contains("Måske har du svaret på en anden telefon eller computer."), "{}", page.words());
        assert!(page.form().fields.contains(&("used".to_owned(), "2".to_owned())), "what was answered there is shown: {}", page.text());
        answer(house, &link, &ANSWERS);
        assert_eq!(cell(&exported(house, "house-1")[0], "used"), "2");
    }

    fn the_last_who_answers_a_page_is_believed_and_may_clear_it_once_they_have_seen_it(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let old = up_to(house, &link, "used", &ANSWERS).form();
        up_to(house, &link, "simplified", &ANSWERS);
        assert_eq!(house.post(&old.clone().with("used", "1")).status, 303);
        let seen = house.submit(&old).form();
        assert!(seen.fields.contains(&("used".to_owned(), "1".to_owned())));
        let mut cleared = seen;
        cleared.fields.retain(|(name, _)| name != "used");
        let asked = house.submit(&cleared);
        assert!(asked.words().contains("Du mangler at svare") && !asked.form().fields.iter().any(|(name, _)| name == "used"), "{}", asked.words());
    }

    fn the_way_back_and_another_language_save_the_page_first(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let page = up_to(house, &link, "hours", &ANSWERS);
        let before = house.submit(&page.form().with("hours", "7,5").with("go-to", "back"));
        assert!(before.form().offered.iter().any(|(name, _)| name == "effects.trust"), "{}", before.words());
        let again = up_to(house, &link, "hours", &[]);
        assert!(again.form().fields.contains(&("hours".to_owned(), "7,5".to_owned())), "{}", again.text());
        let english = house.submit(&again.form().with("hours", "8").with("go-to", "en"));
        assert!(english.text().contains("<html lang=\"en\"") && english.form().fields.contains(&("hours".to_owned(), "8".to_owned())), "{}", english.text());
        // What cannot be taken is said once, and does not hold anybody back.
        let wrong = house.submit(&english.form().with("hours", "mange").with("go-to", "back"));
        assert!(wrong.status == 422 && wrong.form().fields.contains(&("hours".to_owned(), "mange".to_owned())), "{}", wrong.words());
        let back = house.submit(&wrong.form().with("go-to", "back"));
        assert!(back.form().offered.iter().any(|(name, _)| name == "effects.trust"), "{}", back.words());
        let first = house.submit(&back.form().with("go-to", "later"));
        assert!(first.words().contains("The answers that you have given so far are saved."), "{}", first.words());
    }

    fn a_text_that_is_asked_about_survives_another_language_and_is_stored_only_when_it_was_asked_about(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let text = "Ring til mig, 070761 4286, eller 22 33 44 55";
        let page = up_to(house, &link, "comments", &ANSWERS);
        let english = house.post(&page.form().with("comments", text).with("go-to", "en"));
        assert!(english.status == 422 && english.text().contains("<html lang=\"en\"") && english.text().contains(text), "{}", english.text());
        assert!(english.words().contains("Here we found a CPR number (070761-…) and a telephone number (22 33 44 55)."), "{}", english.words());
        assert!(!house.dump().contains("070761 4286"), "stored before it was confirmed");
        let danish = house.post(&page.form().with("comments", text));
        assert!(danish.words().contains("Her står et CPR-nummer (070761-…) og et telefonnummer (22 33 44 55). Slet det, eller tryk på knappen igen."), "{}", danish.words());
    }

    fn whoever_opens_the_questions_is_told_that_nothing_is_saved_until_something_is(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let page = up_to(house, &link, "used", &ANSWERS);
        assert!(!page.words().contains("dine svar er gemt") && page.words().contains("Spørgsmål 1 af højst "), "{}", page.words());
        // Opening stores nothing, so the link begins anew; passing a page without an answer is told for what it is.
        assert!(!house.get(&link).words().contains("Du er i gang"));
        let empty = house.submit(&page.form());
        assert!(house.submit(&empty.form()).status == 200 && house.get(&link).words().contains("men ikke gemt svar endnu."));
        let page = house.get(&format!("{link}/1"));
        let next = house.submit(&page.form().with("used", "2"));
        assert!(next.words().contains("dine svar er gemt"), "{}", next.words());
        assert!(house.get(&link).words().contains("De svar, du har givet indtil nu, er gemt."));
    }

    fn something_left_empty_is_asked_about_once_and_by_no_address_that_a_robot_could_follow(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let form = up_to(house, &link, "simplified", &ANSWERS).form();
        let page = house.get(path_of(&form.action));
        assert_eq!((page.status, page.form().action.contains('?')), (200, true), "a form goes to another address than its page");
        let dump = house.dump();
        let asked = house.post(&form);
        assert!(asked.words().contains("Du mangler at svare") && asked.words().contains("Tryk på »Gem og fortsæt« igen"), "{}", asked.words());
        assert!(!house.get(path_of(&form.action)).words().contains("Du mangler at svare"));
        house.unchanged(&dump, "asking changed something");
        let next = house.submit(&asked.form());
        assert!(!next.words().contains("Du mangler at svare"), "{}", next.words());
    }

    fn what_is_left_open_beside_an_answer_is_asked_about_on_a_page_that_the_way_back_finds_again(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let page = up_to(house, &link, "effects.quality", &ANSWERS);
        // Nothing is ticked: the answer to the form itself asks, and the browser may keep it, since it says nothing of anybody.
        let asked = house.post(&page.form());
        assert_eq!((asked.status, asked.header("cache-control")), (422, Some("private, no-cache")), "{}", asked.words());
        let half = house.post(&page.form().with("effects.quality", "2"));
        let place = half.header("location").expect("a page of its own").to_owned();
        assert!(half.status == 303 && place.contains("?open&"), "{place}");
        let dump = house.dump();
        let asked = house.get(&place);
        assert!(asked.status == 200 && asked.words().contains("Du mangler at svare") && !asked.words().contains("Fejl"), "{}", asked.words());
        assert_eq!((asked.header("cache-control"), asked.form().fields.contains(&("effects.quality".to_owned(), "2".to_owned()))), (Some("no-store"), true));
        // A program that comes by the link and presses what it finds gets no further, and stores nothing.
        let found = house.follow(house.post(&house.get(&link).form()));
        assert!(!found.words().contains("Du mangler at svare"), "{}", found.words());
        let pressed = house.post(&found.form());
        assert_eq!((pressed.status, pressed.header("cache-control")), (422, Some("no-store")), "{}", pressed.words());
        house.unchanged(&dump, "asking, or pressing what is there, changed something");
        let next = house.submit(&asked.form());
        assert!(next.status == 200 && !next.words().contains("Du mangler at svare"), "{}", next.words());
        // Whoever goes back and presses on again is asked again, by an address too: nothing is stored by it.
        let dump = house.dump();
        let again = house.post(&house.get(path_of(&page.form().action).split('?').next().expect("an address")).form());
        assert!(again.status == 303 && again.header("location").is_some_and(|place| place.contains("?open&")), "{:?}", again.header("location"));
        assert_eq!(house.submit(&house.follow(again).form()).status, 200);
        house.unchanged(&dump, "a page that was passed before was stored again");
    }

    fn whoever_is_screened_out_sees_the_answer_before_it_is_sent_and_can_change_it(house) {
        house.ok(&["publish", &shipped_surveys()]);
        let added = add_round(house, "psykolog-caseworkers", &["--mode", "pseudonymous"]);
        assert_eq!(added.code, 0, "{}", added.err);
        let file = house.file("staff.csv", "person_key,name,email,municipality\nK-1,Kim Lund,kim@thisted.example.dk,thisted\n");
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        house.serve();
        let link = link_of(house, "kim@thisted.example.dk");
        let page = house.submit(&up_to(house, &link, "referred", &[]).form().with("referred", "2"));
        assert!(receipt(&page).is_none() && page.words().contains("Så har vi ikke flere spørgsmål til dig"), "{}", page.words());
        assert_eq!(exported(house, "house-1").len(), 0, "sent by one tap");
        let change = page.link("Ret").expect("a way to change it");
        let asked = house.get(change.split('#').next().expect("an address"));
        let more = house.submit(&asked.form().with("referred", "1"));
        assert!(more.form().offered.iter().any(|(name, _)| name == "satisfaction" || name == "shortened"), "{}", more.words());
        let ended = house.submit(&house.get(change.split('#').next().expect("an address")).form().with("referred", "2"));
        let sent = house.submit(&ended.form());
        assert!(receipt(&sent).is_some() && sent.words().contains("Du behøver ikke svare på mere"), "{}", sent.words());
    }

    fn a_link_with_the_signs_of_a_sentence_behind_it_is_understood(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        for behind in [".", ",", "/", "%20", "%3E", ").", "%C2%A0"] {
            let page = house.get(&format!("{link}{behind}"));
            assert_eq!((page.status, page.header("location")), (303, Some(link.as_str())), "{behind}");
        }
        let shouted = house.get(&format!("/s/{}?lang=en", link[3..].to_ascii_uppercase()));
        assert_eq!(shouted.header("location"), Some(format!("{link}?lang=en").as_str()));
        for code in ["/K", "/k/", "/K.", "/k%20"] {
            assert_eq!(house.get(code).header("location"), Some("/k"), "{code}");
        }
        let unknown = house.get("/findes-ikke");
        assert!(unknown.status == 404 && unknown.link("Skriv koden fra dit brev").is_some(), "{}", unknown.text());
        assert!(unknown.text().contains("href=\"?lang=en\""), "{}", unknown.text());
        assert_eq!(house.post(&up_to(house, &link, "used", &ANSWERS).form().with("used", "2")).status, 303);
    }

    fn a_code_that_is_not_known_is_explained_once(house) {
        invited_town(house);
        let page = house.post(&house.get("/kvittering").form().with("code", "AAAA-BBBB-CCCC-DDDD"));
        assert_eq!((page.status, page.words().matches("Har du selv slettet svaret").count()), (404, 1), "{}", page.words());
    }

    fn a_closed_round_does_not_ask_those_to_answer_who_came_to_say_no(house) {
        invited_town(house);
        let (out, late) = (link_of(house, TOWN[0].email), link_of(house, TOWN[1].email));
        let form = house.get(&out.replace("/s/", "/fravalg/")).form();
        assert_eq!(house.post(&form.with("from", "survey")).status, 303);
        let page = house.get(&out);
        assert!(page.words().contains("Fortryder du, så ring til Thisted Kommune på 70"), "no way to regret: {}", page.words());
        house.ok(&["round", "close", "house-1"]);
        let page = house.get(&late.replace("/s/", "/fravalg/"));
        assert!(!page.words().contains("Tak, fordi") && !page.words().contains("kan du ikke længere svare"), "{}", page.words());
    }

    fn a_receipt_after_an_early_close_promises_no_closing_to_come(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        answer(house, &link, &ANSWERS);
        assert!(house.get(&link).words().contains("Undersøgelsen lukker 31."));
        house.ok(&["round", "close", "house-1"]);
        let page = house.get(&link);
        assert!(page.words().contains("Undersøgelsen lukkede ") && !page.words().contains("2099"), "{}", page.words());
        let form = filled(&house.get("/kvittering").form(), &[]);
        assert!(house.post(&form.with("code", &receipt(&page).expect("a receipt"))).words().contains("Ja, dit svar er modtaget"));
    }
}
