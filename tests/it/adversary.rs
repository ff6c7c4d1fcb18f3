//! The adversary of anonymous rounds: somebody who holds the whole database before and after the close, free pages and log included,
//! and knows from the web server's log who answered when. Whatever the way in which he matches people with released answers, he must do
//! no better than chance; and with a key, or with answers released in the order of their coming, he must do much better, or this test
//! could not fail.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use jiff::ToSpan;
use nulpunkt::fieldwork::{Access, Entry, Mode, Round};
use nulpunkt::language::Language;
use nulpunkt::questionnaire::{Answer, Answers, read};
use nulpunkt::seal::open_with;
use nulpunkt::store::{NewRecipient, NewRound, Opening, Published, PublishedVersion, Reader, RoundAdded, Sent, Store, Submitted};
use nulpunkt::time::Clock;
use nulpunkt::token::{Secret, Token};

use crate::house::{Backend, House};
use crate::people::{cell, exported, own_surveys};

/// People in a round: chance finds one of them in each.
const PEOPLE: usize = 100;
/// The normal quantile that bounds 99 % from above.
const NINETY_NINE: f64 = 2.326;

/// How many rounds are attacked.
fn rounds() -> usize {
    if std::env::var_os("NULPUNKT_TEST_LONG").is_some() { 1000 } else { 50 }
}

/// What the adversary has of one round; people are numbered in the order in which they came.
struct Loot {
    /// The sealed answers in the order in which they were written, with their keys.
    sealed: Vec<(Vec<u8>, Vec<u8>)>,
    /// The released rows in the order in which they lie: key, receipt and the words that say whose they are.
    rows: Vec<Row>,
    /// What the folder of secrets held before the close; for the control alone.
    secret: Secret,
}

struct Row {
    key: Vec<u8>,
    receipt: Vec<u8>,
    person: usize,
}

/// A way to say which of the released rows is whose: for each person the number of a row.
type Way = fn(&Loot) -> Vec<usize>;

/// The row of each place, in this order of the rows.
fn sorted<K: Ord>(loot: &Loot, by: impl Fn(&Row) -> K) -> Vec<usize> {
    let mut places: Vec<usize> = (0..loot.rows.len()).collect();
    places.sort_by_key(|at| by(&loot.rows[*at]));
    places
}

/// Matches people, in an order of what was sealed of them, with rows in an order of theirs.
fn matched<K: Ord>(loot: &Loot, of_sealed: impl Fn(&(Vec<u8>, Vec<u8>)) -> K, rows: &[usize]) -> Vec<usize> {
    let mut people: Vec<usize> = (0..loot.sealed.len()).collect();
    people.sort_by_key(|at| of_sealed(&loot.sealed[*at]));
    let mut guess = vec![0; people.len()];
    people.into_iter().zip(rows).for_each(|(person, row)| guess[person] = *row);
    guess
}

const WAYS: [(&str, Way); 6] = [
    ("as they lie", |loot| (0..loot.rows.len()).collect()),
    ("as they lie, backwards", |loot| (0..loot.rows.len()).rev().collect()),
    ("in the order of their keys", |loot| sorted(loot, |row| row.key.clone())),
    ("in the order of their receipts", |loot| sorted(loot, |row| row.receipt.clone())),
    ("sealed keys with keys", |loot| matched(loot, |sealed| sealed.0.clone(), &sorted(loot, |row| row.key.clone()))),
    ("the longest sealed text with the longest words", |loot| {
        matched(loot, |sealed| sealed.1.len(), &sorted(loot, |row| words(row.person).len()))
    }),
];

/// With the key of the round he opens what was sealed.
fn with_the_key(loot: &Loot, round: &str) -> Vec<usize> {
    let row = |sealed: &[u8]| {
        let person = person_in(&open_with(&loot.secret, round, sealed).expect("the key opens it"));
        loot.rows.iter().position(|row| row.person == person).expect("its row")
    };
    loot.sealed.iter().map(|(_, sealed)| row(sealed)).collect()
}

/// Of how many people he found the row.
fn found(loot: &Loot, guess: &[usize]) -> usize {
    guess.iter().enumerate().filter(|(person, row)| loot.rows[**row].person == *person).count()
}

/// The words of a person, of many lengths.
fn words(person: usize) -> String {
    format!("[{person:03}]{}", "ord ".repeat(person * 7 % 50))
}

