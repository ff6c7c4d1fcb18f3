//! Attacks that are typed in: a script in every text that somebody can write, a formula in every text that leaves for a spreadsheet.
//!
//! A story that looks for a script first sees the text itself on the page, so that a page which left it out could not pass.

use std::fs;
use std::process::Command;

use crate::house::House;
use crate::http::{Form, Page};
use crate::people::{
    ANSWERS, add_round, filled, letters, link_of, looked_at, own_surveys, past_january, person, receipt, signed_in,
};
use crate::stories;

/// What is written into every text: a script, a way out of an attribute, and a picture that runs something.
pub(crate) const EVIL: &str = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>";
/// How its beginning stands on a page on which it is text.
pub(crate) const SHOWN: &str = "&lt;script&gt;alert(1)&lt;/script&gt;";
/// A person's name is shorter.
pub(crate) const NAME: &str = "Ib <script>alert(1)</script>";
/// What spreadsheets run.
const FORMULAS: [&str; 4] = ["=HYPERLINK(\"http://evil.example\";\"klik\")", "+1+1", "-2+3", "@SUM(A1:A9)"];
const SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn get(house: &House, cookie: &str, path: &str) -> Page {
    looked_at(house, cookie, path)
}

fn post(house: &House, cookie: &str, form: &Form) -> Page {
    let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    house.send("POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer")
}

/// Fails where what is evil runs on a page, or gets out of its attribute.
pub(crate) fn harmless(text: &str, place: &str) {
    // The one script that a page of the desk has here is a file of its own.
    let text = text.replace("<script type=\"module\" src=\"/desk/live.js\"></script>", "");
    for word in ["<script", "<img", "href=\"javascript:", "href=\"data:text"] {
        assert!(!text.contains(word), "{place} has {word}: {text}");
    }
}

/// The file with this behind each text between quotation marks that belongs to the key.
fn with_evil(toml: &str, key: &str, evil: &str) -> String {
    let (start, evil) = (format!("{key} = \""), evil.replace('"', "\\\""));
    let mut pieces = toml.split(start.as_str());
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (words, rest) = piece.split_once('"').expect("a text ends");
        for part in [start.as_str(), words, &evil, "\"", rest] {
            out.push_str(part);
        }
    }
    out
}

/// A cell of a file, with quotation marks around it.
fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn read(name: &str) -> String {
    fs::read_to_string(format!("{}/{name}", own_surveys())).expect("a file of the stories")
}

/// A column of the questionnaire that comes with recipients and may hold anything.
fn with_teams(questionnaire: &str) -> String {
    questionnaire
        .replace("[background.municipality]\n", "[background.team]\nsource = \"recipient\"\n\n[background.municipality]\n")
}

/// Publishes these files in two versions, of which the second asks one question a little differently.
fn published(house: &House, trials: &str, questionnaire: &str) {
    house.file("evil/trials.toml", trials);
    let second = questionnaire.replace("\nversion = 1\n", "\nversion = 2\n");
    house.file("evil/house-caseworkers/2.toml", second.replace("arbejdet blevet enklere", "arbejdet blevet mere enkelt"));
    let file = house.file("evil/house-caseworkers/1.toml", questionnaire);
    house.ok(&["publish", file.trim_end_matches("/house-caseworkers/1.toml")]);
}

/// The trial's municipalities: where one of them had few answers, figures of others were withheld too.
const UNITS: [&str; 4] = ["thisted", "rebild", "aalborg", "jammerbugt"];
/// So many answer for each word: enough in each municipality that figures are shown.
const ENOUGH: usize = 192;

/// Two closed rounds, in which each of these words is a team and a comment.
fn two_rounds(house: &House, words: &[&str]) {
    for (key, year) in [("a", "2019"), ("b", "2020")] {
        let row = |at: usize| {
            let (unit, turn, word) = (UNITS[at % 4], at % ENOUGH / 4, cell(words[at / ENOUGH]));
            let answers = if turn % 4 == 3 { "1,".to_owned() } else { format!("2,{}", 1 + turn % 3) };
            format!("{unit},{word},{answers},{}\n", if at % ENOUGH < 12 { word.as_str() } else { "" })
        };
        let rows = (0..ENOUGH * words.len()).map(row).collect::<String>();
        past_january(house, key, year, &format!("municipality,team,used,simplified,comments\n{rows}"));
    }
}

