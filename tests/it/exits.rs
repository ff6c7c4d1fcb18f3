//! Every exit of one comparison has the same numbers: terminal, JSON, CSV, page, workbook, and the report as page and as DOCX.
//!
//! The office files are read by Python's own zip and XML readers, which know nothing of ours.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::house::House;
use crate::people::{own_surveys, past_january, signed_in};
use crate::stories;

/// Two closed rounds of the stories' questionnaire, in two municipalities of which one is too small to be shown.
pub(crate) fn two_rounds(house: &House) {
    house.ok(&["publish", &own_surveys()]);
    for (key, year, answers) in [
        ("a", "2019", ["thisted,2,1\n", "thisted,2,2\n", "thisted,2,3\n", "thisted,1,\n"]),
        ("b", "2020", ["thisted,2,3\n", "thisted,2,2\n", "thisted,2,3\n", "thisted,1,\n"]),
    ] {
        let rows = answers.concat().repeat(10) + "rebild,2,3\nrebild,2,2\n";
        past_january(house, key, year, &format!("municipality,used,simplified\n{rows}"));
    }
}

fn bytes(house: &House, arguments: &[&str]) -> Vec<u8> {
    let made = house.command(arguments).stdin(Stdio::null()).output().expect("the program runs");
    assert!(made.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&made.stderr));
    made.stdout
}

fn python(script: &str, file: &str) -> String {
    let ran = Command::new("python3").args(["-c", script, file]).output().expect("python3 runs");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).expect("UTF-8")
}

/// The rows of every table of a report, a page or a DOCX, as Python reads them.
pub(crate) fn table_rows(house: &House, arguments: &[&str], format: &str) -> Vec<Vec<String>> {
    let made = bytes(house, &[arguments, &["--format", format]].concat());
    let page = "import sys, json
from html.parser import HTMLParser
class Rows(HTMLParser):
    rows = []; cell = None
    def handle_starttag(self, tag, attrs):
        if tag == 'tr': self.rows.append([])
        if tag in ('td', 'th'): self.cell = ''
    def handle_endtag(self, tag):
        if tag in ('td', 'th'): self.rows[-1].append(self.cell); self.cell = None
    def handle_data(self, data):
        if self.cell is not None: self.cell += data
reader = Rows(); reader.feed(open(sys.argv[1], encoding='utf-8').read()); print(json.dumps(reader.rows))";
    let office = "import sys, json, zipfile
import xml.etree.ElementTree as E
N = '{http://schemas.openxmlformats.org/wordprocessingml/2006/main}'
body = E.fromstring(zipfile.ZipFile(sys.argv[1]).read('word/document.xml'))
text = lambda cell: ''.join(t.text or '' for t in cell.iter(N + 't'))
print(json.dumps([[text(cell) for cell in row.iter(N + 'tc')] for row in body.iter(N + 'tr')]))";
    let file = house.file(&format!("report.{format}"), made);
    serde_json::from_str(&python(if format == "html" { page } else { office }, &file)).expect("JSON")
}

/// The sheets of a workbook: a list of rows each, by the heads of the columns; the overview, which is the first, comes last.
fn sheets(house: &House, workbook: &[u8]) -> Value {
    let script = "import sys, zipfile, json, re
import xml.etree.ElementTree as E
N = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
out = []
for i in range(1, sum(n.startswith('xl/worksheets/') for n in z.namelist()) + 1):
    rows = []
    for r in E.fromstring(z.read(f'xl/worksheets/sheet{i}.xml')).iter(N + 'row'):
        cells = {}
        for c in r.iter(N + 'c'):
            column, kind = re.sub('[0-9]', '', c.get('r')), c.get('t')
            assert c.find(N + 'f') is None
            v = c.find(N + 'v')
            cells[column] = ''.join(t.text or '' for t in c.iter(N + 't')) if kind == 'inlineStr' else (v.text == '1' if kind == 'b' else json.loads(v.text))
        rows.append(cells)
    head = {k: re.sub(r'.*\\[(.*)\\]$', r'\\1', v) for k, v in rows[0].items()}
    out.append([{head[k]: v for k, v in row.items()} for row in rows[1:]])
print(json.dumps(out[1:] + out[:1]))";
    let file = house.file("exit.xlsx", workbook);
    serde_json::from_str(&python(script, &file)).expect("JSON")
}

