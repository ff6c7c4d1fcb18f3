//! What moved, in a sentence that says no more than its own figures can carry.
//!
//! The test of a scale and the interval of its top box answer two questions, so neither lends the other its certainty: a shift that
//! is sure is told as a shift, and a difference is called sure only when its own interval is. It says "a change smaller than these
//! numbers can show", never "no change".
//!
//! Whether a change is told at all is decided by one thing alone, the p of its test: of two groups the one with more evidence never has
//! the more doubtful sentence. The words of that rule stand beside the figures; see [`criterion`](super::criterion).

use super::{Place, followed, quoted};
use crate::compare::comparison::{Change, Effect, MovedCounts, ShiftSize};
use crate::compare::figures::Measure;
use crate::compare::measure::ALPHA;
use crate::language::{Language, number};
use crate::questionnaire::Kind;

/// Below this many points a difference of shares is not worth a word of its own where the scale as a whole has moved.
const FEW_POINTS: u64 = 5;
/// Above this p a change is not told as one: chance alone gives one as large in more than every third comparison, and it is about as large
/// as its own standard error at most.
const LOST: f64 = 1.0 / 3.0;

/// The sentences of a change that was not refused.
pub(super) fn told(change: &Change, place: &Place) -> String {
    if let Some(followed) = change.moved {
        return among_the_same(change, followed, place);
    }
    let moved = match place.form.measure {
        Measure::Ordinal | Measure::Nominal if change.top_box.is_some() => scale(change, place),
        Measure::Ordinal | Measure::Nominal | Measure::Multiple => option(change, place),
        Measure::Number(_) => mean(change, place),
        Measure::Ranking | Measure::Words => None,
    };
    match (moved, &change.test) {
        (Some(moved), Some(_)) => moved,
        _ if place.form.measure == Measure::Words => unread(place),
        _ if place.language == Language::Da => "Svarene vises, som de er, uden en test.".to_owned(),
        _ => "The answers are shown as they are, without a test.".to_owned(),
    }
}

/// Which way the same people went, and whether it may be chance.
fn among_the_same(change: &Change, moved: MovedCounts, place: &Place) -> String {
    let language = place.language;
    match followed::told(moved, place) {
        Some(told) if followed::is_even(change) && !is_sure(change) => format!("{told} {}", unseen(change, place)),
        Some(told) if is_lost(change) => format!("{told} {}", unseen(change, place)),
        Some(told) => format!("{told} {}", chance(is_sure(change), language)),
        None => {
            let option = option(change, place).unwrap_or_else(|| otherwise(language));
            format!("{} {option}", followed::both(moved, language))
        }
    }
}

/// Answers that are no figures, so that the table below has only how many there are.
fn unread(place: &Place) -> String {
    let date = matches!(place.item.question.kind, Kind::Date { .. });
    match (place.language, date) {
        (Language::Da, true) => "Svarene er datoer. Her ses kun, hvor mange der har svaret.",
        (Language::Da, false) => "Svarene er skrevet med egne ord. Her ses kun, hvor mange der har svaret.",
        (_, true) => "The answers are dates. Here is only how many answered.",
        (_, false) => "The answers are in people's own words. Here is only how many answered.",
    }
    .to_owned()
}

/// A difference of two shares, later minus earlier, with its interval.
#[derive(Clone, Copy)]
struct Moved {
    /// The share in the later round.
    to: f64,
    difference: f64,
    low: f64,
    high: f64,
}

impl Moved {
    /// Whether the interval leaves out zero.
    fn is_clear(self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }

    /// Whether nobody, or everybody, answered so in both rounds.
    fn is_at_an_end(self) -> bool {
        self.difference == 0.0 && (self.to <= 0.0 || self.to >= 1.0)
    }
}

