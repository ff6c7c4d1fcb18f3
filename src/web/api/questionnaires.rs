//! The published questionnaires, and a version with all that is asked in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::caller::Caller;
use super::paging::page;
use super::problem::Problem;
use super::text;
use crate::access::{Object, Verb};
use crate::questionnaire::{Choice, Kind, Missing, Question, Scale, Source};
use crate::store::PublishedVersion;

/// GET `/questionnaires`.
pub(super) fn list(caller: &Caller) -> Result<Value, Problem> {
    let store = &caller.state.store;
    let mut by_key: BTreeMap<String, Vec<Arc<PublishedVersion>>> = BTreeMap::new();
    for id in store.version_ids()? {
        let published = store.version(id)?;
        let trial = published.version.trial.as_str();
        let asked = caller.asked("trial").is_none_or(|asked| asked == trial);
        if asked && caller.may(Verb::SeeQuestionnaires, Object::Trial(trial)) {
            by_key.entry(published.version.key.clone()).or_default().push(published);
        }
    }
    let item = |(key, versions): (String, Vec<Arc<PublishedVersion>>)| {
        let newest = &versions.last()?.version;
        let numbers: Vec<u32> = versions.iter().map(|published| published.version.version).collect();
        let facts = json!({
            "key": key,
            "trial": newest.trial,
            "audience": newest.audience.name(),
            "title": text(&newest.title),
            "versions": numbers,
        });
        Some((key, facts))
    };
    Ok(page(caller, by_key.into_iter().filter_map(item).collect()))
}

/// GET `/questionnaires/{key}/{version}`.
pub(super) fn version(caller: &Caller) -> Result<Value, Problem> {
    let number = caller.path("version").parse().map_err(|_| Problem::missing())?;
    let published = caller.state.store.find_version(caller.path("key"), number)?.ok_or_else(Problem::missing)?;
    let version = &published.version;
    let languages: Vec<&str> = version.languages.iter().map(|language| language.code()).collect();
    let background: Vec<Value> = version
        .background
        .iter()
        .map(|background| {
            let source = if background.source == Source::Asked { "asked" } else { "recipient" };
            json!({ "key": background.key, "source": source })
        })
        .collect();
    let pages: Vec<Value> = version
        .pages
        .iter()
        .map(|page| {
            let questions: Vec<Value> = page.questions.iter().map(question).collect();
            json!({ "title": page.title.as_ref().map(text), "questions": questions })
        })
        .collect();
    Ok(json!({
        "key": version.key,
        "version": version.version,
        "trial": version.trial,
        "evaluation": version.evaluation,
        "audience": version.audience.name(),
        "languages": languages,
        "sensitive": version.sensitive,
        "title": text(&version.title),
        "introduction": text(&version.introduction),
        "closing": text(&version.closing),
        "background": background,
        "pages": pages,
        "hash": published.hash,
        "source": version.content,
    }))
}

/// A question; what its kind does not have is null or empty.
fn question(question: &Question) -> Value {
    let choices = match &question.kind {
        Kind::Single { scale, .. } | Kind::Battery { scale, .. } => scale.choices.as_slice(),
        Kind::Multiple { choices, .. } | Kind::Ranking { choices, .. } => choices.as_slice(),
        _ => &[],
    };
    let items = match &question.kind {
        Kind::Battery { items, .. } => items.as_slice(),
        _ => &[],
    };
    let items: Vec<Value> =
        items.iter().map(|(key, words)| json!({ "key": format!("{}.{key}", question.key), "text": text(words) })).collect();
    let (other, none) = match question.kind {
        Kind::Single { other, .. } => (other, false),
        Kind::Multiple { other, none, .. } => (other, none),
        _ => (false, false),
    };
    json!({
        "key": question.key,
        "kind": question.kind.name(),
        "text": text(&question.text),
        "help": question.help.as_ref().map(text),
        "lead": question.lead.as_ref().map(text),
        "primary": question.primary,
        "conditional": question.show_if.is_some(),
        "scale": question.kind.scale().map(|scale: &Scale| scale.kind.name()),
        "choices": choices.iter().map(choice).collect::<Vec<_>>(),
        "other": other,
        "none": none,
        "missing": question.kind.missing().into_iter().map(Missing::name).collect::<Vec<_>>(),
        "items": items,
        "top": question.top,
    })
}

fn choice(choice: &Choice) -> Value {
    json!({ "value": choice.value, "text": text(&choice.label), "missing": choice.missing.map(Missing::name) })
}
