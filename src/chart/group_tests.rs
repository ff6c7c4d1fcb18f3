//! Pictures of groups: the numbers are those of the comparison, and what is withheld keeps its place without a number.

use super::tests::{not_comparable, question, round};
use super::*;
use crate::compare::{Change, Difference, QuestionRound, Share};

fn shared(key: &str, counts: Option<&[u64]>, share: f64) -> QuestionRound {
    let mut made = round(key, counts, 2);
    made.top_box = counts.map(|_| Share { share, low: share / 2.0, high: share, low_fpc: None, high_fpc: None });
    made
}

fn moved(difference: f64, low: f64, high: f64) -> Change {
    let top_box = Some(Difference { difference, low, high, low_fpc: None, high_fpc: None, without_population: None });
    Change { top_box, refused: None, ..not_comparable() }
}

fn groups() -> Vec<(&'static str, QuestionComparison)> {
    let rounds = vec![shared("a", Some(&[2, 4, 7, 14, 7]), 0.62), shared("b", Some(&[1, 2, 3, 13, 10]), 0.79)];
    let mut first = question("ordinal", rounds);
    first.changes = vec![moved(0.17, -0.05, 0.38)];
    let half = question("ordinal", vec![shared("a", Some(&[1, 2, 3, 4, 5]), 0.6), shared("b", None, 0.0)]);
    let none = question("ordinal", vec![shared("a", None, 0.0), shared("b", None, 0.0)]);
    vec![("Rebild & <Thisted>", first), ("Hjørring", half), ("Læsø", none)]
}

fn drawn(groups: &[(&str, QuestionComparison)], draw: fn(&[Group], &Words) -> Option<Picture>) -> Option<String> {
    let rounds = ["Januar 2019".to_owned(), "Juni 2020".to_owned()];
    let choices = ["Slet ikke", "I mindre grad", "Hverken eller", "I nogen grad", "I høj grad"].map(str::to_owned);
    let own = [choices.to_vec(), choices.to_vec()];
    let words = Words {
        title: "I hvor høj grad?",
        rounds: &rounds,
        choices: &choices,
        own: &own,
        id: "g1",
        synthetic: true,
        language: Language::Da,
    };
    let groups: Vec<Group> = groups.iter().map(|(name, question)| Group { name, question }).collect();
    draw(&groups, &words).map(|picture| picture.inline().into_string().replace('\u{a0}', " "))
}

/// The words of a picture, in the order of drawing.
fn texts(svg: &str) -> Vec<&str> {
    svg.split("<text ").skip(1).filter_map(|rest| rest.split_once('>')?.1.split('<').next()).collect()
}

/// The texts that belong to a group, from its name to the next one's.
fn of<'a>(texts: &'a [&str], name: &str, next: Option<&str>) -> &'a [&'a str] {
    let place = |name: &str| texts.iter().position(|text| *text == name).unwrap_or_else(|| panic!("no {name} in {texts:?}"));
    &texts[place(name)..next.map_or(texts.len() - 1, place)]
}

#[test]
fn a_dumbbell_has_the_shares_the_difference_and_its_interval_of_each_group() {
    let svg = drawn(&groups(), dumbbell).unwrap();
    assert!(
        svg.contains(r#"role="img" aria-labelledby="g1-t g1-d""#) && svg.contains(r#"<title id="g1-t">I hvor høj grad?</title>"#)
    );
    let texts = texts(&svg);
    let first = of(&texts, "Rebild &amp; &lt;Thisted&gt;", Some("Hjørring"));
    assert_eq!(first, ["Rebild &amp; &lt;Thisted&gt;", "+17 (−5 til +38)", "62 %", "79 %", "n = 34", "n = 29"]);
    assert!(svg.contains("Januar 2019 62 % (n = 34), Juni 2020 79 % (n = 29), ændring i point +17 (−5 til +38)."), "{svg}");
    // 62 % and 79 % of the way from 42 to 176, and −5 and +38 points of the way from 240 to 336.
    for place in [r#"cx="125.08""#, r#"cx="147.86""#, r#"<line x1="285.6" x2="306.24""#] {
        assert!(svg.contains(place), "no {place} in {svg}");
    }
    assert_eq!(texts.last(), Some(&"Syntetiske svar"));
}

#[test]
fn a_withheld_group_keeps_its_place_in_both_pictures_and_has_no_number() {
    for draw in [dumbbell, panels] {
        let svg = drawn(&groups(), draw).unwrap();
        let texts = texts(&svg);
        assert_eq!(of(&texts, "Læsø", None), ["Læsø", "Vises ikke"]);
        let half = of(&texts, "Hjørring", Some("Læsø"));
        assert!(half.contains(&"Vises ikke") && !half.iter().any(|text| text.contains('(')), "{half:?}");
    }
    let withheld = groups().pop().unwrap();
    assert!(drawn(std::slice::from_ref(&withheld), dumbbell).is_none() && drawn(&[withheld], panels).is_none());
}

#[test]
fn what_may_not_be_compared_has_no_line_from_one_round_to_the_other() {
    let mut changed = groups();
    changed[0].1.level = Some("D".to_owned());
    changed[0].1.changes = vec![not_comparable()];
    assert!(drawn(&changed, dumbbell).is_none());
    assert!(drawn(&changed, panels).unwrap().contains(r#"stroke-dasharray="10 6""#));
    changed[0].1.level = Some("E".to_owned());
    assert!(drawn(&changed, panels).is_none());
}

#[test]
fn panels_share_one_scale_whatever_their_size() {
    let mut alike = groups();
    alike[1].1.rounds = vec![round("a", Some(&[20, 40, 70, 140, 70]), 20), round("b", None, 0)];
    let svg = drawn(&alike, panels).unwrap();
    let wide = |title: &str| {
        let rest = svg.split(&format!("<title>{title}</title><rect ")).nth(1).unwrap_or_else(|| panic!("no {title} in {svg}"));
        rest.split(r#"width=""#).nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned()
    };
    assert_eq!(wide("I nogen grad: 14"), wide("I nogen grad: 140"));
    assert!(svg.contains("Rebild &amp; &lt;Thisted&gt;: Januar 2019, n = 34: Slet ikke 2, I mindre grad 4"), "{svg}");
}

#[test]
fn every_letter_of_a_picture_for_phones_is_as_large_as_the_whole_says() {
    for draw in [dumbbell, panels] {
        let svg = drawn(&groups(), draw).unwrap();
        let (head, missing) = (svg.contains(r#"viewBox="0 0 360 "#), svg.replace(r#"font-size="13""#, ""));
        assert!(head && missing.matches("font-size").count() == 1, "{svg}");
    }
}
