//! What a choice is called in files: its value, save that `other` and `none` go by their names, as in answers and conditions.

use serde::{Serialize, Serializer};

use crate::questionnaire::{NONE, OTHER};

/// What a choice is called in files: its value, or `other` or `none` as in conditions.
#[must_use]
pub fn choice_name(value: i64) -> String {
    match value {
        OTHER => "other".to_owned(),
        NONE => "none".to_owned(),
        value => value.to_string(),
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum ChoiceValue {
    Number(i64),
    Name(String),
}

fn value(value: i64) -> ChoiceValue {
    if [OTHER, NONE].contains(&value) { ChoiceValue::Name(choice_name(value)) } else { ChoiceValue::Number(value) }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
pub(super) fn choice<S: Serializer>(of: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    value(*of).serialize(serializer)
}

pub(super) fn choices<S: Serializer>(of: &[i64], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(of.iter().map(|one| value(*one)))
}

#[expect(clippy::ref_option, reason = "serde asks for a reference")]
pub(super) fn some_choices<S: Serializer>(of: &Option<Vec<i64>>, serializer: S) -> Result<S::Ok, S::Error> {
    match of {
        Some(of) => choices(of, serializer),
        None => serializer.serialize_none(),
    }
}
