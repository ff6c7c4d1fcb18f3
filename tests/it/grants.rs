//! What a grant lets a person reach, as the stories say it themselves: of the program's own rule nothing is asked here.

use std::fs;

use crate::house::{House, project};
use crate::marked::{TRIALS, UNITS};

/// A role within trials and municipalities; none is all of them.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) name: String,
    pub(crate) role: &'static str,
    pub(crate) trials: Option<Vec<&'static str>>,
    pub(crate) units: Option<Vec<&'static str>>,
}

/// The roles, and the letter of each in the list below.
pub(crate) const ROLES: [&str; 5] = ["coordinator", "evaluator", "municipal-lead", "note-taker", "reader"];
const LETTERS: &str = "CELNR";

/// Who may do what, by the letters of the roles.
const VERBS: [(&str, &str); 28] = [
    ("SeeOverview", "CELNR"),
    ("SeeTrial", "CELNR"),
    ("SeeComparison", "CELR"),
    ("SeeReport", "CELR"),
    ("SeePlan", "CELR"),
    ("SeeRound", "CELNR"),
    ("SeeCases", "CER"),
    ("SeeEvidence", "CEL"),
    ("SeeQuestionnaires", "CELNR"),
    ("WriteQuestionnaires", "CE"),
    ("PlanRound", "CE"),
    ("ImportRecipients", "CEL"),
    ("SeeLetters", "CE"),
    ("SendLetters", "CE"),
    ("EnterAnswers", "CE"),
    ("EnterFigures", "CEL"),
    ("ReviewTexts", "CE"),
    ("ReadTexts", "CER"),
    ("TakeNotes", "CEN"),
    ("PlanFocusGroup", "CE"),
    ("ReadSummaries", "CER"),
    ("WritePoints", "CE"),
    ("WriteReports", "CE"),
    ("WriteDesigns", "CL"),
    ("Export", "CELR"),
    ("WriteEvents", "C"),
    ("ManagePeople", "C"),
    ("ReadLog", "C"),
];

/// What whoever has some municipalities may do to a whole trial.
const SHARED: [&str; 7] = ["SeeTrial", "SeeComparison", "SeeRound", "SeeEvidence", "SeeQuestionnaires", "TakeNotes", "Export"];

impl Grant {
    pub(crate) fn has(&self, verb: &str) -> bool {
        let at = ROLES.iter().position(|role| *role == self.role).expect("a role");
        let (_, letters) =
            VERBS.iter().find(|(name, _)| *name == verb).unwrap_or_else(|| panic!("who may {verb} is not said here"));
        letters.contains(&LETTERS[at..=at])
    }

    pub(crate) fn has_trial(&self, trial: &str) -> bool {
        self.trials.as_ref().is_none_or(|own| own.contains(&trial))
    }

    pub(crate) fn has_unit(&self, unit: &str) -> bool {
        self.units.as_ref().is_none_or(|own| own.contains(&unit))
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.trials.is_none() && self.units.is_none()
    }

    /// To a whole trial.
    pub(crate) fn to_trial(&self, verb: &str, trial: &str) -> bool {
        self.has(verb) && self.has_trial(trial) && (self.units.is_none() || SHARED.contains(&verb))
    }

    /// To a municipality's part of a trial.
    pub(crate) fn to_part(&self, verb: &str, trial: &str, unit: &str) -> bool {
        self.has(verb) && self.has_trial(trial) && self.has_unit(unit)
    }

    /// To a whole trial or some part of it.
    fn to_some_part(&self, verb: &str, trial: &str) -> bool {
        self.to_trial(verb, trial) || self.units.iter().flatten().any(|unit| self.to_part(verb, trial, unit))
    }

    /// Adds the person, who makes their account, and gives back their session.
    pub(crate) fn signed_in(&self, house: &House) -> String {
        let mut options = vec!["--role", self.role];
        options.extend(self.trials.iter().flatten().flat_map(|trial| ["--trial", trial]));
        options.extend(self.units.iter().flatten().flat_map(|unit| ["--municipality", unit]));
        crate::people::person(house, &self.name, &options)
    }
}

/// An address of the list of routes with its right: what may be done there, and what it is about; neither where it is of everybody.
pub(crate) struct Route {
    pub(crate) is_post: bool,
    pub(crate) path: String,
    pub(crate) right: Option<(String, String)>,
}

