//! Letters to participants of focus groups: what each says, and the session as an entry that calendars take in.
//!
//! The entry is made from the group as it was when the letter was queued: a letter whose group has changed since does not leave, so every
//! retry comes out byte for byte the same.

use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentDisposition, ContentTransferEncoding, ContentType, MessageId};
use lettre::message::{Body, Mailbox, Message, MultiPart, SinglePart};

use super::address::{host_of, parse};
use super::body::{Block, html, shown, text, unbroken};
use super::letter::{Letter, Preview, Unrenderable, one_line, part, plain};
use super::words::{Words, fill};
use crate::config::Config;
use crate::focusgroup::Occasion;
use crate::focusgroup::calendar::{self, Entry};
use crate::language::{Language, Text, number};
use crate::questionnaire::{Municipality, Trials};
use crate::store::{FocusGroup, Participant, SessionLetter};
use crate::time::Timestamp;
use crate::token::Token;

/// The version of these letters' words, stored with each that is queued; raise it when they change.
pub const SESSION_TEMPLATE_VERSION: i32 = 3;

/// What was fixed as a letter was queued, and where its returns go.
#[derive(Clone)]
pub struct Stamp<'a> {
    /// The Message-ID without angle brackets.
    pub message_id: &'a str,
    /// The date that it bears.
    pub date: Timestamp,
    /// The boundary between its parts.
    pub boundary: &'a str,
    /// The address that returns go to; none: the sender's.
    pub returns: Option<String>,
}

/// Everything that a letter to a participant says and bears. It holds a name, an address and a link, so it has no `Debug`.
pub struct SessionContent<'a> {
    occasion: Occasion,
    sequence: i32,
    language: Language,
    participant: &'a Participant,
    group: &'a FocusGroup,
    themes: &'a [Text],
    unit: Option<&'a Municipality>,
    config: &'a Config,
    page: String,
    host: &'a str,
    stamp: Stamp<'a>,
}

impl<'a> SessionContent<'a> {
    /// What a letter says to whom this link belongs, at a server with this address.
    #[must_use]
    pub fn of(
        letter: &'a SessionLetter,
        token: Token,
        trials: &'a Trials,
        (config, public): (&'a Config, &'a str),
        stamp: Stamp<'a>,
    ) -> Self {
        let participant = &letter.participant;
        Self {
            occasion: letter.occasion,
            sequence: letter.sequence,
            // Half a language is none.
            language: if participant.language == Language::En { Language::En } else { Language::Da },
            participant,
            group: &letter.group,
            themes: &letter.themes,
            unit: trials.municipality(&participant.unit),
            config,
            page: format!("{}/g/{token}", public.trim_end_matches('/')),
            host: host_of(public),
            stamp,
        }
    }

