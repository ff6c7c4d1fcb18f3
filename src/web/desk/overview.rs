//! All trials at a glance: an evidence table of what was planned and what there is, trial by source; the next things to do stand above it.
//!
//! The numbers of answers are those that a comparison tells.

mod cells;

use std::collections::{BTreeMap, BTreeSet};

use actix_web::HttpResponse;
use jiff::Span;
use jiff::civil::Date;
use maud::{Markup, html};

use super::caller::Admitted;
use super::design::{asks, is_register, is_talk, only_waiting};
use super::known::{self, Closed};
use super::layout::{Noun, Page};
use super::tasks::{self, awaited};
use super::trials::{Line, lines, state_words};
use super::{broken, design, schedule};
use crate::access::{Object, Verb};
use crate::evaluation::Planned;
use crate::export::summary::{Sessions, Talks};
use crate::fieldwork::Round;
use crate::language::{Language, number};
use crate::questionnaire::{Audience, Status, Trial, Trials};
use crate::store::Error;

/// So many days ahead something is to be done soon.
const SOON: i64 = 7;
/// So many things to do soon are named.
const MOST_SOON: usize = 6;

/// What there is to show.
struct Evidence {
    lines: Vec<Line>,
    /// The rounds of which recipients are awaited: the day, the key, how many municipalities have handed in, and how many are asked.
    awaited: Vec<(Date, String, usize, usize)>,
    /// Letters that a round sends by itself soon, or that are held: the day, the key, and what is said of them.
    letters: Vec<(Date, String, String)>,
    /// What the person's own municipalities owe.
    owed: Markup,
    closed: Closed,
    /// The sources for which each trial has a questionnaire.
    asked: BTreeSet<(String, &'static str)>,
    /// What there is of focus groups and interviews about each trial; empty where no guide is published.
    sessions: BTreeMap<String, Sessions>,
    /// What designs plan.
    expected: Vec<design::Expected>,
    /// How many register figures each trial has, and whether a baseline is among them.
    figures: BTreeMap<String, (usize, bool)>,
    /// How many documents are attached to each trial that has some.
    documents: BTreeMap<String, usize>,
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
        let closed = known::closed(admitted)?;
        let mut asked = BTreeSet::new();
        for id in store.version_ids()? {
            let published = store.version(id)?;
            asked.insert((published.version.trial.clone(), published.version.audience.name()));
        }
        let letters = schedule::soon(admitted, &lines, SOON)?;
        let expected = design::evidence(&design::Evidence::of(admitted, trials, &lines, closed.clone()))?;
        let mut documents = BTreeMap::new();
        for one in store.all_documents()? {
            *documents.entry(one.trial).or_default() += 1;
        }
        Ok(Self {
            documents,
            expected,
            letters,
            owed: tasks::own(admitted, trials, &lines)?,
            awaited: awaited(admitted, trials, &lines)?,
            lines,
            closed,
            asked,
            sessions: sessions(admitted, trials)?,
            figures: store.register_counts()?,
        })
    }

    fn of_trial<'a>(&'a self, trial: &'a Trial) -> impl Iterator<Item = &'a Line> {
        self.lines.iter().filter(|line| line.trial() == trial.key)
    }

    fn is_asked(&self, trial: &Trial, audience: Audience) -> bool {
        self.asked.contains(&(trial.key.clone(), audience.name()))
    }

    /// What is planned of a trial from such a source, and is not there.
    fn waiting(&self, admitted: &Admitted, trial: &Trial, wanted: &dyn Fn(&Planned) -> bool) -> Vec<Markup> {
        design::waiting(admitted, &self.expected, &trial.key, wanted)
    }

    /// Whether any trial plans evidence of such a source.
    fn plans(&self, wanted: &dyn Fn(&Planned) -> bool) -> bool {
        self.expected.iter().any(|one| wanted(&one.planned))
    }
}

