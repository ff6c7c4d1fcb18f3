//! `rates`: how the invitations of a round ended, and the response rates that follow.
//!
//! Only surveys of named persons have AAPOR's names; open and imported rounds have no list behind them and say a share.

use std::io::Write as _;

use clap::Args;

use super::output::Format;
use super::{Context, Ending};
use crate::export::rates::{Told, disposition};
use crate::language::{Language, number};

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
    let told = Told::gather(&store, &context.config.privacy, &round, context.clock.now())?;
    let text = match arguments.format {
        Format::Text => text(&told, context.language),
        Format::Json => serde_json::to_string_pretty(&told.object())? + "\n",
        Format::Csv => csv(&told),
    };
    Ok(std::io::stdout().lock().write_all(text.as_bytes())?)
}

fn csv(told: &Told) -> String {
    let mut lines = vec!["name,value".to_owned()];
    let cell = |count: Option<u64>| count.map(|count| count.to_string()).unwrap_or_default();
    lines.extend(told.named().into_iter().map(|(name, count)| format!("{name},{}", cell(count))));
    lines.push(format!("total,{}", told.total()));
    lines.extend(told.entries().into_iter().map(|(name, count)| format!("{name},{}", cell(count))));
    lines.extend(
        told.rates().iter().map(|(name, rate)| format!("{name},{}", rate.map(|rate| rate.to_string()).unwrap_or_default())),
    );
    lines.join("\n") + "\n"
}

fn text(told: &Told, language: Language) -> String {
    let english = language == Language::En;
    let mut rows: Vec<(String, String)> = Vec::new();
    for (name, count) in told.named().into_iter().filter_map(|(name, count)| Some((name, count?))) {
        rows.push((disposition(name, language).to_owned(), number::whole(count, language)));
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
    text.push_str(&told.sentence(language));
    if told.round.synthetic {
        text.push_str(if english { "The answers are made up.\n" } else { "Svarene er syntetiske.\n" });
    }
    text
}
