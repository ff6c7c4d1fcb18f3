//! The rules hold for whatever people and objects there may be.

use proptest::prelude::*;

use super::one_time_code::AppSecret;
use super::password::{self, Weak};
use super::*;

const KEYS: [&str; 4] = ["a", "b", "c", "d"];

fn within() -> impl Strategy<Value = Within> {
    prop_oneof![
        Just(Within::All),
        prop::collection::btree_set(prop::sample::select(&KEYS[..]).prop_map(str::to_owned), 0..4).prop_map(Within::Listed)
    ]
}

fn person() -> impl Strategy<Value = Person> {
    (prop::sample::select(&Role::ALL[..]), within(), within()).prop_map(|(role, trials, municipalities)| Person {
        name: "Åse".to_owned(),
        role,
        scope: Scope { trials, municipalities },
    })
}

fn object() -> impl Strategy<Value = Object<'static>> {
    let key = || prop::sample::select(&KEYS[..]);
    prop_oneof![
        Just(Object::Platform),
        key().prop_map(Object::Trial),
        (key(), key()).prop_map(|(trial, municipality)| Object::Municipality { trial, municipality }),
    ]
}

proptest! {
    #[test]
    fn nobody_may_do_what_their_role_does_not_grant_or_what_lies_outside_their_scope(person in person(), object in object(), verb in prop::sample::select(&Verb::ALL[..])) {
        let allowed = may(&person, verb, object);
        let scope = &person.scope;
        let inside = match object {
            Object::Platform => true,
            Object::Trial(trial) => scope.trials.holds(trial),
            Object::Municipality { trial, municipality } => scope.trials.holds(trial) && scope.municipalities.holds(municipality),
        };
        prop_assert!(!allowed || (inside && person.role.grants().contains(&verb)));
        if allowed && object == Object::Platform && verb != Verb::SeeOverview {
            prop_assert!(scope.is_all());
        }
        // Whoever may do something to a whole trial although they have only some municipalities sees what all share, and nothing of one.
        if allowed && !scope.municipalities.is_all() && matches!(object, Object::Trial(_)) {
            prop_assert!(verb.is_shared());
        }
    }

    #[test]
    fn case_work_and_management_never_meet_single_answers(person in person(), object in object(), verb in prop::sample::select(&Verb::ALL[..])) {
        if person.role.is_behind_the_wall() && verb.meets_single_answers() {
            prop_assert!(!may(&person, verb, object));
        }
    }

    #[test]
    fn a_wider_scope_never_takes_a_right_away(person in person(), object in object(), verb in prop::sample::select(&Verb::ALL[..])) {
        let wider = Person { scope: Scope::ALL, ..person.clone() };
        prop_assert!(!may(&person, verb, object) || may(&wider, verb, object));
    }

    #[test]
    fn a_note_taker_needs_all_of_the_groups_own_trials_and_municipalities_and_no_more(
        trials in prop::collection::btree_set(prop::sample::select(&KEYS[..]).prop_map(str::to_owned), 0..4),
        units in prop::collection::btree_set(prop::sample::select(&KEYS[..]).prop_map(str::to_owned), 0..4),
        person in person(),
    ) {
        let allowed = may_in_group(&person, Verb::TakeNotes, &trials, &units);
        let (within_trials, within_units) = (&person.scope.trials, &person.scope.municipalities);
        let holds = trials.iter().all(|key| within_trials.holds(key)) && units.iter().all(|key| within_units.holds(key));
        let takes = person.role.grants().contains(&Verb::TakeNotes);
        prop_assert_eq!(allowed, takes && holds && (!trials.is_empty() || person.scope.is_all()));
        // Exactly the group's own is enough, and without any one of them it is not.
        let own = Scope { trials: Within::Listed(trials.clone()), municipalities: Within::Listed(units.clone()) };
        let taker = Person { name: "Åse".to_owned(), role: Role::NoteTaker, scope: own.clone() };
        prop_assert_eq!(may_in_group(&taker, Verb::TakeNotes, &trials, &units), !trials.is_empty());
        for key in &units {
            let fewer = Within::Listed(units.iter().filter(|one| *one != key).cloned().collect());
            let scope = Scope { municipalities: fewer, ..own.clone() };
            let lacking = Person { scope, ..taker.clone() };
            prop_assert!(!may_in_group(&lacking, Verb::TakeNotes, &trials, &units));
        }
        for key in &trials {
            let fewer = Within::Listed(trials.iter().filter(|one| *one != key).cloned().collect());
            let scope = Scope { trials: fewer, ..own.clone() };
            let lacking = Person { scope, ..taker.clone() };
            prop_assert!(!may_in_group(&lacking, Verb::TakeNotes, &trials, &units));
        }
    }

    #[test]
    fn a_code_counts_once_and_only_near_its_time(secret in any::<[u8; 20]>(), now in 0i64..4_000_000_000_000, away in 2i64..1000) {
        let secret = AppSecret(secret);
        let step = now / 30_000;
        let code = secret.code(step);
        let accepted = secret.accepts(&code, now, 0);
        prop_assert!(step == 0 || accepted.is_some());
        // Two steps may by chance have one code.
        let alike = (-1..=1).any(|near| secret.code(step + away + near) == code) || (-1..=1).any(|near| near != 0 && secret.code(step + near) == code);
        prop_assert!(alike || secret.accepts(&code, now, step).is_none());
        prop_assert!(alike || secret.accepts(&code, now + away * 30_000, 0).is_none());
    }
}