/// What there is of focus groups and interviews about each trial.
fn sessions(admitted: &Admitted, trials: &Trials) -> Result<BTreeMap<String, Sessions>, Error> {
    let talks = Talks::gather(&admitted.state.store)?;
    if talks.guides.is_empty() {
        return Ok(BTreeMap::new());
    }
    Ok(trials.trials.iter().map(|trial| (trial.key.clone(), talks.sessions(&trial.key))).collect())
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
            @if admitted.state.demonstration { p.card { a href=(admitted.to("/demo/link")) {
                (admitted.say("Prøv det som den, der svarer eller skriver med i en gruppe", "Try it as somebody who answers or writes with a group"))
            } } }
            (evidence.owed)
            (soon(admitted, trials, evidence))
            p.say { (in_short(admitted, &seen, evidence)) }
            (table(admitted, &seen, evidence))
            p.small { a href=(admitted.to("/desk/events")) { (admitted.say("Hvad der skete imens", "What happened meanwhile")) } }
            @if admitted.may(Verb::WriteReports, Object::Platform) {
                p.card { a href=(admitted.to("/desk/reports")) { (admitted.say("Den fælles rapport og statusnotatet", "The joint report and the status note")) } }
            }
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
        (0, _, _) if english => "Every trial that has begun has a round from before it began.".to_owned(),
        (0, _, _) => "Alle de forsøg, der er begyndt, har en runde fra før.".to_owned(),
        (1, _, _) if begun.len() == 1 && english => "There is no round from before it began.".to_owned(),
        (1, _, _) if begun.len() == 1 => "Der er ingen runde fra før, det begyndte.".to_owned(),
        (without, _, all) if without == begun.len() && english => {
            format!("None of the {all} that have begun has a round from before it began.")
        }
        (without, _, all) if without == begun.len() => format!("Ingen af de {all}, der er begyndt, har en runde fra før."),
        (_, without, all) if english => format!("{without} of the {all} that have begun lack a round from before they began."),
        (_, without, all) => format!("{without} af de {all}, der er begyndt, mangler en runde fra før."),
    };
    let lacking = match (seen.len() - begun.len(), seen.len()) {
        (0, 1) if english => format!("1 trial. {lacking}"),
        (0, 1) => format!("1 forsøg. {lacking}"),
        (0, all) if english => format!("{} trials. {lacking}", count(all)),
        (0, all) => format!("{} forsøg. {lacking}", count(all)),
        (waiting, all) if english => format!("{} trials, of which {} never began. {lacking}", count(all), count(waiting)),
        (waiting, all) => format!("{} forsøg, heraf {} ikke begyndt. {lacking}", count(all), count(waiting)),
    };
    match empty {
        0 => lacking,
        _ if english => format!("{lacking} {} have no round at all.", count(empty)),
        _ => format!("{lacking} {} har slet ingen runde.", count(empty)),
    }
}

/// Whether there is a round from before the trial, or will be, and it has not too few answers to say anything.
fn has_baseline(trial: &Trial, evidence: &Evidence) -> bool {
    let is_few = |line: &Line| evidence.closed.get(&line.round.id).is_some_and(|known| known.few);
    evidence.of_trial(trial).any(|line| is_before(trial, &line.round) && !is_few(line))
}

/// Whether a round asked before the exemption was in force.
fn is_before(trial: &Trial, round: &Round) -> bool {
    round.opens < trial.in_force
}

