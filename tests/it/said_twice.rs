//! What was said once and written down twice, and what participants, who change their minds, said yes to.

use crate::focusing::{NOTES, claimed, form_with, get, held, note, planned, post};
use crate::house::House;
use crate::http::Form;
use crate::people::{person, signed_in};
use crate::stories;
use crate::writing_together::{ROUND, go_on, planned_round, writing};

const STATEMENTS: &str = "/desk/focus-groups/1/statements";
const POINTS: &str = "/desk/focus-groups/points";
const POINT: &str = "/desk/focus-groups/points/1";
const SAMPLES: &str = "/desk/focus-groups/samples";
const THEME: &str = "/desk/focus-groups/summaries/theme-network";
const PEOPLE: [(&str, &str); 4] = [("Anna", "aalborg"), ("Bo", "rebild"), ("Carla", "thisted"), ("Dan", "hjoerring")];
const BOTH: &str = "Lad denne linje stå for begge";

/// Uses a line for the first point.
fn used(house: &House, cookie: &str, line: &str, how: &str) {
    let own = |form: &Form| {
        let has =
            |name: &str, value: &str| form.fields.iter().any(|(field, is)| field == name && (value.is_empty() || is == value));
        has("line", line) && has("claim", "") && !has("former", "")
    };
    let form = get(house, cookie, STATEMENTS).forms().into_iter().find(own).expect("the line");
    assert_eq!(post(house, cookie, &form.with("relation", how).with("point", "P1").with("claim", "")).status, 303);
}

fn decide(house: &House, link: &str, decision: &str, own: &str) -> u16 {
    house.post(&form_with(&house.get(link), "decide").with("decision", decision).with("own", own)).status
}

fn publish(house: &House, cookie: &str) {
    assert_eq!(post(house, cookie, &form_with(&get(house, cookie, POINT), "publish")).status, 303);
}

fn freeze(house: &House, cookie: &str) {
    assert_eq!(post(house, cookie, &form_with(&get(house, cookie, THEME), "freeze").with("act", "freeze")).status, 303);
}

