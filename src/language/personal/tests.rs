//! What the scanner finds and what it leaves, by example.

use proptest::prelude::*;

use super::*;

fn found(text: &str, names: &[&str]) -> Vec<(Kind, String)> {
    let names = Names::new(names.iter().copied());
    spans(text, &names).into_iter().map(|span| (span.kind, text[span.range].to_owned())).collect()
}

fn whole(kind: Kind, texts: &[&str]) {
    for text in texts {
        assert_eq!(found(&format!("så {text}, ja"), &[]), [(kind, (*text).to_owned())], "{text}");
    }
}

fn nothing(texts: &[&str]) {
    for text in texts {
        assert_eq!(found(text, &[]), [], "{text}");
    }
}

#[test]
fn ten_digits_with_a_valid_date_are_a_person_number_whatever_modulus_11_says() {
    // 070761-4285 satisfies modulus 11, 070761-4286 does not.
    for text in ["٠٧٠٧٦١-٤٢٨٦", "0707614285", "070761-4286", "070761 4286", "07 07 61 4286", "07-07-61-4286", "070761–4286"]
    {
        assert!(holds_person_number(text), "{text}");
    }
    whole(
        Kind::PersonNumber,
        &[
            "070761 - 4286",
            "07.07.61-4286",
            "07.07.61.4286",
            "070761.4286",
            "070761 42 86",
            "07 07 61 42 86",
            "0 7 0 7 6 1 4 2 8 6",
            "07/07/61-4286",
            "0707 61 4286",
            "۰۷۰۷۶۱-۴۲۸۶",
            "07\u{A0}07\u{A0}61\u{A0}4286",
        ],
    );
    assert!(holds_person_number("CPR070761-4286") && holds_person_number("070761\u{200F}-4286og"));
}

#[test]
fn replacement_numbers_with_sixty_added_to_the_day_are_found() {
    assert!(holds_person_number("670761-4286"));
    assert!(holds_person_number("910161-0000"));
    assert!(!holds_person_number("600761-4286"));
}

#[test]
fn the_29th_of_february_needs_a_year_that_can_be_a_leap_year() {
    assert!(holds_person_number("290200-1234"));
    assert!(holds_person_number("290296-1234"));
    assert!(!holds_person_number("290297-1234"));
}

#[test]
fn numbers_of_other_kinds_are_no_person_numbers() {
    for text in [
        "4512345678",
        "+45 12 34 56 78",
        "12345678",
        "3213200001",
        "01017012345",
        "a0101701234",
        "0101701234b",
        "30.12.10-G01",
        "0113700000",
        "",
        "p-7f3e0101",
        "2012-101234",
        "01.01.19 - 31.12.19",
        "12.10.2019 14.30",
        "01.02.19 2500 kr.",
        "22 12 10 45 33 44 55 66",
    ] {
        assert!(!holds_person_number(text), "{text}");
    }
}

#[test]
fn a_text_that_is_a_person_number_gives_its_digits() {
    assert_eq!(as_person_number(" 070761-4286 ").as_deref(), Some("0707614286"));
    assert_eq!(as_person_number("cpr 070761-4286"), None);
    assert_eq!(as_person_number("22334455"), None);
}

#[test]
fn danish_telephone_numbers_are_found_as_people_group_them() {
    whole(
        Kind::Phone,
        &[
            "22334455",
            "22 33 44 55",
            "2233 4455",
            "22-33-44-55",
            "22.33.44.55",
            "22 33 4455",
            "22 334 455",
            "+4522334455",
            "+45 22 33 44 55",
            "+45 2233-4455",
            "(+45) 22334455".strip_prefix('(').unwrap(),
            "004522334455",
            "0045 22 33 44 55",
            "45 22 33 44 55",
            "٢٢٣٣٤٤٥٥",
            "+46 70 123 45 67",
        ],
    );
    assert_eq!(found("22334455/33445566", &[]).len(), 2);
    for text in ["Ring til sagsbehandleren 22334455", "min doktor 22334455", "kontoret 2233 4455", "ring om min sag 22334455"] {
        assert_eq!(found(text, &[]).len(), 1, "{text}");
    }
    assert_eq!(found("tlf.22334455 eller mobil:33 44 55 66", &[]).len(), 2);
    assert_eq!(found("ring 2 2 3 3 4 4 5 5", &[]).len(), 1);
    for text in ["ring 70.07.88.91 29 gange", "ring til 57 980 763 6 gange", "ring til 3390 6679 23 gange"] {
        assert_eq!(found(text, &[]).len(), 1, "{text}");
    }
}

