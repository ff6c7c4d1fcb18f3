//! What differs between two questions, attribute by attribute; what it means for comparing is for [`super::level`].
//!
//! Texts are compared in the languages that both versions have, so a new translation alone changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::choice::choice_name;
use super::level::{Difference, Reason};
use crate::language::{Language, Text};
use crate::questionnaire::{
    Choice, Condition, Correspondence, Item, Kind, ListFate, Missing, NONE, OTHER, Scale, ScaleKind, Supersedes, Version,
};

/// The differences of one item, save those that follow from its place among others.
pub(super) fn compare(earlier: &Version, later: &Version, was: &Item, now: &Item) -> Vec<Difference> {
    let shared: Vec<Language> = later.languages.iter().copied().filter(|language| earlier.languages.contains(language)).collect();
    let source = shared.first().copied().unwrap_or_default();
    let mut found = Vec::new();
    let (kind_was, kind_is) = (&was.question.kind, &now.question.kind);
    if std::mem::discriminant(kind_was) == std::mem::discriminant(kind_is) {
        let succession = now.question.supersedes.as_ref().filter(|supersedes| supersedes.version == earlier.version);
        let declared = Declared { succession, list: regrouped(was, now) };
        found.extend(kinds(kind_was, kind_is, declared, &shared));
    } else {
        let (before, after) = (kind_was.name().to_owned(), kind_is.name().to_owned());
        found.push(Difference { reason: Reason::Kind, before: Some(before), after: Some(after) });
    }
    let (before, after) = (wording(was, &shared), wording(now, &shared));
    if before != after {
        let words = |item: &Item| item.text.unwrap_or(&item.question.text).get(source).to_owned();
        found.push(Difference { reason: Reason::Wording, before: Some(words(was)), after: Some(words(now)) });
    }
    let mut add = |reason: Reason, differs: bool, before: Option<String>, after: Option<String>| {
        if differs {
            found.push(Difference { reason, before, after });
        }
    };
    let condition = |item: &Item| item.question.show_if.as_ref().map(Condition::written);
    add(Reason::Routing, was.question.show_if != now.question.show_if, condition(was), condition(now));
    let audience = |version: &Version| Some(version.audience.name().to_owned());
    add(Reason::Audience, earlier.audience != later.audience, audience(earlier), audience(later));
    let lost = |from: &Version, to: &Version| from.languages.iter().any(|language| !to.languages.contains(language));
    let languages = |version: &Version| Some(listed(version.languages.iter().map(|language| language.code())));
    add(Reason::LanguageRemoved, lost(earlier, later), languages(earlier), languages(later));
    add(Reason::LanguageAdded, lost(later, earlier), languages(earlier), languages(later));
    found
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

/// Every word that the respondent reads before the choices, in the shared languages.
fn wording<'a>(item: &'a Item, shared: &[Language]) -> Vec<Vec<&'a str>> {
    let question = item.question;
    let texts = [Some(&question.text), question.help.as_ref(), question.lead.as_ref(), item.text];
    texts.into_iter().map(|text| text.map(|text| labels(text, shared)).unwrap_or_default()).collect()
}

fn labels<'a>(text: &'a Text, shared: &[Language]) -> Vec<&'a str> {
    shared.iter().map(|language| text.get(*language)).collect()
}

/// What is declared of how choices became others.
#[derive(Clone, Copy)]
struct Declared<'a> {
    /// By the later question.
    succession: Option<&'a Supersedes>,
    /// By the code list that both take their choices from.
    list: Option<&'a Correspondence>,
}

/// What became of the groups between, where both take their choices from versions of one code list.
pub(super) fn regrouped<'a>(was: &Item<'a>, now: &Item<'a>) -> Option<&'a Correspondence> {
    now.question.options_from.as_ref()?.since(was.question.options_from.as_ref()?)
}

/// What differs between the groups of two versions of a code list; of several that a person chose none can be added up.
fn by_list(list: &Correspondence, several: bool, same: impl FnOnce() -> BTreeSet<Reason>) -> BTreeSet<Reason> {
    let is = |fate: ListFate| list.rows.iter().any(|row| row.fate == fate);
    let merged = is(ListFate::Merged);
    let (Some(_), false) = (list.map(), merged && several) else { return BTreeSet::from([Reason::Regrouped]) };
    let mut reasons = BTreeSet::new();
    add(&mut reasons, Reason::Merged, merged);
    add(&mut reasons, Reason::Renamed, is(ListFate::Renamed));
    if reasons.is_empty() { same() } else { reasons }
}

