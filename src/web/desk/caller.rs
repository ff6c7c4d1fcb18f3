//! Who calls at an address of the desk, and whether they are let in.
//!
//! A handler for people who are signed in takes an [`Admitted`], and only [`admit`] makes one: it finds the session, checks that a form is
//! the session's own, and asks [`may`] for the right that the table of routes names. What lies outside a person's trials is not told apart
//! from what does not exist.

use std::cell::RefCell;
use std::net::IpAddr;
use std::ops::Deref;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use maud::{Markup, html};
use serde::de::DeserializeOwned;

use super::again::Wrong;
use super::layout::{self, Bar, Page};
use super::routes::{Of, Right};
use super::{broken, browser, factors, focus_groups, language, missing, plain, said, sign_in};
use crate::access::{self, Object, Person, Role, Scope, Verb, may, may_in_part};
use crate::language::Language;
use crate::questionnaire::Trials;
use crate::store::{self, KeptPerson, Session};
use crate::time::Timestamp;
use crate::token::form_token;
use crate::web::origin::origin;
use crate::web::upload::{self, Received};
use crate::web::{Shared, State};

/// The field of every form that shows that it is the session's own.
pub(super) const FORM_FIELD: &str = "form";

/// Somebody at an address of the desk, let in or not.
pub(super) struct Caller {
    pub(super) request: HttpRequest,
    pub(super) state: Shared,
    pub(super) language: Language,
    /// The fields of the form, where one was sent.
    pub(super) form: Vec<(String, String)>,
    /// The files that came with it.
    pub(super) files: Vec<upload::File>,
    /// What the bar of the page shows of whoever is signed in.
    pub(super) bar: Option<Bar>,
    /// What is wrong with the form that was sent, where its page is shown again for that.
    pub(super) wrong: RefCell<Option<Wrong>>,
}

/// Somebody who is signed in and has the right to what they ask for.
pub(super) struct Admitted {
    caller: Caller,
    pub(super) person: KeptPerson,
    /// The session's secret; empty in the demonstration.
    pub(super) session: String,
}

impl Deref for Admitted {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

/// The cookie's name: with HTTPS one that browsers take from this very host only (RFC 6265bis, section 4.1.3.2).
#[must_use]
pub fn cookie_name(public_url: Option<&str>) -> &'static str {
    if public_url.is_some_and(|url| url.starts_with("https://")) { "__Host-nulpunkt" } else { "nulpunkt" }
}

impl Caller {
    /// Whoever makes this request; what they send is not read yet.
    pub(super) fn of(request: HttpRequest, state: Shared) -> Result<Self, HttpResponse> {
        let language = language(&request);
        let caller = Self { request, state, language, form: Vec::new(), files: Vec::new(), bar: None, wrong: RefCell::default() };
        if caller.is_post() {
            caller.check_site()?;
        }
        // PostgreSQL cannot be asked for it, and nothing is called by it.
        let in_path = caller.request.match_info().iter().any(|(_, part)| part.contains('\0') || part.contains("%00"));
        if in_path || caller.request.query_string().contains("%00") {
            return Err(missing(&caller));
        }
        Ok(caller)
    }

    /// Reads the form, where one was sent.
    pub(super) async fn read(&mut self, payload: web::Payload) -> Result<(), HttpResponse> {
        if self.is_post() {
            let fields = match upload::receive(&self.request, payload).await {
                Received::Files(sent) => {
                    self.files = sent.files;
                    sent.fields
                }
                Received::Refused(refused) => return Err(plain(self, refused.status(), &refused.sentence(self.language))),
                Received::Other(payload) => {
                    let read = web::Form::<Vec<(String, String)>>::from_request(&self.request, &mut payload.into_inner()).await;
                    read.map_err(|error| error.error_response())?.into_inner()
                }
            };
            if fields.iter().any(|(name, value)| name.contains('\0') || value.contains('\0')) {
                return Err(plain(self, StatusCode::BAD_REQUEST, super::no_form(self.language)));
            }
            self.form = fields;
        }
        Ok(())
    }

    fn is_post(&self) -> bool {
        *self.request.method() == actix_web::http::Method::POST
    }

