//! The instruments of a real evaluation pasted as their designs have them, and the marks that people and word processors put.

use super::*;
use crate::questionnaire::{Audience, CodeLists, Fault, FaultKind, Kind, ScaleKind, Version, read_unfinished};

const LEDIGHEDSYDELSE: &str = "Spørgeskema til medarbejdere

1. I hvor høj grad har fritagelse for revurdering efter 12 måneder på Ledighedsydelse indenfor 18 måneder forenklet sagsbehandlingen på
området?
o\tSlet ikke
o\ti mindre grad
o\thverken eller
o\ti nogen grad
o\ti høj grad

2. Hvordan vurderer du kvaliteten af den løbende revurdering i kontaktforløbet sammenlignet med den oprindelige revurdering efter 12 måneder på Ledighedsydelse inden for 18 måneder?
Den løbende revurdering er:
o\taf dårligere kvalitet
o\taf samme kvalitet
o\ti nogen grad af højere kvalitet
o\taf meget højere kvalitet
";

const MENTOR: &str = "Spørgsmål 1: Har du benyttet dig af muligheden for at give et mere fleksibelt tilrettelagt tilbud om ret- og pligtmentor?
Svarmuligheder: \"Aldrig\", \"Få gange\", \"Ofte\", \"Hver gang\"
Spørgsmål 2: I hvor høj grad har det fleksible tilrettelagte tilbud om ret- og pligtmentor forenklet kontaktforløbet?
Svarmuligheder: Slet ikke, i mindre grad, hverken eller, i nogen grad, i høj grad.
Spørgsmål 3: Hvordan vurderer du kvaliteten af de fleksibelt tilrettelagte tilbud om ret- og pligtmentor sammenlignet med tilbud om ret- og pligtmentor hver 14. dag?
De fleksible tilrettelagte forløb er:
Svarmuligheder: af dårligere kvalitet / af samme kvalitet / i nogen grad af højere kvalitet / af meget højere kvalitet
";

const REVALIDERING: &str = "Svarmuligheder til alle spørgsmål: Ja, Nej, Kan ikke vurderes
1) Er sagen afgjort uden indhentelse af LÆ265?
2) Har egen læge været inddraget i udredningen af sagen, i sager hvor der ikke er indhentet LÆ265?
3) Skønnes der tvivl om, hvorvidt det lægelige dokumentationsgrundlag er tilstrækkeligt, således at LÆ265 burde have været indhentet?
4) Hvis LÆ265 havde været indhentet, skønnes det da, at indhentelsen af LÆ265 ville have forlænget sagsbehandlingen i sagen, såfremt den ikke kunne indhentes parallelt med sagsbehandlingen?
5) Er der indhentet LÆ265, grundet tvivl om den lægelige dokumentation?
";

/// The design's own way of writing down: question, lead and options quoted in one paragraph.
const AS_DESCRIBED: &str = "1. \"Har du benyttet dig af muligheden for at give et mere fleksibelt tilrettelagt tilbud om ret- og pligtmentor?\" Options: \"Aldrig\",
   \"Få gange\", \"Ofte\", \"Hver gang\".
2. \"I hvor høj grad har det fleksible tilrettelagte tilbud om ret- og pligtmentor forenklet kontaktforløbet?\" Options as question 1 above.
3. \"Hvordan vurderer du kvaliteten?\" Lead: \"De fleksible tilrettelagte forløb er:\" Options: \"af dårligere kvalitet\", \"af samme
   kvalitet\", \"i nogen grad af højere kvalitet\", \"af meget højere kvalitet\".
";

const FREE_TEXT: &str = "1. Hvilke former har du brugt? Sæt gerne flere kryds.
☐ Et møde
☐ Telefon
☐ Ingen af disse
☐ Andet:
☐ Ønsker ikke at svare
Uddyb gerne
2. Hvor tilfreds er du?
• Meget utilfreds
• Hverken eller
• Meget tilfreds
• Ved ikke
• Ikke relevant
3. Bemærkninger (fritekst)
4. Hvad kan gøre forløbet bedre?
";

