//! The questionnaires that the demonstration shows: those of `surveys/`, built into the binary so that it runs anywhere.

use crate::questionnaire::{CodeLists, Trials, Version, read_code_list, read_trials, read_with_lists};
use crate::store::Error;

const TRIALS: &str = include_str!("../../../surveys/trials.toml");

const LIST: &str = include_str!("../../../surveys/code-lists/benefit-groups.toml");

const BUILT_IN: [&str; 23] = [
    include_str!("../../../surveys/indsatsplan-citizens/1.toml"),
    include_str!("../../../surveys/integration-caseworkers/1.toml"),
    include_str!("../../../surveys/integration-citizens/1.toml"),
    include_str!("../../../surveys/ivaerksaetteri-caseworkers/1.toml"),
    include_str!("../../../surveys/ivaerksaetteri-citizens/1.toml"),
    include_str!("../../../surveys/ledighedsydelse-caseworkers/1.toml"),
    include_str!("../../../surveys/mentor-cases/1.toml"),
    include_str!("../../../surveys/mentor-caseworkers/1.toml"),
    include_str!("../../../surveys/mikrolaan-caseworkers/1.toml"),
    include_str!("../../../surveys/mikrolaan-citizens/1.toml"),
    include_str!("../../../surveys/psykolog-caseworkers/1.toml"),
    include_str!("../../../surveys/psykolog-citizens/1.toml"),
    include_str!("../../../surveys/ressourceforloeb-cases/1.toml"),
    include_str!("../../../surveys/ressourceforloeb-citizens/1.toml"),
    include_str!("../../../surveys/revalidering-cases/1.toml"),
    include_str!("../../../surveys/revalidering-cases/2.toml"),
    include_str!("../../../surveys/revalidering-caseworkers/1.toml"),
    include_str!("../../../surveys/samtaler-forsikrede-caseworkers/1.toml"),
    include_str!("../../../surveys/samtaler-forsikrede-citizens/1.toml"),
    include_str!("../../../surveys/samtaler-forsikrede-funds/1.toml"),
    include_str!("../../../surveys/samtaler-oevrige-caseworkers/1.toml"),
    include_str!("../../../surveys/samtaler-oevrige-caseworkers/2.toml"),
    include_str!("../../../surveys/samtaler-oevrige-citizens/1.toml"),
];

/// The trials, the code lists and every questionnaire.
pub(super) fn read_built_in() -> Result<(Trials, CodeLists, Vec<Version>), Error> {
    let mut trials = read_trials("trials.toml", TRIALS).map_err(|_| Error::Corrupt("surveys"))?;
    let lists = CodeLists(vec![read_code_list("code-lists", None, LIST).map_err(|_| Error::Corrupt("surveys"))?]);
    trials.lists = lists.clone();
    let read = |text: &&str| read_with_lists("surveys", text, Some(&trials), &lists).map(|(version, _)| version);
    let versions = BUILT_IN.iter().map(read).collect::<Result<_, _>>().map_err(|_| Error::Corrupt("surveys"))?;
    Ok((trials, lists, versions))
}
