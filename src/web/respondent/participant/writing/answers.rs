//! Rankings and estimates on a participant's page: asked as the ranking of a questionnaire is, and shown only where enough answered.

use maud::{Markup, html};

use super::Lost;
use crate::focusgroup::{Middle, Phase, Ranked, Told, WrittenKind, places};
use crate::language::filled;
use crate::store::{Card, Written, ranking_as_read, ranking_of};
use crate::web::respondent::form::Typed;
use crate::web::respondent::participant::Come;
use crate::web::respondent::refusal::Refusal;

impl Come {
    /// The round whose cards are ranked.
    pub(super) fn ranked_cards(&self, one: &Written) -> Option<&Written> {
        self.talks.written.iter().find(|other| Some(other.round.id) == one.round.cards_of)
    }

    /// The ranking that was typed, or what is wrong with it.
    pub(super) fn ranking_typed(&self, one: &Written, typed: &Typed) -> Result<String, String> {
        let heads: Vec<&Card> = self.ranked_cards(one).into_iter().flat_map(Written::heads).collect();
        let (cards, count) = (heads.len(), places(heads.len()));
        let wrong = || {
            filled(
                if count < cards {
                    self.say(
                    "Skriv hvert af tallene 1 til {n} ved et kort: 1 ved det vigtigste. Lad de andre kort stå tomme.",
                    "Write each of the numbers 1 to {n} beside a card: 1 beside the most important. Leave the other cards empty.",
                )
                } else {
                    self.say(
                        "Skriv hvert af tallene 1 til {n} ved et kort: 1 ved det vigtigste.",
                        "Write each of the numbers 1 to {n} beside a card: 1 beside the most important.",
                    )
                },
                &[("n", &count.to_string())],
            )
        };
        let mut order = vec![None; count];
        for card in heads {
            let name = format!("rank-{}", card.handle());
            let rank = typed.one(&name).unwrap_or_default().trim().trim_end_matches('.');
            if rank.is_empty() {
                continue;
            }
            let place = rank.parse::<usize>().ok().and_then(|rank| rank.checked_sub(1));
            match place.and_then(|place| order.get_mut(place)) {
                Some(free) if free.is_none() => *free = Some(card.key),
                _ => return Err(wrong()),
            }
        }
        let order: Option<Vec<_>> = order.into_iter().collect();
        order.filter(|order| !order.is_empty()).map(|order| ranking_of(&order)).ok_or_else(wrong)
    }

    /// The estimate that was chosen, or what is wrong with it.
    pub(super) fn estimate_typed(&self, one: &Written, typed: &Typed) -> Result<String, String> {
        let (low, high) = one.round.scale;
        let estimate = typed.one("estimate").and_then(|estimate| estimate.parse::<i32>().ok());
        let estimate = estimate.filter(|estimate| (low..=high).contains(estimate));
        estimate.map(|estimate| estimate.to_string()).ok_or_else(|| self.say("Vælg et tal.", "Choose a number.").to_owned())
    }

    /// Whether this link was used in the open turn of a round without authors.
    pub(super) fn has_answered(&self, one: &Written) -> Result<bool, Refusal> {
        if !one.round.is_unstored() {
            return Ok(false);
        }
        let spent = self.state.store.is_spent(&one.round, &self.participant);
        spent.map_err(|error| Refusal::of(&error, self.language))
    }

    fn answered(&self) -> Markup {
        html! { p.lead { (self.say(
            "Du har svaret. Svaret kan ikke laves om, fordi ingen ved, hvilket der er dit.",
            "You have answered. The answer cannot be changed, because nobody knows which is yours.",
        )) } }
    }

