//! The table of the security standard (OWASP ASVS 5.0, level 2) is whole, and every test that it names is there.
//!
//! What a line says is read by a person; what is held here is that no item is missing, that no proof has been renamed or taken away, that
//! none is open, and that whatever is done otherwise on purpose ("accepted") says why and what holds instead.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::house::project;

/// How many items of level 1 and of level 2 each chapter of the standard has.
const CHAPTERS: [(usize, usize); 17] = [
    (8, 19),
    (4, 7),
    (8, 11),
    (2, 8),
    (4, 5),
    (13, 22),
    (6, 12),
    (4, 3),
    (4, 3),
    (5, 24),
    (3, 11),
    (3, 6),
    (1, 12),
    (2, 7),
    (3, 10),
    (0, 16),
    (0, 7),
];

struct Line {
    item: String,
    level: usize,
    about: String,
    applies: String,
    how: String,
    tests: Vec<String>,
}

impl Line {
    /// Chapter, section and item.
    fn numbers(&self) -> [usize; 3] {
        let numbers = self.item.strip_prefix('V').unwrap_or_default().split('.').map(|part| part.parse().unwrap_or(0));
        numbers.collect::<Vec<usize>>().try_into().unwrap_or_else(|_| panic!("{} is no item", self.item))
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(project().join(path)).unwrap_or_else(|_| panic!("no {path}"))
}

fn table() -> Vec<Line> {
    let text = read("tests/security/asvs-5.0-level-2.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(
        reader.headers().expect("a header").iter().collect::<Vec<_>>(),
        ["item", "level", "about", "applies", "how", "tests"]
    );
    let line = |row: csv::StringRecord| Line {
        item: row[0].to_owned(),
        level: row[1].parse().expect("a level"),
        about: row[2].to_owned(),
        applies: row[3].to_owned(),
        how: row[4].to_owned(),
        tests: row[5].split(';').map(str::trim).filter(|test| !test.is_empty()).map(str::to_owned).collect(),
    };
    reader.records().map(|row| line(row.expect("a row of six cells"))).collect()
}

/// Every file with this ending below a folder: its path below the project, and its text.
fn files(folder: &Path, ending: &str, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() && path.file_name().is_none_or(|name| name != "node_modules") {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|its| its == ending) {
            let below = path.strip_prefix(project()).expect("below the project").to_str().expect("UTF-8").to_owned();
            found.push((below, fs::read_to_string(&path).expect("a text")));
        }
    }
}

/// Whether one of these files, in the room of this name, has a test of this name.
fn has_test(files: &[(String, String)], room: &str, name: &str) -> bool {
    let start = format!("{room}/");
    let in_room = |path: &str| path == format!("{room}.rs") || path.starts_with(&start);
    // A story of the tests for strange bytes stands in a list, with the reader that it tries behind it.
    let (own, listed) = (format!("fn {name}("), format!("\n    {name}: "));
    files.iter().any(|(path, text)| in_room(path) && (text.contains(&own) || text.contains(&listed)))
}

/// What a line names, and that it is there: `it::file::story`, `lib::room::tests::test`, `browser: title`, `ci: what .ci or Cargo.toml
/// says`, `readme: words`.
fn is_there(test: &str, source: &[(String, String)], browser: &[(String, String)]) -> bool {
    if let Some(title) = test.strip_prefix("browser: ") {
        return browser
            .iter()
            .any(|(_, text)| ['\'', '"', '`'].iter().any(|mark| text.contains(&format!("story({mark}{title}{mark}"))));
    }
    if let Some(words) = test.strip_prefix("ci: ") {
        return [".ci/run", "tests/run", "Cargo.toml"].iter().any(|path| read(path).contains(words));
    }
    if let Some(words) = test.strip_prefix("readme: ") {
        return read("README.md").split_whitespace().collect::<Vec<_>>().join(" ").contains(words);
    }
    let parts: Vec<&str> = test.split("::").collect();
    match parts.as_slice() {
        ["it", file, name] => has_test(source, &format!("tests/it/{file}"), name),
        ["lib", room @ .., name] => {
            let room: Vec<&str> = room.iter().copied().filter(|part| *part != "tests").collect();
            has_test(source, &format!("src/{}", room.join("/")), name)
        }
        _ => false,
    }
}

#[test]
fn the_table_has_every_item_of_levels_one_and_two_once_and_in_order() {
    let table = table();
    let mut counts: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for line in &table {
        let count = counts.entry(line.numbers()[0]).or_default();
        match line.level {
            1 => count.0 += 1,
            2 => count.1 += 1,
            other => panic!("{} is of level {other}", line.item),
        }
    }
    let wanted: BTreeMap<usize, (usize, usize)> = (1..).zip(CHAPTERS).collect();
    assert_eq!(counts, wanted);
    for pair in table.windows(2) {
        assert!(pair[0].numbers() < pair[1].numbers(), "{} stands before {}", pair[0].item, pair[1].item);
    }
}

#[test]
fn every_line_of_the_table_says_how_and_every_test_that_it_names_is_there() {
    let (mut source, mut browser) = (Vec::new(), Vec::new());
    files(&project().join("src"), "rs", &mut source);
    files(&project().join("tests/it"), "rs", &mut source);
    files(&project().join("tests/browser"), "mjs", &mut browser);
    let mut faults = Vec::new();
    for line in table() {
        if line.about.len() < 5 || !line.how.ends_with('.') || line.how.len() < 10 {
            faults.push(format!("{} says too little", line.item));
        }
        match line.applies.as_str() {
            "yes" if line.tests.is_empty() => faults.push(format!("{} is met and no test says so", line.item)),
            "accepted" if line.tests.is_empty() || line.how.len() < 120 => {
                faults.push(format!("{} is done otherwise and says too little of why, or nothing holds instead", line.item));
            }
            "yes" | "no" | "accepted" => {}
            other => faults.push(format!("{} applies \"{other}\"", line.item)),
        }
        let gone = line.tests.iter().filter(|test| !is_there(test, &source, &browser));
        faults.extend(gone.map(|test| format!("{} names {test}, which is not there", line.item)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_test_that_is_not_there_is_noticed() {
    let source = [
        ("tests/it/accounts.rs".to_owned(), "fn a_story(house) {".to_owned()),
        ("src/web/origin.rs".to_owned(), "fn a_test() {".to_owned()),
    ];
    let browser = [("tests/browser/desk.mjs".to_owned(), "story('a page opens', async () => {".to_owned())];
    for there in ["it::accounts::a_story", "lib::web::origin::tests::a_test", "browser: a page opens", "ci: cargo clippy"] {
        assert!(is_there(there, &source, &browser), "{there}");
    }
    for gone in [
        "it::accounts::a",
        "it::rights::a_story",
        "lib::web::a_story",
        "browser: a page",
        "ci: cargo audit",
        "readme: no such words",
        "a_story",
    ] {
        assert!(!is_there(gone, &source, &browser), "{gone}");
    }
}
