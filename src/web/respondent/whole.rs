//! A questionnaire on one long page, for whoever enters at the desk what somebody answered on paper or by telephone.
//!
//! Every question stands there, since on paper all of them stood; what the person was not asked by the rules of the questionnaire falls
//! away when it is read. Nothing is stored here.

use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};

use super::arrival::{NO_ANSWERS, place_of};
use super::filling::{Filling, Held, Progress};
use super::form::Typed;
use super::page::{About, Complaints, Setting, hidden, summary};
use super::question::{Manner, question};
use super::warned::{about, faults, personal_items};
use crate::language::Language;
use crate::language::personal::Names;
use crate::questionnaire::{Answers, Audience, PageReading, Trials, Version, field_names, journey, read_page};
use crate::web::layout::{self, Frame};
use crate::web::template::Template;

/// A questionnaire on one page.
pub(in crate::web) struct Whole<'a> {
    pub(in crate::web) version: &'a Version,
    pub(in crate::web) trials: &'a Trials,
    /// The municipality of the person who answered.
    pub(in crate::web) municipality: Option<&'a str>,
    /// The language of the questions.
    pub(in crate::web) language: Language,
    /// The last day of the round.
    pub(in crate::web) closes: Date,
    /// Whether the answers are not used.
    pub(in crate::web) demonstration: bool,
    /// The address that the form goes to.
    pub(in crate::web) action: &'a str,
    /// The language of the desk, in which title, bar, words and button are.
    pub(in crate::web) desk: Language,
    pub(in crate::web) title: &'a str,
    /// What stands above the page, with the way back.
    pub(in crate::web) bar: &'a Markup,
    /// What is said before the questions.
    pub(in crate::web) lead: &'a str,
    pub(in crate::web) button: &'a str,
    /// What the form must carry beside the answers.
    pub(in crate::web) fields: &'a Markup,
}

/// What came of a form with a whole questionnaire.
pub(in crate::web) enum Filled {
    /// The answers, without those that were not asked, and whether they end with a screening question.
    Answers(Answers, bool),
    /// The page again with what is wrong, and everything typed.
    Again(String),
}

impl Whole<'_> {
    /// The page with nothing on it.
    pub(in crate::web) fn page(&self) -> String {
        self.shown(Held::Saved(&NO_ANSWERS), &Complaints::default())
    }

    /// Reads the form; names that stand in its texts are asked about once.
    pub(in crate::web) fn read(&self, fields: &[(String, String)], names: &Names) -> Filled {
        let typed = Typed(fields.to_vec());
        let spoken = (self.version, self.language);
        let mut answers = Answers::default();
        let mut all = PageReading { items: Vec::new(), answers: Answers::default(), empty: Vec::new(), faults: Vec::new() };
        let mut personal = Vec::new();
        for (page, asked) in self.version.pages.iter().enumerate() {
            let known: Vec<String> =
                asked.questions.iter().flat_map(|one| one.items(page)).flat_map(|item| field_names(&item)).collect();
            let own: Vec<(String, String)> = fields.iter().filter(|(name, _)| known.contains(name)).cloned().collect();
            let mut reading = read_page(self.version, &answers, page, &own);
            reading.put_into(&mut answers);
            personal.extend(personal_items(&reading, &typed, names));
            all.faults.append(&mut reading.faults);
        }
        if !all.faults.is_empty() {
            return Filled::Again(self.shown(Held::Typed(&typed), &faults(spoken, &all)));
        }
        if !personal.is_empty() {
            return Filled::Again(self.shown(Held::Typed(&typed), &about(spoken, &all, &personal, false)));
        }
        let screened_out = journey::is_screened_out(self.version, &answers);
        journey::prune(self.version, &mut answers);
        Filled::Answers(answers, screened_out)
    }

    fn shown(&self, held: Held<'_>, complaints: &Complaints) -> String {
        let place = place_of(self.trials, self.version, self.municipality, self.language);
        let setting = Setting {
            language: self.language,
            phone: place.phone.is_some(),
            demonstration: self.demonstration,
            open: false,
            identified: false,
            anonymous: false,
            statement: false,
        };
        let filling = Filling {
            words: setting.words(),
            place: &place,
            token: "",
            origin: "",
            closes: self.closes,
            progress: Progress::default(),
            revision: 0,
            held,
            receipt: None,
        };
        let frame = Frame {
            language: self.language,
            title: self.title,
            faulty: !complaints.list.is_empty(),
            sender: &place.sender,
            survey: Some(self.version.title.get(self.language)),
            demonstration: self.demonstration,
            languages: &[],
            languages_first: false,
            saves: None,
            footer: html! {},
        };
        let page = layout::page(&frame, &self.main(setting, complaints));
        let page = filling.page(&Template::new(&page), |_| true);
        page.replacen("<body>", &format!("<body>{}", self.bar.0), 1)
    }

    fn main(&self, setting: Setting, complaints: &Complaints) -> Markup {
        let manner = Manner {
            language: self.language,
            words: setting.words(),
            phone: setting.phone,
            alone: false,
            citizen: self.version.audience == Audience::Citizen,
            identified: setting.identified,
            complaints: &complaints.list,
            kindly: complaints.about != About::Faults,
        };
        let (desk, to) = (self.desk.code(), self.desk.direction());
        html! {
            (summary(complaints, false, false, setting.words()))
            h1 lang=(desk) dir=(to) { (self.title) }
            p lang=(desk) dir=(to) { (self.lead) }
            form method="post" action=(self.action) {
                (PreEscaped(&self.fields.0))
                (hidden(self.version, setting))
                @if matches!(complaints.about, About::Personal(_)) {
                    @for complaint in &complaints.list { input type="hidden" name="confirmed" value=(complaint.item); }
                }
                @for page in &self.version.pages {
                    @if let Some(title) = &page.title { h2 { (title.get(self.language)) } }
                    @for one in &page.questions { (question(one, &manner)) }
                }
                button type="submit" lang=(desk) dir=(to) { (self.button) }
            }
        }
    }
}
