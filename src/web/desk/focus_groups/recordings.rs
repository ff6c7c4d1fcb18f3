//! The recordings of a group: handed in as they come, sealed at once, fetched and deleted by whoever may hand them in.
//!
//! A recording is some gigabytes, so it is never held whole, neither as it comes nor as it goes.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::body::{BodySize, MessageBody};
use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes};
use actix_web::{HttpMessage as _, HttpResponse};
use maud::{Markup, html};

use super::{LIST, gathered, group_in_path, refused_at, told};
use crate::export::recording::{FORMATS, format_of, no_format, refusal};
use crate::language::number;
use crate::store::{Error, FocusGroup, IncomingRecording, KeptRecording, LARGEST_RECORDING, NoRecording, OpenedRecording};
use crate::web::desk::account::moment;
use crate::web::desk::caller::Admitted;
use crate::web::desk::{broken, missing, plain};
use crate::web::upload::{Coming, NoUpload};

/// Why nothing was handed in.
enum Lost {
    /// It may not be kept.
    Refused(NoRecording),
    /// It did not come whole.
    Upload(NoUpload),
    /// It could not be stored.
    Store(Error),
    /// The threads that may wait are gone: the server ends.
    Ending,
}

/// POST `/desk/focus-groups/{group}/recordings`.
pub(in crate::web::desk) async fn hand_in(admitted: Admitted) -> HttpResponse {
    let talks = match gathered(&admitted) {
        Ok(talks) => talks,
        Err(answer) => return answer,
    };
    let group = match group_in_path(&admitted, &talks) {
        Ok(group) => group,
        Err(answer) => return answer,
    };
    let coming = admitted.request.extensions_mut().remove::<Coming>();
    let Some(mut coming) = coming.filter(|coming| coming.field == "recording" && !coming.name.is_empty()) else {
        return refused_at(&admitted, "recording", "Vælg først en fil.", "Choose a file first.");
    };
    let Some(format) = format_of(&coming.name) else {
        coming.throw_away(LARGEST_RECORDING).await;
        let wrong = no_format(admitted.language);
        return refused_at(&admitted, "recording", &wrong, &wrong);
    };
    let taken = taken(&admitted, group, &mut coming, format).await;
    if !matches!(taken, Ok(_) | Err(Lost::Upload(_))) {
        coming.throw_away(LARGEST_RECORDING).await;
    }
    match taken {
        Ok(_) => admitted.done(
            &here(group),
            admitted.say(
                "Optagelsen er forseglet. Slet nu selv filen, som den kom fra.",
                "The recording is sealed. Now delete the file that it came from yourself.",
            ),
        ),
        Err(Lost::Refused(why)) => not_kept(&admitted, group, &why),
        Err(Lost::Upload(why)) => plain(&admitted, why.status(), &why.sentence(admitted.language)),
        Err(Lost::Store(error)) => broken(&admitted, &error),
        Err(Lost::Ending) => broken(&admitted, &Error::Corrupt("recording")),
    }
}

/// Takes a recording in, sealed piece by piece on threads that may wait.
async fn taken(admitted: &Admitted, group: &FocusGroup, coming: &mut Coming, format: &'static str) -> Result<i64, Lost> {
    let (store, days) = (&admitted.state.store, admitted.state.config.focus_groups.recording_days);
    if let Some(refused) = store.refuses_recording(group, days, admitted.now()).map_err(Lost::Store)? {
        return Err(Lost::Refused(refused));
    }
    let mut incoming: IncomingRecording = store.begin_recording().map_err(Lost::Store)?;
    while let Some(piece) = coming.piece().await.map_err(Lost::Upload)? {
        let sealing = web::block(move || incoming.push(&piece).map(|fits| (incoming, fits)));
        let (after, fits) = sealing.await.map_err(|_| Lost::Ending)?.map_err(Lost::Store)?;
        if !fits {
            return Err(Lost::Refused(NoRecording::TooLarge));
        }
        incoming = after;
    }
    let (store, group, by, now) = (store.clone(), group.clone(), admitted.person.person.name.clone(), admitted.now());
    let kept = web::block(move || store.keep_recording(incoming, &group, (format, days), &by, now));
    kept.await.map_err(|_| Lost::Ending)?.map_err(Lost::Store)?.map_err(Lost::Refused)
}

/// The page of recordings again, with why one is not kept; that somebody tried stands in the log.
fn not_kept(admitted: &Admitted, group: &FocusGroup, why: &NoRecording) -> HttpResponse {
    if let Err(error) = admitted.state.store.note_refused_recording(group, &admitted.person.person.name, admitted.now()) {
        return broken(admitted, &error);
    }
    let wrong = refusal(why, admitted.state.config.focus_groups.recording_days, admitted.language);
    refused_at(admitted, "recording", &wrong, &wrong)
}

/// POST `/desk/focus-groups/{group}/recordings/{recording}`: fetched by a form, since that is noted in the log and a look changes nothing.
pub(in crate::web::desk) fn act(admitted: &Admitted) -> HttpResponse {
    acted(admitted).unwrap_or_else(|error| broken(admitted, &error))
}

