//! From a line of notes to a statement, and from there to the point that it bears on.

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::asking::{ask, telling};
use super::attending::lacks_consent;
use super::points::{point_field, point_list, point_typed};
use super::{LIST, POINTS, above, refused, refused_at, relation, show, text_of, with_group, with_talks};
use crate::export::summary::{Talks, said_before};
use crate::focusgroup::{LineKind, Relation, normalised};
use crate::store::{Error, FocusGroup, NoteLine, Participant, Statement, standing_lines};
use crate::web::desk::caller::Admitted;
use crate::web::desk::{broken, missing};

/// GET `/desk/focus-groups/{group}/statements`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    with_group(admitted, shown)
}

fn shown(admitted: &Admitted, talks: &Talks, group: &FocusGroup) -> HttpResponse {
    let lines = match admitted.state.store.lines(group.id, 0) {
        Ok(lines) => lines,
        Err(error) => return broken(admitted, &error),
    };
    let title = super::told(admitted, "Udsagn: {group}", "Statements: {group}", &[("group", &group.planned.title)]);
    let body = body(admitted, talks, group, &lines);
    show(admitted, StatusCode::OK, &title, &above(group), &format!("{LIST}/{}/statements", group.id), &body)
}

/// POST `/desk/focus-groups/{group}/statements`.
pub(in crate::web::desk) fn add(admitted: &Admitted) -> HttpResponse {
    with_group(admitted, taken)
}

fn taken(admitted: &Admitted, talks: &Talks, group: &FocusGroup) -> HttpResponse {
    if !admitted.field("former").is_empty() {
        return in_place(admitted, group);
    }
    let claim = text_of(admitted, "claim");
    let found = telling(admitted, talks, &[&claim], false);
    if !found.is_empty() {
        let here = format!("{LIST}/{}/statements", group.id);
        return ask(admitted, &found, &here, &[("claim", admitted.say("Det nye punkt", "The new point"))]);
    }
    match added(admitted, talks, group) {
        Ok(Ok(line)) => admitted.see(&format!("{LIST}/{}/statements#l{line}", group.id)),
        Ok(Err((field, danish, english))) => refused_at(admitted, field, danish, english),
        Err(error) => broken(admitted, &error),
    }
}

/// Lets a line stand for an earlier one that says the same.
fn in_place(admitted: &Admitted, group: &FocusGroup) -> HttpResponse {
    let number = |name: &str| admitted.field(name).parse().unwrap_or(0);
    let (line, by) = (number("line"), &admitted.person.person.name);
    match admitted.state.store.put_in_place(group.id, line, number("former"), by, admitted.now()) {
        Ok(true) => admitted.see(&format!("{LIST}/{}/statements#l{line}", group.id)),
        Ok(false) => refused(
            admitted,
            "En af linjerne står der ikke mere, den anden blev skrevet først eller er en andens, eller der er sat koder på den tidligere.",
            "One of the lines does not stand any more, the other was written first or is somebody else's, or codes were put on the earlier one.",
        ),
        Err(error) => broken(admitted, &error),
    }
}

