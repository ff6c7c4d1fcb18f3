//! Every address of the API with its right and what is told of it: the one list, from which the server and its description are made.

use std::collections::BTreeSet;

use actix_web::guard::{Any, Get, Head, Post};
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};

use super::caller::{Caller, admit};
use super::problem::Problem;
use super::{comparisons, description, designs, questionnaires, responses, rounds, trials};
use crate::access::Verb;
use crate::web::Shared;

/// Where the API is.
pub(super) const BASE: &str = "/api/v1";
/// The bytes of the largest file of answers.
pub(super) const LARGEST_FILE: usize = 3 * 1024 * 1024;

/// What a person must have to reach an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Right {
    /// To have a token: what is there is their own.
    Token,
    /// The right to do this to that.
    To(Verb, Of),
}

/// What an address is about, and where it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// A list that is cut to what the person may see.
    Platform,
    /// The trial in the path.
    Trial,
    /// The round in the path.
    Round,
    /// The round in the path, or the person's own municipalities' part of it: the handler lets through nothing of another.
    RoundPart,
    /// The version of a questionnaire in the path.
    Version,
    /// The trial behind the question mark.
    AskedTrial,
}

/// What may stand behind the question mark.
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) form: Form,
    pub(super) is_required: bool,
    pub(super) says: &'static str,
}

/// The form of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A key, as a trial and a round have one.
    Key,
    /// At least so many keys with commas between them, and at most so many.
    Keys(usize, usize),
    /// A whole number from 1 to this.
    UpTo(usize),
    /// `true` or `false`.
    Flag,
    /// `da` or `en`.
    Language,
}

/// An address with what is done there.
pub(super) struct Entry {
    pub(super) is_post: bool,
    pub(super) path: &'static str,
    pub(super) right: Right,
    /// What clients call it.
    pub(super) name: &'static str,
    pub(super) says: &'static str,
    pub(super) parameters: &'static [Parameter],
    /// The name of the schema of its answer.
    pub(super) answer: &'static str,
    act: fn(&Caller) -> Result<String, Problem>,
}

impl Entry {
    /// The names of its parameters, as a sentence lists them.
    pub(super) fn parameter_names(&self) -> String {
        let names: Vec<&str> = self.parameters.iter().map(|parameter| parameter.name).collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    }
}

impl Form {
    /// Whether a value has it.
    pub(super) fn fits(self, value: &str) -> bool {
        let is_key = |key: &str| {
            let sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
            !key.is_empty() && key.len() <= 100 && key.bytes().all(sign)
        };
        match self {
            Self::Key => is_key(value),
            Self::Keys(fewest, most) => {
                let keys: Vec<&str> = value.split(',').collect();
                (fewest..=most).contains(&keys.len()) && keys.into_iter().all(is_key)
            }
            Self::UpTo(most) => {
                value.bytes().all(|byte| byte.is_ascii_digit())
                    && value.parse().is_ok_and(|number: usize| (1..=most).contains(&number))
            }
            Self::Flag => matches!(value, "true" | "false"),
            Self::Language => matches!(value, "da" | "en"),
        }
    }

    /// What a value must be, for whoever gave another.
    pub(super) fn words(self) -> String {
        match self {
            Self::Key => "a key of small letters, digits, - and _".to_owned(),
            Self::Keys(fewest, most) => format!("{fewest} to {most} keys with commas between them"),
            Self::UpTo(most) => format!("a whole number from 1 to {most}"),
            Self::Flag => "true or false".to_owned(),
            Self::Language => "da or en".to_owned(),
        }
    }
}

const fn parameter(name: &'static str, form: Form, says: &'static str) -> Parameter {
    Parameter { name, form, is_required: false, says }
}

const LIMIT: Parameter = parameter("limit", Form::UpTo(super::paging::MOST), "So many items at most; 50 where nothing is said.");
const AFTER: Parameter = parameter("after", Form::Key, "The `next` of the page before.");
const OF_TRIAL: Parameter = parameter("trial", Form::Key, "Only those of this trial.");

