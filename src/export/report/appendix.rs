//! The appendices: every count that is shown, how it was tested, and how anybody computes it again.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::cases;
use super::gather::{Gathered, Part};
use super::results::title;
use super::written::Written;
use crate::compare::{Comparison, MissingCounts, QuestionComparison, QuestionRound, criterion};
use crate::export::comparison::Words;
use crate::export::comparison_json;
use crate::export::documents::kind_words;
use crate::language::{Language, number};
use crate::store::{Document, Error};

pub(super) fn write(written: &mut Written, gathered: &Gathered) -> Result<(), Error> {
    for part in &gathered.parts {
        counts(written, gathered, part);
    }
    documents(written, gathered);
    method(written, gathered);
    references(written, gathered)
}

fn counts(written: &mut Written, gathered: &Gathered, part: &Part) {
    let texts = written.texts;
    let versions = part.versions();
    let words = gathered.words(&versions);
    let comparison = part.comparison();
    let title = title(written.texts, part, &words);
    let is_compared = part.reviews.is_empty() || comparison.rounds.len() > 1;
    if !is_compared && !cases::has_appendix(part) {
        return;
    }
    written.appendix(&title);
    cases::appendix(written, gathered, part);
    if !is_compared {
        return;
    }
    for question in comparison.groups.first().into_iter().flat_map(|group| &group.questions) {
        written.section(words.question(&question.key));
        for (place, round) in question.rounds.iter().enumerate() {
            let name = words.round(comparison, &round.round);
            if round.n.is_none() {
                written.text(format!("{name}: {}", words.absent(comparison, round)));
                continue;
            }
            let code = part.reference(&question.key, place);
            let rows = answers(written, comparison, question, round, &words);
            written.table(&format!("{}, {name} {code}", words.question(&question.key)), &texts.counts_head, rows);
        }
    }
}

fn answers(
    written: &Written,
    comparison: &Comparison,
    question: &QuestionComparison,
    round: &QuestionRound,
    words: &Words,
) -> Vec<Vec<String>> {
    let texts = written.texts;
    let n = round.n.filter(|n| *n > 0);
    let whole = |count: u64| number::whole(count, words.language);
    let share = |count: u64| n.map_or_else(String::new, |n| number::percent(count as f64 / n as f64, words.language));
    let line = |label: String, count: u64| vec![label, whole(count), share(count)];
    let plain = |label: String, count: u64| vec![label, whole(count), String::new()];
    let mut rows = Vec::new();
    if let Some(counts) = &round.counts {
        rows.extend(words.labels(comparison, question, round).into_iter().zip(counts).map(|(label, count)| line(label, *count)));
    } else if round.hidden.is_some() {
        rows.push(vec![texts.has_answered.to_owned(), words.absent(comparison, round).to_owned(), String::new()]);
    }
    if let Some((own, counts)) = round.own.as_ref().and_then(|own| Some((own, own.counts.as_ref()?))) {
        let labels = words.originals(comparison, question, round, &own.values);
        rows.extend(labels.into_iter().zip(counts).map(|(label, count)| line(format!("{} {label}", texts.as_asked), *count)));
    }
    rows.extend(round.n.map(|n| plain(texts.has_answered.to_owned(), n)));
    let missing = round.missing.iter().flat_map(MissingCounts::named).filter(|(_, count)| *count > 0);
    rows.extend(missing.map(|(name, count)| plain(words.missing(name), count)));
    rows.extend(round.not_shown.filter(|count| *count > 0).map(|count| plain(texts.not_shown.to_owned(), count)));
    rows
}

fn method(written: &mut Written, gathered: &Gathered) {
    let texts = written.texts;
    let words = gathered.words(&[]);
    written.appendix(texts.method);
    written.text(format!("nulpunkt {}", env!("CARGO_PKG_VERSION")));
    texts.method_says.iter().for_each(|line| written.text(*line));
    written.text(criterion(gathered.language));
    let mut used: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for part in &gathered.parts {
        for question in part.comparison().groups.first().into_iter().flat_map(|group| &group.questions) {
            if let Some(trend) = &question.trend {
                used.entry(&trend.name).or_default().push(part.reference(&question.key, question.rounds.len() - 1));
            }
            for (place, change) in (1..).zip(&question.changes) {
                let names = [
                    change.test.as_ref().map(|test| test.name.as_str()),
                    change.effect.as_ref().map(|effect| effect.name.as_str()),
                    change.shape.as_ref().map(|shape| shape.name.as_str()),
                ];
                for name in names.into_iter().flatten() {
                    used.entry(name).or_default().push(part.reference(&question.key, place));
                }
            }
        }
    }
    if !used.is_empty() {
        let rows = used.into_iter().map(|(name, codes)| vec![name.to_owned(), words.measure(name).to_owned(), codes.join(" ")]);
        written.table(texts.measures, &texts.measures_head, rows.collect());
    }
}

