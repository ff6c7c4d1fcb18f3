//! How many of those invited in each municipality have answered while a round runs, as page and API tell it: in quarters, of no anonymous
//! round, and of no closed one, whose figures the comparison decides on.

use std::collections::BTreeMap;

use crate::compare::monitor::{Quarter, Turnout, quarters};
use crate::fieldwork::{Mode, Round};
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

/// The municipalities that `is_own` holds; those that are left out are reckoned with all the same.
pub fn by_municipality(store: &Store, round: &Round, is_own: impl Fn(&str) -> bool) -> Result<Vec<UnitTurnout>, Error> {
    let mut units: BTreeMap<Option<String>, Turnout> = BTreeMap::new();
    for ((municipality, how), count) in store.invitation_states(round)? {
        let unit = units.entry(municipality).or_insert(Turnout { invited: 0, answered: 0 });
        unit.invited += count;
        if matches!(how, InvitationState::Answered | InvitationState::ScreenedOut) {
            unit.answered += count;
        }
    }
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
