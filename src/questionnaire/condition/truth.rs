//! The truth of a condition for given answers, in Kleene's strong three-valued logic (Kleene 1952, §64).

use std::cmp::Ordering;

use super::super::answer::{Answer, OTHER};
use super::super::kind::{Kind, Missing};
use super::{Condition, Operator, Value};

/// What a condition can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// It does not hold.
    False,
    /// Nobody can say.
    Unknown,
    /// It holds.
    True,
}

impl From<bool> for Truth {
    fn from(known: bool) -> Self {
        if known { Self::True } else { Self::False }
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::Unknown => Self::Unknown,
            Self::False => Self::True,
        }
    }
}

/// The truth of a condition.
///
/// `look` gives the answer of an item and the kind of its question, and nothing where the item was not answered or not
/// shown.
pub fn truth<'a>(condition: &Condition, look: &impl Fn(&str) -> Option<(&'a Answer, &'a Kind)>) -> Truth {
    match condition {
        Condition::Answered(key) => look(key).is_some().into(),
        Condition::Chosen(key, value) => look(key).map_or(Truth::Unknown, |(answer, kind)| equal(answer, kind, value)),
        Condition::In { key, values } => look(key).map_or(Truth::Unknown, |(answer, kind)| {
            values.iter().map(|value| equal(answer, kind, value)).max().unwrap_or(Truth::False)
        }),
        Condition::Compare { key, operator, value } => look(key).map_or(Truth::Unknown, |(answer, kind)| match operator {
            Operator::Equal => equal(answer, kind, value),
            Operator::NotEqual => !equal(answer, kind, value),
            _ => ordered(answer, kind, value).map_or(Truth::Unknown, |ordering| holds(*operator, ordering).into()),
        }),
        Condition::Not(inner) => !truth(inner, look),
        Condition::And(left, right) => truth(left, look).min(truth(right, look)),
        Condition::Or(left, right) => truth(left, look).max(truth(right, look)),
    }
}

fn holds(operator: Operator, ordering: Ordering) -> bool {
    match operator {
        Operator::Less => ordering.is_lt(),
        Operator::LessOrEqual => ordering.is_le(),
        Operator::Greater => ordering.is_gt(),
        Operator::GreaterOrEqual => ordering.is_ge(),
        Operator::Equal => ordering.is_eq(),
        Operator::NotEqual => ordering.is_ne(),
    }
}

/// Whether an answer is, or contains, a value. A missing kind is only known to be, or not to be, another missing kind.
fn equal(answer: &Answer, kind: &Kind, value: &Value) -> Truth {
    match answer {
        Answer::Choice(code) => choice(*code, kind, value),
        Answer::Choices(codes) => codes.iter().any(|code| value.is_code(*code)).into(),
        Answer::Number(number) => value.is_number(*number).into(),
        Answer::Text(text) | Answer::Date(text) => matches!(value, Value::Text(wanted) if wanted == text).into(),
        Answer::Ranking(_) => Truth::Unknown,
        Answer::Missing(name) => match value {
            Value::Text(wanted) if Missing::from_name(wanted).is_some() => (Missing::from(*name).name() == wanted).into(),
            _ => Truth::Unknown,
        },
    }
}

fn choice(code: i64, kind: &Kind, value: &Value) -> Truth {
    let choices = kind.scale().map_or(&[][..], |scale| &scale.choices);
    let missing_of = |code: i64| choices.iter().find(|choice| choice.value == code).and_then(|choice| choice.missing);
    let named = match value {
        Value::Number(_) => choices.iter().find(|choice| value.is_code(choice.value)).and_then(|choice| choice.missing),
        Value::Text(name) => Missing::from_name(name),
    };
    match (missing_of(code), named) {
        (Some(_), None) => Truth::Unknown,
        (Some(given), Some(wanted)) => match value {
            Value::Number(_) => value.is_code(code).into(),
            Value::Text(_) => (given == wanted).into(),
        },
        (None, _) => value.is_code(code).into(),
    }
}

fn ordered(answer: &Answer, kind: &Kind, value: &Value) -> Option<Ordering> {
    match (answer, value) {
        (Answer::Choice(OTHER), _) => None,
        (Answer::Choice(code), Value::Number(wanted)) => {
            let choice = kind.scale()?.choices.iter().find(|choice| choice.value == *code)?;
            if choice.missing.is_some() { None } else { (*code as f64).partial_cmp(wanted) }
        }
        (Answer::Number(number), Value::Number(wanted)) => number.partial_cmp(wanted),
        (Answer::Date(date), Value::Text(wanted)) => Some(date.as_str().cmp(wanted)),
        _ => None,
    }
}
