//! `rates`: how the invitations of a round ended, and the response rates that follow.
//!
//! Only surveys of named persons have AAPOR's names; open and imported rounds have no list behind them and say a share.

use std::io::Write as _;

use clap::Args;
use serde_json::json;

use super::output::Format;
use super::{Context, Ending};
use crate::compare::rates::{Dispositions, is_of_named_persons, share};
use crate::fieldwork::Round;
use crate::language::{Language, number};

/// The edition whose formulas and names are used.
const STANDARD: &str = "AAPOR Standard Definitions, 10th edition, 2023";

/// Arguments of `rates`.
#[derive(Args)]
pub(super) struct Arguments {
    /// The round's key.
    #[arg(long)]
    round: String,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    let store = context.store()?;
    let round = context.round(&store, &arguments.round)?;
    let ended = store.dispositions(&round)?;
    let text = match arguments.format {
        Format::Text => text(&round, &ended, context.language),
        Format::Json => serde_json::to_string_pretty(&object(&round, &ended))? + "\n",
        Format::Csv => csv(&round, &ended),
    };
    Ok(std::io::stdout().lock().write_all(text.as_bytes())?)
}

/// How many answered, and of how many people, in a round without a list behind it.
fn answered_of(round: &Round, ended: &Dispositions) -> (u64, Option<u64>) {
    let answered = ended.complete + ended.partial + ended.break_off;
    let people = round.population.as_ref().map(|population| population.count(&std::collections::BTreeMap::new()));
    (answered, people)
}

/// The rates by name; those that do not apply, or cannot be said, are none.
fn rates(round: &Round, ended: &Dispositions) -> [(&'static str, Option<f64>); 3] {
    if is_of_named_persons(round) {
        let rates = ended.rates();
        return [("rr1", rates.rr1), ("rr2", rates.rr2), ("share", None)];
    }
    let (answered, people) = answered_of(round, ended);
    [("rr1", None), ("rr2", None), ("share", people.and_then(|people| share(answered, people)))]
}

fn object(round: &Round, ended: &Dispositions) -> serde_json::Value {
    let dispositions: serde_json::Map<String, serde_json::Value> =
        ended.named().into_iter().map(|(name, count)| (name.to_owned(), count.into())).collect();
    let mut object = json!({
        "round": round.key,
        "synthetic": round.synthetic,
        "standard": is_of_named_persons(round).then_some(STANDARD),
        "total": ended.total(),
        "dispositions": dispositions,
    });
    for (name, rate) in rates(round, ended) {
        object[name] = json!(rate);
    }
    object
}

fn csv(round: &Round, ended: &Dispositions) -> String {
    let mut lines = vec!["name,value".to_owned()];
    lines.extend(ended.named().iter().map(|(name, count)| format!("{name},{count}")));
    lines.push(format!("total,{}", ended.total()));
    lines.extend(
        rates(round, ended)
            .iter()
            .map(|(name, rate)| format!("{name},{}", rate.map(|rate| rate.to_string()).unwrap_or_default())),
    );
    lines.join("\n") + "\n"
}

fn text(round: &Round, ended: &Dispositions, language: Language) -> String {
    let english = language == Language::En;
    let mut rows: Vec<(String, String)> = Vec::new();
    for (name, count) in ended.named() {
        rows.push((words(name, english).to_owned(), number::whole(count, language)));
    }
    rows.push((if english { "in all" } else { "i alt" }.to_owned(), number::whole(ended.total(), language)));
    let wide = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let tall = rows.iter().map(|(_, count)| count.chars().count()).max().unwrap_or(0);
    let lines: Vec<String> = rows.iter().map(|(name, count)| format!("{name:<wide$}  {count:>tall$}\n")).collect();
    let mut text = lines.concat();
    text.push('\n');
    text.push_str(&sentence(round, ended, language));
    if round.synthetic {
        text.push_str(if english { "The answers are made up.\n" } else { "Svarene er syntetiske.\n" });
    }
    text
}

fn sentence(round: &Round, ended: &Dispositions, language: Language) -> String {
    let english = language == Language::En;
    if !is_of_named_persons(round) {
        let (answered, people) = answered_of(round, ended);
        let said = people.and_then(|people| Some((people, number::percent(share(answered, people)?, language))));
        let answered = number::whole(answered, language);
        return match said {
            Some((people, percent)) if english => format!("Share of answers: {percent} ({answered} of {people})\n"),
            Some((people, percent)) => format!("Svarandel: {percent} ({answered} af {people})\n"),
            None if english => "Share of answers: unknown, because it is not known how many people there are.\n".to_owned(),
            None => "Svarandel: ukendt, fordi det ikke vides, hvor mange personer der er.\n".to_owned(),
        };
    }
    let rates = ended.rates();
    let (Some(rr1), Some(rr2)) = (rates.rr1, rates.rr2) else {
        return if english { "No response rate: nobody is eligible.\n" } else { "Ingen svarprocent: ingen er i målgruppen.\n" }
            .to_owned();
    };
    let (rr1, rr2) = (number::percent(rr1, language), number::percent(rr2, language));
    let head = if english { "Response rate" } else { "Svarprocent" };
    format!("{head} RR1: {rr1}\n{head} RR2: {rr2}\n({STANDARD})\n")
}

/// What a disposition is called in text.
fn words(name: &str, english: bool) -> &str {
    match (name, english) {
        ("complete", false) => "besvaret helt",
        ("partial", false) => "besvaret delvist",
        ("refusal", false) => "ønsker ikke at svare",
        ("logged-on", false) => "startet uden at svare",
        ("break-off", false) => "afbrudt",
        ("no-reply", false) => "intet svar",
        ("undelivered", false) => "brevet kunne ikke leveres",
        ("screened-out", false) => "uden for målgruppen efter eget svar",
        ("not-eligible", false) => "trukket tilbage",
        ("complete", true) => "answered in full",
        ("partial", true) => "answered in part",
        ("refusal", true) => "does not want to answer",
        ("logged-on", true) => "started without answering",
        ("break-off", true) => "broken off",
        ("no-reply", true) => "no reply",
        ("undelivered", true) => "letter not delivered",
        ("screened-out", true) => "not eligible by own answer",
        ("not-eligible", true) => "withdrawn",
        (other, _) => other,
    }
}
