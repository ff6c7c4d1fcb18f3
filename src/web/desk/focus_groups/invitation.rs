//! A participant's invitation as a calendar entry, to be sent from one's own mail program. It has no address of the participant's own page,
//! which is their key.

use actix_web::HttpResponse;

use super::with_group;
use crate::export::summary::Talks;
use crate::focusgroup::Occasion;
use crate::mail::{SessionContent, Stamp, calendar_file};
use crate::store::{Error, FocusGroup, Participant, SessionLetter, themes_of};
use crate::web::desk::caller::Admitted;
use crate::web::desk::{broken, missing};

/// GET `/desk/focus-groups/{group}/invitations/{participant}.ics`.
pub(in crate::web::desk) fn file(admitted: &Admitted) -> HttpResponse {
    with_group(admitted, entry)
}

fn entry(admitted: &Admitted, talks: &Talks, group: &FocusGroup) -> HttpResponse {
    let id = admitted.path("participant").parse().ok();
    let of_group = |one: &&Participant| Some(one.id) == id && one.group_id == group.id && !one.withdrawn;
    let Some(participant) = talks.participants.iter().find(of_group) else { return missing(admitted) };
    match answer(admitted, talks, group, participant) {
        Ok(answer) => answer,
        Err(error) => broken(admitted, &error),
    }
}

/// The address of a participant's own page.
pub(super) fn page_of(admitted: &Admitted, participant: &Participant) -> Result<String, Error> {
    let token = admitted.state.store.participant_token(participant)?;
    Ok(format!("{}/g/{token}", admitted.state.public_url()))
}

fn answer(admitted: &Admitted, talks: &Talks, group: &FocusGroup, participant: &Participant) -> Result<HttpResponse, Error> {
    let token = admitted.state.store.participant_token(participant)?;
    let (method, occasion, sequence) = match (group.cancelled, participant.released) {
        (_, true) => ("CANCEL", Occasion::CalledOff, group.sequence + 1),
        (true, false) => ("CANCEL", Occasion::CalledOff, group.sequence),
        (false, false) => ("REQUEST", Occasion::Invitation, group.sequence),
    };
    let themes = themes_of(&talks.guides, group);
    let letter = SessionLetter { occasion, sequence, participant: participant.clone(), group: group.clone(), themes };
    let public = admitted.state.public_url();
    let stamp = Stamp { message_id: "", date: admitted.now(), boundary: "", returns: None };
    let file = calendar_file(&SessionContent::of(&letter, token, &talks.trials, (&admitted.state.config, &public), stamp), false);
    Ok(HttpResponse::Ok()
        .content_type(format!("text/calendar; charset=utf-8; method={method}"))
        .insert_header(("Content-Disposition", format!("attachment; filename=\"{}.ics\"", participant.code)))
        .body(file))
}