fn references(written: &mut Written, gathered: &Gathered) -> Result<(), Error> {
    let texts = written.texts;
    let (mut commands, mut versions) = (Vec::new(), Vec::new());
    for part in &gathered.parts {
        versions_of(part, &mut versions);
        for reviewed in &part.reviews {
            commands.extend(reviewed.commands().map(|[round, command]| vec![format!("[{}.…]", part.code), round, command]));
        }
        let comparison = part.comparison();
        if !part.reviews.is_empty() && comparison.rounds.len() < 2 {
            continue;
        }
        let keys: Vec<&str> = comparison.rounds.iter().map(|round| round.key.as_str()).collect();
        let numbered: Vec<String> = part.numbers.iter().zip(&keys).map(|(number, key)| format!("{number} = {key}")).collect();
        let evaluation = gathered.evaluation.as_ref().map(|key| format!(" --evaluation {key}")).unwrap_or_default();
        let weights = comparison.weights.first().map(|line| format!(" --weight-by {}", line.by.join(","))).unwrap_or_default();
        let asked = format!("--trial {}{evaluation} --rounds {}{weights}", comparison.trial, keys.join(","));
        let command = if keys.len() > 1 {
            format!("nulpunkt compare {asked} --format json")
        } else {
            format!("nulpunkt report {asked} --format html")
        };
        commands.push(vec![format!("[{}.…]", part.code), numbered.join(", "), command]);
    }
    if !gathered.figures.is_empty() {
        let command =
            format!("nulpunkt figures list --trial {} --format json", gathered.trial().map_or("", |trial| trial.key.as_str()));
        commands.push(vec!["[R…]".to_owned(), texts.register.to_owned(), command]);
    }
    let designed = super::designed::versions(gathered);
    // Without a figure there is nothing to find again, and a hash of nothing is none.
    if commands.is_empty() && designed.is_empty() {
        return Ok(());
    }
    written.appendix(texts.references);
    if !commands.is_empty() {
        written.text(texts.references_says);
        written.table(texts.references, &texts.references_head, commands);
    }
    if !versions.is_empty() {
        written.table(texts.versions, &texts.versions_head, versions);
    }
    if !designed.is_empty() {
        let (caption, head) = super::designed::versions_head(gathered);
        written.table(caption, &head, designed);
    }
    written.text(format!("{}: {}", texts.hash, hash(gathered)?));
    Ok(())
}

/// The documents that were handed in, with what each can be known again by; they lie beside the report, not in it.
fn documents(written: &mut Written, gathered: &Gathered) {
    let language = gathered.language;
    let (title, head) = match language {
        Language::En => ("Documents", ["Document", "Kind", "Day", "Source", "SHA-256"]),
        _ => ("Dokumenter", ["Dokument", "Hvad", "Dag", "Kilde", "SHA-256"]),
    };
    let row = |one: &Document| {
        let hash = one.hash.get(..16).unwrap_or(&one.hash).to_owned();
        vec![
            one.name.clone(),
            kind_words(one.kind, language).to_owned(),
            number::day(one.dated, language),
            one.source.clone(),
            hash,
        ]
    };
    let rows: Vec<Vec<String>> = gathered.documents.iter().map(row).collect();
    if !rows.is_empty() {
        written.appendix(title);
        written.table(title, &head, rows);
    }
}

/// The SHA-256 of all figures of a trial in the order of their codes, and of what is written around them.
pub(super) fn hash(gathered: &Gathered) -> Result<String, Error> {
    let mut hash = Sha256::new();
    for part in &gathered.parts {
        for reviewed in &part.reviews {
            hash.update(reviewed.figures()?.as_bytes());
        }
        let comparison = part.comparison();
        if part.reviews.is_empty() || comparison.rounds.len() > 1 {
            let json = comparison_json::write(comparison).map_err(|_| Error::Corrupt("comparison"))?;
            hash.update(json.as_bytes());
        }
    }
    if !gathered.figures.is_empty() {
        hash.update(super::register::shown(gathered).as_bytes());
    }
    hash.update(super::designed::hashed(gathered).as_bytes());
    for prose in &gathered.prose {
        hash.update(format!("{} {} {}\n{}\n", prose.report, prose.section, prose.version, prose.words).as_bytes());
    }
    Ok(HEXLOWER.encode(&hash.finalize()))
}

fn versions_of(part: &Part, versions: &mut Vec<Vec<String>>) {
    for published in &part.compared.versions {
        let row = vec![published.version.key.clone(), published.version.version.to_string(), published.hash.clone()];
        if !versions.contains(&row) {
            versions.push(row);
        }
    }
}