/// The paragraphs and tables of a DOCX as text, a paragraph a line.
fn paragraphs(house: &House, docx: &[u8]) -> String {
    let script = "import sys, zipfile
import xml.etree.ElementTree as E
N = '{http://schemas.openxmlformats.org/wordprocessingml/2006/main}'
z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
[E.fromstring(z.read(n)) for n in z.namelist() if not n.endswith('.png')]
for p in E.fromstring(z.read('word/document.xml')).iter(N + 'p'):
    print(''.join(t.text or '' for t in p.iter(N + 't')))";
    let file = house.file("exit.docx", docx);
    python(script, &file)
}

fn percent(share: &Value) -> String {
    format!("{:.0}\u{a0}%", share.as_f64().expect("a share") * 100.0)
}

/// The row of a sheet with these cells.
fn found<'a>(rows: &'a Value, cells: &[(&str, &str)]) -> &'a Value {
    let all = rows.as_array().expect("rows");
    let is_it = |row: &&Value| cells.iter().all(|(column, value)| row[*column] == *value);
    all.iter().find(is_it).unwrap_or_else(|| panic!("no row {cells:?} in {rows}"))
}

stories! {
    fn every_exit_has_the_same_numbers(house) {
        two_rounds(house);
        let compare = |format: &str| bytes(house, &["compare", "--trial", "house", "--rounds", "a,b", "--format", format]);
        let text = |format: &str| String::from_utf8(compare(format)).expect("UTF-8");
        let report = |format: &str| bytes(house, &["report", "--trial", "house", "--format", format]);
        let json: Value = serde_json::from_str(&text("json")).expect("JSON");
        let question = json["groups"][0]["questions"].as_array().expect("questions").iter().find(|one| one["key"] == "simplified").expect("asked").clone();
        let sheets = sheets(house, &compare("xlsx"));
        let csv = text("csv");
        let page = String::from_utf8(report("html")).expect("UTF-8");
        let docx = paragraphs(house, &report("docx"));
        let told = [("terminal", text("text")), ("page", text("html")), ("report", page), ("DOCX", docx)];
        for round in question["rounds"].as_array().expect("rounds") {
            let key = round["round"].as_str().expect("a key");
            let row = found(&sheets[0], &[("question", "simplified"), ("round", key)]);
            for name in ["base", "n", "not_shown"] {
                assert_eq!(row[name].as_u64(), round[name].as_u64(), "{name} of {key}");
            }
            for (place, count) in (1..).zip(round["counts"].as_array().expect("counts")) {
                assert_eq!(&row[format!("count_{place}")], count, "count {place} of {key}");
            }
            let top = &round["top_box"];
            for (column, side) in [("top_box", "share"), ("top_box_low", "low"), ("top_box_high", "high")] {
                assert_eq!(row[column].as_f64(), top[side].as_f64(), "{column} of {key}");
            }
            assert!(csv.contains(&format!("top_box,,,{},{},{}", top["share"], top["low"], top["high"])), "{csv}");
            for (exit, told) in &told {
                assert!(told.contains(&percent(&top["share"])), "{exit} has no {} of {key}: {told}", percent(&top["share"]));
            }
        }
        let change = &question["changes"][0];
        let row = found(&sheets[1], &[("question", "simplified")]);
        assert_eq!((row["p"].as_f64(), row["p_holm"].as_f64()), (change["test"]["p"].as_f64(), change["test"]["p_holm"].as_f64()));
        assert_eq!(row["top_box_difference"].as_f64(), change["top_box"]["difference"].as_f64());
        assert_eq!((&row["estimate"], &row["test"]), (&change["effect"]["estimate"], &change["test"]["name"]));
        let sentence = change["sentence"].as_str().expect("a sentence");
        let overview = sheets.as_array().and_then(|sheets| sheets.last()).expect("an overview");
        let row = found(overview, &[("Det kan siges", sentence)]);
        for (column, number) in [
            ("Andel i %", &question["rounds"][1]["top_box"]["share"]),
            ("95 % fra", &question["rounds"][1]["top_box"]["low"]),
            ("Ændring i procentpoint", &change["top_box"]["difference"]),
        ] {
            assert_eq!(row[column].as_f64(), number.as_f64().map(|share| share * 100.0), "{column} of the overview");
        }
        assert!(sheets.as_array().expect("sheets").iter().all(|rows| !rows.as_array().expect("rows").is_empty()), "an empty sheet");
        for (exit, told) in &told {
            assert!(told.contains(sentence), "{exit} does not say {sentence}");
        }
        let pictures = "import sys, zipfile
z = zipfile.ZipFile(sys.argv[1]); names = [n for n in z.namelist() if n.endswith('.png')]
assert all(z.read(n).startswith(b'\\x89PNG') for n in names); print(len(names), z.read('word/document.xml').decode().count('descr='))";
        let counted = python(pictures, &house.file("pictures.docx", report("docx")));
        let numbers: Vec<usize> = counted.split_whitespace().map(|number| number.parse().expect("a number")).collect();
        assert!(numbers[0] > 0 && numbers[1] == 2 * numbers[0], "{counted}");
        assert!(told[2].1.contains("[HC1.simplified.2]") && told[3].1.contains("[HC1.simplified.2]"));
    }

    fn what_moved_of_the_same_people_is_the_same_in_the_json_the_csv_and_the_workbook(house) {
        crate::linking::two_rounds(house);
        let compare = |format: &str| bytes(house, &["compare", "--trial", "house", "--rounds", "first,second", "--linked", "--format", format]);
        let text = |format: &str| String::from_utf8(compare(format)).expect("UTF-8");
        let json: Value = serde_json::from_str(&text("json")).expect("JSON");
        let question = json["groups"][0]["questions"].as_array().expect("questions").iter().find(|one| one["key"] == "simplified").expect("asked").clone();
        let sheets = sheets(house, &compare("xlsx"));
        let row = found(&sheets[1], &[("question", "simplified")]);
        assert_eq!((&row["design"], row["linked_n"].as_u64()), (&question["design"], question["linked_n"].as_u64()));
        let csv = text("csv");
        for side in ["n", "up", "same", "down"] {
            let (figure, number) = (format!("moved_{side}"), &question["changes"][0]["moved"][side]);
            assert!(number.is_u64(), "{question}");
            assert_eq!(&row[&figure], number, "{figure} in {row}");
            let line = csv.lines().find(|line| line.contains(",simplified,") && line.contains(&format!(",{figure},"))).unwrap_or_else(|| panic!("{csv}"));
            assert!(line.contains(&format!(",second,first,{figure},,,{number},")), "{line}");
        }
    }

    fn beside_a_change_of_the_same_people_every_exit_says_of_whom_the_figures_are(house) {
        house.ok(&["publish", &own_surveys()]);
        for (key, year, moved) in [("first", "2019", 4..10), ("second", "2020", 10..12)] {
            let linked = (0..20).map(|at| format!("both-{at},thisted,{}\n", if at < 4 || moved.contains(&at) { 1 } else { 2 }));
            let alone = (0..9).map(|at| format!("{key}-{at},thisted,{}\n", 1 + at % 2));
            past_january(house, key, year, &format!("panel_id,municipality,used\n{}", linked.chain(alone).collect::<String>()));
        }
        house.sql("update round set population = '[[{\"municipality\":\"thisted\"},41]]'");
        let compare = |format: &str| bytes(house, &["compare", "--trial", "house", "--rounds", "first,second", "--linked", "--format", format]);
        let text = |format: &str| String::from_utf8(compare(format)).expect("UTF-8");
        let json: Value = serde_json::from_str(&text("json")).expect("JSON");
        let question = json["groups"][0]["questions"].as_array().expect("questions").iter().find(|one| one["key"] == "used").expect("asked").clone();
        let change = &question["changes"][0]["top_box"];
        assert!(change["low_fpc"].is_null() && change["without_population"] == "linked", "{question}");
        let top = &question["rounds"][0]["top_box"];
        assert!(top["low_fpc"].is_number() && top["high_fpc"].is_number(), "{top}");
        let csv = text("csv");
        assert!(csv.contains("top_box_difference_without_population,linked,"), "{csv}");
        let line = format!("top_box_population,,,{},{},{}", top["share"], top["low_fpc"], top["high_fpc"]);
        assert!(csv.contains(&line), "no {line}: {csv}");
        assert_eq!(found(&sheets(house, &compare("xlsx"))[1], &[("question", "used")])["top_box_difference_without_population"], "linked");
        let said = "hvem der kan følges, er ikke udvalgt tilfældigt";
        for format in ["html", "text"] {
            assert!(text(format).contains(said), "{format} does not say {said}");
        }
        assert!(text("html").contains("ligger andelen blandt netop disse mennesker mellem"));
        let page = house.ok(&["report", "--trial", "house"]);
        assert!(page.contains("ligger andelen blandt netop disse mennesker mellem"), "{page}");
    }

    fn weights_and_trends_are_tables_of_the_report(house) {
        house.ok(&["publish", &own_surveys()]);
        let staff = house.file("staff.csv", "municipality,count\nthisted,60\nrebild,40\naalborg,30\njammerbugt,25\n");
        for (key, year, high) in [("a", "2019", 4), ("b", "2020", 7), ("c", "2021", 11)] {
            let answer = |at: usize| if at < high { 3 } else { 1 + at % 2 };
            let rows = |unit: &str, n: usize| (0..n).map(|at| [unit, ",2,", &answer(at).to_string(), "\n"].concat()).collect::<String>();
            let answers = house.file(&format!("{key}.csv"), format!("municipality,used,effects.quality\n{}{}{}{}", rows("thisted", 20), rows("rebild", 24), rows("aalborg", 16), rows("jammerbugt", 15)));
            let (opens, closes) = (format!("{year}-01-01"), format!("{year}-01-31"));
            let of = ["--questionnaire", "house-caseworkers", "--version", "1", "--mode", "pseudonymous", "--population", &staff];
            house.ok(&[&["round", "add", "--key", key, "--opens", &opens, "--closes", &closes], &of[..]].concat());
            house.ok(&["responses", "import", "--round", key, &answers]);
        }
        let weighted = ["--trial", "house", "--weight-by", "municipality"];
        let compare = |format: &str| house.ok(&[&["compare", "--rounds", "a,b,c", "--format", format], &weighted[..]].concat());
        let json: Value = serde_json::from_str(&compare("json")).expect("JSON");
        let question = json["groups"][0]["questions"].as_array().expect("questions").iter().find(|one| one["key"] == "effects.quality").expect("asked").clone();
        let decimal = |value: &Value, places: usize| format!("{:.places$}", value.as_f64().expect("a number")).replace('.', ",");
        let csv = compare("csv");
        for format in ["html", "docx"] {
            let rows = table_rows(house, &[&["report"], &weighted[..]].concat(), format);
            let has = |row: Vec<String>| assert!(rows.iter().any(|found| found.starts_with(&row)), "{format} has no {row:?}: {rows:?}");
            for (place, round) in (1..).zip(question["rounds"].as_array().expect("rounds")) {
                let share = &round["weighted"];
                let interval = format!("{:.0}–{:.0}", share["low"].as_f64().expect("a limit") * 100.0, share["high"].as_f64().expect("a limit") * 100.0);
                let year = ["2019", "2020", "2021"][place - 1];
                has(vec![format!("[HC1.effects.quality.{place}]"), format!("Januar {year}"), percent(&share["share"]), interval, decimal(&share["effective_n"], 1), decimal(&share["design_effect"], 2)]);
                let line = &json["weights"][place - 1];
                has(vec![format!("Januar {year}"), "kommuner".to_owned(), decimal(&line["design_effect"], 2), decimal(&line["effective_n"], 1), decimal(&line["largest_over_mean"], 1)]);
                assert!(csv.contains(&format!("weights_effective_n,,,{}", line["effective_n"])), "{csv}");
            }
            let trend = &question["trend"];
            let words = rows.iter().find(|row| row.len() == 6 && row[0] == "[HC1.effects.quality.3]" && row[3] == decimal(&trend["estimate"], 3));
            assert_eq!(words.expect("the trend")[4], decimal(&trend["statistic"], 3), "{format}");
        }
        let page = house.ok(&[&["report"], &weighted[..]].concat());
        assert!(page.contains("--rounds a,b,c --weight-by municipality") && page.contains("linear-by-linear"), "{page}");
        assert_eq!(house.run(&["report", "--trial", "house", "--weight-by", "colour"]).code, 2);
    }

    fn every_picture_is_a_file_on_the_command_line_too(house) {
        two_rounds(house);
        let base = ["compare", "--trial", "house", "--rounds", "a,b", "--question", "simplified", "--format"];
        let svg = String::from_utf8(bytes(house, &[&base[..], &["svg"]].concat())).expect("UTF-8");
        assert!(svg.starts_with("<?xml") && svg.contains("n = 32"), "{svg}");
        assert!(bytes(house, &[&base[..], &["png"]].concat()).starts_with(b"\x89PNG\r\n\x1a\n"));
        let ran = house.run(&[&base[..], &["png", "--picture", "panels"]].concat());
        assert!(ran.code == 2 && ran.err.contains("Der er intet billede") && ran.out.is_empty(), "{} {}", ran.code, ran.err);
        assert_eq!(house.run(&["compare", "--trial", "house", "--rounds", "a,b", "--format", "svg"]).code, 2);
    }

    fn the_desk_gives_pictures_and_reports_to_those_who_are_signed_in_and_to_nobody_else(house) {
        two_rounds(house);
        house.serve();
        let cookie = signed_in(house);
        let get = |path: &str| house.send("GET", &path.replace("&amp;", "&"), &format!("Cookie: {cookie}\r\n"), b"").expect("an answer");
        let page = get("/desk/comparison?trial=house&rounds=a,b&by=municipality").text();
        let hrefs: Vec<&str> = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let files: Vec<&str> = hrefs.into_iter().filter(|href| href.contains("/picture.") || href.contains("/report.")).collect();
        for piece in ["picture.svg", "picture.png", "report.html?trial=house\"", "report.docx?trial=house\"", "report.docx?trial=house&amp;unit=thisted"] {
            assert!(page.contains(&format!("/desk/{piece}")) || page.contains(&format!("/desk/comparison/{piece}")), "no {piece}: {files:?}");
        }
        for file in files {
            let answer = get(file);
            assert_eq!(answer.status, 200, "{file}");
            assert_eq!(answer.header("content-disposition").is_some_and(|kept| kept.starts_with("attachment")), !file.contains(".html"), "{file}");
            assert_eq!(house.send("GET", &file.replace("&amp;", "&"), "", b"").expect("an answer").status, 401, "{file}");
        }
        let svg = get("/desk/comparison/picture.svg?trial=house&rounds=a,b&question=simplified&picture=bars");
        let name = "attachment; filename=\"house-simplified-a-b-bars.svg\"";
        assert_eq!((svg.header("content-type"), svg.header("content-disposition")), (Some("image/svg+xml"), Some(name)));
        assert!(svg.text().contains("n = 32"), "{}", svg.text());
        for (path, status) in [
            ("/desk/comparison/picture.png?trial=house&rounds=a,b&question=simplified&picture=pie", 404),
            ("/desk/comparison/picture.png?trial=house&rounds=a,b&question=none&picture=bars", 404),
            ("/desk/report.html?trial=none", 404),
            ("/desk/report.docx?trial=house&unit=west", 404),
            ("/desk/report.docx?trial=house&evaluation=none", 400),
        ] {
            assert_eq!(get(path).status, status, "{path}");
        }
        assert_eq!(get("/desk/report.html?trial=house&unit=thisted").text(), house.ok(&["report", "--trial", "house", "--unit", "thisted"]));
        assert!(get("/desk/trials/house").text().contains("/desk/report.docx?trial=house\""));
    }

    fn the_same_data_gives_the_same_file_byte_for_byte_and_places_to_write(house) {
        two_rounds(house);
        for arguments in [
            &["compare", "--trial", "house", "--rounds", "a,b", "--format", "xlsx"][..],
            &["report", "--trial", "house", "--format", "html"],
            &["report", "--trial", "house", "--format", "docx"],
        ] {
            assert!(bytes(house, arguments) == bytes(house, arguments), "{arguments:?}");
        }
        let page = house.ok(&["report", "--trial", "house"]);
        for piece in ["1. Indledning", "2. Resumé", "3. Hovedkonklusioner", "4. Beskrivelse af forsøg", "Bilag 1", "Udfyldes:", "En ny lov", "SHA-256", "Testen selv"] {
            assert!(page.contains(piece), "no {piece}: {page}");
        }
        let one = house.ok(&["report", "--trial", "house", "--rounds", "b"]);
        assert!(one.contains("kun én lukket runde") && one.contains("[HC1.simplified.2]") && !one.contains("[HC1.simplified.1]"), "{one}");
        for (arguments, said) in [(["--rounds", "c"], "Der er ingen runde"), (["--unit", "west"], "deltager ikke i forsøget")] {
            let ran = house.run(&[&["report", "--trial", "house"][..], &arguments].concat());
            assert!(ran.code == 2 && ran.err.contains(said) && ran.out.is_empty(), "{} {}", ran.code, ran.err);
        }
    }

    fn a_units_own_sheet_says_how_many_changes_of_groups_were_tested(house) {
        house.ok(&["publish", &own_surveys()]);
        for (key, year, shift) in [("a", "2019", 0), ("b", "2020", 1)] {
            let answers = |turn: usize| if turn % 4 == 3 { "1,".to_owned() } else { format!("2,{}", 1 + (turn + shift) % 3) };
            let row = |at: usize| format!("{},{}\n", ["thisted", "rebild", "aalborg", "jammerbugt"][at % 4], answers(at / 4));
            past_january(house, key, year, &format!("municipality,used,simplified\n{}", (0..160).map(row).collect::<String>()));
        }
        let compared = |format: &str| house.ok(&["compare", "--trial", "house", "--rounds", "a,b", "--by", "municipality", "--format", format]);
        let json: Value = serde_json::from_str(&compared("json")).expect("JSON");
        let many = json["many_tests"].as_str().expect("the reservation");
        assert!(many.starts_with("Der er prøvet 8 ændringer i grupperne"), "{many}");
        let docx = paragraphs(house, &bytes(house, &["report", "--trial", "house", "--unit", "thisted", "--format", "docx"]));
        let sheet = house.ok(&["report", "--trial", "house", "--unit", "thisted"]);
        for (exit, text) in [("text", compared("text")), ("csv", compared("csv")), ("html", compared("html")), ("sheet", sheet), ("docx", docx)] {
            assert_eq!(text.matches(many).count(), 1, "{exit}: {text}");
        }
        assert!(!house.ok(&["report", "--trial", "house"]).contains(many), "no group's change is told there");
    }

    fn a_units_own_sheet_shows_it_beside_the_whole_and_no_small_group(house) {
        two_rounds(house);
        let own = house.ok(&["report", "--trial", "house", "--unit", "thisted"]);
        assert!(own.contains("Thisted Kommune") && own.contains("Alle kommuner, også os") && own.contains("Til en snak"), "{own}");
        let divided: Value = serde_json::from_str(&house.ok(&["compare", "--trial", "house", "--rounds", "a,b", "--by", "municipality", "--format", "json"])).expect("JSON");
        let small = house.ok(&["report", "--trial", "house", "--unit", "rebild"]);
        assert!(small.contains("Tallene vises ikke"), "{small}");
        let groups = divided["groups"].as_array().expect("groups");
        let rebild = groups.iter().find(|group| group["by"]["municipality"] == "rebild").expect("Rebild");
        assert!(rebild["questions"].as_array().expect("questions").iter().all(|one| one["rounds"][0]["n"].is_null()), "{rebild}");
    }
}