#[test]
fn years_days_amounts_and_case_numbers_are_no_telephone_numbers() {
    nothing(&[
        "2019-2020",
        "31.12.2019",
        "31-12-2019",
        "31122019",
        "20191231",
        "12.500 kr.",
        "22.500.000 kr.",
        "22500000 kr.",
        "3000-4000 om måneden",
        "2233-2245 kr.",
        "§ 11, stk. 2",
        "lov nr. 1482 af 23/11 2018",
        "sag 22334455",
        "sagsnr. 2019-123456",
        "sagsnummer: 22334455",
        "CVR 29189471",
        "15.20.00-G01-12-19",
        "kl. 20.00-22.00",
        "20, 30, 40, 50",
        "j.nr. 19/22334455",
        "4571 2233 4455 6677",
        "i 2019 7345 af dem",
        "kl. 2015-2145",
        "uge 20-21-22-23",
        "25. 26. 27. 28. maj",
        "ca. 20 000 000",
        "jeg ringede den 12052019",
        "kontaktforløbet kostede 22.334.455",
        "jeg ringede om sagsnr. 22334455",
        "konto 0040 0440116243",
        "2012-10-31 23:59",
    ]);
}

#[test]
fn addresses_are_found_also_as_people_hide_them() {
    whole(
        Kind::Email,
        &[
            "jens.hansen@broenderslev.dk",
            "søren.å@brønderslev.dk",
            "jh+x@job.thisted.dk",
            "jens @ firma.dk",
            "jens (at) firma.dk",
            "jens[at]firma.dk",
            "jens snabel-a firma.dk",
            "jens(a)firma.dk",
            "jens at firma punktum dk",
            "jens@firma (punktum) dk",
            "jens@firma,dk",
            "jens@firma dk",
            "jens@firma",
            "jens.hansen at firma.dk",
            "jens[@]firma.dk",
            "jens(at)job.firma.dk",
        ],
    );
    assert_eq!(found("Skriv til a@b.dk.", &[]), [(Kind::Email, "a@b.dk".to_owned())]);
    nothing(&[
        "de siger at borger.dk er svær",
        "vi mødtes @ kontoret",
        "@jobcenter",
        "5 stk. @ 12.50",
        "5@10",
        "at det er a",
        "se punkt (a) nedenfor",
    ]);
}

#[test]
fn names_of_the_list_are_found_whole_and_inflected() {
    let list = ["Mette Lykke Kjærgård", "Jens Skov", "Aase Pedersen", "Hansen, Lars"];
    for (text, name) in [
        ("det sagde mette lykke kjærgård", "mette lykke kjærgård"),
        ("Mette Kjærgårds sag", "Mette Kjærgårds"),
        ("Kjærgaard ringede", "Kjærgaard"),
        ("Jens Skov’s svar", "Jens Skov’s"),
        ("Skov, Jens", "Skov, Jens"),
        ("fru PEDERSEN", "PEDERSEN"),
        ("Lars Hansen kom", "Lars Hansen"),
    ] {
        assert_eq!(found(text, &list), [(Kind::Name, name.to_owned())], "{text}");
    }
    assert_eq!(found("Tak til M. Kjærgård", &list), [(Kind::Name, "M. Kjærgård".to_owned())]);
    assert_eq!(found("Al-Khatib, Lene", &["Lene Al-Khatib"]), [(Kind::Name, "Al-Khatib, Lene".to_owned())]);
    for text in ["en tur i skov og mose", "Mette og Jens", "Kjærgårdsvej", "j skov"] {
        assert_eq!(found(text, &list), [], "{text}");
    }
}