    fn say(&self, danish: &'static str, english: &'static str) -> &'static str {
        if self.language == Language::En { english } else { danish }
    }

    fn sender(&self) -> &str {
        self.unit.map_or(Words::of(self.language).both.sender_unknown, |unit| unit.name.as_str())
    }

    fn when(&self) -> String {
        let planned = &self.group.planned;
        let clock = |at: Timestamp| at.zoned().map(|at| format!("{:02}.{:02}", at.hour(), at.minute())).unwrap_or_default();
        let (from, to) = (clock(planned.starts), clock(planned.ends));
        let sentence = self.say("{day} kl. {from} til {to}, dansk tid", "{day} from {from} to {to}, Danish time");
        fill(sentence, &[("day", &number::day(planned.starts.day(), self.language)), ("from", &from), ("to", &to)])
    }

    fn subject(&self) -> String {
        let sentence = match self.occasion {
            Occasion::Invitation => self.say("Invitation: {title}", "Invitation: {title}"),
            Occasion::Moved => self.say("Ændret tid eller sted: {title}", "New time or place: {title}"),
            Occasion::CalledOff if self.participant.released => {
                self.say("Du skal ikke komme: {title}", "You need not come: {title}")
            }
            Occasion::CalledOff => self.say("Aflyst: {title}", "Called off: {title}"),
            Occasion::Reminder => self.say("Påmindelse: {title}", "Reminder: {title}"),
            Occasion::Approval => self.say("Må vi citere dig? {title}", "May we quote you? {title}"),
        };
        one_line(&fill(sentence, &[("title", &self.group.planned.title)]))
    }

    /// Everything that the letter says, in order.
    fn blocks(&self) -> Vec<Block> {
        let words = Words::of(self.language);
        let mut blocks = vec![Block::Paragraph(fill(words.both.greeting, &[("name", self.participant.name.trim())]))];
        let news = fill(self.news(), &[("when", &self.when()), ("title", &self.group.planned.title)]);
        blocks.push(Block::Paragraph(news));
        if self.occasion == Occasion::Invitation {
            blocks.push(Block::Paragraph(self.about()));
        }
        let comes = matches!(self.occasion, Occasion::Invitation | Occasion::Moved | Occasion::Reminder);
        // What is asked for comes first, and only whoever has said yes needs the way.
        let answers_first = self.occasion == Occasion::Invitation;
        if comes && !answers_first {
            blocks.extend(self.place());
        }
        blocks.push(Block::Paragraph(self.what_to_do().to_owned()));
        if self.occasion != Occasion::CalledOff {
            let label = match self.occasion {
                Occasion::Invitation => self.say("Svar på invitationen", "Answer the invitation"),
                Occasion::Approval => self.say("Se dine citater", "See your quotes"),
                _ => self.say("Åbn din side", "Open your page"),
            };
            blocks.push(Block::Link { label: label.to_owned(), written: words.written_link, address: self.page.clone() });
            blocks.push(Block::Paragraph(self.own().to_owned()));
        }
        if answers_first {
            blocks.extend(self.place());
        }
        if let Some(phone) = self.unit.and_then(|unit| unit.phone.as_deref()) {
            let mut doubt = fill(words.doubt, &[("municipality", self.sender()), ("phone", &unbroken(phone))]);
            if self.config.mail.reply_to.is_some() {
                doubt = format!("{doubt} {}", words.answer_mail);
            }
            blocks.push(Block::Paragraph(doubt));
        }
        blocks.push(Block::Paragraph(format!("{}\n{}", words.both.regards, self.sender())));
        let controller = self.unit.and_then(|unit| unit.controller.as_deref()).unwrap_or(self.sender());
        let sentence = fill(words.controller, &[("controller", controller), ("host", self.host)]);
        blocks.push(Block::Small { sentence, address: None });
        blocks
    }

    fn news(&self) -> &'static str {
        match self.occasion {
            Occasion::Invitation => self.say(
                "Vi vil gerne høre, hvad du mener, og inviterer dig til en samtale i en lille gruppe: {title}. Den er {when}.",
                "We would like to hear what you think, and invite you to a talk in a small group: {title}. It is on {when}.",
            ),
            Occasion::Moved => self.say(
                "Samtalen {title} har fået en anden tid eller et andet sted. Den er nu {when}.",
                "The talk {title} has another time or place. It is now on {when}.",
            ),
            Occasion::CalledOff if self.participant.released => self.say(
                "Vi har givet din plads i samtalen {title} til en anden. Du skal altså ikke komme {when}.",
                "We have given your place in the talk {title} to somebody else. So you need not come on {when}.",
            ),
            Occasion::CalledOff => self.say(
                "Samtalen {title} er aflyst. Den skulle have været {when}.",
                "The talk {title} is called off. It was to be on {when}.",
            ),
            Occasion::Reminder => {
                self.say("Vi ses til samtalen {title}. Den er {when}.", "See you at the talk {title}. It is on {when}.")
            }
            Occasion::Approval => self.say(
                "Tak, fordi du var med i samtalen {title}. Vi vil gerne vise noget af det, du sagde, med dine egne ord.",
                "Thank you for taking part in the talk {title}. We would like to show some of what you said in your own words.",
            ),
        }
    }

    /// What the talk is about, and what it is used for.
    fn about(&self) -> String {
        let themes: Vec<&str> = self.themes.iter().map(|theme| theme.get(self.language)).collect();
        let used = self.say(
            "Det, du siger, bruges til at vurdere forsøgene. På din egen side kan du læse, hvem der hører med, hvor længe det bliver gemt, og hvad du har ret til.",
            "What you say is used to assess the trials. On your own page you can read who hears it, how long it is kept, and what you have a right to.",
        );
        if themes.is_empty() {
            return used.to_owned();
        }
        let subject = fill(self.say("Vi taler om: {themes}.", "We talk about: {themes}."), &[("themes", &themes.join("; "))]);
        format!("{subject} {used}")
    }

    fn place(&self) -> Option<Block> {
        let place = self.group.planned.place.clone();
        if place.starts_with("https://") {
            let label = self.say("Gå til videomødet", "Go to the video meeting");
            return Some(Block::Link { label: label.to_owned(), written: Words::of(self.language).written_link, address: place });
        }
        let sentence = self.say("Sted: {place}", "Place: {place}");
        (!place.is_empty()).then(|| Block::Paragraph(fill(sentence, &[("place", &place)])))
    }

    fn what_to_do(&self) -> &'static str {
        match self.occasion {
            Occasion::Invitation => self.say(
                "Sig, om du kommer, og hvad vi må bruge fra samtalen. Det gør du på din egen side. Mødet ligger også i kalenderfilen, som er med i mailen.",
                "Say whether you come and what we may use of the talk. You do that on your own page. The meeting is also in the calendar file that comes with this mail.",
            ),
            Occasion::Moved => self.say(
                "Kalenderfilen i mailen flytter mødet i din kalender. Kan du ikke, så svar på din egen side.",
                "The calendar file in this mail moves the meeting in your calendar. If you cannot come, answer on your own page.",
            ),
            Occasion::CalledOff => self.say(
                "Du skal ikke gøre noget. Kalenderfilen i mailen fjerner mødet fra din kalender.",
                "You need not do anything. The calendar file in this mail removes the meeting from your calendar.",
            ),
            Occasion::Reminder => self.say(
                "Kan du alligevel ikke komme, så sig det på din egen side. Der kan du også se, hvad du har sagt ja til.",
                "If you cannot come after all, say so on your own page. There you can also see what you said yes to.",
            ),
            Occasion::Approval => self.say(
                "Det gør vi kun, hvis du siger ja. På din egen side kan du se hvert citat og sige ja, skrive det om eller sige nej. Der står også, hvad du før har sagt ja til, og om vi spørger om noget nyt.",
                "We do so only if you say yes. On your own page you can see each quote and say yes, reword it or say no. There you also see what you said yes to before, and whether we ask anything new.",
            ),
        }
    }

    fn own(&self) -> &'static str {
        if self.occasion == Occasion::Approval {
            return self.say(
                "Linket er kun til dig, så send det ikke videre.",
                "The link is only for you, so please do not pass it on.",
            );
        }
        self.say(
            "Linket er kun til dig, så send det ikke videre. Det er frivilligt at være med. Svarer du nej på siden, skriver vi ikke mere om samtalen.",
            "The link is only for you, so please do not pass it on. Taking part is voluntary. If you answer no on the page, we write no more about the talk.",
        )
    }
}

