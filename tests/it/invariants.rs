//! The house's rules as far as a reading of the source can hold them; each test names the rule and the place that breaks it.
//!
//! The rules are those of `src/lib.rs`. A room that stands on no floor is a fault: whoever adds one says here where it stands.

use std::collections::BTreeSet;

use crate::source::{Source, braced, line_of, sources, uses};

/// Every room with its floor. Imports point only downward; siblings do not import each other, save `LOOKS_ASIDE`.
const FLOORS: [(&str, u8); 23] = [
    ("main", 7),
    ("cli", 6),
    ("bench", 6),
    ("web", 5),
    ("jobs", 5),
    ("mail", 4),
    ("export", 4),
    ("import", 4),
    ("store", 3),
    ("chart", 3),
    ("compare", 2),
    ("questionnaire", 1),
    ("fieldwork", 1),
    ("focusgroup", 1),
    ("register", 1),
    ("evaluation", 1),
    ("access", 1),
    ("config", 0),
    ("token", 0),
    ("seal", 0),
    ("time", 0),
    ("language", 0),
    ("lib", 0),
];

/// The imports between siblings that the architecture allows: from, to.
const LOOKS_ASIDE: [(&str, &str); 7] = [
    ("fieldwork", "questionnaire"),
    ("focusgroup", "questionnaire"),
    ("evaluation", "questionnaire"),
    ("evaluation", "register"),
    ("config", "language"),
    ("seal", "token"),
    ("cli", "bench"),
];

/// The rooms that know no world: no clock, file, database, environment, network or process.
const PURE: [&str; 7] = ["questionnaire", "fieldwork", "focusgroup", "register", "evaluation", "access", "compare"];

fn floor(room: &str) -> u8 {
    let known = FLOORS.iter().find(|(name, _)| *name == room);
    known.unwrap_or_else(|| panic!("the room `{room}` stands on no floor: say in tests/it/invariants.rs where it stands")).1
}

/// The rooms that a file imports, with the line: `crate::room`, `nulpunkt::room`, also inside braces, and `super::` beyond its room.
fn imports(source: &Source) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for root in ["crate::", "nulpunkt::", "super::super::"] {
        for (at, _) in source.code.match_indices(root) {
            let rest = &source.code[at + root.len()..];
            let line = line_of(&source.code, at);
            if let Some(group) = rest.strip_prefix('{') {
                found.extend(top_names(braced(&source.code, at + root.len())).into_iter().map(|name| (name, line)));
                let _ = group;
            } else {
                found.push((rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect(), line));
            }
        }
    }
    found.retain(|(name, _)| FLOORS.iter().any(|(room, _)| room == name));
    found
}

/// The first name of each piece of a brace group: `{a, b::{c, d}}` gives a and b.
fn top_names(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0;
    let mut name = String::new();
    let mut done = false;
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(std::mem::take(&mut name));
                done = false;
            }
            c if depth == 0 && !done && (c.is_alphanumeric() || c == '_') => name.push(c),
            c if depth == 0 && !name.is_empty() && !c.is_whitespace() => done = true,
            _ => {}
        }
    }
    names.push(name);
    names
}

fn assert_none(faults: &[String], rule: &str) {
    assert!(faults.is_empty(), "{rule}\n{}", faults.join("\n"));
}

#[test]
fn imports_point_only_downward() {
    let mut faults = Vec::new();
    for source in sources("src").iter().filter(|source| source.path != "src/lib.rs") {
        let own = if source.path.starts_with("src/bin/") { "main" } else { &source.room };
        for (other, line) in imports(source) {
            let aside = LOOKS_ASIDE.contains(&(own, other.as_str()));
            if other != own && floor(&other) >= floor(own) && !aside {
                faults.push(format!(
                    "{}:{line}: `{own}` on floor {} imports `{other}` on floor {}",
                    source.path,
                    floor(own),
                    floor(&other)
                ));
            }
        }
    }
    assert_none(&faults, "imports point only downward");
}

