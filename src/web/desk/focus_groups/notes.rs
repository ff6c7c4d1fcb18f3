//! Notes while people talk: one line is one record, on the disk before it is said to be.
//!
//! The page is a plain form and works as one. The script only sends lines without leaving the page, keeps what is not acknowledged in the
//! browser, and shows the lines of other note takers as they come.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::events::Heard;
use super::{LIST, above, refused, refused_at, show, with_group};
use crate::export::summary::Talks;
use crate::focusgroup::{Guide, Known, LineKind, Purpose, UNKNOWN, normalised, typed_line};
use crate::language::Language;
use crate::language::personal::{Names, masked};
use crate::store::{FocusGroup, NewLine, NoteLine, Participant, standing_lines};
use crate::time::Timestamp;
use crate::token::RandomId;
use crate::web::desk::caller::Admitted;
use crate::web::desk::layout::allow_script;
use crate::web::desk::{broken, missing};

/// The longest line, in signs.
const LONGEST: usize = 4_000;
/// The longest name that a note taker's program gives a line.
const LONGEST_ID: usize = 60;

/// GET `/desk/notes.js`.
pub(in crate::web::desk) fn script() -> HttpResponse {
    HttpResponse::Ok().content_type("text/javascript; charset=utf-8").body(include_str!("notes.js"))
}

/// What the form is filled in with: what was chosen for the line before, or the line that is edited.
#[derive(serde::Deserialize, Default)]
struct Chosen {
    #[serde(default)]
    question: String,
    #[serde(default)]
    speaker: String,
    #[serde(default)]
    kind: String,
    edit: Option<i64>,
}

/// GET `/desk/focus-groups/{group}/notes`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    with_group(admitted, shown)
}

fn shown(admitted: &Admitted, talks: &Talks, group: &FocusGroup) -> HttpResponse {
    let chosen: Chosen = match admitted.query() {
        Ok(chosen) => chosen,
        Err(answer) => return answer,
    };
    let Some(guide) = talks.guide(group) else { return missing(admitted) };
    let made = admitted.state.store.lines(group.id, 0).and_then(|lines| Ok((lines, RandomId::new()?)));
    let (lines, client) = match made {
        Ok(made) => made,
        Err(error) => return broken(admitted, &error),
    };
    let speakers = speakers(talks, group);
    let known = Known { people: speakers.iter().map(|one| one.name.as_str()).collect(), ..Known::default() };
    let taking = Taking { admitted, group, guide, speakers, lines: &lines, known };
    let body = taking.body(&chosen, &data_encoding::HEXLOWER.encode(&client.0));
    let title = super::told(admitted, "Noter: {group}", "Notes: {group}", &[("group", &group.planned.title)]);
    let address = format!("{LIST}/{}/notes", group.id);
    let mut answer = show(admitted, StatusCode::OK, &title, &above(group), &address, &body);
    allow_script(&mut answer);
    answer
}

/// Who may speak in a group, in the order of their codes.
fn speakers<'a>(talks: &'a Talks, group: &FocusGroup) -> Vec<&'a Participant> {
    talks.participants.iter().filter(|one| one.group_id == group.id && one.is_in()).collect()
}

/// POST `/desk/focus-groups/{group}/notes`.
pub(in crate::web::desk) fn add(admitted: &Admitted) -> HttpResponse {
    with_group(admitted, noted)
}