    /// One of two sentences, by language.
    pub(super) fn say<'a>(&self, danish: &'a str, english: &'a str) -> &'a str {
        if self.language == Language::En { english } else { danish }
    }

    /// A part of the address that the table of routes names, as it stands in the address.
    pub(super) fn path(&self, name: &str) -> &str {
        self.request.match_info().get(name).unwrap_or_default()
    }

    /// The address as the list of routes has it, which the server may say of a request that it refuses: no key and no secret is in it.
    fn pattern(&self) -> Option<String> {
        self.request.match_pattern()
    }

    /// What stands behind the question mark.
    pub(super) fn query<T: DeserializeOwned>(&self) -> Result<T, HttpResponse> {
        web::Query::from_query(self.request.query_string()).map(web::Query::into_inner).map_err(|_| {
            let words = self.say("Adressen kan ikke læses.", "The address cannot be read.");
            plain(self, StatusCode::BAD_REQUEST, words)
        })
    }

    /// A field of the form; empty where there is none.
    pub(super) fn field(&self, name: &str) -> &str {
        self.form.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
    }

    /// The files that were chosen in this field of the form.
    pub(super) fn files(&self, name: &str) -> impl Iterator<Item = &upload::File> {
        self.files.iter().filter(move |file| file.field == name)
    }

    /// The page as an answer.
    pub(super) fn respond(&self, page: &Page<'_>, body: &Markup) -> HttpResponse {
        self.respond_with(StatusCode::OK, page, body)
    }

    /// The page as an answer with this status.
    pub(super) fn respond_with(&self, status: StatusCode, page: &Page<'_>, body: &Markup) -> HttpResponse {
        if let Some(wrong) = self.wrong.take().filter(|_| status == StatusCode::OK) {
            return self.respond_again(&wrong, page, body);
        }
        let told = said::told(self).filter(|_| !self.is_post() && status == StatusCode::OK);
        let body = html! { @if let Some((words, _)) = &told { p.notice role="status" { (words) } } (body) };
        let mut answer = HttpResponse::build(status);
        if let Some((_, gone)) = told {
            answer.cookie(gone);
        }
        answer.content_type("text/html; charset=utf-8").body(layout::render(self, page, &body))
    }

    /// The way to another page of the desk.
    pub(super) fn see(&self, address: &str) -> HttpResponse {
        HttpResponse::SeeOther().insert_header(("Location", self.to(address))).finish()
    }

    /// An address in the language of the page.
    pub(super) fn to(&self, address: &str) -> String {
        let glue = if address.contains('?') { '&' } else { '?' };
        let spoken = self.language == Language::En && !address.contains("lang=");
        if spoken { format!("{address}{glue}lang=en") } else { address.to_owned() }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.state.clock.now()
    }

    /// Where the request comes from, as far as that is believed.
    pub(super) fn origin(&self) -> IpAddr {
        origin(&self.request, &self.state.config.trusted_proxies)
    }

    /// What people know this provider of single sign-on by; its own address where it is configured no more.
    pub(super) fn provider<'a>(&'a self, issuer: &'a str) -> &'a str {
        let known = self.state.config.oidc.iter().find(|provider| provider.issuer == issuer);
        known.map_or(issuer, |provider| provider.name.as_str())
    }

    /// The secret that the browser brought along, whether it counts or not.
    pub(super) fn brought(&self) -> Option<String> {
        self.request.cookie(cookie_name(self.state.config.public_url.as_deref()))?.value().split('.').next().map(str::to_owned)
    }

    /// The cookie that holds this session; it goes when the browser is closed.
    pub(super) fn cookie(&self, session: &str) -> Cookie<'static> {
        let name = cookie_name(self.state.config.public_url.as_deref());
        let cookie = Cookie::build(name, session.to_owned()).path("/").http_only(true).same_site(SameSite::Strict);
        cookie.secure(self.state.is_https()).finish()
    }

    /// Refuses a form that another site's page sends; browsers say where it came from, by one header or the other.
    fn check_site(&self) -> Result<(), HttpResponse> {
        let header = |name: &str| self.request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
        let own = match (header("sec-fetch-site"), header("origin")) {
            (Some(site), _) => matches!(site, "same-origin" | "none"),
            (None, Some(origin)) => self.is_own(origin, header("host")),
            (None, None) => true,
        };
        if own {
            return Ok(());
        }
        tracing::warn!(address = self.pattern().as_deref(), "refused: a form of another site");
        let words = self.say("Formularen kom fra en anden side.", "The form came from another site.");
        Err(plain(self, StatusCode::FORBIDDEN, words))
    }

    fn is_own(&self, origin: &str, host: Option<&str>) -> bool {
        let bare = origin.split_once("://").map_or("", |(_, host)| host);
        let public = self.state.public_url();
        host == Some(bare) || (!bare.is_empty() && public.split_once("://").is_some_and(|(_, host)| host == bare))
    }
}

