//! Background values as files say them: municipalities by key or name, asked ones by value or label, others as they are.

use std::collections::BTreeMap;

use super::fault::FaultKind;
use crate::questionnaire::{Kind, Municipality, Source, Trials, Version};

/// The key of the background column that is always there.
pub(super) const MUNICIPALITY: &str = "municipality";

/// The longest background value or key that makes sense in a table.
const LONGEST: usize = 200;

/// Whether the text can be stored as a key or a background value: one line of at most 200 characters, none of which turns around what
/// stands behind it.
pub(super) fn is_printable(text: &str) -> bool {
    text.chars().count() <= LONGEST && !text.chars().any(|sign| sign.is_control() || turns_text(sign))
}

/// Whether a sign embeds, overrides or isolates a direction: in a name it would turn the rest of the sentence in a letter (Unicode
/// Standard Annex 9, section 2). The marks that Arabic and Hebrew names need, U+200E and U+200F, do not.
fn turns_text(sign: char) -> bool {
    matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Looks up municipalities by key, short or full name.
pub(super) struct Municipalities<'a> {
    by_name: BTreeMap<String, &'a Municipality>,
    /// The municipalities that take part in the trial; none where no part of it is known: then any may.
    taking_part: Vec<&'a Municipality>,
}

impl<'a> Municipalities<'a> {
    /// Prepares looking up for one trial, or for one of its evaluations.
    pub(super) fn new(trials: &'a Trials, trial: &str, evaluation: Option<&str>) -> Self {
        let mut by_name = BTreeMap::new();
        for unit in &trials.municipalities {
            for name in [&unit.key, &unit.short, &unit.name] {
                by_name.insert(name.to_lowercase(), unit);
            }
        }
        Self { by_name, taking_part: trials.taking_part(trial, evaluation) }
    }

    /// The key of the municipality in a cell.
    pub(super) fn key(&self, cell: &str) -> Result<String, FaultKind> {
        let known = self.by_name.get(&cell.to_lowercase());
        let unit = known.ok_or_else(|| FaultKind::UnknownMunicipality { value: cell.to_owned() })?;
        if self.taking_part.is_empty() || self.taking_part.iter().any(|taking_part| taking_part.key == unit.key) {
            return Ok(unit.key.clone());
        }
        let taking_part = self.taking_part.iter().map(|unit| unit.short.clone()).collect();
        Err(FaultKind::NotInTrial { value: unit.short.clone(), taking_part })
    }
}

/// Looks up background values as files say them.
pub(super) struct Backgrounds<'a> {
    municipalities: Municipalities<'a>,
    version: &'a Version,
}

impl<'a> Backgrounds<'a> {
    /// Prepares looking up for one version.
    pub(super) fn new(version: &'a Version, trials: &'a Trials) -> Self {
        let municipalities = Municipalities::new(trials, &version.trial, version.evaluation.as_deref());
        Self { municipalities, version }
    }

    /// The keys of the background columns that a file may have, in the version's order.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.version.background.iter().map(|background| background.key.as_str())
    }

    /// Whether this column's value comes with the recipient, not from a question.
    pub(super) fn comes_with_recipient(&self, key: &str) -> bool {
        self.version.background.iter().any(|background| background.key == key && background.source == Source::Recipient)
    }

    /// The value of a cell; none if the cell is empty, which is unknown.
    pub(super) fn value(&self, key: &str, cell: &str) -> Result<Option<String>, FaultKind> {
        let cell = cell.trim();
        if cell.is_empty() {
            return Ok(None);
        }
        if key == MUNICIPALITY {
            return self.municipalities.key(cell).map(Some);
        }
        if !is_printable(cell) {
            return Err(FaultKind::Unprintable { column: key.to_owned() });
        }
        Ok(Some(self.asked_value(key, cell).unwrap_or_else(|| cell.to_owned())))
    }

    /// An asked background may stand as a value or as one of the choice's labels; it is kept as the value.
    fn asked_value(&self, key: &str, cell: &str) -> Option<String> {
        let question = self.version.questions().find(|question| question.key == key)?;
        let Kind::Single { scale, .. } = &question.kind else { return None };
        let named = |label: &str| label.to_lowercase() == cell.to_lowercase();
        scale
            .choices
            .iter()
            .find(|choice| choice.label.0.values().any(|label| named(label)))
            .map(|choice| choice.value.to_string())
    }
}