fn noted(admitted: &Admitted, talks: &Talks, group: &FocusGroup) -> HttpResponse {
    let Some(heard) = admitted.request.app_data::<actix_web::web::Data<Heard>>() else { return missing(admitted) };
    let Some(guide) = talks.guide(group) else { return missing(admitted) };
    // One line, as the field of the page holds one.
    let typed = normalised(admitted.field("words")).split_whitespace().collect::<Vec<_>>().join(" ");
    let question = admitted.field("question");
    if let (Some(steps), false) = (steps(&typed), is_scripted(admitted)) {
        let next = stepped(guide, question, steps);
        return admitted.see(&address(group, next, admitted.field("speaker"), admitted.field("kind")));
    }
    let speakers = speakers(talks, group);
    let codes: Vec<&str> = speakers.iter().map(|one| one.code.as_str()).collect();
    let takes_back = admitted.field("act") == "withdraw";
    let typed = typed_line(&typed, &codes);
    let speaking = typed.speaker.as_deref().unwrap_or_else(|| admitted.field("speaker"));
    // What the note taker notices is nobody's words, whoever spoke last.
    let is_seen = matches!(typed.kind, Some(LineKind::Observation | LineKind::NonVerbal)) && typed.speaker.is_none();
    let speaker = if is_seen { "" } else { speaking };
    let chosen = LineKind::TYPED.into_iter().find(|kind| kind.name() == admitted.field("kind")).unwrap_or(LineKind::Statement);
    let kind = if takes_back { LineKind::Withdrawn } else { typed.kind.unwrap_or(chosen) };
    let client_id = admitted.field("client");
    let id_fits =
        (8..=LONGEST_ID).contains(&client_id.len()) && client_id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let replaces = admitted.field("replaces").parse().ok();
    if guide.theme_of(question).is_none()
        || !(speaker.is_empty() || speaker == UNKNOWN || codes.contains(&speaker))
        || !id_fits
        || (takes_back && replaces.is_none())
    {
        return refused(admitted, "Linjen kan ikke læses. Genindlæs siden.", "The line cannot be read. Load the page again.");
    }
    if (typed.words.is_empty() && !takes_back) || typed.words.chars().count() > LONGEST {
        return refused_at(admitted, "words", "Skriv en linje på højst 4.000 tegn.", "Write a line of at most 4,000 signs.");
    }
    let words = if takes_back { String::new() } else { masked(&typed.words, &Names::default(), Language::Da) };
    let line = NewLine { client_id, question, speaker, kind, words: &words, replaces };
    match admitted.state.store.add_line(group.id, &line, &admitted.person.person.name, admitted.now()) {
        Ok(Some((id, at))) => {
            heard.tell(group.id);
            if is_scripted(admitted) {
                HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(format!("{id}\t{}", second(at)))
            } else {
                // The same person goes on speaking; what a sign before the line said was for that line alone.
                admitted.see(&address(group, question, speaking, chosen.name()))
            }
        }
        Ok(None) => refused(admitted, "Den linje, du retter, er væk.", "The line that you edit is gone."),
        Err(error) => broken(admitted, &error),
    }
}

fn is_scripted(admitted: &Admitted) -> bool {
    admitted.field("script") == "1"
}

/// How many questions a line of nothing but `>` or `<` goes on or back.
fn steps(typed: &str) -> Option<isize> {
    let count = isize::try_from(typed.len()).ok().filter(|count| *count > 0)?;
    let all = |sign: char| typed.chars().all(|other| other == sign);
    if all('>') {
        Some(count)
    } else if all('<') {
        Some(-count)
    } else {
        None
    }
}

/// The question so many steps on; the first or last where there are not as many.
fn stepped<'a>(guide: &'a Guide, question: &'a str, steps: isize) -> &'a str {
    let keys: Vec<&str> = guide.questions().map(|(_, one)| one.key.as_str()).collect();
    let at = keys.iter().position(|key| *key == question).unwrap_or(0);
    keys.get(at.saturating_add_signed(steps).min(keys.len().saturating_sub(1))).copied().unwrap_or(question)
}

/// The page with these already chosen; keys and codes need no escaping.
fn address(group: &FocusGroup, question: &str, speaker: &str, kind: &str) -> String {
    format!("{LIST}/{}/notes?question={question}&speaker={speaker}&kind={kind}", group.id)
}

/// A time of day to the second.
pub(super) fn second(at: Timestamp) -> String {
    at.zoned().map(|at| format!("{:02}.{:02}.{:02}", at.hour(), at.minute(), at.second())).unwrap_or_default()
}

/// What a kind of line is called.
pub(super) fn kind_words(kind: LineKind, language: Language) -> &'static str {
    let (danish, english) = match kind {
        LineKind::Statement => ("udsagn", "statement"),
        LineKind::Quote => ("ordret", "word for word"),
        LineKind::Observation => ("iagttagelse", "observation"),
        LineKind::NonVerbal => ("uden ord", "without words"),
        LineKind::Withdrawn => ("taget tilbage", "taken back"),
    };
    if language == Language::En { english } else { danish }
}