/// The session as a calendar file: what the letter brings, and, without the participant's own page, what the desk gives out for one's own
/// mail program, since the page's address is the participant's key.
#[must_use]
pub fn calendar_file(content: &SessionContent<'_>, with_page: bool) -> String {
    let (group, participant, mail) = (content.group, content.participant, &content.config.mail);
    let minutes = (group.planned.ends.0 - group.planned.starts.0) / 60_000;
    let sentence = if with_page {
        content.say(
            "Samtalen varer {minutes} minutter. Svar, giv samtykke og se dine citater på din egen side: {page}",
            "The talk takes {minutes} minutes. Answer, consent and see your quotes on your own page: {page}",
        )
    } else {
        content.say("Samtalen varer {minutes} minutter.", "The talk takes {minutes} minutes.")
    };
    let description = fill(sentence, &[("minutes", &minutes.to_string()), ("page", &content.page)]);
    let moderator = if group.planned.moderator.is_empty() { content.sender() } else { &group.planned.moderator };
    calendar::file(&Entry {
        uid: &format!("{}-{}@{}", group.uid, participant.id, content.host),
        sequence: content.sequence,
        made: content.stamp.date,
        starts: group.planned.starts,
        ends: group.planned.ends,
        title: &group.planned.title,
        description: &description,
        place: &group.planned.place,
        page: if with_page { &content.page } else { "" },
        organizer: (moderator, mail.reply_to.as_deref().unwrap_or(&mail.from)),
        attendee: (&participant.name, &participant.email),
        cancelled: content.occasion == Occasion::CalledOff,
    })
}

