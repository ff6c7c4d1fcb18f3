//! What rounds could show before they are sent, for terminal, file and page: sentences first, then the numbers behind them.

use maud::{Markup, html};

use super::comparison::Words;
use crate::compare::{Plan, PlannedGroup};
use crate::language::{Language, number};
use crate::questionnaire::guarded;

/// The question that a plan answers.
#[must_use]
pub fn heading(language: Language) -> &'static str {
    match language {
        Language::Da => "Kan dette svare på spørgsmålet?",
        _ => "Can this answer the question?",
    }
}

/// What the plan takes for granted, in a sentence.
#[must_use]
pub fn assumed(plan: &Plan, words: &Words) -> String {
    let (response, power) = (number::percent(plan.response, words.language), number::percent(plan.power, words.language));
    let (some, all) = (
        plan.groups.iter().any(|group| group.reckoned),
        plan.groups.iter().all(|group| group.reckoned || group.smallest.is_none()),
    );
    if some {
        let own = if words.language == Language::Da {
            format!(
                "Begge runder er lukket. Der er regnet med deres egne andele, så tallene er de samme som i sammenligningen, og med en \
                 ændring, som ville blive set i {power} af gentagelser."
            )
        } else {
            format!(
                "Both rounds are closed. Their own shares were reckoned with, so the numbers are those of the comparison, and a change that \
                 would be seen in {power} of repetitions."
            )
        };
        let half = words.say(
            " For grupper, hvis andele ikke vises, er der regnet med andele omkring 50 %.",
            " For groups whose shares are not shown, shares of about 50% were reckoned with.",
        );
        return if all { own } else { format!("{own}{half}") };
    }
    if words.language == Language::Da {
        format!(
            "Der regnes med, at {response} svarer, hvor svarene ikke er kommet endnu, og med en ændring, som ville blive set i {power} af \
             gentagelser. Det gælder andele, der er omkring 50 % før. Når runderne er lukket, regnes der med deres egne andele."
        )
    } else {
        format!(
            "It is assumed that {response} answer where answers are not in yet, and a change that would be seen in {power} of repetitions. \
             That is for shares that are about 50% before. When the rounds are closed, their own shares are reckoned with."
        )
    }
}

/// The plan as text.
#[must_use]
pub fn text(plan: &Plan, words: &Words) -> String {
    let mut lines = vec![heading(words.language).to_owned()];
    lines.extend(plan.warnings.iter().map(|warning| warning.text.clone()));
    for group in &plan.groups {
        lines.push(format!("{}: {}", words.by(&group.by), group.sentence));
        lines.extend(linked(group, words).map(|linked| format!("  {linked}")));
    }
    lines.push(assumed(plan, words));
    lines.join("\n") + "\n"
}

/// What following the same people adds.
fn linked(group: &PlannedGroup, words: &Words) -> Option<String> {
    let linked = group.linked.as_ref()?;
    let points = number::points(linked.smallest?);
    let people = number::whole(linked.people, words.language);
    Some(if words.language == Language::Da {
        format!(
            "Følger I de samme personer, og svarer {people} af dem begge gange, kan I se det, hvis {points} procentpoint flere flytter sig \
             den ene vej end den anden."
        )
    } else {
        format!(
            "If you follow the same people and {people} of them answer twice, you can see it when {points} percentage points more move \
             one way than the other."
        )
    })
}

/// The columns of the file.
const HEAD: [&str; 12] = [
    "group",
    "group_column",
    "group_key",
    "people_from",
    "people_to",
    "answers_from",
    "answers_to",
    "smallest",
    "linked_people",
    "linked_smallest",
    "sentence",
    "largest",
];

/// The plan as CSV, numbers as the JSON has them.
pub fn csv(plan: &Plan, words: &Words) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEAD)?;
    for group in &plan.groups {
        let told = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
        let share = |share: Option<f64>| share.map(|share| share.to_string()).unwrap_or_default();
        let joined = |parts: Vec<&str>| parts.join(",");
        let linked = group.linked.as_ref();
        writer.write_record([
            &*guarded(&words.by(&group.by)),
            &joined(group.by.keys().map(String::as_str).collect()),
            &*guarded(&joined(group.by.values().map(String::as_str).collect())),
            &told(group.people[0]),
            &told(group.people[1]),
            &told(group.answers[0]),
            &told(group.answers[1]),
            &share(group.smallest),
            &told(linked.map(|linked| linked.people)),
            &share(linked.and_then(|linked| linked.smallest)),
            &*guarded(&group.sentence),
            &share(group.largest),
        ])?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The smallest change that a group could show, or from which to which by the question.
fn smallest(group: &PlannedGroup, words: &Words) -> String {
    let Some(smallest) = group.smallest.map(number::points) else { return "–".to_owned() };
    let most = group.largest.map(number::points).filter(|most| *most != smallest);
    let to = most.map(|most| format!("–{most}")).unwrap_or_default();
    format!("{smallest}{to}{}", words.say(" point", " points"))
}

/// What stands under the heading of the page.
#[must_use]
pub fn body(plan: &Plan, words: &Words) -> Markup {
    let whole = |number: Option<u64>| number.map_or_else(|| "–".to_owned(), |number| number::whole(number, words.language));
    let heads = [
        words.say("Svar før", "Answers before"),
        words.say("Svar efter", "Answers after"),
        words.say("Mindste ændring", "Smallest change"),
    ];
    html! {
        @for warning in &plan.warnings { p.notice { (warning.text) } }
        @if let Some(all) = plan.groups.first() { p.say { (all.sentence) } }
        @if let Some(linked) = plan.groups.first().and_then(|all| linked(all, words)) { p { (linked) } }
        div.scroll tabindex="0" role="region" aria-label=(heading(words.language)) {
            table.groups role="table" {
                thead role="rowgroup" { tr role="row" {
                    th scope="col" role="columnheader" { (words.say("Gruppe", "Group")) }
                    @for head in heads { th.num scope="col" role="columnheader" { (head) } }
                    th scope="col" role="columnheader" { (words.say("Det kan ses", "What can be seen")) }
                } }
                tbody role="rowgroup" {
                    @for group in &plan.groups {
                        tr role="row" {
                            th scope="row" role="rowheader" { (words.by(&group.by)) }
                            td.num role="cell" data-label=(heads[0]) { (whole(group.answers[0])) }
                            td.num role="cell" data-label=(heads[1]) { (whole(group.answers[1])) }
                            td.num role="cell" data-label=(heads[2]) {
                                (smallest(group, words))
                            }
                            td role="cell" { (group.sentence) }
                        }
                    }
                }
            }
        }
        p.small { (assumed(plan, words)) }
    }
}
