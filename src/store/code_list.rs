//! Published code lists: a list grows by versions, and none that stands in it ever changes. Whoever needs them has them with the trials.

use diesel::prelude::*;

use super::schema::code_list;
use super::{Actor, AnyConnection, Error, Store, log};
use crate::questionnaire::{CodeList, CodeLists, ListDifference, read_code_list};
use crate::time::Timestamp;

/// What became of a code list that was to be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListPublished {
    /// It is stored now, or has versions that were not there.
    New,
    /// The same is stored already.
    Same,
    /// A published version says something else: refused.
    Different(ListDifference),
}

impl Store {
    /// Publishes a code list, or the versions of it that are new.
    pub fn publish_code_list(&self, list: &CodeList, now: Timestamp, by: Option<Actor<'_>>) -> Result<ListPublished, Error> {
        self.write(|connection| {
            let of_key = code_list::table.filter(code_list::key.eq(&list.key));
            let stored: Option<String> = of_key.select(code_list::content).first(connection).optional()?;
            let stored = stored.map(|content| read(&list.key, &content)).transpose()?;
            if let Some(stored) = &stored {
                if let Some(difference) = list.departs_from(stored) {
                    return Ok(ListPublished::Different(difference));
                }
                if stored.content == list.content {
                    return Ok(ListPublished::Same);
                }
                diesel::delete(of_key).execute(connection)?;
            }
            diesel::insert_into(code_list::table)
                .values((code_list::key.eq(&list.key), code_list::content.eq(&list.content), code_list::published_at.eq(now.0)))
                .execute(connection)?;
            let newest = list.versions.last().map_or(0, |version| version.version);
            log::note_by(connection, by, "published a code list", &format!("{} {newest}", list.key))?;
            Ok(ListPublished::New)
        })
    }
}

/// Every published code list, by key.
pub(super) fn load(connection: &mut AnyConnection) -> Result<CodeLists, Error> {
    let mut rows: Vec<(String, String)> = code_list::table.select((code_list::key, code_list::content)).load(connection)?;
    rows.sort();
    Ok(CodeLists(rows.iter().map(|(key, content)| read(key, content)).collect::<Result<_, _>>()?))
}

fn read(key: &str, content: &str) -> Result<CodeList, Error> {
    read_code_list(key, None, content).map_err(|_| Error::Corrupt("code_list"))
}
