//! The questionnaires: the list of them, and each with its versions.

use actix_web::HttpResponse;
use maud::html;

use super::account::moment;
use super::caller::Admitted;
use super::layout::{Noun, Page};
use super::trials::audience_words;
use super::writing::{self, Words};
use super::{broken, missing, versions};
use crate::access::{Object, Verb};
use crate::language::Language;
use crate::questionnaire::journey::number_of_questions;
use crate::store;
use crate::web::words::with;

/// GET `/desk/questionnaires`.
pub(super) fn list(admitted: &Admitted) -> HttpResponse {
    let language = admitted.language;
    let found = published(admitted).and_then(|published| Ok((published, drafts(admitted)?, admitted.state.store.trials()?)));
    let (published, drafts, trials) = match found {
        Ok(found) => found,
        Err(error) => return broken(admitted, &error),
    };
    let (words, lists) = (Words::of(language), &trials.lists.0);
    let english = language == Language::En;
    let title = if english { "Published questionnaires" } else { "Udgivne spørgeskemaer" };
    let page =
        Page { language, noun: Some(Noun::Questionnaires), title, path: &[], synthetic: false, address: "/desk/questionnaires" };
    let body = html! {
        @if let Some(drafts) = &drafts {
            p { a.button href=(admitted.to("/desk/questionnaires/new")) { (words.new) } }
            @if !drafts.is_empty() {
                section.card {
                    h2 { (words.drafts) }
                    ul.plain {
                        @for draft in drafts {
                            li {
                                a href=(admitted.to(&format!("/desk/questionnaires/{}/draft", draft.key))) { (draft.key) }
                                " " span.small { (with(words.saved_by, &[("when", &moment(admitted, draft.changed_at)), ("name", &draft.changed_by)])) }
                            }
                        }
                    }
                }
            }
        }
        @if published.is_empty() {
            p.card { @if english { "None is published yet." } @else { "Intet er udgivet endnu." } }
        } @else {
            div.card { div.scroll tabindex="0" role="region" aria-label=(title) { table.groups.plain {
                thead { tr {
                    th scope="col" { @if english { "Questionnaire" } @else { "Spørgeskema" } }
                    th.num scope="col" { "Version" }
                    th scope="col" { @if english { "Who answers" } @else { "Hvem svarer" } }
                    th scope="col" { @if english { "Languages" } @else { "Sprog" } }
                    th.num scope="col" { @if english { "Questions" } @else { "Spørgsmål" } }
                } }
                tbody { @for one in &published {
                    @let version = &one.version;
                    tr {
                        th scope="row" { a href=(admitted.to(&format!("/desk/questionnaires/{}", version.key))) { (version.title.get(language)) } br; span.small { (version.key) } (versions::link(&published, version, language)) }
                        td.num data-label="Version" { (version.version) }
                        td data-label=(if english { "Who answers" } else { "Hvem svarer" }) { (audience_words(version.audience, language)) }
                        td data-label=(if english { "Languages" } else { "Sprog" }) { (version.languages.iter().map(|language| language.own_name()).collect::<Vec<_>>().join(", ")) }
                        td.num data-label=(if english { "Questions" } else { "Spørgsmål" }) { (number_of_questions(version)) }
                    }
                } }
            } } }
        }
    };
    let body = html! {
        (body)
        @if !lists.is_empty() {
            p.small { a href=(admitted.to("/desk/code-lists")) { @if english { "Code lists" } @else { "Kodelister" } } }
        }
    };
    admitted.respond(&page, &body)
}

/// GET `/desk/questionnaires/{key}`: every version with its preview and what changed since the one before.
pub(super) fn one(admitted: &Admitted) -> HttpResponse {
    let (language, words) = (admitted.language, Words::of(admitted.language));
    let key = admitted.path("key");
    let published = match writing::versions_of(admitted, key) {
        Ok(published) => published,
        Err(error) => return broken(admitted, &error),
    };
    let Some(newest) = published.last() else { return missing(admitted) };
    let address = format!("/desk/questionnaires/{key}");
    let path = [("/desk/questionnaires".to_owned(), words.questionnaires.to_owned())];
    let title = newest.version.title.get(language);
    let page = Page { language, noun: Some(Noun::Questionnaires), title, path: &path, synthetic: false, address: &address };
    let may_write = admitted.may(Verb::WriteQuestionnaires, Object::Trial(&newest.version.trial));
    let may_plan = admitted.may(Verb::PlanRound, Object::Trial(&newest.version.trial));
    let is_begun = match admitted.state.store.draft_texts(key) {
        Ok(texts) => !texts.is_empty(),
        Err(error) => return broken(admitted, &error),
    };
    let body = html! {
        ul.chips { li { code { (key) } } li { (audience_words(newest.version.audience, language)) } }
        p.row {
            @if may_plan { a.button href=(admitted.to("/desk/rounds/new")) { (admitted.say("Planlæg en runde", "Plan a round")) } }
            @if may_write {
                a.button.quiet[may_plan] href=(admitted.to(&format!("{address}/draft"))) { @if is_begun { (words.go_on) } @else { (words.next_version) } }
            }
        }
        @for one in published.iter().rev() {
            @let version = &one.version;
            section.card {
                h2 { (with(words.version, &[("version", &version.version.to_string())])) }
                p { (version.title.get(language)) " · " (with(words.questions, &[("count", &number_of_questions(version).to_string())])) (versions::link(&published, version, language)) }
                h3 { (words.preview) }
                (writing::preview_links(version, &format!("{address}/preview/{}", version.version), words))
            }
        }
    };
    admitted.respond(&page, &body)
}

/// The drafts that the person may write; none if they may write nothing.
fn drafts(admitted: &Admitted) -> Result<Option<Vec<store::QuestionnaireDraft>>, store::Error> {
    let writes = |trial: &str| admitted.may(Verb::WriteQuestionnaires, Object::Trial(trial));
    let trials = admitted.state.store.trials()?;
    if !trials.trials.iter().any(|trial| writes(&trial.key)) && !admitted.may(Verb::WriteQuestionnaires, Object::Platform) {
        return Ok(None);
    }
    let all = admitted.state.store.drafts()?;
    Ok(Some(all.into_iter().filter(|draft| writes(&draft.trial)).collect()))
}

/// The versions that the person may see.
fn published(admitted: &Admitted) -> Result<Vec<std::sync::Arc<store::PublishedVersion>>, store::Error> {
    let store = &admitted.state.store;
    let all: Result<Vec<_>, _> = store.version_ids()?.into_iter().map(|id| store.version(id)).collect();
    let sees = |trial: &str| admitted.may(Verb::SeeQuestionnaires, Object::Trial(trial));
    Ok(all?.into_iter().filter(|published| sees(&published.version.trial)).collect())
}
