//! A frozen version of a design, and what it changed.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::{Place, compared, show, stamp, versions_of, written};
use crate::language::filled;
use crate::store::KeptDesign;
use crate::web::desk::account::moment;
use crate::web::desk::caller::Admitted;
use crate::web::desk::{broken, missing};

/// The frozen versions with the ways to them.
pub(super) fn list(admitted: &Admitted, place: &Place, versions: &[KeptDesign]) -> Markup {
    html! {
        section.card {
            h2 { (admitted.say("Frosne versioner", "Frozen versions")) }
            ul.units { @for kept in versions {
                li {
                    a href=(admitted.to(&place.address(&format!("/design/versions/{}", kept.version)))) {
                        (filled(admitted.say("Version {n}", "Version {n}"), &[("n", &kept.version.to_string())]))
                    }
                    " · " (moment(admitted, kept.at)) " · " (kept.by)
                }
            } }
        }
    }
}

/// GET `/desk/trials/{trial}/design/versions/{version}`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    let number = admitted.path("version").to_owned();
    let below = format!("/design/versions/{number}");
    let place = match Place::of(admitted, &below) {
        Ok(place) => place,
        Err(answer) => return answer,
    };
    let (trial, evaluation) = place.which();
    let found = admitted
        .state
        .store
        .design_versions(trial, evaluation)
        .and_then(|versions| Ok((versions, versions_of(admitted, trial)?)));
    let (versions, questionnaires) = match found {
        Ok(found) => found,
        Err(error) => return broken(admitted, &error),
    };
    let Some(kept) = number.parse::<i32>().ok().and_then(|number| versions.iter().find(|one| one.version == number)) else {
        return missing(admitted);
    };
    let before = versions.iter().find(|one| one.version == kept.version - 1);
    let title = filled(
        admitted.say("Evalueringsdesign, version {n}", "Evaluation design, version {n}"),
        &[("n", &kept.version.to_string())],
    );
    let body = html! {
        p.say { (stamp(admitted, kept)) }
        @if let Some(before) = before {
            h2 { (filled(admitted.say("Ændret siden version {n}", "Changed since version {n}"), &[("n", &before.version.to_string())])) }
            (compared(admitted, &before.design, &kept.design, &questionnaires))
            h2 { (admitted.say("Hele designet", "The whole design")) }
        }
        (written(admitted, &kept.design, &questionnaires))
        (super::planned::listed(admitted, &kept.design))
        p.small { "SHA-256: " code { (kept.hash) } }
    };
    show(admitted, StatusCode::OK, (&title, &below), &place, &body)
}
