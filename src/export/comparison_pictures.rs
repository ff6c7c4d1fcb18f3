//! The pictures of a comparison, one place for pages and files: which there are of a question, and their words.

use maud::{Markup, html};

use super::comparison::Words;
use crate::chart::{self, Caption, Picture};
use crate::compare::{Comparison, Group, QuestionComparison};

/// What kind of picture of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The bars of every round, for everybody together.
    Bars,
    /// A line per group with its two shares, and their difference with its interval.
    Dumbbell,
    /// A panel per group with the bars of its rounds.
    Panels,
}

impl Kind {
    /// The kind of this name in an address.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Bars, Self::Dumbbell, Self::Panels].into_iter().find(|kind| kind.code() == code)
    }

    /// Its name in an address.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Bars => "bars",
            Self::Dumbbell => "dumbbell",
            Self::Panels => "panels",
        }
    }
}

/// What kind of file a picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Lines that stay sharp at any size.
    Svg,
    /// Pixels, for programs that do not take SVG.
    Png,
}

impl Form {
    /// How the names of such files end.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }

    /// The kind of file as browsers call it.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
        }
    }
}

/// A picture of a question as the bytes of a file that says in itself what it shows; none where there is nothing to draw.
pub fn file(comparison: &Comparison, words: &Words, key: &str, kind: Kind, form: Form) -> std::io::Result<Option<Vec<u8>>> {
    let Some(picture) = picture(comparison, words, key, kind) else { return Ok(None) };
    let (heading, lines) = (words.question(key), lines(comparison, words, key, kind));
    let foot = comparison.many_tests.as_deref().filter(|_| kind == Kind::Dumbbell);
    let caption = Caption { heading: &heading, lines: &lines, foot };
    Ok(Some(match form {
        Form::Svg => picture.svg(&caption).into_bytes(),
        Form::Png => picture.png(&caption)?,
    }))
}

/// What is said where there is no such picture.
#[must_use]
pub fn none<'a>(words: &'a Words) -> &'a str {
    words.say(
        "Der er intet billede af det: Spørgsmålet findes ikke, eller der er ingen tal at vise.",
        "There is no picture of that: the question does not exist, or there are no figures to show.",
    )
}

/// What the file of a picture is called: trial, question, rounds, and what kind of picture of whom.
#[must_use]
pub fn file_name(comparison: &Comparison, key: &str, kind: Kind, form: Form) -> String {
    let rounds = comparison.rounds.iter().map(|round| round.key.as_str());
    let by = comparison.groups.iter().find(|group| !group.by.is_empty());
    let by = by.iter().flat_map(|group| group.by.keys()).map(String::as_str);
    let parts = [comparison.trial.as_str()].into_iter().chain(comparison.evaluation.as_deref()).chain([key]).chain(rounds);
    let name: Vec<&str> = parts.chain([kind.code()]).chain(by.filter(|_| kind != Kind::Bars)).collect();
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || "-_".contains(letter) { letter } else { '-' };
    format!("{}.{}", name.join("-").chars().map(plain).collect::<String>(), form.ending())
}

/// What must be known to read a picture that has left its page.
fn lines(comparison: &Comparison, words: &Words, key: &str, kind: Kind) -> Vec<String> {
    let whole = comparison.groups.first().and_then(|group| group.questions.iter().find(|question| question.key == key));
    let mut lines: Vec<String> = words.lead(key).map(str::to_owned).into_iter().collect();
    if kind == Kind::Dumbbell {
        let top = whole.and_then(|question| words.top(question));
        lines.extend(top.map(|top| format!("{} {top}", words.say("Andel, der svarer", "Share who answer"))));
    }
    match kind {
        Kind::Bars | Kind::Panels => lines.push(counts_and_shares(words).to_owned()),
        Kind::Dumbbell => lines.push(
            words.say("Ændring i procentpoint med 95 % interval.", "Change in percentage points with 95% interval.").to_owned(),
        ),
    }
    if kind == Kind::Bars {
        let answered =
            comparison.rounds.iter().map(|round| format!("{}: {}.", words.round(comparison, &round.key), words.answered(round)));
        lines.push(answered.collect::<Vec<_>>().join(" "));
    }
    if kind == Kind::Bars && comparison.groups.len() > 1 {
        lines.push(words.group(&comparison.groups[0]));
    }
    lines.push(format!("{}. {}.", words.trial(comparison), words.heading(comparison)));
    // A picture is passed on alone, so it says itself what happened between its rounds.
    lines.extend(words.events(comparison));
    let open: Vec<String> =
        comparison.rounds.iter().filter(|round| round.open_access).map(|round| words.round(comparison, &round.key)).collect();
    if !open.is_empty() {
        lines.push(format!("{}: {}", open.join(", "), words.open_access()));
    }
    lines.extend(whole.into_iter().flat_map(|question| words.approvals(question)));
    lines
}

