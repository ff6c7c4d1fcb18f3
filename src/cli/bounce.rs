//! `bounce`: reads one returned mail from standard input, as a mail server's pipe gives it, and notes what it says of its letter.
//!
//! Only a letter's own return address names it, and only a report that it cannot be delivered changes anything.

use std::io::{Read as _, copy, sink};

use clap::Args;

use super::{Context, Ending, usage};
use crate::mail::{ReturnedMail, Returns, TakenIn, from_outlook, take_in};

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
    let mail = from_outlook(&mail).unwrap_or(mail);
    let store = context.store()?;
    let TakenIn::Says { says, is_news, .. } = take_in(&store, &returns, arguments.recipient.as_deref(), &mail)? else {
        return refused(context.say(
            "Mailen kom ikke til et brevs returadresse: den er forfalsket, eller brevet er slettet. Intet er ændret.",
            "The mail did not come to a letter's return address: it is forged, or the letter is deleted. Nothing is changed.",
        ));
    };
    let said = match says {
        ReturnedMail::Failed { .. } if is_news => context.say(
            "Brevet kom retur. Der sendes ikke flere breve til den adresse i runden.",
            "The letter came back. No more letters of the round go to that address.",
        ),
        ReturnedMail::Failed { .. } => context.say(
            "Det vides allerede, at brevet kom retur. Intet er ændret.",
            "It is known that the letter came back. Nothing is changed.",
        ),
        ReturnedMail::Unsure { .. } => context.say(
            "Mailen siger kun med ord, at brevet ikke nåede frem. Intet er ændret: læg den ind på siden »Breve«, og svar selv på, om brevet kom retur.",
            "The mail says only in words that the letter did not arrive. Nothing is changed: put it on the page Letters and say yourself whether the letter came back.",
        ),
        ReturnedMail::Delayed => {
            context.say("Brevet er forsinket. Intet er ændret.", "The letter is delayed. Nothing is changed.")
        }
        ReturnedMail::Delivered => {
            context.say("Brevet er nået frem. Intet er ændret.", "The letter arrived. Nothing is changed.")
        }
        ReturnedMail::AutoReply => {
            context.say("Mailen er et automatisk svar. Intet er ændret.", "The mail is an automatic reply. Nothing is changed.")
        }
        ReturnedMail::Reply => context.say(
            "Mailen er svar fra en person: læs den i jeres postkasse. Intet er ændret.",
            "The mail is a person's answer: read it in your mailbox. Nothing is changed.",
        ),
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

fn refused(why: &str) -> Result<(), Ending> {
    eprintln!("stdin: {why}");
    Err(Ending::Faults)
}
