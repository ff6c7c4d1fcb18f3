//! Whether a round's letters go with those of other rounds, on its page of letters: with which, and the choice.

use std::sync::Arc;

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::caller::{Admitted, trial_of};
use super::known;
use super::round_letters::{self, Said};
use super::rounds::with_round;
use crate::access::{Object, Verb};
use crate::fieldwork::{CannotGoTogether, Round, can_go_together};
use crate::language::{Language, number};
use crate::store::{Error, Invited, PublishedVersion};

/// POST `/desk/rounds/{round}/together`.
pub(super) fn act(admitted: &Admitted) -> HttpResponse {
    with_round(
        admitted,
        |round| {
            let so = admitted.field("act") == "together";
            if let (true, Err(why)) = (so, possible(admitted, round)?) {
                return Ok(Said::Wrong(why.sentence(admitted.language).to_owned()));
            }
            admitted.state.store.write_together(round, so, (admitted.now(), &admitted.person.person.name))?;
            Ok(Said::Done(said(admitted, so).to_owned()))
        },
        round_letters::show,
    )
}

fn said(admitted: &Admitted, so: bool) -> &'static str {
    if so {
        admitted.say("Rundens breve sendes sammen med andre runders.", "The round's letters go with those of other rounds.")
    } else {
        admitted.say("Rundens breve sendes for sig selv.", "The round's letters are sent alone.")
    }
}

fn possible(admitted: &Admitted, round: &Round) -> Result<Result<(), CannotGoTogether>, Error> {
    let store = &admitted.state.store;
    Ok(can_go_together(round, store.version(store.version_id_of(round.id)?)?.version.audience))
}

/// The rounds with which a round's letters go: those whose letters the person may see, and how many others.
fn others(admitted: &Admitted, round: &Round) -> Result<(Vec<Round>, usize), Error> {
    let days = admitted.state.config.fieldwork.together_days;
    let (mut seen, mut unseen) = (Vec::new(), 0);
    for other in admitted.state.store.together_with(round, days, admitted.now())? {
        if admitted.may(Verb::SeeLetters, Object::Trial(&trial_of(&admitted.state, &other)?)) {
            seen.push(other);
        } else {
            unseen += 1;
        }
    }
    Ok((seen, unseen))
}

/// A round with its version.
pub(super) type Beside = (Arc<Round>, Arc<PublishedVersion>);

/// The rounds with which a round's letters go and whose letters the person may see, each with its version.
pub(super) fn beside(admitted: &Admitted, round: &Round) -> Result<Vec<Beside>, Error> {
    let store = &admitted.state.store;
    let of = |other: Round| {
        let version = store.version(store.version_id_of(other.id)?)?;
        Ok((Arc::new(other), version))
    };
    others(admitted, round)?.0.into_iter().map(of).collect()
}

/// With which rounds the letters go, and the choice; nothing where there is none.
pub(super) fn card(admitted: &Admitted, round: &Round, may_send: bool) -> Result<Markup, Error> {
    let store = &admitted.state.store;
    if round.is_closed(admitted.now()) || possible(admitted, round)?.is_err() {
        return Ok(html! {});
    }
    let is_on = store.writes_together(round)?;
    let days = admitted.state.config.fieldwork.together_days;
    let (rounds, unseen) = others(admitted, round)?;
    let mut seen = Vec::new();
    for other in &rounds {
        seen.push((other.key.clone(), known::title_of(admitted, other)?));
    }
    let say = |danish, english| admitted.say(danish, english);
    Ok(html! {
        div.card {
            h2 { (say("Ét brev for flere runder", "One letter for several rounds")) }
            p.small { (rule(days, admitted.language)) }
            p.say { (said(admitted, is_on)) }
            @if is_on && seen.is_empty() && unseen == 0 { p { (say(
                "Lige nu er der ingen andre runder, som passer. Slå det også til på den anden runde.",
                "No other round fits right now. Turn it on for the other round too.",
            )) } }
            @if !seen.is_empty() {
                p { (say("Sammen med:", "Together with:")) }
                ul { @for (key, title) in &seen { li { a href=(admitted.to(&format!("/desk/rounds/{key}/letters"))) { (title) } } } }
            }
            @if unseen > 0 { p { (out_of_sight(unseen, admitted.language)) } }
            @if may_send {
                form method="post" action=(admitted.to(&format!("/desk/rounds/{}/together", round.key))) {
                    (admitted.form_field())
                    @if is_on { button.quiet type="submit" name="act" value="alone" { (say("Send brevene for sig selv", "Send the letters alone")) } }
                    @else { button.quiet type="submit" name="act" value="together" { (say("Send brevene sammen med andre runders", "Send the letters with those of other rounds")) } }
                }
            }
        }
    })
}

fn rule(days: u32, language: Language) -> String {
    match (days, language) {
        (0, Language::En) => "Whoever is on the lists of several rounds that open on the same day gets one letter with all links. It takes the same address and key in both lists.".to_owned(),
        (_, Language::En) => format!("Whoever is on the lists of several rounds that open at most {days} days apart gets one letter with all links. It takes the same address and key in both lists."),
        (0, _) => "Den, der står på listen i flere runder, som åbner samme dag, får ét brev med alle links. Det kræver samme mailadresse og nøgle på begge lister.".to_owned(),
        (_, _) => format!("Den, der står på listen i flere runder, som åbner med højst {days} dages mellemrum, får ét brev med alle links. Det kræver samme mailadresse og nøgle på begge lister."),
    }
}

fn out_of_sight(count: usize, language: Language) -> String {
    match (count, language) {
        (1, Language::En) => "And with one round that you have no access to.".to_owned(),
        (_, Language::En) => format!("And with {count} rounds that you have no access to."),
        (1, _) => "Og med en runde, som du ikke har adgang til.".to_owned(),
        (_, _) => format!("Og med {count} runder, som du ikke har adgang til."),
    }
}

/// How many of the letters would carry links to other rounds too; empty where none would.
pub(super) fn would_carry(found: Invited, language: Language) -> String {
    let letters = number::whole(found.bundled as u64, language);
    match (found.bundled, language) {
        (0, _) => String::new(),
        (1, Language::En) => "One of the letters carries links to other rounds too.".to_owned(),
        (_, Language::En) => format!("{letters} of the letters carry links to other rounds too."),
        (1, _) => "Ét af brevene har også links til andre runder.".to_owned(),
        (_, _) => format!("{letters} af brevene har også links til andre runder."),
    }
}
