//! How much: a number in a unit, as Danes and programs write numbers; a count may say of how many it is.

use crate::language::{Language, number};

/// The most decimals that are kept.
const DECIMALS: usize = 4;
/// The largest number, far above the budget of any municipality in øre.
const LARGEST: i64 = 1_000_000_000_000_000;

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// People, cases or times.
    Count,
    /// Per cent.
    Percent,
    /// Danish kroner.
    Kroner,
    /// Days.
    Days,
    /// Weeks.
    Weeks,
    /// Months.
    Months,
    /// Hours.
    Hours,
}

/// A number in a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The number in ten-thousandths, so that nothing is rounded that was written.
    ten_thousandths: i64,
    /// How many decimals were written.
    decimals: usize,
    /// Of how many, where a count says so.
    pub of: Option<u64>,
    /// What it counts.
    pub unit: Unit,
}

/// Why something is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountFault {
    /// No number.
    NotANumber,
    /// `1.234` is 1234 to a Dane and 1.234 to a program.
    Ambiguous,
    /// A count is a whole number from 0.
    NotWhole,
    /// More of a whole than there is.
    MoreThanAll,
    /// Below zero, or above 100 per cent.
    OutOfRange,
}

impl Unit {
    /// Every unit.
    pub const ALL: [Self; 7] = [Self::Count, Self::Percent, Self::Kroner, Self::Days, Self::Weeks, Self::Months, Self::Hours];

    /// The name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Percent => "percent",
            Self::Kroner => "kroner",
            Self::Days => "days",
            Self::Weeks => "weeks",
            Self::Months => "months",
            Self::Hours => "hours",
        }
    }

    /// What pages call it.
    #[must_use]
    pub fn words(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Count, Language::En) => "count",
            (Self::Count, _) => "antal",
            (Self::Percent, Language::En) => "per cent",
            (Self::Percent, _) => "procent",
            (Self::Kroner, _) => "kr.",
            (Self::Days, Language::En) => "days",
            (Self::Days, _) => "dage",
            (Self::Weeks, Language::En) => "weeks",
            (Self::Weeks, _) => "uger",
            (Self::Months, Language::En) => "months",
            (Self::Months, _) => "måneder",
            (Self::Hours, Language::En) => "hours",
            (Self::Hours, _) => "timer",
        }
    }

    /// What pages call a single one.
    fn one(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Days, Language::En) => "day",
            (Self::Days, _) => "dag",
            (Self::Weeks, Language::En) => "week",
            (Self::Weeks, _) => "uge",
            (Self::Months, Language::En) => "month",
            (Self::Months, _) => "måned",
            (Self::Hours, Language::En) => "hour",
            (Self::Hours, _) => "time",
            (other, _) => other.words(language),
        }
    }

    /// Reads a name of files, a word of pages, or `%`, `pct.`, `kr`, `DKK`, `stk.`, `mdr.`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        match text.as_str() {
            "%" | "pct" | "pct." => return Some(Self::Percent),
            "kr" | "dkk" => return Some(Self::Kroner),
            "stk" | "stk." => return Some(Self::Count),
            "mdr" | "mdr." => return Some(Self::Months),
            _ => {}
        }
        let is_called =
            |unit: &Self| text == unit.name() || [Language::Da, Language::En].iter().any(|it| text == unit.words(*it));
        Self::ALL.into_iter().find(is_called)
    }
}

impl Amount {
    /// Reads `1.234,5`, `1234,5`, `1234.5`, `−3`, and of counts also `155 af 239`, `155 of 239` and `155/239`.
    pub fn parse(text: &str, unit: Unit) -> Result<Self, AmountFault> {
        let text = text.trim().replace('\u{a0}', " ");
        let parts = [" af ", " of ", "/"].iter().find_map(|between| text.split_once(between));
        let (text, whole) = match parts {
            Some((part, whole)) if unit == Unit::Count => (part.trim(), Some(whole.trim())),
            Some(_) => return Err(AmountFault::NotANumber),
            None => (text.as_str(), None),
        };
        let amount = Self { of: None, ..number(text, unit)? };
        let of = match whole {
            Some(whole) => Some(number(whole, unit)?.whole().ok_or(AmountFault::NotWhole)?),
            None => None,
        };
        match unit {
            Unit::Count if amount.whole().is_none() => Err(AmountFault::NotWhole),
            Unit::Percent if !(0..=1_000_000).contains(&amount.ten_thousandths) => Err(AmountFault::OutOfRange),
            Unit::Days | Unit::Weeks | Unit::Months | Unit::Hours if amount.ten_thousandths < 0 => Err(AmountFault::OutOfRange),
            _ if of.is_some_and(|of| amount.whole().is_none_or(|part| part > of)) => Err(AmountFault::MoreThanAll),
            _ => Ok(Self { of, ..amount }),
        }
    }

