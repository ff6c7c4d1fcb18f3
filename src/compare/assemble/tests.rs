//! The whole comparison from counts, against the reference values and the contract of its JSON.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::*;
use crate::compare::comparison::{QuestionComparison, RefusalCode};
use crate::compare::fixtures::{self, extent, multiple, round, single, tally, trials, version, yes_no};
use crate::questionnaire::code;

const PLACES: [&str; 4] = ["aa", "bb", "cc", "dd"];

/// Two rounds of one version, whose counts are given per municipality.
#[expect(clippy::struct_field_names, reason = "the rounds of two rounds are called so everywhere else")]
pub(super) struct Rounds {
    trials: Trials,
    rounds: [Round; 2],
    versions: [Version; 2],
    pub(super) tallies: [Tallies; 2],
    pub(super) population: Option<u64>,
    by: Vec<String>,
    shared: Vec<(String, String, u64)>,
    waiting: bool,
    published: bool,
}

impl Rounds {
    pub(super) fn of(version_of: impl Fn(u32) -> Version) -> Self {
        Self {
            trials: trials(&PLACES),
            rounds: [round("eks-2019", date(2019, 1, 7), 1), round("eks-2020", date(2020, 6, 1), 1)],
            versions: [version_of(1), version_of(1)],
            tallies: [Tallies::default(), Tallies::default()],
            population: None,
            by: Vec::new(),
            shared: Vec::new(),
            waiting: false,
            published: false,
        }
    }

    /// The extent question in one municipality, counts from the lowest option, with don't knows.
    fn simplified(counts: [&[u64]; 2], dont_know: [u64; 2]) -> Self {
        let mut rounds = Self::of(|number| {
            let mut question = single("simplified", extent());
            question.primary = true;
            version(number, vec![question])
        });
        for (tallies, (counts, dont_know)) in rounds.tallies.iter_mut().zip(counts.into_iter().zip(dont_know)) {
            let mut codes: Vec<(i64, u64)> = (1..).zip(counts.iter().copied()).collect();
            codes.push((98, dont_know));
            tally(tallies, Some("aa"), "simplified", &codes);
        }
        rounds
    }

    fn compare(&self) -> Comparison {
        let privacy = Privacy::default();
        let population = |people: u64| Population(vec![(Cell::new(), people)]);
        let rounds = (0..2)
            .map(|at| RoundInput {
                round: &self.rounds[at],
                version: &self.versions[at],
                tallies: &self.tallies[at],
                population: self.population.map(population),
                waiting: self.waiting,
                published: self.published,
                entered: BTreeMap::new(),
            })
            .collect();
        compare(&Input {
            trials: &self.trials,
            trial: "eksempel",
            evaluation: None,
            rounds,
            approvals: &[],
            by: &self.by,
            privacy: &privacy,
            linked: None,
            weight_by: &[],
            shared: self.shared.clone(),
            language: Language::Da,
        })
    }

    pub(super) fn whole(&self, key: &str) -> QuestionComparison {
        self.compare().groups.remove(0).questions.into_iter().find(|question| question.key == key).unwrap()
    }
}

/// Equal to nine digits, as the reference values ask.
fn close(one: f64, other: f64) {
    assert!((one - other).abs() <= 1e-9 * other.abs().max(1e-9), "{one} is not {other}");
}

pub(super) fn code_of(question: &QuestionComparison) -> Option<RefusalCode> {
    question.changes[0].refused.as_ref().map(|refusal| refusal.code)
}

#[test]
fn two_rounds_of_a_scale_give_every_figure_of_the_reference() {
    let mut rounds = Rounds::simplified([&[3, 8, 11, 9, 3], &[1, 4, 7, 12, 5]], [2, 1]);
    rounds.population = Some(41);
    let question = rounds.whole("simplified");
    let first = &question.rounds[0];
    assert_eq!((first.base, first.n, first.not_shown), (Some(36), Some(34), Some(0)));
    assert_eq!(first.counts, Some(vec![3, 8, 11, 9, 3]));
    assert_eq!(first.missing.unwrap().dont_know, 2);
    let top = first.top_box.as_ref().unwrap();
    close(top.share, 0.352_941_176_470_588_26);
    close(top.low, 0.214_879_205_948_794_92);
    close(top.high, 0.520_860_368_802_186_2);
    assert!(top.low_fpc.unwrap() > top.low && top.high_fpc.unwrap() < top.high);
    let change = &question.changes[0];
    let test = change.test.as_ref().unwrap();
    assert_eq!((test.name.as_str(), test.statistic, test.df), ("brunner-munzel-permutation", None, None));
    close(test.p, 0.057_293_603_575_018_39);
    close(test.p_holm.unwrap(), test.p);
    let effect = change.effect.as_ref().unwrap();
    assert_eq!(effect.name, "delta");
    close(effect.estimate, 0.268_762_677_484_787);
    close(effect.low.unwrap(), 2.0 * 0.490_512_101_483_552_9 - 1.0);
    close(change.top_box.as_ref().unwrap().difference, 0.233_265_720_081_135_83);
    close(change.shape.as_ref().unwrap().p, 0.465_082_735_301_633_63);
    let words = "Flere end før svarer »I nogen grad« eller »I høj grad«. Forskellen er 23 procentpoint. Det kan være tilfældigt.";
    assert_eq!(change.sentence, words);
}

