//! `focus-groups agreement`: how far coders agree, of a sample that they coded here or of a table of ratings from elsewhere.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use super::super::output::{Format, listing};
use super::super::sources::faults_of;
use super::{Context, Ending, usage};
use crate::compare::reliability::{self, reliability};
use crate::export::coding::{AgreedOn, AgreementRow, figure, of_sample};
use crate::import::ratings;
use crate::store::Store;

/// Arguments of `focus-groups agreement`.
#[derive(Args)]
pub(in crate::cli) struct Arguments {
    /// The number of the sample.
    #[arg(long, value_name = "NUMBER", required_unless_present = "file", conflicts_with = "file")]
    sample: Option<i64>,
    /// A table in place of a sample: a row per unit, its name in the first column, then a column for each coder.
    file: Option<PathBuf>,
    /// From which the units are drawn again for the intervals.
    #[arg(long, value_name = "NUMBER", default_value_t = reliability::SEED)]
    seed: u64,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

const COLUMNS: [&str; 9] = ["on", "code", "coders", "units", "same", "coefficient", "value", "low", "high"];

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    let rows = match &arguments.file {
        Some(path) => {
            let label = path.display().to_string();
            let bytes = std::fs::read(path).with_context(|| label.clone())?;
            match ratings(&label, &bytes) {
                Ok(read) => {
                    let found = reliability(&read.units, &read.categories, arguments.seed);
                    vec![AgreementRow { code: String::new(), on: AgreedOn::Scale, found }]
                }
                Err(faults) => return faults_of(context, &faults),
            }
        }
        None => of(context, &context.store()?, arguments)?,
    };
    print(context, arguments.format, &rows)
}

fn of(context: &Context, store: &Store, arguments: &Arguments) -> Result<Vec<AgreementRow>, Ending> {
    let samples = store.samples()?;
    let Some(sample) = samples.iter().find(|sample| Some(sample.id) == arguments.sample) else {
        return usage(context.say("Der er ingen stikprøve med det nummer.", "There is no sample of that number."));
    };
    match of_sample(store, sample, arguments.seed)? {
        Some(rows) => Ok(rows),
        None => usage(context.say(
            "Stikprøven kodes stadig. Enigheden kan først ses, når alle er færdige.",
            "The sample is still being coded. Agreement can be seen only once all are done.",
        )),
    }
}

fn print(context: &Context, format: Format, rows: &[AgreementRow]) -> Result<(), Ending> {
    let mut cells = Vec::new();
    for row in rows {
        for one in &row.found.coefficients {
            let exact = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
            let [value, low, high] = match format {
                Format::Text => [figure(one, context.language), String::new(), String::new()],
                _ => {
                    [one.value, one.interval.map(|interval| interval.low), one.interval.map(|interval| interval.high)].map(exact)
                }
            };
            let counts = [row.found.coders, row.found.units, row.found.same].map(|count| count.to_string());
            let name = vec![row.on.name().to_owned(), row.code.clone()];
            cells.push([name, counts.to_vec(), vec![one.name.to_owned(), value, low, high]].concat());
        }
    }
    if format == Format::Text {
        cells.iter_mut().for_each(|row| row.truncate(7));
        return listing(format, &COLUMNS[..7], &cells);
    }
    listing(format, &COLUMNS, &cells)
}
