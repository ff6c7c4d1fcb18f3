//! `rates`: how the invitations of a round ended, and the response rates that follow.
//!
//! Only surveys of named persons have AAPOR's names; open and imported rounds have no list behind them and say a share.

use std::io::Write as _;

use clap::Args;
use serde_json::json;

use super::output::Format;
use super::{Context, Ending};
use crate::compare::minimums;
use crate::compare::rates::{Dispositions, is_of_named_persons, share, tells_screened_out};
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
    let stored = store.version(store.version_id_of(round.id)?)?;
    let version = &stored.version;
    let (ended, published) = (store.dispositions(&round)?, store.published_responses(&round)?);
    let minimums = minimums(&context.config.privacy, &round, version);
    let divided = ended.unread == 0 && tells_screened_out(&ended, version, round.is_closed(context.clock.now()), minimums);
    let told = Told { ended, divided, published, round: &round };
    let text = match arguments.format {
        Format::Text => text(&told, context.language),
        Format::Json => serde_json::to_string_pretty(&object(&told))? + "\n",
        Format::Csv => csv(&told),
    };
    Ok(std::io::stdout().lock().write_all(text.as_bytes())?)
}

/// A round with what is known of how it went.
struct Told<'a> {
    round: &'a Round,
    ended: Dispositions,
    /// Whether those who answered may be divided into those who are compared and those who were screened out.
    divided: bool,
    /// How many responses a published table stands for; how each of them ended is not known then.
    published: Option<u64>,
}

impl Told<'_> {
    fn total(&self) -> u64 {
        self.published.unwrap_or_else(|| self.ended.total())
    }

    /// How many ended how, by name; nothing is known of that in a published table.
    ///
    /// `answered` is told of those who may not be divided, and nothing then that would divide them.
    fn named(&self) -> Vec<(&'static str, Option<u64>)> {
        let is_told = |name: &str| match name {
            "complete" | "partial" | "screened-out" => self.divided,
            _ => true,
        };
        let count = |(name, count): (&'static str, u64)| {
            let count = if name == "break-off" && !self.divided { self.ended.left } else { count };
            (name, (self.published.is_none() && is_told(name)).then_some(count))
        };
        let answered = (!self.divided).then(|| ("answered", Some(self.ended.answered())));
        answered.into_iter().chain(self.ended.named().into_iter().map(count)).collect()
    }
}

/// How many answered, and of how many people, in a round without a list behind it.
fn answered_of(told: &Told) -> (u64, Option<u64>) {
    let ended = &told.ended;
    let compared = ended.answered() - if told.divided { ended.screened_out } else { 0 };
    let answered = told.published.unwrap_or(compared);
    let people = told.round.population.as_ref().map(|population| population.count(&std::collections::BTreeMap::new()));
    (answered, people)
}

