//! What came of rankings and estimates, where enough answered.

use maud::{Markup, html};

use super::told;
use crate::export::summary::Talks;
use crate::focusgroup::{Middle, Phase, Told};
use crate::store::Written;
use crate::web::desk::caller::Admitted;

/// The cards in the order in which the group ranked them.
pub(super) fn ranking(admitted: &Admitted, talks: &Talks, one: &Written) -> Markup {
    let cards = talks.written.iter().find(|other| Some(other.round.id) == one.round.cards_of);
    let Some((count, standing)) = cards.and_then(|cards| one.standing(cards, one.round.group_least)) else {
        return too_few(admitted, one);
    };
    html! {
        section.card {
            h2 { (told(admitted, "Rangordning: {n} har svaret", "Ranking: {n} answered", &[("n", &count.to_string())])) }
            p.small { (admitted.say(
                "Hver gav flest point til det vigtigste kort. Spredningen er fra de færreste til de fleste point, som nogen gav kortet.",
                "Each gave most points to the most important card. The spread is from the fewest to the most points that anybody gave the card.",
            )) }
            table.groups.plain {
                thead { tr {
                    th scope="col" { (admitted.say("Kort", "Card")) }
                    th scope="col" { (admitted.say("Point i alt", "Points in all")) }
                    th scope="col" { (admitted.say("Spredning", "Spread")) }
                    th scope="col" { (admitted.say("Valgt af", "Chosen by")) }
                } }
                tbody { @for (card, ranked) in &standing { tr {
                    th scope="row" { (card.words) }
                    td data-label=(admitted.say("Point i alt", "Points in all")) { (ranked.sum) }
                    td data-label=(admitted.say("Spredning", "Spread")) { (ranked.fewest) "–" (ranked.most) }
                    td data-label=(admitted.say("Valgt af", "Chosen by")) { (ranked.chosen) }
                } } }
            }
            @if one.told(count) == Told::Order { p.small { (told(admitted,
                "Færre end {n} har svaret, eller nogen har trukket sig. Gruppen ser kun rækkefølgen, og tallene kommer ikke med i opsamlingen: man kan regne ud, hvad en anden har svaret. Sig dem heller ikke højt.",
                "Fewer than {n} answered, or somebody has withdrawn. The group sees only the order, and the figures do not go into the summary: one can work out what somebody else answered. Do not say them aloud either.",
                &[("n", &one.round.least.to_string())])) } }
        }
    }
}

/// The middle of the estimates of each turn that was shown, and whether to stop.
pub(super) fn estimates(admitted: &Admitted, one: &Written) -> Markup {
    let shown = if one.round.phase == Phase::Open { one.round.turn - 1 } else { one.round.turn };
    let last = one.middle(shown, one.round.group_least).map(|(_, middle)| middle);
    html! { @if shown > 0 {
        section.card {
            h2 { (admitted.say("Skøn", "Estimates")) }
            table.groups.plain {
                thead { tr {
                    th scope="col" { (admitted.say("Omgang", "Turn")) }
                    th scope="col" { (admitted.say("Svar", "Answers")) }
                    th scope="col" { (admitted.say("Median", "Median")) }
                    th scope="col" { (admitted.say("Midterste halvdel", "Middle half")) }
                } }
                tbody { @for turn in 1..=shown { tr {
                    // On a phone the heading of the column is not there to say what the number is of.
                    th scope="row" { (told(admitted, "Omgang {n}", "Turn {n}", &[("n", &turn.to_string())])) }
                    @if let Some((count, middle)) = one.middle(turn, one.round.group_least) {
                        @let [lower, median, upper] = [middle.lower, middle.median, middle.upper].map(|quarters| Middle::written(quarters, admitted.language));
                        td data-label=(admitted.say("Svar", "Answers")) { (count) }
                        td data-label=(admitted.say("Median", "Median")) { (median) }
                        td data-label=(admitted.say("Midterste halvdel", "Middle half")) { (lower) "–" (upper) }
                    } @else {
                        td data-label=(admitted.say("Svar", "Answers")) { (admitted.say("for få", "too few")) }
                        td {}
                        td {}
                    }
                } } }
            }
            @if (1..=shown).any(|turn| one.told(one.of_turn(turn).count()) == Told::Order) { p.small { (told(admitted,
                "Hvor færre end {n} har svaret, ser gruppen kun midten, og tallene kommer ikke med i opsamlingen: med så få kan man regne ud, hvad de andre har svaret. Sig dem heller ikke højt.",
                "Where fewer than {n} answered, the group sees only the middle, and the figures do not go into the summary: of so few one can work out what the others answered. Do not say them aloud either.",
                &[("n", &one.round.least.to_string())])) } }
            @if let (Some(middle), Phase::Shown | Phase::Over) = (last, one.round.phase) { p { (agreement(admitted, middle, one.round.phase)) } }
        }
    } }
}

/// Whether the group agrees well enough to stop, or did as the round ended.
fn agreement<'a>(admitted: &Admitted, middle: Middle, phase: Phase) -> &'a str {
    match (middle.agrees(), phase == Phase::Over) {
        (true, false) => admitted.say(
            "Den midterste halvdel spænder over højst ét trin, så gruppen er enig nok: du kan afslutte runden.",
            "The middle half spans one step at most, so the group agrees well enough: you can end the round.",
        ),
        (false, false) => admitted.say(
            "Den midterste halvdel spænder over mere end ét trin. En omgang til kan bringe gruppen tættere på hinanden.",
            "The middle half spans more than one step. One more turn may bring the group closer together.",
        ),
        (true, true) => admitted.say(
            "Den midterste halvdel spændte til sidst over højst ét trin: gruppen var enig nok.",
            "In the end the middle half spanned one step at most: the group agreed well enough.",
        ),
        (false, true) => admitted.say(
            "Den midterste halvdel spændte til sidst over mere end ét trin: gruppen var ikke enig nok.",
            "In the end the middle half spanned more than one step: the group did not agree well enough.",
        ),
    }
}

fn too_few(admitted: &Admitted, one: &Written) -> Markup {
    html! { p.card.empty { (told(admitted,
    "Færre end {n} har svaret, så der er ikke noget at vise.",
    "Fewer than {n} answered, so there is nothing to show.",
    &[("n", &one.round.group_least.to_string())])) } }
}