/// Every address of the API below [`BASE`].
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        is_post: false,
        path: "/me",
        right: Right::Token,
        name: "whose",
        says: "Whose token this is, and what they may.",
        parameters: &[],
        answer: "Me",
        act: |caller| Ok(trials::me(caller).to_string()),
    },
    Entry {
        is_post: false,
        path: "/trials",
        right: Right::To(Verb::SeeOverview, Of::Platform),
        name: "trials",
        says: "The trials.",
        parameters: &[LIMIT, AFTER],
        answer: "Trials",
        act: |caller| trials::list(caller).map(|list| list.to_string()),
    },
    Entry {
        is_post: false,
        path: "/trials/{trial}",
        right: Right::To(Verb::SeeTrial, Of::Trial),
        name: "trial",
        says: "A trial with its evaluations and who takes part.",
        parameters: &[],
        answer: "Trial",
        act: |caller| trials::one(caller).map(|trial| trial.to_string()),
    },
    Entry {
        is_post: false,
        path: "/trials/{trial}/designs",
        right: Right::To(Verb::SeeTrial, Of::Trial),
        name: "designs",
        says: "How a trial is evaluated: the newest frozen design of each of its evaluations.",
        parameters: &[],
        answer: "Designs",
        act: |caller| designs::designs(caller).map(|list| list.to_string()),
    },
    Entry {
        is_post: false,
        path: "/trials/{trial}/recommendations",
        right: Right::To(Verb::SeeComparison, Of::Trial),
        name: "recommendations",
        says: "What is recommended of a trial: the newest version of each of its evaluations, with the approvals that hold for it.",
        parameters: &[],
        answer: "Recommendations",
        act: |caller| designs::recommendations(caller).map(|list| list.to_string()),
    },
    Entry {
        is_post: false,
        path: "/questionnaires",
        right: Right::To(Verb::SeeOverview, Of::Platform),
        name: "questionnaires",
        says: "The published questionnaires with their versions.",
        parameters: &[OF_TRIAL, LIMIT, AFTER],
        answer: "Questionnaires",
        act: |caller| questionnaires::list(caller).map(|list| list.to_string()),
    },
    Entry {
        is_post: false,
        path: "/questionnaires/{key}/{version}",
        right: Right::To(Verb::SeeQuestionnaires, Of::Version),
        name: "version",
        says: "A published version: its keys, texts and scales, and the file that it was published from.",
        parameters: &[],
        answer: "Version",
        act: |caller| questionnaires::version(caller).map(|version| version.to_string()),
    },
    Entry {
        is_post: false,
        path: "/rounds",
        right: Right::To(Verb::SeeOverview, Of::Platform),
        name: "rounds",
        says: "The rounds of collection.",
        parameters: &[OF_TRIAL, LIMIT, AFTER],
        answer: "Rounds",
        act: |caller| rounds::list(caller).map(|list| list.to_string()),
    },
    Entry {
        is_post: false,
        path: "/rounds/{round}",
        right: Right::To(Verb::SeeRound, Of::Round),
        name: "round",
        says: "A round.",
        parameters: &[],
        answer: "Round",
        act: |caller| rounds::one(caller).map(|round| round.to_string()),
    },
    Entry {
        is_post: false,
        path: "/rounds/{round}/rates",
        right: Right::To(Verb::SeeRound, Of::Round),
        name: "rates",
        says: "How the invitations of a round ended, and the response rates that follow, as `nulpunkt rates` tells them; nothing of a \
               round to which nobody is invited by Nulpunkt.",
        parameters: &[],
        answer: "Rates",
        act: |caller| rounds::rates(caller).map(|rates| rates.to_string()),
    },
    Entry {
        is_post: false,
        path: "/rounds/{round}/responses",
        right: Right::To(Verb::SeeRound, Of::Round),
        name: "response-counts",
        says: "How many have answered: the round as a whole; while it runs municipalities in quarters, and of an anonymous round none. \
               Single answers are fetched nowhere.",
        parameters: &[],
        answer: "ResponseCounts",
        act: |caller| responses::counts(caller).map(|counts| counts.to_string()),
    },
    Entry {
        is_post: true,
        path: "/rounds/{round}/responses",
        right: Right::To(Verb::EnterAnswers, Of::RoundPart),
        name: "import-responses",
        says: "Imports answers from a CSV file, all rows or none, into a round to which nobody is invited by Nulpunkt. Whoever has only \
               some municipalities imports rows of these alone. A closed round takes a file only while it has no answers.",
        parameters: &[parameter("dry_run", Form::Flag, "With `true` nothing is stored.")],
        answer: "Imported",
        act: |caller| responses::import(caller).map(|imported| imported.to_string()),
    },
    Entry {
        is_post: false,
        path: "/comparisons",
        right: Right::To(Verb::Export, Of::AskedTrial),
        name: "comparison",
        says: "Rounds of a trial side by side, as `nulpunkt compare --format json` writes them; whoever has only some municipalities \
               gets the whole and the groups of these.",
        parameters: &[
            Parameter { is_required: true, ..parameter("trial", Form::Key, "The trial.") },
            Parameter { is_required: true, ..parameter("rounds", Form::Keys(2, 50), "The rounds, with commas between them.") },
            parameter("evaluation", Form::Key, "The evaluation, where the trial has several."),
            parameter("by", Form::Keys(1, 2), "The background columns to divide by."),
            parameter("linked", Form::Flag, "With `true` changes are those of the people who answered in both rounds."),
            parameter("weight", Form::Keys(1, 2), "The background columns to weight by."),
            parameter("language", Form::Language, "The language of sentences and names; Danish where nothing is said."),
        ],
        answer: "Comparison",
        act: comparisons::compare,
    },
];

