//! All trials at a glance: an evidence table of what was planned and what there is, trial by source; the next things to do stand above it.
//!
//! Whether a closed round has too few answers is found out once and kept as long as nothing of closed rounds has come or gone.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use actix_web::{HttpResponse, web};
use jiff::Span;
use jiff::civil::Date;
use maud::{Markup, html};

use super::caller::Admitted;
use super::layout::{Noun, Page};
use super::tasks::{self, awaited};
use super::trials::{Line, lines, state_words};
use super::{broken, schedule};
use crate::compare::minimums;
use crate::compare::rates::{Dispositions, is_too_few};
use crate::fieldwork::Round;
use crate::language::{Language, number};
use crate::questionnaire::{Audience, Status, Trial, Trials, Version};
use crate::store::Error;
use crate::time::Timestamp;

/// For so long after its close an answer that was under way may still come in.
const SETTLING: i64 = 120_000;
/// So many days ahead something is to be done soon.
const SOON: i64 = 7;
/// So many things to do soon are named.
const MOST_SOON: usize = 6;

/// Which closed rounds have too few answers, by their numbers.
type Few = Rc<BTreeMap<i64, bool>>;

/// The same with the stamp under which it was found out. Each worker keeps its own.
#[derive(Default)]
pub(super) struct Kept(RefCell<Option<((i64, i64), Few)>>);

/// What there is to show.
struct Evidence {
    lines: Vec<Line>,
    /// The rounds of which recipients are awaited: the day, the key, how many municipalities have handed in, and how many are asked.
    awaited: Vec<(Date, String, usize, usize)>,
    /// Letters that a round sends by itself soon, or that are held: the day, the key, and what is said of them.
    letters: Vec<(Date, String, String)>,
    /// What the person's own municipalities owe.
    owed: Markup,
    few: Few,
    /// The sources for which each trial has a questionnaire.
    asked: BTreeSet<(String, &'static str)>,
}

/// GET `/desk`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    let language = admitted.language;
    let found = admitted.state.store.trials().and_then(|trials| Ok((Evidence::of(admitted, &trials)?, trials)));
    let (evidence, trials) = match found {
        Ok(found) => found,
        Err(error) => return broken(admitted, &error),
    };
    let title = admitted.say("Hvad ved vi om hvert forsøg?", "What do we know of each trial?");
    let page = Page { language, noun: Some(Noun::Trials), title, path: &[], synthetic: false, address: "/desk" };
    admitted.respond(&page, &body(admitted, &trials, &evidence))
}

impl Evidence {
    fn of(admitted: &Admitted, trials: &Trials) -> Result<Self, Error> {
        let store = &admitted.state.store;
        let lines = lines(admitted)?;
        let few = few(admitted, &lines)?;
        let mut asked = BTreeSet::new();
        for id in store.version_ids()? {
            let published = store.version(id)?;
            asked.insert((published.version.trial.clone(), published.version.audience.name()));
        }
        let letters = schedule::soon(admitted, &lines, SOON)?;
        Ok(Self {
            letters,
            owed: tasks::own(admitted, trials, &lines)?,
            awaited: awaited(admitted, trials, &lines)?,
            lines,
            few,
            asked,
        })
    }

    fn of_trial<'a>(&'a self, trial: &'a Trial) -> impl Iterator<Item = &'a Line> {
        self.lines.iter().filter(|line| line.trial() == trial.key)
    }

    fn is_asked(&self, trial: &Trial, audience: Audience) -> bool {
        self.asked.contains(&(trial.key.clone(), audience.name()))
    }
}

/// Which of the closed rounds have too few answers.
fn few(admitted: &Admitted, lines: &[Line]) -> Result<Few, Error> {
    let (store, now) = (&admitted.state.store, admitted.now());
    let stamp = store.closed_stamp()?;
    let closed: Vec<&Line> = lines.iter().filter(|line| line.round.is_closed(now)).collect();
    let kept = admitted.request.app_data::<web::Data<Kept>>();
    if let Some((under, found)) = kept.and_then(|kept| kept.0.borrow().clone())
        && under == stamp
        && closed.iter().all(|line| found.contains_key(&line.round.id))
    {
        return Ok(found);
    }
    let mut found = BTreeMap::new();
    // Of all rounds, also those that the person does not see: what is kept is for everybody.
    for (round, version) in store.standing_rounds()?.iter().filter(|(round, _)| round.is_closed(now)) {
        found.insert(round.id, has_too_few(admitted, round, &store.version(*version)?.version)?);
    }
    let found = Rc::new(found);
    let settled = closed.iter().all(|line| line.round.is_closed(Timestamp(now.0 - SETTLING)));
    if let Some(kept) = kept.filter(|_| settled) {
        *kept.0.borrow_mut() = Some((stamp, Rc::clone(&found)));
    }
    Ok(found)
}

