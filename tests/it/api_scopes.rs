//! No address of the API answers outside of what its token's person may: random people with random rights try them all.

use std::fmt::Write as _;

use nulpunkt::access::{Object, Person, Role, Scope, Verb, Within, may};
use nulpunkt::token::{api_token, desk_token_hash};

use crate::api::{addresses, description, json};
use crate::house::House;
use crate::scopes::two_trials;
use crate::stories;
use crate::tokens::ask;

const TRIALS: [(&str, &str, &str, &str); 2] =
    [("house", "a", "house-caseworkers", "a,b"), ("gss", "gss-1", "gss-citizens", "gss-1,gss-2")];
const UNITS: [&str; 3] = ["thisted", "rebild", "south"];
/// What tells of either trial: keys, and words of its questionnaire.
const TELLS: [&[&str]; 2] = [&["house-caseworkers", "\"a\"", "simplified"], &["gss-citizens", "gss-1", "polviews"]];

/// Some of these keys, or all that there are.
fn within(keys: &[&str], draw: &mut impl FnMut(usize) -> usize) -> Within {
    if draw(3) == 0 {
        return Within::All;
    }
    Within::Listed(keys.iter().filter(|_| draw(2) == 0).map(|key| (*key).to_owned()).collect())
}

/// Puts a person with a writing token into the database and gives back the token's secret.
fn admit(house: &House, id: usize, person: &Person) -> String {
    let secret = api_token().expect("random numbers");
    let hex = data_encoding::HEXLOWER.encode(&desk_token_hash(&secret));
    let hash = if house.url.starts_with("sqlite") { format!("X'{hex}'") } else { format!("'\\x{hex}'") };
    let scope = &person.scope;
    let (role, trials, units) = (person.role.name(), scope.trials.is_all(), scope.municipalities.is_all());
    let mut sql = format!(
        "insert into person (id, name, folded, role, all_trials, all_municipalities, app_step, created_at) \
         values ({id}, '{id}', '{id}', '{role}', {trials}, {units}, 0, 1); \
         insert into personal_token (hash, person_id, name, may_write, made_at, expires_at) values ({hash}, {id}, 'x', true, 1, 99999999999999);"
    );
    for (kind, keys) in [("trial", &scope.trials), ("municipality", &scope.municipalities)] {
        for key in keys.keys() {
            let _ = write!(sql, " insert into person_scope (person_id, kind, key) values ({id}, '{kind}', '{key}');");
        }
    }
    house.sql(&sql);
    secret
}

stories! {
    fn whoever_has_random_rights_gets_what_they_grant_and_nothing_else(house) {
        two_trials(house);
        house.serve();
        let described = description(house);
        let mut state = 20_190_107_u64;
        let mut draw = |below: usize| {
            // Knuth's linear congruence: the same people each time.
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).expect("31 bits") % below
        };
        let mut seen = [0, 0, 0];
        for id in 100..140 {
            let scope = Scope { trials: within(&["house", "gss"], &mut draw), municipalities: within(&UNITS, &mut draw) };
            let person = Person { name: id.to_string(), role: Role::ALL[draw(5)], scope };
            let token = admit(house, id, &person);
            for (at, (trial, round, questionnaire, pair)) in TRIALS.into_iter().enumerate() {
                let sees = may(&person, Verb::SeeTrial, Object::Trial(trial));
                for (path, schema, right) in addresses(&described, trial, round, questionnaire) {
                    let path = if schema == "Comparison" { format!("{path}?trial={trial}&rounds={pair}&by=municipality") } else { path };
                    let page = ask(house, &token, &path);
                    let verb = Verb::ALL.into_iter().find(|verb| right.starts_with(&format!("{verb:?}")));
                    let of_one = right.contains(" of ");
                    let allowed = verb.is_none_or(|verb| may(&person, verb, if of_one { Object::Trial(trial) } else { Object::Platform }));
                    let wanted = match (of_one && !sees, allowed) {
                        (true, _) => 404,
                        (false, true) => 200,
                        (false, false) => 403,
                    };
                    assert_eq!(page.status, wanted, "{path} for {person:?}: {}", page.text());
                    seen[[200, 403, 404].iter().position(|status| *status == wanted).expect("one of three")] += 1;
                    let text = page.text();
                    let others = TELLS.iter().enumerate().filter(|(other, _)| {
                        *other != at && of_one || !may(&person, Verb::SeeTrial, Object::Trial(TRIALS[*other].0)) || wanted != 200
                    });
                    for word in others.flat_map(|(_, words)| *words) {
                        assert!(!text.contains(word), "{path} tells {word} to {person:?}");
                    }
                    if schema == "Comparison" && wanted == 200 {
                        let groups = json(&page)["groups"].clone();
                        let units = groups.as_array().expect("groups").iter().filter_map(|group| group["by"]["municipality"].as_str());
                        let foreign: Vec<&str> = units.filter(|unit| !person.scope.municipalities.holds(unit)).collect();
                        assert!(foreign.is_empty(), "{path} shows {foreign:?} to {person:?}");
                    }
                }
                let headers = format!("Authorization: Bearer {token}\r\nContent-Type: text/csv\r\n");
                let path = format!("/api/v1/rounds/{round}/responses?dry_run=true");
                let sent = house.send("POST", &path, &headers, b"municipality\nthisted\n").expect("an answer");
                let own = UNITS.iter().any(|unit| {
                    !person.scope.municipalities.is_all()
                        && may(&person, Verb::EnterAnswers, Object::Municipality { trial, municipality: unit })
                });
                let allowed = own || may(&person, Verb::EnterAnswers, Object::Trial(trial));
                let wanted: &[u16] = if !sees { &[404] } else if allowed { &[200, 409, 422] } else { &[403] };
                assert!(wanted.contains(&sent.status), "{path} for {person:?}: {} {}", sent.status, sent.text());
            }
        }
        assert!(seen.iter().all(|count| *count >= 10), "the people are too much alike: {seen:?}");
    }
}