fn questions(text: &str) -> Vec<PastedQuestion> {
    pasted(text).questions
}

fn labels(question: &PastedQuestion) -> Vec<&str> {
    question.choices.iter().map(|choice| choice.label.as_str()).collect()
}

fn heading() -> Heading<'static> {
    Heading { key: "proeve", trial: "mentor", evaluation: None, audience: Audience::Caseworker, title: "Prøve" }
}

/// The questionnaire as the reader of questionnaires understands it, with the faults that are left to the person.
fn as_version(text: &str) -> (Version, Vec<Fault>) {
    let written = written(&pasted(text), &heading());
    let read = read_unfinished("proeve", &written, None, &CodeLists::default());
    (read.version.unwrap_or_else(|| panic!("no TOML: {written}")), read.faults)
}

const DEGREES: [&str; 5] = ["Slet ikke", "i mindre grad", "hverken eller", "i nogen grad", "i høj grad"];
const QUALITIES: [&str; 4] =
    ["af dårligere kvalitet", "af samme kvalitet", "i nogen grad af højere kvalitet", "af meget højere kvalitet"];

#[test]
fn the_questions_on_ledighedsydelse_are_read_word_for_word() {
    let read = pasted(LEDIGHEDSYDELSE);
    let [first, second] = &read.questions[..] else { panic!("{read:?}") };
    assert_eq!(
        first.text,
        "I hvor høj grad har fritagelse for revurdering efter 12 måneder på Ledighedsydelse indenfor 18 måneder forenklet sagsbehandlingen på området?"
    );
    assert_eq!((first.line, first.kind, labels(first)), (3, PastedKind::Single, DEGREES.to_vec()));
    assert_eq!((second.lead.as_deref(), labels(second)), (Some("Den løbende revurdering er:"), QUALITIES.to_vec()));
    assert_eq!(read.unread, [PastedLine { line: 1, words: "Spørgeskema til medarbejdere".to_owned() }]);
    assert!(read.questions.iter().all(|one| one.doubts.is_empty() && one.unread.is_empty()), "{read:?}");
}

#[test]
fn the_questions_on_mentors_are_read_with_options_in_rows() {
    let read = questions(MENTOR);
    assert_eq!(read.len(), 3, "{read:?}");
    assert_eq!(labels(&read[0]), ["Aldrig", "Få gange", "Ofte", "Hver gang"]);
    assert_eq!(labels(&read[1]), DEGREES);
    assert_eq!((read[2].lead.as_deref(), labels(&read[2])), (Some("De fleksible tilrettelagte forløb er:"), QUALITIES.to_vec()));
    assert!(read.iter().all(|one| one.kind == PastedKind::Single && one.doubts.is_empty()), "{read:?}");
}

#[test]
fn the_audit_of_revalidering_is_read_with_the_options_of_all() {
    let (version, faults) = as_version(REVALIDERING);
    let asked: Vec<_> = version.questions().collect();
    assert_eq!(asked.len(), 5);
    for question in asked {
        let Kind::Single { scale, other: false } = &question.kind else { panic!("{question:?}") };
        assert_eq!((scale.kind, scale.choices.len(), scale.substantive().count()), (ScaleKind::Nominal, 3, 2));
        assert_eq!(scale.choices[2].missing, Some(Missing::DontKnow));
    }
    assert_eq!(version.content.matches("[scales.").count(), 1, "what recurs is one scale");
    let left = |fault: &Fault| matches!(fault.kind, FaultKind::EmptyText { .. });
    assert!(faults.len() == 10 && faults.iter().all(left), "introduction, closing and eight parts of the notice: {faults:?}");
}

