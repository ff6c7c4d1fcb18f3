//! The review: a person decides about each text before it may be read by evaluators.
//!
//! Looking decides nothing. What is covered is laid down with the decision, so that it stays covered when the list of names is gone.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};

use super::super::caller::Admitted;
use super::super::{broken, plain};
use super::{APPROVED, Asked, WAITING, words};
use crate::fieldwork::Review;
use crate::language::personal::{Names, Span, covered, spans, with_chosen};
use crate::language::{Language, number};
use crate::store::{self, NewReview, TextAnswer};
use crate::web::State;

/// How many texts one page asks about.
const ON_A_PAGE: usize = 20;
/// The longest words to cover.
const MOST_SIGNS: usize = 200;

/// What a person chose on the page; it has no `Debug`, since it holds words of texts.
#[derive(Default)]
struct Chosen(BTreeMap<String, String>);

impl Chosen {
    fn of(&self, field: &str, handle: &str) -> &str {
        self.0.get(&format!("{field}.{handle}")).map_or("", |value| value.trim())
    }
}

/// What the page says beside its texts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Complaint {
    None,
    /// These would be shown with what points at a person.
    Unsure,
}

/// GET `/desk/rounds/{round}/texts`.
pub(in crate::web::desk) async fn waiting(admitted: Admitted) -> HttpResponse {
    let asked = match Asked::of(&admitted) {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    if let Some(closed) = asked.closed(&admitted, title(&asked), WAITING) {
        return closed;
    }
    let again = again(&admitted.request);
    let texts = asked.texts.all.iter().filter(|text| text.review.is_some() == again.is_some());
    let texts: Vec<&TextAnswer> = texts.skip(again.map_or(0, |page| (page - 1) * ON_A_PAGE)).collect();
    show(&admitted, &asked, &texts, &Chosen::default(), Complaint::None, again)
}

fn title(asked: &Asked) -> &'static str {
    if asked.language == Language::En { "Review texts" } else { "Gennemgå tekstsvar" }
}

/// Which page of the texts that were decided about is to be seen again, counted from 1.
fn again(request: &HttpRequest) -> Option<usize> {
    let page = request.query_string().split('&').find_map(|pair| pair.strip_prefix("again="))?;
    page.parse().ok().filter(|page| (1..1_000_000).contains(page))
}

