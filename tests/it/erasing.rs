//! Erasing: whoever has a receipt has the answer erased, and its part of every count with it.

use std::fs;

use crate::house::{Backend, House, TOWN};
use crate::people::{ANSWERS, answer, cell, exported, invited_town, link_of, receipt};
use crate::stories;

/// The town's answers with these words.
fn with(words: &str) -> [(&'static str, &str); ANSWERS.len()] {
    ANSWERS.map(|(field, value)| if field == "comments" { (field, words) } else { (field, value) })
}

const ERASED: &str = "Ord som skal væk, nr. 4711";
const KEPT: &str = "Ord som skal blive, nr. 1147";

fn counts(house: &House) -> String {
    house.sql("select cell, item, code, count from tally order by cell, item, code")
}

stories! {
    fn an_answer_is_erased_by_its_receipt_and_by_a_deliberate_choice_alone(house) {
        invited_town(house);
        let (_, page) = answer(house, &link_of(house, TOWN[0].email), &with(KEPT));
        let kept = receipt(&page).expect("a receipt");
        let before = counts(house);
        let (_, page) = answer(house, &link_of(house, TOWN[2].email), &with(ERASED));
        let code = receipt(&page).expect("a receipt");
        assert_ne!(counts(house), before);
        let found = house.post(&house.get("/kvittering").form().with("code", &code.to_lowercase().replace('-', " ")));
        assert!(found.words().contains("Vil du have dit svar slettet?") && found.words().contains("Det kan ikke fortrydes"), "{}", found.words());
        let dump = house.dump();
        let unsure = house.submit(&found.form());
        assert!(unsure.status == 422 && unsure.words().contains("Sæt kryds, hvis dit svar skal slettes."), "{} {}", unsure.status, unsure.words());
        house.unchanged(&dump, "an answer was erased without a choice");
        let erased = house.submit(&unsure.form().with("sure", "1"));
        assert!(erased.status == 200 && erased.words().contains("Dit svar er slettet"), "{} {}", erased.status, erased.words());
        let rows = exported(house, "house-1");
        assert_eq!((rows.len(), cell(&rows[0], "comments")), (1, KEPT));
        assert_eq!(counts(house), before, "the counts are not those of the answer that is left");
        assert!(house.sql("select who, what from log").contains("the holder of the receipt|erased an answer"));
        let again = house.submit(&unsure.form().with("sure", "1"));
        assert!(again.status == 404 && again.words().contains("Vi kender ikke koden"), "{} {}", again.status, again.words());
        let link = house.follow(house.get(&link_of(house, TOWN[2].email)));
        assert!(link.words().contains("Dit svar er slettet") && link.words().contains("Du kan ikke svare igen."), "{}", link.words());
        assert!(receipt(&link).is_none() && !link.words().contains("Du har allerede svaret"), "{}", link.words());
        assert!(house.post(&house.get("/kvittering").form().with("code", &kept)).words().contains("Ja, dit svar er modtaget"));
    }

    fn two_erasures_at_once_take_an_answer_out_of_the_counts_once(house) {
        invited_town(house);
        answer(house, &link_of(house, TOWN[0].email), &with(KEPT));
        let before = counts(house);
        let (_, page) = answer(house, &link_of(house, TOWN[2].email), &with(ERASED));
        let code = receipt(&page).expect("a receipt");
        let form = house.post(&house.get("/kvittering").form().with("code", &code)).form().with("sure", "1");
        let (address, body) = (house.address(), form.encoded());
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| crate::house::send_to(&address, "POST", "/kvittering/slet",
                    "Content-Type: application/x-www-form-urlencoded\r\n", body.as_bytes()).expect("an answer"));
            }
        });
        assert_eq!(counts(house), before);
        assert_eq!(exported(house, "house-1").len(), 1);
    }
}

#[test]
fn what_was_erased_is_in_no_byte_of_the_file() {
    let house = House::on(Backend::Sqlite);
    invited_town(&house);
    for (person, words) in [(0, KEPT), (2, ERASED)] {
        let (_, page) = answer(&house, &link_of(&house, TOWN[person].email), &with(words));
        if words == ERASED {
            let code = receipt(&page).expect("a receipt");
            house.submit(&house.post(&house.get("/kvittering").form().with("code", &code)).form().with("sure", "1"));
        }
    }
    let log = house.folder.path().join("nulpunkt.db-wal");
    let bytes = [fs::read(house.sqlite_file()).expect("the database"), fs::read(log).unwrap_or_default()].concat();
    let holds = |words: &str| bytes.windows(words.len()).any(|part| part == words.as_bytes());
    assert!(holds(KEPT) && !holds(ERASED), "what was erased is still in the file");
}

/// In how many of the database's files, and in how many parts of PostgreSQL's log, these bytes stand.
fn found_in(house: &House, bytes: &str) -> (usize, usize) {
    let count = |from: &str| {
        let asked = format!("select count(*) from {from} where position(convert_to('{bytes}', 'UTF8') in bytes) > 0");
        house.sql(&asked).trim().parse().unwrap_or_else(|_| panic!("{asked}"))
    };
    let files = "(select pg_read_binary_file(pg_relation_filepath(oid)) as bytes from pg_class where pg_relation_filepath(oid) is not null) f";
    let log = "(select pg_read_binary_file('pg_wal/' || name, 0, size, true) as bytes from pg_ls_waldir()) l";
    (count(files), count(log))
}

#[test]
fn words_are_in_no_file_of_postgres_and_an_erased_answer_is_readable_by_nobody_who_kept_a_copy() {
    const GONE: &str = "Kun til postgres, nr. 2266";
    const STAYS: &str = "Bliver i postgres, nr. 6622";
    let house = House::on(Backend::Postgres);
    invited_town(&house);
    let mut codes = Vec::new();
    for (person, words) in [(0, STAYS), (2, GONE)] {
        let (_, page) = answer(&house, &link_of(&house, TOWN[person].email), &with(words));
        codes.push(receipt(&page).expect("a receipt"));
    }
    house.sql("checkpoint");
    assert!(found_in(&house, TOWN[0].email).0 > 0 && found_in(&house, "nulpunkt").1 > 0, "the search finds nothing at all");
    assert_eq!(
        (found_in(&house, GONE), found_in(&house, STAYS)),
        ((0, 0), (0, 0)),
        "words stand in the database as they were written"
    );
    let rows = exported(&house, "house-1");
    assert_eq!(rows.iter().filter(|row| [GONE, STAYS].contains(&cell(row, "comments"))).count(), 2);
    assert!(
        house.run(&["doctor"]).out.contains("kan ordene i rundens svar ikke læses"),
        "the loss is not said before it happens"
    );
    // A copy of everything, as a file of the server or an archive of its log would have it.
    house.sql("create table copied as select * from response");
    let form = house.post(&house.get("/kvittering").form().with("code", &codes[1])).form().with("sure", "1");
    assert_eq!(house.submit(&form).status, 200);
    house.sql("insert into response select * from copied c where not exists (select 1 from response r where r.key = c.key)");
    let rows = exported(&house, "house-1");
    assert_eq!(rows.len(), 2);
    assert_eq!(rows.iter().filter(|row| cell(row, "comments") == STAYS).count(), 1);
    assert!(
        rows.iter().any(|row| cell(row, "comments").contains("nøglen i keys_dir mangler")),
        "an erased answer can be read again"
    );
}
