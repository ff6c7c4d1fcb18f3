//! `compare`: rounds of a trial side by side, as text, JSON, CSV, HTML, XLSX or a picture, all from one value.

use std::io::Write as _;

use clap::{Args, ValueEnum};

use super::{Context, Ending, plan, usage};
use crate::export::comparison::Words;
use crate::export::comparison_pictures::{self, Kind};
use crate::export::{comparison_csv, comparison_html, comparison_json, comparison_text, comparison_xlsx};
use crate::questionnaire::Version;
use crate::store::Comparing;

/// Arguments of `compare`.
#[derive(Args)]
pub(super) struct Arguments {
    /// The trial's key.
    #[arg(long)]
    pub(super) trial: String,
    /// The evaluation, where the trial has several.
    #[arg(long)]
    pub(super) evaluation: Option<String>,
    /// The rounds, separated by commas.
    #[arg(long, value_delimiter = ',', required_unless_present = "plan")]
    pub(super) rounds: Vec<String>,
    /// Background columns to divide by: one, or municipality and another, separated by a comma.
    #[arg(long, value_delimiter = ',')]
    pub(super) by: Vec<String>,
    /// Follows the same people from each round to the next, by the keys that link them; without it rounds are compared as independent.
    #[arg(long)]
    linked: bool,
    /// Weights the answers of the whole so that they look like those who were asked, by one background column, or municipality and another.
    #[arg(long, value_delimiter = ',', conflicts_with = "linked")]
    weight_by: Vec<String>,
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Form,
    /// Says what the rounds could show, before anything is sent: the smallest change that so many people would let you see.
    #[arg(long, conflicts_with_all = ["linked", "weight_by", "question", "picture"])]
    pub(super) plan: bool,
    /// With --plan: how many of a hundred are expected to answer.
    #[arg(long, requires = "plan", default_value_t = 60, value_parser = clap::value_parser!(u8).range(1..=100))]
    pub(super) response: u8,
    /// With --plan: how many people there are, where no round knows it.
    #[arg(long, requires = "plan")]
    pub(super) people: Option<u64>,
    /// The key of the question whose picture is wanted, for svg and png.
    #[arg(long, required_if_eq_any([("format", "svg"), ("format", "png")]))]
    question: Option<String>,
    /// What kind of picture; the last two need --by.
    #[arg(long, value_enum, default_value_t)]
    picture: Picture,
}

/// A picture of a question.
#[derive(Clone, Copy, Default, ValueEnum)]
enum Picture {
    /// The bars of every round.
    #[default]
    Bars,
    /// The share of each group and its change.
    Dumbbell,
    /// The bars of each group.
    Panels,
}

impl Picture {
    fn kind(self) -> Kind {
        match self {
            Self::Bars => Kind::Bars,
            Self::Dumbbell => Kind::Dumbbell,
            Self::Panels => Kind::Panels,
        }
    }
}

/// The format of a comparison.
#[derive(Clone, Copy, Default, ValueEnum)]
pub(super) enum Form {
    #[default]
    Text,
    Json,
    Csv,
    Html,
    /// A workbook; give it a file with `> FILE.xlsx`.
    Xlsx,
    /// The picture of one question, as lines; give it a file with `> FILE.svg`.
    Svg,
    /// The same as pixels.
    Png,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    if arguments.plan {
        return plan::run(context, arguments);
    }
    let asked = Comparing {
        trial: &arguments.trial,
        evaluation: arguments.evaluation.as_deref(),
        rounds: &arguments.rounds,
        by: &arguments.by,
        linked: arguments.linked,
        weight_by: &arguments.weight_by,
        privacy: &context.config.privacy,
        language: context.language,
        now: context.clock.now(),
    };
    let store = context.store()?;
    let compared = match store.compare(&asked)? {
        Ok(compared) => compared,
        Err(wrong) => return usage(wrong.sentence(context.language)),
    };
    let trials = store.trials()?;
    let versions: Vec<&Version> = compared.versions.iter().map(|published| &published.version).collect();
    let words = Words { versions: &versions, trials: &trials, language: context.language };
    let picture = |form| {
        let key = arguments.question.as_deref().unwrap_or_default();
        comparison_pictures::file(&compared.comparison, &words, key, arguments.picture.kind(), form)
    };
    let bytes = match arguments.format {
        Form::Text => comparison_text::write(&compared.comparison, &words).into_bytes(),
        Form::Json => comparison_json::write(&compared.comparison)?.into_bytes(),
        Form::Csv => comparison_csv::write(&compared.comparison, &words)?.into_bytes(),
        Form::Html => comparison_html::page(&compared.comparison, &words).into_string().into_bytes(),
        Form::Xlsx => comparison_xlsx::write(&compared.comparison, &words)?,
        Form::Svg | Form::Png => {
            let form = if matches!(arguments.format, Form::Svg) {
                comparison_pictures::Form::Svg
            } else {
                comparison_pictures::Form::Png
            };
            let Some(bytes) = picture(form)? else { return usage(comparison_pictures::none(&words)) };
            bytes
        }
    };
    Ok(std::io::stdout().lock().write_all(&bytes)?)
}