#[test]
fn options_described_in_a_paragraph_are_read_and_the_same_ones_taken_over() {
    let read = questions(AS_DESCRIBED);
    assert_eq!(read.len(), 3, "{read:?}");
    let often = ["Aldrig", "Få gange", "Ofte", "Hver gang"];
    assert_eq!((labels(&read[0]), labels(&read[1])), (often.to_vec(), often.to_vec()));
    assert_eq!(
        (read[2].text.as_str(), read[2].lead.as_deref()),
        ("Hvordan vurderer du kvaliteten?", Some("De fleksible tilrettelagte forløb er:"))
    );
    assert_eq!(labels(&read[2]), QUALITIES);
}

#[test]
fn an_order_is_an_order_and_a_list_is_none() {
    for (text, scales) in [(LEDIGHEDSYDELSE, 2), (MENTOR, 3)] {
        let (version, _) = as_version(text);
        assert_eq!(version.content.matches("kind = \"ordinal\"").count(), scales, "{}", version.content);
    }
    let (version, _) = as_version("1. Hvor tit?\n- Altid\n- Ofte\n- Aldrig\n2. Hvad?\n- Bil\n- Tog\n- Fly\n");
    assert!(!version.content.contains("ordinal") && !version.content.contains("[scales"), "{}", version.content);
    assert_eq!(marks(&version.content).iter().map(|mark| mark.doubt).collect::<Vec<_>>(), [Some(Doubt::HighestFirst)]);
}

#[test]
fn several_choices_texts_and_missing_kinds_are_told_apart() {
    let (version, _) = as_version(FREE_TEXT);
    let asked: Vec<_> = version.questions().collect();
    let kinds: Vec<&str> = asked.iter().map(|question| question.kind.name()).collect();
    assert_eq!(kinds, ["multiple", "longtext", "single", "longtext", "longtext"], "{}", version.content);
    let Kind::Multiple { choices, none: true, other: true, missing, .. } = &asked[0].kind else { panic!("{:?}", asked[0]) };
    assert_eq!((choices.len(), missing.as_slice()), (2, &[Missing::Declined][..]));
    let Kind::Single { scale, .. } = &asked[2].kind else { panic!("{:?}", asked[2]) };
    assert_eq!((scale.choices.len(), scale.substantive().count(), scale.kind), (5, 3, ScaleKind::Ordinal));
    assert_eq!(asked[3].text.get(crate::language::Language::Da), "Bemærkninger");
    // Only the last was guessed: nothing says that words are wanted.
    let guessed: Vec<usize> = marks(&version.content).iter().map(|mark| mark.line).collect();
    assert_eq!(guessed, [15]);
}

#[test]
fn statements_on_one_scale_are_a_battery_and_letters_alone_are_options() {
    let read = questions(
        "1. Hvor enig er du?\na) Det er enkelt\nb) Det er hurtigt\nSvarmuligheder: Helt uenig / Uenig / Enig / Helt enig\n2. Hvilken?\na. Den ene\nb. Den anden\n",
    );
    assert_eq!((read[0].kind, read[0].items.len(), read[0].choices.len()), (PastedKind::Battery, 2, 4));
    assert_eq!((read[1].kind, labels(&read[1])), (PastedKind::Single, vec!["Den ene", "Den anden"]));
    let (version, _) = as_version(
        "1. Hvor enig er du?\na) Det er enkelt\nb) Det er hurtigt\nSvarmuligheder: Helt uenig / Uenig / Enig / Helt enig\n",
    );
    assert_eq!(version.items().len(), 2, "{}", version.content);
}

