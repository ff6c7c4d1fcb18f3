//! Planning a round: which questionnaire, when, with which promise to whoever answers; warnings come before anything is stored.
//!
//! The rules are those of the command line. Only versions of trials for which the person may plan rounds are offered, and only one of these
//! can be chosen.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use jiff::civil::Date;
use maud::{Markup, html};

use super::caller::Admitted;
use super::layout::{Noun, Page};
use super::sign_in::notice;
use super::tasks::due_of;
use super::{broken, schedule};
use crate::access::{Object, Verb};
use crate::fieldwork::{
    Access, CannotPlan, Mode, NewSending, Population, Reading, RoundPlan, away, away_between, check_schedule, concerns_employees,
    faults_of_plan, singled_out, suggested_key,
};
use crate::import::{self, NoRecipients};
use crate::questionnaire::Trials;
use crate::store::{Error, NewRound, PublishedVersion, RoundAdded};

/// The shares of applicable items from which a response is complete or partial, where nobody sets others.
const COMPLETE: u32 = 80;
const PARTIAL: u32 = 50;
const MODES: [Mode; 3] = [Mode::Anonymous, Mode::Pseudonymous, Mode::Identified];

/// What stands above the form.
#[derive(Default)]
struct Said {
    wrong: Vec<String>,
    warnings: Vec<String>,
}

/// What is planned beside the round itself.
struct Planned {
    /// By when the municipalities are to hand in whom to ask.
    due: Option<Date>,
    /// The letters that the round sends by itself.
    sendings: Vec<NewSending>,
}

/// GET `/desk/rounds/new`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    match offered(admitted) {
        Ok(versions) => show(admitted, &versions, &Said::default()),
        Err(error) => broken(admitted, &error),
    }
}

/// POST `/desk/rounds/new`.
pub(super) fn plan(admitted: &Admitted) -> HttpResponse {
    let planned = offered(admitted).and_then(|versions| Ok((planned(admitted, &versions)?, versions)));
    match planned {
        Ok((Ok(key), _)) => admitted.see(&format!("/desk/rounds/{key}")),
        Ok((Err(said), versions)) => show(admitted, &versions, &said),
        Err(error) => broken(admitted, &error),
    }
}

/// The versions of which the person may plan rounds, the newest first.
fn offered(admitted: &Admitted) -> Result<Vec<Arc<PublishedVersion>>, Error> {
    let store = &admitted.state.store;
    let mut versions = store.version_ids()?.into_iter().map(|id| store.version(id)).collect::<Result<Vec<_>, _>>()?;
    versions.retain(|published| admitted.may(Verb::PlanRound, Object::Trial(&published.version.trial)));
    versions.reverse();
    Ok(versions)
}

/// What a version is called in the form.
fn name_of(published: &PublishedVersion) -> String {
    format!("{}/{}", published.version.key, published.version.version)
}

