//! A respondent's journey through any server: the page, its form filled in, the next page, until nothing more is asked.
//!
//! Forms are real: action and hidden fields are read from the page each time, redirects are followed, and our own server must
//! show the receipt at the end.

use std::time::Instant;

use anyhow::{Result, bail};

use super::form::{Form, forms};
use super::load::Done;
use super::wire::{Target, Wire};

/// No questionnaire of ours has more pages than a third of this.
const MOST_PAGES: usize = 60;

/// What a respondent does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// Answers everything and sends it.
    Whole,
    /// Saves the first page and goes away.
    Abandoned,
    /// Presses the last button twice.
    Twice,
    /// Sends a value that is on no scale, is refused, and goes away.
    Faulty,
}

impl Manner {
    /// 80 of 100 answer, 10 go away, 5 press twice, 5 send something faulty.
    pub(super) fn of(number: usize) -> Self {
        // 37 has no factor in common with 100, so every hundred holds each manner as often as it should, well mixed.
        match number * 37 % 100 {
            0..80 => Self::Whole,
            80..90 => Self::Abandoned,
            90..95 => Self::Twice,
            _ => Self::Faulty,
        }
    }
}

/// How a journey ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Journey {
    /// Pages of answers that were acknowledged, the last one included where it sent them.
    pub(super) saved: usize,
    /// The receipt that was shown.
    pub(super) receipt: Option<String>,
    /// Whether the last page asked for nothing more.
    pub(super) ended: bool,
}

/// A respondent on one connection.
pub(super) struct Respondent {
    wire: Wire,
    target: Target,
    cookies: Vec<String>,
    seed: u64,
}

struct Sent {
    status: u16,
    page: String,
    at: String,
}

impl Respondent {
    /// A respondent with an own connection, whose choices follow from `seed`.
    pub(super) fn new(target: &Target, seed: u64) -> Self {
        Self { wire: Wire::to(target), target: target.clone(), cookies: Vec::new(), seed }
    }

    /// Goes from `start` to the end in this manner, noting how long each request took since `due` or since it was sent.
    pub(super) async fn walk(
        &mut self,
        start: &str,
        manner: Manner,
        words: &str,
        done: &mut Done,
        due: Instant,
    ) -> Result<Journey> {
        self.cookies.clear();
        let mut journey = Journey::default();
        let mut at = self.follow(self.target.get_with(start, ""), start, done, due).await?;
        let mut started = false;
        for _ in 0..MOST_PAGES {
            if at.status != 200 {
                bail!("{} answered with {}", at.at, at.status);
            }
            let Some(form) = forms(&at.page).into_iter().next() else {
                journey.receipt = receipt(&at.page);
                journey.ended = true;
                return Ok(journey);
            };
            if started && manner == Manner::Faulty {
                let refused = self.send(&form, &at.at, &form.tampered(), done).await?;
                return if refused.status == 422 {
                    Ok(journey)
                } else {
                    bail!("a tampered form was answered with {}", refused.status)
                };
            }
            let body = form.filled(|many| self.pick(many), words);
            let next = self.send(&form, &at.at, &body, done).await?;
            journey.saved += usize::from(started);
            if manner == Manner::Abandoned && (journey.saved == 1 || forms(&next.page).is_empty()) {
                journey.receipt = receipt(&next.page);
                return Ok(journey);
            }
            if manner == Manner::Twice && forms(&next.page).is_empty() {
                let again = self.send(&form, &at.at, &body, done).await?;
                if receipt(&again.page) != receipt(&next.page) {
                    bail!("a second press of the last button shows another receipt");
                }
            }
            started = true;
            at = next;
        }
        bail!("{start} has no end")
    }

    async fn send(&mut self, form: &Form, at: &str, body: &str, done: &mut Done) -> Result<Sent> {
        let path = if form.action.is_empty() { at.to_owned() } else { path_of(&form.action) };
        let request = self.target.post(&path, &self.headers(), body);
        self.follow(request, &path, done, Instant::now()).await
    }

    async fn follow(&mut self, mut request: Vec<u8>, path: &str, done: &mut Done, due: Instant) -> Result<Sent> {
        let (mut path, mut from) = (path.to_owned(), due);
        loop {
            let answer = self.wire.ask(&request).await?;
            done.note(answer.status < 500, from);
            let location = if (300..400).contains(&answer.status) { answer.location() } else { None };
            let (status, cookies, page) = (answer.status, answer.cookies(), answer.text());
            self.remember(cookies);
            let Some(location) = location else { return Ok(Sent { status, page, at: path }) };
            path = path_of(&location);
            request = self.target.get_with(&path, &self.headers());
            from = Instant::now();
        }
    }

    fn remember(&mut self, cookies: Vec<String>) {
        for cookie in cookies {
            let name = cookie.split('=').next().unwrap_or_default();
            self.cookies.retain(|known| known.split('=').next() != Some(name));
            self.cookies.push(cookie);
        }
    }

    fn headers(&self) -> String {
        if self.cookies.is_empty() { String::new() } else { format!("Cookie: {}\r\n", self.cookies.join("; ")) }
    }

    /// A number below `many` (Marsaglia's xorshift: it only has to spread).
    fn pick(&mut self, many: usize) -> usize {
        self.seed = self.seed.max(1);
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        (self.seed >> 33) as usize % many.max(1)
    }
}

/// The path of an address on the same server.
fn path_of(address: &str) -> String {
    Target::of(address).map_or_else(|| address.to_owned(), |(_, path)| path)
}

/// The receipt code on a page: four groups of four base32 characters.
pub(super) fn receipt(page: &str) -> Option<String> {
    let is_code = |text: &&str| {
        text.len() == 19
            && text.bytes().enumerate().all(|(place, byte)| match place % 5 {
                4 => byte == b'-',
                _ => byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte),
            })
    };
    page.split(['<', '>']).map(str::trim).find(is_code).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hundred_journeys_are_80_whole_10_abandoned_5_twice_and_5_faulty() {
        let count = |manner| (300..400).filter(|number| Manner::of(*number) == manner).count();
        let counts = [Manner::Whole, Manner::Abandoned, Manner::Twice, Manner::Faulty].map(count);
        assert_eq!(counts, [80, 10, 5, 5]);
    }

    #[test]
    fn the_receipt_is_found_on_its_page() {
        let page = "<p class=\"code\"> ABCD-2345-WXYZ-7654</p>";
        assert_eq!(receipt(page).as_deref(), Some("ABCD-2345-WXYZ-7654"));
        assert_eq!(receipt("<p>no code here</p>"), None);
    }
}