fn acted(admitted: &Admitted) -> Result<HttpResponse, Error> {
    let (store, by) = (&admitted.state.store, &admitted.person.person.name);
    let (group, id) = (admitted.path("group").parse::<i64>().ok(), admitted.path("recording").parse::<i64>().ok());
    let all = store.recordings()?;
    let Some(kept) = all.iter().find(|kept| Some(kept.id) == id && Some(kept.group_id) == group) else {
        return Ok(missing(admitted));
    };
    let here = format!("{LIST}/{}/transcripts", kept.group_id);
    if admitted.field("act") == "delete" {
        store.delete_recording(kept, by, admitted.now())?;
        return Ok(admitted.done(&here, admitted.say("Optagelsen er slettet.", "The recording is deleted.")));
    }
    let Some(opened) = store.open_recording(kept, by, admitted.now())? else {
        let words = admitted.say(
            "Optagelsen er slettet, eller nøglen til den er væk, så den kan ikke hentes.",
            "The recording is deleted, or its key is gone, so it cannot be fetched.",
        );
        return Ok(plain(admitted, StatusCode::GONE, words));
    };
    let name = admitted.say("optagelse", "recording");
    let sent = Sent { opened: Some(opened), opening: None, bytes: u64::try_from(kept.bytes).unwrap_or(0) };
    Ok(HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header(("Content-Disposition", format!("attachment; filename=\"{name}-{}.{}\"", kept.id, kept.format)))
        .body(sent))
}

type Opening = Pin<Box<dyn Future<Output = io::Result<(OpenedRecording, Option<Vec<u8>>)>>>>;

/// A recording as it is sent: the next piece is opened only once the one before is on its way.
struct Sent {
    opened: Option<OpenedRecording>,
    opening: Option<Opening>,
    bytes: u64,
}

impl MessageBody for Sent {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.bytes)
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        let sent = self.get_mut();
        if let Some(mut opened) = sent.opened.take() {
            sent.opening = Some(Box::pin(async move {
                let work = move || opened.piece().map(|piece| (opened, piece)).map_err(io::Error::other);
                web::block(work).await.map_err(io::Error::other)?
            }));
        }
        let Some(opening) = sent.opening.as_mut() else { return Poll::Ready(None) };
        let opened = ready!(opening.as_mut().poll(context));
        sent.opening = None;
        match opened {
            Ok((_, None)) => Poll::Ready(None),
            Ok((opened, Some(piece))) => {
                sent.opened = Some(opened);
                Poll::Ready(Some(Ok(Bytes::from(piece))))
            }
            Err(error) => Poll::Ready(Some(Err(error))),
        }
    }
}

fn here(group: &FocusGroup) -> String {
    format!("{LIST}/{}/transcripts", group.id)
}

/// The recordings of a group, and how one is handed in.
pub(super) fn section(admitted: &Admitted, group: &FocusGroup) -> Result<Markup, Error> {
    let store = &admitted.state.store;
    let all = store.recordings()?;
    let own: Vec<&KeptRecording> = all.iter().filter(|kept| kept.group_id == group.id).collect();
    let days = admitted.state.config.focus_groups.recording_days;
    let refused = store.refuses_recording(group, days, admitted.now())?;
    let address = admitted.to(&format!("{LIST}/{}/recordings", group.id));
    let accept = FORMATS.map(|format| format!(".{format}")).join(",");
    Ok(html! {
        section.card {
            h2 { (admitted.say("Optagelser", "Recordings")) }
            p { (told(
                admitted,
                "En optagelse ligger forseglet i {days} dage efter samtalen. Alle, der kom, skal have sagt ja til at blive optaget. Trækker en af dem sit ja tilbage, bliver optagelsen slettet med det samme.",
                "A recording lies sealed for {days} days after the talk. Everybody who came must have said yes to be recorded. Once one of them takes that back, the recording is deleted at once.",
                &[("days", &days.to_string())],
            )) }
            @if let Some(refused) = &refused {
                p.notice[matches!(refused, NoRecording::Without(_))] { (refusal(refused, days, admitted.language)) }
            }
            @else { form method="post" enctype="multipart/form-data" action=(address) {
                (admitted.form_field())
                p {
                    label.over for="recording" { (admitted.say("Lyd eller video", "Sound or video")) }
                    input id="recording" name="recording" type="file" accept=(accept) required aria-describedby="recording-say";
                    span.small #recording-say { (told(
                        admitted,
                        "Højst {most} GB. Bliv på siden, til filen er sendt. Er den meget stor, kan den også afleveres på serveren: {command}",
                        "At most {most} GB. Stay on the page until the file is sent. If it is very large, it can also be handed in at the server: {command}",
                        &[
                            ("most", &(LARGEST_RECORDING >> 30).to_string()),
                            ("command", &format!("nulpunkt focus-groups recording add --session {} optagelse.mp4", group.number)),
                        ],
                    )) }
                }
                button type="submit" { (admitted.say("Aflever optagelsen", "Hand in the recording")) }
            } }
            @if !own.is_empty() { ul.units { @for kept in own { li { (line(admitted, kept)) } } } }
        }
    })
}

fn line(admitted: &Admitted, kept: &KeptRecording) -> Markup {
    let name = format!("{} {}", kept.format, kept.id);
    let megabytes = number::whole(u64::try_from(kept.bytes / 1_000_000).unwrap_or(0), admitted.language);
    html! {
        b { (name) } " · " (megabytes) " MB · " (moment(admitted, kept.at)) " · " (kept.by) " · "
        @match kept.deleted {
            Some(at) => (told(admitted, "slettet {day}", "deleted {day}", &[("day", &moment(admitted, at))])),
            None => {
                (told(admitted, "slettes {day}", "goes on {day}", &[("day", &moment(admitted, kept.delete_at))]))
                form.row method="post" action=(admitted.to(&format!("{LIST}/{}/recordings/{}", kept.group_id, kept.id))) {
                    (admitted.form_field())
                    button.quiet type="submit" name="act" value="fetch" { (admitted.say("Hent den", "Fetch it")) span.aloud { ": " (name) } }
                    button.quiet type="submit" name="act" value="delete" { (admitted.say("Slet den nu", "Delete it now")) span.aloud { ": " (name) } }
                    span.small { (admitted.say("At den hentes, skrives i loggen.", "That it is fetched is written in the log.")) }
                }
            },
        }
    }
}
