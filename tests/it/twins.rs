//! Both databases have the same tables, and no table holds what would tie an answer to a person.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::house::project;

fn migrations(backend: &str) -> Vec<String> {
    let folder = project().join("migrations").join(backend);
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    names
}

/// Table → columns, as all the migrations of one database leave them by CREATE TABLE and ADD COLUMN.
fn tables(backend: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for name in migrations(backend) {
        let path = project().join("migrations").join(backend).join(name).join("up.sql");
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let sql: String = text.lines().map(|line| line.split("--").next().unwrap_or_default().to_lowercase() + "\n").collect();
        for statement in sql.split(';') {
            let words: Vec<&str> = statement.split_whitespace().collect();
            let clean = |word: &str| word.trim_matches(['"', '(', ')', ',']).to_owned();
            if let Some(at) = words.windows(2).position(|pair| pair == ["create", "table"]) {
                let named = if words.get(at + 2) == Some(&"if") { at + 5 } else { at + 2 };
                let name = words[named].split('(').next().unwrap_or_default().to_owned();
                let inside =
                    statement.split_once('(').and_then(|(_, rest)| rest.rsplit_once(')')).map_or("", |(inside, _)| inside);
                let columns = pieces(inside).into_iter().filter_map(|piece| piece.split_whitespace().next().map(clean));
                let constraint = ["primary", "unique", "foreign", "check", "constraint"];
                let columns = columns.filter(|column| !constraint.contains(&column.split('(').next().unwrap_or_default()));
                tables.entry(clean(&name)).or_default().extend(columns);
            } else if words.first() == Some(&"alter")
                && let Some(at) = words.iter().position(|word| *word == "add")
            {
                let column = if words.get(at + 1) == Some(&"column") { at + 2 } else { at + 1 };
                tables.entry(clean(words[2])).or_default().insert(clean(words[column]));
            }
        }
    }
    tables
}

/// The pieces of a list that stand between commas outside any bracket.
fn pieces(list: &str) -> Vec<String> {
    let mut depth = 0;
    let mut all = vec![String::new()];
    for c in list.chars() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        if c == ',' && depth == 0 {
            all.push(String::new());
        } else if let Some(last) = all.last_mut() {
            last.push(c);
        }
    }
    all
}

#[test]
fn both_migration_folders_are_twins() {
    assert_eq!(migrations("sqlite"), migrations("postgres"), "a migration is missing on one database");
    let (lite, full) = (tables("sqlite"), tables("postgres"));
    assert!(lite.len() > 3, "the reading of the migrations found only {lite:?}");
    assert_eq!(lite, full, "tables or columns differ between the databases");
}

#[test]
fn no_two_migrations_have_one_number() {
    // diesel would run one of them and take the other for done.
    let names = migrations("sqlite");
    let numbers: BTreeSet<&str> = names.iter().filter_map(|name| name.split('_').next()).collect();
    assert_eq!(numbers.len(), names.len(), "{names:?}");
}

#[test]
fn no_response_holds_an_invitations_key() {
    for backend in ["sqlite", "postgres"] {
        for (table, columns) in tables(backend).iter().filter(|(table, _)| table.contains("response") || table.contains("answer"))
        {
            let link =
                columns.iter().find(|column| ["invitation", "recipient", "token"].iter().any(|word| column.contains(word)));
            assert_eq!(link, None, "{backend}: {table} would link a response to a person");
        }
    }
}

#[test]
fn the_database_holds_no_token_and_no_secret_in_clear() {
    for (table, columns) in tables("sqlite") {
        for column in columns.iter().filter(|column| ["token", "entry_code", "receipt"].iter().any(|word| column.contains(word)))
        {
            assert!(column.ends_with("_hash"), "{table}.{column} would hold what may only be in a link or a letter");
        }
    }
}
