//! The sentences that letters by mail and letters on paper share, once in every language: the same promise in the same words, whichever way
//! a letter goes.

use crate::language::Language;

/// The sentences of one language. Names in braces are filled in by whoever writes the letter.
pub struct LetterWords {
    /// How a letter begins.
    pub greeting: &'static str,
    /// The same to somebody whose name is unknown.
    pub greeting_nameless: &'static str,
    /// That somebody has been written to before.
    pub reminder: &'static str,
    /// Who sends where no municipality is known.
    pub sender_unknown: &'static str,
    /// Why staff are asked.
    pub why_staff: &'static str,
    /// Why somebody is asked to look at a case.
    pub why_case: &'static str,
    /// The number of the case.
    pub case: &'static str,
    /// Why an unemployment fund is asked.
    pub why_fund: &'static str,
    /// Why others are asked.
    pub why_other: &'static str,
    /// Why citizens are asked.
    pub why_citizen: &'static str,
    /// What the questionnaire is called.
    pub title: &'static str,
    /// How long it takes, where it is a minute.
    pub minute: &'static str,
    /// How long it takes.
    pub minutes: &'static str,
    /// Until when answers are taken.
    pub closes: &'static str,
    /// That answering is voluntary.
    pub voluntary: &'static str,
    /// That an answer changes nothing for the person.
    pub no_consequence: &'static str,
    /// That no caseworker sees it.
    pub caseworker_blind: &'static str,
    /// That no manager or colleague sees it.
    pub manager_blind: &'static str,
    /// That no login and no number of a person is asked for.
    pub no_login: &'static str,
    /// How a letter ends.
    pub regards: &'static str,
}

impl LetterWords {
    /// The sentences of this language.
    #[must_use]
    pub const fn of(language: Language) -> &'static Self {
        match language {
            Language::Da => &DANISH,
            Language::En => &ENGLISH,
            Language::Ar => &ARABIC,
        }
    }
}

const DANISH: LetterWords = LetterWords {
    greeting: "Hej {name}",
    greeting_nameless: "Hej",
    reminder: "For lidt siden skrev vi til dig om et spørgeskema. Vi mangler dit svar, og du kan nå det endnu.",
    sender_unknown: "Kommunerne i forsøget",
    why_staff: "{municipality} er med i et forsøg: {trial}. Du kender arbejdet fra din hverdag. Derfor vil vi gerne høre, hvad du mener.",
    why_case: "{municipality} er med i et forsøg: {trial}. Vi beder dig se på en sag og svare på et skema om den.",
    case: "Sagen har nummer {case}.",
    why_fund: "{municipality} er med i et forsøg: {trial}. Vi vil gerne høre, hvad I mener i jeres a-kasse.",
    why_other: "{municipality} er med i et forsøg: {trial}. Vi vil gerne høre, hvad du mener.",
    why_citizen: "{municipality} er med i et forsøg. Vi vil gerne vide, hvad du synes.",
    title: "Skemaet hedder »{title}«.",
    minute: "Det tager cirka et minut.",
    minutes: "Det tager cirka {minutes} minutter.",
    closes: "Du kan svare til og med {date}.",
    voluntary: "Det er frivilligt at svare.",
    no_consequence: "Dit svar har ingen betydning for din sag eller dine penge.",
    caseworker_blind: "Din sagsbehandler kan ikke se, hvad du svarer.",
    manager_blind: "Din leder og dine kolleger kan ikke se, hvad du svarer.",
    no_login: "Du skal ikke bruge MitID, og vi spørger aldrig om dit CPR-nummer.",
    regards: "Med venlig hilsen",
};

const ENGLISH: LetterWords = LetterWords {
    greeting: "Dear {name}",
    greeting_nameless: "Hello",
    reminder: "A short while ago we wrote to you about a questionnaire. We have no answer from you yet, and there is still time.",
    sender_unknown: "The municipalities of the trial",
    why_staff: "{municipality} takes part in a trial: {trial}. You know the work from your own day. So we would like to hear what you think.",
    why_case: "{municipality} takes part in a trial: {trial}. We ask you to look at a case and fill in a form about it.",
    case: "The case has the number {case}.",
    why_fund: "{municipality} takes part in a trial: {trial}. We would like to hear what your unemployment fund thinks.",
    why_other: "{municipality} takes part in a trial: {trial}. We would like to hear what you think.",
    why_citizen: "{municipality} takes part in a trial. We would like to know what you think.",
    title: "The questionnaire is called “{title}”.",
    minute: "It takes about one minute.",
    minutes: "It takes about {minutes} minutes.",
    closes: "You can answer up to and including {date}.",
    voluntary: "Answering is voluntary.",
    no_consequence: "Your answer has no bearing on your case or your money.",
    caseworker_blind: "Your caseworker cannot see what you answer.",
    manager_blind: "Your manager and your colleagues cannot see what you answer.",
    no_login: "You do not need MitID, and we never ask for your CPR number.",
    regards: "Kind regards",
};

const ARABIC: LetterWords = LetterWords {
    greeting: "مرحبا \u{2068}{name}\u{2069}",
    greeting_nameless: "مرحبا",
    reminder: "كتبنا إليك قبل فترة قصيرة عن استبيان. لم تصلنا إجابتك بعد، ولا يزال لديك وقت.",
    sender_unknown: "البلديات المشاركة في التجربة",
    why_staff: "تشارك \u{2068}{municipality}\u{2069} في تجربة: \u{2068}{trial}\u{2069}. أنت تعرف هذا العمل من حياتك اليومية، ولذلك نود أن نسمع رأيك.",
    why_case: "تشارك \u{2068}{municipality}\u{2069} في تجربة: \u{2068}{trial}\u{2069}. نطلب منك النظر في ملف وتعبئة نموذج عنه.",
    case: "رقم الملف: \u{2068}{case}\u{2069}.",
    why_fund: "تشارك \u{2068}{municipality}\u{2069} في تجربة: \u{2068}{trial}\u{2069}. نود أن نسمع رأي صندوق البطالة لديكم.",
    why_other: "تشارك \u{2068}{municipality}\u{2069} في تجربة: \u{2068}{trial}\u{2069}. نود أن نسمع رأيك.",
    why_citizen: "تشارك \u{2068}{municipality}\u{2069} في تجربة. نود أن نعرف رأيك.",
    title: "اسم الاستبيان: «\u{2068}{title}\u{2069}».",
    minute: "تستغرق الإجابة نحو دقيقة واحدة.",
    minutes: "مدة الإجابة بالدقائق: نحو {minutes}.",
    closes: "يمكنك الإجابة حتى نهاية يوم \u{2068}{date}\u{2069}.",
    voluntary: "الإجابة اختيارية.",
    no_consequence: "ليس لإجابتك أي تأثير على قضيتك أو على المال الذي تحصل عليه.",
    caseworker_blind: "لا يستطيع مستشارك أن يرى إجاباتك.",
    manager_blind: "لا يستطيع مديرك ولا زملاؤك رؤية إجاباتك.",
    no_login: "لا تحتاج إلى MitID، ولن نسألك أبدا عن رقمك الشخصي (CPR).",
    regards: "مع أطيب التحيات",
};
