//! A review of cases as page, text, CSV and JSON: the sentence first, then how far the reading has come, the figures, the second reader.
//!
//! Every exit takes its words here and its numbers from the one [`CaseReview`], in which what must be withheld is already gone.

mod blocks;
pub mod csv;
mod danish;
mod english;
pub mod html;
pub mod text;

#[cfg(test)]
mod tests;

pub(in crate::export) use blocks::{division, own, results};

use super::comparison::Words;
use crate::compare::{Agreement, AgreementQuestion, CaseGroup, CaseOption, CaseQuestion, CaseReview, Group, Progress, rates};
use crate::language::{Language, filled, number};

/// The sentences; words in braces are filled in.
struct Texts {
    read_of: &'static str,
    read: &'static str,
    read_listed: &'static str,
    waiting: &'static str,
    all: &'static str,
    municipality: &'static str,
    listed: &'static str,
    read_column: &'static str,
    remaining: &'static str,
    share_read: &'static str,
    population: &'static str,
    progress: &'static str,
    progress_table: &'static str,
    results: &'static str,
    no_answers: &'static str,
    option: &'static str,
    most: &'static str,
    finite: &'static str,
    finite_whole: &'static str,
    infinite: &'static str,
    mean: &'static str,
    answer: &'static str,
    cases: &'static str,
    count: &'static str,
    out_of: &'static str,
    share: &'static str,
    of_all: &'static str,
    interval: &'static str,
    missing: &'static str,
    group: &'static str,
    by_group: &'static str,
    conditional: &'static str,
    unknown: &'static str,
    more: &'static str,
    second: &'static str,
    second_read: &'static str,
    second_few: &'static str,
    second_waiting: &'static str,
    second_about: &'static str,
    question: &'static str,
    same: &'static str,
    kappa: &'static str,
    alpha: &'static str,
    one_category: &'static str,
    method: &'static str,
    method_text: &'static str,
    method_second: &'static str,
    only_from: &'static str,
}

/// What stands in the place of figures of cases that are not shown.
fn withheld_words(language: Language) -> &'static str {
    match language {
        Language::En => "The figures are not shown, so that nobody can work out what single cases say.",
        _ => "Tallene vises ikke, for at ingen kan regne ud, hvad der står i enkelte sager.",
    }
}

/// A review with its words.
pub struct Told<'a> {
    /// The review.
    pub review: &'a CaseReview,
    /// The words of questions, choices and municipalities.
    pub words: Words<'a>,
}

