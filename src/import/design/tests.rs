//! The designs that working groups write, as they come out of a word processor.

use proptest::prelude::*;

use super::*;

/// The design of revalidering in our own words, from the facts of the evaluation.
const REVALIDERING: &str = "Evalueringsdesign: Forenkling af bevillingsgrundlaget for revalidering
Arbejdsgruppe: Vesthimmerland (tovholder), Thisted, Jammerbugt, Hjørring og Aalborg

1. Formål
Kommunerne skal kunne bevilge revalidering uden at indhente lægeattesten LÆ265 i hver sag.
Sagerne skal være lettere at behandle, og borgeren skal hurtigere i gang.

2. Målgruppe og undermålgruppe samt volumen:
Borgere, som søger om revalidering efter 1. juli 2018.
Der ventes omkring 240 planer i de fem kommuner.

3. TEMA (FORM, INDHOLD, KADENCE)
Indhold

4. Konkrete regler, der afviges fra
Kravet om, at der altid hentes en LÆ265, før der bevilges revalidering.

5. Ønskede effekter på kort sigt
•\tSagsbehandlingen er lettere.
•\tDer hentes færre attester.

Ønskede effekter på mellemlangt sigt:
Borgeren begynder hurtigere på sin plan.
Ønskede effekter på langt sigt: Flere kommer i job eller uddannelse.

6. Evaluering
Evalueringen bygger på ledelsestilsyn og et spørgeskema.

7. Succeskriterier
Forsøget er lykkedes, når:
1. 60 procent af rådgiverne mærker en stor eller meget stor lettelse.
2. Der er hentet LÆ265 i under
halvdelen af sagerne.
3. Borgerens egen læge er hørt, når der er tvivl.

8. Økonomi
Der er ikke sat penge af til forsøget.

9. Tidsperspektiv
1. juli 2018 til 31. december 2021.

10. Hvordan evalueres?
Ens spørgsmål i hver kommunes ledelsestilsyn, samlet på ét ark.
Spørgeskema til rådgivere et halvt år efter starten.
";

#[test]
fn the_design_of_revalidering_finds_its_place() {
    let PastedDesign { design, found } = pasted_design(REVALIDERING);
    let headings: Vec<Heading> = found.iter().map(|(heading, _)| *heading).collect();
    assert_eq!(
        headings,
        [
            Heading::Purpose,
            Heading::TargetGroup,
            Heading::Theme,
            Heading::Rules,
            Heading::Effects,
            Heading::Effects,
            Heading::Effects,
            Heading::Evaluation,
            Heading::Criteria,
            Heading::Timescale,
            Heading::Method,
        ]
    );
    assert_eq!(found[0].1, 4);
    assert!(design.text(Heading::Purpose).ends_with("og borgeren skal hurtigere i gang."));
    assert_eq!(design.text(Heading::Theme), "Indhold");
    assert_eq!(
        design.text(Heading::Effects),
        "På kort sigt:\n- Sagsbehandlingen er lettere.\n- Der hentes færre attester.\n\nPå mellemlangt sigt:\nBorgeren begynder \
         hurtigere på sin plan.\n\nPå langt sigt:\nFlere kommer i job eller uddannelse."
    );
    let statements: Vec<&str> = design.criteria.iter().map(|one| one.statement.as_str()).collect();
    assert_eq!(
        statements,
        [
            "60 procent af rådgiverne mærker en stor eller meget stor lettelse.",
            "Der er hentet LÆ265 i under halvdelen af sagerne.",
            "Borgerens egen læge er hørt, når der er tvivl.",
        ]
    );
    assert_eq!(design.text(Heading::Criteria), "Forsøget er lykkedes, når:");
    // A day is no number of a heading.
    assert_eq!(design.text(Heading::Timescale), "1. juli 2018 til 31. december 2021.");
    assert!(design.text(Heading::Method).starts_with("Ens spørgsmål"));
    let kept = &design.unplaced;
    assert!(kept.starts_with("Evalueringsdesign:") && kept.contains("tovholder") && kept.contains("8. Økonomi"), "{kept}");
    assert!(kept.ends_with("Der er ikke sat penge af til forsøget."), "{kept}");
}

