//! What the demonstration fills itself with is of the sizes and kinds that it says.

use std::collections::BTreeSet;

use super::*;
use crate::export::document::Block;
use crate::export::report::whole::Whole;
use crate::export::summary::Talks;
use crate::focusgroup::attribution::Shown;
use crate::focusgroup::{Phase, Told, WrittenKind, WrittenMode};
use crate::store::{Opening, Participant, Written};
use crate::time::Clock;

fn filled() -> (tempfile::TempDir, Store, Vec<String>) {
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
    // Whoever writes together besides is one of these, and their meeting is no talk about a trial.
    let people = |of: &dyn Fn(&&Participant) -> bool| {
        talks.participants.iter().filter(of).map(Participant::person).collect::<BTreeSet<_>>()
    };
    assert_eq!((talks.groups.len(), people(&|_| true).len()), (8, 21));
    assert_eq!(people(&|one| !one.attended).len(), 8);
    assert!(talks.trials.trials.iter().all(|trial| talks.sessions(&trial.key).planned == 0));
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
    assert!(!talks.about("ledighedsydelse", Language::Da).is_empty());
    let judged = store.judgements("ledighedsydelse").unwrap();
    assert!(judged.len() == 1 && !judged[0].points.is_empty(), "{judged:?}");
}

#[test]
fn groups_have_written_rounds_of_every_kind_and_mode_and_one_waits_for_whoever_looks() {
    let (_folder, store, _) = filled();
    let talks = Talks::gather(&store).unwrap();
    let all = |kind| talks.written.iter().filter(move |one| one.round.kind == kind);
    // Cards that lie under others, with themes; each ranked by a group of four, which is told the order, and by one of eight, told all.
    let cards: Vec<&Written> = all(WrittenKind::Cards).collect();
    let sorted = |one: &&Written| one.heads().any(|card| !card.theme.is_empty()) && one.heads().count() < one.cards.len();
    assert_eq!((cards.len(), cards.iter().copied().filter(sorted).count()), (3, 2));
    let told = |one: &Written| {
        let cards = cards.iter().find(|cards| Some(cards.round.id) == one.round.cards_of).unwrap();
        let (count, standing) = one.standing(cards, one.round.group_least).unwrap();
        // Places of cards that lie under others would count for nobody.
        assert_eq!(
            standing.iter().map(|(_, ranked)| ranked.sum).sum::<u32>(),
            u32::try_from(count * 15).unwrap(),
            "{}",
            one.round.asked
        );
        one.told(count)
    };
    assert_eq!(all(WrittenKind::Ranking).map(told).collect::<Vec<_>>(), [Told::Order, Told::All]);
    // One group has agreed; another sees in its second turn how far apart it is.
    let estimates = |one: &Written| {
        let agrees = one.middle(1, 1).unwrap().1.agrees();
        (one.round.phase, one.round.turn, agrees, one.middle(2, 1).unwrap().1.agrees(), one.told(one.of_turn(1).count()))
    };
    let both: Vec<_> = all(WrittenKind::Delphi).map(estimates).collect();
    assert_eq!(both[0], (Phase::Over, 2, false, true, Told::Order));
    assert_eq!((both[1].0, both[1].1, both[1].2, both[1].4), (Phase::Open, 2, false, Told::All));
    for kind in [WrittenKind::Cards, WrittenKind::Ranking] {
        let modes: BTreeSet<&str> = all(kind).map(|one| one.round.mode.name()).collect();
        assert_eq!(modes.len(), 2, "{}", kind.name());
    }
    let unstored = talks.written.iter().filter(|one| one.round.mode == WrittenMode::Unstored);
    assert!(unstored.flat_map(|one| &one.cards).all(|card| card.author.is_none()));
    // The page on which one can try it is that of somebody who answered the first time and not the second.
    let address = web::writing_address(&store).unwrap().unwrap();
    let token = address.split('/').nth(2).and_then(crate::token::Token::parse).unwrap();
    let whose = store.participant_of(token).unwrap().unwrap();
    let open = all(WrittenKind::Delphi).last().unwrap();
    assert!(open.own_answer(whose.id, 1).is_some() && open.own_answer(whose.id, 2).is_none());
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
    let rows = || document.blocks.iter().filter_map(|block| if let Block::Table(_, rows) = block { Some(rows) } else { None });
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
        assert!(told.iter().all(|row| row.iter().any(|cell| cell.starts_with(&said))), "{trial}: {measure}: {said}: {told:?}");
        assert!(told.iter().any(|row| row.iter().any(|cell| cell.contains("Evalueringsrapporten 2020"))), "{trial}: {measure}");
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