/// Every address of the desk that asks for a session, read from the source so that a new one is tried too.
pub(crate) fn routes() -> Vec<Route> {
    let text = fs::read_to_string(project().join("src/web/desk/routes.rs")).expect("the list of routes");
    let list = text.split_once("const ENTRIES").and_then(|(_, rest)| rest.split_once("];")).expect("the list").0.to_owned();
    let mut found = Vec::new();
    for (start, is_post) in [(" page(\"", false), (" form(\"", true)] {
        for rest in list.split(start).skip(1) {
            let (path, rest) = rest.split_once("\", ").expect("a path");
            let right = rest.strip_prefix("to(").map(|rest| {
                let (verb, of) = rest.split_once(')').and_then(|(right, _)| right.split_once(", ")).expect("a right");
                (verb.trim_start_matches("Verb::").to_owned(), of.to_owned())
            });
            assert!(right.is_some() || rest.starts_with("SignedIn"), "{path} has a right that this reader does not know");
            found.push(Route { is_post, path: path.to_owned(), right });
        }
    }
    assert!(found.len() > 150, "the reading of the list found only {}", found.len());
    found
}

/// What may stand in this part of an address of the trial at this place of the list.
fn parts(path: &str, part: &str, at: usize) -> Vec<String> {
    let (trial, _) = TRIALS[at];
    let (first, second) = ((2 * at + 1).to_string(), (2 * at + 2).to_string());
    let of_whole = path.starts_with("/desk/reports/");
    let found: Vec<String> = match part {
        "trial" => vec![trial.to_owned()],
        "round" => ["1", "2", "3", "cases"].iter().map(|round| format!("{trial}-{round}")).collect(),
        "key" if path.contains("/draft") => vec![format!("{trial}-kladde")],
        "key" | "questionnaire" => vec![format!("{trial}-caseworkers")],
        "question" => vec!["simplified".to_owned()],
        "report" => vec![if of_whole { "joint" } else { "trial" }.to_owned()],
        "section" => vec!["summary".to_owned()],
        "to" => vec!["2".to_owned()],
        "document" if path.contains("/evidence/") => vec!["record".to_owned()],
        "document" | "event" => vec![(at + 1).to_string()],
        "recording" | "from" | "version" | "page" | "sample" | "person" | "transcript" => vec!["1".to_owned()],
        "group" | "point" | "participant" | "written" => vec![first, second],
        "list" => vec!["grupper".to_owned()],
        "code" => vec![format!("U{first}")],
        "scope" => vec![format!("theme-{trial}"), format!("group-{first}")],
        "file" if path.contains("/status/") => vec!["status.html".to_owned(), "status.docx".to_owned()],
        "file" if of_whole => vec!["joint.html".to_owned(), "joint.docx".to_owned(), "status.pdf".to_owned()],
        "file" if path.contains("/summaries/") => vec!["now.html".to_owned()],
        "file" => vec!["codebook.qdc".to_owned()],
        _ => panic!("{path} has a part that this story does not fill: {part}"),
    };
    found
}

/// The addresses of a route for the trial at this place of the list.
pub(crate) fn addresses(path: &str, at: usize) -> Vec<String> {
    let (trial, units) = TRIALS[at];
    let mut all = vec![path.to_owned()];
    for part in path.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
        let values = parts(path, part, at);
        all = all.iter().flat_map(|one| values.iter().map(move |value| one.replace(&format!("{{{part}}}"), value))).collect();
    }
    let asked: Vec<String> = match path {
        "/desk/comparison" | "/desk/comparison.xlsx" => {
            ["", "&by=municipality"].iter().map(|by| format!("?trial={trial}&rounds={trial}-1,{trial}-2{by}")).collect()
        }
        "/desk/comparison/picture.svg" | "/desk/comparison/picture.png" => {
            vec![format!("?trial={trial}&rounds={trial}-1,{trial}-2&question=simplified&picture=bars")]
        }
        "/desk/plan" => vec![format!("?trial={trial}&rounds={trial}-1")],
        _ if path.starts_with("/desk/report.") => {
            let sheets = units.iter().map(|unit| format!("?trial={trial}&unit={unit}"));
            std::iter::once(format!("?trial={trial}")).chain(sheets).collect()
        }
        _ => vec![String::new()],
    };
    all.iter().flat_map(|one| asked.iter().map(move |query| format!("{one}{query}"))).collect()
}

/// The trial and the municipality of the focus group of this number.
fn of_group(address: &str) -> (&'static str, &'static str) {
    let number =
        address.trim_start_matches("/desk/focus-groups/").split('/').next().and_then(|number| number.parse::<usize>().ok());
    let place = number.expect("the number of a group") - 1;
    let (trial, units) = TRIALS[place / 2];
    (trial, units[place % 2])
}

