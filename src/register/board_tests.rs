//! What who may see of register figures, and that nothing small follows from what is shown.

use proptest::prelude::*;

use super::*;

fn reported(municipality: &str, group: &str, period: &str, amount: &str, unit: Unit) -> Reported {
    let (municipality, group) = (municipality.to_owned(), group.to_owned());
    let period = Period::parse(period).unwrap();
    let line = group.clone();
    let figure = Figure {
        key: Key { measure: "Mål".to_owned(), municipality, group, period },
        amount: Amount::parse(amount, unit).unwrap(),
        source: "Sagssystemet".to_owned(),
        note: String::new(),
        show_small: false,
    };
    Reported { id: 1, figure, by: "Kirsten".to_owned(), at: Timestamp(0), line }
}

fn count(municipality: &str, group: &str, amount: &str) -> Reported {
    reported(municipality, group, "2019", amount, Unit::Count)
}

const EVERYBODY: Viewer = Viewer { knows: &|_| false, sees: &|_| true };

/// What is shown, a figure each: municipality, group, number; `–` where it is withheld.
fn shown(figures: &[Reported], viewer: Viewer) -> Vec<String> {
    let measures = measures(figures, &["aalborg", "rebild", "thisted"], viewer);
    let lines = measures.iter().flat_map(|measure| &measure.lines);
    let told = |line: &Line| {
        let one = |cell: &Cell| cell.shown.map_or("–".to_owned(), |one| one.figure.amount.written());
        let cells: Vec<String> = line.cells.iter().map(one).collect();
        format!("{}/{} {}", line.municipality, line.group, cells.join(" "))
    };
    lines.map(told).collect()
}

#[test]
fn the_whole_comes_first_then_municipalities_in_their_order_and_who_is_compared_with_last() {
    let months = |municipality, group, period, amount| reported(municipality, group, period, amount, Unit::Months);
    let figures = [
        months("", "sammenligning: hele landet", "2018-07", "15"),
        months("aalborg", "", "2020-07", "11"),
        months("thisted", "", "2018-07", "14"),
        months("aalborg", "", "nulpunkt 2018-06", "13"),
        months("", "", "2018-07", "13,5"),
    ];
    let shown = shown(&figures, EVERYBODY);
    assert_eq!(shown, ["/ 13.5", "aalborg/ 13 11", "thisted/ 14", "/sammenligning: hele landet 15"]);
    let measures = measures(&figures, &["thisted", "aalborg"], EVERYBODY);
    let step = measures[0].lines[2].step().unwrap();
    assert_eq!((step.from.amount.written(), step.to.amount.written()), ("13".to_owned(), "11".to_owned()));
    assert!(measures[0].lines[1].step().is_none());
}

#[test]
fn who_enters_figures_sees_all_and_everybody_else_no_small_one_nor_those_beside_it() {
    let figures = [count("", "", "123"), count("aalborg", "", "108"), count("rebild", "", "11"), count("thisted", "", "4")];
    let knows_all = Viewer { knows: &|_| true, sees: &|_| true };
    assert_eq!(shown(&figures, knows_all), ["/ 123", "aalborg/ 108", "rebild/ 11", "thisted/ 4"]);
    assert_eq!(shown(&figures, EVERYBODY), ["/ 123", "aalborg/ –", "rebild/ –", "thisted/ –"]);
    let mut released = figures.clone();
    released[3].figure.show_small = true;
    assert_eq!(shown(&released, EVERYBODY), ["/ 123", "aalborg/ 108", "rebild/ 11", "thisted/ 4"]);
}

#[test]
fn a_municipality_sees_its_own_and_the_whole_only_where_the_rest_is_not_small() {
    let own = Viewer { knows: &|key| key == "aalborg", sees: &|key| key.is_empty() || key == "aalborg" };
    let figures = [count("", "", "112"), count("aalborg", "", "108"), count("thisted", "", "4")];
    assert_eq!(shown(&figures, own), ["/ –", "aalborg/ 108"]);
    let figures = [count("", "", "118"), count("aalborg", "", "108"), count("thisted", "", "10")];
    assert_eq!(shown(&figures, own), ["/ 118", "aalborg/ 108"]);
    let small_own = [count("", "", "22"), count("aalborg", "", "2"), count("thisted", "", "20")];
    assert_eq!(shown(&small_own, own), ["/ 22", "aalborg/ 2"]);
}