impl Admitted {
    /// The same person with the same form at the page that the form stands on; files are not sent twice.
    pub(super) fn at_the_page(&self) -> Self {
        let caller = Caller {
            request: self.request.clone(),
            state: self.state.clone(),
            language: self.language,
            form: self.form.clone(),
            files: Vec::new(),
            bar: self.bar.clone(),
            wrong: RefCell::default(),
        };
        Self { caller, person: self.person.clone(), session: self.session.clone() }
    }

    /// The answer once something is done: the way to a page, which says so once. Loading that page again sends nothing again.
    pub(super) fn done(&self, address: &str, sentence: &str) -> HttpResponse {
        let mut answer = self.see(address);
        let _ = answer.add_cookie(&said::cookie(self, address, sentence));
        answer
    }

    /// Whether the person may do this to that.
    pub(super) fn may(&self, verb: Verb, object: Object<'_>) -> bool {
        may(&self.person.person, verb, object)
    }

    /// Whether there is a trial to which the person may do this, or would be one.
    pub(super) fn may_somewhere(&self, verb: Verb, trials: &Trials) -> bool {
        self.may(verb, Object::Platform) || trials.trials.iter().any(|trial| self.may(verb, Object::Trial(&trial.key)))
    }

    /// Whether the person may do this to the whole trial, or to the part of a municipality of theirs.
    pub(super) fn may_in_part(&self, verb: Verb, trial: &str) -> bool {
        may_in_part(&self.person.person, verb, trial)
    }

    /// Whether lists show this trial and what belongs to it.
    pub(super) fn sees(&self, trial: &str) -> bool {
        self.may(Verb::SeeTrial, Object::Trial(trial))
    }

    /// Whether the person has all municipalities; else only their own are shown one by one.
    pub(super) fn has_municipality(&self, municipality: &str) -> bool {
        self.person.person.scope.municipalities.holds(municipality)
    }

    /// What makes a form the session's own; it stands in every form that posts.
    pub(super) fn form_field(&self) -> Markup {
        let value = form_token(&self.session);
        html! { input type="hidden" name=(FORM_FIELD) value=(value); }
    }

    /// Refuses a form that does not carry what this session's forms carry.
    fn check_form(&self) -> Result<(), HttpResponse> {
        let wanted = form_token(&self.session);
        if !self.is_post() || access::password::same(self.field(FORM_FIELD).as_bytes(), wanted.as_bytes()) {
            return Ok(());
        }
        tracing::warn!(
            person = self.person.id,
            address = self.pattern().as_deref(),
            "refused: a form that is not the session's own"
        );
        let words = self.say(
            "Formularen er for gammel. Gå tilbage, genindlæs siden, og send den igen. Intet er ændret.",
            "The form is too old. Go back, load the page again and send it once more. Nothing was changed.",
        );
        Err(plain(self, StatusCode::FORBIDDEN, words))
    }