/// What the person is answered at an address of this trial: 200, or as who may not do that or may not know of it.
pub(crate) fn expected(grant: &Grant, route: &Route, address: &str, trial: &str) -> u16 {
    let Some((verb, of)) = &route.right else { return 200 };
    let refused = |allowed: bool| if allowed { 200 } else { 403 };
    let sees = |trial: &str| grant.to_trial("SeeTrial", trial);
    match of.as_str() {
        "Platform" => refused(grant.has(verb) && (verb == "SeeOverview" || grant.is_whole())),
        // An event is for who may write of all its trials; others learn nothing of it.
        "AnyTrial" if route.path == "/desk/events/{event}" && grant.has(verb) && grant.units.is_none() => {
            if grant.to_trial(verb, trial) { 200 } else { 404 }
        }
        "AnyTrial" => refused(TRIALS.iter().any(|(trial, _)| grant.to_trial(verb, trial))),
        "Group" => {
            let (trial, unit) = of_group(address);
            let allowed = grant.to_trial(verb, trial) && grant.to_part(verb, trial, unit);
            if sees(trial) { refused(allowed) } else { 404 }
        }
        _ if !sees(trial) => 404,
        // Who writes how a trial is evaluated has the municipality that leads it.
        "TrialPart" if verb == "WriteDesigns" => refused(grant.to_part(verb, trial, lead(trial))),
        "TrialPart" | "RoundPart" => refused(grant.to_some_part(verb, trial)),
        "AskedSheet" => match address.split_once("&unit=") {
            Some((_, unit)) => refused(grant.to_part(verb, trial, unit)),
            None => refused(grant.to_trial(verb, trial)),
        },
        "Trial" | "Round" | "AskedTrial" | "Questionnaire" | "Draft" | "Versions" => refused(grant.to_trial(verb, trial)),
        _ => panic!("{address} is about {of}, of which nothing is said here"),
    }
}

fn lead(trial: &str) -> &'static str {
    TRIALS.iter().find(|(key, _)| *key == trial).expect("a trial").1[0]
}

/// Whether the person may meet what is marked so anywhere.
pub(crate) fn may_meet(grant: &Grant, kind: &str, trial: &str, unit: &str) -> bool {
    let part = |verb: &str| grant.to_part(verb, trial, unit);
    let whole = |verb: &str| grant.to_trial(verb, trial);
    let talks = grant.is_whole() && (grant.has("ReadSummaries") || grant.has("WritePoints"));
    match kind {
        "modtager" => part("ImportRecipients") || part("EnterAnswers") || whole("SeeLetters"),
        "sagsnr" => part("ImportRecipients") || part("EnterAnswers") || whole("SeeLetters") || whole("SeeCases"),
        // Single answers are for who reviews and who reads them, never for case work and those who lead it.
        "svaret" => whole("ReviewTexts") || whole("ReadTexts"),
        "tallet" => part("SeeComparison") || part("SeeReport") || part("EnterFigures"),
        "gruppen" | "ordstyrer" | "deltager" | "noten" => talks || (whole("TakeNotes") && part("TakeNotes")),
        _ => panic!("who may meet {kind} is not said here"),
    }
}

/// The same of what is of a whole trial.
pub(crate) fn may_meet_of_trial(grant: &Grant, kind: &str, trial: &str) -> bool {
    let whole = |verb: &str| grant.to_trial(verb, trial);
    match kind {
        "dokumentet" => whole("SeeReport"),
        "prosaen" => whole("SeeReport") || whole("WriteReports"),
        "anbefaling" => whole("SeeComparison"),
        "kladden" => whole("WriteQuestionnaires"),
        "skriften" => whole("TakeNotes"),
        "punktet" => grant.is_whole() || whole("SeeTrial"),
        _ => panic!("who may meet {kind} is not said here"),
    }
}

/// Whether pages of this address may name municipalities that are not the person's own: who takes part in a trial, whose preview it is,
/// and who answers for the data of a round.
pub(crate) fn names_all(path: &str) -> bool {
    ["/desk/trials/{trial}", "/preview/{version}", "/preview/{version}/{page}", "/evidence/{document}"]
        .iter()
        .any(|end| path.ends_with(end))
}

/// The short names of the municipalities that are not the person's own.
pub(crate) fn foreign(grant: &Grant) -> Vec<&'static str> {
    UNITS.iter().filter(|(key, _)| !grant.has_unit(key)).map(|(_, name)| *name).collect()
}

/// What the person's token is answered at an address of the API about this trial, whose right is told in words: the verb, and of what.
pub(crate) fn expected_of_api(grant: &Grant, right: &str, trial: &str) -> u16 {
    let Some((verb, _)) = VERBS.iter().find(|(verb, _)| right.split([' ', ',']).next() == Some(verb)) else { return 200 };
    if !right.contains(" of ") {
        return if grant.has(verb) { 200 } else { 403 };
    }
    match (grant.to_trial("SeeTrial", trial), grant.to_trial(verb, trial)) {
        (false, _) => 404,
        (true, true) => 200,
        (true, false) => 403,
    }
}
