//! A transcript that was handed in: who speaks is said here, and only then its lines become lines of the notes.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::events::Heard;
use super::{LIST, above, gathered, group_in_path, show, told};
use crate::export::summary::Talks;
use crate::focusgroup::{Guide, Purpose};
use crate::import::transcript::{Transcript, Voice, guess, read, speakers, unrecorded};
use crate::language::number;
use crate::store::{Error, FocusGroup, KeptTranscript, Participant, TranscriptLine};
use crate::web::desk::caller::Admitted;
use crate::web::desk::sign_in::notice;
use crate::web::desk::{broken, missing};

/// So many lines are shown below the form.
const MOST_SHOWN: usize = 2_000;
/// At so many lines a question can be chosen; further on its number is written.
const MOST_CHOICES: usize = 400;
/// So many signs of a question are shown where it is chosen.
const SHORT: usize = 60;
/// So many signs of a speaker's first words are shown.
const GLIMPSE: usize = 120;

/// What is asked about a transcript.
struct Asked<'a> {
    admitted: &'a Admitted,
    group: &'a FocusGroup,
    guide: &'a Guide,
    kept: &'a KeptTranscript,
    transcript: &'a Transcript,
    people: Vec<&'a Participant>,
}

/// GET `/desk/focus-groups/{group}/transcripts/{transcript}`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    with_transcript(admitted, |asked| Ok(asked.form(&asked.guessed(), None)))
}

/// POST `/desk/focus-groups/{group}/transcripts/{transcript}`.
pub(in crate::web::desk) fn take(admitted: &Admitted) -> HttpResponse {
    with_transcript(admitted, taken)
}

fn taken(asked: &Asked<'_>) -> Result<HttpResponse, Error> {
    asked.take_in()
}