/// The rates by name; those that do not apply, or cannot be said, are none.
fn rates(told: &Told) -> [(&'static str, Option<f64>); 3] {
    if !told.divided {
        return [("rr1", None), ("rr2", None), ("share", None)];
    }
    if is_of_named_persons(told.round) {
        let rates = told.ended.rates();
        return [("rr1", rates.rr1), ("rr2", rates.rr2), ("share", None)];
    }
    let (answered, people) = answered_of(told);
    [("rr1", None), ("rr2", None), ("share", people.and_then(|people| share(answered, people)))]
}

fn object(told: &Told) -> serde_json::Value {
    let dispositions: serde_json::Map<String, serde_json::Value> =
        told.named().into_iter().map(|(name, count)| (name.to_owned(), count.into())).collect();
    let mut object = json!({
        "round": told.round.key,
        "synthetic": told.round.synthetic,
        "published": told.published.is_some(),
        "standard": is_of_named_persons(told.round).then_some(STANDARD),
        "total": told.total(),
        "dispositions": dispositions,
    });
    for (name, rate) in rates(told) {
        object[name] = json!(rate);
    }
    object
}

fn csv(told: &Told) -> String {
    let mut lines = vec!["name,value".to_owned()];
    let cell = |count: Option<u64>| count.map(|count| count.to_string()).unwrap_or_default();
    lines.extend(told.named().into_iter().map(|(name, count)| format!("{name},{}", cell(count))));
    lines.push(format!("total,{}", told.total()));
    lines.extend(
        rates(told).iter().map(|(name, rate)| format!("{name},{}", rate.map(|rate| rate.to_string()).unwrap_or_default())),
    );
    lines.join("\n") + "\n"
}

fn text(told: &Told, language: Language) -> String {
    let english = language == Language::En;
    let mut rows: Vec<(String, String)> = Vec::new();
    for (name, count) in told.named().into_iter().filter_map(|(name, count)| Some((name, count?))) {
        rows.push((words(name, english).to_owned(), number::whole(count, language)));
    }
    rows.push((if english { "in all" } else { "i alt" }.to_owned(), number::whole(told.total(), language)));
    let wide = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let tall = rows.iter().map(|(_, count)| count.chars().count()).max().unwrap_or(0);
    let lines: Vec<String> = rows.iter().map(|(name, count)| format!("{name:<wide$}  {count:>tall$}\n")).collect();
    let mut text = lines.concat();
    text.push('\n');
    if told.published.is_some() {
        text.push_str(if english {
            "The answers come from a published table, so how each invitation ended is not known.\n"
        } else {
            "Svarene kommer fra en offentliggjort tabel, så det vides ikke, hvordan den enkelte invitation endte.\n"
        });
    }
    text.push_str(&sentence(told, language));
    if told.round.synthetic {
        text.push_str(if english { "The answers are made up.\n" } else { "Svarene er syntetiske.\n" });
    }
    text
}

fn sentence(told: &Told, language: Language) -> String {
    let english = language == Language::En;
    if told.ended.unread > 0 {
        return match (told.round.is_sealed(), english) {
            (true, true) => "The answers are sealed until the round is closed.\nUntil then there is no response rate.\n",
            (true, false) => "Svarene er forseglet, til runden er lukket.\nIndtil da er der ingen svarprocent.\n",
            (false, true) => "The answers were destroyed unread, since they were too few.\n",
            (false, false) => "Svarene blev slettet ulæst, fordi der var for få.\n",
        }
        .to_owned();
    }
    if !told.divided {
        return if english {
            "How many are not eligible by their own answer is told once the round is closed and enough people have answered.\n\
             Until then there is no response rate.\n"
        } else {
            "Hvor mange der er uden for målgruppen efter eget svar, oplyses, når runden er lukket, og nok har svaret.\n\
             Indtil da er der ingen svarprocent.\n"
        }
        .to_owned();
    }
    if !is_of_named_persons(told.round) {
        let (answered, people) = answered_of(told);
        let said = people.and_then(|people| Some((people, number::percent(share(answered, people)?, language))));
        let answered = number::whole(answered, language);
        return match said {
            Some((people, percent)) if english => format!("Share of answers: {percent} ({answered} of {people})\n"),
            Some((people, percent)) => format!("Svarandel: {percent} ({answered} af {people})\n"),
            None if english => "Share of answers: unknown, because it is not known how many people there are.\n".to_owned(),
            None => "Svarandel: ukendt, fordi det ikke vides, hvor mange personer der er.\n".to_owned(),
        };
    }
    let rates = told.ended.rates();
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
        ("answered", false) => "har svaret",
        ("complete", false) => "besvaret helt",
        ("partial", false) => "besvaret delvist",
        ("refusal", false) => "ønsker ikke at svare",
        ("logged-on", false) => "startet uden at svare",
        ("break-off", false) => "afbrudt",
        ("no-reply", false) => "intet svar",
        ("undelivered", false) => "brevet kunne ikke leveres",
        ("screened-out", false) => "uden for målgruppen efter eget svar",
        ("not-eligible", false) => "trukket tilbage",
        ("answered", true) => "answered",
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
