//! What is folded away under a comparison's picture: every count, how it was tested, and what to be careful about.

use maud::{Markup, html};

use super::comparison::Words;
use super::comparison_html::absent;
use crate::compare::{Change, Comparison, Group, MissingCounts, QuestionComparison, QuestionRound, Refusal};
use crate::language::{Language, number};

/// The table with the same numbers as the picture, missing kinds and all.
pub(super) fn counts(comparison: &Comparison, question: &QuestionComparison, title: &str, words: &Words) -> Markup {
    html! {
        @for round in &question.rounds {
            @let name = words.round(comparison, &round.round);
            @if round.n.is_none() { p { (name) ": " (words.absent(comparison, round)) } } @else { div.scroll tabindex="0" role="region" aria-label={ (name) ": " (title) } {
                table {
                    caption {
                        (name)
                        @if let Some(n) = round.n { ", n = " (number::whole(n, words.language)) }
                        @if question.kind == "ranking" { ", " (words.say("hvor mange der satte svaret øverst", "how many put the answer first")) }
                    }
                    thead { tr {
                        th scope="col" { (words.say("Svar", "Answer")) }
                        th.num scope="col" { (words.say("Antal", "Count")) }
                        th.num scope="col" { (words.say("Andel", "Share")) }
                    } }
                    tbody { (answers(comparison, question, round, words)) }
                }
            } }
        }
        @if question.rounds.iter().any(|round| round.counts.is_some()) { (rounded(words)) }
    }
}

fn answers(comparison: &Comparison, question: &QuestionComparison, round: &QuestionRound, words: &Words) -> Markup {
    let n = round.n.filter(|n| *n > 0);
    let share = |count: u64| n.map_or_else(String::new, |n| number::percent(count as f64 / n as f64, words.language));
    let whole = |count: u64| number::whole(count, words.language);
    let own = round
        .own
        .as_ref()
        .and_then(|own| Some((words.originals(comparison, question, round, &own.values), own.counts.as_ref()?)));
    html! {
        @if let Some(counts) = &round.counts {
            @for (label, count) in words.labels(comparison, question, round).iter().zip(counts) {
                tr { th scope="row" { (label) } td.num { (whole(*count)) } td.num { (share(*count)) } }
            }
            @for (label, count) in own.iter().flat_map(|(labels, counts)| labels.iter().zip(*counts)) {
                tr {
                    th scope="row" { (words.say("Som spurgt: ", "As asked: ")) (label) }
                    td.num { (whole(*count)) } td.num { (share(*count)) }
                }
            }
        } @else if round.hidden.is_some() || round.n.is_none() {
            tr { th scope="row" { (words.say("Svar på spørgsmålet", "Answers to the question")) } (absent(comparison, round, 2, words)) }
        } @else if let Some(n) = round.n {
            tr { th scope="row" { (words.say("Har svaret", "Answered")) } td.num { (whole(n)) } td {} }
        }
        @for (name, count) in round.missing.iter().flat_map(MissingCounts::named).filter(|(_, count)| *count > 0) {
            tr { th scope="row" { (words.missing(name)) } td.num { (whole(count)) } td {} }
        }
        @if let Some(not_shown) = round.not_shown.filter(|count| *count > 0) {
            tr { th scope="row" { (words.say("Blev ikke vist spørgsmålet", "Were not shown the question")) } td.num { (whole(not_shown)) } td {} }
        }
    }
}

