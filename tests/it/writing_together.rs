//! Written rounds of focus groups: what a group writes unseen and sees at once, with and without whose it is.

use crate::focusing::{NOTES, form_with, get, held, planned, post};
use crate::house::{Backend, House};
use crate::http::{Form, Page};
use crate::people::signed_in;
use crate::small_groups::three_cards;
use crate::stories;

pub(crate) const WRITTEN: &str = "/desk/focus-groups/1/written";
pub(crate) const ROUND: &str = "/desk/focus-groups/1/written/1";
const SUMMARY: &str = "/desk/focus-groups/summaries/group-1";
pub(crate) const PEOPLE: [(&str, &str); 5] =
    [("Anna", "aalborg"), ("Bo", "rebild"), ("Carla", "thisted"), ("Dan", "hjoerring"), ("Eva", "jammerbugt")];

/// Plans a round of this kind and mode.
pub(crate) fn planned_round(house: &House, cookie: &str, kind: &str, mode: &str, more: &[(&str, &str)]) {
    let mut plan = form_with(&get(house, cookie, WRITTEN), "asked")
        .with("kind", kind)
        .with("mode", mode)
        .with("asked", "Hvad hjalp mest?")
        .with("question", "cooperation");
    for (name, value) in more {
        plan = plan.with(name, value);
    }
    let answer = post(house, cookie, &plan);
    assert_eq!(answer.status, 303, "{}", answer.words());
}

/// The first form of a round's page, which leads on to its next phase.
fn form_of(page: &Page) -> Form {
    page.forms().into_iter().find(|form| form.action.contains("/written/")).expect("a form of the round")
}

/// Goes on to a phase.
pub(crate) fn go_on(house: &House, cookie: &str, round: &str, phase: &str) {
    let mut form = form_of(&get(house, cookie, round)).with("phase", phase);
    form.fields.retain(|(name, _)| name != "act");
    let answer = post(house, cookie, &form);
    assert_eq!(answer.status, 303, "{}", answer.words());
}

pub(crate) fn writing(link: &str) -> String {
    format!("{link}/skriv")
}

fn card(house: &House, link: &str, words: &str, quotable: bool) -> Form {
    let form = form_with(&house.get(&writing(link)), "words").with("words", words);
    if quotable { form.with("quotable", "1") } else { form }
}

pub(crate) fn write(house: &House, link: &str, words: &str, quotable: bool) {
    let answer = house.post(&card(house, link, words, quotable));
    assert_eq!(answer.status, 303, "{}", answer.words());
}

pub(crate) fn count(house: &House, table: &str) -> String {
    house.sql(&format!("select count(*) from {table}")).trim().to_owned()
}

pub(crate) fn summary(house: &House, cookie: &str) -> String {
    get(house, cookie, &format!("{SUMMARY}/now.html")).words()
}

/// The keys of the cards whose words the desk shows, in their order.
pub(crate) fn key_of(page: &Page, words: &str) -> String {
    let text = page.text();
    let before = text.split(words).next().unwrap_or_default();
    before.rsplit("name=\"picked\" value=\"").next().and_then(|piece| piece.split('"').next()).unwrap_or_default().to_owned()
}

fn pressed(house: &House, cookie: &str, fields: &[(&str, &str)]) -> Page {
    let mut form = form_of(&get(house, cookie, ROUND));
    form.fields.retain(|(name, _)| name == "form");
    form.fields.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    post(house, cookie, &form)
}

