//! No page, file or API answer goes outside of what was granted: people with random grants try every address of the desk and of the API,
//! by session and by token, in a house in which every word tells of what it is.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::process::Command;

use crate::api::{addresses as api_addresses, description};
use crate::focusing::get;
use crate::grants::{
    Grant, ROLES, Route, addresses, expected, expected_of_api, foreign, may_meet, may_meet_of_trial, names_all, routes,
};
use crate::house::{Backend, House, body};
use crate::http::Page;
use crate::marked::{KINDS, OF_TRIAL, TRIALS, UNITS, filled};
use crate::people::looked_at;
use crate::stories;
use crate::tokens::{ask, token};

/// So many people with random grants.
const PEOPLE: usize = 30;
/// Each tries so many addresses of a route with several; who coordinates everything tries them all.
const MOST: usize = 2;

/// The addresses that answer nobody with a page, and why.
const NO_PAGE: [(&str, &str); 3] = [
    ("/desk/focus-groups/sources/{code}", "leads on to the statement"),
    ("/desk/focus-groups/{group}/notes/events", "a stream that has no end: tried by those alone whom it refuses"),
    ("/desk/focus-groups/{group}/transcripts/{transcript}", "nothing was recorded in this house"),
];

/// The same numbers for the same seed (Knuth's linear congruence).
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % most
    }

    /// Some of these, at least one; or none, which is all.
    fn within(&mut self, keys: &[&'static str]) -> Option<Vec<&'static str>> {
        if self.below(3) == 0 {
            return None;
        }
        let some: Vec<&'static str> = keys.iter().filter(|_| self.below(2) == 0).copied().collect();
        Some(if some.is_empty() { vec![keys[self.below(keys.len())]] } else { some })
    }

    fn some_of<T>(&mut self, mut all: Vec<T>, most: usize) -> Vec<T> {
        while all.len() > most {
            all.swap_remove(self.below(all.len()));
        }
        all
    }
}

/// Somebody with a grant, signed in and with a token.
struct Tried {
    grant: Grant,
    cookie: String,
    token: String,
}

/// What came of trying: what was wrong, which routes answered with a page, and which kinds of marks were met.
#[derive(Default)]
struct Found {
    faults: Vec<String>,
    pages: BTreeSet<String>,
    refused: BTreeSet<String>,
    met: BTreeSet<&'static str>,
}

/// The words of an answer, whatever kind of file it is.
fn words(house: &House, page: &Page) -> String {
    if page.body.starts_with(b"PK") {
        let mut archive = zip::ZipArchive::new(Cursor::new(&page.body)).expect("an archive");
        let mut all = Vec::new();
        for at in 0..archive.len() {
            archive.by_index(at).expect("a part").read_to_end(&mut all).expect("its bytes");
        }
        return String::from_utf8_lossy(&all).into_owned();
    }
    if page.body.starts_with(b"%PDF") {
        let file = house.file("read.pdf", &page.body);
        let read = Command::new("pdftotext").args(["-raw", &file, "-"]).output().expect("poppler's pdftotext is needed");
        assert!(read.status.success(), "poppler complains: {}", String::from_utf8_lossy(&read.stderr));
        return String::from_utf8_lossy(&read.stdout).into_owned();
    }
    String::from_utf8_lossy(&page.body).into_owned()
}

impl Found {
    fn fault(&mut self, grant: &Grant, address: &str, what: &str) {
        self.faults.push(format!("{address} {what}: {} of {:?} in {:?}", grant.role, grant.trials, grant.units));
    }

    /// Reads an answer for marks of what the person may not meet.
    fn read(&mut self, people: &[Tried], grant: &Grant, (path, address): (&str, &str), said: &str) {
        for (trial, units) in TRIALS.into_iter().filter(|(trial, _)| said.contains(trial)) {
            if !grant.has_trial(trial) {
                self.fault(grant, address, &format!("tells of {trial}"));
            }
            for (kind, unit) in KINDS.into_iter().flat_map(|kind| units.iter().map(move |unit| (kind, *unit))) {
                if said.contains(&format!("{kind}{trial}{unit}")) {
                    self.met.insert(kind);
                    if !may_meet(grant, kind, trial, unit) {
                        self.fault(grant, address, &format!("tells {kind} of {trial} in {unit}"));
                    }
                }
            }
            for kind in OF_TRIAL.into_iter().filter(|kind| said.contains(&format!("{kind}{trial}"))) {
                self.met.insert(kind);
                if !may_meet_of_trial(grant, kind, trial) {
                    self.fault(grant, address, &format!("tells {kind} of {trial}"));
                }
            }
        }
        if !names_all(path) {
            for unit in foreign(grant).into_iter().filter(|unit| said.contains(*unit)) {
                self.fault(grant, address, &format!("names {unit}"));
            }
        }
        // Who else has an account is for whoever manages people, and for those who choose who codes. Who wrote something stands beside it,
        // for everybody who may see it: the coordinator wrote all that there is in this house, and the others nothing.
        let knows_people = grant.is_whole() && grant.has("WritePoints");
        let mut others = people[1..].iter().map(|one| &one.grant.name);
        if let Some(other) = others.find(|name| **name != grant.name && said.contains(*name) && !knows_people) {
            self.fault(grant, address, &format!("names {other}"));
        }
    }
}

/// The addresses of a route, each with its trial and once.
fn all_of(route: &Route) -> Vec<(&'static str, String)> {
    let mut seen = BTreeSet::new();
    let all = TRIALS
        .iter()
        .enumerate()
        .flat_map(|(at, (trial, _))| addresses(&route.path, at).into_iter().map(move |one| (*trial, one)));
    all.filter(|(_, address)| seen.insert(address.clone())).collect()
}

/// Tries the pages of the desk; `whole` is how each address answers who may everything.
fn walked(
    house: &House,
    (one, people): (&Tried, &[Tried]),
    (whole, draw): (&mut BTreeMap<String, u16>, &mut Draw),
    found: &mut Found,
) {
    let is_first = whole.is_empty();
    for route in routes().iter().filter(|route| !route.is_post) {
        for (trial, address) in draw.some_of(all_of(route), if is_first { usize::MAX } else { MOST }) {
            let wanted = expected(&one.grant, route, &address, trial);
            if wanted == 200 && route.path.ends_with("/notes/events") {
                continue;
            }
            // What people wrote is opened first by whoever may.
            let page = looked_at(house, &one.cookie, &address);
            if is_first {
                whole.insert(address.clone(), page.status);
            }
            let wanted = if wanted == 200 { whole[&address] } else { wanted };
            if page.status != wanted {
                found.fault(&one.grant, &address, &format!("answers {} and not {wanted}", page.status));
            }
            if page.status == 200 {
                found.pages.insert(route.path.clone());
            } else if wanted != 200 {
                found.refused.insert(route.path.clone());
            }
            found.read(people, &one.grant, (&route.path, &address), &words(house, &page));
        }
    }
}

/// Tries the addresses of the API with the person's token.
fn asked(house: &House, described: &serde_json::Value, (one, people): (&Tried, &[Tried]), found: &mut Found) {
    for (at, (trial, _)) in TRIALS.into_iter().enumerate() {
        // One by invitation, of which more is told, and the others closed.
        let (round, questionnaire) = (format!("{trial}-{}", if at == 1 { 3 } else { 1 }), format!("{trial}-caseworkers"));
        for (path, schema, right) in api_addresses(described, trial, &round, &questionnaire) {
            let divided = format!("?trial={trial}&rounds={trial}-1,{trial}-2&by=municipality");
            let address = if schema == "Comparison" { format!("{path}{divided}") } else { path };
            let page = ask(house, &one.token, &address);
            let wanted = expected_of_api(&one.grant, &right, trial);
            if page.status != wanted {
                found.fault(&one.grant, &address, &format!("answers {} and not {wanted}", page.status));
            }
            let pattern = if schema == "Trial" { "/desk/trials/{trial}" } else { "" };
            let said = words(house, &page);
            found.read(people, &one.grant, (pattern, &address), &said);
            let of_some = ["Comparison", "Rates", "ResponseCounts"].contains(&&*schema);
            for (unit, _) in UNITS.iter().filter(|(unit, _)| of_some && !one.grant.has_unit(unit)) {
                if said.contains(&format!("\"{unit}\"")) {
                    found.fault(&one.grant, &address, &format!("tells of {unit}"));
                }
            }
        }
    }
}

/// Sends what the person may not send, with what makes the forms of their session their own.
fn sent(house: &House, one: &Tried, draw: &mut Draw, found: &mut Found) {
    let own = get(house, &one.cookie, "/desk/account").form();
    let (_, secret) = own.fields.iter().find(|(name, _)| name == "form").expect("what makes a form the session's own");
    let headers = format!("Cookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n", one.cookie);
    let send = |address: &str, fields: &[(&str, &str)]| {
        let fields = [&[("form", secret.as_str())], fields].concat();
        house.send("POST", address, &headers, body(&fields).as_bytes()).expect("an answer").status
    };
    for route in routes().iter().filter(|route| route.is_post && route.right.is_some()) {
        for (trial, address) in draw.some_of(all_of(route), MOST) {
            let wanted = expected(&one.grant, route, &address, trial);
            if wanted == 200 {
                continue;
            }
            found.refused.insert(format!("POST {}", route.path));
            let status = send(&address, &[("act", "save"), ("sure", "1"), ("title", "x"), ("name", "x")]);
            if status != wanted {
                found.fault(&one.grant, &address, &format!("answers {status} to a form and not {wanted}"));
            }
        }
    }
    // Of a municipality that is not theirs nobody hands in whom to ask or what was counted, whatever else they may.
    for (trial, units) in TRIALS {
        for unit in units.iter().filter(|unit| !one.grant.has_unit(unit)) {
            let list = format!("person_key,name,email,municipality\nfremmed-{unit},Fremmed,fremmed@{unit}.example.dk,{unit}\n");
            let figure = [("measure", "Fremmed"), ("period", "2019"), ("municipality", *unit), ("value", "7"), ("unit", "count")];
            for (address, fields) in [
                (
                    format!("/desk/rounds/{trial}-3/recipients"),
                    vec![("list", list.as_str()), ("act", "store"), ("faulty", "skip")],
                ),
                (
                    format!("/desk/rounds/{trial}-3/recipients/nobody"),
                    vec![("municipality", *unit), ("nobody", "1"), ("act", "nobody")],
                ),
                (format!("/desk/trials/{trial}/figures/new"), [&figure[..], &[("source", "Egen"), ("act", "add")]].concat()),
            ] {
                let _ = send(&address, &fields);
            }
        }
    }
}

stories! {
    fn nothing_goes_outside_of_a_random_grant_at_any_address_by_session_or_token(house) {
        let seed = 20_190_107 + u64::from(house.backend == Backend::Postgres);
        println!("seed {seed}");
        let mut draw = Draw(seed);
        let cookie = filled(house);
        let (trials, units): (Vec<_>, Vec<_>) = (TRIALS.iter().map(|(key, _)| *key).collect(), UNITS.iter().map(|(key, _)| *key).collect());
        let all = Grant { name: "Kirsten Koordinator".to_owned(), role: ROLES[0], trials: None, units: None };
        let mut people = vec![Tried { token: token(house, &cookie, "write"), grant: all, cookie }];
        for at in 0..PEOPLE {
            let grant = Grant { name: format!("Vidne{at:02}"), role: ROLES[at % ROLES.len()], trials: draw.within(&trials), units: draw.within(&units) };
            let cookie = grant.signed_in(house);
            people.push(Tried { token: token(house, &cookie, "write"), grant, cookie });
        }
        let (mut whole, mut found) = (BTreeMap::new(), Found::default());
        let described = description(house);
        for one in &people {
            walked(house, (one, &people), (&mut whole, &mut draw), &mut found);
            asked(house, &described, (one, &people), &mut found);
        }
        let before = house.dump();
        for one in &people[1..] {
            sent(house, one, &mut draw, &mut found);
        }
        house.unchanged(&before, "what somebody sent who may not");
        assert!(found.faults.is_empty(), "seed {seed}: {} faults:\n{}", found.faults.len(), found.faults.join("\n"));
        // What nobody met proves nothing.
        let unmet: Vec<&str> = KINDS.into_iter().chain(OF_TRIAL).filter(|kind| !found.met.contains(kind)).collect();
        assert!(unmet.is_empty(), "nobody met {unmet:?}");
        let no_page: Vec<String> = routes().into_iter().filter(|route| !route.is_post && !found.pages.contains(&route.path)).map(|route| route.path).collect();
        assert_eq!(no_page, NO_PAGE.map(|(path, _)| path.to_owned()), "addresses that are a page for nobody");
        let never_refused = routes().into_iter().filter(|route| route.is_post && route.right.is_some()).map(|route| format!("POST {}", route.path));
        let never_refused: Vec<String> = never_refused.filter(|path| !found.refused.contains(path)).collect();
        assert!(never_refused.is_empty(), "forms that were refused to nobody: {never_refused:?}");
    }
}
