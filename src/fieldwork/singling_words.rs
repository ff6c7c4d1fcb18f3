//! How many a round singles out, in words.

use super::planning::Reading;
use super::singling::{CROWD, MOST_SINGLED_OUT, SingledOut, Singling};
use crate::language::{Language, number};

impl SingledOut {
    /// A sentence for each column, for all together, and for each that is not known.
    #[must_use]
    pub fn lines(&self, language: Language, reading: Reading) -> Vec<String> {
        let english = language == Language::En;
        let each = self.found.each.iter().filter(|_| self.found.each.len() > 1);
        let mut lines: Vec<String> = each
            .chain([&self.found.together])
            .filter(|singling| !singling.columns.is_empty())
            .map(|singling| {
                let (columns, share) = (singling.columns.join(" + "), share(singling, language));
                if english {
                    format!("{columns}: {share} are singled out, being fewer than {CROWD} with the same values")
                } else {
                    format!("{columns}: {share} kan skilles ud, fordi færre end {CROWD} har de samme værdier")
                }
            })
            .collect();
        let how = match (reading, english) {
            (Reading::Terminal, true) => "Give round add --population with that column to know it.",
            (Reading::Terminal, false) => "Giv round add --population med den kolonne for at vide det.",
            (Reading::Page, true) => "Give a population with that column to know it.",
            (Reading::Page, false) => "Giv en population med den kolonne for at vide det.",
        };
        lines.extend(self.unknown.iter().map(|column| {
            if english {
                format!("{column}: it is not known how many people have which value. {how}")
            } else {
                format!("{column}: det vides ikke, hvor mange der har hvilken værdi. {how}")
            }
        }));
        lines
    }

    /// Why an anonymous round is refused and what to do, where too many are singled out.
    #[must_use]
    pub fn refusal(&self, language: Language, reading: Reading) -> Option<String> {
        if !self.found.together.is_too_much() {
            return None;
        }
        let english = language == Language::En;
        let best = self.found.without.iter().min_by_key(|(_, rest)| rest.people);
        let drop = best.map(|(column, rest)| {
            let rest = share(rest, language);
            if english {
                format!(" Without {column} it would be {rest}.")
            } else {
                format!(" Uden {column} ville det være {rest}.")
            }
        });
        let drop = drop.unwrap_or_default();
        let instead = match (reading, english) {
            (Reading::Terminal, true) => "use --mode pseudonymous",
            (Reading::Terminal, false) => "brug --mode pseudonymous",
            (Reading::Page, true) => "plan a pseudonymous round",
            (Reading::Page, false) => "planlæg en pseudonym runde",
        };
        Some(if english {
            format!(
                "No more than {MOST_SINGLED_OUT} % may be singled out in an anonymous round.{drop} Drop a background column, put values \
                 together, such as small municipalities under one name, or {instead}."
            )
        } else {
            format!(
                "I en anonym runde må højst {MOST_SINGLED_OUT} % kunne skilles ud.{drop} Udelad en baggrund, slå værdier sammen, for eksempel \
                 små kommuner under ét navn, eller {instead}."
            )
        })
    }
}

fn share(singling: &Singling, language: Language) -> String {
    let percent = number::percent(if singling.of > 0 { singling.people as f64 / singling.of as f64 } else { 0.0 }, language);
    let of = if language == Language::En { "of" } else { "af" };
    format!("{} {of} {} ({percent})", number::whole(singling.people, language), number::whole(singling.of, language))
}
