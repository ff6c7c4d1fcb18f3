//! What is wrong with register figures, in Danish and in English.

use super::glance;
use crate::import::FigureFault;
use crate::language::{Language, number};
use crate::questionnaire::NotHeld;
use crate::register::{AmountFault, Unit};

/// What is wrong and what to do.
pub(super) fn sentence(fault: &FigureFault, language: Language) -> String {
    if language == Language::Da { danish(fault) } else { english(fault) }
}

fn units(language: Language) -> String {
    Unit::ALL.map(|unit| unit.words(language)).join(", ")
}

fn danish(fault: &FigureFault) -> String {
    match fault {
        FigureFault::Period { value } => format!(
            "»{}« er ikke en periode. Skriv for eksempel 2018, 2018-H2, 2018-Q3, 2018-07, 1.7.2018, 1.7.2018 - 31.12.2018 eller 6m for seks måneder efter; sæt »nulpunkt« foran den periode, der måler før forsøget.",
            glance(value)
        ),
        FigureFault::Unit { value } => format!("Enheden »{}« kendes ikke. Vælg en af {}.", glance(value), units(Language::Da)),
        FigureFault::Amount { value, fault } => {
            let value = glance(value);
            match fault {
                AmountFault::NotANumber => {
                    format!(
                        "»{value}« er ikke et tal. Skriv det som 1234,5 eller 1.234,5. Et antal af flere, som 155 af 239, har enheden antal."
                    )
                }
                AmountFault::Ambiguous => {
                    format!("»{value}« kan læses som tusinder og som et decimaltal. Skriv 1234 eller 1,23.")
                }
                AmountFault::NotWhole => format!("»{value}« er ikke et antal. Et antal er et helt tal fra 0."),
                AmountFault::MoreThanAll => format!("»{value}« er flere, end der er i alt. Ret et af tallene."),
                AmountFault::OutOfRange => {
                    format!("»{value}« ligger uden for det, der kan være. Procent går fra 0 til 100, og tid er ikke under 0.")
                }
            }
        }
        FigureFault::BaselineAfterStart { in_force } => format!(
            "Et nulpunkt måler, hvordan det var før forsøget, og det trådte i kraft {}. Ret perioden, eller slet ordet »nulpunkt«.",
            number::day(*in_force, Language::Da)
        ),
        FigureFault::Overlap { first } => format!(
            "Perioden overlapper den i linje {first} for samme mål, kommune og gruppe. Slet den ene række, eller ret perioden."
        ),
        FigureFault::Known { period, amount } => format!(
            "Forsøget har allerede et tal for {}: {}. Slet rækken, eller sig, at nye tal træder i stedet for gamle (--replace).",
            period.words(Language::Da),
            amount.words(Language::Da)
        ),
        FigureFault::Group { list, value, fault: NotHeld::NoVersion } => format!(
            "»{}« hører til kodelisten »{list}«, som ikke gælder i hele den periode. Del perioden, eller skriv gruppen uden listen.",
            glance(value)
        ),
        FigureFault::Group { list, value, fault: NotHeld::NoGroup { version, known } } => format!(
            "»{}« er ikke en gruppe i »{list}«, version {version}, som gælder i den periode. Skriv »{list}/« og en af disse: {}.",
            glance(value),
            known.join(", ")
        ),
        FigureFault::OtherUnit { unit } => {
            format!(
                "Målet har enheden {} andre steder. Brug samme enhed, eller giv målet et andet navn.",
                unit.words(Language::Da)
            )
        }
    }
}

fn english(fault: &FigureFault) -> String {
    match fault {
        FigureFault::Period { value } => format!(
            "'{}' is no period. Write for instance 2018, 2018-H2, 2018-Q3, 2018-07, 2018-07-01, 2018-07-01/2018-12-31, or 6m for six months after; put 'baseline' before the period that measures before the trial.",
            glance(value)
        ),
        FigureFault::Unit { value } => format!("The unit '{}' is unknown. Choose one of {}.", glance(value), units(Language::En)),
        FigureFault::Amount { value, fault } => {
            let value = glance(value);
            match fault {
                AmountFault::NotANumber => {
                    format!(
                        "'{value}' is no number. Write it as 1234.5 or 1.234,5. A count of several, such as 155 of 239, has the unit count."
                    )
                }
                AmountFault::Ambiguous => format!("'{value}' may be thousands or a decimal number. Write 1234 or 1.23."),
                AmountFault::NotWhole => format!("'{value}' is no count. A count is a whole number from 0."),
                AmountFault::MoreThanAll => format!("'{value}' is more than there are in all. Correct one of the numbers."),
                AmountFault::OutOfRange => {
                    format!("'{value}' is outside of what can be. Per cent go from 0 to 100, and time is not below 0.")
                }
            }
        }
        FigureFault::BaselineAfterStart { in_force } => format!(
            "A baseline measures how things were before the trial, which came into force on {}. Correct the period, or delete the word 'baseline'.",
            number::day(*in_force, Language::En)
        ),
        FigureFault::Overlap { first } => format!(
            "The period overlaps with that on line {first} of the same measure, municipality and group. Delete one row, or correct the period."
        ),
        FigureFault::Known { period, amount } => format!(
            "The trial has a figure for {} already: {}. Delete the row, or say that new figures take the place of old ones (--replace).",
            period.words(Language::En),
            amount.words(Language::En)
        ),
        FigureFault::Group { list, value, fault: NotHeld::NoVersion } => format!(
            "'{}' is of the code list '{list}', which does not hold in all of that period. Divide the period, or write the group without the list.",
            glance(value)
        ),
        FigureFault::Group { list, value, fault: NotHeld::NoGroup { version, known } } => format!(
            "'{}' is no group of '{list}', version {version}, which holds in that period. Write '{list}/' and one of these: {}.",
            glance(value),
            known.join(", ")
        ),
        FigureFault::OtherUnit { unit } => {
            format!(
                "The measure is in {} elsewhere. Use the same unit, or give the measure another name.",
                unit.words(Language::En)
            )
        }
    }
}
