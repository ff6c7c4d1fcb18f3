//! The sentences of letters in Arabic. Names and numbers in Latin script are isolated (U+2068 to U+2069), so that they keep
//! their own direction.

use super::Words;
use crate::fieldwork::LetterWords;
use crate::language::Language;

pub(super) const WORDS: Words = Words {
    both: LetterWords::of(Language::Ar),
    subject: "استبيان: {title}",
    subject_reminder: "تذكير: {title}",
    subject_several: "استبيانات من \u{2068}{municipality}\u{2069}",
    subject_reminder_several: "تذكير: استبيانات من \u{2068}{municipality}\u{2069}",
    synthetic_mark: "[تمرين] {subject}",
    synthetic: "هذا تمرين. لا شيء في هذه الرسالة حقيقي.",
    reminder_several: "كتبنا إليك قبل فترة قصيرة عن عدد من الاستبيانات. لم تصلنا إجابتك بعد عن الاستبيانات التالية، ولا يزال لديك وقت.",
    why_trials: "تشارك \u{2068}{municipality}\u{2069} في عدة تجارب. نود أن نسمع رأيك.",
    several: "عدد الاستبيانات: {count}. لكل استبيان رابط خاص به.",
    of_trial: "موضوعه تجربة «\u{2068}{trial}\u{2069}».",
    open: "افتح الاستبيان",
    open_named: "افتح «\u{2068}{title}\u{2069}»",
    written_link: "يمكنك أيضا كتابة العنوان في المتصفح:",
    pause: "يمكنك أن تأخذ استراحة وتستخدم الرابط نفسه مرة أخرى.",
    own_link: "هذا الرابط لك وحدك، فلا ترسله إلى أحد.",
    own_links: "هذه الروابط لك وحدك، فلا ترسلها إلى أحد.",
    doubt: "إذا كنت لا تعرف من أرسل هذه الرسالة، فاتصل بـ \u{2068}{municipality}\u{2069} على الرقم \u{2066}{phone}\u{2069}.",
    answer_mail: "يمكنك أيضا الرد على هذه الرسالة.",
    opt_out: "إذا كنت لا تريد المشاركة، فأخبرنا هنا:",
    opt_out_named: "إذا كنت لا تريد الإجابة عن «\u{2068}{title}\u{2069}»، فأخبرنا هنا:",
    controller: "\u{2068}{controller}\u{2069} هي المسؤولة عن بياناتك. أُرسلت هذه الرسالة من \u{2066}{host}\u{2069}.",
    months: ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"],
    day: "{day} {month} {year}",
};