#[test]
fn headings_are_known_without_numbers_in_any_case_and_from_the_cells_of_a_table() {
    let text = "FORMÅL:\tFærre møder.\nMålgruppe: Borgere på ledighedsydelse\nønskede effekter\nMindre papir\nSucceskriterie – Færre klager\n\
                ## Tidsplan\nTil 2021\n**Hvordan evalueres?**\nSpørgeskema";
    let design = pasted_design(text).design;
    assert_eq!(design.text(Heading::Purpose), "Færre møder.");
    assert_eq!(design.text(Heading::TargetGroup), "Borgere på ledighedsydelse");
    assert_eq!(design.text(Heading::Effects), "Mindre papir");
    assert_eq!(design.criteria[0].statement, "Færre klager");
    assert_eq!(design.text(Heading::Timescale), "Til 2021");
    assert_eq!(design.text(Heading::Method), "Spørgeskema");
    assert_eq!(design.unplaced, "");
}

#[test]
fn a_sentence_that_begins_like_a_heading_is_none() {
    let text = "Formål\nFormålet er at spare tid.\nEvaluering af borgernes tilfredshed sker hvert år.\nØnskede effekter nævnes i bilaget.";
    let PastedDesign { design, found } = pasted_design(text);
    assert_eq!(found.len(), 1);
    assert_eq!(design.text(Heading::Purpose).lines().count(), 3);
}

#[test]
fn criteria_without_marks_are_a_line_each() {
    let design = pasted_design("Succeskriterier\nMindst 60 % går frem.\n\nFærre end hver tiende klager.").design;
    let statements: Vec<&str> = design.criteria.iter().map(|one| one.statement.as_str()).collect();
    assert_eq!(statements, ["Mindst 60 % går frem.", "Færre end hver tiende klager."]);
    assert_eq!(design.text(Heading::Criteria), "");
}

#[test]
fn a_list_below_a_numbered_heading_is_no_row_of_headings() {
    let design = pasted_design("1. Formål\n1. Mindre papir\n2. Færre møder\n3. Mere tid\n2. Målgruppe\nAlle").design;
    assert_eq!(design.text(Heading::Purpose), "1. Mindre papir\n2. Færre møder\n3. Mere tid");
    assert_eq!((design.text(Heading::TargetGroup), design.unplaced.as_str()), ("Alle", ""));
}

#[test]
fn pasting_again_keeps_the_numbers_of_criteria_and_all_that_was_not_pasted() {
    let first = with_pasted(&Design::default(), &pasted_design("Formål\nTid\nSucceskriterier\n- Et\n- To"));
    let again = with_pasted(&first, &pasted_design("Bilag 3\nSucceskriterier\n- To\n- Tre\n- To"));
    let numbers: Vec<(u32, &str)> = again.criteria.iter().map(|one| (one.number, one.statement.as_str())).collect();
    assert_eq!(numbers, [(2, "To"), (3, "Tre")]);
    assert_eq!((again.text(Heading::Purpose), again.unplaced.as_str()), ("Tid", "Bilag 3"));
    let placed_again = with_pasted(&again, &pasted_design("Bilag 4\nFormål\nMere tid"));
    assert_eq!(placed_again.text(Heading::Purpose), "Mere tid");
    assert_eq!(placed_again.unplaced, "Bilag 3\n\nBilag 4");
    assert_eq!(placed_again.criteria, again.criteria);
}

proptest! {
    #[test]
    fn no_word_is_lost(words in prop::collection::vec(prop_oneof![
        "[a-zæøå]{1,9}( [a-zæøå]{1,9}){0,3}",
        Just("Formål".to_owned()),
        Just("2. Succeskriterier".to_owned()),
        Just("3. Økonomi og andet".to_owned()),
        Just("- et punkt".to_owned()),
        Just(String::new()),
    ], 0..24)) {
        let design = pasted_design(&words.join("\n")).design;
        let mut kept = design.unplaced.clone();
        for text in design.texts.values().chain(design.criteria.iter().map(|one| &one.statement)) {
            kept.push(' ');
            kept.push_str(text);
        }
        let count = |text: &str, word: &str| text.split_whitespace().filter(|one| *one == word).count();
        let all = words.iter().filter(|line| !["Formål", "2. Succeskriterier"].contains(&line.as_str())).cloned().collect::<Vec<_>>().join(" ");
        for word in all.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)) {
            prop_assert_eq!(count(&kept, word), count(&all, word), "{}", word);
        }
    }

    #[test]
    fn no_text_is_a_panic(text in "\\PC{0,80}", lines in prop::collection::vec("[-•o1-9.)a-zØ \t:]{0,12}", 0..8)) {
        let read = pasted_design(&format!("{text}\n{}", lines.join("\n")));
        prop_assert_eq!(with_pasted(&Design::default(), &read).texts, read.design.texts);
    }
}
