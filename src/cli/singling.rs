//! Before an anonymous round invites anybody: how many people its background questions single out, and a refusal where it is too many.

use super::context::version;
use super::{Context, Ending, usage};
use crate::fieldwork::{CROWD, Estimate, MOST_SINGLED_OUT, Round, Singling, estimate};
use crate::language::{Language, number};
use crate::store::Store;

/// Says how many people are singled out, by what is known of those whom the round asks; refuses where it is more than may be.
pub(super) fn check(context: &Context, store: &Store, round: &Round) -> Result<(), Ending> {
    let published = version(store, round)?;
    let columns: Vec<String> = published.version.background.iter().map(|background| background.key.clone()).collect();
    let invited = store.recipient_backgrounds(round.id)?;
    let given = round.population.as_ref().filter(|population| population.knows(&columns));
    let population = given.unwrap_or(&invited);
    if population.0.is_empty() {
        return Ok(());
    }
    let (known, unknown): (Vec<String>, Vec<String>) =
        columns.into_iter().partition(|column| population.0.iter().any(|(row, _)| row.contains_key(column)));
    let found = estimate(population, &known);
    for line in lines(&found, &unknown, context.language) {
        eprintln!("{line}");
    }
    if found.together.is_too_much() { usage(advice(&found, context.language)) } else { Ok(()) }
}

fn lines(found: &Estimate, unknown: &[String], language: Language) -> Vec<String> {
    let english = language == Language::En;
    let each = found.each.iter().filter(|_| found.each.len() > 1);
    let mut lines: Vec<String> = each
        .chain([&found.together])
        .filter(|singling| !singling.columns.is_empty())
        .map(|singling| {
            let (columns, share) = (singling.columns.join(" + "), share(singling, language));
            if english {
                format!("{columns}: {share} are singled out, being fewer than {CROWD} with the same values")
            } else {
                format!("{columns}: {share} kan skilles ud, fordi færre end {CROWD} har de samme værdier")
            }
        })
        .collect();
    lines.extend(unknown.iter().map(|column| {
        if english {
            format!("{column}: it is not known how many people have which value. Give round add --population with that column to know it.")
        } else {
            format!("{column}: det vides ikke, hvor mange der har hvilken værdi. Giv round add --population med den kolonne for at vide det.")
        }
    }));
    lines
}

fn share(singling: &Singling, language: Language) -> String {
    let percent = number::percent(if singling.of > 0 { singling.people as f64 / singling.of as f64 } else { 0.0 }, language);
    let of = if language == Language::En { "of" } else { "af" };
    format!("{} {of} {} ({percent})", number::whole(singling.people, language), number::whole(singling.of, language))
}

fn advice(found: &Estimate, language: Language) -> String {
    let english = language == Language::En;
    let best = found.without.iter().min_by_key(|(_, rest)| rest.people);
    let drop = best.map(|(column, rest)| {
        let rest = share(rest, language);
        if english { format!(" Without {column} it would be {rest}.") } else { format!(" Uden {column} ville det være {rest}.") }
    });
    let drop = drop.unwrap_or_default();
    if english {
        format!(
            "No more than {MOST_SINGLED_OUT} % may be singled out in an anonymous round.{drop} Drop a background column, put values \
             together, such as small municipalities under one name, or use --mode pseudonymous."
        )
    } else {
        format!(
            "I en anonym runde må højst {MOST_SINGLED_OUT} % kunne skilles ud.{drop} Udelad en baggrund, slå værdier sammen, for eksempel \
             små kommuner under ét navn, eller brug --mode pseudonymous."
        )
    }
}
