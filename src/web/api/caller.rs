//! Who calls the API, and whether they are let in: by a token alone.
//!
//! A handler gets a [`Caller`] only from [`admit`], which finds whose the token is, asks [`may`] for the right that the list of routes
//! names, and holds what was asked against its description. What lies outside a person's trials is not told apart from what does not exist.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::AUTHORIZATION;

use super::problem::Problem;
use super::routes::{Entry, Form, Of, Right};
use crate::access::{Object, Person, Verb, may, may_in_part};
use crate::fieldwork::Round;
use crate::store::TokenHolder;
use crate::time::Timestamp;
use crate::token::is_api_token;
use crate::web::desk::{demonstrator, trial_of};
use crate::web::origin::origin;
use crate::web::respondent::TokenTries;
use crate::web::{Shared, State};

/// Somebody with a token and the right to what they ask for. It holds what a file says, so it has no `Debug`.
pub(super) struct Caller {
    pub(super) state: Shared,
    person: Person,
    path: BTreeMap<String, String>,
    query: Vec<(String, String)>,
    /// What was sent, where something may be.
    pub(super) body: Vec<u8>,
}

impl Caller {
    /// A part of the address that the list of routes names.
    pub(super) fn path(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    /// What stands behind the question mark under this name.
    pub(super) fn asked(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn now(&self) -> Timestamp {
        self.state.clock.now()
    }

    pub(super) fn person(&self) -> &Person {
        &self.person
    }

    /// Whether the person may do this to that.
    pub(super) fn may(&self, verb: Verb, object: Object<'_>) -> bool {
        may(&self.person, verb, object)
    }

    /// Whether lists show this trial and what belongs to it.
    pub(super) fn sees(&self, trial: &str) -> bool {
        self.may(Verb::SeeTrial, Object::Trial(trial))
    }

    /// Whether the person has this municipality.
    pub(super) fn has_municipality(&self, municipality: &str) -> bool {
        self.person.scope.municipalities.holds(municipality)
    }

    /// The round in the path.
    pub(super) fn round(&self) -> Result<Round, Problem> {
        self.state.store.round(self.path("round"))?.ok_or_else(Problem::missing)
    }

    /// The trials that this is about; none where there is no such thing.
    fn trial(&self, of: Of) -> Result<Option<String>, Problem> {
        Ok(match of {
            Of::Platform => None,
            Of::Trial => Some(self.path("trial").to_owned()),
            Of::AskedTrial => Some(self.asked("trial").unwrap_or_default().to_owned()),
            Of::Round | Of::RoundPart => Some(trial_of(&self.state, &self.round()?)?),
            Of::Version => {
                let number: Option<u32> = self.path("version").parse().ok();
                let found = number.map(|number| self.state.store.find_version(self.path("key"), number)).transpose()?.flatten();
                Some(found.ok_or_else(Problem::missing)?.version.trial.clone())
            }
        })
    }

    fn check_right(&self, right: Right) -> Result<(), Problem> {
        let Right::To(verb, of) = right else { return Ok(()) };
        let Some(trial) = self.trial(of)? else {
            return if self.may(verb, Object::Platform) { Ok(()) } else { Err(Problem::refused()) };
        };
        let allowed = match of {
            Of::RoundPart => may_in_part(&self.person, verb, &trial),
            _ => self.may(verb, Object::Trial(&trial)),
        };
        match (self.sees(&trial), allowed) {
            (true, true) => Ok(()),
            (true, false) => Err(Problem::refused()),
            (false, _) => Err(Problem::missing()),
        }
    }

    /// Holds what stands behind the question mark against the description.
    fn check_query(&self, entry: &Entry) -> Result<(), Problem> {
        let wrong = |detail: String| Err(Problem::new(StatusCode::BAD_REQUEST, detail));
        for (place, (name, value)) in self.query.iter().enumerate() {
            let Some(parameter) = entry.parameters.iter().find(|parameter| parameter.name == name) else {
                return wrong(format!("This address knows no parameter of that name; it knows {}.", entry.parameter_names()));
            };
            if self.query[..place].iter().any(|(before, _)| before == name) {
                return wrong(format!("{name} is given twice."));
            }
            if !parameter.form.fits(value) {
                return wrong(format!("{name} must be {}.", parameter.form.words()));
            }
        }
        let absent = entry.parameters.iter().find(|parameter| parameter.is_required && self.asked(parameter.name).is_none());
        absent.map_or(Ok(()), |parameter| wrong(format!("{} is missing.", parameter.name)))
    }
}

/// Whose token this request carries.
fn holder(request: &HttpRequest, state: &State) -> Result<TokenHolder, Problem> {
    if state.demonstration {
        let person = demonstrator(request).ok_or_else(Problem::refused)?;
        return Ok(TokenHolder { person, may_write: false });
    }
    let sent = request.headers().get(AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
    let Some(sent) = sent else { return Err(Problem::no_token(false)) };
    let token = sent.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
    let now = state.clock.now();
    let found = match token.filter(|token| is_api_token(token)) {
        Some(token) => state.store.token_holder(token, now)?,
        None => None,
    };
    found.ok_or_else(|| {
        let tries = request.app_data::<actix_web::web::Data<TokenTries>>();
        // One that counts is never kept waiting: with 128 bits nobody guesses one, and many may sit behind one address.
        let too_often = tries.and_then(|tries| tries.count(origin(request, &state.config.trusted_proxies), now).err());
        too_often.map_or_else(|| Problem::no_token(true), |next| Problem::too_often((next.0 - now.0).div_euclid(1000) + 1))
    })
}

/// Lets the caller in to what this entry is, or says why not; what they send is not read yet.
pub(super) fn admit(request: &HttpRequest, state: Shared, entry: &Entry) -> Result<Caller, Problem> {
    let holder = holder(request, &state)?;
    let path = request.match_info().iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let query = url::form_urlencoded::parse(request.query_string().as_bytes()).into_owned().collect();
    let caller = Caller { state, person: holder.person.person, path, query, body: Vec::new() };
    // Asked for before what is not there is told apart from what is.
    if entry.is_post && !holder.may_write {
        return Err(Problem::new(StatusCode::FORBIDDEN, "This token can only read."));
    }
    // What no key can be is not looked for: a database may not even be able to.
    if !caller.path.values().all(|part| Form::Key.fits(part)) {
        return Err(Problem::missing());
    }
    caller.check_right(entry.right)?;
    caller.check_query(entry)?;
    Ok(caller)
}
