//! `demo`: everything at work, on a database of its own in a temporary folder.
//!
//! It listens at once and fills itself while it says so; every answer in it is made up and marked as such.

mod answers;
mod cases;
mod coding;
mod designs;
mod full;
mod interviews;
mod papers;
mod prose;
mod surveys;
mod talks;
mod writing;
mod written_designs;

use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::Args;
use jiff::civil::{Date, date};

use super::{Context, Ending};
use crate::config::Mail;
use crate::fieldwork::{Access, Mode, Population, Round};
use crate::jobs::deliver_once;
use crate::language::Language;
use crate::store::{Error, NewRound, RoundAdded, Store};
use crate::time::Clock;
use crate::web::{self, Shared};

/// Arguments of `demo`.
#[derive(Args)]
pub(super) struct Arguments {
    /// The port; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The whole evaluation: every survey and case review in the rounds that its papers name.
    #[arg(long)]
    full: bool,
}

/// The questionnaire of the round that is collecting: citizens, short, and also in Arabic.
const COLLECTING: &str = "integration-citizens";

/// How often it is looked for letters.
const LOOK: Duration = Duration::from_secs(5);

/// How many links into it are printed.
const LINKS: usize = 5;

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    let folder = tempfile::Builder::new().prefix("nulpunkt-demo-").tempdir()?;
    let listener = super::serve::listen(&format!("127.0.0.1:{}", arguments.port))?;
    let local = listener.local_addr()?;
    let mut config = context.config.clone();
    config.listen = local.to_string();
    config.public_url = Some(format!("http://{local}"));
    config.keys_dir = None;
    // Nobody gets a mail of it, whatever is configured.
    config.mail = Mail { folder: folder.path().join("letters"), ..Mail::default() };
    let demo = context.with(&format!("sqlite:{}", folder.path().join("demo.db").display()), config.clone());
    let state = super::serve::state(demo.store()?, config, &demo, true);
    println!(
        "{} http://{local}/desk",
        context.say("Demonstrationen fylder sig selv. Skrivebordet:", "The demonstration is filling itself. The desk:")
    );
    let (filling, place) = (state.clone(), folder.path().to_owned());
    let (language, clock, full) = (context.language, context.clock, arguments.full);
    std::thread::spawn(move || {
        let filled = fill(&filling.store, full, clock.now());
        filling.being_filled.store(false, Ordering::Relaxed);
        match filled {
            Ok(links) => {
                announce(&filling, &links, language != Language::En);
                deliver(&filling, clock);
            }
            Err(error) => failed(&place, &error.into(), language),
        }
    });
    web::serve(&state, listener)?;
    Ok(())
}

/// Half a demonstration shows nothing that is true: it says why, takes its folder with it and ends.
fn failed(folder: &Path, error: &anyhow::Error, language: Language) -> ! {
    let why = super::environment::sentence(error, language);
    if language == Language::En {
        eprintln!("The demonstration could not fill itself and ends: {why}");
    } else {
        eprintln!("Demonstrationen kunne ikke fylde sig selv og slutter: {why}");
    }
    // Its folder would otherwise stay, since nothing is dropped on the way out.
    let _ = std::fs::remove_dir_all(folder);
    std::process::exit(4)
}

/// Puts letters into the folder as they are queued, as a server does.
fn deliver(state: &Shared, clock: Clock) {
    loop {
        if let Err(error) = deliver_once(&state.store, &state.config, clock) {
            tracing::error!(%error, "the outbox was not emptied");
        }
        std::thread::sleep(LOOK);
    }
}

fn announce(state: &Shared, links: &[String], danish: bool) {
    let base = state.public_url();
    let say = |da: &'static str, en: &'static str| if danish { da } else { en };
    println!("{}", say("Svar som en, der er inviteret:", "Answer as somebody who was invited:"));
    for link in links {
        println!("  {base}/s/{link}");
    }
    println!("{} {base}/demo/link", say("Et nyt link, når de er brugt:", "A fresh link when those are used:"));
    // What cannot be read is missing on that page too, and everything else still stands.
    if let Ok(Some(writes)) = web::writing_address(&state.store) {
        println!("{} {base}{writes}", say("Skriv med i en gruppe:", "Write with a group:"));
    }
    let rounds = "ledighedsydelse-2019-01,ledighedsydelse-2020-06";
    println!("{} {base}/desk/comparison?trial=ledighedsydelse&rounds={rounds}", say("Sammenligningen:", "The comparison:"));
    let audit = format!("{base}/desk/rounds/{}/cases", cases::AUDIT.0);
    println!("{} {audit}", say("Gennemgangen af sager:", "The review of cases:"));
    println!("{} {base}/desk", say("Skrivebordet:", "The desk:"));
    println!(
        "{}",
        say(
            "Alle svar er syntetiske; registertallene er de offentlige papirers. Stop med Ctrl-C; så er alt væk.",
            "All answers are synthetic; the register figures are those of the public papers. Stop with Ctrl-C; then everything is gone."
        )
    );
}