/// The rounds that open or close within days.
fn soon(admitted: &Admitted, trials: &Trials, evidence: &Evidence) -> Markup {
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
    let called = |key: &str| match evidence.lines.iter().find(|line| line.round.key == key) {
        Some(line) => known::title(trials, &line.version.version, &line.round, admitted.language),
        None => key.to_owned(),
    };
    let more = coming.len().saturating_sub(MOST_SOON);
    html! {
        @if !coming.is_empty() {
            section.card {
                h2 { (admitted.say("De næste syv dage", "The next seven days")) }
                ul.plain {
                    @for (_, key, what) in coming.iter().take(MOST_SOON) {
                        li { a href=(admitted.to(&format!("/desk/rounds/{key}"))) { (called(key)) } " " (what) "." }
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
        let is_there = |trial: &&Trial| {
            evidence.is_asked(trial, *audience) || evidence.of_trial(trial).any(|line| line.audience() == *audience)
        };
        seen.iter().any(is_there) || evidence.plans(&|planned| asks(planned, *audience))
    };
    let sources: Vec<Audience> = Audience::ALL.into_iter().filter(is_used).collect();
    let suffix = if language == Language::En { "?lang=en" } else { "" };
    let talks = evidence.sessions.values().any(|sessions| sessions.guided || !sessions.is_nothing()) || evidence.plans(&is_talk);
    let counted = seen.iter().any(|trial| evidence.figures.contains_key(&trial.key)) || evidence.plans(&is_register);
    html! {
        p.small { (admitted.say(
            "○ planlagt · ◐ i gang · ● lukket · – for få svar · □ kun skema: ingen runde endnu · ▲ mangler · blank: intet",
            "○ planned · ◐ collecting · ● closed · – too few answers · □ only questions: no round yet · ▲ missing · blank: nothing",
        )) " " a href=(admitted.to("/desk/calendar")) { (admitted.say("Kalenderen", "The calendar")) } }
        div.card { div.scroll tabindex="0" role="region" aria-label=(admitted.say("Forsøg og kilder", "Trials and sources")) {
            table.groups.evidence {
                thead { tr {
                    th scope="col" { (admitted.say("Forsøg", "Trial")) }
                    @for source in &sources { th scope="col" { (source.words(language)) } }
                    @if talks { th scope="col" { (admitted.say("Fokusgrupper", "Focus groups")) br; (admitted.say("og interview", "and interviews")) } }
                    @if counted { th scope="col" { (admitted.say("Registertal", "Register figures")) } }
                } }
                tbody {
                    @for trial in seen {
                        tr {
                            th scope="row" {
                                (trial.number) ". " a href={ "/desk/trials/" (trial.key) (suffix) } { (trial.name.get(language)) }
                                (lacking(admitted, trial, evidence))
                                (cells::documents(admitted, trial, evidence))
                            }
                            @for source in &sources { (cell(admitted, trial, *source, evidence)) }
                            @if talks { (cells::sessions(admitted, trial, evidence)) }
                            @if counted { (cells::figures(admitted, trial, evidence)) }
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
    let waiting = evidence.waiting(admitted, trial, &|planned| asks(planned, source));
    if rounds.is_empty() && !waiting.is_empty() {
        return only_waiting(label, &waiting);
    }
    if rounds.is_empty() {
        return if evidence.is_asked(trial, source) {
            html! { td data-label=(label) { span.state { (admitted.say("□ kun skema", "□ only questions")) } } }
        } else {
            html! { td {} }
        };
    }
    let (now, suffix) = (admitted.now(), if language == Language::En { "?lang=en" } else { "" });
    let state = |line: &Line| match evidence.closed.get(&line.round.id) {
        Some(known) if known.few => admitted.say("– for få svar", "– too few answers"),
        _ => state_words(&line.round, now, language),
    };
    let answers = |line: &Line| {
        let known = evidence.closed.get(&line.round.id).filter(|known| !known.few)?;
        let answers = known.line.as_ref().filter(|line| !line.waiting)?.responses?;
        let (count, words) = (
            number::whole(answers, language),
            if line.audience() == Audience::Manager { ("sager", "cases") } else { ("svar", "answers") },
        );
        Some(format!(", {count} {}", admitted.say(words.0, words.1)))
    };
    let month = |line: &Line| number::month(line.round.opens, language);
    let alone = |line: &Line| rounds.iter().filter(|other| other.round.opens == line.round.opens).count() == 1;
    html! {
        td data-label=(label) {
            ul.plain {
                @for line in &rounds {
                    li {
                        span.state { (state(line)) } (answers(line).unwrap_or_default()) " · "
                        a href={ "/desk/rounds/" (line.round.key) (suffix) } { (month(line)) }
                        @if !alone(line) { " " code { (line.round.key) } }
                        @if let Some(evaluation) = evaluation(trial, line, language) { " (" (evaluation) ")" }
                        @if is_before(trial, &line.round) { " · " (admitted.say("før forsøget", "before the trial")) }
                    }
                }
                @for planned in &waiting { li { (planned) } }
            }
        }
    }
}

/// The name of the evaluation, in a trial that has several.
fn evaluation<'a>(trial: &'a Trial, line: &Line, language: Language) -> Option<&'a str> {
    let key = line.evaluation()?;
    trial.evaluations.iter().find(|one| one.key == key).map(|one| one.name.get(language))
}
