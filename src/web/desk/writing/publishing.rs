//! Publishing a draft, which freezes it, and giving one up.

use actix_web::HttpResponse;

use super::draft::{Said, made_from, publishable, show};
use super::{Standing, Words};
use crate::language::Language;
use crate::questionnaire::{Version, differences};
use crate::store::{DraftPublished, Error, Published};
use crate::web::desk::broken;
use crate::web::desk::caller::Admitted;
use crate::web::words::with;

/// POST `/desk/questionnaires/{key}/draft/publish`: freezes what was saved, if somebody saved nothing else since.
pub(in crate::web::desk) fn publish(admitted: &Admitted) -> HttpResponse {
    match published(admitted) {
        Ok(Ok(key)) => admitted.see(&format!("/desk/questionnaires/{key}")),
        Ok(Err((standing, said))) => show(admitted, &standing, &standing.content(), &said),
        Err(error) => broken(admitted, &error),
    }
}

fn published(admitted: &Admitted) -> Result<Result<String, (Standing, Said)>, Error> {
    let words = Words::of(admitted.language);
    let key = admitted.path("key");
    let standing = Standing::of(admitted, key)?;
    let revision = made_from(admitted);
    let Some(text) = standing.texts.first() else { return Ok(Err((standing, Said::Wrong(words.nothing_saved.to_owned())))) };
    if text.revision != revision {
        return Ok(Err((standing, Said::Moved(words.moved_publishing.to_owned()))));
    }
    let read = standing.read(key, &text.content);
    let Some(version) = publishable(&read) else {
        let why = if read.sound().is_some() { words.no_notice } else { words.faults_first };
        return Ok(Err((standing, Said::Wrong(why.to_owned()))));
    };
    let by = &admitted.person.person.name;
    let said = match admitted.state.store.publish_draft(version, revision, by, admitted.now())? {
        DraftPublished::Done(Published::New(_) | Published::Same(_)) => return Ok(Ok(version.key.clone())),
        DraftPublished::Done(Published::Different(stored)) => Said::Wrong(refused(version, &stored.version, admitted.language)),
        DraftPublished::Moved => Said::Moved(words.moved_publishing.to_owned()),
    };
    Ok(Err((Standing::of(admitted, key)?, said)))
}

/// That a published version never changes, and what differs.
fn refused(version: &Version, stored: &Version, language: Language) -> String {
    let what: Vec<String> = differences(stored, version).iter().map(|difference| difference.sentence(language)).collect();
    let (number, next) = (version.version.to_string(), (version.version + 1).to_string());
    with(Words::of(language).frozen, &[("version", &number), ("what", &what.join("; ")), ("next", &next)])
}

/// POST `/desk/questionnaires/{key}/draft/discard`.
pub(in crate::web::desk) fn give_up(admitted: &Admitted) -> HttpResponse {
    let key = admitted.path("key");
    let by = &admitted.person.person.name;
    let gone = admitted.state.store.drop_draft(key, made_from(admitted), by, admitted.now());
    match gone.and_then(|gone| Ok((gone, Standing::of(admitted, key)?))) {
        Ok((true, _)) => admitted.see("/desk/questionnaires"),
        Ok((false, standing)) => {
            let said = Said::Moved(Words::of(admitted.language).moved_publishing.to_owned());
            show(admitted, &standing, &standing.content(), &said)
        }
        Err(error) => broken(admitted, &error),
    }
}