/// How the change was tested, and what to be careful about.
pub(super) fn method(comparison: &Comparison, group: &Group, question: &QuestionComparison, words: &Words) -> Markup {
    html! {
        @let heading = words.say("Metode", "Method");
        @if comparison.groups.len() > 1 { h4 { (heading) } } @else { h3 { (heading) } }
        ul {
            li {
                (words.level(question))
                @if let Some(level) = &question.level { " (" (words.say("niveau ", "level ")) (level) ")" }
                @if !question.reasons.is_empty() {
                    ": " (question.reasons.iter().map(|code| words.reason(code)).collect::<Vec<_>>().join(", "))
                }
            }
            @for change in &question.changes { (tested(comparison, question, change, words)) }
            @if let Some(trend) = &question.trend { li { (words.trend(trend)) } }
            @for (round, weighted) in question.rounds.iter().filter_map(|round| Some((round, round.weighted.as_ref()?))) {
                li {
                    (words.round(comparison, &round.round)) ": " (words.say("vægtet andel ", "weighted share "))
                    (number::percent(weighted.share, words.language)) " (" (number::percent_number(weighted.low)) "–" (number::percent_number(weighted.high)) "), "
                    (words.say("vejer som ", "weighs as ")) (number::decimal(weighted.effective_n, 1, words.language)) (words.say(" svar", " answers"))
                }
            }
            @for told in question.rounds.iter().filter_map(|round| finite(comparison, group, round, words)) { li { (told) } }
            @if has_intervals(question) {
                li {
                    (words.say(
                        "Intervallerne i tabellen er 95 % intervaller (Wilson for andele, Newcombe for ændringer) og regner de svar, vi har, som en stikprøve.",
                        "The intervals in the table are 95% intervals (Wilson for shares, Newcombe for changes) and take the answers that we have as a sample.",
                    ))
                }
            }
            @if question.changes.iter().any(|change| change.test.as_ref().is_some_and(|test| test.p_holm.is_some())) {
                li {
                    (words.say(
                        "Spørgsmålet er et af de vigtigste. p er rettet efter Holm for de vigtigste spørgsmål tilsammen.",
                        "The question is one of the primary ones. p is adjusted by Holm over the primary questions together.",
                    ))
                }
            }
        }
    }
}

/// Whether the small table of this question has shares with intervals.
fn has_intervals(question: &QuestionComparison) -> bool {
    question.rounds.iter().any(|round| round.top_box.is_some())
        || question.changes.iter().any(|change| !change.options.is_empty())
}

/// One change's test, effect and figures for exactly these people; of several changes, which one it is.
fn tested(comparison: &Comparison, question: &QuestionComparison, change: &Change, words: &Words) -> Markup {
    let several = question.changes.len() > 1;
    html! {
        @if several { li { (words.pair(comparison, change)) ":" ul { li { (words.step(change)) } (figures(change, words)) } } } @else { (figures(change, words)) }
    }
}

fn figures(change: &Change, words: &Words) -> Markup {
    let p = |p: f64| number::p_words(p, words.language);
    let decimal = |value: f64| number::decimal(value, 3, words.language);
    html! {
        @if let Some(test) = &change.test {
            li {
                (words.measure(&test.name)) ": " (p(test.p))
                @if let Some(holm) = test.p_holm { ", " (words.say("efter Holm ", "after Holm ")) (p(holm)) }
                @if let Some(statistic) = test.statistic { ", " (words.say("teststørrelse ", "statistic ")) (decimal(statistic)) }
                @if let Some(df) = test.df { ", df " (number::decimal(df, 1, words.language)) }
            }
        }
        @if let Some(effect) = &change.effect {
            li {
                (words.measure(&effect.name)) " " (decimal(effect.estimate)) (words.size(effect))
                @if let (Some(low), Some(high)) = (effect.low, effect.high) {
                    " (" (words.say("95 % interval ", "95% interval ")) (decimal(low)) (words.say(" til ", " to ")) (decimal(high)) ")"
                }
            }
        }
        @if let Some(beside) = &change.beside {
            li {
                (words.say("Ved siden af, fordi få har svaret, eller tallene er skæve: ", "Beside it, since few answered or the numbers are skewed: "))
                (words.measure(&beside.name)) ", " (p(beside.p))
            }
        }
        @if let Some(detectable) = &change.detectable { li { (capitalised(&words.detectable(detectable))) "." } }
        @if let Some(shape) = &change.shape {
            li {
                (words.say("Fordelingens form, ", "Shape of the distribution, ")) (words.measure(&shape.name)) ": " (p(shape.p))
                @if let Some(holm) = shape.p_holm { ", " (words.say("efter Holm ", "after Holm ")) (p(holm)) }
            }
        }
        @if let Some(described) = described(change, words) { li { (described) } }
        @if let Some(refusal) = &change.refused { li { (refusal.text) } }
    }
}