/// Fills the database and returns the tokens of the round that is collecting.
fn fill(store: &Store, full: bool, now: crate::time::Timestamp) -> Result<Vec<String>, Error> {
    let (trials, lists, versions) = surveys::read_built_in()?;
    store.publish_trials(&trials, now)?;
    for list in &lists.0 {
        store.publish_code_list(list, now, None)?;
    }
    for version in &versions {
        store.publish(version, now)?;
    }
    for round in answers::rounds() {
        let named = (round.key, (round.questionnaire, 1), Mode::Pseudonymous);
        let added = add(store, named, (round.opens, round.closes), Some(answers::population(&round)))?;
        let version = store.version(store.version_id_of(added.id)?)?;
        store.import_responses(&added, &version, &answers::responses(&round, &version.version))?;
    }
    let audits = [(cases::AUDIT, Some(cases::population())), (cases::AGAIN, None)];
    for (place, ((key, opens, closes), population)) in audits.into_iter().enumerate() {
        let added = add(store, (key, cases::QUESTIONNAIRE, Mode::Identified), (opens, closes), population)?;
        let version = store.version(store.version_id_of(added.id)?)?;
        store.import_responses(&added, &version, &cases::readings(&version.version)[place])?;
        if let Some(first) = store.round(cases::AUDIT.0)?.filter(|first| first.id != added.id) {
            store.mark_second_reading(added.id, &first)?;
        }
    }
    papers::fill(store, &trials, now)?;
    if full {
        full::fill(store)?;
        written_designs::fill(store, now)?;
        prose::fill(store, now)?;
    } else {
        designs::fill(store, now)?;
    }
    talks::fill(store, now)?;
    coding::fill(store, now)?;
    if full {
        interviews::fill(store, now)?;
    }
    writing::fill(store, now)?;
    let today = now.day();
    let opens = today.saturating_sub(jiff::Span::new().days(7));
    let closes = today.saturating_add(jiff::Span::new().days(60));
    let key = format!("integration-{:04}-{:02}", opens.year(), opens.month());
    let collecting = add(store, (&key, (COLLECTING, 1), Mode::Pseudonymous), (opens, closes), None)?;
    (0..LINKS).map(|_| Ok(web::fresh_link(store, &collecting)?.to_string())).collect()
}

fn add(
    store: &Store,
    (key, (questionnaire, version), mode): (&str, (&str, u32), Mode),
    (opens, closes): (Date, Date),
    population: Option<Population>,
) -> Result<Round, Error> {
    let version = store.find_version(questionnaire, version)?.ok_or(Error::Corrupt("surveys"))?;
    let new = NewRound {
        key: key.to_owned(),
        version_id: version.id,
        opens,
        closes,
        mode,
        access: Access::Invited,
        population,
        minimum: None,
        complete: 80,
        partial: 50,
        synthetic: true,
        divisions: None,
    };
    match store.add_round(&new)? {
        RoundAdded::New(_) => store.round(key)?.ok_or(Error::Corrupt("round")),
        RoundAdded::KeyTaken => Err(Error::Corrupt("round")),
    }
}

