//! Whoever rings says no to a survey, or to all letters, or takes either back: noted for a person of the list, by their key.

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::caller::Admitted;
use super::recipients::{self, Said};
use super::rounds::with_round;
use crate::access::Within;
use crate::fieldwork::Round;
use crate::import::NoRecipients;
use crate::mail::{self, TEMPLATE_VERSION};
use crate::store::{Addressed, Error, NewLetter, OptedOut, Wish};

/// POST `/desk/rounds/{round}/recipients/opt-out`.
///
/// The answer is the same whether the person has answered or not: that is nobody's to know.
pub(super) fn note(admitted: &Admitted) -> HttpResponse {
    let act = |round: &Round| {
        let key = admitted.field("person").trim();
        if admitted.field("sure") != "1" || key.is_empty() {
            let words = admitted.say(
                "Skriv personens nøgle, og sæt kryds ved, at personen selv har sagt det.",
                "Write the person's key, and tick that the person said so themselves.",
            );
            return Ok(Said::Wrong(words.to_owned()));
        }
        if round.is_closed(admitted.now()) {
            return Ok(Said::Wrong(NoRecipients::Closed.sentence(admitted.language).to_owned()));
        }
        let own: Option<Vec<&str>> = match &admitted.person.person.scope.municipalities {
            Within::All => None,
            listed @ Within::Listed(_) => Some(listed.keys().collect()),
        };
        let of = admitted.field("municipality").trim();
        let who = Addressed { person_key: key, municipality: (!of.is_empty()).then_some(of), only: own.as_deref() };
        if admitted.field("from") == "back" {
            let domain = mail::domain(round, &admitted.state.config, admitted.now()).ok();
            let new = domain.map(|domain| NewLetter::new(domain, TEMPLATE_VERSION, admitted.now()));
            return Ok(match admitted.state.store.take_no_back(round, who, new.as_ref(), admitted.actor())? {
                OptedOut::Done | OptedOut::Nameless => Said::Done(taken_back(admitted).to_owned()),
                not_found => Said::Wrong(which(admitted, not_found).to_owned()),
            });
        }
        let wish = match admitted.field("from") {
            "all" => Wish::NoLetters(admitted.now().day()),
            "none" => Wish::LettersAgain,
            _ => Wish::NotThisRound,
        };
        Ok(match admitted.state.store.note_wish(round, who, wish, admitted.actor())? {
            OptedOut::Done => Said::Done(noted(admitted, wish).to_owned()),
            OptedOut::Nameless => {
                if wish == Wish::LettersAgain {
                    let words = admitted.say(
                        "Personen har hverken mailadresse eller navn på listen.",
                        "The person has neither an e-mail address nor a name on the list.",
                    );
                    return Ok(Said::Wrong(words.to_owned()));
                }
                let words = admitted.say(
                    "Personen har hverken mailadresse eller navn på listen, så kun denne runde er noteret.",
                    "The person has neither an e-mail address nor a name on the list, so only this round is noted.",
                );
                Said::Done(words.to_owned())
            }
            not_found => Said::Wrong(which(admitted, not_found).to_owned()),
        })
    };
    with_round(admitted, act, recipients::show)
}

/// Why it is not known who rings.
fn which(admitted: &Admitted, not_found: OptedOut) -> &str {
    if not_found == OptedOut::Several {
        return admitted.say(
            "Flere kommuner bruger den nøgle. Vælg også kommunen.",
            "Several municipalities use that key. Choose the municipality too.",
        );
    }
    admitted.say("Ingen i runden har den nøgle.", "Nobody in the round has that key.")
}

/// What is said of a no that is taken back: the same whether there was one, and whether the person has answered.
fn taken_back(admitted: &Admitted) -> &str {
    admitted.say(
        "Det er noteret. Har personen sagt nej til denne undersøgelse, gælder nejet ikke mere: linket i brevet virker igen, og personen får breve som de andre. Har personen sagt nej til alle breve, skal du også notere »Ja tak til breve igen«.",
        "It is noted. If the person said no to this survey, that no longer holds: the link of the letter works again, and the person gets letters as others do. If the person said no to all letters, note \"Yes to letters again\" too.",
    )
}

/// What is said of a person's wish.
fn noted(admitted: &Admitted, wish: Wish) -> &str {
    match wish {
        Wish::NotThisRound => admitted.say(
            "Det er noteret. Personen får ingen flere breve om runden.",
            "It is noted. The person gets no more letters about the round.",
        ),
        Wish::NoLetters(_) => admitted.say(
            "Det er noteret. Personen får ingen flere breve herfra, heller ikke om andre undersøgelser.",
            "It is noted. The person gets no more letters from here, nor about other surveys.",
        ),
        Wish::LettersAgain => admitted.say(
            "Det er noteret. Personen kan igen få breve om andre undersøgelser.",
            "It is noted. The person can get letters about other surveys again.",
        ),
    }
}

/// For whoever rings and says no.
pub(super) fn form(admitted: &Admitted, round: &Round) -> Result<Markup, Error> {
    let say = |danish, english| admitted.say(danish, english);
    let units = recipients::units_of(admitted, round)?;
    Ok(html! {
        form.card method="post" action=(admitted.to(&format!("/desk/rounds/{}/recipients/opt-out", round.key))) {
            (admitted.form_field())
            h2 { (say("Når en person ringer", "When somebody rings")) }
            p.small { (say(
                "Siger personen nej, kommer der ingen flere breve om runden. Et svar, der er begyndt, slettes; et svar, der er sendt, kan personen slette med sin kvittering.",
                "Whoever says no gets no more letters about the round. An answer that was begun is destroyed; one that was sent the person can erase with the receipt.",
            )) }
            p { label.over for="person" { (say("Personens nøgle på listen", "The person's key on the list")) } input id="person" name="person" type="text" autocomplete="off" spellcheck="false" required; }
            p {
                label.over for="of" { (say("Kommune (kun hvis flere bruger nøglen)", "Municipality (only where several use the key)")) }
                select id="of" name="municipality" { option value="" { (say("Uden valg", "No choice")) } @for (key, short) in &units { option value=(key) { (short) } } }
            }
            fieldset {
                legend { (say("Hvad siger personen?", "What does the person say?")) }
                @for (value, words) in [
                    ("survey", say("Nej tak til denne undersøgelse", "No to this survey")),
                    ("all", say("Nej tak til alle undersøgelser herfra: ingen flere breve", "No to all surveys from here: no more letters")),
                    ("back", say("Fortryder et nej: vil gerne svare på denne undersøgelse", "Regrets a no: wants to answer this survey")),
                    ("none", say("Ja tak til breve igen, om andre undersøgelser", "Yes to letters again, about other surveys")),
                ] {
                    label.pick { input type="radio" name="from" value=(value) checked[value == "survey"] required; span { (words) } }
                }
            }
            label.pick { input type="checkbox" name="sure" value="1" required; span { (say("Personen har selv sagt det", "The person said so themselves")) } }
            button.quiet type="submit" { (say("Notér det", "Note it")) }
        }
    })
}
