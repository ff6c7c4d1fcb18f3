//! The texts of a round: reviewed by a person first, then read by evaluators.
//!
//! A text stands alone, in an order that tells nothing: no day, no municipality, no other answer beside it, and no number of how many
//! were left out. Until it is reviewed it is shown covered, and only to whoever reviews it.

mod reading;
mod reviewing;
pub(super) mod themes;

pub(super) use reading::approved;
pub(super) use reviewing::{decide, waiting};

use super::caller::Admitted;
use super::layout::{Noun, Page};
use super::{broken, missing};
use crate::fieldwork::Round;
use crate::language::Language;
use crate::questionnaire::{Version, other_text_key};
use crate::store::Texts;
use actix_web::HttpResponse;
use maud::{Markup, html};

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
        let path = [
            ("/desk/rounds".to_owned(), self.say("Runder", "Rounds").to_owned()),
            (format!("/desk/rounds/{}", self.round.key), self.round.key.clone()),
        ];
        let address = format!("/desk/rounds/{}{below}", self.round.key);
        let synthetic = self.round.synthetic;
        let page = Page { language: self.language, noun: Some(Noun::Rounds), title, path: &path, synthetic, address: &address };
        admitted.respond(&page, body)
    }
}

/// A text as it was written, lines and all, in whatever direction it runs.
fn words(text: &str) -> Markup {
    html! { blockquote.words dir="auto" { (text) } }
}
