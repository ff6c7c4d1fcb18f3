//! The written rounds in a group's own summary: cards by theme, what the group ranked, and where its estimates lie. No author stands anywhere.
//!
//! A card's words are printed only where its author let them be, when they wrote it, still consents to be quoted, and at least as many came
//! to the group as must be able to have said a quote, and only where they name nobody who was invited and no municipality: nobody but the
//! author has read them. Of a round without authors nobody knows whose consent it takes, so it takes everybody's.

use std::collections::BTreeSet;

use super::Scope;
use super::blocks::Writing;
use crate::export::document::Block;
use crate::focusgroup::attribution::{FEWEST, Shown};
use crate::focusgroup::{Middle, Phase, Purpose, Told, WrittenKind, WrittenMode};
use crate::language::filled;
use crate::store::{Card, Participant, Written};

impl Writing<'_> {
    /// The written rounds of the group that the summary is about.
    pub(super) fn written(&mut self) {
        let Scope::Group(group) = self.scope else { return };
        let is_told = |one: &&Written| one.round.group_id == *group && matches!(one.round.phase, Phase::Shown | Phase::Over);
        let rounds: Vec<&Written> = self.talks.written.iter().filter(is_told).collect();
        if rounds.is_empty() {
            return;
        }
        self.blocks.push(Block::Heading(self.say("Skriftlige runder", "Written rounds").to_owned()));
        for one in rounds {
            self.blocks.push(Block::Subheading(2, one.round.asked.clone()));
            self.blocks.push(Block::Text(one.round.mode.sentence(self.language).to_owned()));
            match one.round.kind {
                WrittenKind::Cards => self.cards(one),
                WrittenKind::Ranking => self.ranking(one),
                WrittenKind::Delphi => self.estimates(one),
            }
        }
    }

    fn cards(&mut self, one: &Written) {
        let count = |cards: usize, say: &dyn Fn(&'static str, &'static str) -> String| {
            if cards == 1 { say("1 kort", "1 card") } else { filled(&say("{n} kort", "{n} cards"), &[("n", &cards.to_string())]) }
        };
        let english = self.language == crate::language::Language::En;
        let say = move |danish: &'static str, other: &'static str| if english { other } else { danish }.to_owned();
        self.blocks.push(Block::Text(format!("{}.", count(one.cards.len(), &say))));
        let themes: Vec<(String, String)> = self
            .talks
            .themes()
            .into_iter()
            .map(|(key, title)| (key.to_owned(), title.get(self.language).to_owned()))
            .chain([(String::new(), say("Uden tema", "Without a theme"))])
            .collect();
        let mut printed = 0;
        for (key, title) in themes {
            let own: Vec<&Card> = one.heads().filter(|card| card.theme == key).collect();
            if own.is_empty() {
                continue;
            }
            let all = own.iter().map(|card| 1 + one.under(card.key).count()).sum();
            self.blocks.push(Block::Text(format!("{title}: {}.", count(all, &say))));
            let mut points = Vec::new();
            for card in own.iter().flat_map(|card| [*card].into_iter().chain(one.under(card.key))) {
                if self.prints(one, card) {
                    points.push(format!("»{}«", card.words));
                }
            }
            printed += points.len();
            if !points.is_empty() {
                self.blocks.push(Block::Points(points));
            }
        }
        if printed < one.cards.len() {
            self.text(
                "Ordene på de andre kort står her ikke: der er ikke sagt ja til det, for få kan have skrevet dem, eller de nævner nogen.",
                "The words of the other cards do not stand here: nobody agreed to it, too few could have written them, or they name somebody.",
            );
        }
    }

    fn too_few(&mut self, one: &Written) {
        let told = self.say(
            "Tallene står her ikke: færre end {n} svarede, eller nogen har trukket sig siden.",
            "The figures do not stand here: fewer than {n} answered, or somebody has withdrawn since.",
        );
        self.blocks.push(Block::Text(filled(told, &[("n", &one.round.least.to_string())])));
    }

    /// The cards as the group ranked them; one whose words may not stand here is called by its place.
    fn ranking(&mut self, one: &Written) {
        let talks = self.talks;
        let cards = talks.written.iter().find(|other| Some(other.round.id) == one.round.cards_of);
        let told = cards.and_then(|cards| Some((cards, one.standing(cards, one.round.least)?)));
        let Some((cards, (count, standing))) = told.filter(|(_, (count, _))| one.told(*count) == Told::All) else {
            self.too_few(one);
            return;
        };
        let mut rows = Vec::new();
        for (at, (card, ranked)) in standing.iter().enumerate() {
            let words = if self.prints(cards, card) {
                format!("»{}«", card.words)
            } else {
                filled(self.say("kort {n}", "card {n}"), &[("n", &(at + 1).to_string())])
            };
            rows.push(vec![
                words,
                ranked.sum.to_string(),
                format!("{}–{}", ranked.fewest, ranked.most),
                ranked.chosen.to_string(),
            ]);
        }
        let head = [("Kort", "Card"), ("Point i alt", "Points in all"), ("Spredning", "Spread"), ("Valgt af", "Chosen by")];
        let head = head.map(|(danish, english)| self.say(danish, english).to_owned()).to_vec();
        let caption = filled(self.say("Rangordning: {n} svarede", "Ranking: {n} answered"), &[("n", &count.to_string())]);
        self.blocks.push(Block::Caption(caption));
        self.blocks.push(Block::Table(head, rows));
    }

    /// Where the estimates of each turn lie.
    fn estimates(&mut self, one: &Written) {
        let mut rows = Vec::new();
        for turn in 1..=one.round.turn {
            let told = one.middle(turn, one.round.least).filter(|(count, _)| one.told(*count) == Told::All);
            let Some((count, middle)) = told else { continue };
            let mut row = vec![turn.to_string(), count.to_string()];
            row.extend([middle.median, middle.lower, middle.upper].map(|quarters| Middle::written(quarters, self.language)));
            rows.push(row);
        }
        if rows.is_empty() {
            self.too_few(one);
            return;
        }
        let head = [
            ("Omgang", "Turn"),
            ("Svar", "Answers"),
            ("Median", "Median"),
            ("Nedre kvartil", "Lower quartile"),
            ("Øvre kvartil", "Upper quartile"),
        ];
        let head = head.map(|(danish, english)| self.say(danish, english).to_owned()).to_vec();
        let (low, high) = (one.round.scale.0.to_string(), one.round.scale.1.to_string());
        let caption = self.say("Skøn fra {low} til {high}", "Estimates from {low} to {high}");
        let caption = filled(caption, &[("low", &low), ("high", &high)]);
        self.blocks.push(Block::Caption(caption));
        self.blocks.push(Block::Table(head, rows));
    }

    /// Whether the words of a card may stand here; then the summary is tied to the consent of whoever may have written it.
    pub(super) fn prints(&mut self, one: &Written, card: &Card) -> bool {
        let talks = self.talks;
        let of_group = |other: &&Participant| other.group_id == one.round.group_id;
        let came = talks.participants.iter().filter(of_group).filter(|other| other.attended && !other.withdrawn);
        let tells = || !talks.known(false).told(&card.words).is_empty();
        if !card.quotable || tells() || came.map(Participant::person).collect::<BTreeSet<_>>().len() < FEWEST {
            return false;
        }
        let may_have_written = |other: &&Participant| match one.round.mode {
            WrittenMode::Hidden => card.author == Some(other.id),
            WrittenMode::Unstored => other.said.iter().any(|said| said.purpose == Purpose::TakePart && said.given),
        };
        let writers: Vec<&Participant> = talks.participants.iter().filter(of_group).filter(may_have_written).collect();
        let consents = |other: &&Participant| other.consents_to(Purpose::BeQuoted) && !other.withdrawn;
        if writers.is_empty() || !writers.iter().all(consents) {
            return false;
        }
        for writer in writers {
            let tied = (-writer.id, Shown::WithoutRole);
            if !self.quotes.contains(&tied) {
                self.quotes.push(tied);
            }
        }
        true
    }
}
