//! The groups: when they meet, who comes, and the way to their notes; below them the way to points and summaries.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::planning::form;
use super::points::is_supported;
use super::{LIST, POINTS, may_in, show, with_talks};
use crate::access::{Object, Verb};
use crate::export::summary::{Scope, Talks};
use crate::focusgroup::Reply;
use crate::store::FocusGroup;
use crate::web::desk::account::moment;
use crate::web::desk::caller::Admitted;

/// GET `/desk/focus-groups`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    with_talks(admitted, |admitted, talks| listed(admitted, talks, None))
}

/// The list, with what is wrong with the form below it if something is.
pub(super) fn listed(admitted: &Admitted, talks: &Talks, wrong: Option<&str>) -> HttpResponse {
    let plans = admitted.may(Verb::PlanFocusGroup, Object::Platform);
    let writes = admitted.may(Verb::WritePoints, Object::Platform);
    let groups: Vec<&FocusGroup> = talks.groups.iter().filter(|group| may_in(admitted, Verb::TakeNotes, talks, group)).collect();
    let body = html! {
        p.say { (admitted.say(
            "Her planlægger I samtaler i grupper, tager noter, og går fra det, der blev sagt, til punkter, som kan udgives.",
            "Here you plan talks in groups, take notes, and go from what was said to points that can be published.",
        )) }
        @if groups.is_empty() {
            p.card.empty { (admitted.say("Her kommer grupperne til at stå, når den første er planlagt.", "The groups will be here once the first is planned.")) }
        } @else {
            div.card { table.groups.plain {
                thead { tr {
                    th scope="col" { (admitted.say("Gruppe", "Group")) }
                    th scope="col" { (admitted.say("Tid", "Time")) }
                    th scope="col" { (admitted.say("Deltagere", "Participants")) }
                    th scope="col" { span.aloud { (admitted.say("Veje videre", "Ways on")) } }
                } }
                tbody { @for group in groups { (line(admitted, talks, group, (plans, writes))) } }
            } }
        }
        @if writes && !talks.guides.is_empty() { (results(admitted, talks)) }
        @if plans { (form(admitted, talks, wrong)) }
    };
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    show(admitted, status, admitted.say("Fokusgrupper", "Focus groups"), &[], LIST, &body)
}

fn line(admitted: &Admitted, talks: &Talks, group: &FocusGroup, (plans, writes): (bool, bool)) -> Markup {
    let own = || talks.participants.iter().filter(|one| one.group_id == group.id && one.is_in());
    let (invited, yes) = (own().count(), own().filter(|one| one.reply == Some(Reply::Yes)).count());
    let came = own().filter(|one| one.attended).count();
    let at = |rest: &str| admitted.to(&format!("{LIST}/{}{rest}", group.id));
    html! {
        tr {
            th scope="row" {
                @if plans { a href=(at("")) { (group.planned.title) } } @else { (group.planned.title) }
                @if group.cancelled { " " span.small { (admitted.say("aflyst", "called off")) } }
            }
            td data-label=(admitted.say("Tid", "Time")) { (moment(admitted, group.planned.starts)) }
            td data-label=(admitted.say("Deltagere", "Participants")) {
                @let words = if group.cancelled { ("{n} inviteret, {yes} ja", "{n} invited, {yes} yes") } else { ("{n} inviteret, {yes} ja, {came} kom", "{n} invited, {yes} yes, {came} came") };
                (super::told(admitted, words.0, words.1,
                    &[("n", &invited.to_string()), ("yes", &yes.to_string()), ("came", &came.to_string())]))
            }
            td {
                a href=(at("/notes")) { (admitted.say("Noter", "Notes")) span.aloud { ": " (group.planned.title) } }
                " · " a href=(at("/written")) { (admitted.say("Skriv sammen", "Write together")) span.aloud { ": " (group.planned.title) } }
                @if writes {
                    " · " a href=(at("/statements")) { (admitted.say("Udsagn", "Statements")) span.aloud { ": " (group.planned.title) } }
                    " · " a href=(at("/coding")) { (admitted.say("Kodning", "Coding")) span.aloud { ": " (group.planned.title) } }
                    " · " a href=(summary_of(admitted, &Scope::Group(group.id))) { (admitted.say("Opsamling", "Summary")) span.aloud { ": " (group.planned.title) } }
                }
            }
        }
    }
}

/// The address of a summary.
pub(super) fn summary_of(admitted: &Admitted, scope: &Scope) -> String {
    admitted.to(&format!("{LIST}/summaries/{}", scope.name()))
}

fn results(admitted: &Admitted, talks: &Talks) -> Markup {
    let published = talks.claims.points.iter().filter(|point| point.published && is_supported(point)).count();
    html! {
        section.card {
            h2 { (admitted.say("Punkter og opsamlinger", "Points and summaries")) }
            p {
                a href=(admitted.to(POINTS)) { (admitted.say("Alle punkter", "All points")) }
                " · " (super::told(admitted, "{n} af {all} er udgivet", "{n} of {all} are published",
                    &[("n", &published.to_string()), ("all", &talks.claims.points.len().to_string())]))
            }
            p {
                a href=(admitted.to(super::codebook::CODEBOOK)) { (admitted.say("Kodebog", "Codebook")) }
                " · " a href=(admitted.to(&format!("{LIST}/samples"))) { (admitted.say("Stikprøver og enighed", "Samples and agreement")) }
            }
            p { a href=(admitted.to(&format!("{LIST}/matrix"))) { (admitted.say("Hvem sagde noget om hvad?", "Who spoke of what?")) } }
            p { (admitted.say("Opsamling på tværs af grupperne, tema for tema:", "Summary across the groups, theme by theme:")) }
            ul.units { @for (key, title) in talks.themes() {
                li { a href=(summary_of(admitted, &Scope::Theme(key.to_owned()))) { (title.get(admitted.language)) } }
            } }
        }
    }
}
