//! What a participant is told before they say yes, what a yes and a no do, and what of a person stands where it must not.

use crate::danish::lix;
use crate::focusing::{NOTES, claimed, form_with, get, held, note, note_under, planned, post};
use crate::house::House;
use crate::people::signed_in;
use crate::stories;
use crate::summoning::moved;

const GROUP: &str = "/desk/focus-groups/1";
const STATEMENTS: &str = "/desk/focus-groups/1/statements";
const POINTS: &str = "/desk/focus-groups/points";
const POINT: &str = "/desk/focus-groups/points/1";
const THEME: &str = "/desk/focus-groups/summaries/theme-network";

/// Says yes to these purposes and no to the others.
pub(crate) fn says_yes(house: &House, link: &str, purposes: &[&str]) {
    let mut consent = form_with(&house.get(link), "consent");
    consent.fields.retain(|(name, _)| name != "consent");
    consent.fields.extend(purposes.iter().map(|purpose| ("consent".to_owned(), (*purpose).to_owned())));
    assert_eq!(house.post(&consent).status, 303);
}

fn freeze(house: &House, cookie: &str) {
    assert_eq!(post(house, cookie, &form_with(&get(house, cookie, THEME), "freeze").with("act", "freeze")).status, 303);
}

stories! {
    fn whoever_is_asked_is_told_first_who_asks_about_what_and_what_becomes_of_it(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna", "aalborg"), ("Bo", "rebild")]);
        moved(house, &all, "2099-06-15", "10.00");
        let page = house.get(&links[0]);
        let words = page.words();
        let asks = words.find("Hvad siger du ja til?").expect("the question");
        for told in ["Aalborg Kommune vil gerne høre, hvad du mener", "Hvad sker der med det, du siger?", "Åse Østergaard leder samtalen", "gemmes noterne i 90 dage", "Dataansvarlig:", "hvor du kan klage"] {
            assert!(words.find(told).is_some_and(|at| at < asks), "{told} is not told before it is asked: {words}");
        }
        assert!(page.text().contains("/rettigheder?lang=da") && !words.contains("Du har sagt"), "{words}");
        let from = words.find("Hvad sker der med det").expect("what becomes of it");
        let to = words.find("Dine rettigheder, og").expect("the rights");
        let easy = lix(&words[from..to]);
        assert!(easy <= 40.0, "LIX {easy}: {}", &words[from..to]);
        let choices = &words[asks..asks + words[asks..].find("Gem mine valg").expect("the button")];
        assert!(choices.contains("i en fil til analyse i et andet program") && lix(choices) <= 30.0, "LIX {}: {choices}", lix(choices));
        let english = house.get(&format!("{}?lang=en", links[0])).words();
        assert!(english.contains("What becomes of what you say?") && english.contains("Your rights, and where you can complain"), "{english}");
        // Who gets letters in English is met in English.
        house.sql("update focus_participant set language = 'en' where id = 2");
        assert!(house.get(&links[1]).words().contains("What do you say yes to?"));
        assert!(house.get(&format!("{}?lang=da", links[1])).words().contains("Hvad siger du ja til?"));
        // An answer is told with what it brings.
        assert_eq!(house.post(&form_with(&house.get(&links[0]), "reply").with("reply", "no").with("words", "cpr 010180-1234")).status, 303);
        let own = house.get(&links[0]).words();
        assert!(own.contains("Du har sagt nej. Vi skriver ikke mere til dig") && own.matches("Kommer du?").count() == 1, "{own}");
        let desk = get(house, &all, GROUP).words();
        assert!(desk.contains("»cpr [CPR-nummer]«") && desk.contains("Sagt nej: 1") && desk.contains("Ikke svaret: 1"), "{desk}");
        assert_eq!(house.post(&form_with(&house.get(&links[1]), "reply").with("reply", "another-time").with("words", "")).status, 303);
        assert!(get(house, &all, GROUP).words().contains("Vil et andet tidspunkt: 1"));
        // Looking a key up is written down.
        assert!(get(house, &all, "/desk/log").words().contains("Adressen på en deltagers egen side set"));
    }

    fn a_talk_that_is_called_off_leads_nowhere_and_asks_nothing(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna", "aalborg")]);
        moved(house, &all, "2099-06-15", "10.00");
        assert!(house.get(&links[0]).words().contains("Til videomødet"));
        let cancel = form_with(&get(house, &all, GROUP), "cancel").with("title", "Ledere, hold 1").with("act", "cancel");
        assert_eq!(post(house, &all, &cancel).status, 303);
        let own = house.get(&links[0]).words();
        assert!(own.contains("Samtalen er aflyst") && !own.contains("Til videomødet") && !own.contains("Hvad siger du ja til?"), "{own}");
        let list = get(house, &all, "/desk/focus-groups").words();
        assert!(list.contains("aflyst") && list.contains("1 inviteret, 0 ja") && !list.contains("0 kom"), "{list}");
    }

    fn who_did_not_say_yes_to_take_part_is_told_of_and_who_took_it_back_is_not_used(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna", "aalborg"), ("Bo", "rebild"), ("Carla", "thisted"), ("Dan", "hjoerring")]);
        says_yes(house, &links[1], &["be-quoted"]);
        let mut came = form_with(&get(house, &all, GROUP), "attended");
        came.fields.extend((1..=2).map(|id| ("came".to_owned(), id.to_string())));
        assert_eq!(post(house, &all, &came).status, 303);
        let desk = get(house, &all, GROUP).words();
        assert!(desk.contains("kom, men har ikke sagt ja til at være med"), "{desk}");
        assert!(get(house, &all, NOTES).words().contains("L1-2 · Bo · har ikke sagt ja endnu"));
        assert_eq!(note(house, &all, "2: Det var en lettelse at kunne ringe").status, 303);
        assert!(get(house, &all, STATEMENTS).words().contains("Den, der sagde det, har ikke sagt ja til at være med") || get(house, &all, STATEMENTS).words().contains("kom, men har ikke sagt ja"), "{}", get(house, &all, STATEMENTS).words());
        held(house, &all, &links);
        claimed(house, &all, "Det var en lettelse at kunne ringe", &[]);
        assert_eq!(house.post(&form_with(&house.get(&links[1]), "decide").with("decision", "approved")).status, 303);
        assert!(house.get(&links[1]).words().contains("Du har sagt ja. Citatet står i opsamlinger"), "{}", house.get(&links[1]).words());
        freeze(house, &all);
        let frozen = || get(house, &all, &format!("{THEME}/1.html")).status;
        assert_eq!(frozen(), 200);
        assert!(house.get(&links[1]).words().contains("Fjerner du krydset ved at være med, falder de andre også væk"));
        // Everything else stays ticked, and goes all the same.
        says_yes(house, &links[1], &["be-recorded", "be-quoted", "role-named"]);
        let own = house.get(&links[1]).words();
        assert!(own.contains("Du har fjernet krydset ved at være med. Det, du har sagt, bruges ikke") && own.contains("De her citater bruges ikke"), "{own}");
        assert_eq!(frozen(), 410);
        let listed = get(house, &all, THEME);
        assert!(listed.words().contains("kan ikke læses siden") && !listed.text().contains("theme-network/1.html"), "{}", listed.words());
        assert!(get(house, &all, POINTS).words().contains("– mangler belæg"), "{}", get(house, &all, POINTS).words());
        assert!(get(house, &all, GROUP).words().contains("har taget sit ja til at være med tilbage"));
        let line = form_with(&get(house, &all, STATEMENTS), "line").with("words", "en lettelse").with("relation", "supports").with("point", "P1").with("claim", "");
        let refused = post(house, &all, &line);
        assert!(refused.status == 422 && refused.words().contains("Det må ikke bruges"), "{}", refused.words());
        // A yes again is a yes again.
        says_yes(house, &links[1], &["take-part", "be-quoted", "role-named"]);
        assert_eq!(frozen(), 200);
        assert!(!get(house, &all, POINTS).words().contains("– mangler belæg"));
    }

    fn names_municipalities_and_numbers_are_asked_about_before_they_are_kept_or_published(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna Holm", "aalborg"), ("Bo", "rebild"), ("Carla", "thisted")]);
        held(house, &all, &links);
        assert_eq!(note(house, &all, "1: Anna Holm ringede på 22 34 56 78 om borgeren 010180-1234").status, 303);
        let notes = get(house, &all, NOTES).words();
        assert!(notes.contains("ringede på [telefonnummer] om borgeren [CPR-nummer]") && notes.contains("nævner Anna Holm: skriv koden i stedet"), "{notes}");
        let make = form_with(&get(house, &all, POINTS), "claim").with("claim", "Hos Anna Holm i Aalborg går det godt").with("theme", "network");
        let asked = post(house, &all, &make);
        assert!(asked.status == 422 && asked.words().contains("Der står »Anna Holm«, »Aalborg«"), "{}", asked.words());
        assert_eq!(house.sql("select count(*) from point").trim(), "0");
        let again = form_with(&asked, "claim");
        assert_eq!(again.fields.iter().find(|(name, _)| name == "claim").map(|(_, value)| value.as_str()), Some("Hos Anna Holm i Aalborg går det godt"));
        assert_eq!(post(house, &all, &again.clone().with("claim", "Det går godt").with("anyway", "")).status, 303);
        assert_eq!(post(house, &all, &again.with("anyway", "1")).status, 303);
        assert_eq!(house.sql("select claim from point order by id").trim(), "Det går godt\nHos Anna Holm i Aalborg går det godt");
        // What is meant to stand is asked about once more before it is published.
        let line = form_with(&get(house, &all, STATEMENTS), "line").with("words", "ringede på").with("relation", "supports").with("point", "P2").with("claim", "");
        assert_eq!(post(house, &all, &line).status, 303);
        let publish = form_with(&get(house, &all, "/desk/focus-groups/points/2"), "publish");
        let asked = post(house, &all, &publish);
        assert!(asked.status == 422 && asked.words().contains("»Aalborg«"), "{}", asked.words());
        assert!(!get(house, &all, POINTS).words().contains("● udgivet"));
        assert_eq!(post(house, &all, &form_with(&asked, "anyway")).status, 303);
        assert!(get(house, &all, POINTS).words().contains("● udgivet"));
        // The same for the edited form of a quote.
        let quote = form_with(&get(house, &all, "/desk/focus-groups/points/2"), "names-role").with("words", "ringede på [hos Anna Holm i Rebild]").with("act", "quote");
        let asked = post(house, &all, &quote);
        assert!(asked.status == 422 && asked.words().contains("»Anna Holm«, »Rebild«"), "{}", asked.words());
        assert_eq!(house.sql("select count(*) from quote").trim(), "0");
    }

    fn lines_that_name_somebody_who_withdrew_are_listed_until_they_are_changed(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna Holm", "aalborg"), ("Bo Lund", "rebild")]);
        assert_eq!(note(house, &all, "1: Det sagde Bo også").status, 303);
        assert_eq!(note(house, &all, "1: Vi skal bo ved siden af hinanden i en lund").status, 303);
        assert_eq!(note(house, &all, "1: Bo var et godt navn").status, 303);
        assert!(house.get(&links[1]).words().contains("Har andre nævnt dit navn, ser vi de linjer efter bagefter"));
        let withdraw = form_with(&house.get(&links[1]), "withdraw").with("sure", "1");
        assert_eq!(house.post(&withdraw).status, 303);
        assert!(house.get(&links[1]).words().contains("ser vi de linjer efter og retter dem"));
        let desk = || get(house, &all, GROUP);
        assert!(desk().words().contains("»Det sagde Bo også«") && desk().words().contains("»Bo var et godt navn«") && !desk().words().contains("i en lund"), "{}", desk().words());
        // Changed, the former form is gone altogether; another word stays.
        let edit = form_with(&get(house, &all, &format!("{NOTES}?edit=1")), "client").with("question", "cooperation").with("speaker", "L1-1").with("kind", "statement").with("words", "Det sagde en anden også").with("replaces", "1").with("act", "");
        assert_eq!(post(house, &all, &edit).status, 303);
        assert!(!house.dump().contains("Det sagde Bo"), "the name is left in the former form");
        assert!(get(house, &all, NOTES).words().contains("Det sagde en anden også"));
        assert_eq!(post(house, &all, &form_with(&desk(), "named")).status, 303);
        assert!(!desk().words().contains("som har trukket sig"), "{}", desk().words());
        assert!(get(house, &all, NOTES).words().contains("Bo var et godt navn"));
    }

    fn points_are_found_by_their_words_and_lines_are_coded_question_by_question(house) {
        house.serve();
        let all = signed_in(house);
        planned(house, &all, &[("Anna", "aalborg")]);
        for claim in ["Kommunerne har nogen at spørge", "Møderne er korte"] {
            let make = form_with(&get(house, &all, POINTS), "claim").with("claim", claim).with("theme", "network");
            assert_eq!(post(house, &all, &make).status, 303);
        }
        let found = |words: &str| get(house, &all, &format!("{POINTS}?find={words}")).words();
        assert!(found("m%C3%98DER").contains("P2. Møderne") && !found("m%C3%98DER").contains("P1. "), "{}", found("m%C3%98DER"));
        assert!(found("p1").contains("P1. Kommunerne") && found("findes+ikke").contains("Intet punkt har de ord"));
        assert_eq!(note(house, &all, "1: Vi ringede bare").status, 303);
        assert_eq!(note_under(house, &all, "steering", "1: Lederen spurgte hver uge").status, 303);
        let coding = |more: &str| get(house, &all, &format!("{GROUP}/coding{more}")).words();
        assert!(coding("").contains("Vi ringede bare") && !coding("").contains("Lederen spurgte hver uge"), "{}", coding(""));
        assert!(coding("?question=steering").contains("Lederen spurgte hver uge") && !coding("?question=steering").contains("Vi ringede bare"));
    }

    fn a_role_does_not_come_to_a_quote_that_a_frozen_version_told_without_it(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna", "aalborg"), ("Bo", "rebild"), ("Carla", "thisted"), ("Dan", "hjoerring")]);
        held(house, &all, &links);
        says_yes(house, &links[0], &["take-part", "be-quoted"]);
        assert_eq!(note(house, &all, "1: Vi kunne ringe til hinanden").status, 303);
        claimed(house, &all, "Vi kunne ringe til hinanden", &[]);
        assert_eq!(house.post(&form_with(&house.get(&links[0]), "decide").with("decision", "approved")).status, 303);
        let now = || get(house, &all, &format!("{THEME}/now.html")).words();
        assert!(now().contains("»Vi kunne ringe til hinanden« – en deltager"), "{}", now());
        freeze(house, &all);
        says_yes(house, &links[0], &["take-part", "be-quoted", "role-named"]);
        assert!(now().contains("»Vi kunne ringe til hinanden« – en deltager") && !now().contains("en leder"), "{}", now());
        assert_eq!(get(house, &all, &format!("{THEME}/1.html")).status, 200);
        assert!(get(house, &all, POINT).words().contains("uden rolle"), "{}", get(house, &all, POINT).words());
    }

    fn the_summary_of_a_group_of_two_has_no_points_and_the_desk_says_why(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &[("Anna", "aalborg"), ("Bo", "rebild"), ("Carla", "thisted")]);
        held(house, &all, &links);
        note(house, &all, "1: Vi kunne ringe til hinanden");
        claimed(house, &all, "Vi kunne ringe til hinanden", &[]);
        let group = || get(house, &all, "/desk/focus-groups/summaries/group-1").words();
        let both = || ["/desk/focus-groups/summaries/group-1", THEME].map(|scope| get(house, &all, &format!("{scope}/now.html")).words());
        let has_point = || both().map(|page| page.contains("P1. Kommunerne har nogen at spørge"));
        assert!(!group().contains("kunne kun være fra dem") && has_point() == [true, true], "{} {:?}", group(), both());
        let mut came = form_with(&get(house, &all, GROUP), "attended");
        came.fields.retain(|(name, value)| name != "came" || value != "3");
        assert_eq!(post(house, &all, &came).status, 303);
        assert!(group().contains("Kun 2 deltog, og hvert punkt kunne kun være fra dem. Derfor har opsamlingen ingen punkter"), "{}", group());
        assert!(!get(house, &all, THEME).words().contains("kunne kun være fra dem"));
        assert!(has_point() == [false, true] && both()[0].contains("Færre end tre deltog, så her står ingen punkter"), "{:?}", both());
        // A word processor gets the same.
        let office = get(house, &all, "/desk/focus-groups/summaries/group-1/now.docx");
        let mut parts = zip::ZipArchive::new(std::io::Cursor::new(office.body)).expect("an archive");
        let mut words = String::new();
        std::io::Read::read_to_string(&mut parts.by_name("word/document.xml").expect("the words"), &mut words).expect("UTF-8");
        assert!(words.contains("Færre end tre deltog") && !words.contains("P1. "), "{words}");
    }

    fn a_quote_stays_linked_to_the_trial_that_a_frozen_version_told(house) {
        house.serve();
        let all = signed_in(house);
        let people = [("Anna", "jammerbugt"), ("Bo", "thisted"), ("Carla", "rebild"), ("Dan", "aalborg"), ("Eva", "frederikshavn-laesoe")];
        let links = planned(house, &all, &people);
        held(house, &all, &links);
        assert_eq!(note(house, &all, "1: Vi kunne ringe til hinanden").status, 303);
        // Three of the five are from the trial's municipalities, and from those of the other; one is from a municipality of both.
        claimed(house, &all, "Vi kunne ringe til hinanden", &["psykolog"]);
        let approve = || assert_eq!(house.post(&form_with(&house.get(&links[0]), "decide").with("decision", "approved")).status, 303);
        approve();
        let now = || get(house, &all, &format!("{THEME}/now.html")).words();
        assert!(now().contains("»Vi kunne ringe til hinanden« – en leder"), "{}", now());
        freeze(house, &all);
        let mut edit = form_with(&get(house, &all, POINT), "edit").with("theme", "network").with("act", "edit");
        edit.fields.retain(|(name, _)| name != "trial");
        edit.fields.push(("trial".to_owned(), "jobrotation".to_owned()));
        assert_eq!(post(house, &all, &edit).status, 303);
        assert_eq!(post(house, &all, &form_with(&get(house, &all, POINT), "publish")).status, 303);
        approve();
        assert!(!now().contains("Vi kunne ringe") && now().contains("Et citat er ikke med"), "{}", now());
    }
}