impl Told<'_> {
    fn texts(&self) -> &'static Texts {
        if self.words.language == Language::En { &english::TEXTS } else { &danish::TEXTS }
    }

    /// The heading: what the questionnaire is called.
    #[must_use]
    pub fn title(&self) -> String {
        self.words.versions.first().map_or_else(String::new, |version| version.title.get(self.words.language).to_owned())
    }

    /// How many cases are read, of how many.
    #[must_use]
    pub fn headline(&self) -> String {
        let texts = self.texts();
        let Some(all) = self.review.progress.first() else { return String::new() };
        let mut sentence = match all.listed.or(all.population) {
            None => filled(texts.read, &[("read", &self.whole(all.read))]),
            Some(of) => {
                let share = rates::share(all.read, of).map_or_else(String::new, |share| self.percent(share));
                let listed = all.listed.is_some() && all.population.is_some_and(|population| population != of);
                let sentence = if listed { texts.read_listed } else { texts.read_of };
                let population = all.population.map_or_else(String::new, |population| self.whole(population));
                let (read, of) = (self.whole(all.read), self.whole(of));
                filled(sentence, &[("read", &read), ("of", &of), ("share", &share), ("population", &population)])
            }
        };
        if self.review.round.waiting {
            sentence.push(' ');
            sentence.push_str(texts.waiting);
        }
        sentence
    }

    /// What a question says in words: the share of the first of two answers, or of the one given most often.
    fn sentence(&self, group: &CaseGroup, question: &CaseQuestion) -> Option<String> {
        let texts = self.texts();
        let n = question.figures.n?;
        if let Some(mean) = question.figures.mean {
            let mean = number::decimal(mean, 1, self.words.language);
            return Some(filled(texts.mean, &[("mean", &mean), ("n", &self.whole(n))]));
        }
        let (option, binary) = Self::main_option(question)?;
        let label = self.words.choices(&question.key, &[option.value]).concat();
        let (count, n, share) = (self.whole(option.count), self.whole(n), self.percent(option.share));
        let words = [("answer", &label[..]), ("count", &count), ("n", &n), ("share", &share)];
        let mut sentence = filled(if binary { texts.option } else { texts.most }, &words);
        sentence.push(' ');
        sentence.push_str(&self.reach(group, question, option));
        Some(sentence)
    }

    /// The answer that a question's sentence is about: the first of two, or the one given most often; and whether it is one of two.
    fn main_option(question: &CaseQuestion) -> Option<(&CaseOption, bool)> {
        let binary = question.options.len() == 2 && question.kind != "multiple";
        let option = if binary {
            question.options.first()?
        } else {
            question.options.iter().rev().max_by_key(|option| option.count).filter(|option| option.count > 0)?
        };
        Some((option, binary))
    }

    /// That answer and its share, question by question in the order of [`Told::sentences`]; none where there is none, or a mean.
    #[must_use]
    pub fn main_shares(&self) -> Vec<Option<(String, String)>> {
        let Some(whole) = self.review.groups.first() else { return Vec::new() };
        let share = |question: &CaseQuestion| {
            question.figures.n.filter(|_| question.figures.mean.is_none())?;
            let (option, _) = Self::main_option(question)?;
            Some((self.words.choices(&question.key, &[option.value]).concat(), self.percent(option.share)))
        };
        Self::counted(whole).map(share).collect()
    }

    /// What the first question of all cases says, with its key: the finding for which the cases were read.
    #[must_use]
    pub fn finding(&self) -> Option<(String, String)> {
        let whole = self.review.groups.first()?;
        let question = Self::counted(whole).next()?;
        let said = self.sentence(whole, question)?;
        Some((question.key.clone(), format!("{} {said}", self.words.question(&question.key))))
    }

    /// Each question of all cases: its key, its words, and what it says or why nothing of it is shown.
    #[must_use]
    pub fn sentences(&self) -> Vec<[String; 3]> {
        let Some(whole) = self.review.groups.first() else { return Vec::new() };
        let said = |question: &CaseQuestion| {
            let said = self.sentence(whole, question).or_else(|| self.absent(question).map(str::to_owned));
            [question.key.clone(), self.words.question(&question.key), said.unwrap_or_default()]
        };
        Self::counted(whole).map(said).collect()
    }

    /// What the share of the cases read says of all cases.
    fn reach(&self, group: &CaseGroup, question: &CaseQuestion, option: &CaseOption) -> String {
        let texts = self.texts();
        let limits = |low: f64, high: f64| (number::percent_number(low), number::percent(high, self.words.language));
        match (option.low_fpc.zip(option.high_fpc), group.population) {
            (Some(_), Some(population)) if question.figures.n == Some(population) => texts.finite_whole.to_owned(),
            (Some((low, high)), Some(population)) => {
                let ((low, high), population) = (limits(low, high), self.whole(population));
                filled(texts.finite, &[("population", &population), ("low", &low), ("high", &high)])
            }
            _ => {
                let (low, high) = limits(option.low, option.high);
                filled(texts.infinite, &[("low", &low), ("high", &high)])
            }
        }
    }

    /// The interval that is shown beside a share: that of all cases where there is one.
    fn interval(&self, option: &CaseOption) -> String {
        let (low, high) = option.low_fpc.zip(option.high_fpc).unwrap_or((option.low, option.high));
        format!("{}–{}", number::percent_number(low), number::percent(high, self.words.language))
    }

    /// Whether the intervals of a question are those of all cases.
    fn is_finite(question: &CaseQuestion) -> bool {
        question.without_population.is_none() && question.options.iter().any(|option| option.low_fpc.is_some())
    }

    /// What the column of intervals is called.
    fn interval_head(&self, group: &CaseGroup, question: &CaseQuestion) -> String {
        match group.population.filter(|_| Self::is_finite(question)) {
            Some(population) => filled(self.texts().of_all, &[("population", &self.whole(population))]),
            None => self.texts().interval.to_owned(),
        }
    }

    /// Why there is no interval for all cases.
    fn without_population(&self, question: &CaseQuestion) -> Option<&'static str> {
        let texts = self.texts();
        question.without_population.map(|why| match why {
            "conditional" => texts.conditional,
            "more-than-population" => texts.more,
            _ => texts.unknown,
        })
    }

    /// The kinds of missing that occur: "Kan ikke vurderes: 3 · Ikke besvaret: 1".
    fn missing(&self, question: &CaseQuestion) -> String {
        let Some(missing) = question.figures.missing else { return String::new() };
        let of_kind = |(name, count): &(&str, u64)| format!("{}: {}", self.missing_name(question, name), self.whole(*count));
        let found: Vec<String> = missing.named().iter().filter(|(_, count)| *count > 0).map(of_kind).collect();
        found.join(" · ")
    }

    /// What a kind of missing is called in this question: its choice's own words, where it has one.
    fn missing_name(&self, question: &CaseQuestion, name: &str) -> String {
        let item = self.words.item(&question.key);
        let scale = item.as_ref().and_then(|item| item.question.kind.scale());
        let choice = scale
            .and_then(|scale| scale.choices.iter().find(|choice| choice.missing.is_some_and(|missing| missing.name() == name)));
        choice.map_or_else(|| self.words.missing(name), |choice| choice.label.get(self.words.language).to_owned())
    }

    /// Why nothing of a question is shown, or only a part of it.
    fn absent(&self, question: &CaseQuestion) -> Option<&'static str> {
        match (&question.figures.hidden, &question.figures.absent) {
            (Some(_), _) if self.review.round.waiting => {
                Some(self.words.say("Vises, når runden er lukket.", "Shown when the round is closed."))
            }
            (Some(_), _) => Some(withheld_words(self.words.language)),
            (None, Some(_)) => Some(self.words.say("Er ikke med på arket med samlede tal.", "Is not on the sheet of totals.")),
            (None, None) if question.figures.n == Some(0) => Some(self.texts().no_answers),
            (None, None) => None,
        }
    }

    fn group(&self, group: &CaseGroup) -> String {
        if group.by.is_empty() {
            return self.texts().all.to_owned();
        }
        self.words.group(&Group { by: group.by.clone(), regrouped: None, questions: Vec::new() })
    }

    fn unit(&self, progress: &Progress) -> String {
        let Some(key) = &progress.municipality else { return self.texts().all.to_owned() };
        self.words.trials.municipality(key).map_or(&key[..], |unit| &unit.short).to_owned()
    }

    /// What the columns of the progress are called.
    fn progress_head(&self) -> [&'static str; 6] {
        let texts = self.texts();
        [texts.municipality, texts.listed, texts.read_column, texts.remaining, texts.share_read, texts.population]
    }

    /// Which of these columns have something to say: one list of cases for all needs one column only.
    fn progress_columns(&self) -> Vec<usize> {
        let progress = &self.review.progress;
        let listed = progress.iter().any(|line| line.listed.is_some());
        let both =
            progress.iter().any(|line| line.listed.is_some() && line.population.is_some_and(|all| Some(all) != line.listed));
        let shown = |column: &usize| match column {
            1 | 3 => listed,
            5 => both || !listed,
            _ => true,
        };
        [0, 1, 5, 2, 3, 4].into_iter().filter(shown).collect()
    }

    /// The progress of all cases and of each municipality, each in a row.
    fn progress_rows(&self) -> Vec<Vec<String>> {
        let row = |line: &Progress| [vec![self.unit(line)], self.progress(line).to_vec()].concat();
        self.review.progress.iter().map(row).collect()
    }

    /// The questions of a group that have figures: what people wrote is read elsewhere.
    fn counted(group: &CaseGroup) -> impl Iterator<Item = &CaseQuestion> {
        group.questions.iter().filter(|question| !matches!(&question.kind[..], "text" | "longtext" | "date"))
    }

    /// Each answer with how many cases have it, their share and its interval.
    fn option_rows(&self, question: &CaseQuestion) -> Vec<Vec<String>> {
        let row = |option: &CaseOption| {
            let label = self.words.choices(&question.key, &[option.value]).concat();
            vec![label, self.whole(option.count), self.percent(option.share), self.interval(option)]
        };
        question.options.iter().map(row).collect()
    }

    /// Why nothing of a question is shown in any of these groups; none where something is.
    fn nothing_of(&self, groups: &[(&CaseGroup, &CaseQuestion)]) -> Option<&'static str> {
        let nothing = |question: &CaseQuestion| question.options.is_empty() && question.figures.n.is_none();
        let all = groups.iter().all(|(_, question)| nothing(question));
        all.then(|| groups.first().and_then(|(_, question)| self.absent(question)).unwrap_or_default())
    }

    /// By what a group is one of several: "kommuner og år".
    fn divided_by(&self, group: &CaseGroup) -> String {
        let (first, others): (Vec<&String>, Vec<&String>) = group.by.keys().partition(|column| *column == "municipality");
        let columns: Vec<String> = first.into_iter().chain(others).map(|column| self.column(column)).collect();
        columns.join(self.words.say(" og ", " and "))
    }

    /// What a background column of cases is called.
    #[must_use]
    pub fn column(&self, column: &str) -> String {
        if column == "year" { self.words.say("år", "year").to_owned() } else { self.words.column(column) }
    }

    /// How many cases were read by more than one, or why that is not told.
    fn agreement(&self, agreement: &Agreement) -> String {
        let texts = self.texts();
        match agreement.cases {
            Some(cases) => filled(texts.second_read, &[("cases", &self.whole(cases))]),
            None if agreement.waiting => texts.second_waiting.to_owned(),
            None => texts.second_few.to_owned(),
        }
    }

    /// On the list, read, left and the share read, each as it is shown.
    fn progress(&self, progress: &Progress) -> [String; 5] {
        let whole = |count: Option<u64>| count.map_or_else(|| "–".to_owned(), |count| self.whole(count));
        let of = progress.listed.or(progress.population);
        let share = of.and_then(|of| rates::share(progress.read, of));
        let share = share.map_or_else(|| "–".to_owned(), |share| self.percent(share));
        [whole(progress.listed), self.whole(progress.read), whole(progress.remaining), share, whole(progress.population)]
    }

    /// The question that two readers are compared by, with its choice where several may be chosen.
    fn agreed_question(&self, question: &AgreementQuestion) -> String {
        let words = self.words.question(&question.key);
        let Some(choice) = &question.choice else { return words };
        let value = match &choice[..] {
            "other" => crate::questionnaire::OTHER,
            "none" => crate::questionnaire::NONE,
            value => value.parse().unwrap_or_default(),
        };
        format!("{words} – {}", self.words.choices(&question.key, &[value]).concat())
    }

    /// Same answers, their share with its interval, kappa with its interval, and alpha.
    fn agreed(&self, question: &AgreementQuestion) -> Option<[String; 5]> {
        let language = self.words.language;
        let two = |value: f64| number::decimal(value, 2, language);
        let (n, same, share) = (question.n?, question.same?, question.share?);
        let range = |low: f64, high: f64, show: &dyn Fn(f64) -> String| format!(" ({}–{})", show(low), show(high));
        let percent = |share: f64| number::percent_number(share);
        let limits = question.low.zip(question.high).map_or_else(String::new, |(low, high)| range(low, high, &percent));
        let to = self.words.say(" til ", " to ");
        let kappa = question.kappa.map_or_else(
            || self.texts().one_category.to_owned(),
            |kappa| {
                let limits = kappa.low.zip(kappa.high);
                let limits = limits.map_or_else(String::new, |(low, high)| format!(" ({}{to}{})", two(low), two(high)));
                format!("{}{limits}", two(kappa.estimate))
            },
        );
        let alpha = question.alpha.map_or_else(|| "–".to_owned(), two);
        Some([self.whole(n), self.whole(same), format!("{}{limits}", self.percent(share)), kappa, alpha])
    }

    fn whole(&self, count: u64) -> String {
        number::whole(count, self.words.language)
    }

    fn percent(&self, share: f64) -> String {
        number::percent(share, self.words.language)
    }
}