/// Puts every address of the list on the server, its description, and an answer for all else below `/api`.
pub(in crate::web) fn routes(config: &mut web::ServiceConfig) {
    let mut done = BTreeSet::new();
    for entry in ENTRIES.iter().filter(|entry| done.insert(entry.path)) {
        let at = || ENTRIES.iter().filter(|other| other.path == entry.path);
        let allowed = if at().any(|entry| entry.is_post) { "GET, HEAD, POST" } else { "GET, HEAD" };
        let other = move |state: Shared| std::future::ready(finished(Problem::other_method(allowed).answer(), &state));
        let mut resource = web::resource(format!("{BASE}{}", entry.path)).default_service(web::to(other));
        for entry in at() {
            let route = if entry.is_post { web::route().guard(Post()) } else { web::route().guard(Any(Get()).or(Head())) };
            resource =
                resource.route(route.to(move |request: HttpRequest, state: Shared, payload: web::Payload| {
                    answered(entry, request, state, payload)
                }));
        }
        config.service(resource);
    }
    let described = |state: Shared| {
        let body = description::description(&state.public_url()).to_string();
        std::future::ready(finished(HttpResponse::Ok().content_type("application/json").body(body), &state))
    };
    let other = |state: Shared| std::future::ready(finished(Problem::other_method("GET, HEAD").answer(), &state));
    let reading = web::route().guard(Any(Get()).or(Head()));
    config.service(web::resource(format!("{BASE}/openapi.json")).default_service(web::to(other)).route(reading.to(described)));
    let nothing = |state: Shared| std::future::ready(finished(Problem::missing().answer(), &state));
    config.service(web::scope("/api").default_service(web::to(nothing)));
}

async fn answered(entry: &'static Entry, request: HttpRequest, state: Shared, payload: web::Payload) -> HttpResponse {
    let answer = handled(entry, &request, state.clone(), payload).await.unwrap_or_else(Problem::answer);
    finished(answer, &state)
}

async fn handled(
    entry: &'static Entry,
    request: &HttpRequest,
    state: Shared,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let mut caller = admit(request, state, entry)?;
    if entry.is_post {
        caller.body = sent(request, payload).await?;
    }
    // A comparison or a file can take seconds, in which others on this worker must not wait.
    let done = web::block(move || (entry.act)(&caller)).await;
    let body = done.map_err(|_| crate::store::Error::Busy)??;
    Ok(HttpResponse::Ok().content_type("application/json").body(body))
}

/// The file that was sent.
async fn sent(request: &HttpRequest, payload: web::Payload) -> Result<Vec<u8>, Problem> {
    let said = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !said.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text/csv")) {
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send the file as text/csv."));
    }
    match payload.to_bytes_limited(LARGEST_FILE).await {
        Ok(Ok(bytes)) => Ok(bytes.to_vec()),
        Ok(Err(_)) => Err(Problem::new(StatusCode::BAD_REQUEST, "The file did not come whole.")),
        Err(_) => Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "The file is larger than 3 MB: send it in parts.")),
    }
}

/// Puts on an answer what keeps browsers from showing it as a page or in another.
fn finished(mut answer: HttpResponse, state: &Shared) -> HttpResponse {
    let policy = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
    answer.headers_mut().insert(HeaderName::from_static("content-security-policy"), policy);
    answer.headers_mut().insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    if state.is_https() {
        let always = HeaderValue::from_static("max-age=31536000");
        answer.headers_mut().insert(HeaderName::from_static("strict-transport-security"), always);
    }
    answer
}

#[cfg(test)]
mod tests;