stories! {
    fn what_was_noted_twice_counts_once_and_one_line_stands_for_both(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &PEOPLE);
        held(house, &all, &links);
        let taker = person(house, "Nina Noter", &["--role", "note-taker"]);
        for words in ["1: Vi ringede bare til de andre, når vi sad fast", "1: Altså, vi ringede jo bare til de andre, når vi sad fast i en sag", "2: Vi ringede bare til de andre, når vi sad fast", "1: Ledelsen svarede aldrig på noget"] {
            // Two take notes.
            let by = if words.contains("Altså") { &taker } else { &all };
            assert_eq!(note(house, by, words).status, 303);
        }
        claimed(house, &all, "Vi ringede bare til de andre, når vi sad fast", &[]);
        used(house, &all, "2", "supports");
        used(house, &all, "3", "supports");
        publish(house, &all);
        // Three statements of two people.
        let point = get(house, &all, POINT).words();
        assert!(point.matches("De tæller som ét udsagn").count() == 1 && point.contains("samme person som U1"), "{point}");
        assert!(get(house, &all, POINTS).words().contains("Kommunerne har nogen at spørge 2 0 0"), "{}", get(house, &all, POINTS).words());
        let theme = || get(house, &all, &format!("{THEME}/now.html")).words();
        assert!(theme().contains("støttes af 2 udsagn"), "{}", theme());
        let statements = get(house, &all, STATEMENTS);
        assert!(statements.words().matches(BOTH).count() == 1 && statements.words().contains("Næsten som: »Vi ringede bare"), "{}", statements.words());
        let both = form_with(&statements, "former");
        assert_eq!(post(house, &all, &both).status, 303);
        // What was taken out of the earlier line stands with the later one, where its code leads.
        let statements = get(house, &all, STATEMENTS);
        assert!(!statements.words().contains(BOTH) && statements.words().contains("U1: »Vi ringede bare") && statements.text().contains("id=\"l1\""), "{}", statements.words());
        let notes = get(house, &all, NOTES).words();
        assert!(notes.contains("L1-1 Altså, vi ringede jo bare") && !notes.contains("L1-1 Vi ringede bare"), "{notes}");
        assert!(notes.contains("L1-2 Vi ringede bare til de andre"), "another said it too: {notes}");
        assert!(theme().contains("støttes af 2 udsagn"), "{}", theme());
        // Once, for nobody else's, and not the other way round.
        assert_eq!(post(house, &all, &both).status, 422);
        for (line, former) in [("3", "2"), ("2", "4")] {
            assert_eq!(post(house, &all, &both.clone().with("line", line).with("former", former)).status, 422, "{line} for {former}");
        }
        assert_eq!(house.sql("select id, replaces from note_line where replaces is not null").trim(), "2|1");
        assert!(get(house, &all, "/desk/log").words().contains("En linje sat i stedet for en, der siger det samme"));
        // Whoever said it takes both back.
        assert_eq!(house.post(&form_with(&house.get(&links[0]), "withdraw").with("sure", "1")).status, 303);
        assert_eq!(house.sql("select id from note_line").trim(), "3");
    }

    fn a_sample_has_one_of_two_lines_that_say_the_same_and_none_of_them_is_put_away(house) {
        house.serve();
        let all = signed_in(house);
        planned(house, &all, &PEOPLE);
        let taker = person(house, "Nina Noter", &["--role", "note-taker"]);
        person(house, "Bodil Koder", &["--role", "evaluator"]);
        for (by, words) in [(&all, "1: Vi ringede bare til de andre"), (&taker, "1: Altså, vi ringede jo bare til de andre"), (&all, "1: Vi ringede bare til de andre")] {
            assert_eq!(note(house, by, words).status, 303);
        }
        // What one note taker wrote twice was said twice.
        assert_eq!(get(house, &all, STATEMENTS).words().matches(BOTH).count(), 1);
        let mut draw = form_with(&get(house, &all, SAMPLES), "seed").with("count", "10").with("seed", "7");
        draw.fields.push(("coder".to_owned(), "Bodil Koder".to_owned()));
        assert_eq!(post(house, &all, &draw).status, 303);
        assert_eq!(house.sql("select line_id from coding_sample_line order by line_id").trim(), "1\n3");
        // The line that is coded stays.
        let refused = post(house, &all, &form_with(&get(house, &all, STATEMENTS), "former"));
        assert!(refused.status == 422 && refused.words().contains("sat koder på den tidligere"), "{}", refused.words());
    }

    fn a_yes_is_to_the_claim_too_and_own_words_are_read_before_they_are_published(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &PEOPLE);
        held(house, &all, &links);
        assert_eq!(note(house, &all, "1: Vi ringede bare til de andre").status, 303);
        claimed(house, &all, "Vi ringede bare til de andre", &[]);
        let now = || get(house, &all, &format!("{THEME}/now.html")).words();
        let frozen = || get(house, &all, &format!("{THEME}/1.html"));
        assert_eq!(decide(house, &links[0], "approved", ""), 303);
        assert!(now().contains("»Vi ringede bare til de andre«"), "{}", now());
        freeze(house, &all);
        let edit = |claim: &str| {
            let form = form_with(&get(house, &all, POINT), "edit").with("theme", "network").with("claim", claim).with("act", "edit");
            assert_eq!(post(house, &all, &form).status, 303);
            publish(house, &all);
        };
        edit("kommunerne har nogen at spørge.");
        assert!(now().contains("»Vi ringede bare til de andre«"), "no word of the claim is another: {}", now());
        edit("Kommunerne har ingen at spørge.");
        assert!(!now().contains("Vi ringede bare") && get(house, &all, POINT).words().contains("Venter på, at deltageren siger ja"), "{}", now());
        // She took nothing back of what she said yes to.
        assert!(frozen().status == 200 && frozen().words().contains("»Vi ringede bare til de andre«"), "{}", frozen().words());
        used(house, &all, "1", "contradicts");
        let own = house.get(&links[0]).words();
        assert!(own.contains("som noget der taler imod det: Kommunerne har ingen at spørge."), "{own}");
        assert_eq!(decide(house, &links[0], "approved", ""), 303);
        used(house, &all, "1", "supports");
        publish(house, &all);
        assert!(!now().contains("Vi ringede bare"), "what was said against a claim is shown for it: {}", now());
        // In her own words, which nobody has read yet, and the former go.
        assert_eq!(decide(house, &links[0], "reworded", "Vi spurgte hinanden"), 303);
        assert!(!now().contains("hinanden") && get(house, &all, POINTS).words().contains("◐ kan udgives"), "{}", now());
        assert_eq!(frozen().status, 410);
        assert!(get(house, &all, POINT).words().contains("med sine egne ord. Læs dem"), "{}", get(house, &all, POINT).words());
        publish(house, &all);
        assert!(now().contains("»Vi spurgte hinanden« – en leder"), "{}", now());
        // The same words again are no other words.
        assert_eq!(decide(house, &links[0], "reworded", "Vi spurgte hinanden"), 303);
        assert!(now().contains("»Vi spurgte hinanden« – en leder"), "{}", now());
    }

    fn a_version_goes_with_whoever_is_alone_behind_a_point_of_it(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &PEOPLE);
        held(house, &all, &links);
        for words in ["1: Vi ringede bare til de andre", "2: Telefonen var altid åben hos naboerne"] {
            assert_eq!(note(house, &all, words).status, 303);
        }
        claimed(house, &all, "Vi ringede bare til de andre", &[]);
        freeze(house, &all);
        used(house, &all, "2", "supports");
        publish(house, &all);
        freeze(house, &all);
        let frozen = |version: u8| get(house, &all, &format!("{THEME}/{version}.html")).status;
        let consent = |with: &[&str]| {
            let mut form = form_with(&house.get(&links[0]), "consent");
            form.fields.retain(|(name, _)| name != "consent");
            form.fields.extend(with.iter().map(|purpose| ("consent".to_owned(), (*purpose).to_owned())));
            assert_eq!(house.post(&form).status, 303);
        };
        // Not to be quoted is not to have said nothing: no version quotes her.
        consent(&["take-part"]);
        assert_eq!([frozen(1), frozen(2)], [200, 200]);
        consent(&[]);
        assert_eq!([frozen(1), frozen(2)], [410, 200]);
        consent(&["take-part"]);
        assert_eq!([frozen(1), frozen(2)], [200, 200]);
        assert_eq!(house.post(&form_with(&house.get(&links[0]), "withdraw").with("sure", "1")).status, 303);
        assert_eq!([frozen(1), frozen(2)], [410, 200]);
        assert!(get(house, &all, THEME).words().contains("kan ikke læses siden"));
    }

    fn what_is_told_before_and_after_somebody_withdraws_is_not_their_answer(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[&PEOPLE[..], &[("Eva", "jammerbugt"), ("Finn", "morsoe")]].concat());
        assert_eq!(links.len(), 6);
        held(house, &all, &links);
        planned_round(house, &all, "delphi", "hidden", &[("low", "1"), ("high", "9")]);
        go_on(house, &all, ROUND, "open");
        for (link, estimate) in links.iter().zip(["1", "2", "3", "7", "8", "9"]) {
            assert_eq!(house.post(&form_with(&house.get(&writing(link)), "estimate").with("estimate", estimate)).status, 303);
        }
        go_on(house, &all, ROUND, "shown");
        let summed_up = || get(house, &all, "/desk/focus-groups/summaries/group-1/now.html").words();
        let seen = || house.get(&writing(&links[1])).words();
        assert!(seen().contains("medianen) er 5, og") && seen().contains("ligger fra"), "{}", seen());
        assert!(summed_up().contains("Skøn fra 1 til 9"));
        assert_eq!(house.post(&form_with(&house.get(&links[0]), "withdraw").with("sure", "1")).status, 303);
        // Five answered, which is enough where all of them always did.
        assert!(seen().contains("5 har svaret") && seen().contains("medianen) er 7. ") && !seen().contains("ligger fra"), "{}", seen());
        let told = summed_up();
        assert!(!told.contains("Skøn fra 1 til 9") && told.contains("eller nogen har trukket sig siden"), "{told}");
    }
}
