//! Conditions over answers given on earlier pages, with three truth values.
//!
//! What is unknown stays unknown under `not`: a question whose condition is unknown at the end is not shown, so
//! `not used == 1` does not show anything to a person who skipped `used`.

use std::collections::BTreeSet;

mod candidates;
mod parse;
mod truth;

#[cfg(test)]
mod tests;

pub(super) use candidates::{atoms_of, candidates};
pub(super) use parse::Parsed;
pub use parse::parse;
pub use truth::{Truth, truth};

/// A condition over answers given on earlier pages, with three truth values (Kleene 1952).
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// `key == 1`, `key < 3` …: the operator between an answer and a number or a text.
    Compare {
        /// The question or item.
        key: String,
        /// The operator.
        operator: Operator,
        /// What it is compared with.
        value: Value,
    },
    /// `key in [1, 2]`.
    In {
        /// The question or item.
        key: String,
        /// The values.
        values: Vec<Value>,
    },
    /// `answered(key)`.
    Answered(String),
    /// `chosen(key, 2)`.
    Chosen(String, Value),
    /// `not …`.
    Not(Box<Condition>),
    /// `… and …`.
    And(Box<Condition>, Box<Condition>),
    /// `… or …`.
    Or(Box<Condition>, Box<Condition>),
}

/// An operator of a comparison in a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// A number or a quoted text in a condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
}

impl Condition {
    /// The key of a comparison or call; none for `not`, `and` and `or`.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Compare { key, .. } | Self::In { key, .. } | Self::Answered(key) | Self::Chosen(key, _) => Some(key),
            Self::Not(_) | Self::And(..) | Self::Or(..) => None,
        }
    }

    /// The keys of all items on whose answers it hangs.
    #[must_use]
    pub fn keys(&self) -> BTreeSet<&str> {
        let mut atoms = Vec::new();
        atoms_of(self, &mut atoms);
        atoms.into_iter().filter_map(Self::key).collect()
    }

    /// The values that a comparison or call names.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        match self {
            Self::Compare { value, .. } | Self::Chosen(_, value) => std::slice::from_ref(value),
            Self::In { values, .. } => values,
            Self::Answered(_) | Self::Not(_) | Self::And(..) | Self::Or(..) => &[],
        }
    }

    /// The condition as it would be written, with every parenthesis.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Self::Compare { key, operator, value } => format!("{key} {} {}", operator.sign(), value.written()),
            Self::In { key, values } => {
                format!("{key} in [{}]", values.iter().map(Value::written).collect::<Vec<_>>().join(", "))
            }
            Self::Answered(key) => format!("answered({key})"),
            Self::Chosen(key, wanted) => format!("chosen({key}, {})", wanted.written()),
            Self::Not(inner) => format!("not ({})", inner.written()),
            Self::And(left, right) => format!("({}) and ({})", left.written(), right.written()),
            Self::Or(left, right) => format!("({}) or ({})", left.written(), right.written()),
        }
    }
}

impl Operator {
    fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl Value {
    fn written(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => format!("\"{text}\""),
        }
    }

    /// Whether this is exactly that number; both come from decimal texts, so equal numbers are equal doubles.
    pub(super) fn is_number(&self, number: f64) -> bool {
        matches!(self, Self::Number(own) if own.partial_cmp(&number) == Some(std::cmp::Ordering::Equal))
    }

    /// Whether this means the choice with that code, by value or by name.
    pub(super) fn is_code(&self, code: i64) -> bool {
        match self {
            Self::Number(_) => self.is_number(code as f64),
            Self::Text(name) => named_code(name) == Some(code),
        }
    }
}

/// The code of the two choices that have a name in place of a value.
pub(super) fn named_code(name: &str) -> Option<i64> {
    match name {
        "other" => Some(super::answer::OTHER),
        "none" => Some(super::answer::NONE),
        _ => None,
    }
}
