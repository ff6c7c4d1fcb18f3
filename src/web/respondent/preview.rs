//! A questionnaire for a look: the respondent's real pages, from the first to the receipt, of a version that may not even be published.
//!
//! Nothing is stored, so nothing that is tried here can mix with real answers: what was answered so far stands in the form itself.

use actix_web::http::StatusCode;
use jiff::civil::Date;
use maud::Markup;

use super::answering::Way;
use super::arrival::{NO_ANSWERS, place_of, spoken};
use super::check;
use super::filling::{Filling, Held, Place, Progress};
use super::form::Typed;
use super::page::{Complaints, Receipt, Setting, has_check, question_page, receipt_page, sends};
use super::warned::{about, faults, personal_items};
use super::welcome::{Begun, first_page};
use crate::language::Language;
use crate::language::personal::Names;
use crate::questionnaire::{Answers, Kind, Step, Trials, Version, journey, read_page};
use crate::token;
use crate::web::template::{Template, push_escaped};

/// What stands in the place of a token until the page is finished: no text of a questionnaire can hold it.
const TOKEN: &str = "\u{3}";

/// The field that holds what was answered on earlier pages.
const EARLIER: &str = "earlier";

/// The code on the receipt of a look.
const RECEIPT: &str = "AAAA-BBBB-CCCC-DDDD";

/// A questionnaire for a look.
pub(in crate::web) struct Preview<'a> {
    pub(in crate::web) version: &'a Version,
    pub(in crate::web) trials: &'a Trials,
    /// The address of its first page.
    pub(in crate::web) base: &'a str,
    /// What stands above each page, with the way back.
    pub(in crate::web) bar: &'a Markup,
    /// What every form must carry.
    pub(in crate::web) fields: &'a Markup,
    /// Fields of the form that are not the questionnaire's.
    pub(in crate::web) beside: &'a [&'a str],
    /// The last day, as the first page says it.
    pub(in crate::web) closes: Date,
    /// The language that was asked for.
    pub(in crate::web) asked: Option<Language>,
    /// Whether there is an accessibility statement.
    pub(in crate::web) statement: bool,
}

/// A page that is looked at.
struct Look<'a> {
    preview: &'a Preview<'a>,
    setting: Setting,
    place: Place,
    answers: Answers,
}

impl Preview<'_> {
    /// The page at this place below the first one, which is empty; none where there is no such page.
    pub(in crate::web) fn show(&self, rest: &str) -> Option<String> {
        let look = self.look(Answers::default());
        match rest {
            "" => Some(look.first()),
            "svar" => Some(look.check()),
            "kvittering" => Some(look.receipt(Receipt::Fresh)),
            rest => {
                let page = self.page(rest)?;
                Some(look.questions(page, Held::Saved(&NO_ANSWERS), &Complaints::default(), true))
            }
        }
    }

    /// The page that follows when the form at this place is sent.
    pub(in crate::web) fn pass(&self, rest: &str, fields: &[(String, String)]) -> Option<(StatusCode, String)> {
        if let Some(language) = self.speaking(fields) {
            return Preview { asked: Some(language), ..*self }.turned(rest, fields);
        }
        self.turned(rest, fields)
    }

    /// The language that a button of the page leads to.
    fn speaking(&self, fields: &[(String, String)]) -> Option<Language> {
        let go = fields.iter().find(|(name, _)| name == "go-to").map(|(_, value)| value.as_str());
        Language::from_code(go?).filter(|language| self.version.languages.contains(language))
    }

    fn turned(&self, rest: &str, fields: &[(String, String)]) -> Option<(StatusCode, String)> {
        let earlier = fields.iter().find(|(name, _)| name == EARLIER).map(|(_, value)| value.as_str());
        let mut answers: Answers = earlier.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        if rest.is_empty() {
            return Some(self.onward(answers, None));
        }
        if rest == "svar" {
            let early = journey::is_screened_out(self.version, &answers);
            return Some((StatusCode::OK, self.look(answers).receipt(if early { Receipt::ScreenedOut } else { Receipt::Fresh })));
        }
        let page = self.page(rest)?;
        let own = |name: &str| name != EARLIER && !self.beside.contains(&name);
        let typed = Typed(fields.iter().filter(|(name, _)| own(name)).cloned().collect());
        let reading = read_page(self.version, &answers, page, &typed.0);
        let personal = personal_items(&reading, &typed, &Names::default());
        let asked = typed.one("asked") == Some("1");
        let way = Way::of(&typed);
        if way != Way::On {
            reading.put_into(&mut answers);
            let look = self.look(answers);
            let before = if way == Way::Back { journey::previous(self.version, &look.answers, page) } else { Some(page) };
            let shown = before
                .filter(|_| way != Way::Later)
                .map(|page| look.questions(page, Held::Saved(&look.answers), &Complaints::default(), false));
            return Some((StatusCode::OK, shown.unwrap_or_else(|| look.first())));
        }
        let look = self.look(answers.clone());
        let spoken = (self.version, look.setting.language);
        let complaints = if !reading.faults.is_empty() {
            faults(spoken, &reading)
        } else if !personal.is_empty() || (!reading.empty.is_empty() && !asked) {
            about(spoken, &reading, &personal, asked)
        } else {
            reading.put_into(&mut answers);
            return Some(self.onward(answers, Some(page)));
        };
        Some((StatusCode::UNPROCESSABLE_ENTITY, look.questions(page, Held::Typed(&typed), &complaints, false)))
    }

    fn onward(&self, answers: Answers, after: Option<usize>) -> (StatusCode, String) {
        let step = journey::next(self.version, &answers, after);
        let look = self.look(answers);
        let page = match step {
            Step::Page(page) => look.questions(page, Held::Saved(&look.answers), &Complaints::default(), false),
            Step::ScreenedOut => look.check(),
            Step::End if has_check(self.version) && !after.is_some_and(|page| sends(self.version, page)) => look.check(),
            Step::End => look.receipt(Receipt::Fresh),
        };
        (StatusCode::OK, page)
    }

    /// The index of a page by its number in the address.
    fn page(&self, rest: &str) -> Option<usize> {
        let number: usize = rest.parse().ok()?;
        number.checked_sub(1).filter(|page| self.version.pages.get(*page).is_some_and(|page| !page.questions.is_empty()))
    }

    fn look(&self, answers: Answers) -> Look<'_> {
        let language = spoken(self.version, &[self.asked]);
        let place = place_of(self.trials, self.version, None, language);
        let setting = Setting {
            language,
            phone: place.phone.is_some(),
            demonstration: true,
            open: false,
            identified: false,
            anonymous: false,
            statement: self.statement,
        };
        Look { preview: self, setting, place, answers }
    }
}