/// A sentence's beginning.
fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What the change is among exactly these people, or why that is not said; nothing where it is not known who they are.
pub(super) fn described(change: &Change, words: &Words) -> Option<String> {
    let top = change.top_box.as_ref()?;
    if let Some(why) = top.without_population {
        return Some(words.without_population(why).to_owned());
    }
    let (low, high) = top.low_fpc.zip(top.high_fpc)?;
    let points = number::signed_points(low);
    let points =
        if low < high { format!("{points}{}{}", words.say(" til ", " to "), number::signed_points(high)) } else { points };
    Some(match words.language {
        Language::Da => format!(
            "Ændringen blandt netop disse mennesker: {points} point. Det beskriver de to tidspunkter og siger ikke, om forsøget har ændret \
             noget."
        ),
        _ => format!(
            "The change among exactly these people: {points} points. That describes these two dates and does not say whether the trial \
             changed anything."
        ),
    })
}

/// The share of exactly these people, and the worst case if all who did not answer had said the lowest or the highest; else why there is none.
pub(super) fn finite(comparison: &Comparison, group: &Group, round: &QuestionRound, words: &Words) -> Option<String> {
    let name = words.round(comparison, &round.round);
    let Some((top, low, high)) = round.top_box.as_ref().and_then(|top| Some((top, top.low_fpc?, top.high_fpc?))) else {
        return not_finite(comparison, group, round, words).map(|why| format!("{name}: {why}"));
    };
    let line = comparison.rounds.iter().find(|line| line.key == round.round).filter(|_| group.by.is_empty());
    let worst = line.and_then(|line| line.population).zip(round.n).filter(|(people, n)| n <= people).map(|(people, n)| {
        let within = top.share * n as f64;
        (within / people as f64, (within + (people - n) as f64) / people as f64, n == people)
    });
    let between = |low: f64, high: f64| {
        let (low, high) = (number::percent_number(low), number::percent(high, words.language));
        if words.language == Language::Da { format!("mellem {low} og {high}") } else { format!("between {low} and {high}") }
    };
    let lies = words.say(
        "med 95 % sikkerhed ligger andelen blandt netop disse mennesker ",
        "with 95% confidence the share among exactly these people is ",
    );
    let alike =
        words.say(", hvis de, der ikke svarede, ligner dem, der gjorde", ", if those who did not answer are like those who did");
    let said = match worst {
        Some((_, _, true)) => {
            let all = words.say("alle har svaret, så andelen er ", "everybody answered, so the share is ");
            format!("{all}{}", number::percent(top.share, words.language))
        }
        Some((lowest, highest, false)) => {
            let had = words.say(
                "; hvis alle, der ikke svarede, havde svaret det laveste eller det højeste, ",
                "; had all who did not answer said the lowest or the highest, ",
            );
            format!("{lies}{}{alike}{had}{}", between(low, high), between(lowest, highest))
        }
        None => format!("{lies}{}{alike}", between(low, high)),
    };
    Some(format!("{name}: {said}."))
}

/// Why there are no figures for exactly these people, where one could expect them.
fn not_finite(comparison: &Comparison, group: &Group, round: &QuestionRound, words: &Words) -> Option<&'static str> {
    let people = comparison.rounds.iter().find(|line| line.key == round.round)?.population.filter(|_| group.by.is_empty())?;
    round.top_box.as_ref()?;
    let told = if round.not_shown? > 0 {
        words.say(
            "Ikke alle fik spørgsmålet. Derfor er der ingen tal for netop disse mennesker.",
            "Not everybody was shown the question, so there are no figures for exactly these people.",
        )
    } else if round.n? > people {
        words.say(
            "Flere har svaret, end der er personer. Derfor er der ingen tal for netop disse mennesker.",
            "More answered than there are people, so there are no figures for exactly these people.",
        )
    } else {
        return None;
    };
    Some(told)
}

/// A refusal's code as files have it.
pub(super) fn code(refusal: &Refusal) -> String {
    serde_json::to_value(refusal.code).ok().and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Why shares beside each other may not add up.
pub(super) fn rounded(words: &Words) -> Markup {
    html! {
        p.small {
            (words.say(
                "Procenterne er afrundet hver for sig, så de passer ikke altid helt sammen.",
                "Each percentage is rounded by itself, so they do not always add up.",
            ))
        }
    }
}