#[test]
fn what_is_found_is_masked_in_the_readers_language() {
    let text = "Ring til Jens Skov på 22 33 44 55 eller jens@skov.dk, cpr 070761-4286.";
    let names = Names::new(["Jens Skov"]);
    assert_eq!(masked(text, &names, Language::Da), "Ring til [navn] på [telefonnummer] eller [e-mailadresse], cpr [CPR-nummer].");
    let english = "Ring til [name] på [telephone number] eller [e-mail address], cpr [CPR number].";
    assert_eq!(masked(text, &names, Language::En), english);
    assert!(!masked(text, &names, Language::Ar).contains("4286"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]
    #[test]
    fn whatever_is_written_spans_lie_on_boundaries_in_order_and_apart(
        text in prop_oneof![
            any::<String>(),
            "[0-9٠-٩ .,/@()§+a-cæøå\u{200F}\u{AD}-]{0,60}",
            "(at|dot|kr|tlf|punktum|snabel-a|mette|hansens?|[0-9]{1,4}|[ .,@()\n'-]){0,20}",
        ]
    ) {
        let names = Names::new(["Mette Hansen", "Å Ø", "", ",", "Ib"]);
        let mut last = 0;
        for span in spans(&text, &names) {
            prop_assert!(last <= span.range.start && span.range.start < span.range.end && span.range.end <= text.len());
            prop_assert!(text.is_char_boundary(span.range.start) && text.is_char_boundary(span.range.end));
            last = span.range.end;
        }
        for language in Language::ALL {
            let _ = masked(&text, &names, language);
        }
        let _ = (holds_person_number(&text), as_person_number(&text));
    }
}

#[test]
fn words_that_a_person_chose_are_covered_wherever_they_stand_whole() {
    let names = Names::new(["Mette Kjær"]);
    let text = "Gerda kom. Mette Kjær og gerda gik til Gerdas hus ved Øster Å.";
    let chosen = with_chosen(text, with_chosen(text, spans(text, &names), "GERDA"), " øster å ");
    let covered_text = covered(text, &chosen, Language::Da);
    assert_eq!(covered_text.as_deref(), Some("[udeladt] kom. [navn] og [udeladt] gik til Gerdas hus ved [udeladt]."));
    assert_eq!(with_chosen(text, Vec::new(), "  "), []);
}

#[test]
fn what_is_no_part_of_a_text_covers_nothing_of_it() {
    let span = |range| Span { kind: Kind::Name, range };
    assert_eq!(covered("æble", &[span(0..1)], Language::Da), None, "within a character");
    assert_eq!(covered("æble", &[span(0..9)], Language::Da), None, "beyond the end");
    assert_eq!(covered("æble", &[span(2..3), span(0..2)], Language::Da), None, "out of order");
    assert_eq!(covered("æble", &[span(0..2)], Language::Da).as_deref(), Some("[navn]ble"));
}

#[test]
fn person_numbers_alone_are_covered_and_all_else_stays() {
    let covered = |text: &'static str| without_person_numbers(text, Language::Da).into_owned();
    assert_eq!(
        covered("Borgeren 010180-1234 ringede på 12 34 56 78, Anna tog den"),
        "Borgeren [CPR-nummer] ringede på 12 34 56 78, Anna tog den"
    );
    assert_eq!(covered("010180-1234 og 020280 1234"), "[CPR-nummer] og [CPR-nummer]");
    assert_eq!(covered("Vi mødtes 10.30"), "Vi mødtes 10.30");
}