    /// What counts or amounts of money are together; none of anything else, where one says of how many it is and another does not, and of none.
    #[must_use]
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        let add = |so_far: Self, next: Self| {
            let of = match (so_far.of, next.of) {
                (Some(one), Some(other)) => Some(one.checked_add(other)?),
                (None, None) => None,
                _ => return None,
            };
            let ten_thousandths = so_far.ten_thousandths.checked_add(next.ten_thousandths)?;
            let decimals = so_far.decimals.max(next.decimals);
            (so_far.unit == next.unit).then_some(Self { ten_thousandths, decimals, of, ..so_far })
        };
        let mut amounts = amounts.into_iter();
        let first = amounts.next().filter(|first| matches!(first.unit, Unit::Count | Unit::Kroner))?;
        amounts.try_fold(first, add)
    }

    /// The number as files have it: a point before decimals, nothing between thousands, `155/239` where it says of how many. Three
    /// decimals get a nought behind them, since a point before three digits is what a Dane takes for thousands.
    #[must_use]
    pub fn written(self) -> String {
        let sign = if self.ten_thousandths < 0 { "-" } else { "" };
        let digits = format!("{:05}", self.ten_thousandths.unsigned_abs());
        let (whole, rest) = digits.split_at(digits.len() - DECIMALS);
        let rest = &rest[..self.decimals];
        let point = if rest.is_empty() { "" } else { "." };
        let nought = if rest.len() == 3 { "0" } else { "" };
        let of = self.of.map(|of| format!("/{of}")).unwrap_or_default();
        format!("{sign}{whole}{point}{rest}{nought}{of}")
    }

    /// The number as a Danish spreadsheet has it: a comma before decimals, `155 af 239`, which no spreadsheet takes for a date.
    #[must_use]
    pub fn written_danish(self) -> String {
        self.written().replace('.', ",").replace('/', " af ")
    }

    /// The number as people read it, without its unit and of how many it is: `14,2`, `4.800.000`.
    #[must_use]
    pub fn bare(self, language: Language) -> String {
        let whole = number::whole(self.ten_thousandths.unsigned_abs() / 10_000, language);
        let sign = if self.ten_thousandths < 0 { "−" } else { "" };
        let digits = format!("{:04}", self.ten_thousandths.unsigned_abs() % 10_000);
        let rest = &digits[..self.decimals];
        let point = match (rest.is_empty(), language) {
            (true, _) => "",
            (_, Language::En) => ".",
            _ => ",",
        };
        format!("{sign}{whole}{point}{rest}")
    }

    /// The number with its unit as people read it: `155 af 239`, `14,2 måneder`, `4.800.000 kr.`, `12 %`.
    #[must_use]
    pub fn words(self, language: Language) -> String {
        let english = language == Language::En;
        let said = self.bare(language);
        match (self.unit, self.of) {
            (Unit::Count, Some(of)) if english => format!("{said} of {}", number::whole(of, language)),
            (Unit::Count, Some(of)) => format!("{said} af {}", number::whole(of, language)),
            (Unit::Count, None) => said,
            (Unit::Percent, _) if english => format!("{said}%"),
            (Unit::Percent, _) => format!("{said}\u{a0}%"),
            (unit, _) if said == "1" => format!("{said}\u{a0}{}", unit.one(language)),
            (unit, _) => format!("{said}\u{a0}{}", unit.words(language)),
        }
    }

    /// The number for drawing.
    #[must_use]
    pub fn number(self) -> f64 {
        self.ten_thousandths as f64 / 10_000.0
    }

    /// The whole number, where it is one from 0.
    #[must_use]
    pub fn whole(self) -> Option<u64> {
        let number = u64::try_from(self.ten_thousandths).ok()?;
        number.is_multiple_of(10_000).then_some(number / 10_000)
    }

    /// Whether so few people or cases stand behind it that it is shown with a warning.
    #[must_use]
    pub fn is_small(self) -> bool {
        let small = |count: u64| count > 0 && count < super::FEW;
        self.unit == Unit::Count && (self.whole().is_some_and(small) || self.of.is_some_and(small))
    }
}

fn number(text: &str, unit: Unit) -> Result<Amount, AmountFault> {
    let (sign, digits) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (-1, rest.trim_start()),
        None => (1, text),
    };
    let digits: String = digits.chars().filter(|sign| *sign != ' ').collect();
    let (whole, rest) = split(&digits, unit)?;
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(&whole) || !is_digits(rest) {
        return Err(AmountFault::NotANumber);
    }
    // Nobody counts a tenth of an øre: `1,234` kroner are an Englishman's thousand.
    if unit == Unit::Kroner && rest.len() == 3 {
        return Err(AmountFault::Ambiguous);
    }
    let rest = rest.trim_end_matches('0');
    if rest.len() > if unit == Unit::Kroner { 2 } else { DECIMALS } {
        return Err(AmountFault::NotANumber);
    }
    let scaled = format!("{whole}{rest:0<4}").parse::<i64>().map_err(|_| AmountFault::OutOfRange)?;
    if scaled > LARGEST * 10 {
        return Err(AmountFault::OutOfRange);
    }
    Ok(Amount { ten_thousandths: sign * scaled, decimals: rest.len(), of: None, unit })
}