#[test]
fn the_role_behind_the_wall_is_granted_nothing_that_the_wall_must_stop() {
    for role in Role::ALL.into_iter().filter(|role| role.is_behind_the_wall()) {
        assert!(role.grants().iter().all(|verb| !verb.meets_single_answers()), "{role:?}");
    }
}

#[test]
fn only_the_coordinator_of_everything_manages_people_and_reads_the_log() {
    for role in Role::ALL {
        let of = |scope: Scope| Person { name: String::new(), role, scope };
        let some = Scope { trials: Within::of(["a".to_owned()].into()), municipalities: Within::All };
        for verb in [Verb::ManagePeople, Verb::ReadLog] {
            assert_eq!(may(&of(Scope::ALL), verb, Object::Platform), role == Role::Coordinator, "{role:?} {verb:?}");
            assert!(!may(&of(some.clone()), verb, Object::Platform) && !may(&of(Scope::ALL), verb, Object::Trial("a")));
        }
    }
}

#[test]
fn whoever_has_one_municipality_sees_the_whole_and_their_own_sheet_only() {
    let scope = Scope { trials: Within::All, municipalities: Within::of(["a".to_owned()].into()) };
    let lead = Person { name: String::new(), role: Role::MunicipalLead, scope };
    let sheet = |municipality| Object::Municipality { trial: "t", municipality };
    assert!(may(&lead, Verb::SeeComparison, Object::Trial("t")) && may(&lead, Verb::SeeReport, sheet("a")));
    assert!(!may(&lead, Verb::SeeReport, sheet("b")) && !may(&lead, Verb::SeeReport, Object::Trial("t")));
    assert!(may(&lead, Verb::ImportRecipients, sheet("a")) && !may(&lead, Verb::ImportRecipients, Object::Trial("t")));
}

#[test]
fn the_codes_are_those_of_the_standard() {
    // RFC 6238, appendix B, the last six of its eight digits.
    let secret = AppSecret(*b"12345678901234567890");
    for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")] {
        assert_eq!(secret.code(seconds / 30), code);
    }
    assert_eq!(secret.words(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    assert_eq!(secret.accepts("287 082", 59_000, 0), Some(1));
    assert_eq!(secret.accepts("", 59_000, 0), None);
}

#[test]
fn a_password_is_kept_as_others_write_it_and_found_right_only_if_it_is() {
    let kept = password::kept("korrekt hest batteri", [7; 16]).unwrap();
    assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw$"), "{kept}");
    assert!(password::is_right("korrekt hest batteri", Some(&kept)));
    for wrong in
        [("korrekt hest batterI", Some(&*kept)), ("", Some(&kept)), ("korrekt hest batteri", None), ("x", Some("$argon2id$"))]
    {
        assert!(!password::is_right(wrong.0, wrong.1), "{wrong:?}");
    }
}

#[test]
fn short_and_guessable_passwords_are_not_taken() {
    for (password, verdict) in [
        ("korrekt hest batteri", Ok(())),
        ("kort", Err(Weak::Short)),
        ("aaaaaaaaaaaaaa", Err(Weak::Guessable)),
        ("abcdefghijklmnop", Err(Weak::Guessable)),
        ("Åse Østergaard!", Err(Weak::Guessable)),
        ("Password1234", Err(Weak::Guessable)),
        ("velkommen2026", Err(Weak::Guessable)),
        ("adgangskode.1", Err(Weak::Guessable)),
        ("Nulpunkt kommune 1", Err(Weak::Guessable)),
        // Each leaked by the thousand, and nothing but the list tells it.
        ("Michelangelo", Err(Weak::Guessable)),
        ("handkerchief", Err(Weak::Guessable)),
        ("g00dPa$$w0rD", Err(Weak::Guessable)),
        ("sleepyhollow", Err(Weak::Guessable)),
        ("en helt ny adgangskode", Ok(())),
    ] {
        assert_eq!(password::judge(password, "åse østergaard"), verdict, "{password}");
    }
    assert_eq!(password::judge(&"abcdefgæ".repeat(20), "x"), Err(Weak::Long));
}

#[test]
fn nobody_is_called_as_the_log_calls_those_who_do_not_sign_in_nor_turns_its_words() {
    for name in ["Bo", "Åse Østergaard", "Fatma Yılmaz", "محمد علي"] {
        assert!(is_name(name), "{name}");
    }
    for name in
        ["", "B", "The server", "  the   SERVER ", "command line", "Bo\nÆrø", "Bo\u{202e}Ærø", "Bo\u{2066}", &"x".repeat(61)]
    {
        assert!(!is_name(name), "{name:?}");
    }
}

#[test]
fn every_role_is_found_by_its_name() {
    for role in Role::ALL {
        assert_eq!(Role::from_name(role.name()), Some(role));
    }
    assert_eq!(Role::from_name("chef"), None);
}
