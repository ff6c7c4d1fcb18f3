//! One question at a time, for those who write no TOML: a form puts one behind the others, and another changes the words of one.

use actix_web::HttpResponse;
use maud::{Markup, html};
use serde::Deserialize;

use super::draft::{Said, answer, keep, made_from, show};
use super::{Standing, Words};
use crate::import::{PastedChoice, PastedKind, PastedQuestion, QuestionPlace, choice, written_question};
use crate::questionnaire::{Unfinished, Version, reworded, spoken};
use crate::web::desk::broken;
use crate::web::desk::caller::Admitted;

const KINDS: [(&str, PastedKind); 3] =
    [("single", PastedKind::Single), ("multiple", PastedKind::Multiple), ("longtext", PastedKind::LongText)];

/// POST `/desk/questionnaires/{key}/draft/question`: puts a question behind the others, or changes the words of one.
pub(in crate::web::desk) fn put(admitted: &Admitted) -> HttpResponse {
    let words = Words::of(admitted.language);
    let key = admitted.path("key");
    let standing = match Standing::of(admitted, key) {
        Ok(standing) => standing,
        Err(error) => return broken(admitted, &error),
    };
    let content = standing.content();
    let wrong = |said: Said| show(admitted, &standing, &content, &said);
    if standing.revision() != made_from(admitted) {
        return wrong(Said::Moved(words.moved_question.to_owned()));
    }
    let changed = admitted.field("question");
    if !changed.is_empty() {
        return kept(admitted, &standing, &with_words(admitted, &content, changed));
    }
    let Some(version) = standing.read(key, &content).version else { return wrong(Said::Wrong(words.unreadable.to_owned())) };
    let question = match typed(admitted, words) {
        Ok(question) => question,
        Err(why) => return wrong(Said::Wrong(why.to_owned())),
    };
    let longer = with_question(&content, &version, &question, admitted.field("page") == "own");
    kept(admitted, &standing, &longer)
}

fn kept(admitted: &Admitted, standing: &Standing, content: &str) -> HttpResponse {
    match keep(admitted, content, standing.revision()) {
        Ok((standing, said)) => answer(admitted, &standing, content, said),
        Err(error) => broken(admitted, &error),
    }
}

/// The text with the words of one question as the form has them.
fn with_words(admitted: &Admitted, content: &str, question: &str) -> String {
    let own = spoken(content).into_iter().filter(|one| one.question == question).enumerate();
    let new = own.filter_map(|(at, one)| {
        let name = format!("words-{at}");
        let (_, words) = admitted.form.iter().find(|(field, _)| *field == name)?;
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        (words != one.words).then_some((one.place, words))
    });
    reworded(content, &new.collect::<Vec<_>>())
}

/// The question of the form.
fn typed(admitted: &Admitted, words: &Words) -> Result<PastedQuestion, &'static str> {
    let text = admitted.field("text").split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return Err(words.no_text);
    }
    let kind = KINDS.iter().find(|(name, _)| *name == admitted.field("kind")).map(|(_, kind)| *kind).ok_or(words.no_kind)?;
    let lines = admitted.field("choices").lines().map(str::trim).filter(|line| !line.is_empty());
    let choices: Vec<PastedChoice> = lines.map(choice).collect();
    if (kind == PastedKind::LongText) != choices.is_empty() {
        return Err(if choices.is_empty() { words.no_choices } else { words.choices_of_text });
    }
    let help = Some(admitted.field("help").trim().to_owned()).filter(|help| !help.is_empty());
    Ok(PastedQuestion { text, help, kind, choices, ..PastedQuestion::default() })
}

/// The text with the question at its end, under a key that no other question has.
fn with_question(content: &str, version: &Version, question: &PastedQuestion, own_page: bool) -> String {
    let taken =
        |key: &String| version.questions().any(|question| question.key == *key) || content.contains(&format!("scales.{key}]"));
    let first = version.questions().count() + 1;
    // More numbers than there are questions and scales to have taken one.
    let key = (first..=2 * first + 100).map(|number| format!("q{number}")).find(|key| !taken(key)).unwrap_or_default();
    let paged = is_paged(content);
    let header = if paged { "[[page.question]]" } else { "[[question]]" };
    let place = QuestionPlace { key: &key, header, languages: &version.languages };
    let page = if paged && own_page { "\n[[page]]\n" } else { "" };
    format!("{}\n{page}{}", content.trim_end(), written_question(question, &place))
}