impl Look<'_> {
    fn version(&self) -> &Version {
        self.preview.version
    }

    fn first(&self) -> String {
        let text = first_page(self.version(), self.setting, Begun::No);
        self.finished(&text, Held::Saved(&NO_ANSWERS), Progress::default(), |_| true)
    }

    fn receipt(&self, kind: Receipt) -> String {
        let text = receipt_page(self.version(), self.setting, kind, false);
        self.finished(&text, Held::Saved(&NO_ANSWERS), Progress::default(), |_| true)
    }

    fn check(&self) -> String {
        let text = check::page(self.version(), self.setting, &self.answers);
        self.finished(&text, Held::Saved(&NO_ANSWERS), Progress::default(), |_| true)
    }

    /// A page of questions; all of them where somebody looks at it without having come there.
    fn questions(&self, page: usize, held: Held<'_>, complaints: &Complaints, all: bool) -> String {
        let version = self.version();
        let asked = version.pages.get(page).map_or(&[][..], |page| &page.questions);
        let shown = journey::shown_on_page(version, &self.answers, page);
        let is_shown = |key: &str| {
            let place = asked.iter().position(|question| question.key == key);
            all || place.and_then(|place| shown.get(place)).is_some_and(|shown| *shown)
        };
        let here = asked.iter().filter(|question| is_shown(&question.key) && !matches!(question.kind, Kind::Note)).count();
        let progress = Progress::at(journey::position(version, &self.answers, page), here, false);
        let text = question_page(version, page, self.setting, complaints);
        self.finished(&text, held, progress, is_shown)
    }

    /// The page with its holes filled, its addresses led back here, and the answers so far in its form.
    fn finished(&self, text: &str, held: Held<'_>, progress: Progress, shown: impl Fn(&str) -> bool) -> String {
        let receipt = token::Receipt(RECEIPT.to_owned());
        let filling = Filling {
            words: self.setting.words(),
            place: &self.place,
            token: TOKEN,
            origin: "",
            closes: self.preview.closes,
            progress,
            revision: 0,
            held,
            receipt: Some(&receipt),
        };
        let page = filling.page(&Template::new(text), shown);
        let mut fields = self.preview.fields.0.clone();
        fields.push_str("<input type=\"hidden\" name=\"earlier\" value=\"");
        push_escaped(&mut fields, &serde_json::to_string(&self.answers).unwrap_or_default());
        fields.push_str("\"><input type=\"hidden\" name=\"version\"");
        page.replace(&format!("/s/{TOKEN}"), self.preview.base)
            .replace(&format!("/fravalg/{TOKEN}"), self.preview.base)
            .replace("<input type=\"hidden\" name=\"version\"", &fields)
            .replacen("<body>", &format!("<body>{}", self.preview.bar.0), 1)
    }
}

/// Whether there is anything to look at.
pub(in crate::web) fn is_answerable(version: &Version) -> bool {
    !version.languages.is_empty() && version.pages.iter().any(|page| !page.questions.is_empty())
}
