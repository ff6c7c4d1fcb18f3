//! The transcripts of a group: handed in as files, sealed at once, and deleted when they are not needed any more.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::{LIST, above, recordings, show, told, with_group};
use crate::import::transcript::read;
use crate::language::number;
use crate::store::{Error, FocusGroup, KeptTranscript};
use crate::web::desk::account::moment;
use crate::web::desk::broken;
use crate::web::desk::caller::Admitted;
use crate::web::desk::sign_in::notice;

/// GET `/desk/focus-groups/{group}/transcripts`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    with_group(admitted, |admitted, _, group| listed(admitted, group, None).unwrap_or_else(|error| broken(admitted, &error)))
}

/// POST `/desk/focus-groups/{group}/transcripts`.
pub(in crate::web::desk) fn act(admitted: &Admitted) -> HttpResponse {
    with_group(admitted, |admitted, _, group| {
        let done = if admitted.field("delete").is_empty() { hand_in(admitted, group) } else { delete(admitted, group) };
        done.unwrap_or_else(|error| broken(admitted, &error))
    })
}

/// The transcripts of a group, the newest first.
pub(super) fn of_group(admitted: &Admitted, group: &FocusGroup) -> Result<Vec<KeptTranscript>, Error> {
    Ok(admitted.state.store.transcripts()?.into_iter().filter(|kept| kept.group_id == group.id).collect())
}

fn hand_in(admitted: &Admitted, group: &FocusGroup) -> Result<HttpResponse, Error> {
    let Some(file) = admitted.files("file").next() else {
        return listed(admitted, group, Some(admitted.say("Vælg først en fil.", "Choose a file first.")));
    };
    let transcript = match read(&file.bytes, &file.name) {
        Ok(transcript) => transcript,
        Err(fault) => return listed(admitted, group, Some(fault.sentence(admitted.language))),
    };
    let (state, by) = (&admitted.state, &admitted.person.person.name);
    let days = state.config.focus_groups.transcript_days;
    let id = state.store.add_transcript(group.id, (transcript.format.name(), &file.bytes), days, by, admitted.now())?;
    Ok(admitted.done(
        &format!("{LIST}/{}/transcripts/{id}", group.id),
        admitted.say("Filen er læst og forseglet. Sig nu, hvem der taler.", "The file is read and sealed. Now say who speaks."),
    ))
}

fn delete(admitted: &Admitted, group: &FocusGroup) -> Result<HttpResponse, Error> {
    let id = admitted.field("delete").parse().ok();
    let own = of_group(admitted, group)?;
    if let Some(kept) = own.iter().find(|kept| Some(kept.id) == id) {
        admitted.state.store.delete_transcript(kept.id, &admitted.person.person.name, admitted.now())?;
    }
    let said = admitted.say(
        "Originalen er slettet. Linjerne i noterne er der stadig.",
        "The original is deleted. The lines in the notes are still there.",
    );
    Ok(admitted.done(&format!("{LIST}/{}/transcripts", group.id), said))
}

fn listed(admitted: &Admitted, group: &FocusGroup, wrong: Option<&str>) -> Result<HttpResponse, Error> {
    let own = of_group(admitted, group)?;
    let here = format!("{LIST}/{}/transcripts", group.id);
    let body = html! {
        @if let Some(wrong) = wrong { (notice(wrong)) }
        p.say { (admitted.say(
            "Her kan en udskrift af en optagelse blive til linjer i noterne. Filen forsegles med det samme. Dens ord kommer først ind i noterne, når hver taler har fået en kode.",
            "Here a transcript of a recording can become lines of the notes. The file is sealed at once. Its words come into the notes only once each speaker has a code.",
        )) }
        form.card method="post" enctype="multipart/form-data" action=(admitted.to(&here)) {
            (admitted.form_field())
            h2 { (admitted.say("Aflever en udskrift", "Hand in a transcript")) }
            p {
                label.over for="file" { (admitted.say("Filen", "The file")) }
                input id="file" name="file" type="file" accept=".vtt,.srt,.docx,.txt" required aria-describedby="file-say";
                span.small #file-say { (admitted.say(
                    "WebVTT (.vtt) fra Teams eller Zoom, SRT, Word (.docx) eller tekst, højst 10 MB.",
                    "WebVTT (.vtt) of Teams or Zoom, SRT, Word (.docx) or text, at most 10 MB.",
                )) }
            }
            button type="submit" { (admitted.say("Aflever filen", "Hand in the file")) }
        }
        (recordings::section(admitted, group)?)
        @if !own.is_empty() {
            form.card method="post" action=(admitted.to(&here)) {
                (admitted.form_field())
                h2 { (admitted.say("Afleverede udskrifter", "Transcripts handed in")) }
                table.groups.plain {
                    thead { tr {
                        th scope="col" { (admitted.say("Udskrift", "Transcript")) }
                        th scope="col" { (admitted.say("Linjer", "Lines")) }
                        th scope="col" { (admitted.say("Originalen", "The original")) }
                    } }
                    tbody { @for kept in &own { (line(admitted, kept)) } }
                }
            }
        }
    };
    let title = told(admitted, "Udskrifter: {group}", "Transcripts: {group}", &[("group", &group.planned.title)]);
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(show(admitted, status, &title, &above(group), &here, &body))
}

fn line(admitted: &Admitted, kept: &KeptTranscript) -> Markup {
    let address = admitted.to(&format!("{LIST}/{}/transcripts/{}", kept.group_id, kept.id));
    let name = format!("{} {}", kept.format, kept.id);
    html! {
        tr {
            th scope="row" { (name) div.small { (moment(admitted, kept.at)) " · " (kept.by) } }
            td data-label=(admitted.say("Linjer", "Lines")) {
                @if kept.taken.is_some() { (number::whole(u64::try_from(kept.lines).unwrap_or(0), admitted.language)) }
                @else if kept.deleted.is_none() { a href=(address) { (admitted.say("Sig, hvem der taler", "Say who speaks")) span.aloud { ": " (name) } } }
                @else { "–" }
            }
            td data-label=(admitted.say("Originalen", "The original")) {
                @if let Some(at) = kept.deleted { (told(admitted, "slettet {day}", "deleted {day}", &[("day", &moment(admitted, at))])) }
                @else {
                    @if let Some(at) = kept.delete_at { (told(admitted, "slettes {day}", "goes on {day}", &[("day", &moment(admitted, at))])) }
                    @else { (told(
                        admitted,
                        "slettes {n} dage efter, at gruppens opsamling er frosset",
                        "goes {n} days after the group's summary is frozen",
                        &[("n", &admitted.state.config.focus_groups.transcript_days.to_string())],
                    )) }
                    div { button.quiet type="submit" name="delete" value=(kept.id) { (admitted.say("Slet originalen nu", "Delete the original now")) span.aloud { ": " (name) } } }
                }
            }
        }
    }
}
