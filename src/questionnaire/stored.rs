//! Answers as their column holds them, read without copying a key: for counting a million of them.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use super::answer::Answer;

/// The answers of one response, in the order of their keys; it has no `Debug`, since it holds answers.
pub struct StoredAnswers<'a>(Vec<(Cow<'a, str>, Answer)>);

impl StoredAnswers<'_> {
    /// The answers in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.0.iter().map(|(key, answer)| (&**key, answer))
    }

    /// The answer to an item.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Answer> {
        let place = self.0.binary_search_by(|(known, _)| (**known).cmp(key)).ok()?;
        self.0.get(place).map(|(_, answer)| answer)
    }
}

impl<'de> Deserialize<'de> for StoredAnswers<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Reading)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = StoredAnswers<'de>;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("answers by item")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut answers = Vec::with_capacity(32);
        while let Some(Key(key)) = map.next_key()? {
            answers.push((key, map.next_value()?));
        }
        // They are written in this order; whoever mended a row by hand may not have kept it.
        if !answers.is_sorted_by(|one, other| one.0 < other.0) {
            answers.sort_by(|one, other| one.0.cmp(&other.0));
        }
        Ok(StoredAnswers(answers))
    }
}

struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(ReadingKey)
    }
}

struct ReadingKey;

impl<'de> Visitor<'de> for ReadingKey {
    type Value = Key<'de>;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("the key of an item")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Key(Cow::Borrowed(key)))
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Key(Cow::Owned(key.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_found_by_their_keys_in_whatever_order_they_are_written() {
        let stored: StoredAnswers =
            serde_json::from_str(r#"{"b":{"choice":2},"a\u00e6":{"choices":[1,3]},"c":{"text":"x"}}"#).unwrap();
        assert_eq!(stored.iter().map(|(key, _)| key).collect::<Vec<_>>(), ["aæ", "b", "c"]);
        assert!(stored.get("b") == Some(&Answer::Choice(2)) && stored.get("d").is_none());
        assert!(stored.get("aæ") == Some(&Answer::Choices(vec![1, 3])));
    }
}