fn has_too_few(admitted: &Admitted, round: &Round, version: &Version) -> Result<bool, Error> {
    let (store, minimums) = (&admitted.state.store, minimums(&admitted.state.config.privacy, round, version));
    if let Some(published) = store.published_responses(round)? {
        return Ok(published < minimums.mean);
    }
    let mut ended = Dispositions::default();
    for ((_, outcome), responses) in store.outcomes(round.id)? {
        ended.count(outcome, responses);
    }
    Ok(is_too_few(&ended, version, minimums))
}

fn body(admitted: &Admitted, trials: &Trials, evidence: &Evidence) -> Markup {
    let seen: Vec<&Trial> = trials.trials.iter().filter(|trial| admitted.sees(&trial.key)).collect();
    html! {
        @if admitted.state.filling() {
            p.notice role="status" { (admitted.say(
                "Demonstrationen er ved at fylde sig selv. Genindlæs siden om et øjeblik.",
                "The demonstration is still filling itself. Load the page again in a moment.",
            )) }
        }
        @if seen.is_empty() {
            p.card {
                (admitted.say("Her kommer forsøgene, når spørgeskemaer er udgivet: ", "The trials will be here when questionnaires are published: "))
                code { "nulpunkt publish" }
            }
        } @else {
            (evidence.owed)
            (soon(admitted, evidence))
            p.say { (in_short(admitted, &seen, evidence)) }
            (table(admitted, &seen, evidence))
        }
    }
}

/// What the table amounts to.
fn in_short(admitted: &Admitted, seen: &[&Trial], evidence: &Evidence) -> String {
    let begun: Vec<&&Trial> = seen.iter().filter(|trial| trial.status != Status::NotStarted).collect();
    let without = begun.iter().filter(|trial| !has_baseline(trial, evidence)).count();
    let empty = begun.iter().filter(|trial| evidence.of_trial(trial).next().is_none()).count();
    let count = |count: usize| number::whole(count as u64, admitted.language);
    let english = admitted.language == Language::En;
    if begun.is_empty() {
        return admitted.say("Intet forsøg er begyndt endnu.", "No trial has begun yet.").to_owned();
    }
    let lacking = match (without, count(without), count(begun.len())) {
        (0, _, _) if english => "Every trial has a round from before it began.".to_owned(),
        (0, _, _) => "Alle forsøg har en runde fra før, de begyndte.".to_owned(),
        (_, without, all) if english => format!("{without} of {all} trials lack a round from before the trial began."),
        (_, without, all) => format!("{without} af {all} forsøg mangler en runde fra før, forsøget begyndte."),
    };
    match empty {
        0 => lacking,
        _ if english => format!("{lacking} {} have no round at all.", count(empty)),
        _ => format!("{lacking} {} har slet ingen runde.", count(empty)),
    }
}

/// Whether there is a round from before the trial, or will be, and it has not too few answers to say anything.
fn has_baseline(trial: &Trial, evidence: &Evidence) -> bool {
    let is_few = |line: &Line| evidence.few.get(&line.round.id) == Some(&true);
    evidence.of_trial(trial).any(|line| is_before(trial, &line.round) && !is_few(line))
}

/// Whether a round asked before the exemption was in force.
fn is_before(trial: &Trial, round: &Round) -> bool {
    round.opens < trial.in_force
}

/// The rounds that open or close within days.
fn soon(admitted: &Admitted, evidence: &Evidence) -> Markup {
    let today = admitted.now().day();
    let until = today.saturating_add(Span::new().days(SOON));
    let is_soon = |day| today <= day && day <= until;
    let say = |danish: &str, english: &str| admitted.say(danish, english).to_owned();
    let handed_in = |(day, key, done, all): &(Date, String, usize, usize)| {
        let day_words = number::day(*day, admitted.language);
        let words = match admitted.language {
            Language::En if *all == 1 => {
                format!("wants its recipients by {day_words}: the municipality has not handed in")
            }
            Language::En => format!("wants its recipients by {day_words}: {done} of {all} municipalities have handed in"),
            _ if *all == 1 => format!("skal have modtagere senest {day_words}: kommunen har ikke afleveret"),
            _ => format!("skal have modtagere senest {day_words}: {done} af {all} kommuner har afleveret"),
        };
        (*day, key.clone(), words)
    };
    let mut coming: Vec<(Date, String, String)> = evidence.awaited.iter().map(handed_in).collect();
    coming.extend(evidence.letters.iter().cloned());
    for line in evidence.lines.iter().filter(|line| !line.round.is_closed(admitted.now())) {
        let round = &line.round;
        if is_soon(round.closes) {
            coming.push((
                round.closes,
                round.key.clone(),
                say("lukker ", "closes on ") + &number::day(round.closes, admitted.language),
            ));
        } else if is_soon(round.opens) {
            coming.push((
                round.opens,
                round.key.clone(),
                say("åbner ", "opens on ") + &number::day(round.opens, admitted.language),
            ));
        }
    }
    coming.sort();
    let more = coming.len().saturating_sub(MOST_SOON);
    html! {
        @if !coming.is_empty() {
            section.card {
                h2 { (admitted.say("De næste syv dage", "The next seven days")) }
                ul.plain {
                    @for (_, key, what) in coming.iter().take(MOST_SOON) {
                        li { a href=(admitted.to(&format!("/desk/rounds/{key}"))) { (key) } " " (what) "." }
                    }
                    @if more > 0 { li { (admitted.say("Og flere:", "And more:")) " " (more) } }
                }
            }
        }
    }
}

