//! Giving a round more time, and closing it: what goes at the close is said first, and the round's name is asked for.

use actix_web::HttpResponse;
use jiff::civil::Date;
use maud::{Markup, html};

use super::caller::Admitted;
use super::rounds::{self, Said};
use crate::fieldwork::{Mode, Reading, Round, check_extension};
use crate::language::{Language, number};
use crate::store::{Closed, Error, FEWEST_RELEASED};

/// POST `/desk/rounds/{round}/extend`.
pub(super) fn extend(admitted: &Admitted) -> HttpResponse {
    let act = |round: &Round| {
        let typed = admitted.field("closes").trim();
        let Some(closes) = typed.parse::<Date>().ok().filter(|day| day.year() <= 2200) else {
            return Ok(Said::Wrong(
                admitted.say("Skriv sidste dag som 2027-03-12.", "Write the last day as 2027-03-12.").to_owned(),
            ));
        };
        let store = &admitted.state.store;
        if let Err(wrong) = check_extension(round, closes, admitted.now(), store.has_link_secret(round)?) {
            return Ok(Said::Wrong(wrong.sentence(&round.key, admitted.language, Reading::Page)));
        }
        store.extend_round(round, closes, Some(admitted.actor()))?;
        let day = number::day(closes, admitted.language);
        Ok(Said::Done(match admitted.language {
            Language::En => format!("The round is open to the end of {day}."),
            _ => format!("Runden er åben til og med {day}."),
        }))
    };
    rounds::with_round(admitted, act, rounds::show)
}

/// POST `/desk/rounds/{round}/close`.
pub(super) fn close(admitted: &Admitted) -> HttpResponse {
    let act = |round: &Round| {
        let store = &admitted.state.store;
        if admitted.field("name").trim() != round.key {
            let words =
                admitted.say("Det er ikke rundens navn. Den er ikke lukket.", "That is not the round's name. It was not closed.");
            return Ok(Said::Wrong(words.to_owned()));
        }
        if round.is_closed(admitted.now()) {
            return Ok(Said::Wrong(admitted.say("Runden er lukket.", "The round is closed.").to_owned()));
        }
        let few = is_few(admitted, round)?;
        if few && admitted.field("destroy") != "1" {
            let words = admitted.say(
                "Sæt kryds ved, at svarene slettes ulæst, eller giv mere tid.",
                "Tick that the answers are destroyed unread, or give more time.",
            );
            return Ok(Said::Wrong(words.to_owned()));
        }
        // Answers whose key is lost are given up only at the machine.
        let closed = store.close_round(round, admitted.now(), few, Some(admitted.actor()))?;
        Ok(Said::Done(said(closed, admitted.language)))
    };
    rounds::with_round(admitted, act, rounds::show)
}

fn said(closed: Closed, language: Language) -> String {
    match (closed, language) {
        (Closed::Plain, Language::En) => "The round is closed.".to_owned(),
        (Closed::Plain, _) => "Runden er lukket.".to_owned(),
        (Closed::Released(answers), Language::En) => {
            format!("The round is closed: {answers} answers opened, and the key is destroyed.")
        }
        (Closed::Released(answers), _) => format!("Runden er lukket: {answers} svar er åbnet, og nøglen er slettet."),
        (Closed::Destroyed(answers), Language::En) => format!("The round is closed: {answers} answers destroyed unread."),
        (Closed::Destroyed(answers), _) => format!("Runden er lukket: {answers} svar er slettet ulæst."),
    }
}

/// Whether the answers of an anonymous round are so few that its close destroys them.
fn is_few(admitted: &Admitted, round: &Round) -> Result<bool, Error> {
    Ok(round.is_sealed() && admitted.state.store.sealed_responses(round.id)? < FEWEST_RELEASED)
}

/// The two forms on the page of a round that is not closed.
pub(super) fn forms(admitted: &Admitted, round: &Round) -> Result<Markup, Error> {
    if round.is_closed(admitted.now()) {
        return Ok(html! {});
    }
    let say = |danish, english| admitted.say(danish, english);
    let few = is_few(admitted, round)?;
    let address = |what: &str| admitted.to(&format!("/desk/rounds/{}/{what}", round.key));
    Ok(html! {
        div.card {
            h2 { (say("Mere tid, eller luk", "More time, or close")) }
            details {
                summary { (say("Giv mere tid", "Give more time")) }
                form method="post" action=(address("extend")) {
                    (admitted.form_field())
                    p {
                        label.over for="closes" { (say("Ny sidste dag", "New last day")) }
                        input id="closes" name="closes" type="date" value=(round.closes) required;
                    }
                    button type="submit" { (say("Gem sidste dag", "Save the last day")) }
                }
            }
            details {
                summary { (say("Luk runden nu", "Close the round now")) }
                form method="post" action=(address("close")) {
                    (admitted.form_field())
                    p { (say("Det kan ikke fortrydes. Ved lukning sker dette:", "It cannot be undone. At the close this happens:")) }
                    ul {
                        li { (say("Alle links holder op med at virke, og hemmeligheden bag dem slettes.", "All links stop working, and the secret behind them is destroyed.")) }
                        li { (say("Svar, der er begyndt og ikke sendt, slettes.", "Answers that were begun and not sent are destroyed.")) }
                        li { (say("Breve, der venter, bliver ikke sendt.", "Letters that wait are not sent.")) }
                        @if round.mode == Mode::Anonymous && few {
                            li { b { (say(
                                "Færre end ti har svaret. Deres svar slettes ulæst. Giv hellere mere tid.",
                                "Fewer than ten have answered. Their answers are destroyed unread. Rather give more time.",
                            )) } }
                        } @else if round.mode == Mode::Anonymous {
                            li { (say("Svarene åbnes samlet, og nøglen til dem slettes.", "The answers are opened together, and their key is destroyed.")) }
                        }
                    }
                    @if few {
                        label.pick { input type="checkbox" name="destroy" value="1" required; span { (say("Slet svarene ulæst", "Destroy the answers unread")) } }
                    }
                    p {
                        label.over for="name" { (say("Skriv rundens navn for at lukke den", "Write the round's name to close it")) ": " code { (round.key) } }
                        input id="name" name="name" type="text" autocomplete="off" spellcheck="false" required;
                    }
                    button.quiet type="submit" { (say("Luk runden", "Close the round")) }
                }
            }
        }
    })
}