#[test]
fn the_json_has_the_keys_of_the_contract_in_its_order() {
    let json = serde_json::to_string(&Rounds::simplified([&[3, 8, 11, 9, 3], &[1, 4, 7, 12, 5]], [2, 1]).compare()).unwrap();
    for keys in [
        r#"{"trial":"eksempel","evaluation":null"#,
        r#""events":[{"date":"2020-01-01","name":"Ny lov"}]"#,
        r#"{"key":"eks-2019","questionnaire":"eksempel-caseworkers","version":1,"opens":"2019-01-07","closes":"2019-02-06","population":null,"responses":36"#,
        r#""groups":[{"by":{},"questions":[{"key":"simplified","kind":"single","scale":"ordinal","level":"A","reasons":[],"design":"independent","linked_n":null"#,
        r#""rounds":[{"round":"eks-2019","base":36,"n":34,"not_shown":0,"counts":[3,8,11,9,3],"missing":{"#,
        r#""mean":null,"sd":null,"top_box":{"share":"#,
        r#""low_fpc":null,"high_fpc":null},"hidden":null}"#,
        r#""changes":[{"from":"eks-2019","to":"eks-2020","test":{"name":"brunner-munzel-permutation","statistic":null,"df":null,"p":0.05"#,
        r#""options":[],"refused":null,"sentence":""#,
    ] {
        assert!(json.contains(keys), "{keys}\n{json}");
    }
}

#[test]
fn two_options_use_fisher_and_the_share_of_the_last() {
    let mut rounds = Rounds::of(|number| version(number, vec![single("used", yes_no())]));
    tally(&mut rounds.tallies[0], None, "used", &[(1, 18), (2, 4)]);
    tally(&mut rounds.tallies[1], None, "used", &[(1, 9), (2, 10)]);
    let question = rounds.whole("used");
    let change = &question.changes[0];
    assert_eq!(change.test.as_ref().unwrap().name, "fisher");
    assert_eq!(change.effect.as_ref().unwrap().name, "difference");
    close(change.effect.as_ref().unwrap().estimate, 10.0 / 19.0 - 4.0 / 22.0);
    assert_eq!(change.options.len(), 2);
    assert!(change.shape.is_none());
    assert_eq!(change.test.as_ref().unwrap().p_holm, None);
}

#[test]
fn several_choices_get_fisher_per_option_and_holm_over_them() {
    let mut rounds = Rounds::of(|number| version(number, vec![multiple("themes")]));
    tally(&mut rounds.tallies[0], None, "themes", &[(code::ANSWERED, 34), (1, 20), (2, 13), (3, 9), (4, 14), (5, 3)]);
    tally(&mut rounds.tallies[1], None, "themes", &[(code::ANSWERED, 29), (1, 9), (2, 15), (3, 12), (4, 13), (5, 2)]);
    let question = rounds.whole("themes");
    let change = &question.changes[0];
    close(change.options[0].changes[0].p, 0.042_223_717_232_737_42);
    close(change.options[0].changes[0].p_holm, 0.211_118_586_163_687_12);
    close(change.options[0].changes[0].difference, -0.277_890_466_531_440_2);
    close(change.options[0].changes[0].low, -0.480_043_223_161_885_86);
    close(change.test.as_ref().unwrap().p, 0.211_118_586_163_687_12);
    assert!(change.effect.is_none());
    assert_eq!(change.sentence, "Færre end før svarer »IT«. Forskellen er 28 procentpoint. Det kan være tilfældigt.");
}

