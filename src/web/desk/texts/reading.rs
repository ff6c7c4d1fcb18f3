//! What evaluators read: the texts that a person has approved.

use actix_web::HttpResponse;
use maud::html;

use super::{Asked, words};
use crate::access::{Object, Verb};
use crate::fieldwork::Review;
use crate::language::personal::covered;
use crate::store::TextAnswer;
use crate::web::desk::caller::Admitted;

/// GET `/desk/rounds/{round}/texts/approved`.
pub(in crate::web::desk) async fn approved(admitted: Admitted) -> HttpResponse {
    let asked = match Asked::of(&admitted) {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let shown: Vec<(&TextAnswer, String)> =
        asked.texts.all.iter().filter_map(|text| Some((text, as_approved(&asked, text)?))).collect();
    let of = |item: &str| shown.iter().filter(|(text, _)| text.item == item).map(|(_, text)| text).collect::<Vec<_>>();
    let questions = asked.questions().into_iter().map(|(item, question)| (question, of(&item)));
    let questions: Vec<_> = questions.filter(|(_, texts)| !texts.is_empty()).collect();
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
        }
        @for (question, texts) in &questions {
            section.card {
                h2 { (question) }
                @for text in texts { (words(text)) }
            }
        }
        @if admitted.may(Verb::ReviewTexts, Object::Trial(&asked.texts.version.version.trial)) { p { a href=(asked.address("/texts")) { (asked.say("Gennemgå tekster", "Review texts")) } } }
    };
    asked.respond(&admitted, asked.say("Tekstsvar", "Texts"), "/texts/approved", &body)
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
