//! `compare --plan`: what rounds could show, before anything is sent.

use super::compare::{Arguments, Form};
use super::{Context, Ending, usage};
use crate::compare::Expected;
use crate::export::comparison::Words;
use crate::export::plan;
use crate::questionnaire::Version;
use crate::store::Comparing;

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    let by = if arguments.by.is_empty() { vec!["municipality".to_owned()] } else { arguments.by.clone() };
    let now = context.clock.now();
    let asked = Comparing {
        trial: &arguments.trial,
        evaluation: arguments.evaluation.as_deref(),
        rounds: &arguments.rounds,
        by: &by,
        linked: false,
        weight_by: &[],
        privacy: &context.config.privacy,
        language: context.language,
        now,
    };
    if arguments.rounds.len() > 2 {
        return usage(context.say("--plan: nævn højst to runder.", "--plan: name two rounds at most."));
    }
    let response = f64::from(arguments.response) / 100.0;
    let expected = Expected { response, people: arguments.people, today: now.day() };
    let store = context.store()?;
    let planned = match store.plan(&asked, &expected)? {
        Ok(planned) => planned,
        Err(wrong) => return usage(wrong.sentence(context.language)),
    };
    let trials = store.trials()?;
    let versions: Vec<&Version> = planned.versions.iter().map(|published| &published.version).collect();
    let words = Words { versions: &versions, trials: &trials, language: context.language };
    match arguments.format {
        Form::Text => print!("{}", plan::text(&planned.plan, &words)),
        Form::Json => println!("{}", serde_json::to_string_pretty(&planned.plan)?),
        Form::Csv => print!("{}", plan::csv(&planned.plan, &words)?),
        _ => return usage(context.say("--plan: brug --format text, json eller csv.", "--plan: use --format text, json or csv.")),
    }
    Ok(())
}