/// What the numbers in bars are, and what their length is.
pub(super) fn counts_and_shares<'a>(words: &Words<'a>) -> &'a str {
    words.say("Tallene er antal svar, længden er andelen.", "The numbers are answers, the length is the share.")
}

/// A picture of a question of the comparison; none where there is no such question or nothing to draw.
#[must_use]
pub fn picture(comparison: &Comparison, words: &Words, key: &str, kind: Kind) -> Option<Picture> {
    let whole = comparison.groups.first()?.questions.iter().find(|question| question.key == key)?;
    let title = title(comparison, whole, kind, words);
    let rounds: Vec<String> = whole.rounds.iter().map(|round| words.round(comparison, &round.round)).collect();
    let choices = words.choices(key, &whole.values);
    let own: Vec<Vec<String>> = whole.rounds.iter().map(|round| words.labels(comparison, whole, round)).collect();
    let said = chart::Words {
        title: &title,
        rounds: &rounds,
        choices: &choices,
        own: &own,
        id: &format!("{}-{}", kind.code(), key.replace(['.', '_'], "-")),
        synthetic: comparison.synthetic,
        language: words.language,
    };
    if kind == Kind::Bars {
        return chart::picture(whole, &said);
    }
    let found = groups(comparison, key);
    let names: Vec<String> = found.iter().map(|(group, _)| words.short_group(group)).collect();
    let lines: Vec<chart::Group> =
        names.iter().zip(&found).map(|(name, (_, question))| chart::Group { name, question }).collect();
    if kind == Kind::Dumbbell { chart::dumbbell(&lines, &said) } else { chart::panels(&lines, &said) }
}

/// The groups of a divided comparison with their figures of a question, in the order of the comparison.
pub(super) fn groups<'a>(comparison: &'a Comparison, key: &str) -> Vec<(&'a Group, &'a QuestionComparison)> {
    let groups = comparison.groups.get(1..).unwrap_or_default();
    groups.iter().filter_map(|group| Some((group, group.questions.iter().find(|one| one.key == key)?))).collect()
}

/// What the picture is called, so that no two on a page are called the same.
fn title(comparison: &Comparison, question: &QuestionComparison, kind: Kind, words: &Words) -> String {
    let title = words.question(&question.key);
    let what = match (kind, comparison.groups.len()) {
        (Kind::Bars, ..=1) => return title,
        (Kind::Bars, _) => words.group(&comparison.groups[0]),
        (Kind::Dumbbell, _) => words.say("andel og ændring i hver gruppe", "share and change in each group").to_owned(),
        (Kind::Panels, _) => words.say("svarene i hver gruppe", "the answers in each group").to_owned(),
    };
    format!("{title} – {what}")
}

/// What is said on a narrow screen where something may reach over its edge.
pub(super) fn narrow(words: &Words) -> Markup {
    html! {
        p.small.narrow {
            (words.say("Tabellen kan være bredere end skærmen: stryg til siden.", "The table may be wider than the screen: swipe sideways."))
        }
    }
}

/// The picture as a figure of the page; empty where there is nothing to draw. Where the page has an address, its query is that of the
/// files.
pub(super) fn figure(
    comparison: &Comparison,
    question: &QuestionComparison,
    kind: Kind,
    words: &Words,
    query: Option<&str>,
) -> Markup {
    let title = title(comparison, question, kind, words);
    let label = format!("{}{title}", words.say("Figur: ", "Figure: "));
    html! {
        @if let Some(picture) = picture(comparison, words, &question.key, kind) {
            @if kind == Kind::Bars {
                figure.picture aria-label=(label) { (picture.inline()) }
            } @else {
                figure.upright { (picture.inline()) }
            }
            @if kind != Kind::Dumbbell { p.small { (counts_and_shares(words)) } }
            @if let Some(query) = query {
                p.files {
                    (words.say("Hent billedet:", "Fetch the picture:"))
                    @for (form, name) in [(Form::Svg, "SVG"), (Form::Png, "PNG")] {
                        @if form == Form::Png { " ·" }
                        " " a href={ "/desk/comparison/picture." (form.ending()) "?" (query) "&question=" (question.key) "&picture=" (kind.code()) }
                            download aria-label={ (name) ": " (title) } { (name) }
                    }
                }
            }
        }
    }
}