    /// What is told before somebody answers: whether it can be changed, and from how many on it is shown.
    fn rules(&self, one: &Written) -> Markup {
        let (from, least) = (one.round.group_least.to_string(), one.round.least.to_string());
        let small = one.round.group_least < one.round.least;
        let ranks = one.round.kind == WrittenKind::Ranking;
        html! {
            p.help {
                @if one.round.is_unstored() && ranks { (self.say("Du kan kun svare én gang. ", "You can answer only once. ")) }
                @else if one.round.is_unstored() { (self.say("Du kan svare én gang i hver omgang. ", "You can answer once in each turn. ")) }
                @else { (self.say("Du kan lave dit svar om, til ordstyreren lukker. ", "You can change your answer until the moderator closes. ")) }
                (filled(self.say("Det bliver kun vist, når mindst {n} har svaret.", "It is shown only if at least {n} answered."), &[("n", &from)]))
            }
            @if small { p.help { (filled(
                if ranks { self.say(
                    "Har færre end {n} svaret, ser I kun kortenes rækkefølge, ikke deres point. Når I er så få, kan rækkefølgen sige noget om, hvad de andre har svaret.",
                    "If fewer than {n} answered, you all see only the order of the cards, not their points. When you are so few, the order can say something of what the others answered.",
                ) } else { self.say(
                    "Har færre end {n} svaret, ser I kun midten af jeres tal. Når I er så få, kan midten være et af jeres egne tal. Siden siger ikke hvis.",
                    "If fewer than {n} answered, you all see only the middle of your numbers. When you are so few, the middle can be one of your own numbers. The page does not say whose.",
                ) },
                &[("n", &least)],
            )) } }
        }
    }

    /// The form in which the cards are ranked.
    pub(super) fn ranking_form(&self, one: &Written, lost: Option<&Lost<'_>>) -> Result<Markup, Refusal> {
        if self.has_answered(one)? {
            return Ok(self.answered());
        }
        let heads: Vec<&Card> = self.ranked_cards(one).into_iter().flat_map(Written::heads).collect();
        let own = ranking_as_read(one.own_answer(self.participant.id, one.round.turn).unwrap_or_default());
        let rank = |card: &Card| {
            if let Some(lost) = lost {
                return lost.typed.one(&format!("rank-{}", card.handle())).unwrap_or_default().to_owned();
            }
            let place = own.iter().position(|key| *key == Some(card.key));
            place.map(|place| (place + 1).to_string()).unwrap_or_default()
        };
        let asked = filled(
            self.say("Hvad er vigtigst? Skriv 1 til {n}", "What matters most? Write 1 to {n}"),
            &[("n", &places(heads.len()).to_string())],
        );
        Ok(self.writing_form(one, "rank", &html! {
            fieldset {
                legend { (asked) }
                p.help {
                    (self.say("1 er det vigtigste kort.", "1 is the most important card."))
                    @if places(heads.len()) < heads.len() { (self.say(" De kort, du ikke vælger, lader du stå tomme.", " The cards that you do not choose you leave empty.")) }
                }
                (self.rules(one))
                (Self::wrong(lost))
                @for (at, card) in heads.into_iter().enumerate() {
                    label.row.rank {
                        span { (card.words) }
                        input.short id=[(at == 0).then(|| format!("answer-{}", one.round.id))] type="text" inputmode="numeric" autocomplete="off" name={ "rank-" (card.handle()) } value=(rank(card)) aria-invalid=[lost.map(|_| "true")];
                    }
                }
            }
            button type="submit" { (self.say("Send min rangordning", "Send my ranking")) }
        }))
    }

    /// What came of the ranking.
    pub(super) fn ranking(&self, one: &Written) -> Markup {
        let counted = one.round.group_least;
        let Some((count, standing)) = self.ranked_cards(one).and_then(|cards| one.standing(cards, counted)) else {
            return self.too_few(one);
        };
        if one.told(count) != Told::All {
            return self.order(&standing, count);
        }
        let line = |ranked: &Ranked| {
            filled(
                self.say(
                    "{sum} point i alt. Hver gav fra {fewest} til {most} point. Valgt af {chosen}.",
                    "{sum} points in all. Each gave from {fewest} to {most} points. Chosen by {chosen}.",
                ),
                &[
                    ("sum", &ranked.sum.to_string()),
                    ("fewest", &ranked.fewest.to_string()),
                    ("most", &ranked.most.to_string()),
                    ("chosen", &ranked.chosen.to_string()),
                ],
            )
        };
        html! {
            p { (filled(self.say("{n} har svaret.", "{n} answered."), &[("n", &count.to_string())])) }
            ol { @for (card, ranked) in &standing { li { (card.words) p.quiet { (line(ranked)) } } } }
        }
    }

    /// The order of the cards alone. Which have as many points, or were chosen by as many, would tell more of single rankings: those stand in
    /// the order of their random keys.
    fn order(&self, standing: &[(&Card, Ranked)], count: usize) -> Markup {
        let mut standing = standing.to_vec();
        standing.sort_by_key(|(card, ranked)| (std::cmp::Reverse(ranked.sum), card.key.0));
        html! {
            p { (filled(self.say(
                "{n} har svaret. Det vigtigste kort står først. Kort, der er lige vigtige, står i tilfældig orden.",
                "{n} answered. The most important card stands first. Cards that are equally important stand in random order.",
            ), &[("n", &count.to_string())])) }
            ol { @for (card, _) in &standing { li { (card.words) } } }
        }
    }

