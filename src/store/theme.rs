//! The themes of a question's texts, and which text belongs to which.
//!
//! Themes belong to the questionnaire, so that the rounds of it are sorted alike; which text belongs to one goes with its response.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::schema::{response, text_theme, theme};
use super::{Actor, Error, Store, TextAnswer, log};
use crate::fieldwork::Round;
use crate::time::Timestamp;

/// A theme of the texts to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Under which key texts are asked for: an item's, or that of the words of its `other`.
    pub item: String,
    /// Its key in files, unique in its question.
    pub key: String,
    /// What it is called.
    pub name: String,
}

/// The key of a text with the item that it answers, and its themes.
type Coded = BTreeMap<(Vec<u8>, String), BTreeSet<String>>;

/// The themes of the texts of a round.
pub struct TextThemes(Coded);

impl TextThemes {
    /// The keys of the themes that a text belongs to.
    pub fn of(&self, text: &TextAnswer) -> impl Iterator<Item = &str> {
        self.0.get(&(text.response_key().to_vec(), text.item.clone())).into_iter().flatten().map(String::as_str)
    }
}

impl Store {
    /// The themes of a questionnaire, by question and key.
    pub fn themes(&self, questionnaire: &str) -> Result<Vec<Theme>, Error> {
        let rows: Vec<(String, String, String)> = self.read(|connection| {
            Ok(theme::table
                .filter(theme::questionnaire.eq(questionnaire))
                .select((theme::item, theme::key, theme::name))
                .load(connection)?)
        })?;
        let mut themes: Vec<Theme> = rows.into_iter().map(|(item, key, name)| Theme { item, key, name }).collect();
        themes.sort_by(|one, other| (&one.item, &one.key).cmp(&(&other.item, &other.key)));
        Ok(themes)
    }

    /// Adds a theme; false where its question has one of this key.
    pub fn add_theme(&self, questionnaire: &str, new: &Theme, by: Actor<'_>) -> Result<bool, Error> {
        self.write(|connection| {
            let there: i64 = theme::table
                .filter(theme::questionnaire.eq(questionnaire).and(theme::item.eq(&new.item)).and(theme::key.eq(&new.key)))
                .count()
                .get_result(connection)?;
            if there > 0 {
                return Ok(false);
            }
            diesel::insert_into(theme::table)
                .values((
                    theme::questionnaire.eq(questionnaire),
                    theme::item.eq(&new.item),
                    theme::key.eq(&new.key),
                    theme::name.eq(&new.name),
                ))
                .execute(connection)?;
            by.note(connection, "added a theme", questionnaire)?;
            Ok(true)
        })
    }

    /// Removes a theme of which no text is, in any round; false where one is.
    pub fn remove_theme(&self, questionnaire: &str, item: &str, key: &str, by: Actor<'_>) -> Result<bool, Error> {
        use super::schema::{questionnaire_version, round};
        self.write(|connection| {
            let of_questionnaire = round::table
                .inner_join(questionnaire_version::table)
                .filter(questionnaire_version::key.eq(questionnaire))
                .select(round::id);
            let rounds: Vec<i64> = of_questionnaire.load(connection)?;
            let used: i64 = text_theme::table
                .filter(text_theme::round_id.eq_any(rounds).and(text_theme::item.eq(item)).and(text_theme::theme.eq(key)))
                .count()
                .get_result(connection)?;
            if used > 0 {
                return Ok(false);
            }
            diesel::delete(theme::table.find((questionnaire, item, key))).execute(connection)?;
            by.note(connection, "removed a theme", questionnaire)?;
            Ok(true)
        })
    }

    /// Which texts of a round belong to which themes.
    pub fn text_themes(&self, round_id: i64) -> Result<TextThemes, Error> {
        let rows: Vec<(Vec<u8>, String, String)> = self.read(|connection| {
            Ok(text_theme::table
                .filter(text_theme::round_id.eq(round_id))
                .select((text_theme::response_key, text_theme::item, text_theme::theme))
                .load(connection)?)
        })?;
        let mut coded = Coded::new();
        for (key, item, theme) in rows {
            coded.entry((key, item)).or_default().insert(theme);
        }
        Ok(TextThemes(coded))
    }

    /// Keeps to which themes these texts belong, in the place of what was kept before.
    pub fn code_texts(&self, round: &Round, coded: &[(&TextAnswer, Vec<&str>)], by: &str, now: Timestamp) -> Result<(), Error> {
        self.write(|connection| {
            let mut kept = 0;
            for (text, themes) in coded {
                let key = text.response_key();
                let there: Option<i64> =
                    response::table.find((round.id, key)).select(response::round_id).first(connection).optional()?;
                // The person may have had it erased meanwhile.
                if there.is_none() {
                    continue;
                }
                let of_text =
                    text_theme::round_id.eq(round.id).and(text_theme::response_key.eq(key)).and(text_theme::item.eq(&text.item));
                diesel::delete(text_theme::table.filter(of_text)).execute(connection)?;
                for theme in themes {
                    diesel::insert_into(text_theme::table)
                        .values((
                            text_theme::round_id.eq(round.id),
                            text_theme::response_key.eq(key),
                            text_theme::item.eq(&text.item),
                            text_theme::theme.eq(theme),
                            text_theme::coded_by.eq(by),
                            text_theme::coded_at.eq(now.0),
                        ))
                        .execute(connection)?;
                }
                kept += 1;
            }
            if kept > 0 {
                log::note(connection, now, by, &format!("coded {kept} texts"), &round.key)?;
            }
            Ok(())
        })
    }
}