#[test]
fn what_is_too_small_is_refused_in_one_sentence() {
    let question = Rounds::simplified([&[1, 1, 1, 1, 3], &[1, 4, 7, 12, 5]], [0, 0]).whole("simplified");
    assert_eq!(code_of(&question), Some(RefusalCode::Withheld));
    let first = &question.rounds[0];
    assert_eq!((first.n, first.counts.as_ref(), first.hidden.as_deref()), (Some(7), None, Some("withheld")));
    assert!(first.top_box.is_some());
    let four = Rounds::simplified([&[0, 1, 1, 1, 1], &[1, 4, 7, 12, 5]], [3, 0]).whole("simplified");
    let first = &four.rounds[0];
    assert_eq!((first.base, first.n, first.not_shown), (None, None, None));
    assert!(first.missing.is_none() && first.top_box.is_none());
    assert_eq!(four.changes[0].sentence, question.changes[0].sentence);
}

#[test]
fn an_empty_round_and_a_hopeless_one_say_why() {
    let empty = Rounds::simplified([&[1, 4, 7, 12, 5], &[]], [0, 8]).whole("simplified");
    assert_eq!(code_of(&empty), Some(RefusalCode::NoAnswers));
    assert_eq!(empty.rounds[1].hidden.as_deref(), Some("withheld"));
    let hopeless = Rounds::simplified([&[30, 1, 0, 0, 0], &[29, 0, 0, 0, 0]], [0, 0]);
    let mut hopeless = hopeless;
    hopeless.population = Some(60);
    let question = hopeless.whole("simplified");
    assert_eq!(code_of(&question), Some(RefusalCode::CannotReachLevel));
    assert!(question.changes[0].test.is_none() && question.changes[0].top_box.is_none());
    assert!(question.rounds[0].counts.is_some());
    let sentence = "Næsten alle har svaret det samme. Derfor kan vi ikke sige, om noget har ændret sig.";
    assert_eq!(question.changes[0].sentence, sentence);
}

#[test]
fn the_same_answer_from_everybody_is_shown_only_for_a_large_part_of_a_known_population() {
    let mut rounds = Rounds::simplified([&[30], &[29]], [0, 0]);
    assert_eq!(code_of(&rounds.whole("simplified")), Some(RefusalCode::Withheld));
    rounds.population = Some(30);
    assert_eq!(code_of(&rounds.whole("simplified")), Some(RefusalCode::Withheld));
    rounds.population = Some(41);
    let question = rounds.whole("simplified");
    assert_eq!(code_of(&question), Some(RefusalCode::AllAlike));
    assert_eq!(question.rounds[0].counts, Some(vec![30, 0, 0, 0, 0]));
}

#[test]
fn dont_know_that_moves_by_ten_points_is_said_first() {
    let question = Rounds::simplified([&[3, 8, 11, 9, 3], &[1, 4, 7, 12, 5]], [2, 9]).whole("simplified");
    let change = &question.changes[0];
    assert!(change.dont_know.is_some());
    assert!(
        change.sentence.starts_with("Andelen, der svarer »Ved ikke«, er gået fra 6\u{a0}% til 24\u{a0}%."),
        "{}",
        change.sentence
    );
}

#[test]
fn shared_people_are_a_reason_with_how_many() {
    let mut rounds = Rounds::simplified([&[3, 8, 11, 9, 3], &[1, 4, 7, 12, 5]], [2, 1]);
    rounds.shared = vec![("eks-2020".to_owned(), "eks-2019".to_owned(), 26)];
    let question = rounds.whole("simplified");
    assert_eq!((question.reasons, question.linked_n), (vec!["shared-panel".to_owned()], Some(26)));
    assert!(
        question.changes[0]
            .sentence
            .ends_with("26 har svaret i begge runder, men er regnet med, som om det var forskellige personer.")
    );
}

#[test]
fn groups_come_in_the_order_of_the_file_with_the_withheld_ones() {
    let mut rounds = Rounds::simplified([&[3, 8, 11, 9, 3], &[1, 4, 7, 12, 5]], [2, 1]);
    for tallies in &mut rounds.tallies {
        tally(tallies, Some("cc"), "simplified", &[(1, 2), (5, 1)]);
        tally(tallies, Some("bb"), "simplified", &[(1, 10), (2, 4), (5, 9)]);
    }
    rounds.by = vec!["municipality".to_owned()];
    let comparison = rounds.compare();
    let keys: Vec<Option<&String>> = comparison.groups.iter().map(|group| group.by.get("municipality")).collect();
    assert_eq!(keys[0], None);
    assert_eq!(keys[1..].iter().flatten().map(|key| key.as_str()).collect::<Vec<_>>(), PLACES);
    let hidden: Vec<bool> = comparison.groups.iter().map(|group| group.questions[0].rounds[0].hidden.is_some()).collect();
    // With cc (3) and dd (0) withheld alone, what is left of the whole would be three people: bb goes with them.
    assert_eq!(hidden, [false, false, true, true, true]);
    let shown = &comparison.groups[1].questions[0].rounds[0];
    assert_eq!(shown.base.unwrap() + shown.not_shown.unwrap(), 36);
}