/// Writes a letter.
pub fn render_session(content: &SessionContent<'_>) -> Result<Letter, Unrenderable> {
    let (mail, stamp) = (&content.config.mail, &content.stamp);
    let (sender, blocks, subject) = (content.sender(), content.blocks(), content.subject());
    let from = parse(&mail.from).ok_or(Unrenderable::From)?;
    let to = parse(&content.participant.email).ok_or(Unrenderable::Recipient)?;
    let returns = stamp.returns.as_deref().map_or(Some(from.clone()), parse).ok_or(Unrenderable::Returns)?;
    let reply_to = parse(mail.reply_to.as_deref().unwrap_or(&mail.from)).ok_or(Unrenderable::ReplyTo)?;
    let mut parts = MultiPart::alternative()
        .boundary(stamp.boundary)
        .singlepart(part(ContentType::TEXT_PLAIN, text(&blocks))?)
        .singlepart(part(ContentType::TEXT_HTML, html(content.language, &subject, sender, &blocks))?);
    if content.occasion.brings_entry() {
        let file = calendar_file(content, true);
        let method = if content.occasion == Occasion::CalledOff { "CANCEL" } else { "REQUEST" };
        parts = parts.singlepart(part(kind(&format!("text/calendar; charset=utf-8; method={method}"))?, file.clone())?);
        // Some programs show the first, others look among attachments; to those the second is one and no second request.
        let attached = Body::new_with_encoding(file, ContentTransferEncoding::Base64).map_err(|_| Unrenderable::Parts)?;
        let attached = SinglePart::builder()
            .content_type(kind("application/ics; name=\"samtale.ics\"")?)
            .header(ContentDisposition::attachment("samtale.ics"))
            .body(attached);
        parts = MultiPart::mixed().boundary(format!("{}-m", stamp.boundary)).multipart(parts).singlepart(attached);
    }
    let milliseconds = u64::try_from(stamp.date.0).unwrap_or_default();
    let message = Message::builder()
        .header(MessageId::from(format!("<{}>", stamp.message_id)))
        .date(SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds))
        .from(Mailbox::new(Some(one_line(sender)), from))
        .to(Mailbox::new(Some(one_line(&content.participant.name)).filter(|name| !name.is_empty()), to.clone()))
        .reply_to(Mailbox::new(Some(one_line(sender)), reply_to))
        .subject(subject)
        .raw_header(plain("Auto-Submitted", "auto-generated".to_owned()))
        .raw_header(plain("X-Auto-Response-Suppress", "OOF, AutoReply".to_owned()))
        .raw_header(plain("Content-Language", content.language.code().to_owned()))
        .multipart(parts)
        .map_err(|_| Unrenderable::Parts)?;
    let message_id = stamp.message_id.to_owned();
    Ok(Letter { message_id, from: returns.to_string(), to: to.to_string(), bytes: message.formatted() })
}

fn kind(name: &str) -> Result<ContentType, Unrenderable> {
    ContentType::parse(name).map_err(|_| Unrenderable::Parts)
}

/// What a letter will say, for people to look at before any is sent.
#[must_use]
pub fn preview_session(content: &SessionContent<'_>) -> Preview {
    let (sender, blocks, subject) = (content.sender(), content.blocks(), content.subject());
    Preview {
        sender: one_line(sender),
        text: text(&blocks),
        html: shown(&html(content.language, &subject, sender, &blocks)),
        subject,
    }
}
