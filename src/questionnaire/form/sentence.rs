//! What a respondent reads when something in a form cannot be used: kind, and saying what to do.
//!
//! Nobody is told off. The sentence stands above the question's choices and in the summary at the top of the page.

use super::{FormFault, FormFaultKind};
use crate::language::{Language, number};

impl FormFault {
    /// What is wrong and what to do, in the respondent's language.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        match language {
            Language::Da => danish(&self.kind),
            Language::En => english(&self.kind),
            Language::Ar => arabic(&self.kind),
        }
    }
}

fn danish(kind: &FormFaultKind) -> String {
    match kind {
        FormFaultKind::OffScale => "Vælg et af de svar, der står her.".to_owned(),
        FormFaultKind::SeveralChosen => "Vælg kun ét svar.".to_owned(),
        FormFaultKind::TooMany { most } => format!("Vælg højst {most} svar."),
        FormFaultKind::NoneWithOthers => "Vælg enten »Ingen af disse« eller et eller flere af de andre svar.".to_owned(),
        FormFaultKind::WordsWithoutOther => {
            "Du har skrevet noget, men valgt et andet svar. Vælg »Andet«, eller slet det, du har skrevet.".to_owned()
        }
        FormFaultKind::MissingWithAnswer => {
            "Du har både svaret og valgt at lade være. Slet svaret, eller fjern krydset.".to_owned()
        }
        FormFaultKind::NotANumber => "Skriv et tal, for eksempel 12.".to_owned(),
        FormFaultKind::TooSmall { min } => format!("Skriv et tal, der er mindst {}.", comma(*min)),
        FormFaultKind::TooBig { max } => format!("Skriv et tal, der er højst {}.", comma(*max)),
        FormFaultKind::TooManyDecimals { most: 0 } => "Skriv et helt tal uden komma.".to_owned(),
        FormFaultKind::TooManyDecimals { most: 1 } => "Skriv højst 1 ciffer efter kommaet.".to_owned(),
        FormFaultKind::TooManyDecimals { most } => format!("Skriv højst {most} cifre efter kommaet."),
        FormFaultKind::TooLong { most, over } => {
            format!("Teksten er {} tegn for lang. Der er plads til {}.", count(*over, Language::Da), count(*most, Language::Da))
        }
        FormFaultKind::CodeTooShort { least } => format!("Koden er for kort. Brug mindst {least} bogstaver og tal i alt."),
        FormFaultKind::ControlCharacter => "Teksten har et tegn, vi ikke kan gemme. Skriv den igen.".to_owned(),
        FormFaultKind::NotADate => "Skriv en dato, for eksempel 31.12.2020.".to_owned(),
        FormFaultKind::NotARank { last } => format!("Skriv et tal fra 1 til {last}. 1 er det vigtigste."),
        FormFaultKind::RankTwice => "Giv hvert punkt sit eget nummer.".to_owned(),
        FormFaultKind::RankMissing => "Giv alle punkter et nummer, eller lad dem alle stå tomme.".to_owned(),
        FormFaultKind::UnknownField => "Siden passer ikke til spørgsmålene. Åbn dit link igen. Dine svar er gemt.".to_owned(),
    }
}

