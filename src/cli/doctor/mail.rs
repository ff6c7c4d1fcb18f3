//! `doctor --mail`: the lines that the domain's name server needs, and whether given records say so.

use std::path::Path;

use anyhow::Context as _;

use super::{Finding, State};
use crate::cli::{Context, Ending, usage};
use crate::config::Transport;
use crate::language::Language;
use crate::mail::dns::{SpfFault, Zone, organisational, spf_faults, tag, text_line};
use crate::mail::{Signer, host_of};

/// The domains of a letter, and the server that sends it.
struct Domains {
    from: String,
    /// Where returns go: the sender of the envelope.
    returns: String,
    /// Where the link leads.
    link: String,
    relay: String,
    /// Domain, selector and record of the signature.
    signature: Option<(String, String, String)>,
}

/// What is needed, and what of it the records in the file say.
pub(super) fn findings(context: &Context, records: Option<&Path>) -> Result<Vec<Finding>, Ending> {
    let (config, mail) = (&context.config, &context.config.mail);
    let Some(public) = config.public_url.as_deref() else {
        return usage(context.say("public_url mangler i nulpunkt.toml.", "public_url is missing in nulpunkt.toml."));
    };
    let host = |address: &str| host_of(address).split(':').next().unwrap_or_default().to_lowercase();
    let signature = match &mail.dkim {
        Some(dkim) => Some((dkim.domain.to_lowercase(), dkim.selector.clone(), Signer::read(dkim)?.record())),
        None => None,
    };
    let link = host(public);
    let is_here = mail.transport == Transport::Folder || ["localhost", "127.0.0.1", "::1"].contains(&mail.smtp.host.as_str());
    let domains = Domains {
        from: host(&mail.from),
        returns: mail.returns.as_deref().map_or_else(|| host(&mail.from), host),
        relay: if is_here { link.clone() } else { mail.smtp.host.to_lowercase() },
        link,
        signature,
    };
    let mut found = needed(&domains);
    found.extend(one_domain(context, &domains));
    if let Some(file) = records {
        let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
        let zone = Zone::read(&text);
        found.extend(spf(context, &domains, &zone));
        found.extend(dkim(context, &domains, &zone));
        found.extend(dmarc(context, &domains, &zone));
        found.push(returns(context, &domains, &zone));
    }
    Ok(found)
}

/// The lines for the name server.
fn needed(domains: &Domains) -> Vec<Finding> {
    let mut lines = vec![("spf", text_line(&domains.returns, &format!("v=spf1 a:{} -all", domains.relay)))];
    if let Some((domain, selector, record)) = &domains.signature {
        lines.push(("dkim", text_line(&format!("{selector}._domainkey.{domain}"), record)));
    }
    lines.push(("dmarc", text_line(&format!("_dmarc.{}", domains.from), "v=DMARC1; p=reject; adkim=r; aspf=r")));
    lines.push(("mx", format!("{}. MX 10 {}.", domains.returns, domains.link)));
    lines.into_iter().map(|(what, line)| Finding(what, State::Needed, line)).collect()
}

/// Whether sender, link, returns and signature are of one domain.
fn one_domain(context: &Context, domains: &Domains) -> Vec<Finding> {
    let own = organisational(&domains.from);
    let mut others = vec![("public_url", &domains.link), ("mail.returns", &domains.returns)];
    others.extend(domains.signature.as_ref().map(|(domain, ..)| ("mail.dkim.domain", domain)));
    let mut found: Vec<Finding> = others
        .into_iter()
        .filter(|(_, domain)| organisational(domain) != own)
        .map(|(key, domain)| {
            let said = match context.language {
                Language::En => format!("{key} is of {domain}, and letters are from {}: readers trust one domain.", domains.from),
                _ => format!("{key} hører til {domain}, men breve kommer fra {}: folk tror på ét domæne.", domains.from),
            };
            Finding("domain", State::Fault, said)
        })
        .collect();
    if domains.signature.is_none() {
        let said = context.say(
            "mail.dkim er ikke sat: breve bliver ikke underskrevet, og store mailservere smider dem væk.",
            "mail.dkim is not set: letters are not signed, and large mail servers throw them away.",
        );
        found.push(Finding("dkim", State::Warning, said.to_owned()));
    }
    if found.is_empty() {
        let said = context
            .say("Afsender, link, retur og DKIM hører til samme domæne: ", "Sender, link, returns and DKIM are of one domain: ");
        found.push(Finding("domain", State::Good, format!("{said}{own}")));
    }
    found
}

fn spf(context: &Context, domains: &Domains, zone: &Zone) -> Vec<Finding> {
    let (there, relay) = (&domains.returns, &domains.relay);
    let english = context.language == Language::En;
    let said = |fault: SpfFault| match (fault, english) {
        (SpfFault::None, true) => format!("{there} has no SPF record."),
        (SpfFault::None, false) => format!("{there} har ingen SPF-linje."),
        (SpfFault::Several, true) => format!("{there} has several SPF records; readers believe none of them."),
        (SpfFault::Several, false) => format!("{there} har flere SPF-linjer; så gælder ingen af dem."),
        (SpfFault::Open, true) => format!("The SPF record of {there} lets everybody send. End it with -all."),
        (SpfFault::Open, false) => format!("SPF-linjen for {there} lader alle sende. Slut den med -all."),
        (SpfFault::TooManyLookups(count), true) => {
            format!("The SPF record of {there} takes {count} look-ups; readers stop after 10.")
        }
        (SpfFault::TooManyLookups(count), false) => {
            format!("SPF-linjen for {there} kræver {count} opslag; modtagere stopper efter 10.")
        }
        (SpfFault::NotNamed, true) => format!("The SPF record of {there} does not name {relay}, which sends the letters."),
        (SpfFault::NotNamed, false) => format!("SPF-linjen for {there} nævner ikke {relay}, som sender brevene."),
    };
    let faults = spf_faults(zone, there, relay);
    if faults.is_empty() {
        return vec![Finding("spf", State::Good, context.say("SPF passer.", "SPF fits.").to_owned())];
    }
    faults.into_iter().map(|fault| Finding("spf", State::Fault, said(fault))).collect()
}