/// The share of the top box, or where the whole scale went.
fn scale(change: &Change, place: &Place) -> Option<String> {
    let top = change.top_box.as_ref()?;
    let to = place.rounds.1.top_box.as_ref().map_or(0.5, |top| top.share);
    let moved = Moved { to, difference: top.difference, low: top.low, high: top.high };
    let words = top_words(place);
    let Some(shift) = change.effect.as_ref().filter(|effect| effect.name == "delta") else {
        let sure = is_sure(change) && moved.is_clear();
        if is_sure(change) && !sure && place.form.values.len() > 2 {
            return Some(otherwise(place.language));
        }
        return Some(difference(moved, sure, &words, (change, place)));
    };
    let delta = shift.estimate;
    let negligible = shift.size() == Some(ShiftSize::Negligible);
    let agrees = delta * moved.difference > 0.0;
    if is_sure(change) && !is_clear_of_none(shift) {
        return shifted(shift, place).map(|moved| format!("{moved} {}", wide(place.language)));
    }
    if is_sure(change) {
        let told = agrees && moved.is_clear();
        return if told { Some(difference(moved, true, &words, (change, place))) } else { shifted_by(shift, true, place) };
    }
    if negligible && has_other_shape(change) {
        return Some(spread(place.language));
    }
    if !is_lost(change) && delta != 0.0 && (!agrees || number::points(moved.difference) < FEW_POINTS) {
        return shifted_by(shift, false, place);
    }
    let told = difference(moved, false, &words, (change, place));
    if has_other_shape(change) {
        // The test of the scale is not sure, so nothing here says that this hardly is chance.
        return Some(format!("{told} {}", elsewhere(place.language)));
    }
    Some(told)
}

/// Whether a shift's interval leaves out none.
fn is_clear_of_none(shift: &Effect) -> bool {
    shift.low.zip(shift.high).is_none_or(is_clear)
}

/// Whether chance alone gives so large a change too often for it to be told as one.
fn is_lost(change: &Change) -> bool {
    p(change).is_none_or(|p| p > LOST)
}

/// The words of the top box, joined by "or".
fn top_words(place: &Place) -> String {
    let top: Vec<String> = place.form.top.iter().filter_map(|at| place.form.values.get(*at)).map(|v| quoted(place, *v)).collect();
    top.join(if place.language == Language::Da { " eller " } else { " or " })
}

/// The scale as a whole went towards one of its ends, and whether it may be chance.
fn shifted_by(shift: &Effect, sure: bool, place: &Place) -> Option<String> {
    Some(format!("{} {}", shifted(shift, place)?, chance(sure, place.language)))
}

/// The scale as a whole went towards one of its ends.
fn shifted(shift: &Effect, place: &Place) -> Option<String> {
    let end = if shift.estimate > 0.0 { place.form.values.last() } else { place.form.values.first() };
    let end = quoted(place, *end?);
    let slightly = shift.size() == Some(ShiftSize::Negligible);
    let moved = match (place.language, slightly) {
        (Language::Da, true) => format!("Svarene har samlet set flyttet sig lidt mod {end}."),
        (Language::Da, false) => format!("Svarene har samlet set flyttet sig mod {end}."),
        (_, true) => format!("Taken together, the answers moved slightly towards {end}."),
        (_, false) => format!("Taken together, the answers moved towards {end}."),
    };
    Some(moved)
}

/// Why a shift that the test calls sure may be chance all the same: with few answers and unequal spread the test alone says so too
/// often, up to 10 % of pairs in place of 5.
fn wide(language: Language) -> &'static str {
    match language {
        Language::Da => "Det kan være tilfældigt, for inden for usikkerheden kan ændringen også være nul.",
        _ => "It may be chance, since within its uncertainty the change may also be none.",
    }
}

/// As many answers high as low, but not in the same places.
fn spread(language: Language) -> String {
    match language {
        Language::Da => {
            "Svarene fordeler sig på en anden måde end før. Vi kan ikke se, om de samlet set ligger højere eller lavere."
        }
        _ => "The answers are spread in another way than before. We cannot see whether they are higher or lower taken together.",
    }
    .to_owned()
}

/// The answers lie in other places, beside what is said of one share.
fn elsewhere(language: Language) -> &'static str {
    match language {
        Language::Da => "Men svarene fordeler sig på en anden måde end før.",
        _ => "But the answers are spread in another way than before.",
    }
}

/// The answers as a whole differ, though no single share can be named for it.
fn otherwise(language: Language) -> String {
    let moved = match language {
        Language::Da => "Svarene fordeler sig på en anden måde end før.",
        _ => "The answers are spread in another way than before.",
    };
    format!("{moved} {}", chance(true, language))
}

