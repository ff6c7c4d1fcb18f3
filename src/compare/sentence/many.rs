//! How the groups of a comparison are to be read, since so many changes are tested that some look large by chance.

use crate::compare::comparison::Group;
use crate::language::{Language, number};

/// How many changes of groups are tested, each group's primary questions together and the groups each by itself, and what that means for
/// a reader, in a sentence that holds wherever one of these changes is told; none where there are few.
pub(in crate::compare) fn many_tests(groups: &[Group], language: Language) -> Option<String> {
    let divided = groups.iter().filter(|group| !group.by.is_empty());
    let changes = divided.flat_map(|group| &group.questions).flat_map(|question| &question.changes);
    let tests = changes.filter(|change| change.test.is_some()).count();
    let tests = number::whole(u64::try_from(tests).ok().filter(|tests| *tests > 1)?, language);
    Some(match language {
        Language::Da => format!(
            "Der er prøvet {tests} ændringer i grupperne, hver gruppe for sig. Selv hvis intet havde ændret sig nogen steder, ville man \
             vente, at nogle af dem så store ud ved et tilfælde. Læs derfor grupperne som spor, der kan undersøges, og ikke som beviser."
        ),
        _ => format!(
            "{tests} changes of groups were tested, each group by itself. Even if nothing had changed anywhere, one would expect some of \
             them to look large by chance. So read the groups as leads to follow, not as proof."
        ),
    })
}