#[test]
fn every_mark_of_a_word_processor_begins_an_option() {
    for mark in ["o\t", "o ", "- ", "-\t", "– ", "•\t", "· ", "☐ ", "□", "* ", "\u{f0b7}\t", "[ ] ", "( ) ", "\t"] {
        let read = questions(&format!("1.\tEr det sådan?\n{mark}Ja\n{mark}Nej\n"));
        assert_eq!((read.len(), labels(&read[0])), (1, vec!["Ja", "Nej"]), "{mark:?}");
        assert_eq!(read[0].text, "Er det sådan?");
    }
    for row in
        ["☐ Ja ☐ Nej", "Ja\tNej", "Svarmuligheder: Ja/Nej", "Svarmuligheder:\nJa\nNej", "Svarmuligheder (sæt ét kryds): Ja; Nej"]
    {
        let read = questions(&format!("1. Er det sådan?\n{row}\n"));
        assert_eq!((read.len(), labels(&read[0])), (1, vec!["Ja", "Nej"]), "{row:?}");
    }
    assert_eq!(labels(&questions("1. Er det sådan? (ja/nej)\n")[0]), ["ja", "nej"]);
    assert_eq!(labels(&questions("1. Er det sådan? Ja / Nej / Kan ikke vurderes\n")[0]), ["Ja", "Nej", "Kan ikke vurderes"]);
    assert_eq!(
        questions("1. Er det godt? Begrund og/eller uddyb <b>her</b>\n")[0].text,
        "Er det godt? Begrund og/eller uddyb <b>her</b>"
    );
    let numbered = questions("Spørgsmål 1\nEr det sådan?\n1. Ja\n2. Nej\nSpørgsmål 2\nHvorfor?\n(fritekst)\n");
    assert_eq!((numbered.len(), labels(&numbered[0]), numbered[1].doubts.len()), (2, vec!["Ja", "Nej"], 0));
    let nested = questions("1. Er det sådan?\n1. Ja\n2. Nej\n2. Er det godt?\n1. Ja\n2. Nej\n");
    assert_eq!((nested.len(), labels(&nested[1])), (2, vec!["Ja", "Nej"]));
}

#[test]
fn what_cannot_be_read_is_kept_with_its_line() {
    let text = "Indledende tekst\n1. Er det sådan?\n- Ja\n- Nej (gå til spørgsmål 3)\nHvis nej: spring næste over\n\nDel 2\n2. Hvad så?\n- Det ene\n";
    let content = written(&pasted(text), &heading());
    let marks: Vec<(usize, Option<Doubt>, String)> =
        marks(&content).into_iter().map(|mark| (mark.line, mark.doubt, mark.words)).collect();
    assert_eq!(
        marks,
        [
            (1, None, "Indledende tekst".to_owned()),
            (5, None, "Hvis nej: spring næste over".to_owned()),
            (7, None, "Del 2".to_owned()),
            (2, Some(Doubt::Route), "Er det sådan?".to_owned()),
            (8, Some(Doubt::OneOption), "Hvad så?".to_owned()),
        ]
    );
}

#[test]
fn text_that_looks_like_code_stays_text() {
    let (version, _) = as_version("1. Er \"<script>alert(1)</script>\" \\ sådan?\n- <b>Ja</b>\n- Nej\n");
    let question = version.questions().next().expect("a question");
    assert_eq!(question.text.get(crate::language::Language::Da), "Er \"<script>alert(1)</script>\" \\ sådan?");
}

proptest::proptest! {
    #[test]
    fn whatever_is_pasted_gives_a_text_that_can_be_read(text in "(?s)([0-9]{0,2}[.)]?|o|-|☐|Svarmuligheder:|Uddyb|\t|\"|som spørgsmål 1|\\PC{0,12}|\n){0,40}") {
        let read = pasted(&text);
        let content = written(&read, &heading());
        proptest::prop_assert!(read_unfinished("proeve", &content, None, &CodeLists::default()).version.is_some(), "{content}");
        // No word is invented: each stands in the text that was pasted.
        let signs: String = text.split_whitespace().collect();
        for question in &read.questions {
            let choices = question.choices.iter().map(|choice| &choice.label);
            for words in choices.chain([&question.text]).chain(&question.lead).chain(&question.help).chain(&question.items) {
                for word in words.split_whitespace() {
                    let known = word.chars().all(|c| signs.contains(c)) && (signs.contains(word) || !word.is_ascii());
                    proptest::prop_assert!(known, "{word:?} of {words:?}");
                }
            }
        }
    }
}