#[test]
fn each_library_has_its_own_rooms() {
    let allowed: [(&str, &[&str]); 11] = [
        ("diesel", &["store"]),
        ("diesel_migrations", &["store"]),
        ("libsqlite3_sys", &["store"]),
        ("actix_web", &["web"]),
        ("actix_rt", &["web"]),
        ("lettre", &["mail"]),
        ("tokio_rustls", &["mail", "web"]),
        ("ureq", &["web", "jobs"]),
        ("ring::signature", &["access", "mail"]),
        ("qrcode", &["export"]),
        ("maud", &["web", "mail", "export", "chart"]),
    ];
    let mut faults = Vec::new();
    for source in &sources("src") {
        for (library, rooms) in allowed {
            for line in uses(&source.code, library) {
                if !rooms.contains(&source.room.as_str()) {
                    faults.push(format!("{}:{line}: only {} may name {library}", source.path, rooms.join(", ")));
                }
            }
        }
    }
    assert_none(
        &faults,
        "only store names diesel, only web names actix, only mail names lettre; maud only in web, mail, export, chart",
    );
}

#[test]
fn the_pure_rooms_know_no_clock_file_database_or_environment() {
    let world = [
        "std::fs",
        "std::env",
        "std::net",
        "std::process",
        "std::io",
        "SystemTime",
        "Instant::now",
        "Timestamp::now",
        "Zoned::now",
        "Utc::now",
        "Clock",
        "File::open",
        "File::create",
        "tokio",
        "getrandom",
        "env!",
        "option_env!",
        "println!",
        "eprintln!",
        "tracing",
        "thread_rng",
    ];
    let mut faults = Vec::new();
    for source in sources("src").iter().filter(|source| PURE.contains(&source.room.as_str())) {
        for word in world {
            faults.extend(
                uses(&source.shipped, word).iter().map(|line| format!("{}:{line}: a pure room names {word}", source.path)),
            );
        }
    }
    assert_none(
        &faults,
        "questionnaire, fieldwork, focusgroup, register, evaluation, access and compare never read a clock, a file, a database or the environment",
    );
}

#[test]
fn a_request_mails_nothing() {
    let mut faults = Vec::new();
    for source in sources("src").iter().filter(|source| source.room == "web") {
        for word in ["mail::deliver", "mail::smtp", "mail::delivery", "SmtpTransport", "TcpStream::connect"] {
            faults.extend(uses(&source.shipped, word).iter().map(|line| format!("{}:{line}: a page names {word}", source.path)));
        }
    }
    assert_none(&faults, "nothing is mailed during a request: requests write to the outbox");
}

/// Files and names of types whose values are answers or secrets. Every type with a field of one of them is one too.
const SECRETS: [(&str, &str); 5] = [
    ("src/questionnaire/answer.rs", "Answer"),
    ("src/questionnaire/answer.rs", "Answers"),
    ("src/token.rs", "Token"),
    ("src/token.rs", "Secret"),
    ("src/token.rs", "Receipt"),
];
/// Names of fields that hold an address or an answer as bare text.
const SECRET_FIELDS: [&str; 8] = ["email", "phone", "person_key", "answers", "password", "raw", "free_text", "other_text"];

struct Type {
    place: String,
    path: String,
    name: String,
    debug: bool,
    fields: Vec<String>,
    words: BTreeSet<String>,
}

fn types() -> Vec<Type> {
    let mut found = Vec::new();
    for source in sources("src") {
        for keyword in ["struct ", "enum "] {
            for (at, _) in source.shipped.match_indices(keyword) {
                let before = &source.shipped[..at];
                if !before.ends_with([' ', '\n']) {
                    continue;
                }
                let rest = &source.shipped[at + keyword.len()..];
                let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let body = match rest.find(['{', '(', ';']) {
                    Some(open) if rest[open..].starts_with('{') => braced(&source.shipped, at).to_owned(),
                    Some(open) if rest[open..].starts_with('(') => rest[open..].split(';').next().unwrap_or_default().to_owned(),
                    _ => String::new(),
                };
                // The attributes of a type stand between it and the end of what comes before.
                let head = before.rfind(['}', ';']).map_or(before, |end| &before[end..]);
                let debug = head.contains("derive(") && !uses(head, "Debug").is_empty();
                let held = if keyword == "enum " { payloads(&body) } else { after_colons(&body) };
                let words = held.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_owned).collect();
                let fields = body
                    .split([',', '{', '\n'])
                    .filter_map(|piece| piece.split_once(':'))
                    .filter(|(_, held)| held.trim() != "bool")
                    .map(|(field, _)| {
                        field
                            .trim()
                            .trim_start_matches("pub(crate) ")
                            .trim_start_matches("pub(super) ")
                            .trim_start_matches("pub ")
                            .to_owned()
                    });
                let place = format!("{}:{}", source.path, line_of(&source.shipped, at));
                found.push(Type { place, path: source.path.clone(), debug, fields: fields.collect(), words, name });
            }
        }
    }
    found
}

