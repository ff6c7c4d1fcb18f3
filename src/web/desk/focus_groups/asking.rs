//! Asks once more before words are kept or published that tell who somebody is, where they are from, or in which trial it was said.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::html;

use super::{show, told};
use crate::export::summary::Talks;
use crate::web::desk::caller::{Admitted, FORM_FIELD};

/// The field that says that the words may stand.
const ANYWAY: &str = "anyway";

/// What in these texts tells of somebody and was not said to be meant so.
pub(super) fn telling(admitted: &Admitted, talks: &Talks, texts: &[&str], with_trials: bool) -> Vec<String> {
    if admitted.field(ANYWAY) == "1" {
        return Vec::new();
    }
    talks.known(with_trials).told(&texts.join("\n"))
}

/// The page that asks: what was found, the words to be changed where they are in a field, and the rest of the form as it was sent.
pub(super) fn ask(admitted: &Admitted, found: &[String], here: &str, fields: &[(&str, &str)]) -> HttpResponse {
    let quoted: Vec<String> = found.iter().map(|words| format!("»{words}«")).collect();
    let rest = admitted.form.iter().filter(|(name, _)| name != FORM_FIELD && fields.iter().all(|(own, _)| own != name));
    let body = html! {
        form.card method="post" action=(admitted.to(here)) {
            (admitted.form_field())
            p.notice role="alert" tabindex="-1" autofocus { (told(
                admitted,
                "Der står {words}. Det kan vise, hvem der har sagt noget, eller hvor. Intet er gemt endnu.",
                "It says {words}. That may show who said something, or where. Nothing is saved yet.",
                &[("words", &quoted.join(", "))],
            )) }
            @for (name, value) in rest { input type="hidden" name=(name) value=(value); }
            @for (name, label) in fields {
                p {
                    label.over for={ "again-" (name) } { (label) }
                    textarea id={ "again-" (name) } name=(name) rows="3" { (admitted.field(name)) }
                }
            }
            div.row {
                @if !fields.is_empty() { button type="submit" { (admitted.say("Gem, som det står nu", "Save as it stands now")) } }
                button.quiet type="submit" name=(ANYWAY) value="1" { (admitted.say("Det må gerne stå der", "It may stand there")) }
            }
            p { a href=(admitted.to(here)) { (admitted.say("Tilbage uden at gemme", "Back without saving")) } }
        }
    };
    let title = admitted.say("Må det stå der?", "May it stand there?");
    show(admitted, StatusCode::UNPROCESSABLE_ENTITY, title, &[], here, &body)
}
