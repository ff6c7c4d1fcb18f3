//! What evaluators read: the texts that a person has approved.

use actix_web::HttpResponse;
use maud::html;

use super::themes::{self, Codebook};
use super::{APPROVED, Asked, WAITING, words};
use crate::access::{Object, Verb};
use crate::fieldwork::Review;
use crate::language::personal::covered;
use crate::store::TextAnswer;
use crate::web::desk::broken;
use crate::web::desk::caller::Admitted;

/// A text that evaluators may read.
pub(super) struct Approved<'a> {
    pub(super) text: &'a TextAnswer,
    /// Its words as they were approved.
    pub(super) words: String,
}

/// The texts of a round that evaluators may read.
pub(super) fn approved_texts(asked: &Asked) -> Vec<Approved<'_>> {
    asked.texts.all.iter().filter_map(|text| Some(Approved { text, words: as_approved(asked, text)? })).collect()
}

/// GET `/desk/rounds/{round}/texts/approved`.
pub(in crate::web::desk) async fn approved(admitted: Admitted) -> HttpResponse {
    let asked = match Asked::of(&admitted) {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let title = asked.say("Tekstsvar", "Texts");
    if let Some(closed) = asked.closed(&admitted, title, APPROVED) {
        return closed;
    }
    let codebook = match Codebook::of(&asked, &admitted) {
        Ok(codebook) => codebook,
        Err(error) => return broken(&admitted, &error),
    };
    let shown = approved_texts(&asked);
    let of = |item: &str| shown.iter().filter(|text| text.text.item == item).collect::<Vec<_>>();
    let questions = asked.questions().into_iter().map(|(item, question)| (of(&item), item, question));
    let questions: Vec<_> = questions.filter(|(texts, ..)| !texts.is_empty()).collect();
    let reviews = admitted.may(Verb::ReviewTexts, Object::Trial(&asked.texts.version.version.trial));
    let sorted = admitted.request.query_string().split('&').find_map(|pair| pair.strip_prefix("code=")).filter(|_| reviews);
    let body = html! {
        p.say {
            (asked.say(
                "En person har læst teksterne igennem, før de vises her. De står i tilfældig orden.",
                "A person read the texts through before they are shown here. They stand in random order.",
            ))
        }
        @if questions.is_empty() {
            p.card { (asked.say(
                "Her er ingen tekster. Tekster vises, når runden er lukket, nok har skrevet, og en person har læst dem igennem.",
                "There are no texts here. Texts are shown once the round is closed, enough people wrote and a person has read them through.",
            )) }
        } @else if codebook.has_themes() {
            p.files { a href=(asked.address("/texts/themes.csv")) { (asked.say("Temaerne som CSV", "The themes as CSV")) } }
        }
        @for (texts, item, question) in &questions {
            section.card {
                h2 { (question) }
                @if sorted == Some(item.as_str()) {
                    (themes::sorting(&asked, &admitted, &codebook, item, texts))
                } @else {
                    (themes::part(&asked, &admitted, &codebook, (item.as_str(), texts.as_slice()), reviews))
                    @for text in texts { (words(&text.words)) }
                }
            }
        }
        @if reviews { p { a href=(asked.address(WAITING)) { (asked.say("Gennemgå tekster", "Review texts")) } } }
    };
    asked.respond(&admitted, title, APPROVED, &body)
}

/// The text as it was approved; none while it waits, if it was withheld, or if what was covered is no part of it.
fn as_approved(asked: &Asked, text: &TextAnswer) -> Option<String> {
    let reviewed = text.review.as_ref()?;
    match reviewed.review {
        Review::Withheld => None,
        Review::AsWritten => Some(text.text.clone()),
        Review::Masked => covered(&text.text, &reviewed.masks, asked.language),
    }
}