#[test]
fn merged_choices_are_tested_on_the_later_scale_with_the_original_beside() {
    let mut rounds = Rounds::simplified([&[3, 8, 11, 9, 3], &[12, 7, 17]], [2, 1]);
    let mut question = single("simplified", extent());
    let three =
        vec![fixtures::choice(1, "Ikke"), fixtures::choice(2, "Hverken"), fixtures::choice(3, "Ja"), fixtures::dont_know()];
    question.kind =
        crate::questionnaire::Kind::Single { scale: crate::questionnaire::Scale { choices: three, ..extent() }, other: false };
    question.supersedes = Some(crate::questionnaire::Supersedes {
        version: 1,
        key: "simplified".to_owned(),
        level: 'C',
        map: [(1, 1), (2, 1), (3, 2), (4, 3), (5, 3)].into(),
        reason: "Færre svar".to_owned(),
    });
    rounds.versions[1] = version(2, vec![question]);
    let question = rounds.whole("simplified");
    assert_eq!((question.level.as_deref(), question.reasons), (Some("C"), vec!["merged".to_owned()]));
    assert_eq!(question.rounds[0].counts, Some(vec![11, 11, 12]));
    assert_eq!(question.rounds[0].own.as_ref().unwrap().counts, Some(vec![3, 8, 11, 9, 3]));
    assert!(question.changes[0].test.is_some());
}

#[test]
fn changed_new_and_dropped_questions_are_not_compared() {
    let mut rounds = Rounds::simplified([&[3, 8, 11, 9, 3], &[1, 4, 7, 12, 5]], [2, 1]);
    let mut later = version(2, vec![single("simplified", extent()), single("new", yes_no())]);
    later.pages[0].questions[0].text = fixtures::text("Et helt andet spørgsmål?");
    rounds.versions[0].pages.push(crate::questionnaire::Page { title: None, questions: vec![single("old", yes_no())] });
    rounds.versions[1] = later;
    tally(&mut rounds.tallies[1], Some("aa"), "new", &[(1, 10), (2, 20)]);
    let comparison = rounds.compare();
    let questions = &comparison.groups[0].questions;
    assert_eq!(questions.iter().map(|question| question.key.as_str()).collect::<Vec<_>>(), ["simplified", "new", "old"]);
    assert_eq!(questions.iter().map(|question| question.level.as_deref()).collect::<Vec<_>>(), [Some("D"), None, None]);
    assert!(questions.iter().all(|question| code_of(question) == Some(RefusalCode::NotComparable)));
    assert_eq!(questions[1].changes[0].sentence, "Spørgsmålet blev ikke stillet i den tidligere runde.");
    assert_eq!(questions[1].rounds[0].hidden, None);
    assert_eq!(questions[1].rounds[1].counts, Some(vec![10, 20]));
}

#[test]
fn a_round_that_waits_shows_nothing() {
    let mut rounds = Rounds::simplified([&[3, 8, 11, 9, 3], &[1, 4, 7, 12, 5]], [2, 1]);
    rounds.waiting = true;
    let comparison = rounds.compare();
    assert_eq!(comparison.rounds[0].responses, None);
    assert_eq!(code_of(&comparison.groups[0].questions[0]), Some(RefusalCode::Withheld));
    assert!(comparison.groups[0].questions[0].rounds.iter().all(|round| round.n.is_none()));
}

#[test]
fn a_question_left_out_of_a_published_table_was_told_as_nobody_answering() {
    let mut rounds = Rounds::of(|number| version(number, vec![single("simplified", extent()), single("used", yes_no())]));
    for (tallies, counts) in rounds.tallies.iter_mut().zip([[3, 8, 11, 9, 3], [1, 4, 7, 12, 5]]) {
        tally(tallies, None, "simplified", &(1..).zip(counts).collect::<Vec<_>>());
    }
    tally(&mut rounds.tallies[0], None, "used", &[(code::NOT_SHOWN, 34)]);
    tally(&mut rounds.tallies[1], None, "used", &[(1, 10), (2, 19)]);
    rounds.published = true;
    let question = rounds.whole("used");
    assert_eq!(code_of(&question), Some(RefusalCode::NotComparable));
    assert_eq!(question.changes[0].sentence, "Spørgsmålet er ikke med i de offentliggjorte tal fra den tidligere runde.");
    let first = &question.rounds[0];
    assert_eq!((first.n, first.not_shown, first.hidden.as_ref()), (None, None, None));
    assert_eq!(first.absent.as_deref(), Some("not-published"));
    assert_eq!(question.rounds[1].counts, Some(vec![10, 19]));
    rounds.published = false;
    assert_eq!(code_of(&rounds.whole("used")), Some(RefusalCode::NoAnswers));
}