fn table(admitted: &Admitted, seen: &[&Trial], evidence: &Evidence) -> Markup {
    let language = admitted.language;
    let is_used = |audience: &Audience| {
        seen.iter()
            .any(|trial| evidence.is_asked(trial, *audience) || evidence.of_trial(trial).any(|line| line.audience() == *audience))
    };
    let sources: Vec<Audience> = Audience::ALL.into_iter().filter(is_used).collect();
    let suffix = if language == Language::En { "?lang=en" } else { "" };
    html! {
        p.small { (admitted.say(
            "○ planlagt · ◐ i gang · ● afsluttet · – for få svar · □ kun skema: ingen runde endnu · blank: intet",
            "○ planned · ◐ collecting · ● closed · – too few answers · □ only questions: no round yet · blank: nothing",
        )) }
        div.card { div.scroll tabindex="0" role="region" aria-label=(admitted.say("Forsøg og kilder", "Trials and sources")) {
            table.groups.evidence {
                thead { tr {
                    th scope="col" { (admitted.say("Forsøg", "Trial")) }
                    @for source in &sources { th scope="col" { (source.words(language)) } }
                } }
                tbody {
                    @for trial in seen {
                        tr {
                            th scope="row" {
                                (trial.number) ". " a href={ "/desk/trials/" (trial.key) (suffix) } { (trial.name.get(language)) }
                                (lacking(admitted, trial, evidence))
                            }
                            @for source in &sources { (cell(admitted, trial, *source, evidence)) }
                        }
                    }
                }
            }
        } }
    }
}

/// What a trial lacks, below its name.
fn lacking(admitted: &Admitted, trial: &Trial, evidence: &Evidence) -> Markup {
    let words = if trial.status == Status::NotStarted {
        admitted.say("ikke påbegyndt", "never started")
    } else if evidence.of_trial(trial).next().is_none() {
        admitted.say("ingen runde", "no round")
    } else if !has_baseline(trial, evidence) {
        admitted.say("ingen runde før forsøget", "no round before the trial")
    } else {
        return html! {};
    };
    html! { div.small { (words) } }
}

/// The rounds in which a source was asked about a trial.
fn cell(admitted: &Admitted, trial: &Trial, source: Audience, evidence: &Evidence) -> Markup {
    let language = admitted.language;
    let label = source.words(language);
    let rounds: Vec<&Line> = evidence.of_trial(trial).filter(|line| line.audience() == source).collect();
    if rounds.is_empty() {
        return if evidence.is_asked(trial, source) {
            html! { td data-label=(label) { span.state { (admitted.say("□ kun skema", "□ only questions")) } } }
        } else {
            html! { td {} }
        };
    }
    let (now, suffix) = (admitted.now(), if language == Language::En { "?lang=en" } else { "" });
    let state = |line: &Line| match evidence.few.get(&line.round.id) {
        Some(true) => admitted.say("– for få svar", "– too few answers"),
        _ => state_words(&line.round, now, language),
    };
    let month = |line: &Line| number::month(line.round.opens, language);
    let alone = |line: &Line| rounds.iter().filter(|other| other.round.opens == line.round.opens).count() == 1;
    html! {
        td data-label=(label) {
            ul.plain {
                @for line in &rounds {
                    li {
                        span.state { (state(line)) } " · "
                        a href={ "/desk/rounds/" (line.round.key) (suffix) } { @if alone(line) { (month(line)) } @else { (line.round.key) } }
                        @if let Some(evaluation) = evaluation(trial, line, language) { " (" (evaluation) ")" }
                        @if is_before(trial, &line.round) { " · " (admitted.say("før forsøget", "before the trial")) }
                    }
                }
            }
        }
    }
}

/// The name of the evaluation, in a trial that has several.
fn evaluation<'a>(trial: &'a Trial, line: &Line, language: Language) -> Option<&'a str> {
    let key = line.evaluation()?;
    trial.evaluations.iter().find(|one| one.key == key).map(|one| one.name.get(language))
}
