//! What the domain's name server must say for letters to be believed, and whether given records say it: SPF (RFC 7208), DKIM (RFC 6376)
//! and DMARC (RFC 7489). Nobody is asked: the records come from a file, as `dig` or a zone file writes them.

use std::collections::BTreeMap;

/// Records of a zone by name and kind, both in small letters, the name without its last dot.
#[derive(Default)]
pub struct Zone(BTreeMap<(String, String), Vec<String>>);

/// How deep one record leads to another before it is called a loop; also the most look-ups that a reader of SPF makes (RFC 7208, 4.6.4).
const MOST_LOOKUPS: usize = 10;
/// The longest string in a TXT record (RFC 1035, section 3.3).
const LONGEST: usize = 255;

impl Zone {
    /// Reads lines such as `svar.example.dk. 3600 IN TXT "v=spf1 -all"`: `;` begins a comment, parentheses hold lines together, and
    /// `$ORIGIN` completes names without a last dot. What is no record is left out.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut zone = Self::default();
        let mut origin = String::new();
        let mut owner = String::new();
        for line in whole_lines(text) {
            let is_continued = line.starts_with([' ', '\t']);
            let words = words(&line);
            match &words[..] {
                [] => {}
                [first, name, ..] if first.text.eq_ignore_ascii_case("$origin") => origin = bare(&name.text),
                [first, ..] if first.text.starts_with('$') => {}
                _ => {
                    let rest = if is_continued { &words[..] } else { &words[1..] };
                    if !is_continued {
                        owner = complete(&words[0].text, &origin);
                    }
                    zone.add(&owner, rest);
                }
            }
        }
        zone
    }

    fn add(&mut self, name: &str, words: &[Word]) {
        let is_ttl = |word: &Word| !word.is_quoted && word.text.starts_with(|sign: char| sign.is_ascii_digit());
        let is_class = |word: &Word| ["in", "ch"].contains(&word.text.to_lowercase().as_str());
        let skipped = words.iter().take_while(|word| is_ttl(word) || is_class(word)).count();
        if let [kind, values @ ..] = &words[skipped..] {
            let kind = kind.text.to_lowercase();
            // The strings of a TXT record are one text (RFC 7208, 3.3; RFC 6376, 3.6.2.2).
            let between = if kind == "txt" { "" } else { " " };
            let value = values.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(between);
            self.0.entry((name.to_owned(), kind)).or_default().push(value);
        }
    }

    /// The values of this kind at this name.
    #[must_use]
    pub fn at(&self, name: &str, kind: &str) -> &[String] {
        self.0.get(&(bare(name), kind.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// The texts at this name that begin with this tag.
    #[must_use]
    pub fn texts(&self, name: &str, begins: &str) -> Vec<&str> {
        let is_meant = |text: &&str| text.trim_start().to_lowercase().starts_with(begins);
        self.at(name, "txt").iter().map(String::as_str).filter(is_meant).collect()
    }
}

/// A word of a line, without its quotes.
struct Word {
    text: String,
    is_quoted: bool,
}

/// The lines without comments, those that parentheses hold together as one.
fn whole_lines(text: &str) -> Vec<String> {
    let (mut lines, mut line) = (Vec::new(), String::new());
    let (mut depth, mut quoted, mut comment) = (0_usize, false, false);
    for sign in text.chars().chain(['\n']) {
        match sign {
            '\n' => {
                (comment, quoted) = (false, false);
                if depth == 0 { lines.push(std::mem::take(&mut line)) } else { line.push(' ') }
            }
            _ if comment => {}
            '"' => {
                quoted = !quoted;
                line.push(sign);
            }
            ';' if !quoted => comment = true,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            other => line.push(other),
        }
    }
    lines
}

fn words(line: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('"') {
            let end = inside.find('"').unwrap_or(inside.len());
            words.push(Word { text: inside[..end].to_owned(), is_quoted: true });
            rest = inside.get(end + 1..).unwrap_or_default();
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            words.push(Word { text: rest[..end].to_owned(), is_quoted: false });
            rest = &rest[end..];
        }
        rest = rest.trim_start();
    }
    words
}

fn bare(name: &str) -> String {
    name.trim_end_matches('.').to_lowercase()
}

fn complete(name: &str, origin: &str) -> String {
    match (name, name.ends_with('.') || origin.is_empty()) {
        ("@", _) => origin.to_owned(),
        (_, true) => bare(name),
        (_, false) => format!("{}.{origin}", bare(name)),
    }
}

/// The value of a tag in a record such as `v=DKIM1; k=rsa; p=…`, without blanks (RFC 6376, section 3.2).
#[must_use]
pub fn tag(record: &str, name: &str) -> Option<String> {
    record.split(';').find_map(|part| {
        let (tag, value) = part.split_once('=')?;
        (tag.trim() == name).then(|| value.split_whitespace().collect())
    })
}

/// The domain that an organisation registered. Without the list of public suffixes that is two labels, or three below those under which
/// whole countries register (`co.uk`, `co.dk`).
#[must_use]
pub fn organisational(domain: &str) -> String {
    let domain = bare(domain);
    let labels: Vec<&str> = domain.split('.').collect();
    let registry =
        matches!(labels[..], [.., second, country] if country.len() == 2 && ["co", "com", "org", "gov", "ac"].contains(&second));
    labels[labels.len().saturating_sub(if registry { 3 } else { 2 })..].join(".")
}

/// What stands against an SPF record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpfFault {
    /// There is none.
    None,
    /// There are several, which readers take for an error (RFC 7208, section 3.2).
    Several,
    /// Everybody may send, or nothing is said of others.
    Open,
    /// Reading it takes more look-ups than readers make.
    TooManyLookups(usize),
    /// The mail server that sends is not in it, as far as the given records tell.
    NotNamed,
}

