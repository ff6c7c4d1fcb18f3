//! By which rule a change has the words that it has, for whoever wonders why one group is told so and another otherwise.

use crate::language::Language;

/// The rule, the same for every question and every group. Source of the first limit: the level of every test; the second is about one
/// standard error.
#[must_use]
pub fn criterion(language: Language) -> &'static str {
    match language {
        Language::Da => {
            "Ordene om en ændring vælges på samme måde for alle spørgsmål og grupper, efter testens p (rettet efter Holm for de vigtigste \
             spørgsmål). »Det er næppe tilfældigt« står kun, når p er under 0,05 og ændringens 95 % interval ikke rummer nul. \
             »Det kan være tilfældigt« står, når tilfældet alene giver en så stor ændring i højst hver tredje sammenligning. \
             Ellers står »Vi kan ikke se, om noget har ændret sig«, hvor stor forskellen end er."
        }
        _ => {
            "The words about a change are chosen alike for all questions and groups, by the p of the test (adjusted by Holm for the \
             primary questions). \"That is hardly chance\" is said only where p is below .05 and the change's 95% interval leaves out \
             zero. \"It may be chance\" is said where chance alone gives so large a change in every third comparison at most. \
             Otherwise \"We cannot see whether anything has changed\" is said, however large the difference."
        }
    }
}