#[test]
fn who_did_not_report_is_not_found_by_taking_the_others_from_the_whole() {
    let figures = [count("", "", "123"), count("aalborg", "", "108"), count("rebild", "", "11")];
    assert_eq!(shown(&figures, EVERYBODY), ["/ 123", "aalborg/ –", "rebild/ –"]);
    let groups = [count("", "", "26"), count("", "under 30", "8"), count("", "over 30", "16")];
    assert_eq!(shown(&groups, EVERYBODY), ["/ 26", "/under 30 –", "/over 30 –"]);
    let of_few = [count("", "", "40"), count("aalborg", "", "0/4"), count("rebild", "", "40/50")];
    assert_eq!(shown(&of_few, EVERYBODY), ["/ 40", "aalborg/ –", "rebild/ –"]);
}

#[test]
fn amounts_that_are_no_counts_of_people_are_shown_as_they_are() {
    let figures = [reported("", "", "2019", "3", Unit::Months), reported("aalborg", "", "2019", "2", Unit::Percent)];
    assert_eq!(shown(&figures, EVERYBODY), ["/ 3", "aalborg/ 2"]);
}

#[test]
fn what_is_left_of_a_year_when_its_halves_are_taken_from_it_is_not_small_either() {
    let of = |municipality, period, amount| reported(municipality, "", period, amount, Unit::Count);
    // Five in the first half and eight in the year: three in the second half, whether somebody reports them or not.
    let year = [of("", "2019", "8"), of("aalborg", "2019-H1", "5")];
    assert_eq!(shown(&year, EVERYBODY), ["/ 8", "aalborg/ –"]);
    let halves = [of("", "2019", "8"), of("aalborg", "2019-H1", "5"), of("aalborg", "2019-H2", "3")];
    assert_eq!(shown(&halves, EVERYBODY), ["/ 8", "aalborg/ – –"]);
    let other_way = [of("", "2019-H1", "5"), of("", "2019-H2", "3"), of("aalborg", "2019", "8")];
    assert_eq!(shown(&other_way, EVERYBODY), ["/ 5 –", "aalborg/ –"]);
    // The year before has nothing to do with it.
    let before = [of("aalborg", "2018", "7"), of("", "2018", "20"), year[0].clone(), year[1].clone()];
    assert_eq!(shown(&before, EVERYBODY), ["/ 20 8", "aalborg/ 7 –"]);
}

#[test]
fn what_a_few_cases_cost_or_lasted_is_withheld_as_they_are() {
    let named = |measure: &str, one: Reported| {
        let key = Key { measure: measure.to_owned(), ..one.figure.key };
        Reported { figure: Figure { key, ..one.figure }, ..one }
    };
    let money = |municipality, amount| named("Besparelse", reported(municipality, "", "2019", amount, Unit::Kroner));
    let months = |municipality, amount| named("Længde", reported(municipality, "", "2019-07", amount, Unit::Months));
    let counts = [count("", "", "30"), count("aalborg", "", "29"), count("rebild", "", "1")];
    let figures = [
        counts.to_vec(),
        vec![money("", "42000"), money("aalborg", "40600"), money("rebild", "1400")],
        vec![months("rebild", "31"), months("thisted", "12")],
    ]
    .concat();
    let told = shown(&figures, EVERYBODY);
    assert_eq!(
        told,
        ["/ 30", "aalborg/ –", "rebild/ –", "/ 42000", "aalborg/ –", "rebild/ –", "rebild/ –", "thisted/ –"],
        "one case of Rebild cost 1,400 kroner and lasted 31 months"
    );
    let mut released = figures;
    for one in &mut released {
        one.figure.show_small = true;
    }
    assert!(shown(&released, EVERYBODY).iter().all(|line| !line.contains('–')));
}

proptest! {
    #[test]
    fn nothing_small_follows_from_what_is_shown(
        counts in prop::collection::vec((0u64..12, any::<bool>()), 1..5), extra in 0u64..7,
    ) {
        let names = ["aalborg", "rebild", "thisted", "jammerbugt"];
        let total: u64 = counts.iter().map(|(count, _)| count).sum::<u64>() + extra;
        let mut figures: Vec<Reported> =
            counts.iter().zip(names).map(|((number, _), name)| count(name, "", &number.to_string())).collect();
        figures.push(count("", "", &total.to_string()));
        let known: Vec<&str> = counts.iter().zip(names).filter(|((_, known), _)| *known).map(|(_, name)| name).collect();
        let viewer = Viewer { knows: &|key| known.contains(&key), sees: &|_| true };
        let hidden = withheld(&figures, viewer);
        let parts = counts.len();
        for (at, (number, known)) in counts.iter().enumerate() {
            prop_assert!(!*known || !hidden[at]);
            prop_assert!(*known || hidden[at] || *number == 0 || *number >= FEW);
        }
        let shown: u64 = counts.iter().zip(&hidden).filter(|(_, hidden)| !**hidden).map(|((count, _), _)| *count).sum();
        let left = total - shown;
        prop_assert!(hidden[parts] || left == 0 || left >= FEW, "{left} are left");
    }
}
