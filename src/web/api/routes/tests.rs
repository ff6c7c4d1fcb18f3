//! Every address of the API with its right, read aloud, and its description.

use serde_json::Value;

use super::super::description::description;
use super::*;

#[test]
fn every_address_has_its_right() {
    let spoken: Vec<String> = ENTRIES
        .iter()
        .map(|entry| format!("{} {} {:?}", if entry.is_post { "POST" } else { "GET" }, entry.path, entry.right))
        .collect();
    assert_eq!(
        spoken,
        [
            "GET /me Token",
            "GET /trials To(SeeOverview, Platform)",
            "GET /trials/{trial} To(SeeTrial, Trial)",
            "GET /trials/{trial}/designs To(SeeTrial, Trial)",
            "GET /trials/{trial}/recommendations To(SeeComparison, Trial)",
            "GET /questionnaires To(SeeOverview, Platform)",
            "GET /questionnaires/{key}/{version} To(SeeQuestionnaires, Version)",
            "GET /rounds To(SeeOverview, Platform)",
            "GET /rounds/{round} To(SeeRound, Round)",
            "GET /rounds/{round}/rates To(SeeRound, Round)",
            "GET /rounds/{round}/responses To(SeeRound, Round)",
            "POST /rounds/{round}/responses To(EnterAnswers, RoundPart)",
            "GET /comparisons To(Export, AskedTrial)",
        ]
    );
}

#[test]
fn whoever_writes_may_do_so_and_what_is_in_the_path_is_what_the_right_is_about() {
    for entry in ENTRIES {
        let Right::To(verb, of) = entry.right else { continue };
        let named =
            [("{trial}", of == Of::Trial), ("{round}", matches!(of, Of::Round | Of::RoundPart)), ("{key}", of == Of::Version)];
        assert!(named.iter().all(|(part, wanted)| entry.path.contains(part) == *wanted), "{} is about {of:?}", entry.path);
        assert_eq!(entry.is_post, verb == Verb::EnterAnswers, "{}", entry.path);
        assert_eq!(verb == Verb::SeeOverview, of == Of::Platform, "{}", entry.path);
        assert_eq!(of == Of::AskedTrial, entry.parameters.iter().any(|asked| asked.name == "trial" && asked.is_required));
    }
}

#[test]
fn every_address_is_described_and_every_name_of_a_schema_is_there() {
    let described = description("https://svar.example.dk");
    let paths = described["paths"].as_object().unwrap();
    for entry in ENTRIES {
        let operation = &paths[entry.path][if entry.is_post { "post" } else { "get" }];
        assert!(operation["summary"].as_str().is_some_and(|says| says.ends_with('.')), "{}", entry.path);
        assert_eq!(operation["requestBody"].is_object(), entry.is_post);
    }
    let operations: usize = paths.values().map(|methods| methods.as_object().unwrap().len()).sum();
    assert_eq!(operations, ENTRIES.len() + 1);
    let mut names = Vec::new();
    references(&described, &mut names);
    assert!(names.len() > 30, "{names:?}");
    for name in names {
        assert!(described["components"]["schemas"][&name].is_object(), "{name} is described nowhere");
    }
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            let own = fields.get("$ref").and_then(Value::as_str);
            found.extend(own.map(|name| name.rsplit('/').next().unwrap_or_default().to_owned()));
            fields.values().for_each(|field| references(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn a_parameter_has_the_form_that_is_told_of_it() {
    for (form, good, bad) in [
        (Form::Key, &["a", "house-2019_1"][..], &["", "A", "a,b", "æ", "a b"][..]),
        (Form::Keys(2, 3), &["a,b", "a,b,c"], &["a", "a,", ",a", "a,b,c,d", "a, b"]),
        (Form::UpTo(200), &["1", "200"], &["0", "201", "-1", "+1", "1.0", "", "99999999999999999999"]),
        (Form::Flag, &["true", "false"], &["1", "", "TRUE"]),
        (Form::Language, &["da", "en"], &["ar", ""]),
    ] {
        assert!(good.iter().all(|value| form.fits(value)), "{form:?}");
        assert!(bad.iter().all(|value| !form.fits(value)), "{form:?}");
    }
}