#[test]
fn other_and_none_were_minus_one_and_minus_two_in_the_json() {
    let mut question = multiple("themes");
    if let crate::questionnaire::Kind::Multiple { none, other, .. } = &mut question.kind {
        (*none, *other) = (true, true);
    }
    let mut rounds = Rounds::of(|number| version(number, vec![question.clone()]));
    tally(&mut rounds.tallies[0], None, "themes", &[(code::ANSWERED, 34), (1, 20), (crate::questionnaire::OTHER, 9)]);
    tally(&mut rounds.tallies[1], None, "themes", &[(code::ANSWERED, 29), (1, 9), (crate::questionnaire::NONE, 12)]);
    let json = serde_json::to_value(rounds.compare()).unwrap();
    let found = &json["groups"][0]["questions"][0];
    assert_eq!(found["values"], serde_json::json!([1, 2, 3, 4, 5, "other", "none"]));
    let options = found["changes"][0]["options"].as_array().unwrap();
    assert_eq!((&options[0]["value"], &options[5]["value"], &options[6]["value"]), (&1.into(), &"other".into(), &"none".into()));
}

#[test]
fn the_kinds_of_missing_stood_in_the_order_of_the_alphabet() {
    let json = serde_json::to_string(&Rounds::simplified([&[3, 8, 11, 9, 3], &[1, 4, 7, 12, 5]], [2, 1]).compare()).unwrap();
    let missing = r#""missing":{"not-answered":0,"dont-know":2,"not-applicable":0,"declined":0}"#;
    assert!(json.contains(missing), "{json}");
}

#[test]
fn a_round_closed_by_hand_was_said_to_close_on_the_day_it_was_planned() {
    let mut rounds = Rounds::simplified([&[3, 8, 11, 9, 3], &[1, 4, 7, 12, 5]], [2, 1]);
    rounds.rounds[0].closed_at = Some(crate::time::Timestamp::after(date(2019, 1, 20)));
    // A round that nobody closed until long after its last day took no answer in between.
    rounds.rounds[1].closed_at = Some(crate::time::Timestamp::after(date(2021, 1, 20)));
    let closes: Vec<String> = rounds.compare().rounds.into_iter().map(|round| round.closes).collect();
    assert_eq!(closes, ["2019-01-21", "2020-07-01"]);
}

#[test]
fn counts_of_a_changed_scale_carried_the_values_of_the_later_one() {
    let mut rounds = Rounds::simplified([&[3, 8, 11, 9, 3], &[9, 4, 7, 12, 5]], [2, 1]);
    let mut scale = extent();
    for (choice, value) in scale.choices.iter_mut().zip(0..5) {
        choice.value = value;
    }
    rounds.versions[1] = version(2, vec![single("simplified", scale)]);
    rounds.tallies[1] = Tallies::default();
    tally(&mut rounds.tallies[1], Some("aa"), "simplified", &(0..).zip([9, 4, 7, 12, 5]).collect::<Vec<_>>());
    let question = rounds.whole("simplified");
    assert_eq!((question.level.as_deref(), question.values), (Some("D"), vec![0, 1, 2, 3, 4]));
    assert_eq!((&question.rounds[0].values, &question.rounds[0].own), (&Some(vec![1, 2, 3, 4, 5]), &None));
    assert_eq!(question.rounds[0].counts, Some(vec![3, 8, 11, 9, 3]));
    assert_eq!((&question.rounds[1].values, &question.rounds[1].counts), (&None, &Some(vec![9, 4, 7, 12, 5])));
}

#[test]
fn an_item_of_a_battery_was_called_a_single_choice() {
    let items = vec![("quality".to_owned(), fixtures::text("Kvaliteten"))];
    let battery = fixtures::question("effects", crate::questionnaire::Kind::Battery { scale: extent(), items });
    let mut rounds = Rounds::of(|number| version(number, vec![battery.clone()]));
    for (tallies, counts) in rounds.tallies.iter_mut().zip([[3, 8, 11, 9, 3], [1, 4, 7, 12, 5]]) {
        tally(tallies, None, "effects.quality", &(1..).zip(counts).collect::<Vec<_>>());
    }
    let question = rounds.whole("effects.quality");
    assert_eq!((question.kind.as_str(), question.scale.as_deref()), ("battery", Some("ordinal")));
}