/// What the variants of an enum carry, without their names.
fn payloads(body: &str) -> String {
    let mut depth = 0;
    let mut held = String::new();
    for c in body.chars() {
        depth -= i32::from(c == ')' || c == '}');
        held.push(if depth > 0 { c } else { ' ' });
        depth += i32::from(c == '(' || c == '{');
    }
    held
}

/// The types of a struct's fields, without their names; a tuple's as it stands.
fn after_colons(body: &str) -> String {
    if body.starts_with('(') {
        return body.to_owned();
    }
    body.lines().filter_map(|line| line.split_once(": ")).flat_map(|(_, held)| [held, "\n"]).collect()
}

#[test]
fn types_that_hold_answers_or_addresses_do_not_derive_debug() {
    let types = types();
    let known: BTreeSet<(&str, &str)> = types.iter().map(|one| (one.path.as_str(), one.name.as_str())).collect();
    let mut secret: BTreeSet<(&str, &str)> = SECRETS.into();
    // A word means the type of its own file where there is one: a condition's token is no token of a link.
    let means = |secret: &BTreeSet<(&str, &str)>, path: &str, word: &str| {
        if known.contains(&(path, word)) { secret.contains(&(path, word)) } else { secret.iter().any(|(_, name)| *name == word) }
    };
    // A municipality's telephone number is public; an error must say what it stands for, and is read by eye.
    let plain = |one: &Type| one.name == "Municipality" || one.name.ends_with("Error");
    loop {
        let before = secret.len();
        for one in types.iter().filter(|one| !plain(one)) {
            let holds = one.words.iter().any(|word| means(&secret, &one.path, word));
            if holds || one.fields.iter().any(|field| SECRET_FIELDS.contains(&field.as_str())) {
                secret.insert((&one.path, &one.name));
            }
        }
        if secret.len() == before {
            break;
        }
    }
    let faults: Vec<String> = types
        .iter()
        .filter(|one| one.debug && secret.contains(&(one.path.as_str(), one.name.as_str())) && !plain(one))
        .map(|one| format!("{}: `{}` holds answers, addresses or secrets and derives Debug", one.place, one.name))
        .collect();
    assert_none(&faults, "the types that hold answers or addresses have no Debug that prints them");
}

#[test]
fn no_file_is_longer_than_four_hundred_lines() {
    let all = sources("src").into_iter().chain(sources("tests"));
    let long: Vec<String> = all
        .map(|source| (source.text.lines().count(), source.path))
        .filter(|(lines, _)| *lines > 400)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    assert_none(&long, "a file over 400 lines wants to be two rooms");
}

#[test]
fn every_file_says_first_which_room_it_is() {
    let silent: Vec<String> =
        sources("src").into_iter().filter(|source| !source.text.starts_with("//! ")).map(|source| source.path).collect();
    assert_none(&silent, "a file opens with //! and one sentence on which room this is");
}

#[test]
fn test_modules_stand_last_in_their_files() {
    let mut faults = Vec::new();
    for source in sources("src") {
        if let Some((_, after)) = source.code.split_once("#[cfg(test)]\nmod ")
            && after.starts_with("tests {")
        {
            let tail = after.split_once("\n}\n").map_or("", |(_, tail)| tail);
            if !tail.trim().is_empty() {
                faults.push(format!("{}: code after the test module", source.path));
            }
        }
    }
    assert_none(&faults, "what the invariants read as shipped code ends where the test module begins");
}

#[test]
fn no_name_says_manager_service_helper_util_dto_or_info() {
    let mut faults = Vec::new();
    for source in sources("src") {
        for (at, name) in names(&source.shipped) {
            for word in ["Manager", "Service", "Helper", "Util", "Dto", "Info"] {
                if name.ends_with(word) || name.starts_with(word) {
                    faults.push(format!("{}:{}: `{name}`", source.path, line_of(&source.shipped, at)));
                }
            }
        }
        if source.path.contains("/util") || source.path.contains("/helper") {
            faults.push(source.path);
        }
    }
    assert_none(&faults, "things are called by the user's nouns");
}

fn names(code: &str) -> Vec<(usize, &str)> {
    let keywords = ["struct ", "enum ", "trait "];
    let found = keywords.iter().flat_map(|keyword| code.match_indices(keyword).map(|(at, word)| at + word.len()));
    found.map(|at| (at, code[at..].split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default())).collect()
}
