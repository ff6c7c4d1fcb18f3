//! Focus groups at the desk: planned, noted, and brought from what was said to points and summaries.

mod asking;
mod attending;
mod codebook;
mod coding;
mod events;
mod exchange;
mod group;
mod invitation;
mod letters;
mod list;
mod matrix;
mod notes;
mod planning;
mod point;
mod points;
mod recordings;
mod samples;
mod statements;
mod summaries;
mod transcript;
mod transcripts;
mod written;
mod written_round;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::Markup;

pub(super) use codebook::{act as change_codebook, page as codebook};
pub(super) use coding::{act as change_coding, page as coding};
pub(in crate::web) use events::Heard;
pub(super) use events::stream;
pub(super) use exchange::{act as take_project, file as exchange_file, page as exchange};
pub(super) use group::{act as change, page as group};
pub(super) use invitation::file as invitation;
pub(super) use letters::{page as letters, send as send_letters};
pub(super) use list::page as list;
pub(super) use matrix::{as_csv as matrix_csv, as_workbook as matrix_xlsx, page as matrix};
pub(super) use notes::{add as add_line, page as notes, script};
pub(super) use planning::plan;
pub(super) use point::{act as change_point, page as point};
pub(super) use points::{add as add_point, page as points};
pub(super) use recordings::{act as act_on_recording, hand_in as hand_in_recording};
pub(super) use samples::{code as code_sample, draw as draw_sample, page as samples, sample};
pub(super) use statements::{add as add_statement, page as statements, source};
pub(super) use summaries::{act as change_summary, file as summary_file, frozen, page as summary};
pub(super) use transcript::{page as transcript, take as take_transcript};
pub(super) use transcripts::{act as change_transcripts, page as transcripts};
pub(super) use written::{page as written_rounds, plan as plan_written};
pub(super) use written_round::{act as change_written, page as written_round};

use super::caller::Admitted;
use super::layout::{self, Noun, Page};
use super::{broken, missing, plain, wrong_at};
use crate::access::{Object, Verb, may_in_group};
use crate::export::summary::Talks;
use crate::focusgroup::{Relation, normalised};
use crate::language::personal::without_person_numbers;
use crate::language::{Language, filled};
use crate::store::{Error, FocusGroup};

/// The list of groups.
const LIST: &str = "/desk/focus-groups";
/// The list of points.
const POINTS: &str = "/desk/focus-groups/points";

/// Everything that was planned, said and claimed, or the page that says why not.
fn gathered(admitted: &Admitted) -> Result<Talks, HttpResponse> {
    Talks::gather(&admitted.state.store).map_err(|error| broken(admitted, &error))
}

/// Refuses what the person may not do in the group in the path: with 404 a group of what they may not know of, with 403 all else.
pub(super) fn check(admitted: &Admitted, verb: Verb) -> Result<(), HttpResponse> {
    if admitted.may(verb, Object::Platform) {
        return Ok(());
    }
    let talks = gathered(admitted)?;
    let group = group_in_path(admitted, &talks)?;
    if may_in(admitted, verb, &talks, group) {
        return Ok(());
    }
    let (trials, _) = talks.within(group);
    let seen = trials.iter().all(|trial| admitted.sees(trial));
    Err(if seen { admitted.refused() } else { missing(admitted) })
}

/// Whether the person may do this in a group.
fn may_in(admitted: &Admitted, verb: Verb, talks: &Talks, group: &FocusGroup) -> bool {
    let (trials, municipalities) = talks.within(group);
    may_in_group(&admitted.person.person, verb, &trials, &municipalities)
}

/// The group in the path.
fn group_in_path<'a>(admitted: &Admitted, talks: &'a Talks) -> Result<&'a FocusGroup, HttpResponse> {
    let id = admitted.path("group").parse().ok();
    id.and_then(|id| talks.group(id)).ok_or_else(|| missing(admitted))
}

/// Answers with everything that was planned, said and claimed.
fn with_talks(admitted: &Admitted, answer: fn(&Admitted, &Talks) -> HttpResponse) -> HttpResponse {
    gathered(admitted).map_or_else(|refused| refused, |talks| answer(admitted, &talks))
}

/// The same with the group in the path.
fn with_group(admitted: &Admitted, answer: fn(&Admitted, &Talks, &FocusGroup) -> HttpResponse) -> HttpResponse {
    let answered =
        gathered(admitted).and_then(|talks| group_in_path(admitted, &talks).map(|group| answer(admitted, &talks, group)));
    answered.unwrap_or_else(|refused| refused)
}

/// A page of this part of the desk.
fn show(
    admitted: &Admitted,
    status: StatusCode,
    title: &str,
    above: &[(String, String)],
    address: &str,
    body: &Markup,
) -> HttpResponse {
    // For whoever only reads, focus groups begin at what was frozen.
    let root = layout::focus_groups(&admitted.person.person).unwrap_or(LIST);
    let mut path = vec![(root.to_owned(), admitted.say("Fokusgrupper", "Focus groups").to_owned())];
    path.extend_from_slice(above);
    let path = if address == root { &[][..] } else { &path };
    let page = Page { language: admitted.language, noun: Some(Noun::FocusGroups), title, path, synthetic: false, address };
    // A page that says itself what is wrong keeps what was typed as well.
    if status == StatusCode::UNPROCESSABLE_ENTITY {
        return admitted.respond_typed(true, &page, body);
    }
    admitted.respond_with(status, &page, body)
}

/// The page above those of a group.
fn above(group: &FocusGroup) -> Vec<(String, String)> {
    vec![(format!("{LIST}/{}", group.id), group.planned.title.clone())]
}

/// The form again with what was typed, and what is wrong above it.
fn refused(admitted: &Admitted, danish: &str, english: &str) -> HttpResponse {
    plain(admitted, StatusCode::UNPROCESSABLE_ENTITY, admitted.say(danish, english))
}

/// The same with what is wrong at a field of this name too.
fn refused_at(admitted: &Admitted, field: &str, danish: &str, english: &str) -> HttpResponse {
    wrong_at(admitted, field, admitted.say(danish, english))
}

/// The way on after a form, or the page that says that it could not be done.
fn done(admitted: &Admitted, done: Result<(), Error>, next: &str) -> HttpResponse {
    match done {
        Ok(()) => admitted.done(next, admitted.say("Det er gemt.", "It is saved.")),
        Err(error) => broken(admitted, &error),
    }
}

/// A field of several lines in the one form of letters; a word stands in the place of each person number, which is stored nowhere.
fn text_of(admitted: &Admitted, name: &str) -> String {
    without_person_numbers(&normalised(admitted.field(name)), Language::Da).into_owned()
}

/// A field of one line: blanks at its ends gone and runs of them made one; none where it is longer than may be.
fn line_of(admitted: &Admitted, name: &str, most: usize) -> Option<String> {
    let line = admitted.field(name).split_whitespace().collect::<Vec<_>>().join(" ");
    (line.chars().count() <= most).then_some(line)
}

/// How a statement bears on a point, in a word.
fn relation(how: Relation, language: Language) -> &'static str {
    let (danish, english) = match how {
        Relation::Supports => ("støtter", "supports"),
        Relation::Nuances => ("nuancerer", "nuances"),
        Relation::Contradicts => ("modsiger", "contradicts"),
    };
    if language == Language::En { english } else { danish }
}

/// A sentence in the caller's language with its words filled in.
fn told(admitted: &Admitted, danish: &str, english: &str, words: &[(&str, &str)]) -> String {
    filled(admitted.say(danish, english), words)
}
