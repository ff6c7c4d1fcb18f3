//! Register figures in words: whose they are, how much, and from how they were to how they are.

use crate::compare::statistics::{newcombe, share};
use crate::language::{Language, number};
use crate::questionnaire::Trials;
use crate::register::{Amount, FEW, Figure, Line, Measure, Period, Step};

/// Whose a line is: "Thisted", "Hele forsøget, under 30 år", "Sammenligning: hele landet".
#[must_use]
pub fn who(municipality: &str, group: &str, trials: &Trials, language: Language) -> String {
    let known = trials.municipalities.iter().find(|unit| unit.key == municipality);
    let (whole, compared) = match language {
        Language::En => ("The whole trial", "Comparison"),
        _ => ("Hele forsøget", "Sammenligning"),
    };
    let municipality = known.map_or(municipality, |unit| unit.short.as_str());
    let group = trials.lists.line_words(group, language);
    let group = group.as_str();
    let with =
        group.split_once(':').filter(|(kind, _)| ["sammenligning", "comparison"].contains(&kind.trim().to_lowercase().as_str()));
    match (with, municipality, group) {
        (Some((_, group)), "", _) => format!("{compared}: {}", group.trim()),
        (Some((_, group)), municipality, _) => format!("{compared}: {municipality}, {}", group.trim()),
        (None, "", "") => whole.to_owned(),
        (None, "", group) => format!("{whole}, {group}"),
        (None, municipality, "") => municipality.to_owned(),
        (None, municipality, group) => format!("{municipality}, {group}"),
    }
}

/// How much, and of a count of all the share with its 95 % interval (Wilson): "155 af 239: 65 % (95 %: 59 % til 71 %)".
#[must_use]
pub fn amount(amount: Amount, language: Language) -> String {
    let said = amount.words(language);
    let counted = amount.whole().zip(amount.of).and_then(|(part, whole)| share(part, whole));
    let Some(found) = counted else { return said };
    let percent = |share| number::percent(share, language);
    let (level, to) = if language == Language::En { ("95%", "to") } else { ("95\u{a0}%", "til") };
    format!("{said}: {} ({level}: {} {to} {})", percent(found.share), percent(found.interval.low), percent(found.interval.high))
}

/// What the intervals of counts are intervals of, where a measure has any: a register counts all.
#[must_use]
pub fn intervals(measures: &[Measure], language: Language) -> Option<&'static str> {
    let shown = || measures.iter().flat_map(|measure| &measure.lines).flat_map(Line::figures);
    shown().any(|figure| figure.amount.of.is_some()).then_some(match language {
        Language::En => {
            "A register counts all, so the share itself is exact. The 95% intervals (Wilson; of changes Newcombe) say how much chance alone \
             can move it, where the cases are seen as a sample of those that there could have been."
        }
        _ => {
            "Et register tæller alle, så andelen i sig selv er nøjagtig. 95 % intervallerne (Wilson; for ændringer Newcombe) siger, hvor \
             meget tilfældet alene kan flytte den, hvis sagerne ses som en stikprøve af dem, der kunne have været."
        }
    })
}

/// What stands beside a figure below five.
#[must_use]
pub fn few(language: Language) -> &'static str {
    if language == Language::En { "fewer than five" } else { "under fem" }
}

/// What must be thought of where figures below five are shown.
#[must_use]
pub fn small_words(count: usize, language: Language) -> String {
    let limit = number::beginning(FEW, language).to_lowercase();
    match (language, count) {
        (Language::En, 1) => format!("One figure is below {limit}. Think of who could be recognised before you pass it on."),
        (Language::En, _) => {
            format!("{count} figures are below {limit}. Think of who could be recognised before you pass them on.")
        }
        (_, 1) => format!("Ét tal er under {limit}. Tænk på, hvem der kan genkendes, før du giver det videre."),
        (_, _) => format!("{count} tal er under {limit}. Tænk på, hvem der kan genkendes, før du giver dem videre."),
    }
}

