//! A questionnaire with everything that routes, for the tests of this room.

use super::{Answer, Answers, Version, read};

const HEAD: &str = r#"key = "example-caseworkers"
version = 1
trial = "example"
audience = "caseworker"
languages = ["da"]
title = { da = "Titel" }
introduction = { da = "Hej" }
closing = { da = "Tak" }
[scales.extent]
kind = "ordinal"
choices = [
  { value = 1, da = "Slet ikke" },
  { value = 2, da = "i høj grad" },
  { value = 98, da = "Ved ikke", missing = "dont-know" },
]
"#;

/// The version with these pages, each a list of questions in TOML without their text.
pub(super) fn version(pages: &[&[&str]]) -> Version {
    let mut content = HEAD.to_owned();
    for page in pages {
        content.push_str("[[page]]\n");
        for question in *page {
            content.extend(["[[page.question]]\ntext = { da = \"Spørgsmål\" }\n", question, "\n"]);
        }
    }
    match read("test.toml", &content, None) {
        Ok((version, _)) => version,
        Err(faults) => panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
    }
}

/// A question of this kind with further keys.
pub(super) fn question(key: &str, kind: &str, rest: &str) -> String {
    let choices = match kind {
        "single" if !rest.contains("scale") => {
            r#"choices = [ { value = 1, da = "Ja" }, { value = 2, da = "Nej" }, { value = 3, da = "Måske" } ]"#
        }
        "multiple" | "ranking" => r#"choices = [ { value = 1, da = "A" }, { value = 2, da = "B" }, { value = 3, da = "C" } ]"#,
        _ => "",
    };
    format!("key = \"{key}\"\nkind = \"{kind}\"\n{choices}\n{rest}")
}

pub(super) fn answers(given: &[(&str, Answer)]) -> Answers {
    Answers(given.iter().map(|(key, answer)| ((*key).to_owned(), answer.clone())).collect())
}