/// What stands against the SPF record of a domain from which this host sends.
#[must_use]
pub fn spf_faults(zone: &Zone, domain: &str, relay: &str) -> Vec<SpfFault> {
    let records = zone.texts(domain, "v=spf1");
    let [record] = records[..] else {
        return vec![if records.is_empty() { SpfFault::None } else { SpfFault::Several }];
    };
    let mut faults = Vec::new();
    let mut reading = Reading { zone, relay: bare(relay), lookups: 0, is_named: false, is_blind: false };
    let closed = reading.read(domain, record, 0);
    if !closed {
        faults.push(SpfFault::Open);
    }
    if reading.lookups > MOST_LOOKUPS {
        faults.push(SpfFault::TooManyLookups(reading.lookups));
    }
    if !reading.is_named && !reading.is_blind {
        faults.push(SpfFault::NotNamed);
    }
    faults
}

struct Reading<'a> {
    zone: &'a Zone,
    relay: String,
    lookups: usize,
    is_named: bool,
    /// Whether it leads to what the given records do not hold.
    is_blind: bool,
}

impl Reading<'_> {
    /// Reads one record; whether it closes the door to everybody else.
    fn read(&mut self, domain: &str, record: &str, depth: usize) -> bool {
        let mut closed = false;
        for term in record.split_whitespace().skip(1) {
            let term = term.to_lowercase();
            let (sign, mechanism) = match term.chars().next() {
                Some(sign @ ('+' | '-' | '~' | '?')) => (sign, &term[1..]),
                _ => ('+', term.as_str()),
            };
            let (name, value) = mechanism.split_once([':', '=']).unwrap_or((mechanism, ""));
            let there = if value.is_empty() { domain.to_owned() } else { bare(value.split('/').next().unwrap_or_default()) };
            match name {
                "all" => closed = matches!(sign, '-' | '~'),
                "include" | "redirect" => {
                    self.lookups += 1;
                    let found = self.zone.texts(&there, "v=spf1").first().map(|found| (*found).to_owned());
                    if let Some(found) = found.filter(|_| depth < MOST_LOOKUPS) {
                        let closes = self.read(&there, &found, depth + 1);
                        closed |= name == "redirect" && closes;
                    } else {
                        self.is_blind = true;
                        closed |= name == "redirect";
                    }
                }
                "a" => {
                    self.lookups += 1;
                    self.is_named |= there == self.relay;
                }
                "mx" => {
                    self.lookups += 1;
                    let servers = self.zone.at(&there, "mx");
                    self.is_blind |= servers.is_empty();
                    let hosts = servers.iter().filter_map(|server| server.split_whitespace().last());
                    self.is_named |= hosts.map(bare).any(|host| host == self.relay);
                }
                "exists" | "ptr" => {
                    self.lookups += 1;
                    self.is_blind = true;
                }
                "ip4" | "ip6" => {
                    let kind = if name == "ip4" { "a" } else { "aaaa" };
                    let address = mechanism[4..].to_owned();
                    let own = self.zone.at(&self.relay, kind);
                    // A block of addresses, or a server whose address is not given, cannot be held against it.
                    self.is_blind |= own.is_empty() || address.contains('/');
                    self.is_named |= own.contains(&address);
                }
                _ => {}
            }
        }
        closed
    }
}