/// More or fewer who answer so, and whether it may be chance; what these numbers cannot show is said before any number.
fn difference(moved: Moved, sure: bool, words: &str, (change, place): (&Change, &Place)) -> String {
    let language = place.language;
    let points = number::points(moved.difference);
    if !sure && is_lost(change) && moved.is_at_an_end() {
        return at_an_end(moved.to <= 0.0, words, (change, place));
    }
    if !sure && (is_lost(change) || moved.difference == 0.0) {
        return format!("{} {}", unseen(change, place), share(moved.difference, words, language));
    }
    let told = match (language, moved.difference > 0.0) {
        (Language::Da, true) => format!("Flere end før svarer {words}. Forskellen er {}.", amount(points, language)),
        (Language::Da, false) => format!("Færre end før svarer {words}. Forskellen er {}.", amount(points, language)),
        (_, true) => format!("More than before answer {words}. The difference is {}.", amount(points, language)),
        (_, false) => format!("Fewer than before answer {words}. The difference is {}.", amount(points, language)),
    };
    if !sure && moved.is_clear() && place.form.measure == Measure::Ordinal {
        return format!("{told} {}", unsure(change, language));
    }
    format!("{told} {}", chance(sure, language))
}

/// Nobody, or everybody, answered so in both rounds: from there a share can go one way only.
fn at_an_end(nobody: bool, words: &str, (change, place): (&Change, &Place)) -> String {
    let language = place.language;
    let told = match (language, nobody) {
        (Language::Da, true) => format!("Ingen svarede {words} i nogen af runderne."),
        (Language::Da, false) => format!("Alle svarede {words} i begge runder."),
        (_, true) => format!("Nobody answered {words} in either round."),
        (_, false) => format!("Everybody answered {words} in both rounds."),
    };
    let Some(detectable) = &change.detectable else { return format!("{told} {}", unseen(change, place)) };
    let size = amount(number::points(detectable.smallest), language);
    let hidden = match (language, nobody) {
        (Language::Da, true) => format!("En stigning under omkring {size} er mindre, end disse tal som regel kan vise."),
        (Language::Da, false) => format!("Et fald under omkring {size} er mindre, end disse tal som regel kan vise."),
        (_, true) => format!("A rise of less than about {size} is smaller than these numbers can usually show."),
        (_, false) => format!("A fall of less than about {size} is smaller than these numbers can usually show."),
    };
    format!("{told} {hidden}")
}

/// Why a difference whose own interval leaves out zero may be chance all the same.
fn unsure(change: &Change, language: Language) -> &'static str {
    let alone = change.test.as_ref().is_some_and(|test| test.p < ALPHA);
    match (language, alone) {
        (Language::Da, true) => "Det kan være tilfældigt, fordi der er prøvet flere spørgsmål.",
        (Language::Da, false) => "Det kan være tilfældigt, for set over hele skalaen er ændringen ikke sikker.",
        (_, true) => "It may be chance, since several questions were tested.",
        (_, false) => "It may be chance, since over the whole scale the change is not sure.",
    }
}

/// How far a share that tells nothing went, without calling it more or fewer.
fn share(difference: f64, words: &str, language: Language) -> String {
    let points = number::points(difference);
    let amount = amount(points, language);
    match (language, points, difference > 0.0) {
        (Language::Da, 0, _) if difference == 0.0 => format!("Andelen, der svarer {words}, er den samme som før."),
        (_, 0, _) if difference == 0.0 => format!("The share who answer {words} is the same as before."),
        (Language::Da, 0, _) => format!("Andelen, der svarer {words}, er næsten den samme som før."),
        (Language::Da, _, true) => format!("Andelen, der svarer {words}, er {amount} højere end før."),
        (Language::Da, _, false) => format!("Andelen, der svarer {words}, er {amount} lavere end før."),
        (_, 0, _) => format!("The share who answer {words} is nearly the same as before."),
        (_, _, true) => format!("The share who answer {words} is {amount} higher than before."),
        (_, _, false) => format!("The share who answer {words} is {amount} lower than before."),
    }
}

/// Points with their unit.
fn amount(points: u64, language: Language) -> String {
    match (language, points) {
        (Language::Da, 0) => "under 1 procentpoint".to_owned(),
        (Language::Da, _) => format!("{points} procentpoint"),
        (_, 0) => "less than 1 percentage point".to_owned(),
        (_, 1) => "1 percentage point".to_owned(),
        (_, _) => format!("{points} percentage points"),
    }
}

/// The option that moved most surely, and whether it may be chance.
fn option(change: &Change, place: &Place) -> Option<String> {
    let order = |one: &f64, other: &f64| one.total_cmp(other);
    let all = change.options.iter().filter_map(|option| Some((option, option.changes.first()?)));
    let (option, most) = all.max_by(|one, other| {
        let surest = order(&other.1.p_holm, &one.1.p_holm);
        let further = order(&one.1.difference.abs(), &other.1.difference.abs());
        surest.then(further).then(other.0.value.cmp(&one.0.value))
    })?;
    let value = option.value;
    let to = option.rounds.last().map_or(0.5, |round| round.share);
    let moved = Moved { to, difference: most.difference, low: most.low, high: most.high };
    let sure = is_sure(change) && most.p_holm < ALPHA && moved.is_clear();
    if is_sure(change) && !sure {
        return Some(otherwise(place.language));
    }
    Some(difference(moved, sure, &quoted(place, value), (change, place)))
}