async fn answer(store: &Store, reader: &Arc<Reader>, version: &PublishedVersion, token: &Token, person: usize) {
    let visit = async || store.visit(reader, token).await.expect("the database answers").expect("the link is known");
    let now = Clock::system().now();
    let mut answers = Answers::default();
    answers.0.insert("used".to_owned(), Answer::Choice(1 + i64::try_from(person % 2).expect("a digit")));
    store.save_page(&visit().await, 1, Language::Da, &answers).await.expect("saved");
    answers.0.insert("comments".to_owned(), Answer::Text(words(person)));
    let sent = Sent { answers: &answers, screened_out: false, entry: Entry::Web, language: Language::Da, by: None };
    let sent = store.send(&visit().await, token, version, sent, now).await.expect("sent");
    assert_eq!(sent, Submitted::Stored);
}

/// The questionnaire of the stories, published through a store of this process, and that store.
pub(crate) fn opened(house: &House) -> (Store, Arc<PublishedVersion>) {
    house.ok(&["publish", &own_surveys()]);
    let keys = house.folder.path().join("keys");
    let opening = Opening { url: &house.url, create: false, keys_dir: Some(&keys), connections: 4 };
    let store = Store::open(&opening).expect("the database opens");
    let text = fs::read_to_string(format!("{}/house-caseworkers/1.toml", own_surveys())).expect("the questionnaire");
    let (version, _) = read("1.toml", &text, None).unwrap_or_else(|_| panic!("it has no faults"));
    let id = match store.publish(&version, Clock::system().now()).expect("published") {
        Published::New(id) | Published::Same(id) => id,
        Published::Different(_) => panic!("another version is published"),
    };
    let version = store.version(id).expect("the version");
    (store, version)
}

/// A round in which so many people answer, one after the other.
pub(crate) fn answered(store: &Store, version: &Arc<PublishedVersion>, key: &str, people: usize) -> Round {
    let now = Clock::system().now();
    let new = NewRound {
        key: key.to_owned(),
        version_id: version.id,
        opens: now.day(),
        closes: now.day().saturating_add(1.month()),
        mode: Mode::Anonymous,
        access: Access::Invited,
        population: None,
        minimum: None,
        complete: 80,
        partial: 50,
        synthetic: false,
        divisions: None,
    };
    assert!(matches!(store.add_round(&new).expect("the round"), RoundAdded::New(_)));
    let round = store.round(key).expect("the round").expect("the round");
    let recipient = |number: usize| NewRecipient {
        person_key: format!("p{number:03}"),
        name: String::new(),
        email: String::new(),
        phone: String::new(),
        address: String::new(),
        language: Language::Da,
        municipality: Some("thisted".to_owned()),
        background: std::collections::BTreeMap::new(),
    };
    store.add_recipients(&round, &(0..people).map(recipient).collect::<Vec<_>>(), false, None).expect("the recipients");
    store.make_links(&round).expect("the links");
    let mut links = store.open_links(&round).expect("the links");
    links.sort_by(|one, other| one.0.cmp(&other.0));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    #[expect(clippy::arc_with_non_send_sync, reason = "a look is a task of this thread, which outlives whoever asked")]
    let reader = Arc::new(Reader::default());
    tokio::task::LocalSet::new().block_on(&runtime, async {
        for (person, (_, token)) in links.iter().enumerate() {
            answer(store, &reader, version, token, person).await;
        }
    });
    round
}

/// A round in which everybody answers and which then closes.
fn attacked(house: &House, store: &Store, version: &Arc<PublishedVersion>, key: &str) -> Loot {
    let now = Clock::system().now();
    let round = answered(store, version, key, PEOPLE);
    let key_file = fs::read(house.folder.path().join(format!("keys/rounds/{key}.key"))).expect("the round's key");
    let secret =
        Secret(data_encoding::HEXLOWER.decode(key_file.trim_ascii()).expect("hexadecimal").try_into().expect("256 bits"));
    let sealed = sealed(house, &round, &secret);
    let before = if key == FIRST { file(house) } else { Vec::new() };
    store.close_round(&round, now, false, None).expect("closed");
    let rows = released(house, &round);
    for row in rows.iter().filter(|_| !before.is_empty()) {
        for kept in [&row.key, &row.receipt] {
            let written =
                if house.backend == Backend::Sqlite { kept.clone() } else { data_encoding::HEXLOWER.encode(kept).into_bytes() };
            assert!(
                !before.windows(written.len()).any(|part| part == written),
                "something of a released row was there before the close"
            );
        }
    }
    Loot { sealed, rows, secret }
}

