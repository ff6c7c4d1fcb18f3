//! The texts of a round: reviewed by a person first, then read by evaluators.
//!
//! A text stands alone, in an order that tells nothing: no day, no municipality, no other answer beside it, and no number of how many
//! were left out. Until it is reviewed it is shown covered, and only to whoever reviews it. Each is one person's own answer, so whoever
//! looks opens the round's texts first, by a button, and that stands in the log.

mod reading;
mod reviewing;
pub(super) mod themes;

pub(super) use reading::approved;
pub(super) use reviewing::{decide, waiting};

use super::caller::{Admitted, cookie_name};
use super::layout::{Noun, Page};
use super::{broken, known, missing};
use crate::access::password::same;
use crate::fieldwork::Round;
use crate::language::Language;
use crate::questionnaire::{Version, other_text_key};
use crate::store::Texts;
use crate::token::form_token;
use actix_web::HttpResponse;
use maud::{Markup, html};

/// Below a round's address: the texts that wait for a review.
const WAITING: &str = "/texts";
/// Below a round's address: the texts that may be read.
const APPROVED: &str = "/texts/approved";

/// A round of which texts are asked for, with those that may be read.
struct Asked {
    round: Round,
    texts: Texts,
    language: Language,
}

impl Asked {
    /// What the request asks for, for those who are admitted.
    fn of(admitted: &Admitted) -> Result<Self, HttpResponse> {
        let (state, language) = (&admitted.state, admitted.language);
        let round = match state.store.round(admitted.path("round")) {
            Ok(Some(round)) => round,
            Ok(None) => return Err(missing(admitted)),
            Err(error) => return Err(broken(admitted, &error)),
        };
        let texts = state.store.texts(&round, &state.config.privacy, state.clock.now());
        let texts = texts.map_err(|error| broken(admitted, &error))?;
        Ok(Self { round, texts, language })
    }

    /// What shows that this session has opened the texts: the cookie's value.
    fn mark(&self, admitted: &Admitted) -> String {
        form_token(&format!("{} {}", admitted.session, self.round.key))
    }

    fn cookie_name(&self, admitted: &Admitted) -> String {
        format!("{}-texts-{}", cookie_name(admitted.state.config.public_url.as_deref()), self.round.key)
    }

    /// The page with the button in the place of this one, where the texts are not opened yet.
    fn closed(&self, admitted: &Admitted, title: &str, below: &str) -> Option<HttpResponse> {
        let brought = admitted.request.cookie(&self.cookie_name(admitted));
        if brought.is_some_and(|cookie| same(cookie.value().as_bytes(), self.mark(admitted).as_bytes())) {
            return None;
        }
        let body = html! {
            form.card method="post" action=(self.address("/texts/open")) {
                (admitted.form_field())
                input type="hidden" name="to" value=(below);
                p { (self.say(
                    "Her står, hvad enkelte har skrevet. Når du åbner teksterne, bliver det noteret i loggen.",
                    "Here stands what single people wrote. That you open the texts is noted in the log.",
                )) }
                button type="submit" { (self.say("Åbn teksterne", "Open the texts")) }
            }
        };
        Some(self.respond(admitted, title, below, &body))
    }

    fn say<'a>(&self, danish: &'a str, english: &'a str) -> &'a str {
        if self.language == Language::En { english } else { danish }
    }

    /// An address below the round's own, in the language of this page.
    fn address(&self, below: &str) -> String {
        let suffix = if self.language == Language::En { "?lang=en" } else { "" };
        format!("/desk/rounds/{}{below}{suffix}", self.round.key)
    }

    /// The keys under which this version asks for texts, each with the words of its question.
    fn questions(&self) -> Vec<(String, String)> {
        let version: &Version = &self.texts.version.version;
        let mut found = Vec::new();
        for item in version.items() {
            let words = item.text.unwrap_or(&item.question.text).get(self.language);
            found.push((item.key.clone(), words.to_owned()));
            found.push((other_text_key(&item.key), format!("{words} {}", self.say("(andet)", "(other)"))));
        }
        found
    }

    fn respond(&self, admitted: &Admitted, title: &str, below: &str, body: &Markup) -> HttpResponse {
        let name = known::title_of(admitted, &self.round).unwrap_or_else(|_| self.round.key.clone());
        let path = [
            ("/desk/rounds".to_owned(), self.say("Runder", "Rounds").to_owned()),
            (format!("/desk/rounds/{}", self.round.key), name),
        ];
        let address = format!("/desk/rounds/{}{below}", self.round.key);
        let synthetic = self.round.synthetic;
        let page = Page { language: self.language, noun: Some(Noun::Rounds), title, path: &path, synthetic, address: &address };
        admitted.respond(&page, body)
    }
}

/// POST `/desk/rounds/{round}/texts/open`: lets this session see the round's texts, which stands in the log.
pub(super) fn open(admitted: &Admitted) -> HttpResponse {
    let asked = match Asked::of(admitted) {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let (store, name) = (&admitted.state.store, &admitted.person.person.name);
    if let Err(error) = store.note(admitted.now(), name, "opened texts", &asked.round.key) {
        return broken(admitted, &error);
    }
    let below = if admitted.field("to") == WAITING { WAITING } else { APPROVED };
    let mut cookie = admitted.cookie(&asked.mark(admitted));
    cookie.set_name(asked.cookie_name(admitted));
    HttpResponse::SeeOther().insert_header(("Location", asked.address(below))).cookie(cookie).finish()
}

/// A text as it was written, lines and all, in whatever direction it runs.
fn words(text: &str) -> Markup {
    html! { blockquote.words dir="auto" { (text) } }
}