/// The field, and what is wrong with it.
type Wrong = (&'static str, &'static str, &'static str);

fn added(admitted: &Admitted, talks: &Talks, group: &FocusGroup) -> Result<Result<i64, Wrong>, Error> {
    let store = &admitted.state.store;
    let lines = store.lines(group.id, 0)?;
    let id = admitted.field("line").parse().ok();
    let Some(line) = lines.iter().find(|line| Some(line.id) == id) else {
        return Ok(Err(("", "Linjen er væk.", "The line is gone.")));
    };
    let speaker = talks.participants.iter().find(|one| one.group_id == group.id && one.code == line.speaker);
    if speaker.is_some_and(Participant::left) {
        return Ok(Err((
            "",
            "Den, der sagde det, har taget sit ja til at være med tilbage. Det må ikke bruges.",
            "Whoever said it took the yes to take part back. It may not be used.",
        )));
    }
    let Some(places) = places(&line.words, &normalised(admitted.field("words"))) else {
        return Ok(Err((
            "words",
            "Ordene står ikke sådan i linjen. Slet kun, ret ikke.",
            "The words do not stand like that in the line. Delete only, do not change.",
        )));
    };
    let (by, now) = (&admitted.person.person.name, admitted.now());
    let claim = text_of(admitted, "claim").split_whitespace().collect::<Vec<_>>().join(" ");
    let Ok(chosen) = point_typed(admitted, talks) else {
        return Ok(Err((
            "point",
            "Det punkt findes ikke. Skriv for eksempel P12.",
            "There is no such point. Write for example P12.",
        )));
    };
    let chosen = chosen.map(|point| point.id);
    let how = Relation::from_name(admitted.field("relation")).unwrap_or(Relation::Supports);
    if claim.chars().count() > super::points::LONGEST {
        return Ok(Err(("claim", "Et punkt er én sætning på højst 400 tegn.", "A point is one sentence of at most 400 signs.")));
    }
    let Some(statement) = store.add_statement(line.id, places, by, now)? else {
        return Ok(Err(("", "Linjen er væk.", "The line is gone.")));
    };
    let theme = talks.guide(group).and_then(|guide| guide.theme_of(&line.question)).map_or("", |theme| theme.key.as_str());
    let point = match (chosen, claim.is_empty()) {
        (_, false) => Some(store.put_point(None, (theme, &claim), &BTreeSet::new(), by, now)?),
        (chosen, true) => chosen,
    };
    if let Some(point) = point {
        store.set_evidence(point, statement, Some(how))?;
    }
    Ok(Ok(line.id))
}

/// Where words stand in a line, in code points, half open.
pub(super) fn places(line: &str, words: &str) -> Option<(i32, i32)> {
    let at = line.find(words).filter(|_| !words.is_empty())?;
    let starts = line[..at].chars().count();
    Some((i32::try_from(starts).ok()?, i32::try_from(starts + words.chars().count()).ok()?))
}

/// GET `/desk/focus-groups/sources/{code}`: where the code of a document leads.
pub(in crate::web::desk) fn source(admitted: &Admitted) -> HttpResponse {
    with_talks(admitted, led)
}

fn led(admitted: &Admitted, talks: &Talks) -> HttpResponse {
    let code = admitted.path("code");
    let number = code.get(1..).and_then(|number| number.parse().ok());
    match (code.chars().next(), number) {
        (Some('P' | 'p'), Some(id)) if talks.claims.point(id).is_some() => admitted.see(&format!("{POINTS}/{id}")),
        (Some('U' | 'u'), Some(id)) => match talks.claims.statement(id) {
            Some(statement) => admitted.see(&format!("{LIST}/{}/statements#l{}", statement.group_id, statement.line_id)),
            None => missing(admitted),
        },
        _ => missing(admitted),
    }
}

fn body(admitted: &Admitted, talks: &Talks, group: &FocusGroup, lines: &[NoteLine]) -> Markup {
    let standing = standing_lines(lines);
    let Some(guide) = talks.guide(group) else { return html! {} };
    let twice = said_before(&standing.iter().map(|(line, _)| *line).collect::<Vec<_>>());
    html! {
        p.say { (admitted.say(
            "Tag det ud af en linje, der siger noget, og sæt det på det punkt, som det støtter, nuancerer eller modsiger.",
            "Take what says something out of a line, and put it to the point that it supports, nuances or contradicts.",
        )) }
        @if !twice.is_empty() { p.notice { (admitted.say(
            "Nogle linjer siger det samme som en tidligere linje af den samme person: skrevet af to, eller skrevet og fundet i en udskrift. Under et punkt tæller de som ét udsagn. Lad den ene stå for begge.",
            "Some lines say the same as an earlier line of the same person: noted by two, or noted and found in a transcript. Under a point they count as one statement. Let one of them stand for both.",
        )) } }
        (point_list(talks))
        @if standing.is_empty() { p.card.empty { (admitted.say("Her kommer linjerne fra noterne til at stå.", "The lines of the notes will be here.")) } }
        @if !standing.is_empty() {
            nav aria-label=(admitted.say("Spørgsmål", "Questions")) { ul.units { @for (_, question) in guide.questions() {
                @if standing.iter().any(|(line, _)| line.question == question.key) {
                    li { a href={ "#q-" (question.key) } { (question.text.get(admitted.language)) } }
                }
            } } }
        }
        @for (theme, question) in guide.questions() {
            @let own: Vec<&NoteLine> = standing.iter().map(|(line, _)| *line).filter(|line| line.question == question.key).collect();
            @if !own.is_empty() {
                section.card id={ "q-" (question.key) } {
                    p.small { (theme.title.get(admitted.language)) }
                    h2 { (question.text.get(admitted.language)) }
                    ol.plain.lines { @for line in own { (one(admitted, talks, group, (line, twice.get(&line.id).copied()))) } }
                }
            }
        }
    }
}

fn one(admitted: &Admitted, talks: &Talks, group: &FocusGroup, (line, before): (&NoteLine, Option<&NoteLine>)) -> Markup {
    // What was taken out of an earlier form of the line stands with the line too.
    let of_line = |statement: &&Statement| talks.is_form_of(statement.line_id, line.id);
    let taken: Vec<&Statement> = talks.claims.statements.iter().filter(of_line).collect();
    let former: BTreeSet<i64> = taken.iter().map(|one| one.line_id).filter(|id| *id != line.id).collect();
    let spoken = matches!(line.kind, LineKind::Statement | LineKind::Quote);
    let speaker = talks.participants.iter().find(|one| one.group_id == group.id && one.code == line.speaker);
    let lacks = speaker.and_then(|one| lacks_consent(admitted, one));
    html! {
        li id={ "l" (line.id) } {
            span.who { @if line.speaker.is_empty() { "–" } @else { (line.speaker) } }
            span.said {
                @for id in former { span id={ "l" (id) } {} }
                (line.words)
                @for statement in &taken { (bearing(admitted, talks, statement)) }
            }
            @if let Some(before) = before { (same(admitted, group, line, before)) }
            details {
                summary { @if spoken { (admitted.say("Brug linjen", "Use the line")) } @else { (admitted.say("Brug iagttagelsen", "Use the observation")) } span.aloud { ": " (line.words) } }
                form method="post" action=(admitted.to(&format!("{LIST}/{}/statements", group.id))) {
                    (admitted.form_field())
                    input type="hidden" name="line" value=(line.id);
                    p {
                        label.over for={ "w" (line.id) } { (admitted.say("Slet det, der ikke skal med", "Delete what is not to be in it")) }
                        input.wide id={ "w" (line.id) } name="words" type="text" value=(line.words) autocomplete="off" required;
                    }
                    div.pair {
                        p { label.over for={ "r" (line.id) } { (admitted.say("Det", "It")) }
                            select id={ "r" (line.id) } name="relation" { @for how in Relation::ALL { option value=(how.name()) { (relation(how, admitted.language)) } } } }
                        p { label.over for={ "p" (line.id) } { (admitted.say("punktet", "the point")) } (point_field(&format!("p{}", line.id))) }
                    }
                    p {
                        label.over for={ "c" (line.id) } { (admitted.say("eller et nyt punkt: én sætning, der påstår noget", "or a new point: one sentence that claims something")) }
                        input.wide id={ "c" (line.id) } name="claim" type="text" maxlength=(super::points::LONGEST) autocomplete="off";
                    }
                    @if let Some(lacks) = lacks { p.notice { (lacks) } }
                    button type="submit" { (admitted.say("Gem udsagnet", "Save the statement")) }
                }
            }
        }
    }
}

/// That an earlier line says the same, and the way to let this one stand for both.
fn same(admitted: &Admitted, group: &FocusGroup, line: &NoteLine, before: &NoteLine) -> Markup {
    html! {
        form.same method="post" action=(admitted.to(&format!("{LIST}/{}/statements", group.id))) {
            (admitted.form_field())
            input type="hidden" name="line" value=(line.id);
            input type="hidden" name="former" value=(before.id);
            p.small { (super::told(admitted, "Næsten som: »{words}«", "Nearly as: “{words}”", &[("words", &before.words)])) }
            button.quiet type="submit" { (admitted.say("Lad denne linje stå for begge", "Let this line stand for both")) span.aloud { ": " (line.words) } }
        }
    }
}

/// A statement that was taken out of a line, with the points that it bears on.
fn bearing(admitted: &Admitted, talks: &Talks, statement: &Statement) -> Markup {
    let points = talks.claims.points.iter().filter_map(|point| Some((point, talks.relation(point.id, statement.id)?)));
    html! {
        div.small {
            "U" (statement.id) ": »" (statement.words) "«"
            @for (point, how) in points { " · " (relation(how, admitted.language)) " " a href=(admitted.to(&format!("{POINTS}/{}", point.id))) { "P" (point.id) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_their_line_by_code_points() {
        assert_eq!(places("Før sagde vi nej på Ærø", "på Ærø"), Some((17, 23)));
        assert_eq!(places("abc", "abc"), Some((0, 3)));
        assert_eq!((places("abc", "x"), places("abc", "")), (None, None));
    }
}
