//! The inventories of the README are whole: of cryptography, of keys, of kinds of data, and of advisories on other people's parts.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::house::project;

fn read(path: &str) -> String {
    fs::read_to_string(project().join(path)).unwrap_or_else(|_| panic!("no {path}"))
}

/// The part of the README under this heading, as far as the next.
fn section(heading: &str) -> String {
    let readme = read("README.md");
    let (_, rest) = readme.split_once(&format!("\n### {heading}\n")).unwrap_or_else(|| panic!("no {heading}"));
    rest.split("\n### ").next().unwrap_or_default().to_owned()
}

/// What stands in backticks in a text.
fn quoted(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The sources below a folder that are no tests.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|its| its == "rs") && !path.to_str().is_some_and(|path| path.ends_with("tests.rs"))
        {
            let below = path.strip_prefix(project()).expect("below the project").to_str().expect("UTF-8").to_owned();
            let text = fs::read_to_string(&path).expect("a text");
            found.push((below, text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned()));
        }
    }
}

#[test]
fn every_room_that_uses_cryptography_stands_in_the_inventory() {
    const LIBRARIES: [&str; 9] =
        ["sha2::", "sha1::", "hmac::", "argon2::", "chacha20poly1305::", "hpke::", "ring::", "tokio_rustls::", "getrandom::"];
    let mut all = Vec::new();
    sources(&project().join("src"), &mut all);
    let uses = |text: &str| {
        text.lines().any(|line| {
            LIBRARIES.iter().any(|library| {
                line.split(library).next().is_some_and(|before| {
                    before.len() < line.len()
                        && !before.ends_with(|sign: char| sign.is_ascii_alphanumeric() || sign == '_' || sign == ':')
                })
            })
        })
    };
    let real: BTreeSet<String> = all.into_iter().filter(|(_, text)| uses(text)).map(|(path, _)| path).collect();
    let said: BTreeSet<String> =
        quoted(&section("Keys and cryptography")).into_iter().filter(|word| word.starts_with("src/")).collect();
    assert!(real.len() > 20, "the reading of the source found only {real:?}");
    assert_eq!(said, real);
}

#[test]
fn every_kind_of_key_stands_in_the_inventory_with_its_life() {
    let code = read("src/store/keys.rs");
    let made = ["read(\"", "read_or_make(\"", "path(\"", "destroy(\""].into_iter().flat_map(|call| code.split(call).skip(1));
    let mut real: BTreeSet<String> = made.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect();
    real.extend(["texts", "erased.journal"].map(str::to_owned));
    let section = section("Keys and cryptography");
    let table = section.lines().skip_while(|line| !line.starts_with("| in `keys_dir` |")).skip(2);
    let rows: Vec<&str> = table.take_while(|line| line.starts_with('|')).collect();
    let said: BTreeSet<String> =
        rows.iter().map(|line| line.split('|').nth(1).unwrap_or_default().trim().trim_matches('`').to_owned()).collect();
    assert_eq!(said, real);
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        assert!(cells.len() == 5 && cells.iter().all(|cell| cell.len() > 3), "{row}");
    }
}

#[test]
fn every_table_of_the_database_has_its_level() {
    let mut all = Vec::new();
    sources(&project().join("src/store/schema"), &mut all);
    all.push((String::new(), read("src/store/schema.rs")));
    let tables = |text: &str| -> Vec<String> {
        let starts = text.split("diesel::table! {").skip(1);
        starts.filter_map(|rest| rest.split(" (").next()?.split_whitespace().next_back()).map(str::to_owned).collect()
    };
    let real: BTreeSet<String> = all.iter().flat_map(|(_, text)| tables(text)).collect();
    let section = section("Kinds of data, and what each needs");
    let rows: Vec<&str> = section
        .lines()
        .skip_while(|line| !line.starts_with("| level |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .collect();
    assert_eq!(rows.len(), 4, "{rows:?}");
    let mut said = BTreeSet::new();
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        assert!(cells.len() == 5 && cells.iter().all(|cell| cell.len() > 3), "{row}");
        for table in quoted(cells[4]) {
            assert!(said.insert(table.clone()), "{table} has two levels");
        }
    }
    assert!(real.len() > 50, "the reading of the schema found only {real:?}");
    assert_eq!(said, real);
}

#[test]
fn no_part_is_one_that_an_advisory_is_known_of() {
    let lock = read("Cargo.lock");
    let parts: Vec<(&str, &str)> = lock
        .split("[[package]]")
        .filter_map(|part| {
            let of = |key: &str| part.split_once(&format!("{key} = \"")).and_then(|(_, rest)| rest.split('"').next());
            of("\nname").zip(of("\nversion"))
        })
        .collect();
    assert!(parts.len() > 100 && parts.iter().any(|(name, _)| *name == "actix-web"), "{parts:?}");
    let text = read("tests/security/advisories.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    for row in reader.records() {
        let row = row.expect("a row");
        let (advisory, part, versions) = (&row[0], &row[1], &row[2]);
        assert!(advisory.starts_with("RUSTSEC-") && row[4].ends_with('.') && row[4].len() > 20, "{row:?}");
        let is_it = |(name, version): &&(&str, &str)| *name == part && version.starts_with(versions);
        match &row[3] {
            "absent" => assert_eq!(parts.iter().find(is_it), None, "{advisory}"),
            "ruled-out" => assert!(parts.iter().any(|one| is_it(&one)), "{advisory} is of a part that is gone"),
            other => panic!("{advisory} is {other}"),
        }
    }
}