/// What was typed, read; or what is wrong with it.
fn read(
    admitted: &Admitted,
    versions: &[Arc<PublishedVersion>],
    trials: &Trials,
) -> Result<(NewRound, Planned, Arc<PublishedVersion>), Vec<String>> {
    let say = |danish: &str, english: &str| admitted.say(danish, english).to_owned();
    let mut wrong = Vec::new();
    let field = |name: &str| admitted.field(name).trim();
    let published = versions.iter().find(|published| name_of(published) == field("version"));
    if published.is_none() {
        wrong.push(say("Vælg et spørgeskema.", "Choose a questionnaire."));
    }
    let mut day = |name: &str, danish: &str, english: &str| {
        let read = field(name).parse::<Date>().ok().filter(|day| (1900..=2200).contains(&day.year()));
        if read.is_none() {
            wrong.push(say(danish, english));
        }
        read
    };
    let opens = day("opens", "Skriv første dag som 2027-03-01.", "Write the first day as 2027-03-01.");
    let closes = day("closes", "Skriv sidste dag som 2027-03-12.", "Write the last day as 2027-03-12.");
    let mode = Mode::from_name(field("mode"));
    if mode.is_none() {
        wrong.push(say("Vælg, hvad der vides om den, der svarer.", "Choose what is known of who answers."));
    }
    let access = Access::from_name(field("access"));
    if access.is_none() {
        wrong.push(say("Vælg, hvem der kan svare.", "Choose who may answer."));
    }
    let minimum: Option<u32> = field("minimum").parse().ok();
    if minimum.is_none() && !field("minimum").is_empty() {
        wrong.push(say("Skriv minimum som et helt tal.", "Write the minimum as a whole number."));
    }
    let least = admitted.state.config.privacy.minimum_mean;
    let (Some(published), Some(opens), Some(closes), Some(mode), Some(access)) = (published, opens, closes, mode, access) else {
        // What can be told already is told with the rest, so that nobody mends a form twice.
        let known = [
            opens.zip(closes).is_some_and(|(opens, closes)| closes < opens).then_some(CannotPlan::Order),
            minimum.is_some_and(|minimum| minimum < least).then_some(CannotPlan::Minimum(least)),
        ];
        wrong.extend(known.iter().flatten().map(|fault| fault.sentence(admitted.language, Reading::Page)));
        return Err(wrong);
    };
    let version = &published.version;
    if concerns_employees(version.audience) && field("med") != "1" {
        wrong.push(say(
            "Skemaet er til medarbejdere: sæt kryds, når MED er orienteret.",
            "The questionnaire is for employees: tick when the works council (MED) is informed.",
        ));
    }
    let key = if field("key").is_empty() { suggested_key(&version.trial, opens) } else { field("key").to_owned() };
    let (complete, partial) = (COMPLETE, PARTIAL);
    let plan = RoundPlan { key: &key, opens, closes, mode, access, minimum, complete, partial };
    let faults = faults_of_plan(&plan, version, trials, least);
    wrong.extend(faults.iter().map(|fault| fault.sentence(admitted.language, Reading::Page)));
    let population = population(admitted, published, trials).unwrap_or_else(|faults| {
        wrong.extend(faults);
        None
    });
    if mode == Mode::Anonymous {
        let columns = version.background.iter().map(|background| background.key.clone()).collect();
        let found = population.as_ref().and_then(|population| singled_out(None, population, columns));
        wrong.extend(found.and_then(|found| found.refusal(admitted.language, Reading::Page)));
    }
    let due = due_of(admitted, Some(closes)).unwrap_or_else(|fault| {
        wrong.push(fault);
        None
    });
    let sendings = schedule::read(admitted).unwrap_or_else(|fault| {
        wrong.push(fault);
        Vec::new()
    });
    let checked = check_schedule(&sendings, (opens, closes), admitted.now());
    wrong.extend(checked.err().map(|wrong| wrong.sentence(admitted.language, Reading::Page)));
    if (due.is_some() || !sendings.is_empty()) && access == Access::Open {
        wrong.push(NoRecipients::Open.sentence(admitted.language).to_owned());
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let new = NewRound {
        key,
        version_id: published.id,
        opens,
        closes,
        mode,
        access,
        population,
        minimum,
        complete,
        partial,
        synthetic: admitted.state.demonstration,
        divisions: None,
    };
    Ok((new, Planned { due, sendings }, Arc::clone(published)))
}

/// The population that was pasted, if one was.
fn population(admitted: &Admitted, published: &PublishedVersion, trials: &Trials) -> Result<Option<Population>, Vec<String>> {
    let pasted = admitted.field("population");
    if pasted.trim().is_empty() {
        return Ok(None);
    }
    let label = admitted.say("population", "population");
    let read = import::population(label, pasted.as_bytes(), &published.version, trials);
    let line = |fault: &import::Fault| {
        let at = admitted.say("Population, linje", "Population, line");
        format!("{at} {}: {}", fault.place.line, fault.sentence(admitted.language))
    };
    read.map(|(population, _)| Some(population)).map_err(|faults| faults.iter().map(line).collect())
}

/// The key of the round that was planned, or what must be said before it is.
fn planned(admitted: &Admitted, versions: &[Arc<PublishedVersion>]) -> Result<Result<String, Said>, Error> {
    let store = &admitted.state.store;
    let trials = store.trials()?;
    let (new, beside, published) = match read(admitted, versions, &trials) {
        Ok(read) => read,
        Err(wrong) => return Ok(Err(Said { wrong, warnings: Vec::new() })),
    };
    let days = away_between(new.opens, new.closes).map(|days| days.sentence(admitted.language));
    let mut ends = away(new.opens, new.closes);
    ends.extend(schedule::away_of(&beside.sendings));
    let ends = ends.into_iter().map(|away| away.sentence(admitted.language));
    let warnings: Vec<String> = ends.chain(days).collect();
    if !warnings.is_empty() && admitted.field("warned") != days_typed(admitted) {
        return Ok(Err(Said { wrong: Vec::new(), warnings }));
    }
    let what =
        if concerns_employees(published.version.audience) { "planned a round; MED is informed" } else { "planned a round" };
    if store.add_round_with(&new, beside.due, &beside.sendings, Some((admitted.actor(), what)))? == RoundAdded::KeyTaken {
        let words = match admitted.say("da", "en") {
            "en" => format!("There is a round {} already; choose another key.", new.key),
            _ => format!("Der findes allerede en runde {}; vælg en anden nøgle.", new.key),
        };
        return Ok(Err(Said { wrong: vec![words], warnings: Vec::new() }));
    }
    Ok(Ok(new.key))
}

/// Of which days the person was warned, so that other days are warned of anew.
fn days_typed(admitted: &Admitted) -> String {
    let mut days = vec![admitted.field("opens").trim(), admitted.field("closes").trim()];
    days.extend(schedule::typed(admitted));
    days.join(" ")
}

fn show(admitted: &Admitted, versions: &[Arc<PublishedVersion>], said: &Said) -> HttpResponse {
    let title = admitted.say("Planlæg en runde", "Plan a round");
    let rounds = admitted.say("Runder", "Rounds");
    let page = Page {
        language: admitted.language,
        noun: Some(Noun::Rounds),
        title,
        path: &[("/desk/rounds".to_owned(), rounds.to_owned())],
        synthetic: false,
        address: "/desk/rounds/new",
    };
    let body = html! {
        @if !said.wrong.is_empty() {
            div.notice role="alert" tabindex="-1" autofocus {
                p { b { (admitted.say("Runden er ikke oprettet:", "The round was not made:")) } }
                ul { @for wrong in &said.wrong { li { (wrong) } } }
            }
        }
        @if !said.warnings.is_empty() {
            div.notice.warning role="alert" tabindex="-1" autofocus {
                @for warning in &said.warnings { p { (warning) } }
                p { (admitted.say("Ret dagene, eller opret runden alligevel.", "Change the days, or make the round all the same.")) }
            }
        }
        @if versions.is_empty() {
            (notice(admitted.say(
                "Der er intet udgivet spørgeskema, som du kan planlægge en runde med. Udgiv det først.",
                "There is no published questionnaire of which you may plan a round. Publish it first.",
            )))
        } @else {
            (form(admitted, versions, said))
        }
    };
    let status = if said.wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    admitted.respond_with(status, &page, &body)
}

fn form(admitted: &Admitted, versions: &[Arc<PublishedVersion>], said: &Said) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let typed = |name: &str| admitted.field(name);
    let warned_of = (!said.warnings.is_empty()).then(|| days_typed(admitted));
    html! {
        form.card method="post" action=(admitted.to("/desk/rounds/new")) {
            (admitted.form_field())
            @if let Some(days) = warned_of { input type="hidden" name="warned" value=(days); }
            p {
                label.over for="version" { (say("Spørgeskema", "Questionnaire")) }
                select id="version" name="version" required {
                    option value="" { (say("Vælg", "Choose")) }
                    @for published in versions {
                        @let name = name_of(published);
                        option value=(name) selected[typed("version") == name] {
                            (published.version.title.get(admitted.language)) " (" (published.version.key) ", version " (published.version.version) ")"
                        }
                    }
                }
            }
            p {
                label.over for="key" { (say("Rundens nøgle", "The round's key")) }
                input id="key" name="key" type="text" value=(typed("key")) maxlength="80" autocomplete="off" spellcheck="false" aria-describedby="key-say";
                br; span.small #key-say { (say(
                    "Står feltet tomt, bliver nøglen forsøg, år og måned, for eksempel ledighedsydelse-2027-03. Den står i adresser og filer.",
                    "Left empty, the key is trial, year and month, for instance ledighedsydelse-2027-03. It stands in addresses and files.",
                )) }
            }
            div.pair {
                p { label.over for="opens" { (say("Første dag", "First day")) } input id="opens" name="opens" type="date" value=(typed("opens")) required; }
                p { label.over for="closes" { (say("Sidste dag", "Last day")) } input id="closes" name="closes" type="date" value=(typed("closes")) required; }
            }
            p {
                label.over for="due" { (say("Modtagere senest (kan udelades)", "Recipients by (may be left out)")) }
                input id="due" name="due" type="date" value=(typed("due")) aria-describedby="due-say";
                br; span.small #due-say { (say(
                    "Kommunerne i forsøget ser fristen på deres forside, til de har afleveret.",
                    "The municipalities of the trial see the day on their front page until they have handed in.",
                )) }
            }
            (schedule::fields(admitted))
            (promise(admitted))
            fieldset {
                legend { (say("Hvem kan svare?", "Who may answer?")) }
                @let access = if typed("access").is_empty() { Access::Invited.name() } else { typed("access") };
                @for (one, words) in [
                    (Access::Invited, say("De inviterede: hver får sit eget link, og hver svarer én gang.", "Those who are invited: each gets a link and answers once.")),
                    (Access::Open, say("Alle, der har adressen. Samme person kan svare flere gange.", "Everybody with the address. One person can answer more than once.")),
                ] {
                    label.pick { input type="radio" name="access" value=(one.name()) checked[access == one.name()] required; span { (words) } }
                }
            }
            p {
                label.over for="population" { (say("Population (kan udelades)", "Population (may be left out)")) }
                textarea id="population" name="population" rows="4" spellcheck="false" aria-describedby="population-say" { (typed("population")) }
                span.small #population-say { (say(
                    "Hvor mange der er i alt. Indsæt fra et regneark: en kolonne for hver baggrund, for eksempel »Kommune«, og kolonnen »Antal«.",
                    "How many people there are. Paste from a spreadsheet: a column per background, for instance “municipality”, and the column “count”.",
                )) }
            }
            p {
                label.over for="minimum" { (say("Minimum (kan udelades)", "Minimum (may be left out)")) }
                input id="minimum" name="minimum" type="text" inputmode="numeric" size="4" value=(typed("minimum")) aria-describedby="minimum-say";
                br; span.small #minimum-say { (say("Under så mange svar vises intet.", "Below so many answers nothing is shown.")) " " (least(admitted)) }
            }
            fieldset {
                legend { (say("Er MED orienteret?", "Is the works council (MED) informed?")) }
                label.pick { input type="checkbox" name="med" value="1" checked[typed("med") == "1"]; span { (say(
                    "Ja. Det skal være sket, før medarbejdere bliver spurgt.",
                    "Yes. It must have been done before employees are asked.",
                )) } }
            }
            button type="submit" {
                @if said.warnings.is_empty() { (say("Opret runden", "Make the round")) } @else { (say("Opret runden alligevel", "Make the round all the same")) }
            }
        }
    }
}