fn dkim(context: &Context, domains: &Domains, zone: &Zone) -> Option<Finding> {
    let (domain, selector, record) = domains.signature.as_ref()?;
    let name = format!("{selector}._domainkey.{domain}");
    let fault = |danish: &str, english: &str| Finding("dkim", State::Fault, format!("{name}: {}", context.say(danish, english)));
    let shown = zone.at(&name, "txt");
    let [shown] = shown else {
        return Some(if shown.is_empty() {
            fault("Der er ingen DKIM-linje.", "There is no DKIM record.")
        } else {
            fault("Der er flere DKIM-linjer.", "There are several DKIM records.")
        });
    };
    Some(match (tag(shown, "p"), tag(record, "p")) {
        (None, _) => fault("DKIM-linjen har ingen nøgle (p=).", "The DKIM record has no key (p=)."),
        (Some(key), _) if key.is_empty() => fault("Nøglen er trukket tilbage (p= er tom).", "The key is revoked (p= is empty)."),
        (key, own) if key != own => {
            fault("Nøglen er en anden end den i mail.dkim.key_file.", "The key is another than the one in mail.dkim.key_file.")
        }
        _ if tag(shown, "k").unwrap_or_else(|| "rsa".to_owned()) != tag(record, "k").unwrap_or_default() => {
            fault("Nøglens art (k=) er en anden.", "The kind of the key (k=) is another.")
        }
        _ if tag(shown, "t").is_some_and(|flags| flags.split(':').any(|flag| flag == "y")) => Finding(
            "dkim",
            State::Warning,
            context.say("DKIM er sat til afprøvning (t=y).", "DKIM is set to testing (t=y).").to_owned(),
        ),
        _ => Finding("dkim", State::Good, context.say("DKIM passer til nøglen.", "DKIM fits the key.").to_owned()),
    })
}

fn dmarc(context: &Context, domains: &Domains, zone: &Zone) -> Vec<Finding> {
    let (own, above) = (format!("_dmarc.{}", domains.from), format!("_dmarc.{}", organisational(&domains.from)));
    let records = match zone.texts(&own, "v=dmarc1") {
        none if none.is_empty() => zone.texts(&above, "v=dmarc1"),
        some => some,
    };
    let said = |state, danish: &str, english: &str| Finding("dmarc", state, context.say(danish, english).to_owned());
    let [record] = records[..] else {
        return vec![if records.is_empty() {
            said(State::Fault, "Der er ingen DMARC-linje.", "There is no DMARC record.")
        } else {
            said(
                State::Fault,
                "Der er flere DMARC-linjer; så gælder ingen af dem.",
                "There are several DMARC records; readers believe none of them.",
            )
        }];
    };
    let mut found = Vec::new();
    match tag(record, "p").as_deref() {
        Some("reject" | "quarantine") => {}
        Some("none") => found.push(said(
            State::Warning,
            "DMARC siger p=none: falske breve fra domænet bliver ikke stoppet.",
            "DMARC says p=none: false letters from the domain are not stopped.",
        )),
        _ => found.push(said(State::Fault, "DMARC har intet gyldigt p=.", "DMARC has no valid p=.")),
    }
    let aligned = |tagged: &str, domain: &str| match tag(record, tagged).as_deref() {
        Some("s") => domain == domains.from,
        _ => organisational(domain) == organisational(&domains.from),
    };
    let by_spf = spf_faults(zone, &domains.returns, &domains.relay).is_empty() && aligned("aspf", &domains.returns);
    let signed = domains.signature.as_ref().filter(|(domain, ..)| aligned("adkim", domain));
    let by_dkim = signed.is_some() && dkim(context, domains, zone).is_some_and(|found| found.1 != State::Fault);
    found.push(match (by_spf, by_dkim) {
        (true, true) => said(
            State::Good,
            "DMARC: Både SPF og DKIM passer til afsenderens domæne.",
            "DMARC: both SPF and DKIM are aligned with the sender.",
        ),
        (true, false) => said(
            State::Warning,
            "DMARC: Kun SPF passer til afsenderen. Breve, der bliver sendt videre, går tabt.",
            "DMARC: only SPF is aligned. Letters that are forwarded are lost.",
        ),
        (false, true) => said(State::Warning, "DMARC: Kun DKIM passer til afsenderen.", "DMARC: only DKIM is aligned."),
        (false, false) => said(
            State::Fault,
            "DMARC: Hverken SPF eller DKIM passer til afsenderen; breve bliver afvist.",
            "DMARC: neither SPF nor DKIM is aligned; letters are refused.",
        ),
    });
    found
}

fn returns(context: &Context, domains: &Domains, zone: &Zone) -> Finding {
    let servers = zone.at(&domains.returns, "mx");
    if servers.is_empty() {
        let said = context
            .say("har ingen MX-linje: breve, der kommer retur, går tabt.", "has no MX record: letters that come back are lost.");
        return Finding("mx", State::Fault, format!("{} {said}", domains.returns));
    }
    let said = context.say("Breve retur går til ", "Letters that come back go to ");
    Finding("mx", State::Good, format!("{said}{}", servers.join(", ")))
}