/// An installation in which everything that somebody can name or write has the script in it; the server runs.
fn evil_town(house: &House) {
    let trials = ["name", "short", "controller", "dpo", "source", "da", "en"];
    let trials = trials.iter().fold(read("trials.toml"), |text, key| with_evil(&text, key, EVIL));
    let asked = ["da", "en"].iter().fold(with_teams(&read("house-caseworkers/1.toml")), |text, key| with_evil(&text, key, EVIL));
    let asked = asked
        .replace("Her er alle slags spørgsmål.", "[Klik](javascript:alert(1)) [her](data:text/html,x) <javascript:alert(2)>.")
        .replace("Testhusets spørgsmål", "Testhusets spørgsmål {{7*7}}");
    published(house, &trials, &asked);
    let approve = ["approve", "house-caseworkers", "1", "2", "simplified", "--level", "B"];
    house.ok(&[&approve[..], &["--reason", EVIL, "--by", EVIL]].concat());
    two_rounds(house, &[EVIL]);
    assert_eq!(add_round(house, "house-caseworkers", &["--mode", "pseudonymous"]).code, 0);
    let people = format!(
        "person_key,name,email,municipality,team\nA,Mette Kjærgård,mette@thisted.example.dk,thisted,{0}\n{0},{0},ondt@thisted.example.dk,thisted,{0}\n",
        cell(EVIL)
    );
    let file = house.file("people.csv", people);
    house.ok(&["recipients", "import", "--round", "house-1", &file]);
    house.ok(&["invite", "--round", "house-1"]);
    house.ok(&["deliver", "--once"]);
    house.serve();
}