fn with_transcript(admitted: &Admitted, act: impl Fn(&Asked<'_>) -> Result<HttpResponse, Error>) -> HttpResponse {
    let talks = match gathered(admitted) {
        Ok(talks) => talks,
        Err(answer) => return answer,
    };
    let group = match group_in_path(admitted, &talks) {
        Ok(group) => group,
        Err(answer) => return answer,
    };
    with_original(admitted, &talks, group, act).unwrap_or_else(|error| broken(admitted, &error))
}

fn with_original(
    admitted: &Admitted,
    talks: &Talks,
    group: &FocusGroup,
    act: impl Fn(&Asked<'_>) -> Result<HttpResponse, Error>,
) -> Result<HttpResponse, Error> {
    let id = admitted.path("transcript").parse().ok();
    let own = super::transcripts::of_group(admitted, group)?;
    let kept = own.iter().find(|kept| Some(kept.id) == id);
    let (Some(kept), Some(guide)) = (kept, talks.guide(group)) else { return Ok(missing(admitted)) };
    if kept.taken.is_some() || kept.deleted.is_some() {
        let words = match kept.taken {
            Some(_) => admitted.say("Udskriften er taget ind i noterne.", "The transcript was taken into the notes."),
            None => admitted.say("Originalen er slettet.", "The original is deleted."),
        };
        return Ok(admitted.done(&format!("{LIST}/{}/transcripts", group.id), words));
    }
    let original = admitted.state.store.original_of_transcript(kept.id)?;
    let name = format!("transcript.{}", kept.format);
    let Some(transcript) = original.and_then(|bytes| read(&bytes, &name).ok()) else {
        let words = admitted.say(
            "Originalen kan ikke læses, fordi nøglen til den mangler. Aflever filen igen.",
            "The original cannot be read, since its key is missing. Hand the file in again.",
        );
        return Ok(admitted.done(&format!("{LIST}/{}/transcripts", group.id), words));
    };
    let people = speakers(group, &talks.participants);
    act(&Asked { admitted, group, guide, kept, transcript: &transcript, people })
}

impl Asked<'_> {
    /// Who the speakers probably are.
    fn guessed(&self) -> Vec<Option<Voice>> {
        self.transcript.speakers.iter().map(|name| guess(name, self.group, &self.people)).collect()
    }

    fn address(&self) -> String {
        format!("{LIST}/{}/transcripts/{}", self.group.id, self.kept.id)
    }

    fn take_in(&self) -> Result<HttpResponse, Error> {
        let admitted = self.admitted;
        let codes: Vec<&str> = self.people.iter().map(|one| one.code.as_str()).collect();
        let chosen: Vec<Option<Voice>> = (0..self.transcript.speakers.len())
            .map(|at| Voice::from_name(admitted.field(&format!("voice-{at}")), &codes))
            .collect();
        let Some(voices) = chosen.iter().cloned().collect::<Option<Vec<Voice>>>() else {
            return Ok(
                self.form(&chosen, Some(admitted.say("Vælg for hver taler, hvem det er.", "Choose for each speaker who it is.")))
            );
        };
        if let Some(one) = unrecorded(&self.transcript.speakers, &voices, &self.people) {
            let words = told(
                admitted,
                "{code} har ikke sagt ja til at blive optaget. Vælg »tag ikke med« ved det, som {code} siger.",
                "{code} did not say yes to be recorded. Choose »leave out« at what {code} says.",
                &[("code", &one.code)],
            );
            return Ok(self.form(&chosen, Some(&words)));
        }
        let mut begins = self.clicked();
        for (_, question) in self.guide.questions() {
            // What is chosen at a line is meant, and the number beside it is what was found before.
            if begins.iter().any(|(key, _)| *key == question.key) {
                continue;
            }
            let typed = admitted.field(&format!("begins-{}", question.key)).trim();
            match typed.parse() {
                Ok(line) if (1..=self.transcript.lines.len()).contains(&line) => begins.push((question.key.as_str(), line)),
                _ if typed.is_empty() => {}
                _ => {
                    let words = admitted.say(
                        "Skriv nummeret på den linje, hvor et spørgsmål begynder, eller lad feltet være tomt.",
                        "Write the number of the line with which a question begins, or leave the field empty.",
                    );
                    return Ok(self.form(&chosen, Some(words)));
                }
            }
        }
        let first = self.guide.questions().next().map(|(_, question)| question.key.as_str()).unwrap_or_default();
        let cast = self.transcript.cast(&voices, first, &begins);
        let lines: Vec<TranscriptLine<'_>> = cast
            .iter()
            .map(|line| TranscriptLine { speaker: line.speaker, question: line.question, words: &line.words })
            .collect();
        let is_first =
            admitted.state.store.take_transcript(self.kept.id, &lines, &admitted.person.person.name, admitted.now())?;
        if is_first && let Some(heard) = admitted.request.app_data::<actix_web::web::Data<Heard>>() {
            heard.tell(self.group.id);
        }
        let count = number::whole(lines.len() as u64, admitted.language);
        let words =
            told(admitted, "{n} linjer er taget ind i noterne.", "{n} lines were taken into the notes.", &[("n", &count)]);
        Ok(admitted.done(&format!("{LIST}/{}/statements", self.group.id), &words))
    }

    /// The questions that were chosen at the lines with which they begin.
    fn clicked(&self) -> Vec<(&str, usize)> {
        let question = |key: &str| self.guide.questions().map(|(_, one)| one.key.as_str()).find(|known| *known == key);
        let lines = 1..=self.transcript.lines.len().min(MOST_CHOICES);
        lines.filter_map(|line| Some((question(self.admitted.field(&format!("at-{line}")))?, line))).collect()
    }

    fn form(&self, chosen: &[Option<Voice>], wrong: Option<&str>) -> HttpResponse {
        let (admitted, language) = (self.admitted, self.admitted.language);
        let body = html! {
            @if let Some(wrong) = wrong { (notice(wrong)) }
            p.say { (told(admitted,
                "{format} med {n} linjer. Sig for hver taler, hvem det er. Navnene i filen bliver ikke gemt.",
                "{format} with {n} lines. Say of each speaker who it is. The names in the file are not stored.",
                &[("format", self.transcript.format.name()), ("n", &number::whole(self.transcript.lines.len() as u64, language))])) }
            form.card method="post" action=(admitted.to(&self.address())) {
                (admitted.form_field())
                h2 { (admitted.say("Hvem taler", "Who speaks")) }
                table.groups {
                    thead { tr {
                        th scope="col" { (admitted.say("I filen", "In the file")) }
                        th scope="col" { (admitted.say("Linjer", "Lines")) }
                        th scope="col" { (admitted.say("De første ord", "The first words")) }
                        th scope="col" { (admitted.say("Er", "Is")) }
                    } }
                    tbody { @for (at, count) in self.transcript.counts().into_iter().enumerate() {
                        (self.speaker(at, count, chosen.get(at).and_then(Option::as_ref)))
                    } }
                }
                h2 { (admitted.say("Hvor begynder spørgsmålene?", "Where do the questions begin?")) }
                p.small { (admitted.say(
                    "Vælg spørgsmålet ved linjen nedenfor, hvor I går videre til det, eller skriv linjens nummer her. Det, der er udfyldt, er fundet i ordene. Felter må stå tomme.",
                    "Choose the question at the line below where you go on to it, or write the number of the line here. What is filled in was found in the words. Fields may stay empty.",
                )) }
                @for (theme, question) in self.guide.questions() {
                    @let field = format!("begins-{}", question.key);
                    @let typed = admitted.field(&field);
                    @let found = if wrong.is_some() { typed.to_owned() } else { self.transcript.first_said(question.text.get(language)).map(|line| line.to_string()).unwrap_or_default() };
                    p {
                        label.over for=(field) { (theme.title.get(language)) ": " (question.text.get(language)) }
                        input size="4" id=(field) name=(field) type="text" inputmode="numeric" pattern="[0-9]*" maxlength="6" autocomplete="off" value=(found);
                    }
                }
                (self.lines())
                button type="submit" { (admitted.say("Tag linjerne ind i noterne", "Take the lines into the notes")) }
            }
        };
        let title = told(admitted, "Udskrift: {group}", "Transcript: {group}", &[("group", &self.group.planned.title)]);
        let mut path = above(self.group);
        let transcripts = admitted.say("Udskrifter", "Transcripts").to_owned();
        path.push((format!("{LIST}/{}/transcripts", self.group.id), transcripts));
        let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        show(admitted, status, &title, &path, &self.address(), &body)
    }

    fn speaker(&self, at: usize, count: usize, chosen: Option<&Voice>) -> Markup {
        let admitted = self.admitted;
        let name = &self.transcript.speakers[at];
        let named = if name.is_empty() { admitted.say("uden navn", "without a name") } else { name };
        let words =
            self.transcript.lines.iter().find(|line| line.speaker == at).map(|line| line.words.as_str()).unwrap_or_default();
        let glimpse: String = words.chars().take(GLIMPSE).collect();
        let more = if glimpse.len() < words.len() { " …" } else { "" };
        let is = |voice: &Voice| chosen == Some(voice);
        let others = [
            (Voice::Moderator, admitted.say("ordstyrer", "moderator")),
            (Voice::Unknown, admitted.say("ukendt", "unknown")),
            (Voice::LeftOut, admitted.say("tag ikke med", "leave out")),
        ];
        let field = format!("voice-{at}");
        html! {
            tr {
                th scope="row" { label for=(field) { (named) } }
                td data-label=(admitted.say("Linjer", "Lines")) { (number::whole(count as u64, admitted.language)) }
                td data-label=(admitted.say("De første ord", "The first words")) { "»" (glimpse) (more) "«" }
                td data-label=(admitted.say("Er", "Is")) {
                    select id=(field) name=(field) required {
                        option value="" { (admitted.say("vælg", "choose")) }
                        @for one in &self.people {
                            @let voice = Voice::Participant(one.code.clone());
                            option value=(one.code) selected[is(&voice)] {
                                (one.code) " · " (one.name)
                                @if !one.consents_to(Purpose::BeRecorded) { " · " (admitted.say("vil ikke optages: tag ikke med", "not to be recorded: leave out")) }
                            }
                        }
                        @for (voice, words) in &others { option value=(voice.name()) selected[is(voice)] { (words) } }
                    }
                }
            }
        }
    }

    /// The questions, to be chosen at the line with which one begins.
    fn choice(&self, line: usize) -> Markup {
        let (admitted, field) = (self.admitted, format!("at-{line}"));
        let chosen = admitted.field(&field);
        html! {
            select name=(field) aria-label=(told(admitted, "Spørgsmål, der begynder med linje {n}", "Question that begins with line {n}", &[("n", &line.to_string())])) {
                option value="" { (admitted.say("intet nyt spørgsmål", "no new question")) }
                @for (_, question) in self.guide.questions() {
                    @let short: String = question.text.get(admitted.language).chars().take(SHORT).collect();
                    option value=(question.key) selected[chosen == question.key] { (short) }
                }
            }
        }
    }

    /// The lines with their numbers, folded away.
    fn lines(&self) -> Markup {
        let shown = self.transcript.lines.iter().take(MOST_SHOWN);
        let left = self.transcript.lines.len().saturating_sub(MOST_SHOWN);
        html! {
            details {
                summary { (self.admitted.say("Linjerne: vælg, hvor et spørgsmål begynder", "The lines: choose where a question begins")) }
                ol { @for (at, line) in shown.enumerate() { li {
                    b { (self.transcript.speakers[line.speaker]) } " " (line.words)
                    @if at < MOST_CHOICES { div { (self.choice(at + 1)) } }
                } } }
                @if left > 0 { p.small { (told(self.admitted, "og {n} linjer til", "and {n} more lines", &[("n", &number::whole(left as u64, self.admitted.language))])) } }
            }
        }
    }
}