/// The line of a zone that says this text, in strings that are no longer than they may be.
#[must_use]
pub fn text_line(name: &str, text: &str) -> String {
    let pieces: Vec<String> =
        text.as_bytes().chunks(LONGEST).map(|piece| format!("\"{}\"", String::from_utf8_lossy(piece))).collect();
    format!("{}. TXT {}", bare(name), pieces.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_as_zone_files_and_dig_write_them() {
        let zone = Zone::read(
            "$ORIGIN example.dk.\n\
             ; a comment\n\
             svar 3600 IN TXT \"v=spf1 a:relay.example.dk\" \" -all\" ; behind it\n\
             s1._domainkey.svar.example.dk. TXT ( \"v=DKIM1; k=rsa; \"\n   \"p=AB;C\" )\n\
             @ IN MX 10 mail\n\tTXT \"hej; du\"\n",
        );
        assert_eq!(zone.at("SVAR.example.dk.", "txt"), ["v=spf1 a:relay.example.dk -all"]);
        assert_eq!(zone.at("s1._domainkey.svar.example.dk", "txt"), ["v=DKIM1; k=rsa; p=AB;C"]);
        assert_eq!(
            (zone.at("example.dk", "mx"), zone.at("example.dk", "txt")),
            (&["10 mail".to_owned()][..], &["hej; du".to_owned()][..])
        );
        assert_eq!(tag("v=DKIM1; k = rsa ; p=A B\tC", "p").as_deref(), Some("ABC"));
    }

    #[test]
    fn an_spf_record_is_held_against_the_server_that_sends() {
        let of = |record: &str| {
            let more = "out.relay.dk. TXT \"v=spf1 a:relay.dk -all\"\nrelay.dk. A 192.0.2.1\nx.dk. MX 10 relay.dk.\n";
            spf_faults(&Zone::read(&format!("x.dk. TXT \"{record}\"\n{more}")), "x.dk", "relay.dk")
        };
        for good in [
            "a:relay.dk -all",
            "mx ~all",
            "ip4:192.0.2.1 -all",
            "include:out.relay.dk -all",
            "redirect=out.relay.dk",
            "include:elsewhere.dk -all",
        ] {
            assert_eq!(of(&format!("v=spf1 {good}")), [], "{good}");
        }
        assert_eq!(of("v=spf1 a:other.dk -all"), [SpfFault::NotNamed]);
        assert_eq!(of("v=spf1 ip4:192.0.2.9 -all"), [SpfFault::NotNamed]);
        for open in ["a:relay.dk", "a:relay.dk +all", "a:relay.dk ?all"] {
            assert_eq!(of(&format!("v=spf1 {open}")), [SpfFault::Open], "{open}");
        }
        let many = "a:relay.dk ".repeat(11);
        assert_eq!(of(&format!("v=spf1 {many} -all")), [SpfFault::TooManyLookups(11)]);
        let zone = Zone::read("x.dk. TXT \"v=spf1 -all\"\nx.dk. TXT \"v=spf1 a -all\"\n");
        assert_eq!(spf_faults(&zone, "x.dk", "x.dk"), [SpfFault::Several]);
        assert_eq!(spf_faults(&zone, "y.dk", "x.dk"), [SpfFault::None]);
        let endless = Zone::read("x.dk. TXT \"v=spf1 include:x.dk -all\"\n");
        assert!(matches!(spf_faults(&endless, "x.dk", "x.dk")[..], [SpfFault::TooManyLookups(_)]));
    }

    #[test]
    fn a_domain_is_as_its_organisation_registered_it() {
        for (domain, organisation) in [
            ("svar.Example.dk.", "example.dk"),
            ("a.b.co.dk", "b.co.dk"),
            ("example.dk", "example.dk"),
            ("localhost", "localhost"),
        ] {
            assert_eq!(organisational(domain), organisation);
        }
    }

    #[test]
    fn a_long_key_is_written_in_strings_of_255() {
        let line = text_line("s._domainkey.x.dk", &"k".repeat(300));
        assert_eq!(Zone::read(&line).at("s._domainkey.x.dk", "txt"), ["k".repeat(300)]);
        assert!(line.split('"').all(|piece| piece.len() <= 255), "{line}");
    }
}