/// The cells of a table as a spreadsheet reads them.
fn cells(table: &str, separator: u8) -> Vec<String> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(table.as_bytes());
    reader.records().flat_map(|row| row.expect("a row").iter().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// Fails where a spreadsheet would run a cell; numbers may be below zero.
pub(crate) fn runs_nothing(table: &str, separator: u8, what: &str) -> Vec<String> {
    let all = cells(table.trim_start_matches('\u{feff}'), separator);
    for cell in &all {
        assert!(!cell.starts_with(SIGNS) || cell.parse::<f64>().is_ok(), "{what} has the cell {cell:?}");
    }
    all
}

stories! {
    fn a_script_in_a_questionnaire_or_an_answer_is_text_for_whoever_answers(house) {
        evil_town(house);
        let link = link_of(house, "mette@thisted.example.dk");
        let answers = ANSWERS.map(|(field, value)| if field == "comments" { (field, EVIL) } else { (field, value) });
        let mut page = house.follow(house.get(&link));
        assert!(page.text().contains("{{7*7}}") && page.words().contains("Klik"), "{}", page.words());
        let mut passed = 0;
        while receipt(&page).is_none() {
            harmless(&page.text(), &format!("page {passed}"));
            assert!(page.text().contains(SHOWN), "page {passed} does not show it: {}", page.text());
            assert!(passed < 40, "no receipt: {}", page.words());
            page = house.submit(&filled(&page.form(), &answers));
            passed += 1;
        }
        assert!(passed >= 8, "only {passed} pages were passed");
        harmless(&page.text(), "the receipt");
        let code = receipt(&page).expect("a receipt");
        let found = house.post(&house.get("/kvittering").form().with("code", &code));
        let pages = [("/", house.get("/")), ("/rettigheder", house.get("/rettigheder")), ("the stored answer", found)];
        for (place, page) in pages {
            harmless(&page.text(), place);
            assert!(page.status == 200 && page.text().contains(SHOWN), "{place} does not show it: {}", page.text());
        }
        for address in ["/s/x?lang=%22%3E%3Cscript%3E", "/r/%3Cscript%3E", "/%3Cscript%3E", "/k?lang=%3Cscript%3E"] {
            harmless(&house.get(address).text(), address);
        }
        let sent = letters(house);
        assert_eq!(sent.len(), 2);
        for letter in sent {
            let page = letter.text.split_once("text/html").expect("a part for mail programs that show pages").1;
            harmless(page, "a letter");
            assert!(page.contains(SHOWN), "{page}");
        }
    }

    fn a_script_in_any_text_is_text_on_every_page_of_the_desk(house) {
        evil_town(house);
        let all = signed_in(house);
        let named = person(house, NAME, &["--role", "coordinator"]);
        let waiting = get(house, &all, "/desk/rounds/a/texts");
        harmless(&waiting.text(), "texts that wait");
        assert!(waiting.text().contains(SHOWN), "{}", waiting.words());
        let decisions: Vec<String> = waiting.form().offered.iter().filter(|(_, value)| value == "masked").map(|(name, _)| name.clone()).collect();
        assert!(!decisions.is_empty(), "{}", waiting.text());
        let form = decisions.iter().fold(waiting.form(), |form, decision| form.with(decision, "masked"));
        assert_eq!(post(house, &all, &form).status, 303);
        let compared = "/desk/comparison?trial=house&rounds=a,b";
        let (by_unit, by_team) = (format!("{compared}&by=municipality"), format!("{compared}&by=team"));
        for (path, is_shown) in [
            ("/desk", true),
            ("/desk/trials/house", true),
            ("/desk/questionnaires", true),
            ("/desk/questionnaires/house-caseworkers", true),
            ("/desk/questionnaires/house-caseworkers/1/2", true),
            ("/desk/questionnaires/house-caseworkers/preview/1", true),
            ("/desk/questionnaires/house-caseworkers/draft", true),
            ("/desk/questionnaires/new", true),
            ("/desk/rounds", false),
            ("/desk/rounds/new", false),
            ("/desk/rounds/house-1", true),
            ("/desk/rounds/house-1/recipients", false),
            ("/desk/rounds/house-1/letters", true),
            ("/desk/rounds/a/texts/approved", true),
            (compared, true),
            (by_unit.as_str(), true),
            (by_team.as_str(), true),
            ("/desk/report.html?trial=house", true),
            ("/desk/report.html?trial=house&unit=thisted", true),
            ("/desk/plan?trial=house&rounds=a,b", false),
            ("/desk/people", true),
            ("/desk/account", false),
            ("/desk/log", true),
        ] {
            let glue = if path.contains('?') { '&' } else { '?' };
            for address in [path.to_owned(), format!("{path}{glue}lang=en")] {
                let page = get(house, &all, &address);
                assert_eq!(page.status, 200, "{address}: {}", page.words());
                harmless(&page.text(), &address);
                assert!(!is_shown || page.text().contains(SHOWN), "{address} does not show it: {}", page.text());
            }
        }
        let own = get(house, &named, "/desk/account").text();
        harmless(&own, "one's own account");
        assert!(own.contains(SHOWN), "{own}");
        let picture = get(house, &all, "/desk/comparison/picture.svg?trial=house&rounds=a,b&question=simplified&picture=bars");
        assert_eq!(picture.status, 200);
        harmless(&picture.text(), "a picture");
        for document in ["record", "impact", "processor", "breach", "deletion"] {
            let page = get(house, &all, &format!("/desk/rounds/house-1/evidence/{document}"));
            assert_eq!(page.status, 200, "{document}");
            harmless(&page.text(), document);
        }
    }

    fn a_letter_that_is_looked_at_stands_in_a_frame_in_which_nothing_runs(house) {
        evil_town(house);
        let page = get(house, &signed_in(house), "/desk/rounds/house-1/letters").text();
        let frames: Vec<&str> = page.split("<iframe").skip(1).map(|rest| rest.split_once('>').expect("a tag ends").0).collect();
        assert!(!frames.is_empty(), "{page}");
        for frame in frames {
            assert!(frame.contains("sandbox=\"\""), "{frame}");
            let inside = frame.split_once("srcdoc=\"").and_then(|(_, rest)| rest.split_once('"')).expect("a letter").0;
            let letter = inside.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
            harmless(&letter, "the letter in its frame");
            assert!(letter.contains(SHOWN), "{letter}");
        }
    }

    fn a_script_in_any_field_of_any_form_is_shown_as_text(house) {
        house.ok(&["publish", &own_surveys()]);
        house.serve();
        let cookie = signed_in(house);
        person(house, NAME, &["--role", "reader"]);
        let new = "/desk/questionnaires/new";
        let filled_in = |form: Form| form.with("trial", "house").with("audience", "caseworker");
        let begin = get(house, &cookie, new).form();
        let begun = filled_in(begin).with("key", "ondt").with("title", EVIL).with("pasted", &format!("1. Hvad {EVIL}?\no\tA {EVIL}\no\tB\n{EVIL}"));
        assert_eq!(post(house, &cookie, &begun).status, 303);
        let draft = "/desk/questionnaires/ondt/draft";
        for path in [draft.to_owned(), format!("{draft}/preview"), format!("{draft}/preview/1"), format!("{draft}?question=q1")] {
            let page = get(house, &cookie, &path);
            harmless(&page.text(), &path);
            assert!(page.status == 200 && page.text().contains(SHOWN), "{path}: {}", page.words());
        }
        let mut tried = 0;
        for path in [new, draft, "/desk/people", "/desk/account", "/desk/rounds/new", "/desk/sign-in", "/k", "/kvittering"] {
            for form in get(house, &cookie, path).forms() {
                let form = if path == new { filled_in(form) } else { form };
                for (name, _) in form.fields.clone().into_iter().filter(|(name, _)| name != "form") {
                    for evil in [format!("\">{EVIL}").as_str(), NAME] {
                        let page = post(house, &cookie, &form.clone().with(&name, evil));
                        assert!(page.status < 500, "{path}, {name}: {}", page.status);
                        harmless(&page.text(), &format!("{path}, {name}"));
                        tried += 1;
                    }
                }
            }
        }
        assert!(tried > 30, "only {tried} fields were tried");
        let named = post(house, &cookie, &get(house, &cookie, "/desk/sign-in").form().with("name", NAME).with("password", "x"));
        assert!(named.status == 401 && named.text().contains(SHOWN), "{}", named.text());
    }

    fn a_key_that_stands_in_addresses_and_file_names_is_of_plain_letters_alone(house) {
        house.ok(&["publish", &own_surveys()]);
        let before = house.dump();
        for key in ["<script>", "a\"b", "a/b", "../a", "a b", "A", "ø", "new", "a\r\nSet-Cookie: a=b", ""] {
            let ran = house.run(&["round", "add", "--key", key, "--questionnaire", "house-caseworkers", "--version", "1", "--opens", "2020-01-01",
                "--closes", "2099-12-31", "--mode", "pseudonymous"]);
            assert_eq!(ran.code, 2, "{key}: {}", ran.err);
        }
        house.unchanged(&before, "a round with such a key was stored");
    }

    fn no_exit_gives_a_spreadsheet_a_formula(house) {
        // What people answer and the keys of teams begin with a formula here, and so do all labels and names.
        let questionnaire = with_teams(&read("house-caseworkers/1.toml")).replace("da = \"", "da = \"=1+").replace("en = \"", "en = \"@");
        let trials = read("trials.toml").replace("da = \"", "da = \"=1+").replace("name = \"", "name = \"-1+").replace("short = \"", "short = \"+1+");
        published(house, &trials, &questionnaire);
        two_rounds(house, &FORMULAS);
        house.ok(&["user", "add", "=1+1 Ib", "--role", "reader"]);
        house.ok(&["user", "add", "@SUM Bo", "--role", "reader"]);
        let exported = house.ok(&["responses", "export", "--round", "a", "--format", "csv", "--excel"]);
        let all = cells(exported.trim_start_matches('\u{feff}'), b';');
        assert!(all.iter().all(|cell| !cell.starts_with(SIGNS)), "{exported}");
        for formula in FORMULAS {
            assert!(all.contains(&format!("'{formula}")), "{formula} is not in {exported}");
        }
        let compare = ["compare", "--trial", "house", "--rounds", "a,b", "--format"];
        for by in ["municipality", "team"] {
            let table = house.ok(&[&compare[..], &["csv", "--by", by]].concat());
            let all = runs_nothing(&table, b',', by);
            assert!(all.iter().any(|cell| cell.starts_with('\'')), "nothing in it begins like a formula: {table}");
            let made = house.command(&[&compare[..], &["xlsx", "--by", by]].concat()).output().expect("the program runs");
            assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
            let file = house.file("attacked.xlsx", made.stdout);
            let ran = Command::new("python3").args(["-c", READER, &file]).output().expect("python3 runs");
            assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
            let found: usize = String::from_utf8_lossy(&ran.stdout).trim().parse().expect("a number");
            assert!(found > 0, "nothing in the workbook begins like a formula");
        }
        let approve = ["approve", "house-caseworkers", "1", "2", "simplified", "--level", "B"];
        house.ok(&[&approve[..], &["--reason", "=1+1", "--by", "@SUM Bo"]].concat());
        for listing in [&["user", "list"][..], &["log", "list"], &["diff", "house-caseworkers", "1", "2"], &["rates", "--round", "a"], &["round", "list"]] {
            let table = house.ok(&[listing, &["--format", "csv"]].concat());
            let all = runs_nothing(&table, b',', listing[0]);
            let named = ["user", "log", "diff"].contains(&listing[0]);
            assert!(!named || all.iter().any(|cell| cell.starts_with("'=") || cell.starts_with("'@")), "{listing:?}: {table}");
        }
    }
}

/// Fails where a cell of a workbook is a formula, or a text that would become one when it is edited; prints how many texts are guarded.
const READER: &str = "import sys, zipfile
import xml.etree.ElementTree as E
N = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
z = zipfile.ZipFile(sys.argv[1]); found = 0
for name in z.namelist():
    if not name.startswith('xl/worksheets/sheet'): continue
    for c in E.fromstring(z.read(name)).iter(N + 'c'):
        assert c.find(N + 'f') is None, name
        text = ''.join(t.text or '' for t in c.iter(N + 't'))
        if text and text[0] in '=+-@\\t\\r':
            assert c.get('t') == 'inlineStr' and c.get('s') == '2', (name, text)
            found += 1
print(found)";