/// The days of the real rounds.
const JANUARY_2019: (Date, Date) = (date(2019, 1, 7), date(2019, 1, 31));
const SUMMER_2020: (Date, Date) = (date(2020, 6, 1), date(2020, 6, 30));
const LATE_2019: (Date, Date) = (date(2019, 12, 2), date(2019, 12, 20));

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::export::document::Block;
    use crate::export::report::whole::Whole;
    use crate::export::summary::Talks;
    use crate::focusgroup::attribution::Shown;
    use crate::store::Opening;
    use crate::time::Clock;

    pub(super) fn filled() -> (tempfile::TempDir, Store, Vec<String>) {
        filled_with(false)
    }

    fn filled_with(full: bool) -> (tempfile::TempDir, Store, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("demo.db").display());
        let store = Store::open(&Opening { url: &url, create: true, keys_dir: None, connections: 4 }).unwrap();
        let links = fill(&store, full, Clock::system().now()).unwrap();
        (folder, store, links)
    }

    #[test]
    fn only_those_who_take_part_in_a_trial_are_asked_about_it() {
        let (_folder, store, links) = filled();
        assert_eq!(links.len(), LINKS);
        let trials = store.trials().unwrap();
        for round in store.rounds().unwrap() {
            let version = store.version(store.version_id_of(round.id).unwrap()).unwrap();
            let part: Vec<&String> = trials.taking_part(&version.version.trial, None).iter().map(|unit| &unit.key).collect();
            let invited = store.recipient_backgrounds(round.id).unwrap();
            let asked = invited.0.iter().chain(round.population.iter().flat_map(|population| &population.0));
            for (group, _) in asked {
                assert!(part.contains(&&group["municipality"]), "{} asks {group:?}", round.key);
            }
        }
    }

    #[test]
    fn the_focus_groups_are_as_many_as_those_of_the_real_evaluation() {
        let (_folder, store, _) = filled();
        let talks = Talks::gather(&store).unwrap();
        let came = talks.participants.iter().filter(|one| one.attended).count();
        let held = talks.groups.iter().filter(|group| talks.attendees_of(group.id) > 0).count();
        assert_eq!((held, came, talks.claims.points.len()), (7, 21, 100));
        let lines: usize = talks.groups.iter().map(|group| store.lines(group.id, 0).unwrap().len()).sum();
        assert_eq!(lines, 1001);
        let lacking = talks.claims.points.iter().filter(|point| point.evidence.is_empty() || !point.published).count();
        assert_eq!(lacking, 0, "points without evidence");
        let themes: BTreeSet<&str> = talks.claims.points.iter().map(|point| point.theme.as_str()).collect();
        assert_eq!(themes.len(), 4);
        // Most points have no quote; some quotes stand with their role, and some wait.
        let settled = talks.settled();
        let shown = settled.iter().filter(|one| one.shown() != Shown::Withheld).count();
        assert!(settled.len() == 25 && shown > 3 && shown < 25, "{shown} of {}", settled.len());
        // They answered what the newest version of the consent asks, so that lines leave for other programs.
        let leaving = crate::export::refi::shareable(&store, &talks).unwrap();
        assert!(leaving.own.places.len() > 100 && leaving.yeses.lacking == 0, "{:?}", leaving.left_out);
        assert!(!talks.about("ledighedsydelse", Language::Da).is_empty());
        let judged = store.judgements("ledighedsydelse").unwrap();
        assert!(judged.len() == 1 && !judged[0].points.is_empty(), "{judged:?}");
    }

    /// What the papers state, by trial: measure, municipality, group and figure.
    const STATED: [(&str, &str, &str, &str, &str); 37] = [
        ("forholdstal", "Gange brugt", "", "", "270"),
        ("forholdstal", "Andel efter udfald", "", "Udfald 1", "12"),
        ("forholdstal", "Andel efter udfald", "", "Udfald 2", "8"),
        ("forholdstal", "Andel efter udfald", "", "Udfald 3", "15"),
        ("forholdstal", "Andel efter udfald", "", "Udfald 4", "4"),
        ("forholdstal", "Andel efter udfald", "", "Udfald 5", "14"),
        ("forholdstal", "Andel efter udfald", "", "Udfald 6", "2"),
        ("jobrotation", "Gange brugt: jobrotation", "", "", "123"),
        ("jobrotation", "Gange brugt: jobrotation", "aalborg", "", "108"),
        ("jobrotation", "Gange brugt: jobrotation", "frederikshavn-laesoe", "", "11"),
        ("jobrotation", "Gange brugt: jobrotation", "jammerbugt", "", "4"),
        ("jobrotation", "Gange brugt: løntilskud", "", "", "2"),
        ("foertidspension", "Borgere med færre opfølgninger", "", "", "35"),
        ("uddannelse", "Borgere i forsøget", "", "", "26"),
        ("uddannelse", "Borgere i forsøget", "", "Under 30 år", "8"),
        ("uddannelse", "Borgere i forsøget", "", "30 år og derover", "18"),
        ("integration", "Samtaler holdt af andre end rådgiveren", "", "", "7"),
        ("integration", "Samtaler holdt af andre end rådgiveren", "", "Familiekonsulent", "4"),
        ("integration", "Samtaler holdt af andre end rådgiveren", "", "Virksomhedskonsulent", "2"),
        ("integration", "Samtaler holdt af andre end rådgiveren", "", "Mentor", "1"),
        ("laegeattester", "Sparet på attester", "", "", "6200000"),
        ("laegeattester", "Udgift til andre attester", "", "", "1400000"),
        ("laegeattester", "Besparelse i alt", "", "", "4800000"),
        ("laegeattester", "Besparelse på lægeattester i fire forsøg tilsammen", "", "", "12200000"),
        ("rehabilitering", "Besparelse", "", "Første beløb", "2500000"),
        ("rehabilitering", "Besparelse", "", "Andet beløb", "720000"),
        ("revalidering", "Sager gennemgået i ledelsestilsyn", "", "", "155/239"),
        ("revalidering", "Bevilgede planer", "", "", "239"),
        ("psykolog", "Borgere i behandling", "", "", "231"),
        ("mikrolaan", "Deltagere", "", "", "26"),
        ("ivaerksaetteri", "Deltagere", "", "", "95"),
        ("forholdstal-ledighedsydelse", "Gange brugt", "", "", "8"),
        ("ressourceforloeb", "Borgere gengivet som positive eller meget positive", "", "", "15"),
        ("indsatsplan", "Gange brugt", "", "", "1"),
        ("ledighedsydelse", "Borgere i målgruppen", "", "", "1500"),
        ("mentor", "Gange brugt", "", "", "12"),
        ("mentor", "Gange brugt", "aalborg", "", "12"),
    ];

    #[test]
    fn the_figures_of_the_papers_stand_with_their_source_and_every_reader_sees_them() {
        let (_folder, store, _) = filled_with(true);
        let nobody = crate::register::Viewer { knows: &|_| false, sees: &|_| true };
        for (trial, measure, municipality, group, figure) in STATED {
            let reported = store.register_figures(trial).unwrap();
            let measures = crate::register::measures(&reported, &[], nobody);
            let lines = measures.iter().filter(|one| one.name == measure).flat_map(|one| &one.lines);
            let line = lines.into_iter().find(|line| line.municipality == municipality && line.group == group);
            let shown: Vec<_> = line.into_iter().flat_map(|line| &line.cells).filter_map(|cell| cell.shown).collect();
            let [one] = shown[..] else { panic!("{trial}: {measure} {municipality}{group}") };
            assert_eq!(one.figure.amount.written(), figure, "{trial}: {measure}");
            assert!(one.figure.source.contains("Evalueringsrapporten 2020") && one.code().starts_with('R'), "{trial}");
        }
    }

    #[test]
    fn the_figures_of_the_papers_stand_in_the_joint_report_each_under_its_code() {
        let (_folder, store, _) = filled_with(true);
        let privacy = crate::config::Privacy::default();
        let whole = Whole::gather(&store, &privacy, Language::Da, Clock::system().now()).unwrap();
        let document = whole.document().unwrap();
        let rows =
            || document.blocks.iter().filter_map(|block| if let Block::Table(_, rows) = block { Some(rows) } else { None });
        for (trial, measure, municipality, group, figure) in STATED {
            let reported = store.register_figures(trial).unwrap();
            let is_it = |key: &crate::register::Key| {
                (&key.measure[..], &key.municipality[..], &key.group[..]) == (measure, municipality, group)
            };
            let one = reported.iter().find(|one| is_it(&one.figure.key)).unwrap();
            let code = format!("[{}]", one.code());
            let said = one.figure.amount.words(Language::Da);
            let told: Vec<&Vec<String>> = rows().flatten().filter(|row| row[0] == code).collect();
            assert!(told.len() >= 2, "{trial}: {measure} {figure} stands {} times", told.len());
            assert!(
                told.iter().all(|row| row.iter().any(|cell| cell.starts_with(&said))),
                "{trial}: {measure}: {said}: {told:?}"
            );
            assert!(
                told.iter().any(|row| row.iter().any(|cell| cell.contains("Evalueringsrapporten 2020"))),
                "{trial}: {measure}"
            );
            assert_eq!(one.by, "Demonstration", "{trial}: {measure}");
        }
        let text = |words: &str| {
            document.blocks.iter().any(|block| matches!(block, Block::Text(text) if text.replace('\u{a0}', " ").contains(words)))
        };
        for words in ["statens system til indberetning krævede", "12.200.000 kr.", "brugt 123 [", "fraveget 270 [", "231 ["] {
            assert!(text(words), "{words}");
        }
        assert!(!document.blocks.iter().any(|block| matches!(block, Block::Blank(_))), "something is left to be written");
    }

    #[test]
    fn the_whole_demonstration_has_rounds_of_every_questionnaire_all_marked_as_synthetic() {
        let (_folder, store, _) = filled_with(true);
        let rounds = store.rounds().unwrap();
        assert!(rounds.iter().all(|round| round.synthetic));
        let asked: BTreeSet<String> = rounds.iter().map(|round| round.questionnaire.clone()).collect();
        assert_eq!(asked.len(), 21);
        assert_eq!((store.designs().unwrap().len(), store.recommendations().unwrap().len()), (19, 19));
        let (_folder, plain, _) = filled();
        assert!(plain.rounds().unwrap().len() < rounds.len());
        assert!(plain.register_counts().unwrap().contains_key("forholdstal"));
    }

    #[test]
    fn a_round_is_called_by_the_month_in_which_it_opens() {
        for round in answers::rounds() {
            let month = format!("-{:04}-{:02}", round.opens.year(), round.opens.month());
            assert!(round.key.ends_with(&month), "{} opens {}", round.key, round.opens);
        }
    }
}