fn least(admitted: &Admitted) -> String {
    let least = admitted.state.config.privacy.minimum_mean;
    format!("{} {least}.", admitted.say("Mindst", "At least"))
}

/// The three modes, each with what it means to whoever answers.
fn promise(admitted: &Admitted) -> Markup {
    html! {
        fieldset {
            legend { (admitted.say("Hvad vides om den, der svarer?", "What is known of who answers?")) }
            p.small { (admitted.say("Det er et løfte og kan aldrig ændres, når runden er oprettet.", "It is a promise and can never be changed once the round is made.")) }
            @for mode in MODES {
                label.pick { input type="radio" name="mode" value=(mode.name()) checked[admitted.field("mode") == mode.name()] required; span { (mode_words(admitted, mode)) } }
            }
        }
    }
}

/// A mode in a sentence.
fn mode_words(admitted: &Admitted, mode: Mode) -> &'static str {
    let english = admitted.say("da", "en") == "en";
    match mode {
        Mode::Anonymous if english => {
            "Anonymous: nobody can find out who answered what. The answers open together when the round is closed, and only if there are ten."
        }
        Mode::Anonymous => {
            "Anonym: ingen kan finde ud af, hvem der svarede hvad. Svarene åbnes samlet, når runden er lukket, og kun hvis der er ti."
        }
        Mode::Pseudonymous if english => {
            "Pseudonymous: a key links one person's answers from round to round. No name stands with the answers."
        }
        Mode::Pseudonymous => {
            "Pseudonym: en nøgle kobler den samme persons svar fra runde til runde. Intet navn står ved svarene."
        }
        Mode::Identified if english => "Identified: the case or the organisation stands with the answers. Not for citizens.",
        Mode::Identified => "Identificeret: sagen eller organisationen står ved svarene. Ikke til borgere.",
    }
}