    fn too_few(&self, one: &Written) -> Markup {
        let least = one.round.group_least.to_string();
        html! { p { (filled(self.say(
            "Færre end {n} har svaret, så der er ikke noget at vise.",
            "Fewer than {n} answered, so there is nothing to show.",
        ), &[("n", &least)])) } }
    }

    /// The form in which an estimate is given; from the second turn on with what the group answered before.
    pub(super) fn estimate_form(&self, one: &Written, lost: Option<&Lost<'_>>) -> Result<Markup, Refusal> {
        let turn = one.round.turn;
        let before = html! { @if turn > 1 { (self.middle(one, turn - 1)) (self.former(one, turn - 1)) } };
        if self.has_answered(one)? {
            return Ok(html! { (before) (self.answered()) });
        }
        let own = match lost {
            Some(lost) => lost.typed.one("estimate"),
            None => one.own_answer(self.participant.id, turn),
        };
        let (low, high) = one.round.scale;
        let asked = filled(self.say("Dit skøn, omgang {n}", "Your estimate, turn {n}"), &[("n", &turn.to_string())]);
        Ok(html! {
            (before)
            (self.writing_form(one, "estimate", &html! {
                fieldset {
                    legend { (asked) }
                    (self.rules(one))
                    (Self::wrong(lost))
                    @for estimate in low..=high {
                        @let value = estimate.to_string();
                        label.row { input id=[(estimate == low).then(|| format!("answer-{}", one.round.id))] type="radio" name="estimate" value=(value) checked[own == Some(value.as_str())]; span { (value) } }
                    }
                }
                button type="submit" { (self.say("Send mit skøn", "Send my estimate")) }
            }))
        })
    }

    /// One's own answer of a turn, or that nobody knows which it was.
    fn former(&self, one: &Written, turn: i32) -> Markup {
        let own = one.own_answer(self.participant.id, turn);
        html! {
            @if one.round.is_unstored() {
                p { (self.say("Dit eget svar er ikke gemt som dit, så siden kan ikke vise det.", "Your own answer is not stored as yours, so the page cannot show it.")) }
            } @else if let Some(own) = own {
                p { (filled(self.say("Du svarede {own}.", "You answered {own}."), &[("own", own)])) }
            }
        }
    }

    /// Where the middle of the group's estimates lies.
    pub(super) fn middle(&self, one: &Written, turn: i32) -> Markup {
        let Some((count, middle)) = one.middle(turn, one.round.group_least) else { return self.too_few(one) };
        let [lower, median, upper] =
            [middle.lower, middle.median, middle.upper].map(|quarters| Middle::written(quarters, self.language));
        let whole = one.told(count) == Told::All;
        let told = if whole {
            self.say(
                "Omgang {turn}: {n} har svaret. Gruppens midte (medianen) er {median}, og den midterste halvdel ligger fra {lower} til {upper}.",
                "Turn {turn}: {n} answered. The group's middle (the median) is {median}, and the middle half lies from {lower} to {upper}.",
            )
        } else {
            self.say(
                "Omgang {turn}: {n} har svaret. Gruppens midte (medianen) er {median}.",
                "Turn {turn}: {n} answered. The group's middle (the median) is {median}.",
            )
        };
        let (turn, count) = (turn.to_string(), count.to_string());
        html! {
            p { (filled(told, &[("turn", &turn), ("n", &count), ("median", &median), ("lower", &lower), ("upper", &upper)])) }
            // Of few this would tell more than the middle: who stands at the edge would know both others.
            @if whole && middle.agrees() { p { (self.say(
                "Den midterste halvdel spænder over højst ét trin, så gruppen er enig nok til at stoppe.",
                "The middle half spans one step at most, so the group agrees well enough to stop.",
            )) } }
        }
    }

    /// What came of the estimates of the turn that was shown last.
    pub(super) fn estimates(&self, one: &Written) -> Markup {
        let turn = one.round.turn;
        html! { @if one.round.phase == Phase::Shown { (self.middle(one, turn)) @if one.middle(turn, one.round.group_least).is_some() { (self.former(one, turn)) } } }
    }
}