/// The database file with its log, or all of its rows where another machine keeps it.
fn file(house: &House) -> Vec<u8> {
    if house.backend == Backend::Postgres {
        return house.dump().into_bytes();
    }
    // By another process: were this one to close the file, SQLite's locks on it would be gone.
    let files = [house.sqlite_file(), house.folder.path().join("nulpunkt.db-wal")];
    std::process::Command::new("cat").args(files).output().expect("cat runs").stdout
}

/// The key of the first round, of which it is also looked whether anything of its released rows was there before.
const FIRST: &str = "round-0";

fn unhex(text: &str) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(text.to_lowercase().as_bytes()).expect("hexadecimal")
}

/// What is sealed, in the order of its coming: the log of the database has every commit, so whoever holds it knows that order. Here it is
/// had by opening, which is the one thing that he cannot do.
fn sealed(house: &House, round: &Round, secret: &Secret) -> Vec<(Vec<u8>, Vec<u8>)> {
    let hex =
        if house.backend == Backend::Sqlite { "hex(key), hex(sealed)" } else { "encode(key, 'hex'), encode(sealed, 'hex')" };
    let rows = house.sql(&format!("select {hex} from sealed_response where round_id = {}", round.id));
    let mut all: Vec<_> =
        rows.lines().filter_map(|line| line.split_once('|')).map(|(key, sealed)| (unhex(key), unhex(sealed))).collect();
    all.sort_by_cached_key(|(_, sealed)| person_in(&open_with(secret, &round.key, sealed).expect("the key opens it")));
    all
}

/// Whose words these are.
pub(crate) fn person_in(text: &str) -> usize {
    let at = text.find('[').expect("the words") + 1;
    text[at..].split(']').next().and_then(|number| number.parse().ok()).expect("a person")
}

/// The released rows as they lie in the file.
fn released(house: &House, round: &Round) -> Vec<Row> {
    let (hex, order) = match house.backend {
        Backend::Sqlite => ("hex(key), hex(receipt_hash)", "key"),
        Backend::Postgres => ("encode(key, 'hex'), encode(receipt_hash, 'hex')", "ctid"),
    };
    let rows = house.sql(&format!("select {hex} from response where round_id = {} order by {order}", round.id));
    let told: BTreeMap<String, usize> = exported(house, &round.key)
        .iter()
        .map(|row| (cell(row, "response_id").to_owned(), person_in(cell(row, "comments"))))
        .collect();
    let row = |line: &str| {
        let (key, receipt) = line.split_once('|').expect("two columns");
        Row { key: unhex(key), receipt: unhex(receipt), person: told[&key.to_lowercase()] }
    };
    rows.lines().map(row).collect()
}

/// By how many people in a hundred a way is better than chance, at most, with 99 % certainty (normal approximation).
fn advantage_at_most(found: usize, people: usize) -> f64 {
    let share = found as f64 / people as f64;
    let chance = 1.0 / PEOPLE as f64;
    let error = (share.max(chance) * (1.0 - share) / people as f64).sqrt();
    100.0 * (share - chance + NINETY_NINE * error)
}

fn nobody_is_found(backend: Backend) {
    let house = House::on(backend);
    let (store, version) = opened(&house);
    let rounds = rounds();
    let mut hits = [0; WAYS.len()];
    let (mut opened, mut ordered) = (0, 0);
    for number in 0..rounds {
        let key = format!("round-{number}");
        let mut loot = attacked(&house, &store, &version, &key);
        assert_eq!((loot.rows.len(), loot.sealed.len()), (PEOPLE, PEOPLE));
        WAYS.iter().zip(&mut hits).for_each(|((_, way), hits)| *hits += found(&loot, &way(&loot)));
        opened += found(&loot, &with_the_key(&loot, &key));
        loot.rows.sort_by_key(|row| row.person);
        ordered += found(&loot, &WAYS[0].1(&loot));
    }
    let people = rounds * PEOPLE;
    for ((name, _), found) in WAYS.iter().zip(hits) {
        let advantage = advantage_at_most(found, people);
        assert!(advantage < 1.0, "{name}: {found} of {people} are found, up to {advantage:.2} points better than chance");
    }
    for (control, found) in [("with the key", opened), ("released in the order of their coming", ordered)] {
        let advantage = 100.0 * (found as f64 / people as f64 - 1.0 / PEOPLE as f64);
        assert!(advantage > 50.0, "{control} he finds only {found} of {people}, so this test could not fail");
    }
}

#[test]
fn an_adversary_with_the_whole_database_finds_nobody_on_sqlite() {
    nobody_is_found(Backend::Sqlite);
}

#[test]
fn an_adversary_with_the_whole_database_finds_nobody_on_postgresql() {
    nobody_is_found(Backend::Postgres);
}