    /// Refuses what the person has no right to: with 404 what they may not know of, with 403 what is not theirs to do.
    pub(super) fn check_right(&self, right: Right) -> Result<(), HttpResponse> {
        let Right::To(verb, of) = right else { return Ok(()) };
        if of == Of::Group {
            return focus_groups::check(self, verb);
        }
        let found = of.find(self).map_err(|error| broken(self, &error))?;
        let Some(found) = found else { return Err(missing(self)) };
        let seen = found.trials.iter().all(|trial| self.sees(trial));
        let allowed = match &found.municipality {
            _ if of == Of::Platform => self.may(verb, Object::Platform),
            _ if of == Of::AnyTrial => {
                let trials = self.state.store.trials().map_err(|error| broken(self, &error))?;
                self.may_somewhere(verb, &trials)
            }
            _ if matches!(of, Of::RoundPart | Of::TrialPart) => found.trials.iter().all(|trial| self.may_in_part(verb, trial)),
            Some(municipality) => found.trials.iter().all(|trial| self.may(verb, Object::Municipality { trial, municipality })),
            None => found.trials.iter().all(|trial| self.may(verb, Object::Trial(trial))),
        };
        if seen && allowed {
            return Ok(());
        }
        tracing::warn!(person = self.person.id, address = self.pattern().as_deref(), "refused: no right to it");
        Err(if seen { self.refused() } else { missing(self) })
    }

    /// The page for what is not theirs to do.
    pub(super) fn refused(&self) -> HttpResponse {
        let words =
            self.say("Det har du ikke adgang til. Spørg jeres koordinator.", "You have no right to that. Ask your coordinator.");
        plain(self, StatusCode::FORBIDDEN, words)
    }
}

/// Lets the caller in to what this right is needed for, or says why not; only then reads what they send.
pub(super) async fn admit(caller: Caller, payload: web::Payload, right: Right) -> Result<Admitted, HttpResponse> {
    let (person, session) = if caller.state.demonstration {
        (everybody(&caller)?, String::new())
    } else {
        match signed_in(&caller) {
            Ok(Some(found)) => found,
            Ok(None) => return Err(sign_in::ask(&caller)),
            Err(error) => return Err(broken(&caller, &error)),
        }
    };
    let bar = Bar::of(&person.person, caller.state.demonstration, (FORM_FIELD, form_token(&session)));
    let mut admitted = Admitted { caller: Caller { bar: Some(bar), ..caller }, person, session };
    factors::check(&admitted)?;
    admitted.check_right(right)?;
    admitted.caller.read(payload).await?;
    admitted.check_form()?;
    Ok(admitted)
}

fn signed_in(caller: &Caller) -> Result<Option<(KeptPerson, String)>, store::Error> {
    let Some((secret, _)) = browser::lively(caller)? else { return Ok(None) };
    let session = caller.state.store.session(&secret, caller.now())?;
    Ok(session.map(|Session { person, .. }| (person, secret)))
}

/// Whoever sits at the machine that a demonstration runs on; a request that came through a proxy is never let in.
fn everybody(caller: &Caller) -> Result<KeptPerson, HttpResponse> {
    demonstrator(&caller.request).ok_or_else(|| {
        let words = caller.say(
            "Demonstrationen kan kun ses fra den maskine, som den kører på.",
            "The demonstration can only be seen from the machine that it runs on.",
        );
        plain(caller, StatusCode::FORBIDDEN, words)
    })
}

/// Whoever makes this request of a demonstration; none who does so from elsewhere.
pub(in crate::web) fn demonstrator(request: &HttpRequest) -> Option<KeptPerson> {
    let person = Person { name: "Demonstration".to_owned(), role: Role::Coordinator, scope: Scope::ALL };
    is_local(request).then_some(KeptPerson {
        id: 0,
        person,
        has_password: false,
        has_app: false,
        issuer: None,
        by_groups: false,
        created_at: Timestamp(0),
    })
}

/// Whether the request was made on this machine, not through a proxy on it, and under the machine's own name: a page of another site
/// whose name was made to lead here asks under that one.
fn is_local(request: &HttpRequest) -> bool {
    let forwarded = ["forwarded", "x-forwarded-for", "x-real-ip", "via"].iter().any(|name| request.headers().contains_key(*name));
    let host = request.headers().get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    let name = host.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(host, |(name, _)| name);
    let is_own = ["127.0.0.1", "localhost", "[::1]"].contains(&name);
    !forwarded && is_own && request.peer_addr().is_some_and(|peer| peer.ip().is_loopback())
}

/// The trial of a round.
pub(in crate::web) fn trial_of(state: &State, round: &crate::fieldwork::Round) -> Result<String, store::Error> {
    Ok(state.store.version(state.store.version_id_of(round.id)?)?.version.trial.clone())
}

#[cfg(test)]
mod tests;