fn kinds(was: &Kind, now: &Kind, declared: Declared, shared: &[Language]) -> Vec<Difference> {
    let mut reasons = BTreeSet::new();
    match (was, now) {
        (Kind::Single { scale: a, other: other_a }, Kind::Single { scale: b, other: other_b }) => {
            reasons.extend(scales(a, b, declared, shared));
            add(&mut reasons, Reason::Choices, other_a != other_b);
        }
        (Kind::Battery { scale: a, .. }, Kind::Battery { scale: b, .. }) => reasons.extend(scales(a, b, declared, shared)),
        (
            Kind::Multiple { choices: a, max_choices: max_a, none: none_a, other: other_a, .. },
            Kind::Multiple { choices: b, max_choices: max_b, none: none_b, other: other_b, .. },
        ) => {
            let map = declared.succession.map(|declared| Mapping { map: &declared.map, ordered: false, several: true });
            let as_ever = || choices(&a.iter().collect::<Vec<_>>(), &b.iter().collect::<Vec<_>>(), map, shared);
            reasons.extend(declared.list.map_or_else(as_ever, |list| by_list(list, true, as_ever)));
            add(&mut reasons, Reason::Choices, none_a != none_b || other_a != other_b);
            add(&mut reasons, Reason::Limits, max_a != max_b);
        }
        (Kind::Ranking { choices: a, .. }, Kind::Ranking { choices: b, .. }) => {
            let map = declared.succession.map(|declared| Mapping { map: &declared.map, ordered: false, several: false });
            reasons.extend(choices(&a.iter().collect::<Vec<_>>(), &b.iter().collect::<Vec<_>>(), map, shared));
        }
        (
            Kind::Number { min: min_a, max: max_a, decimals: decimals_a, .. },
            Kind::Number { min: min_b, max: max_b, decimals: decimals_b, .. },
        ) => add(&mut reasons, Reason::Limits, (min_a, max_a, decimals_a) != (min_b, max_b, decimals_b)),
        (Kind::Text { max_length: a, .. }, Kind::Text { max_length: b, .. })
        | (Kind::LongText { max_length: a, .. }, Kind::LongText { max_length: b, .. }) => {
            add(&mut reasons, Reason::Limits, a != b);
        }
        _ => {}
    }
    let missing = |kind: &Kind| kind.missing().into_iter().collect::<BTreeSet<Missing>>();
    add(&mut reasons, Reason::MissingSet, missing(was) != missing(now));
    let source = shared.first().copied().unwrap_or_default();
    let shown = |reason: Reason, kind: &Kind| match reason {
        Reason::MissingSet => Some(listed(missing(kind).into_iter().map(Missing::name))).filter(|names| !names.is_empty()),
        Reason::Limits => limits(kind),
        Reason::ScaleKind => kind.scale().map(|scale| scale.kind.name().to_owned()),
        _ => shown_choices(kind, source),
    };
    reasons.into_iter().map(|reason| Difference { reason, before: shown(reason, was), after: shown(reason, now) }).collect()
}

/// The limits of an answer as they stand in the questionnaire.
fn limits(kind: &Kind) -> Option<String> {
    let number = |name: &str, limit: &Option<f64>| limit.map(|limit| format!("{name} {limit}"));
    let limits = match kind {
        Kind::Number { min, max, decimals, .. } => {
            vec![number("min", min), number("max", max), Some(format!("decimals {decimals}"))]
        }
        Kind::Text { max_length, .. } | Kind::LongText { max_length, .. } => vec![Some(format!("max_length {max_length}"))],
        Kind::Multiple { max_choices, .. } => vec![max_choices.map(|most| format!("max_choices {most}"))],
        _ => Vec::new(),
    };
    let limits: Vec<String> = limits.into_iter().flatten().collect();
    (!limits.is_empty()).then(|| limits.join(", "))
}

fn add(reasons: &mut BTreeSet<Reason>, reason: Reason, differs: bool) {
    if differs {
        reasons.insert(reason);
    }
}

/// The choices as `1 Slet ikke · 2 I mindre grad`, for a person who looks at the difference.
pub(super) fn shown_choices(kind: &Kind, language: Language) -> Option<String> {
    let (choices, none, other) = match kind {
        Kind::Single { scale, other } => (&scale.choices, false, *other),
        Kind::Battery { scale, .. } => (&scale.choices, false, false),
        Kind::Multiple { choices, none, other, .. } => (choices, *none, *other),
        Kind::Ranking { choices, .. } => (choices, false, false),
        _ => return None,
    };
    let mut shown: Vec<String> =
        choices.iter().map(|choice| format!("{} {}", choice.value, choice.label.get(language))).collect();
    shown.extend([(other, OTHER), (none, NONE)].into_iter().filter(|(offered, _)| *offered).map(|(_, code)| choice_name(code)));
    Some(shown.join(" · "))
}