fn english(kind: &FormFaultKind) -> String {
    match kind {
        FormFaultKind::OffScale => "Choose one of the answers shown here.".to_owned(),
        FormFaultKind::SeveralChosen => "Choose only one answer.".to_owned(),
        FormFaultKind::TooMany { most: 1 } => "Choose at most 1 answer.".to_owned(),
        FormFaultKind::TooMany { most } => format!("Choose at most {most} answers."),
        FormFaultKind::NoneWithOthers => "Choose either 'None of these' or one or more of the other answers.".to_owned(),
        FormFaultKind::WordsWithoutOther => {
            "You wrote something but chose another answer. Choose 'Other', or delete what you wrote.".to_owned()
        }
        FormFaultKind::MissingWithAnswer => {
            "You both answered and chose not to. Delete the answer, or clear the tick.".to_owned()
        }
        FormFaultKind::NotANumber => "Write a number, for example 12.".to_owned(),
        FormFaultKind::TooSmall { min } => format!("Write a number that is at least {min}."),
        FormFaultKind::TooBig { max } => format!("Write a number that is at most {max}."),
        FormFaultKind::TooManyDecimals { most: 0 } => "Write a whole number.".to_owned(),
        FormFaultKind::TooManyDecimals { most: 1 } => "Write at most 1 decimal.".to_owned(),
        FormFaultKind::TooManyDecimals { most } => format!("Write at most {most} decimals."),
        FormFaultKind::TooLong { most, over } => format!(
            "The text is too long by {}. There is room for {} characters.",
            count(*over, Language::En),
            count(*most, Language::En)
        ),
        FormFaultKind::CodeTooShort { least } => {
            format!("The code is too short. Use at least {least} letters and digits in all.")
        }
        FormFaultKind::ControlCharacter => "The text has a character that we cannot store. Please write it again.".to_owned(),
        FormFaultKind::NotADate => "Write a date, for example 31.12.2020 (day, month, year).".to_owned(),
        FormFaultKind::NotARank { last } => format!("Write a number from 1 to {last}. 1 is the most important."),
        FormFaultKind::RankTwice => "Give each item a number of its own.".to_owned(),
        FormFaultKind::RankMissing => "Give all items a number, or leave them all empty.".to_owned(),
        FormFaultKind::UnknownField => {
            "This page does not fit the questions. Open your link again. Your answers are saved.".to_owned()
        }
    }
}

fn arabic(kind: &FormFaultKind) -> String {
    match kind {
        FormFaultKind::OffScale => "اختر إحدى الإجابات الموجودة هنا.".to_owned(),
        FormFaultKind::SeveralChosen => "اختر إجابة واحدة فقط.".to_owned(),
        FormFaultKind::TooMany { most } => format!("الحد الأقصى لعدد الإجابات هو {most}."),
        FormFaultKind::NoneWithOthers => "اختر إما «لا شيء مما سبق» أو إجابة أخرى أو أكثر.".to_owned(),
        FormFaultKind::WordsWithoutOther => "كتبت نصا لكنك اخترت إجابة أخرى. اختر «غير ذلك» أو احذف ما كتبته.".to_owned(),
        FormFaultKind::MissingWithAnswer => "لقد أجبت واخترت أيضا عدم الإجابة. احذف الإجابة أو أزل العلامة.".to_owned(),
        FormFaultKind::NotANumber => "اكتب رقما، مثل 12.".to_owned(),
        FormFaultKind::TooSmall { min } => format!("اكتب رقما لا يقل عن {min}."),
        FormFaultKind::TooBig { max } => format!("اكتب رقما لا يزيد على {max}."),
        FormFaultKind::TooManyDecimals { most: 0 } => "اكتب رقما صحيحا دون فاصلة.".to_owned(),
        FormFaultKind::TooManyDecimals { most } => format!("الحد الأقصى لعدد الأرقام بعد الفاصلة هو {most}."),
        FormFaultKind::TooLong { most, over } => format!("النص أطول من اللازم. عدد الأحرف الزائدة: {over}. الحد الأقصى: {most}."),
        FormFaultKind::CodeTooShort { least } => format!("الرمز قصير جدا. استخدم {least} أحرف وأرقام على الأقل."),
        FormFaultKind::ControlCharacter => "في النص حرف لا يمكننا حفظه. اكتب النص مرة أخرى من فضلك.".to_owned(),
        FormFaultKind::NotADate => "اكتب تاريخا: اليوم ثم الشهر ثم السنة، مثل \u{2066}31.12.2020\u{2069}.".to_owned(),
        FormFaultKind::NotARank { last } => format!("اكتب رقما من 1 إلى {last}. الرقم 1 هو الأهم."),
        FormFaultKind::RankTwice => "أعط كل بند رقما مختلفا.".to_owned(),
        FormFaultKind::RankMissing => "أعط جميع البنود أرقاما، أو اتركها كلها فارغة.".to_owned(),
        FormFaultKind::UnknownField => "هذه الصفحة لا تناسب الأسئلة. افتح الرابط مرة أخرى. إجاباتك محفوظة.".to_owned(),
    }
}

fn count(number: usize, language: Language) -> String {
    number::whole(number as u64, language)
}

fn comma(number: f64) -> String {
    number.to_string().replace('.', ",")
}
