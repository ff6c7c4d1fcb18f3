//! How many of those invited in each municipality have answered while a round runs, as page and API tell it: in quarters, of no anonymous
//! round, and of no closed one, whose figures the comparison decides on.

use std::collections::BTreeMap;

use crate::compare::monitor::{self, Quarter, Turnout, Whole, quarters};
use crate::fieldwork::{Mode, Round};
use crate::language::Language;
use crate::store::{Error, InvitationState, Store};
use crate::time::Timestamp;

/// One municipality's part of a round.
pub struct UnitTurnout {
    /// The municipality's key.
    pub municipality: String,
    /// How many people there are, where the round has a population by municipality.
    pub people: Option<u64>,
    /// How many are invited.
    pub invited: u64,
    /// Which quarter of them have answered; none where it is not told.
    pub quarter: Option<Quarter>,
}

/// Whether anything is told by municipality.
#[must_use]
pub fn is_told_by_municipality(round: &Round, now: Timestamp) -> bool {
    round.mode != Mode::Anonymous && !round.is_closed(now)
}

/// How much is told of the whole round: of a closed one everything, whatever its comparison tells then.
pub fn whole(store: &Store, round: &Round, now: Timestamp) -> Result<Whole, Error> {
    if round.is_closed(now) {
        return Ok(Whole::Counted);
    }
    Ok(monitor::whole(&units(store, round)?.into_values().collect::<Vec<_>>()))
}

/// What is called so many of those invited, in the middle of a sentence.
#[must_use]
pub fn quarter_words(quarter: Quarter, language: Language) -> &'static str {
    match (quarter, language) {
        (Quarter::First, Language::En) => "fewer than a quarter",
        (Quarter::Second, Language::En) => "a quarter to a half",
        (Quarter::Third, Language::En) => "a half to three quarters",
        (Quarter::Fourth, Language::En) => "three quarters or more",
        (Quarter::First, _) => "under en fjerdedel",
        (Quarter::Second, _) => "en fjerdedel til halvdelen",
        (Quarter::Third, _) => "halvdelen til tre fjerdedele",
        (Quarter::Fourth, _) => "tre fjerdedele eller flere",
    }
}

/// The people of each municipality, those of whom none is known together.
fn units(store: &Store, round: &Round) -> Result<BTreeMap<Option<String>, Turnout>, Error> {
    let mut units: BTreeMap<Option<String>, Turnout> = BTreeMap::new();
    for ((municipality, how), count) in store.invitation_states(round)? {
        let unit = units.entry(municipality).or_insert(Turnout { invited: 0, answered: 0 });
        unit.invited += count;
        if matches!(how, InvitationState::Answered | InvitationState::ScreenedOut) {
            unit.answered += count;
        }
    }
    Ok(units)
}

/// The municipalities that `is_own` holds; those that are left out are reckoned with all the same.
pub fn by_municipality(store: &Store, round: &Round, is_own: impl Fn(&str) -> bool) -> Result<Vec<UnitTurnout>, Error> {
    let units = units(store, round)?;
    let told = quarters(&units.values().copied().collect::<Vec<_>>());
    let people = |key: &str| {
        let of = BTreeMap::from([("municipality".to_owned(), key.to_owned())]);
        let columns = ["municipality".to_owned()];
        round.population.as_ref().filter(|population| population.knows(&columns)).map(|population| population.count(&of))
    };
    let own =
        units.into_iter().zip(told).filter_map(|((key, unit), quarter)| Some((key.filter(|key| is_own(key))?, unit, quarter)));
    Ok(own
        .map(|(municipality, unit, quarter)| UnitTurnout {
            people: people(&municipality),
            municipality,
            invited: unit.invited,
            quarter,
        })
        .collect())
}
