//! Answers are counted as they come and go: no page, report or document has the database count them, and the kept counts are true.

use nulpunkt::config::Config;
use nulpunkt::export::evidence::{Evidence, Facts, document};
use nulpunkt::export::rates::Told;
use nulpunkt::export::report::{Wanted, report};
use nulpunkt::fieldwork::Round;
use nulpunkt::language::Language;
use nulpunkt::store::{Store, probe};
use nulpunkt::time::Clock;

use crate::house::TOWN;
use crate::linking::{process, two_rounds, with_receipt};
use crate::people::{ANSWERS, answer, invited_town, link_of};
use crate::stories;

fn rounds(store: &Store) -> Vec<Round> {
    store.rounds().expect("the database answers")
}

fn agree(store: &Store, key: &str) -> Option<bool> {
    let round = store.round(key).expect("the database answers").expect("the round");
    store.counts_agree(&round).expect("the database answers")
}

/// Everything that pages, documents and reports ask of a round.
fn looked_at(store: &Store, round: &Round) {
    let (config, now) = (Config::default(), Clock::system().now());
    let told = Told::gather(store, &config.privacy, round, now).expect("rates");
    assert!(told.total() > 0, "nobody answered {}", round.key);
    let facts = Facts::gather(store, &config, round.clone(), now).expect("facts");
    assert!(facts.held.responses > 0, "no answers in {}", round.key);
    for evidence in Evidence::ALL {
        assert!(!document(evidence, &facts).blocks.is_empty());
    }
    store.texts(round, &config.privacy, now).expect("texts");
    store.invitation_totals(round).expect("invitations");
}

stories! {
    fn nothing_that_is_looked_at_has_the_database_count_answers(house) {
        two_rounds(house);
        probe::count_statements().expect("statements can be counted");
        let store = process(house);
        assert_eq!((agree(&store, "first"), agree(&store, "second")), (Some(true), Some(true)));
        let before = probe::counting_answers();
        assert!(before > 0, "a recount was not noticed, so nothing would be");
        for round in rounds(&store) {
            looked_at(&store, &round);
        }
        let privacy = Config::default().privacy;
        let wanted = Wanted {
            trial: "house",
            evaluation: None,
            rounds: &[],
            weight_by: &[],
            unit: None,
            privacy: &privacy,
            language: Language::Da,
            now: Clock::system().now(),
        };
        let made = report(&store, &wanted).expect("the database answers").unwrap_or_else(|_| panic!("no report"));
        assert!(made.blocks.len() > 20);
        assert_eq!(probe::counting_answers(), before, "answers were counted for a look at them");
    }

    fn the_kept_counts_are_those_of_a_recount_whatever_comes_and_goes(house) {
        two_rounds(house);
        invited_town(house);
        answer(house, &link_of(house, TOWN[0].email), &ANSWERS);
        let store = process(house);
        let agreed = || ["first", "second", "house-1"].map(|key| agree(&store, key));
        assert_eq!(agreed(), [Some(true); 3], "after answers from files and from the page");
        let second = "round_id = (select id from round where key = 'second')";
        house.sql(&format!("update response set response_id = 'late' where {second} and key = (select key from response where {second} order by key limit 1)"));
        let receipt = with_receipt(house, "second", "late");
        let total = |key: &str| {
            let round = store.round(key).expect("the database answers").expect("the round");
            store.dispositions(&round).expect("the database answers").answered()
        };
        let (first, second) = (total("first"), total("second"));
        assert!(store.erase(&receipt, Clock::system().now()).expect("the database answers"), "nobody was erased");
        assert_eq!((total("first"), total("second")), (first, second - 1));
        assert_eq!(agreed(), [Some(true); 3], "after one was erased");
        // A database from before has its answers counted once, by the migration.
        house.sql("delete from kept_count");
        assert_eq!(agreed(), [Some(false); 3], "a missing count was not noticed");
        let backend = if house.backend == crate::house::Backend::Sqlite { "sqlite" } else { "postgres" };
        let migration = crate::house::project().join(format!("migrations/{backend}/00000000000014_stored_outcomes/up.sql"));
        let migration = std::fs::read_to_string(migration).expect("the migration");
        house.sql(&migration.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\n"));
        assert_eq!(agreed(), [Some(true); 3], "after the migration");
    }
}