fn is_paged(content: &str) -> bool {
    content.lines().any(|line| line.trim() == "[[page]]")
}

/// The questions with the way to the words of each, and the form for those of one.
pub(super) fn words_form(admitted: &Admitted, standing: &Standing, content: &str, is_saved: bool, words: &Words) -> Markup {
    let all = spoken(content);
    let firsts = all.iter().enumerate().filter(|(at, one)| *at == 0 || all[at - 1].question != one.question);
    let address = format!("/desk/questionnaires/{}/draft", admitted.path("key"));
    let asked = admitted.query::<Asked>().ok().and_then(|asked| asked.question).filter(|_| is_saved);
    html! {
        @if is_saved && !all.is_empty() {
            section.card id="questions" {
                h2 { (words.questions_heading) }
                ol {
                    @for (_, one) in firsts {
                        li {
                            (one.words) " "
                            a href={ (admitted.to(&format!("{address}?question={}", one.question))) "#change" } {
                                (words.change) span.aloud { ": " (one.words) }
                            }
                        }
                    }
                }
                @if let Some(key) = asked.filter(|key| all.iter().any(|one| one.question == *key)) {
                    form id="change" method="post" action=(admitted.to(&format!("{address}/question"))) {
                        (admitted.form_field())
                        input type="hidden" name="revision" value=(standing.revision());
                        input type="hidden" name="question" value=(key);
                        h3 { (words.change_heading) }
                        p.small { (words.change_say) }
                        @for (at, one) in all.iter().filter(|one| one.question == key).enumerate() {
                            @let name = format!("words-{at}");
                            p {
                                label.over for=(name) { (words.part(one.part)) ", " (one.language.own_name()) }
                                input.wide id=(name) name=(name) type="text" value=(one.words) lang=(one.language.code()) dir=(one.language.direction()) autocomplete="off";
                            }
                        }
                        button type="submit" { (words.change_button) }
                    }
                }
            }
        }
    }
}

#[derive(Default, Deserialize)]
struct Asked {
    question: Option<String>,
}

/// The form, where what was saved can be read.
pub(super) fn question_form(
    admitted: &Admitted,
    standing: &Standing,
    read: &Unfinished,
    is_saved: bool,
    words: &Words,
) -> Markup {
    let Some(version) = read.version.as_ref().filter(|version| is_saved && !version.languages.is_empty()) else {
        return html! {};
    };
    let address = format!("/desk/questionnaires/{}/draft/question", admitted.path("key"));
    html! {
        form.card method="post" action=(admitted.to(&address)) {
            (admitted.form_field())
            input type="hidden" name="revision" value=(standing.revision());
            details {
                summary { (words.question) }
                p.small { (words.question_say) @if version.languages.len() > 1 { " " (words.question_languages) } }
                p {
                    label.over for="text" { (words.question_text) }
                    input id="text" name="text" type="text" autocomplete="off" maxlength="1000" required;
                }
                p {
                    label.over for="help" { (words.question_help) }
                    input id="help" name="help" type="text" autocomplete="off" maxlength="1000";
                }
                fieldset {
                    legend { (words.kind) }
                    @for ((name, _), label) in KINDS.iter().zip(words.kinds) {
                        label.pick { input type="radio" name="kind" value=(name) checked[*name == "single"] required; (label) }
                    }
                }
                p {
                    label.over for="choices" { (words.choices) }
                    span.small id="choices-help" { (words.choices_help) }
                    textarea id="choices" name="choices" rows="6" autocomplete="off" aria-describedby="choices-help" {}
                }
                @if is_paged(&version.content) {
                    fieldset {
                        legend { (words.on_page) }
                        label.pick { input type="radio" name="page" value="own" checked; (words.own_page) }
                        label.pick { input type="radio" name="page" value="same"; (words.same_page) }
                    }
                }
                button type="submit" { (words.question_button) }
            }
        }
    }
}