struct Taking<'a> {
    admitted: &'a Admitted,
    group: &'a FocusGroup,
    guide: &'a Guide,
    speakers: Vec<&'a Participant>,
    lines: &'a [NoteLine],
    /// The names that are not to stand in lines.
    known: Known<'a>,
}

impl Taking<'_> {
    fn body(&self, chosen: &Chosen, client: &str) -> Markup {
        let admitted = self.admitted;
        let standing = standing_lines(self.lines);
        let edited = chosen.edit.and_then(|id| standing.iter().find(|(line, _)| line.id == id)).map(|(line, _)| *line);
        let question = edited.map_or(chosen.question.as_str(), |line| line.question.as_str());
        let question = if self.guide.theme_of(question).is_some() { question } else { self.first_question() };
        let last = self.lines.last().map_or(0, |line| line.id);
        html! {
            (self.asked(question))
            (self.form(chosen, edited, (question, client), last))
            p #noted.small role="status" {}
            h2 { (admitted.say("Linjer, den nyeste først", "Lines, the newest first")) }
            ol.plain.lines #lines aria-live="polite" {
                @for (line, standing) in standing.iter().rev() { (self.line(line, standing.has_rival)) }
            }
            @if standing.is_empty() { p.small #none { (admitted.say("Her kommer linjerne til at stå.", "The lines will be here.")) } }
            script src="/desk/notes.js" defer {}
        }
    }

    fn first_question(&self) -> &str {
        self.guide.questions().next().map(|(_, question)| question.key.as_str()).unwrap_or_default()
    }

    /// The question that is talked about, with its probes, and the whole guide folded away.
    fn asked(&self, question: &str) -> Markup {
        let language = self.admitted.language;
        html! {
            section.card.asked aria-label=(self.admitted.say("Spørgsmålet nu", "The question now")) {
                @for (theme, one) in self.guide.questions() {
                    div.question data-question=(one.key) hidden[one.key != question] {
                        p.small { (theme.title.get(language)) " · " (one.minutes) " min" }
                        h2 { (one.text.get(language)) }
                        ul { @for probe in &one.probes { li { (probe.get(language)) } } }
                    }
                }
            }
        }
    }

    fn form(&self, chosen: &Chosen, edited: Option<&NoteLine>, (question, client): (&str, &str), last: i64) -> Markup {
        let (admitted, language) = (self.admitted, self.admitted.language);
        let here = format!("{LIST}/{}/notes", self.group.id);
        let speaker = edited.map_or(chosen.speaker.as_str(), |line| line.speaker.as_str());
        let kind = edited.map_or(chosen.kind.as_str(), |line| line.kind.name());
        html! {
            form.card.taking #taking method="post" action=(admitted.to(&here)) data-events={ (here) "/events" } data-last=(last) data-group=(self.group.id) data-taker=(admitted.person.person.name)
                data-saving=(admitted.say("gemmer", "saving")) data-saved=(admitted.say("gemt", "saved"))
                data-offline=(admitted.say("uden forbindelse: linjerne ligger her i browseren og sendes, når der er forbindelse igen", "offline: the lines lie here in the browser and are sent when there is a connection again"))
                data-signin=(admitted.say("du er logget ud: log ind i et andet vindue, og genindlæs så siden. Linjerne ligger her i browseren", "you are signed out: sign in in another window, then load this page again. The lines lie here in the browser"))
                data-refused=(admitted.say("ikke gemt: linjen kan ikke læses", "not saved: the line cannot be read"))
                data-rival=(admitted.say("to har rettet den samme linje", "two people edited the same line"))
                data-edit=(admitted.say("Ret", "Edit")) data-line=(admitted.say("Linje", "Line")) data-save=(admitted.say("Gem linjen", "Save the line")) {
                (admitted.form_field())
                input type="hidden" name="client" value=(client);
                @if let Some(line) = edited { input type="hidden" name="replaces" value=(line.id); }
                div.pair {
                    p {
                        label.over for="question" { (admitted.say("Spørgsmål", "Question")) }
                        select id="question" name="question" { @for theme in &self.guide.themes {
                            optgroup label=(theme.title.get(language)) { @for one in &theme.questions {
                                option value=(one.key) selected[one.key == question] { (one.text.get(language)) }
                            } }
                        } }
                    }
                    p {
                        label.over for="speaker" { (admitted.say("Hvem taler", "Who speaks")) }
                        select id="speaker" name="speaker" {
                            option value="" selected[speaker.is_empty()] { "0 · " (admitted.say("ordstyrer eller ingen", "moderator or nobody")) }
                            @for (at, one) in self.speakers.iter().enumerate() {
                                option value=(one.code) selected[one.code == speaker] {
                                    (at + 1) " · " (one.code) " · " (one.name)
                                    @if one.left() { " · " (admitted.say("har trukket sit ja tilbage", "took the yes back")) }
                                    @else if !one.consents_to(Purpose::TakePart) { " · " (admitted.say("har ikke sagt ja endnu", "has not said yes yet")) }
                                }
                            }
                            option value=(UNKNOWN) selected[speaker == UNKNOWN] { (UNKNOWN) " · " (admitted.say("ukendt", "unknown")) }
                        }
                    }
                    p {
                        label.over for="kind" { (admitted.say("Hvad er det", "What it is")) }
                        select id="kind" name="kind" { @for one in LineKind::TYPED { option value=(one.name()) selected[one.name() == kind] { (kind_words(one, language)) } } }
                    }
                }
                p {
                    label.over for="words" { @if edited.is_some() { (admitted.say("Ret linjen", "Edit the line")) } @else { (admitted.say("Linje", "Line")) } }
                    input.wide id="words" name="words" type="text" value=(edited.map_or("", |line| line.words.as_str())) maxlength=(LONGEST) autocomplete="off" autofocus aria-describedby="keys";
                }
                p.small #keys { (admitted.say(
                    "Enter gemmer. Skriv 2: foran, når nummer 2 taler, \" foran ordret tale, * foran en iagttagelse og ~ foran det, der ses. > alene går til næste spørgsmål, < til det forrige.",
                    "Enter saves. Write 2: before what number 2 says, \" before what is said word for word, * before an observation and ~ before what is seen. > alone goes to the next question, < to the one before.",
                )) }
                div.row {
                    button type="submit" { @if edited.is_some() { (admitted.say("Gem rettelsen", "Save the edit")) } @else { (admitted.say("Gem linjen", "Save the line")) } }
                    @if edited.is_some() {
                        button.quiet type="submit" name="act" value="withdraw" { (admitted.say("Tag linjen tilbage", "Take the line back")) }
                        a href=(admitted.to(&here)) { (admitted.say("Fortryd", "Cancel")) }
                    }
                }
            }
        }
    }

    fn line(&self, line: &NoteLine, has_rival: bool) -> Markup {
        let (admitted, language) = (self.admitted, self.admitted.language);
        html! {
            li data-id=(line.id) data-client=(line.client_id) data-replaces=[line.replaces] {
                span.who { @if line.speaker.is_empty() { "–" } @else { (line.speaker) } }
                span.said {
                    @if line.kind != LineKind::Statement { span.small { (kind_words(line.kind, language)) ": " } }
                    (line.words)
                    @if line.speaker == UNKNOWN { " " span.small { (admitted.say("ukendt taler: ret linjen, hvis du ved, hvem det var", "unknown speaker: edit the line if you know who it was")) } }
                    @if let [name, ..] = &self.known.told(&line.words)[..] { " " span.small { (super::told(admitted, "nævner {name}: skriv koden i stedet", "names {name}: write the code instead", &[("name", name)])) } }
                    @if has_rival { " " b.rival { (admitted.say("to har rettet den samme linje: ret den, der gælder, og tag den anden tilbage", "two people edited the same line: edit the one that holds, and take the other back")) } }
                }
                span.small.when { (admitted.say("gemt", "saved")) " " (second(line.at)) " · " (line.by) }
                a href=(admitted.to(&format!("{LIST}/{}/notes?edit={}", self.group.id, line.id))) { (admitted.say("Ret", "Edit")) span.aloud { ": " (line.words) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_arrows_alone_goes_through_the_guide() {
        assert_eq!((steps(">"), steps("<<"), steps("> og så"), steps("><"), steps("")), (Some(1), Some(-2), None, None, None));
    }
}
