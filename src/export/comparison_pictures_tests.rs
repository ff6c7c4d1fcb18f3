//! Pictures as files: they stand alone, their numbers are the comparison's, and SVG and PNG show the same.

use super::comparison_json;
use super::comparison_pictures::{Form, Kind, file, file_name};
use super::comparison_tests::Made;
use crate::language::Language;
use crate::questionnaire::Version;

const KINDS: [Kind; 3] = [Kind::Bars, Kind::Dumbbell, Kind::Panels];

/// One unit has too few answers, so another one is withheld with it; the rest are shown.
fn divided(language: Language) -> Made {
    Made::with(language, &["cc", "dd"])
}

fn made(kind: Kind, form: Form, language: Language) -> Option<Vec<u8>> {
    let made = divided(language);
    let versions: Vec<&Version> = made.versions.iter().collect();
    file(&made.comparison, &made.words(&versions), "simplified", kind, form).unwrap()
}

fn svg(kind: Kind) -> String {
    String::from_utf8(made(kind, Form::Svg, Language::Da).unwrap()).unwrap()
}

/// What stands between each opening and its closing in a text.
fn between<'a>(text: &'a str, open: &'a str, close: &'a str) -> Vec<&'a str> {
    text.split(open).skip(1).filter_map(|rest| rest.split(close).next()).collect()
}

/// The numbers of an attribute of this kind of element, in the order of drawing.
fn numbers(element: &str, names: [&str; 4]) -> [f64; 4] {
    let element = format!(" {element}");
    names.map(|name| between(&element, &format!(" {name}=\""), "\"")[0].parse().unwrap())
}

/// The pixel of a place, at two pixels a unit.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places in a picture are small and above nought")]
fn place(units: f64) -> usize {
    (units * 2.0) as usize
}

/// The pixels of a PNG file as another reader sees them, with how many stand side by side.
fn pixels(bytes: &[u8]) -> (Vec<u8>, usize, png::Info<'static>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    reader.finish().unwrap();
    assert_eq!((frame.color_type, frame.bit_depth), (png::ColorType::Rgb, png::BitDepth::Eight));
    (pixels, frame.width as usize, reader.info().clone())
}

