//! Written rounds of the groups that there really are, of three or four: what such a group sees of its rankings and estimates, and what not.

use crate::focusing::{form_with, get, held, planned, post};
use crate::house::House;
use crate::people::signed_in;
use crate::stories;
use crate::writing_together::{PEOPLE, ROUND, WRITTEN, count, go_on, key_of, planned_round, summary, write, writing};

/// A round of three cards that is over, all written by one; gives back their keys.
pub(crate) fn three_cards(house: &House, cookie: &str, link: &str) -> [String; 3] {
    const WORDS: [&str; 3] = ["Alfa", "Beta", "Gamma"];
    planned_round(house, cookie, "cards", "hidden", &[]);
    go_on(house, cookie, ROUND, "open");
    for words in WORDS {
        write(house, link, words, true);
    }
    go_on(house, cookie, ROUND, "shown");
    let page = get(house, cookie, ROUND);
    go_on(house, cookie, ROUND, "over");
    WORDS.map(|words| key_of(&page, words))
}

stories! {
    fn a_group_of_three_sees_the_order_of_its_cards_and_the_middle_of_its_estimates_and_no_more(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &PEOPLE[..3]);
        held(house, &all, &links);
        let keys = three_cards(house, &all, &links[0]);
        let rank = |link: &str, ranks: [&str; 3]| {
            let form = form_with(&house.get(&writing(link)), "rank");
            house.post(&keys.iter().zip(ranks).fold(form, |form, (key, rank)| form.with(&format!("rank-{key}"), rank))).status
        };
        let given = [["3", "2", "1"], ["1", "3", "2"], ["2", "3", "1"]];
        for (round, mode) in [(2, "hidden"), (3, "not-stored")] {
            planned_round(house, &all, "ranking", mode, &[("cards", "1")]);
            let here = format!("{WRITTEN}/{round}");
            // Nobody is asked for nothing: the desk learns in time that so small a group would see nothing.
            let planned = get(house, &all, &here).words();
            assert_eq!(planned.contains("Så mange kan svare: 3. Der skal mindst 5 svar til"), mode == "not-stored", "{planned}");
            go_on(house, &all, &here, "open");
            // Before anybody answers they read what will be shown of so few.
            let asked = house.get(&writing(&links[0])).words();
            let few = "Har færre end 5 svaret, ser I kun kortenes rækkefølge, ikke deres point";
            assert_eq!((asked.contains("når mindst 3 har svaret"), asked.contains(few)), (mode == "hidden", mode == "hidden"), "{asked}");
            for (link, ranks) in links.iter().zip(given) {
                assert_eq!(rank(link, ranks), 303);
            }
            go_on(house, &all, &here, "shown");
            let seen = house.get(&writing(&links[1]));
            let desk = get(house, &all, &here).words();
            if mode == "hidden" {
                // Alfa 1 + 3 + 2, Beta 2 + 1 + 1, Gamma 3 + 2 + 3.
                let order = "<ol><li>Gamma</li><li>Alfa</li><li>Beta</li></ol>";
                assert!(seen.text().contains(order) && !seen.words().contains("point i alt"), "{}", seen.text());
                assert!(desk.contains("Gamma 8 2–3 3 Alfa 6 1–3 3 Beta 4 1–2 3") && desk.contains("Gruppen ser kun rækkefølgen"), "{desk}");
            } else {
                assert!(seen.words().contains("Færre end 5 har svaret, så der er ikke noget at vise") && desk.contains("Færre end 5"), "{desk}");
                assert_eq!(house.sql("select count(*) from written_answer where round_id = 3").trim(), "0");
            }
        }
        planned_round(house, &all, "delphi", "hidden", &[("low", "1"), ("high", "9")]);
        let here = format!("{WRITTEN}/4");
        go_on(house, &all, &here, "open");
        for (link, estimate) in links.iter().zip(["1", "4", "9"]) {
            let form = form_with(&house.get(&writing(link)), "estimate").with("estimate", estimate);
            assert_eq!(house.post(&form).status, 303);
        }
        go_on(house, &all, &here, "shown");
        let seen = house.get(&writing(&links[0])).words();
        assert!(seen.contains("Gruppens midte (medianen) er 4. ") && !seen.contains("ligger fra") && seen.contains("Du svarede 1."), "{seen}");
        let desk = get(house, &all, &here).words();
        assert!(desk.contains("Omgang 1 3 4 2,5–6,5") && desk.contains("ser gruppen kun midten"), "{desk}");
        // In the next turn they agree, which of three tells both others to whoever stands at the edge: the desk alone reads it.
        go_on(house, &all, &here, "open");
        for (link, estimate) in links.iter().zip(["4", "4", "5"]) {
            let form = form_with(&house.get(&writing(link)), "estimate").with("estimate", estimate);
            assert_eq!(house.post(&form).status, 303);
        }
        go_on(house, &all, &here, "shown");
        let seen = house.get(&writing(&links[0])).words();
        assert!(seen.contains("Omgang 2: 3 har svaret. Gruppens midte (medianen) er 4.") && !seen.contains("enig nok"), "{seen}");
        let desk = get(house, &all, &here).words();
        assert!(desk.contains("Omgang 2 3 4 4–4,5") && desk.contains("enig nok"), "{desk}");
        // What is printed keeps the rule for small numbers, and of two answers nobody is told anything.
        let told = summary(house, &all);
        assert!(told.contains("Tallene står her ikke: færre end 5 svarede, eller nogen har trukket sig siden.") && !told.contains("Skøn fra 1 til 9") && !told.contains("Rangordning:"), "{told}");
        assert_eq!(house.post(&form_with(&house.get(&links[2]), "withdraw").with("sure", "1")).status, 303);
        let left = house.get(&writing(&links[1])).words();
        assert!(left.matches("Færre end 3 har svaret, så der er ikke noget at vise").count() == 2 && !left.contains("medianen"), "{left}");
    }

    fn what_was_shown_last_stands_first_and_an_answer_to_what_is_over_is_not_taken(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &PEOPLE);
        held(house, &all, &links[..4]);
        planned_round(house, &all, "cards", "hidden", &[]);
        go_on(house, &all, ROUND, "open");
        for words in ["Alfa", "Beta", "Gamma", "Delta", "Epsilon", "Zeta"] {
            write(house, &links[0], words, true);
        }
        go_on(house, &all, ROUND, "shown");
        planned_round(house, &all, "ranking", "hidden", &[("cards", "1")]);
        let ranking = format!("{WRITTEN}/2");
        go_on(house, &all, &ranking, "open");
        // Cards that are ranked lie as they lie: nothing is offered that would be refused.
        let desk = get(house, &all, ROUND);
        assert!(desk.words().contains("kan ikke lægges sammen eller skilles ad mere") && !desk.text().contains("picked"), "{}", desk.words());
        let asked = house.get(&writing(&links[1]));
        assert!(asked.words().contains("Skriv 1 til 5 1 er det vigtigste kort. De kort, du ikke vælger, lader du stå tomme"), "{}", asked.words());
        let mut late = form_with(&asked, "rank");
        for (place, (_, value)) in late.fields.iter_mut().filter(|(name, _)| name.starts_with("rank-")).take(5).enumerate() {
            *value = (place + 1).to_string();
        }
        go_on(house, &all, &ranking, "shown");
        let told = house.post(&late);
        assert!(told.status == 422 && told.words().contains("lukket for at svare, så dit svar er ikke gemt") && !told.words().contains("Det står her"), "{}", told.words());
        // The newest stands first, and two rounds that ask the same are no two places of one name.
        let seen = house.get(&writing(&links[1]));
        let (result, cards) = (seen.words().find("Færre end 3 har svaret"), seen.words().find("Epsilon"));
        assert!(result.is_some() && result < cards && !seen.text().contains("aria-labelledby"), "{}", seen.words());
        planned_round(house, &all, "delphi", "hidden", &[("low", "1"), ("high", "9")]);
        let delphi = format!("{WRITTEN}/3");
        go_on(house, &all, &delphi, "open");
        let forms: Vec<_> = links[..4].iter().map(|link| form_with(&house.get(&writing(link)), "estimate").with("estimate", "4")).collect();
        for form in &forms[1..] {
            assert_eq!(house.post(form).status, 303);
        }
        go_on(house, &all, &delphi, "shown");
        go_on(house, &all, &delphi, "open");
        let stale = house.post(&forms[0]);
        assert!(stale.status == 422 && stale.words().contains("Der er begyndt en ny omgang") && stale.words().contains("medianen) er 4"), "{}", stale.words());
        assert_eq!(house.sql("select count(*) from written_answer where turn = 2").trim(), "0");
        // Whose place was given away is not asked to say yes first.
        let add = form_with(&get(house, &all, "/desk/focus-groups/1"), "email").with("name", "Ny").with("email", "ny@rebild.example").with("unit", "rebild").with("language", "da").with("instead", "5").with("act", "add");
        assert_eq!(post(house, &all, &add).status, 303);
        let gone = house.get(&writing(&links[4])).words();
        assert!(gone.contains("Din plads i gruppen er givet til en anden") && !gone.contains("Sig først ja"), "{gone}");
    }

    fn a_round_that_was_planned_by_the_former_rule_keeps_it(house) {
        house.serve();
        let all = signed_in(house);
        let links = planned(house, &all, &PEOPLE[..3]);
        held(house, &all, &links);
        planned_round(house, &all, "delphi", "hidden", &[("low", "1"), ("high", "9")]);
        // As the migration leaves a round that was planned before it.
        house.sql("update written_round set group_least = least");
        go_on(house, &all, ROUND, "open");
        let asked = house.get(&writing(&links[0])).words();
        assert!(asked.contains("når mindst 5 har svaret") && !asked.contains("ser I kun"), "{asked}");
        for link in &links {
            assert_eq!(house.post(&form_with(&house.get(&writing(link)), "estimate").with("estimate", "4")).status, 303);
        }
        go_on(house, &all, ROUND, "shown");
        assert_eq!(count(house, "written_answer"), "0");
    }
}