/// POST `/desk/rounds/{round}/texts`.
pub(in crate::web::desk) async fn decide(admitted: Admitted) -> HttpResponse {
    let asked = match Asked::of(&admitted) {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let chosen = Chosen(admitted.form.iter().cloned().collect());
    if chosen.0.values().any(|value| value.chars().count() > MOST_SIGNS) {
        let words = asked.say("Formularen kan ikke læses.", "The form cannot be read.");
        return plain(&admitted, StatusCode::BAD_REQUEST, words);
    }
    let decided: Vec<(&TextAnswer, Review)> =
        asked.texts.all.iter().filter_map(|text| Some((text, Review::from_name(chosen.of("decision", &text.handle))?))).collect();
    match keep(&admitted, &asked, &decided, &chosen) {
        Ok(unsure) if unsure.is_empty() => HttpResponse::SeeOther().insert_header(("Location", asked.address(WAITING))).finish(),
        Ok(unsure) => show(&admitted, &asked, &unsure, &chosen, Complaint::Unsure, None),
        Err(error) => broken(&admitted, &error),
    }
}

/// Keeps what was decided, and gives back what must be decided once more: what would be shown with what points at a person.
fn keep<'a>(
    admitted: &Admitted,
    asked: &'a Asked,
    decided: &[(&'a TextAnswer, Review)],
    chosen: &Chosen,
) -> Result<Vec<&'a TextAnswer>, store::Error> {
    let state = &admitted.state;
    let names = names(state, asked)?;
    let mut reviews = Vec::new();
    let mut unsure = Vec::new();
    for (text, review) in decided {
        let masks = masks(text, &names, chosen);
        let review = if *review == Review::Masked && masks.is_empty() { Review::AsWritten } else { *review };
        let before = text.review.as_ref().map(|reviewed| reviewed.review);
        // What was seen again and left as it is stays the decision of whoever made it.
        if before == Some(review) && chosen.of("also", &text.handle).is_empty() {
            continue;
        }
        let (review, masks) = match review {
            Review::Masked => (review, masks),
            Review::AsWritten if !masks.is_empty() && chosen.of("sure", &text.handle) != "1" => {
                unsure.push(*text);
                continue;
            }
            Review::AsWritten | Review::Withheld => (review, Vec::new()),
        };
        reviews.push(NewReview { text, review, masks });
    }
    state.store.review_texts(&asked.round, &reviews, &admitted.person.person.name, state.clock.now())?;
    Ok(unsure)
}

fn names(state: &State, asked: &Asked) -> Result<Names, store::Error> {
    let names = state.store.recipient_names(asked.round.id)?;
    Ok(Names::new(names.iter().map(String::as_str)))
}

/// What would be covered: what was laid down before, else what looks like a person, and the words that the reviewer chose.
fn masks(text: &TextAnswer, names: &Names, chosen: &Chosen) -> Vec<Span> {
    let mut masks = match &text.review {
        Some(reviewed) if reviewed.review == Review::Masked => reviewed.masks.clone(),
        _ => spans(&text.text, names),
    };
    for words in chosen.of("also", &text.handle).split(',') {
        masks = with_chosen(&text.text, masks, words);
    }
    masks
}

fn show(
    admitted: &Admitted,
    asked: &Asked,
    texts: &[&TextAnswer],
    chosen: &Chosen,
    complaint: Complaint,
    again: Option<usize>,
) -> HttpResponse {
    let names = match names(&admitted.state, asked) {
        Ok(names) => names,
        Err(error) => return broken(admitted, &error),
    };
    let body = html! {
        (introduction(asked, texts.len(), complaint, again))
        @if !texts.is_empty() {
            form method="post" action=(asked.address(WAITING)) {
                (admitted.form_field())
                @for (item, question) in asked.questions() {
                    @let here = texts.iter().take(ON_A_PAGE);
                    @let of_item: Vec<&&TextAnswer> = here.filter(|text| text.item == item).collect();
                    @if !of_item.is_empty() {
                        h2 { (question) }
                        @for text in of_item { (one(asked, text, &names, chosen, complaint)) }
                    }
                }
                p.small { (asked.say("Beslutningerne gemmes med dit navn: ", "The decisions are kept with your name: ")) (admitted.person.person.name) }
                button type="submit" { (asked.say("Gem beslutningerne", "Keep the decisions")) }
            }
        }
        @let glue = if asked.address("").contains('?') { '&' } else { '?' };
        @let next = again.map_or(1, |page| page + 1);
        @if again.is_none() && asked.texts.all.iter().any(|text| text.review.is_some()) {
            p { a href={ (asked.address(WAITING)) (glue) "again=1" } { (asked.say("Se beslutningerne igen", "See the decisions again")) } }
        } @else if again.is_some() && texts.len() > ON_A_PAGE {
            p { a href={ (asked.address(WAITING)) (glue) "again=" (next) } { (asked.say("Næste side", "Next page")) } }
        }
        p { a href=(asked.address(APPROVED)) { (asked.say("Se de godkendte tekster", "See the approved texts")) } }
    };
    let mut answer = asked.respond(admitted, title(asked), WAITING, &body);
    if complaint != Complaint::None {
        *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    answer
}

fn introduction(asked: &Asked, left: usize, complaint: Complaint, again: Option<usize>) -> Markup {
    let left_words = number::whole(left as u64, asked.language);
    html! {
        @match complaint {
            Complaint::Unsure => p.notice role="alert" tabindex="-1" autofocus { (asked.say(
                "Disse tekster ser ud til at pege på en person. Læs dem igen, og sæt kryds, hvis de skal vises, som de står her.",
                "These texts look as if they point at a person. Read them again, and tick them if they are to be shown as they stand here.",
            )) },
            Complaint::None if again.is_some() => {
                p.say { (asked.say(
                    "Her er de tekster, der er besluttet noget om. En ny beslutning træder i stedet for den gamle.",
                    "Here are the texts that were decided about. A new decision takes the place of the old one.",
                )) }
            },
            Complaint::None => {
                p.say { @if left == 0 { (asked.say(
                    "Ingen tekster venter. Tekster kan gennemgås, når runden er lukket, og nok har skrevet.",
                    "No text waits. Texts can be reviewed once the round is closed and enough people wrote.",
                )) } @else { (left_words) " " (asked.say("tekster til gennemgang.", "texts to review.")) } }
                p.small { (asked.say(
                    "CPR-numre, telefonnumre, e-mailadresser og navne på listen er dækket. Fornavne alene og steder findes ikke af sig selv: dæk dem, eller udelad teksten. Det, du springer over, venter.",
                    "CPR numbers, telephone numbers, e-mail addresses and names on the list are covered. First names alone and places are not found by themselves: cover them, or leave the text out. What you skip waits.",
                )) }
            }
        }
    }
}

/// One text with its decisions.
fn one(asked: &Asked, text: &TextAnswer, names: &Names, chosen: &Chosen, complaint: Complaint) -> Markup {
    let handle = &text.handle;
    let masks = masks(text, names, &Chosen::default());
    // A text without anything to cover has one way to be shown.
    let before = text.review.as_ref().map(|reviewed| match reviewed.review {
        Review::AsWritten if masks.is_empty() => Review::Masked.name(),
        review => review.name(),
    });
    let picked = Some(chosen.of("decision", handle)).filter(|picked| !picked.is_empty()).or(before);
    let shown = match (complaint, masks.is_empty()) {
        (Complaint::Unsure, _) | (_, true) => text.text.clone(),
        _ => covered(&text.text, &masks, asked.language).unwrap_or_default(),
    };
    let way = |review: Review, label: &str| {
        let name = review.name();
        html! { label.pick { input type="radio" name={ "decision." (handle) } value=(name) checked[picked == Some(name)]; (label) } }
    };
    html! {
        fieldset.card {
            legend.small { (asked.say("Må teksten vises?", "May the text be shown?")) }
            (words(&shown))
            @if masks.is_empty() {
                (way(Review::Masked, asked.say("Vis teksten", "Show the text")))
            } @else {
                (way(Review::Masked, asked.say("Vis den med dækning", "Show it covered")))
                (way(Review::AsWritten, asked.say("Vis den, som den er skrevet", "Show it as it was written")))
            }
            (way(Review::Withheld, asked.say("Vis den ikke", "Do not show it")))
            @if complaint == Complaint::Unsure {
                label.pick { input type="checkbox" name={ "sure." (handle) } value="1";
                    (asked.say("Ja, vis den med alt, hvad der står", "Yes, show it with everything in it")) }
            }
            p { label for={ "also-" (handle) } { (asked.say("Dæk også disse ord (adskil med komma)", "Cover these words too (part them by commas)")) } br;
                input id={ "also-" (handle) } name={ "also." (handle) } type="text" value=(chosen.of("also", handle)) autocomplete="off" maxlength=(MOST_SIGNS); }
        }
    }
}
