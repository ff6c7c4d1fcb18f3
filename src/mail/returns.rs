//! The address that the returns of one letter go to (VERP): it names the letter and bears a tag that nobody else can make.
//!
//! Whether a tag is real is known only with the letter's Message-ID, so reading an address proves nothing yet.

use super::mime::Entity;
use crate::token::ReturnTag;

/// A local part has 64 octets at most (RFC 5321, section 4.5.3.1.1): what is left beside plus, number, hyphen and tag.
const LONGEST: usize = 64 - (1 + 19 + 1 + ReturnTag::LENGTH);
/// So many addresses of a mail are looked at; a returned one is sent to one.
const MOST_ADDRESSES: usize = 16;
/// Where mail servers say to whom a mail came. `Return-Path` for those that turn it round.
const SAYS_TO_WHOM: [&str; 7] =
    ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "resent-to", "return-path"];

/// The address from which each letter's own is made, such as `retur@svar.example.dk`.
pub struct Returns {
    local: String,
    domain: String,
}

impl Returns {
    /// Reads it; none where it is no address, or one that leaves no room for number and tag.
    #[must_use]
    pub fn parse(address: &str) -> Option<Self> {
        let address = super::address::parse(address)?;
        let (local, domain) = (address.user(), address.domain());
        let fits = local.len() <= LONGEST && local.chars().all(is_of_local);
        fits.then(|| Self { local: local.to_owned(), domain: domain.to_owned() })
    }

    /// The address of this letter: `retur+17-abcdefghijklmnop@svar.example.dk`.
    #[must_use]
    pub fn address_of(&self, letter: i64, tag: ReturnTag) -> String {
        format!("{}+{letter}-{tag}@{}", self.local, self.domain)
    }

    /// The letters that a mail may be the return of: those that `recipient`, as a mail server gives it, and the mail's head name.
    #[must_use]
    pub fn named_by(&self, recipient: Option<&str>, mail: &[u8]) -> Vec<(i64, ReturnTag)> {
        let head = Entity::read(mail);
        let fields = head.fields.iter().filter(|field| SAYS_TO_WHOM.contains(&field.name.as_str()));
        let texts = recipient.into_iter().chain(fields.map(|field| field.value.as_str()));
        let words = texts.flat_map(|text| text.split(|c: char| !is_of_local(c) && c != '@'));
        words.filter_map(|word| self.read(word)).take(MOST_ADDRESSES).collect()
    }

    fn read(&self, address: &str) -> Option<(i64, ReturnTag)> {
        let (local, domain) = address.rsplit_once('@')?;
        if !domain.eq_ignore_ascii_case(&self.domain) {
            return None;
        }
        let (own, name) = local.rsplit_once('+')?;
        let (letter, tag) = name.split_once('-')?;
        if !own.eq_ignore_ascii_case(&self.local) || !letter.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Some((letter.parse().ok()?, ReturnTag::parse(tag)?))
    }
}

/// What a local part is made of here: signs that no mail server quotes.
fn is_of_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_' | '=')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::Secret;

    fn named(recipient: Option<&str>, mail: &str) -> Vec<i64> {
        let returns = Returns::parse("Retur@brønderslev.example").unwrap();
        returns.named_by(recipient, mail.as_bytes()).into_iter().map(|(letter, _)| letter).collect()
    }

    #[test]
    fn a_letters_own_address_is_one_that_every_mail_server_takes() {
        let returns = Returns::parse(&format!("{}@brønderslev.example", "r".repeat(LONGEST))).unwrap();
        let own = returns.address_of(i64::MAX, ReturnTag::of(&Secret([7; 32]), i64::MAX, "x"));
        assert_eq!(own.split('@').next().unwrap().len(), 64);
        assert!(super::super::address::parse(&own).is_some_and(|parsed| parsed.to_string() == own), "{own}");
    }

    #[test]
    fn what_leaves_no_room_or_would_be_quoted_is_none() {
        let long = format!("{}@example.dk", "r".repeat(LONGEST + 1));
        for address in [long.as_str(), "retur", "@example.dk", "søren@example.dk", "\"a b\"@example.dk", "re'tur@example.dk"] {
            assert!(Returns::parse(address).is_none(), "{address}");
        }
    }

    #[test]
    fn the_letter_is_found_wherever_a_mail_server_says_to_whom_the_mail_came() {
        for head in [
            "To: <retur+17-abcdefghijklmnop@xn--brnderslev-1cb.example>",
            "To: \"Retur\"\r\n <RETUR+17-ABCDEFGHIJKLMNOP@XN--BRNDERSLEV-1CB.EXAMPLE>, others@example.dk",
            "Delivered-To: retur+17-abcdefghijklmnop@xn--brnderslev-1cb.example",
            "X-Original-To: retur+17-abcdefghijklmnop@xn--brnderslev-1cb.example",
            "Envelope-to: retur+17-abcdefghijklmnop@xn--brnderslev-1cb.example",
            "From MAILER-DAEMON Fri Nov 27 10:00:00 2026\nReturn-Path: <retur+17-abcdefghijklmnop@xn--brnderslev-1cb.example>",
        ] {
            assert_eq!(named(None, &format!("{head}\r\n\r\nbody")), [17], "{head}");
        }
        assert_eq!(named(Some("retur+17-abcdefghijklmnop@xn--brnderslev-1cb.example"), "To: nulpunkt\n\n"), [17]);
    }

    #[test]
    fn other_addresses_and_the_mails_text_name_no_letter() {
        let own = "retur+17-abcdefghijklmnop@xn--brnderslev-1cb.example";
        for mail in [
            "To: retur@xn--brnderslev-1cb.example\n\n".to_owned(),
            "To: retur+17-abcdefghijklmnop@example.dk\n\n".to_owned(),
            "To: retur+17-abc@xn--brnderslev-1cb.example\n\n".to_owned(),
            "To: retur+-17-abcdefghijklmnop@xn--brnderslev-1cb.example\n\n".to_owned(),
            "To: retur+99999999999999999999-abcdefghijklmnop@xn--brnderslev-1cb.example\n\n".to_owned(),
            format!("To: others@example.dk\n\nTo: {own}\n"),
            format!("Subject: {own}\n\n"),
        ] {
            assert!(named(None, &mail).is_empty(), "{mail}");
        }
    }
}
