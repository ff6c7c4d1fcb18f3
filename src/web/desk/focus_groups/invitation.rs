//! A participant's invitation as a calendar entry, to be sent from one's own mail program.

use actix_web::HttpResponse;

use super::{gathered, group_in_path};
use crate::export::summary::Talks;
use crate::focusgroup::calendar::{self, Entry};
use crate::store::{Error, FocusGroup, Participant};
use crate::web::desk::caller::Admitted;
use crate::web::desk::{broken, missing};

/// GET `/desk/focus-groups/{group}/invitations/{participant}.ics`.
pub(in crate::web::desk) fn file(admitted: &Admitted) -> HttpResponse {
    let talks = match gathered(admitted) {
        Ok(talks) => talks,
        Err(answer) => return answer,
    };
    let group = match group_in_path(admitted, &talks) {
        Ok(group) => group,
        Err(answer) => return answer,
    };
    let id = admitted.path("participant").parse().ok();
    let of_group = |one: &&Participant| Some(one.id) == id && one.group_id == group.id && !one.withdrawn;
    let Some(participant) = talks.participants.iter().find(of_group) else { return missing(admitted) };
    match page_of(admitted, participant) {
        Ok(page) => answer(admitted, &talks, group, participant, &page),
        Err(error) => broken(admitted, &error),
    }
}

/// The address of a participant's own page.
pub(super) fn page_of(admitted: &Admitted, participant: &Participant) -> Result<String, Error> {
    let token = admitted.state.store.participant_token(participant)?;
    Ok(format!("{}/g/{token}", admitted.state.public_url()))
}

fn answer(admitted: &Admitted, talks: &Talks, group: &FocusGroup, participant: &Participant, page: &str) -> HttpResponse {
    let mail = &admitted.state.config.mail;
    let host = url::Url::parse(&admitted.state.public_url()).ok().and_then(|url| url.host_str().map(str::to_owned));
    let uid = format!("{}-{}@{}", group.uid, participant.id, host.unwrap_or_else(|| "nulpunkt".to_owned()));
    let minutes = talks.guide(group).map_or(0, |guide| guide.minutes).to_string();
    let description = super::told(
        admitted,
        "Samtalen varer {minutes} minutter. Svar, giv samtykke og se dine citater på din egen side: {page}",
        "The talk takes {minutes} minutes. Answer, consent and see your quotes on your own page: {page}",
        &[("minutes", &minutes), ("page", page)],
    );
    let moderator = if group.planned.moderator.is_empty() { "Nulpunkt" } else { &group.planned.moderator };
    let file = calendar::file(&Entry {
        uid: &uid,
        sequence: group.sequence,
        made: admitted.now(),
        starts: group.planned.starts,
        ends: group.planned.ends,
        title: &group.planned.title,
        description: &description,
        place: &group.planned.place,
        page,
        organizer: (moderator, mail.reply_to.as_deref().unwrap_or(&mail.from)),
        attendee: (&participant.name, &participant.email),
        cancelled: group.cancelled,
    });
    let method = if group.cancelled { "CANCEL" } else { "REQUEST" };
    HttpResponse::Ok()
        .content_type(format!("text/calendar; charset=utf-8; method={method}"))
        .insert_header(("Content-Disposition", format!("attachment; filename=\"{}.ics\"", participant.code)))
        .body(file)
}