/// What has become of a measure, a sentence for each line that has a before and an after.
#[must_use]
pub fn headline(measure: &Measure, trials: &Trials, language: Language) -> Vec<String> {
    let told = |line: &Line| {
        let step = line.step()?;
        Some(format!("{}: {}", who(line.municipality, line.group, trials, language), moved(step, language)))
    };
    measure.lines.iter().filter_map(told).collect()
}

fn moved(step: Step, language: Language) -> String {
    let (from, to) = (end(step.from, language), end(step.to, language));
    let counted = |amount: Amount| amount.whole().zip(amount.of);
    let pair = counted(step.from.amount).zip(counted(step.to.amount));
    let change = pair.and_then(|((x1, n1), (x2, n2))| newcombe(x1, n1, x2, n2));
    let points = number::signed_points;
    let change = change.map(|change| (points(change.difference), points(change.interval.low), points(change.interval.high)));
    match (language, change) {
        (Language::En, Some((moved, low, high))) => format!("from {from} to {to}, {moved} points (95%: {low} to {high})."),
        (Language::En, None) => format!("from {from} to {to}."),
        (_, Some((moved, low, high))) => format!("fra {from} til {to}, {moved} point (95\u{a0}%: {low} til {high})."),
        (_, None) => format!("fra {from} til {to}."),
    }
}

/// One end of a step: "14,2 måneder i 1. halvår 2018 (nulpunkt)".
fn end(figure: &Figure, language: Language) -> String {
    let said = figure.amount.words(language);
    let when = match (figure.key.period, language) {
        (Period::Span { from, to, .. }, Language::En) if from == to => "on",
        (Period::Span { from, to, .. }, _) if from == to => "den",
        (_, Language::En) => "in",
        _ => "i",
    };
    let when = format!("{when} {}", figure.key.period.words(language));
    match figure.amount.whole().zip(figure.amount.of).and_then(|(part, whole)| share(part, whole)) {
        Some(found) => format!("{} ({said}) {when}", number::percent(found.share, language)),
        None => format!("{said} {when}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaire::read_trials;
    use crate::register::{Key, Reported, Unit, Viewer, measures};
    use crate::time::Timestamp;

    fn reported(group: &str, period: &str, value: &str, unit: Unit) -> Reported {
        let period = Period::parse(period).unwrap();
        let figure = Figure {
            key: Key { measure: "Mål".to_owned(), municipality: "thisted".to_owned(), group: group.to_owned(), period },
            amount: Amount::parse(value, unit).unwrap(),
            source: "x".to_owned(),
            note: String::new(),
            show_small: false,
        };
        Reported { id: 1, figure, by: "Kirsten".to_owned(), at: Timestamp(0), line: group.to_owned() }
    }

    fn told(figures: &[Reported]) -> Vec<String> {
        let trials = read_trials("trials.toml", include_str!("../../../surveys/trials.toml")).unwrap();
        let viewer = Viewer { knows: &|_| true, sees: &|_| true };
        measures(figures, &[], viewer).iter().flat_map(|measure| headline(measure, &trials, Language::Da)).collect()
    }

    #[test]
    fn a_line_tells_from_where_to_where() {
        let months = |period, value| reported("", period, value, Unit::Months);
        let figures = [months("nulpunkt 2018-H1", "14,2"), months("2019-H1", "12"), months("2020-H1", "11")];
        assert_eq!(
            told(&figures),
            ["Thisted: fra 14,2\u{a0}måneder i 1. halvår 2018 (nulpunkt) til 11\u{a0}måneder i 1. halvår 2020."]
        );
        let shares = [reported("", "2018", "12 af 100", Unit::Count), reported("", "2019", "30 af 100", Unit::Count)];
        assert_eq!(
            told(&shares),
            ["Thisted: fra 12\u{a0}% (12 af 100) i 2018 til 30\u{a0}% (30 af 100) i 2019, +18 point (95\u{a0}%: +7 til +29)."]
        );
    }

    #[test]
    fn a_count_of_all_has_its_share_with_wilsons_interval() {
        let said = |text| amount(Amount::parse(text, Unit::Count).unwrap(), Language::Da);
        assert_eq!(said("155 af 239"), "155 af 239: 65\u{a0}% (95\u{a0}%: 59\u{a0}% til 71\u{a0}%)");
        assert_eq!(said("270"), "270");
    }
}