fn mean(change: &Change, place: &Place) -> Option<String> {
    let Kind::Number { decimals, .. } = &place.item.question.kind else { return None };
    let digits = usize::try_from(*decimals).unwrap_or(0) + 1;
    let (from, to) = (place.rounds.0.mean?, place.rounds.1.mean?);
    let words = |mean: f64| number::decimal(mean, digits, place.language);
    let same = words(from) == words(to);
    let sure = is_sure(change) && change.effect.as_ref().and_then(|effect| effect.low.zip(effect.high)).is_some_and(is_clear);
    let text = match (place.language, same) {
        (Language::Da, true) if sure => format!("Gennemsnittet er stadig omkring {}, men har flyttet sig lidt.", words(to)),
        (Language::Da, true) => format!("Gennemsnittet er {} som før.", words(to)),
        (Language::Da, false) => format!("Gennemsnittet er gået fra {} til {}.", words(from), words(to)),
        (_, true) if sure => format!("The mean is still about {}, but has moved slightly.", words(to)),
        (_, true) => format!("The mean is {} as before.", words(to)),
        (_, false) => format!("The mean went from {} to {}.", words(from), words(to)),
    };
    if !sure && (same || is_lost(change)) {
        return Some(format!("{} {text}", unseen(change, place)));
    }
    Some(format!("{text} {}", chance(sure, place.language)))
}

fn is_clear((low, high): (f64, f64)) -> bool {
    low > 0.0 || high < 0.0
}

/// Whether the test of the whole question is sure, after Holm where it belongs to a family.
fn is_sure(change: &Change) -> bool {
    p(change).is_some_and(|p| p < ALPHA)
}

/// The p by which a change is told, after Holm where the question belongs to a family; none without a test.
fn p(change: &Change) -> Option<f64> {
    change.test.as_ref().map(|test| test.p_holm.unwrap_or(test.p))
}

/// Whether the answers surely lie in other places, after Holm where the question belongs to a family.
fn has_other_shape(change: &Change) -> bool {
    change.shape.as_ref().is_some_and(|shape| shape.p_holm.unwrap_or(shape.p) < ALPHA)
}

/// What cannot be seen, with how large a change these numbers usually show.
fn unseen(change: &Change, place: &Place) -> String {
    let danish = place.language == Language::Da;
    let begins = if danish { "Vi kan ikke se, om noget har ændret sig." } else { "We cannot see whether anything has changed." };
    let Some(detectable) = &change.detectable else { return begins.to_owned() };
    let size = match &place.item.question.kind {
        Kind::Number { decimals, .. } => {
            let digits = usize::try_from(*decimals).unwrap_or(0) + 1;
            number::decimal(detectable.smallest, digits, place.language)
        }
        _ => amount(number::points(detectable.smallest), place.language),
    };
    let told = match (danish, detectable.only) {
        (true, None) => format!("En ændring under omkring {size} er mindre, end disse tal som regel kan vise."),
        (true, Some("up")) => format!(
            "En stigning under omkring {size} er mindre, end disse tal som regel kan vise, og et fald kan de ikke vise, uanset hvor stort."
        ),
        (true, Some(_)) => format!(
            "Et fald under omkring {size} er mindre, end disse tal som regel kan vise, og en stigning kan de ikke vise, uanset hvor stor."
        ),
        (false, None) => format!("A change of less than about {size} is smaller than these numbers can usually show."),
        (false, Some("up")) => format!(
            "A rise of less than about {size} is smaller than these numbers can usually show, and a fall they cannot show, however large."
        ),
        (false, Some(_)) => format!(
            "A fall of less than about {size} is smaller than these numbers can usually show, and a rise they cannot show, however large."
        ),
    };
    format!("{begins} {told}")
}

fn chance(sure: bool, language: Language) -> &'static str {
    match (language, sure) {
        (Language::Da, true) => "Det er næppe tilfældigt.",
        (Language::Da, false) => "Det kan være tilfældigt.",
        (_, true) => "That is hardly chance.",
        (_, false) => "It may be chance.",
    }
}