/// What stands before and behind the decimal sign, thousands' points taken out.
fn split(digits: &str, unit: Unit) -> Result<(String, &str), AmountFault> {
    let thousands = |text: &str| {
        let mut groups = text.split('.');
        let first = groups.next().is_some_and(|first| (1..=3).contains(&first.len()));
        first && groups.all(|group| group.len() == 3)
    };
    match (digits.split_once(','), digits.matches('.').count()) {
        (Some((whole, rest)), 0) => Ok((whole.to_owned(), rest)),
        (Some((whole, rest)), _) if thousands(whole) => Ok((whole.replace('.', ""), rest)),
        (None, 0) => Ok((digits.to_owned(), "")),
        // Money and counts have thousands; of other units a point with three digits may be either.
        (None, 1) if thousands(digits) && !matches!(unit, Unit::Count | Unit::Kroner) => Err(AmountFault::Ambiguous),
        (None, 1) if !thousands(digits) => {
            digits.split_once('.').map(|(whole, rest)| (whole.to_owned(), rest)).ok_or(AmountFault::NotANumber)
        }
        (None, _) if thousands(digits) => Ok((digits.replace('.', ""), "")),
        _ => Err(AmountFault::NotANumber),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn counts_and_money_are_summed_and_nothing_else_is() {
        let of =
            |texts: &[&str], unit| Amount::sum(texts.iter().map(|text| Amount::parse(text, unit).unwrap())).map(Amount::written);
        assert_eq!(of(&["108", "11", "4"], Unit::Count).as_deref(), Some("123"));
        assert_eq!(of(&["3 af 10", "5 af 20"], Unit::Count).as_deref(), Some("8/30"));
        assert_eq!(of(&["1.000", "0,5"], Unit::Kroner).as_deref(), Some("1000.5"));
        assert_eq!(of(&["3 af 10", "5"], Unit::Count), None);
        assert_eq!(of(&["12", "14"], Unit::Months), None);
        assert_eq!(of(&[], Unit::Count), None);
    }

    #[test]
    fn danish_and_programs_numbers_are_read_alike() {
        for (text, unit, written, words) in [
            ("1.234,5", Unit::Months, "1234.5", "1.234,5\u{a0}måneder"),
            ("14,20", Unit::Months, "14.2", "14,2\u{a0}måneder"),
            ("14.2", Unit::Months, "14.2", "14,2\u{a0}måneder"),
            ("4.800.000", Unit::Kroner, "4800000", "4.800.000\u{a0}kr."),
            ("-720 000", Unit::Kroner, "-720000", "−720.000\u{a0}kr."),
            ("155 af 239", Unit::Count, "155/239", "155 af 239"),
            ("1.155/1.239", Unit::Count, "1155/1239", "1.155 af 1.239"),
            ("270", Unit::Count, "270", "270"),
            ("12", Unit::Percent, "12", "12\u{a0}%"),
            ("0", Unit::Count, "0", "0"),
            ("1,234", Unit::Months, "1.2340", "1,234\u{a0}måneder"),
            ("1", Unit::Months, "1", "1\u{a0}måned"),
            ("4.800.000,50", Unit::Kroner, "4800000.5", "4.800.000,5\u{a0}kr."),
        ] {
            let amount = Amount::parse(text, unit).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
            assert_eq!((amount.written().as_str(), amount.words(Language::Da).as_str()), (written, words), "{text}");
        }
    }

    #[test]
    fn what_could_be_two_numbers_or_none_is_refused() {
        for (text, unit, fault) in [
            ("1.234", Unit::Months, AmountFault::Ambiguous),
            ("1,234", Unit::Kroner, AmountFault::Ambiguous),
            ("1,5", Unit::Count, AmountFault::NotWhole),
            ("-1", Unit::Count, AmountFault::NotWhole),
            ("240/239", Unit::Count, AmountFault::MoreThanAll),
            ("101", Unit::Percent, AmountFault::OutOfRange),
            ("-2", Unit::Weeks, AmountFault::OutOfRange),
            ("1.23.456", Unit::Kroner, AmountFault::NotANumber),
            ("12,12345", Unit::Kroner, AmountFault::NotANumber),
            ("ti", Unit::Count, AmountFault::NotANumber),
            ("", Unit::Count, AmountFault::NotANumber),
            ("5 af 7", Unit::Months, AmountFault::NotANumber),
            ("99999999999999999999", Unit::Kroner, AmountFault::OutOfRange),
        ] {
            assert_eq!(Amount::parse(text, unit), Err(fault), "{text}");
        }
    }

    #[test]
    fn fewer_than_five_are_few_and_nobody_is_not() {
        let small = |text: &str| Amount::parse(text, Unit::Count).unwrap().is_small();
        assert_eq!(["0", "1", "4", "5", "3/40", "0/4", "8/40"].map(small), [false, true, true, false, true, true, false]);
    }

    proptest! {
        #[test]
        fn no_text_is_a_panic_and_what_is_written_reads_the_same(text in "\\PC{0,24}", place in 0usize..7) {
            let unit = Unit::ALL[place];
            if let Ok(amount) = Amount::parse(&text, unit) {
                prop_assert_eq!(Amount::parse(&amount.written(), unit), Ok(amount));
                prop_assert_eq!(Amount::parse(&amount.written_danish(), unit), Ok(amount));
            }
        }
    }
}