#[test]
fn a_picture_as_a_file_needs_nothing_around_it() {
    for kind in KINDS {
        let svg = svg(kind);
        assert!(svg.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns="), "{svg}");
        let question = divided(Language::Da).comparison.groups[0].questions[0].key.clone();
        assert!(
            svg.contains(r#" lang="da" xml:lang="da" role="img""#) && svg.contains("<title id=") && svg.contains("<desc id=")
        );
        // No ink of a page, no style sheet, no font, no file.
        for foreign in ["currentColor", "class=", "@import", "<style", "href", "var("] {
            assert!(!svg.contains(foreign), "{foreign} in {svg}");
        }
        assert_eq!(svg.matches("http").count(), 1, "only the name of the format");
        assert!(svg.contains(">Syntetiske svar</text>") && question == "simplified");
        assert!(svg.contains("kan besvares flere gange af samme person"), "{svg}");
    }
    assert!(svg(Kind::Dumbbell).contains(">Andel, der svarer I nogen grad eller I høj grad</text>"), "{}", svg(Kind::Dumbbell));
}

#[test]
fn the_numbers_of_a_picture_are_those_of_the_json() {
    let json: serde_json::Value =
        serde_json::from_str(&comparison_json::write(&divided(Language::Da).comparison).unwrap()).unwrap();
    let of = |group: usize, what: &str| -> Vec<String> {
        let rounds = json["groups"][group]["questions"][0]["rounds"].as_array().unwrap();
        rounds
            .iter()
            .flat_map(|round| round[what].as_array().cloned().unwrap_or_else(|| vec![round[what].clone()]))
            .map(|one| one.to_string())
            .collect()
    };
    let titles = |svg: &str| -> Vec<String> {
        between(svg, "<g><title>", "</title>").iter().map(|title| title.rsplit_once(": ").unwrap().1.to_owned()).collect()
    };
    let bars = svg(Kind::Bars);
    assert_eq!(titles(&bars), of(0, "counts"));
    for n in of(0, "n") {
        assert!(bars.contains(&format!(">n = {n}</text>")), "{n} in {bars}");
    }
    let groups = json["groups"].as_array().unwrap().len();
    let shown: Vec<usize> = (1..groups).filter(|group| of(*group, "n")[0] != "null").collect();
    assert_eq!((groups, shown.len()), (5, 2));
    let panels = svg(Kind::Panels);
    assert_eq!(titles(&panels), shown.iter().flat_map(|group| of(*group, "counts")).collect::<Vec<_>>());
    let dumbbell = svg(Kind::Dumbbell);
    for round in shown.iter().flat_map(|group| json["groups"][group]["questions"][0]["rounds"].as_array().unwrap()) {
        let share = round["top_box"]["share"].as_f64().unwrap();
        assert!(dumbbell.contains(&format!(">{:.0}\u{a0}%</text>", share * 100.0)), "{share} in {dumbbell}");
        assert!(dumbbell.contains(&format!(">n = {}</text>", round["n"])));
    }
}

#[test]
fn what_is_withheld_is_withheld_in_files() {
    for kind in [Kind::Dumbbell, Kind::Panels] {
        let svg = svg(kind);
        let texts =
            between(&svg, "<text ", "</text>").into_iter().map(|text| text.split_once('>').unwrap().1).collect::<Vec<_>>();
        let place = texts.iter().position(|text| *text == "bb").unwrap_or_else(|| panic!("{texts:?}"));
        assert_eq!(texts[place + 1], "Vises ikke");
        let next = texts.iter().position(|text| ["cc", "Syntetiske svar"].contains(text)).unwrap();
        assert_eq!(next, place + 2, "{texts:?}");
        assert_eq!(texts.iter().filter(|text| **text == "Vises ikke").count(), 2, "{texts:?}");
        assert!(svg.contains("Vises ikke.") || svg.contains("vises ikke."), "the description says it too: {svg}");
    }
}

#[test]
fn a_png_has_the_size_the_words_and_the_bars_of_its_svg() {
    for kind in KINDS {
        let (svg, bytes) = (svg(kind), made(kind, Form::Png, Language::Da).unwrap());
        let (pixels, wide, info) = pixels(&bytes);
        let [left, top, units, high] = {
            let frame: Vec<f64> = between(&svg, "viewBox=\"", "\"")[0].split(' ').map(|number| number.parse().unwrap()).collect();
            [frame[0], frame[1], frame[2], frame[3]]
        };
        assert_eq!((f64::from(info.width), f64::from(info.height)), (units * 2.0, (high * 2.0).ceil()));
        let said: Vec<String> = info.utf8_text.iter().map(|chunk| chunk.get_text().unwrap()).collect();
        assert!(svg.contains(said[0].as_str()) && svg.contains(said[1].as_str()), "{said:?}");
        let dimensions = info.pixel_dims.unwrap();
        assert_eq!((dimensions.xppu, dimensions.unit), (7560, png::Unit::Meter));
        // A place in the units of the SVG, as it is coloured in the PNG.
        let colour = |x: f64, y: f64| {
            let at = (place(y - top) * wide + place(x - left)) * 3;
            [pixels[at], pixels[at + 1], pixels[at + 2]]
        };
        assert_eq!(colour(left, top), [255; 3], "the ground is white");
        let wanted = if kind == Kind::Dumbbell { "<circle " } else { "<rect " };
        let marks: Vec<&str> =
            between(&svg, wanted, ">").into_iter().filter(|mark| mark.contains(r##"fill="#542788""##)).collect();
        assert!(marks.len() > 1, "{svg}");
        for mark in marks {
            let (x, y) = if kind == Kind::Dumbbell {
                let [x, y, ..] = numbers(mark, ["cx", "cy", "r", "r"]);
                (x, y)
            } else {
                let [x, y, wide, _] = numbers(mark, ["x", "y", "width", "height"]);
                // Near the corner, where no number stands.
                (x + wide / 4.0, y + 2.0)
            };
            assert_eq!(colour(x, y), [0x54, 0x27, 0x88], "{kind:?} {mark}");
        }
        let dark = pixels.chunks(3).filter(|pixel| pixel.iter().all(|part| *part < 64)).count();
        assert!(dark > 1000, "letters are drawn: {dark}");
    }
}

#[test]
fn the_same_picture_is_the_same_bytes_and_no_language_is_lost() {
    for (kind, form) in KINDS.into_iter().flat_map(|kind| [(kind, Form::Svg), (kind, Form::Png)]) {
        assert_eq!(made(kind, form, Language::Da), made(kind, form, Language::Da));
        assert_ne!(made(kind, form, Language::Da), made(kind, form, Language::En));
    }
    let english = String::from_utf8(made(Kind::Dumbbell, Form::Svg, Language::En).unwrap()).unwrap();
    assert!(english.contains(r#"lang="en""#) && english.contains("Share who answer") && !english.contains("Andel"));
}

#[test]
fn a_file_is_called_after_trial_question_and_rounds() {
    let comparison = divided(Language::Da).comparison;
    let name = |kind, form| file_name(&comparison, "effects.quality", kind, form);
    assert_eq!(name(Kind::Bars, Form::Svg), "eksempel-effects-quality-eks-2019-eks-2020-bars.svg");
    assert_eq!(name(Kind::Panels, Form::Png), "eksempel-effects-quality-eks-2019-eks-2020-panels-municipality.png");
}

#[test]
fn there_is_no_file_of_a_question_that_is_not_there() {
    let made = divided(Language::Da);
    let versions: Vec<&Version> = made.versions.iter().collect();
    let words = made.words(&versions);
    assert!(file(&made.comparison, &words, "nothing", Kind::Bars, Form::Png).unwrap().is_none());
    // Several choices have no scale, so no panels.
    assert!(file(&made.comparison, &words, "themes", Kind::Panels, Form::Svg).unwrap().is_none());
}