stories! {
    fn cards_are_unseen_until_all_are_shown_and_go_with_their_author(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &PEOPLE);
        planned_round(house, &all, "cards", "hidden", &[]);
        let nothing = house.get(&writing(&links[0])).words();
        assert!(nothing.contains("Sig først ja til at være med"), "{nothing}");
        held(house, &all, &links);
        assert!(house.get(&writing(&links[0])).words().contains("Der er ikke noget at skrive lige nu"));
        assert!(!house.get(&links[0]).words().contains("skriv med"));
        go_on(house, &all, ROUND, "open");
        assert!(house.get(&links[0]).words().contains("Gruppen skriver nu: skriv med"));
        // The same key twice is one card, and nobody else sees it, nor does looking change anything.
        let first = card(house, &links[0], "En at ringe til 010203-1234", true);
        assert_eq!(house.post(&first).status, 303);
        assert_eq!(house.post(&first).status, 303);
        assert_eq!(count(house, "written_card"), "1");
        write(house, &links[1], "Nogen at spørge", false);
        write(house, &links[2], "Færre samtaler", true);
        let before = house.dump();
        let (own, other, desk) = (house.get(&writing(&links[0])).words(), house.get(&writing(&links[1])).words(), get(house, &all, ROUND).words());
        house.unchanged(&before, "looking at cards");
        assert!(own.contains("En at ringe til") && own.contains("Dine kort: 1") && !own.contains("Nogen at spørge"), "{own}");
        assert!(own.contains("Skjult for gruppen:") && !own.contains("010203"), "{own}");
        assert!(!other.contains("En at ringe til"), "{other}");
        assert!(desk.contains("3 kort er skrevet") && desk.contains("Skjult for gruppen:") && !desk.contains("at ringe til"), "{desk}");
        // One's own card can be taken back while nobody has seen it; an empty one is none.
        write(house, &links[2], "En fejl", false);
        let page = house.get(&writing(&links[2]));
        let back = page.forms().into_iter().filter(|form| form.fields.iter().any(|(_, value)| value == "take-back"));
        assert_eq!(house.sql("select count(*) from written_card where words = 'En fejl'").trim(), "1");
        for form in back {
            let key = form.fields.iter().find(|(name, _)| name == "card").map(|(_, key)| key.clone()).unwrap_or_default();
            let of = match house.backend {
                Backend::Sqlite => format!("select words from written_card where lower(hex(key)) = '{key}'"),
                Backend::Postgres => format!("select words from written_card where encode(key, 'hex') = '{key}'"),
            };
            if house.sql(&of).trim() == "En fejl" {
                // A card of somebody else is not theirs to take.
                let theirs = Form { action: writing(&links[0]), ..form.clone() };
                assert_eq!(house.post(&theirs).status, 422);
                assert_eq!(house.post(&form).status, 303);
            }
        }
        assert_eq!(count(house, "written_card"), "3");
        let empty = house.post(&card(house, &links[0], "  ", false));
        assert!(empty.status == 422 && empty.words().contains("Skriv en tanke på kortet, på højst 300 tegn"), "{}", empty.words());
        // After the cards are shown none is taken any more, and what was typed is not lost.
        let late = card(house, &links[3], "Det kom jeg i tanke om", false);
        go_on(house, &all, ROUND, "shown");
        let told = house.post(&late);
        assert!(told.status == 422 && told.words().contains("Ordstyreren har lukket for at skrive") && told.words().contains("Det kom jeg i tanke om"), "{}", told.words());
        assert_eq!(count(house, "written_card"), "3");
        assert_eq!(house.post(&first).status, 303, "a card that is there is there");
        let seen = house.get(&writing(&links[3])).words();
        assert!(["En at ringe til", "Nogen at spørge", "Færre samtaler"].iter().all(|words| seen.contains(words)) && !seen.contains("L1-"), "{seen}");
        // The moderator lays together what says the same, gives themes and takes a card into the notes: once, with its author.
        let page = get(house, &all, ROUND);
        let (ring, ask) = (key_of(&page, "En at ringe til"), key_of(&page, "Nogen at spørge"));
        assert_eq!(pressed(house, &all, &[("act", "merge"), ("picked", &ring)]).status, 422);
        assert_eq!(pressed(house, &all, &[("act", "merge"), ("picked", &ring), ("picked", &ask)]).status, 303);
        assert_eq!(pressed(house, &all, &[("act", "themes"), (&format!("theme-{ring}"), "network")]).status, 303);
        for _ in 0..2 {
            assert_eq!(pressed(house, &all, &[("note", &ring)]).status, 303);
        }
        assert_eq!(count(house, "note_line"), "1");
        let notes = get(house, &all, NOTES).words();
        assert!(notes.contains("L1-1 En at ringe til"), "{notes}");
        // In the summary stand the words of whoever let them be printed.
        let told = summary(house, &all);
        assert!(told.contains("Skriftlige runder Hvad hjalp mest?") && told.contains("3 kort.") && told.contains("»Færre samtaler«") && told.contains("»En at ringe til"), "{told}");
        assert!(!told.contains("Nogen at spørge") && told.contains("Ordene på de andre kort står her ikke"), "{told}");
        assert_eq!(post(house, &all, &form_with(&get(house, &all, SUMMARY), "freeze").with("act", "freeze")).status, 303);
        let frozen = || get(house, &all, &format!("{SUMMARY}/1.html")).status;
        assert_eq!(frozen(), 200);
        // Whoever withdraws takes the card, the line and the frozen words; what lay under the card stays.
        assert_eq!(house.post(&form_with(&house.get(&links[0]), "withdraw").with("sure", "1")).status, 303);
        assert_eq!(frozen(), 410);
        assert!(!house.dump().contains("En at ringe til"), "words of who withdrew are left");
        let left = house.get(&writing(&links[3])).words();
        assert!(left.contains("Nogen at spørge") && !left.contains("at ringe til"), "{left}");
        go_on(house, &all, ROUND, "over");
        assert!(!house.get(&writing(&links[3])).words().contains("Nogen at spørge"));
        let log = get(house, &all, "/desk/log").words();
        assert!(log.contains("Skriftlig runde åbnet") && log.contains("Skriftlig runde vist for gruppen"), "{log}");
    }

    fn a_card_that_names_somebody_does_not_stand_in_the_summary(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &PEOPLE);
        planned_round(house, &all, "cards", "hidden", &[]);
        held(house, &all, &links);
        go_on(house, &all, ROUND, "open");
        for words in ["Spørg Carla om det", "Det virkede bedst i Rebild", "Færre samtaler"] {
            write(house, &links[1], words, true);
        }
        go_on(house, &all, ROUND, "shown");
        let told = summary(house, &all);
        assert!(told.contains("3 kort.") && told.contains("»Færre samtaler«") && told.contains("eller de nævner nogen"), "{told}");
        assert!(!told.contains("Carla") && !told.contains("Rebild"), "{told}");
    }

    fn of_cards_without_authors_the_schema_cannot_tell_who_wrote_them(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &PEOPLE);
        held(house, &all, &links);
        planned_round(house, &all, "cards", "not-stored", &[]);
        go_on(house, &all, ROUND, "open");
        let first = card(house, &links[0], "En at ringe til", true);
        let key = first.fields.iter().find(|(name, _)| name == "key").map(|(_, key)| key.clone()).unwrap_or_default();
        assert_eq!(key.len(), 32);
        assert_eq!(house.post(&first).status, 303);
        // The server dies after it said so: the card is there, and sent again it is one.
        house.kill();
        house.serve();
        assert_eq!(house.post(&first).status, 303);
        write(house, &links[1], "Nogen at spørge", false);
        assert_eq!((count(house, "written_sealed").as_str(), count(house, "written_card").as_str()), ("2", "0"));
        let sealed = house.dump();
        assert!(!sealed.contains("ringe til") && !sealed.contains("Nogen at"), "a card can be read before it is shown");
        let own = house.get(&writing(&links[0])).words();
        assert!(own.contains("Slet ikke gemt:") && !own.contains("En at ringe til"), "{own}");
        let desk = get(house, &all, ROUND).words();
        assert!(desk.contains("Færre end 5 kort er skrevet") && desk.contains("Slet ikke gemt:"), "{desk}");
        go_on(house, &all, ROUND, "shown");
        // What is left: words under new random keys, and no table that joins them to anybody.
        assert_eq!(["written_card", "written_author", "written_sealed", "written_spent"].map(|table| count(house, table)), ["2", "0", "0", "0"]);
        assert!(!house.dump().to_lowercase().contains(&key), "the key that the phone knows is left");
        let columns = match house.backend {
            Backend::Sqlite => "select name from pragma_table_info('written_card') order by name",
            Backend::Postgres => "select column_name from information_schema.columns where table_name = 'written_card' and table_schema = current_schema() order by 1",
        };
        assert_eq!(house.sql(columns).split_whitespace().collect::<Vec<_>>(), ["key", "merged_into", "quotable", "round_id", "theme", "words"]);
        let keys = house.folder.path().join("keys/written-rounds");
        assert_eq!(std::fs::read_dir(keys).expect("the folder").count(), 0, "the secret is left");
        // A card is nobody's words in the notes.
        let page = get(house, &all, ROUND);
        assert!(!page.text().contains("L1-"), "{}", page.words());
        assert_eq!(pressed(house, &all, &[("note", &key_of(&page, "En at ringe til"))]).status, 303);
        assert_eq!(house.sql("select speaker, kind, words from note_line").trim(), "|statement|En at ringe til");
        // Its words are printed while everybody who may have written it lets themselves be quoted.
        assert!(summary(house, &all).contains("»En at ringe til«"), "{}", summary(house, &all));
        let mut consent = form_with(&house.get(&links[4]), "consent");
        consent.fields.retain(|(_, value)| value != "be-quoted");
        assert_eq!(house.post(&consent).status, 303);
        assert!(!summary(house, &all).contains("En at ringe til"), "{}", summary(house, &all));
        // Whoever withdraws leaves it: nobody knows whose it is.
        assert_eq!(house.post(&form_with(&house.get(&links[0]), "withdraw").with("sure", "1")).status, 303);
        assert_eq!(count(house, "written_card"), "2");
    }

    fn written_rounds_go_with_the_notes_of_their_group(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &PEOPLE);
        held(house, &all, &links);
        // A round that nobody has seen can be removed again; no other.
        planned_round(house, &all, "cards", "hidden", &[]);
        let remove = form_with(&get(house, &all, ROUND), "remove");
        go_on(house, &all, ROUND, "open");
        assert_eq!(post(house, &all, &remove).status, 422);
        write(house, &links[1], "Nogen at spørge", true);
        go_on(house, &all, ROUND, "shown");
        go_on(house, &all, ROUND, "over");
        planned_round(house, &all, "cards", "hidden", &[]);
        assert_eq!(post(house, &all, &form_with(&get(house, &all, &format!("{WRITTEN}/2")), "remove")).status, 303);
        assert_eq!(count(house, "written_round"), "1");
        planned_round(house, &all, "cards", "not-stored", &[]);
        go_on(house, &all, &format!("{WRITTEN}/3"), "open");
        write(house, &links[0], "En at ringe til", true);
        house.ok(&["retain", "set", "--group", "1", "--notes", "2026-06-16", "--reason", "aftalt"]);
        let receipt = house.ok(&["retain", "--by", "Mette"]);
        assert!(receipt.contains("written_round 2"), "{receipt}");
        let tables = ["written_round", "written_card", "written_author", "written_sealed"];
        assert_eq!(tables.map(|table| count(house, table)), ["0", "0", "0", "0"]);
        let keys = house.folder.path().join("keys/written-rounds");
        assert_eq!(std::fs::read_dir(keys).expect("the folder").count(), 0, "the secret is left");
    }

    fn a_group_ranks_its_cards_and_sees_points_only_when_enough_did(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &PEOPLE);
        held(house, &all, &links);
        let refused = post(house, &all, &form_with(&get(house, &all, WRITTEN), "asked").with("kind", "ranking").with("mode", "hidden").with("asked", "Vigtigst?").with("question", "cooperation"));
        assert!(refused.status == 422 && refused.words().contains("Vælg en runde med kort") && refused.text().contains("Vigtigst?"), "{}", refused.words());
        let keys = three_cards(house, &all, &links[0]);
        for (round, mode) in [(2, "hidden"), (3, "not-stored")] {
            planned_round(house, &all, "ranking", mode, &[("cards", "1")]);
            let here = format!("{WRITTEN}/{round}");
            go_on(house, &all, &here, "open");
            // What lies as it is ranked is laid together no more.
            assert_eq!(pressed(house, &all, &[("act", "merge"), ("picked", &keys[0]), ("picked", &keys[1])]).status, 422);
            let form = |link: &str, ranks: [&str; 3]| {
                let form = form_with(&house.get(&writing(link)), "rank");
                keys.iter().zip(ranks).fold(form, |form, (key, rank)| form.with(&format!("rank-{key}"), rank))
            };
            let wrong = house.post(&form(&links[0], ["1", "1", ""]));
            assert!(wrong.status == 422 && wrong.words().contains("Skriv hvert af tallene 1 til 3"), "{}", wrong.words());
            let typed = form_with(&wrong, "rank").fields.into_iter().filter(|(name, value)| name.starts_with("rank-") && value == "1");
            assert_eq!(typed.count(), 2, "what was typed is kept");
            assert_eq!(house.post(&form(&links[0], ["3", "2", "1"])).status, 303);
            // A second answer takes the place of the first where it is known which that was, else it is refused.
            let again = Form { action: writing(&links[0]), ..form(&links[1], ["1", "2", "3"]) };
            assert_eq!(house.post(&again).status, if mode == "hidden" { 303 } else { 422 });
            let page = house.get(&writing(&links[0])).words();
            assert_eq!(page.contains("Du har svaret. Svaret kan ikke laves om"), mode == "not-stored", "{page}");
            for link in &links[1..4] {
                assert_eq!(house.post(&form(link, ["1", "2", "3"])).status, 303);
            }
            let desk = get(house, &all, &here).words();
            assert!(desk.contains(if mode == "hidden" { "4 har svaret." } else { "Færre end 5 har svaret." }), "{desk}");
            assert_eq!(desk.contains("mindst 5 har svaret. Lukker du før, bliver de slettet"), mode == "not-stored", "{desk}");
            assert_eq!(house.post(&form(&links[4], ["2", "1", "3"])).status, 303);
            assert_eq!(count(house, "written_spent"), if mode == "hidden" { "0" } else { "5" });
            let open = house.sql(&format!("select count(*) from written_answer where round_id = {round}"));
            assert_eq!(open.trim(), if mode == "hidden" { "5" } else { "0" });
            go_on(house, &all, &here, "shown");
            // Hidden: five times 1 2 3, but for 2 1 3 by the last: 3+3+3+3+2, 2*4+3, 5. Not stored: the first gave 3 2 1.
            let sums = if mode == "hidden" { "Alfa 14 2–3 5 Beta 11 2–3 5 Gamma 5 1–1 5" } else { "Alfa 12 1–3 5 Beta 11 2–3 5 Gamma 7 1–3 5" };
            let desk = get(house, &all, &here).words();
            assert!(desk.contains("Rangordning: 5 har svaret") && desk.contains(sums), "{desk}");
            let seen = house.get(&writing(&links[2])).words();
            assert!(seen.contains("Alfa 1") && seen.contains(" point i alt. Hver gav fra ") && seen.contains("5 har svaret."), "{seen}");
            assert_eq!(count(house, "written_spent"), "0");
            go_on(house, &all, &here, "over");
        }
        let authors = house.sql("select count(*) from written_author where round_id = 3");
        assert_eq!(authors.trim(), "0");
        let told = summary(house, &all);
        assert!(told.contains("Rangordning: 5 svarede") && told.contains("»Alfa« 14 2–3 5") && told.contains("»Gamma« 7 1–3 5"), "{told}");
        // Who takes back that they take part is counted no more, until they say yes again.
        let mut consent = form_with(&house.get(&links[4]), "consent");
        let given = consent.clone();
        consent.fields.retain(|(_, value)| value != "take-part");
        assert_eq!(house.post(&consent).status, 303);
        let second = || get(house, &all, &format!("{WRITTEN}/2")).words();
        assert!(second().contains("Rangordning: 4 har svaret") && second().contains("Gruppen ser kun rækkefølgen"), "{}", second());
        assert_eq!(house.post(&given).status, 303);
        assert!(second().contains("Rangordning: 5 har svaret"), "{}", second());
        // Whoever withdraws takes their answer along, and with the fifth go the figures that four are too few for.
        assert_eq!(house.post(&form_with(&house.get(&links[4]), "withdraw").with("sure", "1")).status, 303);
        assert!(second().contains("Rangordning: 4 har svaret") && second().contains("Gruppen ser kun rækkefølgen"), "{}", second());
        assert!(!summary(house, &all).contains("Rangordning: 4 svarede"), "{}", summary(house, &all));
    }

    fn estimates_come_closer_turn_by_turn(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &PEOPLE);
        held(house, &all, &links);
        let scale = [("low", "1"), ("high", "9")];
        planned_round(house, &all, "delphi", "hidden", &scale);
        planned_round(house, &all, "delphi", "not-stored", &scale);
        let estimate = |link: &str, round: usize, estimate: &str| {
            let page = house.get(&writing(link));
            let own = page.forms().into_iter().find(|form| form.fields.iter().any(|(name, value)| name == "round" && *value == round.to_string()));
            house.post(&own.expect("the round's form").with("estimate", estimate)).status
        };
        for (round, own) in [(1, "Du svarede 9."), (2, "Dit eget svar er ikke gemt som dit")] {
            let here = format!("{WRITTEN}/{round}");
            go_on(house, &all, &here, "open");
            assert_eq!(estimate(&links[0], round, "10"), 422);
            for (link, given) in links.iter().zip(["9", "1", "4", "2", "7"]) {
                assert_eq!(estimate(link, round, given), 303);
            }
            let open = house.get(&writing(&links[1])).words();
            assert!(!open.contains("medianen"), "{open}");
            go_on(house, &all, &here, "shown");
            // Sorted 1 2 4 7 9.
            let seen = house.get(&writing(&links[0])).words();
            assert!(seen.contains("Gruppens midte (medianen) er 4, og den midterste halvdel ligger fra 2 til 7") && seen.contains(own) && !seen.contains("enig nok"), "{seen}");
            let desk = get(house, &all, &here).words();
            assert!(desk.contains("1 5 4 2–7") && desk.contains("En omgang til kan bringe gruppen tættere"), "{desk}");
            go_on(house, &all, &here, "open");
            let again = house.get(&writing(&links[0])).words();
            assert!(again.contains("Dit skøn, omgang 2") && again.contains("er 4, og den midterste halvdel") && again.contains(own), "{again}");
            for (link, given) in links.iter().zip(["5", "3", "4", "4", "4"]) {
                assert_eq!(estimate(link, round, given), 303);
            }
            go_on(house, &all, &here, "shown");
            // Sorted 3 4 4 4 5: the middle half is one number.
            let desk = get(house, &all, &here).words();
            assert!(desk.contains("2 5 4 4–4") && desk.contains("du kan afslutte runden"), "{desk}");
            assert!(house.get(&writing(&links[3])).words().contains("enig nok til at stoppe"));
            let mut over = form_of(&get(house, &all, &here)).with("phase", "over");
            over.fields.retain(|(name, _)| name != "act");
            assert_eq!(post(house, &all, &over).status, 303);
            assert!(get(house, &all, &here).words().contains("spændte til sidst over højst ét trin: gruppen var enig nok"));
        }
        let told = summary(house, &all);
        assert!(told.contains("Skøn fra 1 til 9") && told.contains("1 5 4 2 7 2 5 4 4 4"), "{told}");
        // Too few answers are deleted as the turn is closed, in either mode.
        for (round, mode, few) in [(3, "hidden", 2), (4, "not-stored", 4)] {
            planned_round(house, &all, "delphi", mode, &scale);
            let here = format!("{WRITTEN}/{round}");
            go_on(house, &all, &here, "open");
            for link in &links[..few] {
                assert_eq!(estimate(link, round, "3"), 303);
            }
            let mut close = form_of(&get(house, &all, &here)).with("phase", "shown");
            close.fields.retain(|(name, _)| name != "act");
            assert_eq!(post(house, &all, &close).status, 303);
            let left = format!("select count(*) from written_answer where round_id = {round}");
            assert_eq!(house.sql(&left).trim(), "0");
            assert_eq!(count(house, "written_sealed"), "0");
            let told = format!("Færre end {} har svaret, så der er ikke noget at vise", few + 1);
            assert!(house.get(&writing(&links[0])).words().contains(&told));
        }
    }
}
