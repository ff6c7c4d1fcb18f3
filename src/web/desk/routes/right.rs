//! What a person must have to reach an address, and what the address is about.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::access::Verb;
use crate::store;
use crate::web::desk::caller::{Admitted, trial_of};
use crate::web::desk::writing;

/// What a person must have to reach an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web::desk) enum Right {
    /// To be signed in: what is there is their own.
    SignedIn,
    /// The right to do this to that.
    To(Verb, Of),
}

/// What an address is about, and where it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web::desk) enum Of {
    /// The whole installation, or a list that is cut to what the person may see.
    Platform,
    /// The trial in the path.
    Trial,
    /// The trial in the path, or the person's own municipalities' part of it: the handler lets through nothing of another.
    TrialPart,
    /// The round in the path.
    Round,
    /// The round in the path, or the person's own municipalities' part of it: the handler lets through nothing of another.
    RoundPart,
    /// The focus group in the path, with its own trials and municipalities.
    Group,
    /// Some trial: the handler offers those alone of which the person has the right.
    AnyTrial,
    /// The questionnaire in the path with its two versions.
    Versions,
    /// The questionnaire in the path with all its published versions.
    Questionnaire,
    /// The questionnaire in the path, published or only being written.
    Draft,
    /// The trial behind the question mark.
    AskedTrial,
    /// The trial behind the question mark, or the municipality's part of it where a unit is asked for.
    AskedSheet,
}

/// What an address was found to be about.
pub(in crate::web::desk) struct Found {
    pub(in crate::web::desk) trials: BTreeSet<String>,
    pub(in crate::web::desk) municipality: Option<String>,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    trial: String,
    unit: Option<String>,
}

impl Of {
    /// What the address is about; none where there is no such thing.
    pub(in crate::web::desk) fn find(self, admitted: &Admitted) -> Result<Option<Found>, store::Error> {
        let of = |trial: String| Found { trials: [trial].into(), municipality: None };
        let state = &admitted.state;
        Ok(match self {
            // What a group is about is asked where its right is.
            Self::Platform | Self::AnyTrial | Self::Group => Some(Found { trials: BTreeSet::new(), municipality: None }),
            Self::Trial | Self::TrialPart => Some(of(admitted.path("trial").to_owned())),
            Self::Round | Self::RoundPart => match state.store.round(admitted.path("round"))? {
                Some(round) => Some(of(trial_of(state, &round)?)),
                None => None,
            },
            Self::Versions => {
                let mut trials = BTreeSet::new();
                for number in ["from", "to"].map(|name| admitted.path(name).parse().ok()) {
                    let version = number.map(|number| state.store.find_version(admitted.path("key"), number)).transpose()?;
                    let Some(published) = version.flatten() else { return Ok(None) };
                    trials.insert(published.version.trial.clone());
                }
                Some(Found { trials, municipality: None })
            }
            Self::Questionnaire | Self::Draft => {
                let key = admitted.path("key");
                let published = writing::versions_of(admitted, key)?;
                let mut trials: BTreeSet<String> = published.iter().map(|published| published.version.trial.clone()).collect();
                if self == Self::Draft {
                    trials.extend(state.store.draft_texts(key)?.into_iter().map(|text| text.trial));
                }
                (!trials.is_empty()).then_some(Found { trials, municipality: None })
            }
            Self::AskedTrial => admitted.query::<Asked>().ok().map(|asked| of(asked.trial)),
            Self::AskedSheet => admitted
                .query::<Asked>()
                .ok()
                .map(|asked| Found { trials: [asked.trial].into(), municipality: asked.unit.filter(|unit| !unit.is_empty()) }),
        })
    }
}
