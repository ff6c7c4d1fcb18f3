//! Danish person numbers: ten digits with a valid date, in every way that people part them.
//!
//! Modulus 11 is not asked: numbers that fail it have been given out since 2007, so it would let real people through.

use std::ops::Range;

use super::signs::{Gap, Group, Signs};

/// The person numbers of a text, in order.
///
/// Ten digits DDMMYYNNNN, of which the first six are a date, or with 60 added to the day (replacement numbers given by hospitals and
/// municipalities).
pub(super) fn find(signs: &Signs) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for start in signs.starts() {
        if found.last().is_none_or(|last| last.end <= start)
            && let Some(end) = number_at(signs, start)
        {
            found.push(start..end);
        }
    }
    found
}

fn number_at(signs: &Signs, start: usize) -> Option<usize> {
    let groups = signs.groups(start, 10)?;
    let end = groups.last()?.at.end;
    let digits = signs.digits(&groups);
    let pair = |index: usize| digits[index] * 10 + digits[index + 1];
    let is_number = is_date(pair(0), pair(2), pair(4))
        && begins(signs, start)
        && is_grouped_as_one(signs, &groups)
        // "01.02.19 2500 kr." is a day and an amount.
        && !(gap_after(&groups, 6) == Some(Gap::Space) && signs.is_counted(end));
    let glued = signs.sign(end).is_alphabetic() && gap_after(&groups, 6).is_none();
    (is_number && !glued).then_some(end)
}

/// Whether a number may begin here: not within a word, save that people write "CPR070761-4286".
fn begins(signs: &Signs, start: usize) -> bool {
    let before = signs.before(start);
    !before.is_alphanumeric()
        || matches!(signs.letters_before(start).as_str(), "cpr" | "cprnr" | "cprnummer" | "personnummer" | "nr")
}

/// The gap after this many digits; nothing if a group goes on across that place.
fn gap_after(groups: &[Group], digits: usize) -> Option<Gap> {
    let mut count = 0;
    let group = groups.iter().find(|group| {
        count += group.len();
        count >= digits
    })?;
    group.gap.filter(|_| count == digits)
}

/// Whether the gaps stand where a person number has them, rather than between a day, a case number and an amount.
fn is_grouped_as_one(signs: &Signs, groups: &[Group]) -> bool {
    let lengths: Vec<usize> = groups.iter().map(Group::len).collect();
    let first = &groups[0];
    let is_year = matches!(signs.text(first.at.clone()).as_str().split_at(2.min(first.len())), ("19" | "20", _));
    let gaps = groups[..groups.len() - 1].iter().filter_map(|group| group.gap);
    let gaps: Vec<Gap> = gaps.collect();
    let uniform = gaps.windows(2).all(|two| two[0] == two[1]);
    // Commas, colons and underscores part lists, hours and keys of cases.
    if gaps.iter().any(|gap| matches!(gap, Gap::Mark(',' | ':'))) {
        return false;
    }
    match *lengths {
        [10] | [6, 4] | [2, 2, 2, 4] | [2, 2, 6] | [2, 4, 4] | [4, 2, 4] => true,
        // 2012-101234 is a case number, and so is 19-01234567.
        [4, 6] => !is_year,
        [2, 8] => gaps[0] == Gap::Space,
        // 01.01.19 - 31.12 is a time between two days.
        [6, 2, 2] => gaps[1] == Gap::Space || uniform,
        [4, 2, 2, 2] | [2, 4, 2, 2] => uniform && !is_year,
        [2, 2, 2, 2, 2] => uniform && stands_alone(signs, groups),
        _ => lengths.len() == 10,
    }
}

/// Whether no further pair of digits stands before or after: two telephone numbers in a row are pairs as well.
fn stands_alone(signs: &Signs, groups: &[Group]) -> bool {
    let (Some(first), Some(last)) = (groups.first(), groups.last()) else { return false };
    let before = signs.before(first.at.start);
    let joined = (before == ' ' || before == '-' || before == '.')
        && first.at.start.checked_sub(2).is_some_and(|at| signs.is_digit(at))
        && first.at.start.checked_sub(4).is_none_or(|at| !signs.is_digit(at));
    !joined && last.gap.is_none_or(|gap| gap == Gap::Mark(','))
}

fn is_date(day: u32, month: u32, year: u32) -> bool {
    let day = if day > 60 { day - 60 } else { day };
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        // The century is not in the two digits: 00 may be 2000, which was a leap year.
        2 if year.is_multiple_of(4) => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day)
}
