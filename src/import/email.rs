//! Whether a text can be an e-mail address that a letter reaches.
//!
//! Letters such as æ, ø, å may stand on both sides of the @: in the domain they are encoded when a letter is sent, before the @ they
//! reach only whose mail server can do so (RFC 6531); else the part before the @ is as in RFC 5321, section 4.1.2, without quotes.

/// Whether this can be an e-mail address.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    text.len() <= 254 && is_local(local) && is_domain(domain)
}

/// Whether an address has other letters than ASCII before the @, so that not every mail server can send to it.
#[must_use]
pub(super) fn is_beyond_ascii(address: &str) -> bool {
    address.rsplit_once('@').is_some_and(|(local, _)| !local.is_ascii())
}

fn is_local(local: &str) -> bool {
    let atom =
        |atom: &str| !atom.is_empty() && atom.chars().all(|sign| sign.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(sign));
    local.len() <= 64 && local.split('.').all(atom)
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        let signs = label.chars().all(|sign| sign.is_alphanumeric() || sign == '-');
        signs && !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-')
    };
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.') && domain.split('.').all(label) && !last.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{is_beyond_ascii, is_email};

    #[test]
    fn danish_addresses_are_addresses() {
        for address in
            ["jens.hansen@broenderslev.dk", "jh+nulpunkt@job.thisted.dk", "soren@brønderslev.dk", "a@b.dk", "o'neil@x.co.uk"]
        {
            assert!(is_email(address) && !is_beyond_ascii(address), "{address}");
        }
        for address in ["åse@thisted.dk", "jens.ørsted@brønderslev.dk"] {
            assert!(is_email(address) && is_beyond_ascii(address), "{address}");
        }
    }

    #[test]
    fn what_no_letter_reaches_is_no_address() {
        let long = format!("{}@x.dk", "a".repeat(65));
        for address in [
            "",
            "jens",
            "@x.dk",
            "jens@",
            "jens@localhost",
            "jens@@x.dk",
            "jens@x..dk",
            ".jens@x.dk",
            "jens.@x.dk",
            "jens hansen@x.dk",
            "jens@-x.dk",
            "jens@x-.dk",
            "jens@127.0.0.1",
            "Jens <jens@x.dk>",
            "jens@x.dk;ole@x.dk",
            "jens@x.dk\nBcc: ole@x.dk",
            "åse\u{a0}ø@x.dk",
            "åse\u{202e}@x.dk",
            &long,
        ] {
            assert!(!is_email(address), "{address}");
        }
    }
}
