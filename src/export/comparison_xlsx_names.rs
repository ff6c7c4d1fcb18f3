//! What the columns of a Danish workbook are called: in Danish, with the name of the figure in the CSV file behind it.

use super::comparison::Words;

/// The columns of a sheet in the language of the file.
pub(super) fn head(names: Vec<String>, words: &Words) -> Vec<String> {
    let called = |name: String| match danish(&name) {
        Some(danish) => words.say(&format!("{danish} [{name}]"), &name).to_owned(),
        None => name,
    };
    names.into_iter().map(called).collect()
}

/// The name of a figure in Danish.
fn danish(name: &str) -> Option<String> {
    if let Some((stem, number)) = name.rsplit_once('_').filter(|(_, number)| number.parse::<u32>().is_ok()) {
        let stem = match stem {
            "value" => "Værdi",
            "label" => "Svar",
            "count" => "Antal",
            _ => return None,
        };
        return Some(format!("{stem} {number}"));
    }
    plain(name).or_else(|| change(name)).map(str::to_owned)
}

/// Where a figure belongs, and the figures of one round.
fn plain(name: &str) -> Option<&'static str> {
    Some(match name {
        "synthetic" => "Opdigtet",
        "trial" => "Forsøg",
        "evaluation" => "Evaluering",
        "group" => "Gruppe",
        "group_column" => "Opdelt efter",
        "group_key" => "Gruppens nøgle",
        "question" => "Spørgsmålets nøgle",
        "text" => "Ordlyd",
        "level" => "Niveau",
        "kind" => "Slags",
        "scale" => "Skala",
        "round" => "Runde",
        "base" => "Fik spørgsmålet",
        "n" => "Har svaret",
        "not_shown" => "Fik ikke spørgsmålet",
        "not-answered" => "Ikke besvaret",
        "dont-know" => "Ved ikke",
        "not-applicable" => "Ikke relevant",
        "declined" => "Ønsker ikke at svare",
        "mean" => "Gennemsnit",
        "sd" => "Spredning",
        "top_box" => "Andel",
        "top_box_low" => "Andel 95 % fra",
        "top_box_high" => "Andel 95 % til",
        "top_box_population_low" => "Andel blandt netop disse fra",
        "top_box_population_high" => "Andel blandt netop disse til",
        "top_box_label" => "Andelen, der svarer",
        "hidden" => "Vises ikke",
        "note" => "Forbehold",
        "top_box_weighted" => "Vægtet andel",
        "top_box_weighted_low" => "Vægtet andel 95 % fra",
        "top_box_weighted_high" => "Vægtet andel 95 % til",
        "effective_n" => "Vejer som svar",
        "design_effect" => "Designeffekt",
        "what" => "Hvad",
        "of" => "Om",
        "value" => "Værdi",
        "label" => "Svar",
        _ => return None,
    })
}

/// The figures of a change, and of the options in it.
fn change(name: &str) -> Option<&'static str> {
    Some(match name {
        "from" => "Fra runde",
        "sentence" => "Det kan siges",
        "refused" => "Ingen test",
        "refused_text" => "Hvorfor ingen test",
        "test" => "Test",
        "statistic" => "Teststørrelse",
        "df" => "Frihedsgrader",
        "p" => "p",
        "p_holm" => "p efter Holm",
        "effect" => "Mål for ændringen",
        "estimate" => "Ændring",
        "low" => "Ændring 95 % fra",
        "high" => "Ændring 95 % til",
        "top_box_difference" => "Ændring i andelen",
        "top_box_difference_low" => "Ændring i andelen 95 % fra",
        "top_box_difference_high" => "Ændring i andelen 95 % til",
        "top_box_difference_population_low" => "Ændring blandt netop disse fra",
        "top_box_difference_population_high" => "Ændring blandt netop disse til",
        "top_box_difference_without_population" => "Hvorfor ikke for netop disse",
        "shape" => "Test af fordelingens form",
        "shape_p" => "p for fordelingens form",
        "dont_know_from" => "Ved ikke før",
        "dont_know_to" => "Ved ikke efter",
        "design" => "Samme personer",
        "linked_n" => "Fulgt gennem begge runder",
        "primary" => "Et af de vigtigste spørgsmål",
        "moved_n" => "Har svaret begge gange",
        "moved_up" => "Flyttet op",
        "moved_same" => "Svarer det samme",
        "moved_down" => "Flyttet ned",
        "beside" => "Test ved siden af",
        "beside_statistic" => "Teststørrelse ved siden af",
        "beside_df" => "Frihedsgrader ved siden af",
        "beside_p" => "p ved siden af",
        "detectable" => "Mindste ændring, der kunne ses",
        "detectable_power" => "Så ofte ville den blive set",
        "from_count" => "Antal før",
        "from_share" => "Andel før",
        "from_low" => "Andel før 95 % fra",
        "from_high" => "Andel før 95 % til",
        "option_count" => "Antal efter",
        "option_share" => "Andel efter",
        "option_low" => "Andel efter 95 % fra",
        "option_high" => "Andel efter 95 % til",
        "option_difference" => "Ændring",
        "option_difference_low" => "Ændring 95 % fra",
        "option_difference_high" => "Ændring 95 % til",
        "option_p" => "p",
        "option_p_holm" => "p efter Holm",
        _ => return None,
    })
}