fn scales(was: &Scale, now: &Scale, declared: Declared, shared: &[Language]) -> BTreeSet<Reason> {
    let substantive = |scale: &'_ Scale| scale.substantive().cloned().collect::<Vec<Choice>>();
    let (a, b) = (substantive(was), substantive(now));
    let ordered = [was.kind, now.kind].contains(&ScaleKind::Ordinal);
    let map = declared.succession.map(|declared| Mapping { map: &declared.map, ordered, several: false });
    let as_ever = || choices(&a.iter().collect::<Vec<_>>(), &b.iter().collect::<Vec<_>>(), map, shared);
    let mut reasons = declared.list.map_or_else(as_ever, |list| by_list(list, false, as_ever));
    // Of two choices the share of the last is taken either way, and nobody who answers sees a kind.
    add(&mut reasons, Reason::ScaleKind, was.kind != now.kind && b.len() > 2);
    let missing =
        |scale: &Scale| scale.choices.iter().filter(|choice| choice.missing.is_some()).cloned().collect::<Vec<Choice>>();
    let (a, b) = (missing(was), missing(now));
    let same_set =
        a.iter().map(|choice| choice.missing).collect::<BTreeSet<_>>() == b.iter().map(|choice| choice.missing).collect();
    if same_set && a.len() == b.len() {
        add(&mut reasons, Reason::Order, a.iter().map(|choice| choice.missing).ne(b.iter().map(|choice| choice.missing)));
        let words =
            |choices: &[Choice]| choices.iter().map(|choice| (choice.missing, owned(choice, shared))).collect::<BTreeSet<_>>();
        add(&mut reasons, Reason::ChoiceWording, words(&a) != words(&b));
        let values = |choices: &[Choice]| choices.iter().map(|choice| (choice.missing, choice.value)).collect::<BTreeSet<_>>();
        add(&mut reasons, Reason::Values, values(&a) != values(&b));
        let places = |scale: &Scale| scale.choices.iter().map(|choice| choice.missing.is_some()).collect::<Vec<_>>();
        let only_places = reasons.is_empty() && places(was) != places(now);
        add(&mut reasons, Reason::Order, only_places);
    }
    reasons
}

fn owned(choice: &Choice, shared: &[Language]) -> Vec<String> {
    shared.iter().map(|language| choice.label.get(*language).to_owned()).collect()
}

/// What differs between substantive choices; a declared map that only merges them turns whatever it is into "merged".
fn choices(was: &[&Choice], now: &[&Choice], map: Option<Mapping>, shared: &[Language]) -> BTreeSet<Reason> {
    let reasons = unmapped(was, now, shared);
    let recoded = reasons.iter().eq(&[Reason::Values]);
    if map.is_some_and(|map| if recoded { map.recodes(was, now) } else { !reasons.is_empty() && map.merges(was, now) }) {
        return BTreeSet::from([Reason::Merged]);
    }
    reasons
}

/// A map that a question declares, and what its choices are.
#[derive(Clone, Copy)]
struct Mapping<'a> {
    map: &'a BTreeMap<i64, i64>,
    /// Whether the order of the choices means something, before or after.
    ordered: bool,
    /// Whether a person may choose several, so that who chose two choices that become one would be counted twice.
    several: bool,
}

impl Mapping<'_> {
    /// Whether each choice goes to the one that has its place and words.
    fn recodes(self, was: &[&Choice], now: &[&Choice]) -> bool {
        was.iter().zip(now).all(|(was, now)| self.map.get(&was.value) == Some(&now.value))
    }

    /// Whether every choice goes somewhere, something comes from every choice, and fewer are left, in their order where it means
    /// something. A map that merges nothing would pass off other words or another order as the same.
    fn merges(self, was: &[&Choice], now: &[&Choice]) -> bool {
        let target = |choice: &&Choice| {
            let value = self.map.get(&choice.value)?;
            now.iter().position(|choice| choice.value == *value)
        };
        let Some(targets) = was.iter().map(target).collect::<Option<Vec<usize>>>() else { return false };
        let reached: BTreeSet<usize> = targets.iter().copied().collect();
        !self.several && now.len() < was.len() && reached.len() == now.len() && (!self.ordered || targets.is_sorted())
    }
}

fn unmapped(was: &[&Choice], now: &[&Choice], shared: &[Language]) -> BTreeSet<Reason> {
    let mut reasons = BTreeSet::new();
    if was.len() != now.len() {
        reasons.insert(Reason::Choices);
        return reasons;
    }
    let words = |choices: &[&Choice]| choices.iter().map(|choice| owned(choice, shared)).collect::<Vec<_>>();
    let values = |choices: &[&Choice]| choices.iter().map(|choice| choice.value).collect::<Vec<_>>();
    let (words_a, words_b) = (words(was), words(now));
    let (values_a, values_b) = (values(was), values(now));
    if words_a == words_b {
        add(&mut reasons, Reason::Values, values_a != values_b);
        return reasons;
    }
    let turned: Vec<_> = words_b.iter().rev().cloned().collect();
    let (sorted_a, sorted_b) = (words_a.iter().collect::<BTreeSet<_>>(), words_b.iter().collect::<BTreeSet<_>>());
    if words_a == turned {
        reasons.insert(Reason::Polarity);
    } else if sorted_a == sorted_b {
        reasons.insert(Reason::Order);
    } else {
        reasons.insert(Reason::ChoiceWording);
        add(&mut reasons, Reason::Values, values_a != values_b);
    }
    reasons
}
