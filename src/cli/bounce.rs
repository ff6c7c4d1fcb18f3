//! `bounce`: reads one returned mail from standard input, as a mail server's pipe gives it, and notes what it says of its letter.
//!
//! Only a letter's own return address names it, and only a report that it cannot be delivered changes anything.

use std::io::{Read as _, copy, sink};

use clap::Args;

use super::{Context, Ending, usage};
use crate::mail::{ReturnedMail, Returns, read_returned};
use crate::store::Store;

/// More is no report on a letter of ours: they have a hundredth of that.
const LARGEST: u64 = 10 * 1024 * 1024;

/// Arguments of `bounce`.
#[derive(Args)]
pub(super) struct Arguments {
    /// The address that the mail came to, where the mail server tells.
    #[arg(long, value_name = "ADDRESS")]
    recipient: Option<String>,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    let Some(returns) = context.config.mail.returns.as_deref().and_then(Returns::parse) else {
        return usage(context.say(
            "mail.returns mangler i nulpunkt.toml: brevene har ingen returadresse. Skriv en, for eksempel retur@svar.kommune.dk.",
            "mail.returns is missing in nulpunkt.toml: letters have no return address. Write one such as retur@svar.kommune.dk.",
        ));
    };
    let Some(mail) = from_standard_input()? else {
        return refused(context.say(
            "Mailen er større end 10 MB. Den er ikke læst, og intet er ændret.",
            "The mail is larger than 10 MB. It was not read, and nothing is changed.",
        ));
    };
    let store = context.store()?;
    let Some(letter) = letter_of(&store, &returns.named_by(arguments.recipient.as_deref(), &mail))? else {
        return refused(context.say(
            "Mailen kom ikke til et brevs returadresse: den er forfalsket, eller brevet er slettet. Intet er ændret.",
            "The mail did not come to a letter's return address: it is forged, or the letter is deleted. Nothing is changed.",
        ));
    };
    let said = match read_returned(&mail) {
        ReturnedMail::Failed { said } if store.bounce_letter(letter, &said)? => context.say(
            "Brevet kom retur. Der sendes ikke flere breve til den adresse i runden.",
            "The letter came back. No more letters of the round go to that address.",
        ),
        ReturnedMail::Failed { .. } => context.say(
            "Det vides allerede, at brevet kom retur. Intet er ændret.",
            "It is known that the letter came back. Nothing is changed.",
        ),
        ReturnedMail::Delayed => context.say(
            "Brevet er forsinket eller afvist indtil videre. Intet er ændret.",
            "The letter is delayed or refused for now. Nothing is changed.",
        ),
        ReturnedMail::Delivered => {
            context.say("Brevet er nået frem. Intet er ændret.", "The letter arrived. Nothing is changed.")
        }
        ReturnedMail::AutoReply => {
            context.say("Mailen er et automatisk svar. Intet er ændret.", "The mail is an automatic reply. Nothing is changed.")
        }
        ReturnedMail::Other => context.say(
            "Mailen siger ikke, at brevet ikke kan nå frem. Intet er ændret.",
            "The mail does not say that the letter cannot arrive. Nothing is changed.",
        ),
    };
    println!("{said}");
    Ok(())
}

/// The whole of standard input; none where it is too large, which is read to its end all the same, as whoever writes it expects.
fn from_standard_input() -> Result<Option<Vec<u8>>, Ending> {
    let mut input = std::io::stdin().lock();
    let mut mail = Vec::new();
    input.by_ref().take(LARGEST + 1).read_to_end(&mut mail)?;
    if mail.len() as u64 <= LARGEST {
        return Ok(Some(mail));
    }
    copy(&mut input, &mut sink())?;
    Ok(None)
}

/// The first of these letters whose tag is its own.
fn letter_of(store: &Store, named: &[(i64, crate::token::ReturnTag)]) -> Result<Option<i64>, Ending> {
    let Some(secret) = store.keys().secret_of_returns()? else { return Ok(None) };
    for (letter, tag) in named {
        if store.message_id_of(*letter)?.is_some_and(|message_id| tag.is_of(&secret, *letter, &message_id)) {
            return Ok(Some(*letter));
        }
    }
    Ok(None)
}

fn refused(why: &str) -> Result<(), Ending> {
    eprintln!("stdin: {why}");
    Err(Ending::Faults)
}
