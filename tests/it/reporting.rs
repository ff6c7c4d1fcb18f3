//! The reports of the whole evaluation: a folder in which every figure can be found again, words that stay when figures change, and who may.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};

use crate::focusing::{claimed, form_with, get, held, note_under, planned, post};
use crate::house::House;
use crate::people::{person, signed_in};
use crate::stories;
use crate::trials::ledighedsydelse;

const FIGURES: &str = "measure,period,municipality,group,value,unit,source,note\n";
const RESULTS: &str = "/desk/trials/ledighedsydelse/prose/joint/results";
const SUMMARY: &str = "/desk/trials/ledighedsydelse/prose/trial/summary";

/// Two closed rounds of one trial, and register figures of another.
fn town(house: &House, used: &str) {
    ledighedsydelse(house);
    figures(house, used, &[]);
}

fn figures(house: &House, used: &str, more: &[&str]) {
    let rows = format!("{FIGURES}Brugt,2019,,,{used},antal,Optælling i kommunerne,\nBesparelse,2019,,,4.800.000,kr.,Økonomi,\n");
    let file = house.file(&format!("figures-{used}.csv"), rows);
    house.ok(&[&["figures", "import", "--trial", "jobrotation", &file], more].concat());
}

/// Every file below a folder, by its path there.
fn all_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            found.extend(all_in(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    found
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).unwrap_or_else(|_| panic!("no {name}")).read_to_string(&mut text).expect("text");
    text
}

/// What a program says of a file.
fn said(program: &str, arguments: &[&str]) -> String {
    let ran = std::process::Command::new(program).args(arguments).output().unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(ran.status.success(), "{program}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).expect("text")
}

/// What stands between two words wherever they follow each other.
fn between<'a>(text: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    text.split(from).skip(1).filter_map(|rest| rest.split_once(to)).map(|(inside, _)| inside).collect()
}

/// The codes of figures in a text: of trials and of the register.
fn codes(text: &str) -> BTreeSet<&str> {
    let is_code = |code: &&str| {
        let digit = code.chars().nth(1).is_some_and(|second| second.is_ascii_digit());
        digit && (code.starts_with('T') || code.starts_with('R')) && !code.contains(' ')
    };
    between(text, "[", "]").into_iter().filter(is_code).collect()
}

/// Takes the form of a page that keeps words, with these.
fn write(house: &House, cookie: &str, path: &str, words: &str) -> crate::http::Page {
    let form = form_with(&get(house, cookie, path), "words").with("words", words).with("act", "save");
    post(house, cookie, &form)
}

stories! {
    fn the_joint_report_is_a_folder_in_which_every_figure_is_found_again(house) {
        town(house, "123");
        let said = house.ok(&["report", "--all", "--to", "ud"]);
        assert!(said.contains("ud/rapport.docx") && said.trim().ends_with("filer skrevet"), "{said}");
        let folder = house.folder.path().join("ud");
        let files = all_in(&folder);
        // The report and, of each of 18 trials, the evaluation and its appendices; each as a page, for a word processor and for an archive.
        assert_eq!(files.len(), 3 * (1 + 18 * 2), "{files:?}");
        for name in ["bilagsmappe-1/02-ledighedsydelse.html", "bilagsmappe-1/02-ledighedsydelse.docx", "bilagsmappe-2/02-ledighedsydelse-bilag.html", "bilagsmappe-2/14-jobrotation-bilag.docx"] {
            assert!(folder.join(name).is_file(), "{name}");
        }
        let page = fs::read_to_string(folder.join("rapport.html")).expect("the report");
        let (text, list) = page.split_once("Alle tal i rapporten").expect("the list of figures");
        let printed = codes(text);
        let listed = codes(list);
        assert_eq!(printed, listed, "a code is printed and not listed, or the other way round");
        for code in ["T02.LC1.1", "T02.LC1.2", "T02.LC1.simplified.1", "T02.LC1.simplified.2", "R1", "R2"] {
            assert!(printed.contains(code), "{code} is not in {printed:?}");
        }
        for says in ["34 af 56 svarede (61\u{a0}%) [T02.LC1.1]", "123", "Besparelser og andre beløb i forsøgene", "4.800.000", "Ingen anbefaling endnu.", "Deltagende kommuner", "Forsøgets indhold", "Forsøgets målgruppe", "Forsøgets overordnede resultater, erfaringer og anbefalinger"] {
            assert!(page.contains(says), "{says}");
        }
        // Theme by theme; in theme A the extended trial 7 stands before 3, which became law, and that before 6.
        let place = |words: &str| text.rfind(words).unwrap_or_else(|| panic!("no {words}"));
        let order = ["Tema A: ", "Forsøg 2: ", "Forsøg 7: ", "Forsøg 3: ", "Forsøg 6: ", "Tema B: ", "Forsøg 9: ", "Tema C: ", "Forsøg 14: ", "Tema D: "];
        assert!(order.windows(2).all(|pair| place(pair[0]) < place(pair[1])), "{:?}", order.map(place));
        // The evaluation has the chapters, the appendices have the counts.
        let read = |name: &str| fs::read_to_string(folder.join(name)).expect("a page");
        let (evaluation, appendices) = (read("bilagsmappe-1/02-ledighedsydelse.html"), read("bilagsmappe-2/02-ledighedsydelse-bilag.html"));
        assert!(evaluation.contains("Hovedkonklusioner") && !evaluation.contains("Koder og kommandoer"), "{evaluation}");
        assert!(appendices.contains("Bilag 1: ") && appendices.contains("Koder og kommandoer") && !appendices.contains("Hovedkonklusioner"), "{appendices}");
        // The same figures are the same bytes.
        house.ok(&["report", "--all", "--to", "igen"]);
        for file in &files {
            let name = file.strip_prefix(&folder).expect("below the folder");
            assert!(fs::read(file).expect("a file") == fs::read(house.folder.path().join("igen").join(name)).expect("a file"), "{}", name.display());
        }
        // Another figure gives another hash.
        figures(house, "124", &["--replace"]);
        house.ok(&["report", "--all", "--to", "igen"]);
        let hash = |page: &str| between(page, "anbefalinger, punkter og tekster: ", "<")[0].to_owned();
        assert_ne!(hash(&page), hash(&fs::read_to_string(house.folder.path().join("igen/rapport.html")).expect("the report")));
    }

    fn the_joint_report_opens_in_a_word_processor_with_a_table_of_contents_that_leads_somewhere(house) {
        town(house, "123");
        house.ok(&["report", "--all", "--to", "ud"]);
        let bytes = fs::read(house.folder.path().join("ud/rapport.docx")).expect("the report");
        let body = part(&bytes, "word/document.xml");
        let bookmarks: BTreeSet<&str> = between(&body, "<w:bookmarkStart ", "/>").into_iter().flat_map(|mark| between(mark, "w:name=\"", "\"")).collect();
        let anchors: BTreeSet<&str> = between(&body, "<w:hyperlink w:anchor=\"", "\"").into_iter().collect();
        let pages: BTreeSet<&str> = between(&body, " PAGEREF ", " ").into_iter().collect();
        assert!(bookmarks.len() > 30 && bookmarks == anchors && anchors == pages, "{bookmarks:?} {anchors:?} {pages:?}");
        assert!(part(&bytes, "word/settings.xml").contains("w:updateFields w:val=\"true\""));
        assert!(part(&bytes, "word/styles.xml").contains("w:lang w:val=\"da-DK\""));
        // Each table says which of its rows is the head.
        assert_eq!(body.matches("<w:tbl>").count(), body.matches("<w:tblHeader/>").count());
        assert!(body.matches("<w:tbl>").count() >= 4, "{}", body.matches("<w:tbl>").count());
        assert!(body.contains("w:val=\"TOC1\"") && body.contains("w:val=\"TOC3\"") && body.contains("w:val=\"Heading4\""));
        let heads = ["Heading1", "Heading2", "Heading3"].map(|style| body.matches(&format!("w:pStyle w:val=\"{style}\"")).count());
        assert_eq!(heads.iter().sum::<usize>(), bookmarks.len(), "a heading has no line in the table of contents");
    }

    fn every_report_is_kept_in_an_archive_as_a_file_that_brings_all_it_needs(house) {
        town(house, "123");
        house.ok(&["report", "--all", "--to", "ud"]);
        let status = house.command(&["report", "--status", "--on", "2020-08-01", "--format", "pdf"]).output().expect("the note").stdout;
        house.file("ud/status.pdf", &status);
        for (name, title) in [("rapport", "Fælles evalueringsrapport"), ("bilagsmappe-1/02-ledighedsydelse", "Evaluering: Ledighedsydelse"), ("status", "Status 1. august 2020")] {
            let file = house.folder.path().join(format!("ud/{name}.pdf"));
            let path = file.to_str().expect("a path");
            let told = said("pdfinfo", &[path]);
            for line in [&format!("Title:           {title}")[..], "Tagged:          yes", "PDF version:     1.7", "Encrypted:       no"] {
                assert!(told.contains(line), "{name}: {line}: {told}");
            }
            let metadata = said("pdfinfo", &["-meta", path]);
            assert!(metadata.contains("<pdfaid:part>2</pdfaid:part>") && metadata.contains("<pdfaid:conformance>A<"), "{metadata}");
            // Every font is in the file, and what is read is what is written.
            let fonts = said("pdffonts", &[path]);
            assert!(fonts.lines().skip(2).count() == 2 && fonts.lines().skip(2).all(|line| line.contains(" yes yes no ")), "{fonts}");
            let bytes = fs::read(&file).expect("a file");
            for piece in ["/GTS_PDFA1", "/OutputIntents", "/StructTreeRoot", "/ID ["] {
                assert!(bytes.windows(piece.len()).any(|at| at == piece.as_bytes()), "{name}: no {piece}");
            }
            assert!(!bytes.windows(7).any(|at| at == b"/SMask " || at == b"/Encryp"), "{name}");
        }
        let text = said("pdftotext", &["-layout", house.folder.path().join("ud/rapport.pdf").to_str().expect("a path"), "-"]);
        for says in ["[T02.LC1.simplified.2]", "Tema A: ", "Ingen anbefaling endnu."] {
            assert!(text.contains(says), "{says}: {text}");
        }
        // The table of contents names the sheet on which each theme begins.
        let sheets: Vec<&str> = text.split('\u{c}').collect();
        let (contents, theme) = (sheets[1], "Tema C: ");
        let line = contents.lines().find(|line| line.contains(theme)).unwrap_or_else(|| panic!("{theme}: {contents}"));
        let at: usize = line.split_whitespace().next_back().and_then(|page| page.parse().ok()).unwrap_or_else(|| panic!("no page: {line}"));
        assert!(sheets[at - 1].contains(theme), "{line}: {}", sheets[at - 1]);
    }

    fn words_stay_when_figures_change_and_the_change_is_marked_until_somebody_confirms(house) {
        town(house, "123");
        house.serve();
        let all = signed_in(house);
        let list = get(house, &all, "/desk/trials/jobrotation/prose");
        assert!(list.status == 200 && list.words().contains("ikke skrevet"), "{}", list.words());
        let path = "/desk/trials/jobrotation/prose/joint/results";
        let code = between(&get(house, &all, path).text(), "{{R", "}}")[0].to_owned();
        let words = format!("Fritagelsen er brugt {{{{R{code}}}}} gange.\n\n- Mest i Aalborg\n- *Aldrig* i Thisted");
        assert_eq!(write(house, &all, path, &words).status, 303);
        let page = get(house, &all, path);
        assert!(page.words().contains(&format!("Fritagelsen er brugt 123 [R{code}] gange.")) && page.words().contains("Version 1, Kirsten Koordinator"), "{}", page.words());
        assert!(get(house, &all, "/desk/log").words().contains("Tekst i en rapport skrevet"));
        let report = get(house, &all, "/desk/reports/joint.html");
        assert_eq!(report.status, 200);
        assert!(report.words().contains(&format!("Fritagelsen er brugt 123 [R{code}] gange.")), "{}", report.words());
        let kept = house.sql("select words from report_prose");
        // The figure is corrected: another stands in its place, which the old code finds. The words are as they were.
        figures(house, "131", &["--replace"]);
        assert_eq!(house.sql("select words from report_prose"), kept, "a refresh touched the prose");
        let new = house.sql("select max(id) from register_figure where measure = 'Brugt' and replaced_at is null").trim().to_owned();
        let marked = format!("Fritagelsen er brugt 131 (var 123, er nu 131) [R{new}] gange.");
        let page = get(house, &all, path).words();
        assert!(page.contains(&marked) && page.contains(&format!("R{code}: var 123, er nu 131")), "{page}");
        assert!(get(house, &all, "/desk/reports/joint.html").words().contains(&marked));
        assert!(get(house, &all, "/desk/trials/jobrotation/prose").words().contains("1 tal er ændret: læs og bekræft"));
        // Whoever reads it through writes it anew, and the version before stays.
        assert_eq!(write(house, &all, path, &words.replace("Fritagelsen er", "Fritagelsen er nu")).status, 303);
        assert!(get(house, &all, path).words().contains(&format!("Fritagelsen er nu brugt 131 [R{new}] gange.")));
        assert_eq!(house.sql("select words from report_prose where version = 1"), kept);
        // A figure that is taken away is told too.
        let gone = get(house, &all, "/desk/trials/jobrotation/figures").forms().into_iter().find(|form| form.action.ends_with("/remove"));
        let gone = gone.expect("a form that deletes a figure").with("figure", &new);
        assert_eq!(post(house, &all, &gone).status, 303);
        let page = get(house, &all, path).words();
        assert!(page.contains(&format!("R{code}: var 131, er nu ukendt")), "{page}");
    }

    fn a_figure_that_may_no_longer_be_shown_is_told_as_withheld_and_not_as_unknown(house) {
        town(house, "123");
        let counted = |few: &str| house.file("units.csv", format!("{FIGURES}Gange,2019,aalborg,,108,antal,Optælling,\nGange,2019,jammerbugt,,{few},antal,Optælling,\n"));
        house.ok(&["figures", "import", "--trial", "jobrotation", &counted("9")]);
        house.serve();
        let all = signed_in(house);
        let code = house.sql("select id from register_figure where measure = 'Gange' and municipality = 'aalborg'").trim().to_owned();
        let path = "/desk/trials/jobrotation/prose/joint/results";
        assert_eq!(write(house, &all, path, &format!("I Aalborg {{{{R{code}}}}} gange.")).status, 303);
        assert!(get(house, &all, "/desk/reports/joint.html").words().contains(&format!("I Aalborg 108 [R{code}] gange.")));
        house.ok(&["figures", "import", "--trial", "jobrotation", "--replace", &counted("4")]);
        let report = get(house, &all, "/desk/reports/joint.html").words();
        let told = format!("I Aalborg (tallet vises ikke) (var 108, er nu ikke vist) [R{code}] gange.");
        assert!(report.contains(&told) && !report.contains("ukendt"), "{report}");
    }

    fn an_answer_that_comes_later_marks_the_words_about_its_round(house) {
        town(house, "123");
        house.serve();
        let all = signed_in(house);
        assert_eq!(write(house, &all, RESULTS, "I sommeren 2020 svarede {{LC1.2.rate}}, i alt {{T02.LC1.2}}.").status, 303);
        assert_eq!(write(house, &all, SUMMARY, "Der kom {{T02.LC1.2}} svar.").status, 303);
        let report = get(house, &all, "/desk/report.html?trial=ledighedsydelse").words();
        assert!(report.contains("Der kom 32 [T02.LC1.2] svar.") && !report.contains("Resumé af forsøg, metode og resultater."), "{report}");
        // One more answer of the round is read in.
        let file = house.file("en-til.csv", "municipality,simplified,quality\naalborg,4,3\n");
        house.ok(&["responses", "import", "--round", "ledighedsydelse-2020-06", &file]);
        let report = get(house, &all, "/desk/report.html?trial=ledighedsydelse").words();
        assert!(report.contains("Der kom 33 (var 32, er nu 33) [T02.LC1.2] svar.") && report.contains("siden Kirsten Koordinator bekræftede teksten den"), "{report}");
        let joint = get(house, &all, "/desk/reports/joint.html").words();
        assert!(joint.contains("i alt 33 (var 32, er nu 33) [T02.LC1.2]."), "{joint}");
        let before = house.sql("select words from report_prose where section = 'summary'");
        let offers = |form: &crate::http::Form| form.action == SUMMARY && form.fields.iter().all(|(name, _)| name != "words");
        let confirm = get(house, &all, SUMMARY).forms().into_iter().find(offers).expect("a way to confirm").with("act", "confirm");
        assert_eq!(post(house, &all, &confirm).status, 303);
        assert!(get(house, &all, "/desk/log").words().contains("Tal i en rapports tekst bekræftet"));
        let report = get(house, &all, "/desk/report.html?trial=ledighedsydelse").words();
        assert!(report.contains("Der kom 33 [T02.LC1.2] svar.") && !report.contains("er nu 33"), "{report}");
        assert_eq!(house.sql("select words from report_prose where section = 'summary' and version = 1"), before);
        assert_eq!(house.sql("select words from report_prose where section = 'summary' and version = 2"), before, "confirming changed the words");
    }

    fn fields_that_are_wrong_and_words_that_somebody_else_kept_come_back_with_what_was_typed(house) {
        town(house, "123");
        house.serve();
        let all = signed_in(house);
        let before = house.dump();
        for (words, says) in [
            ("Ord\n{{T02.LC1.2", "Linje 2: et felt begynder med {{, men slutter ikke med }} på samme linje."),
            ("{{ }}", "Linje 1: feltet er tomt."),
            ("Kun {{T02.LC9.2}} svar", "Linje 1: koden T02.LC9.2 findes ikke."),
        ] {
            let refused = write(house, &all, RESULTS, words);
            assert_eq!(refused.status, 422, "{words}");
            assert!(refused.words().contains(says), "{says}: {}", refused.words());
            assert!(refused.text().contains(words.split('\n').next_back().expect("a line")), "{words} is gone");
        }
        let late = form_with(&get(house, &all, RESULTS), "words");
        house.unchanged(&before, "words that were refused");
        assert_eq!(write(house, &all, RESULTS, "Det første.").status, 303);
        let refused = post(house, &all, &late.with("words", "Det andet.").with("act", "save"));
        assert_eq!(refused.status, 409, "{}", refused.words());
        assert!(refused.words().contains("En anden har gemt teksten") && refused.words().contains("Det første.") && refused.text().contains(">Det andet."), "{}", refused.words());
        // Whoever has seen both may keep their own.
        assert_eq!(post(house, &all, &form_with(&refused, "words").with("act", "save")).status, 303);
        assert!(get(house, &all, RESULTS).words().contains("Det andet."));
    }

    fn the_status_note_tells_what_is_planned_under_way_and_closed_on_its_day(house) {
        town(house, "123");
        let on = |day: &str| house.ok(&["report", "--status", "--on", day, "--trial", "ledighedsydelse"]);
        let early = on("2019-01-20");
        for says in ["Status 20. januar 2019", ">i gang<", ">planlagt<", "Ingen anbefaling endnu.", "31. januar 2019: ledighedsydelse-2019-01 lukker"] {
            assert!(early.contains(says), "{says}: {early}");
        }
        // What comes is told a year ahead.
        assert!(!early.contains("ledighedsydelse-2020-06 åbner") && on("2019-06-30").contains("8. juni 2020: ledighedsydelse-2020-06 åbner"), "{early}");
        let late = on("2020-08-01");
        assert!(late.contains(">lukket<") && !late.contains(">i gang<") && late.contains("1. januar 2020: "), "{late}");
        assert!(late.contains("svarandel 61\u{a0}%"), "{late}");
        assert_eq!(late, on("2020-08-01"));
        // A figure is told once its period has ended, on the sheet of its trial.
        let all = house.ok(&["report", "--status"]);
        assert!(all.contains("Brugt, Hele forsøget: 123, 2019 [R1]") && all.contains("Besparelser") && all.matches("<h2").count() == 18, "{all}");
        assert!(!house.ok(&["report", "--status", "--on", "2019-12-30"]).contains("Brugt, Hele forsøget"));
        let unknown = house.run(&["report", "--status", "--trial", "findes-ikke"]);
        assert_eq!((unknown.code, unknown.out.as_str()), (2, ""), "{}", unknown.err);
        let office = house.command(&["report", "--status", "--format", "docx"]).output().expect("the note");
        assert!(part(&office.stdout, "word/document.xml").contains("<w:tblHeader/>"));
    }

    fn only_who_has_everything_fetches_the_whole_and_only_who_writes_writes(house) {
        town(house, "123");
        house.serve();
        let all = signed_in(house);
        let evaluator = person(house, "Eva Evaluator", &["--role", "evaluator"]);
        let of_trial = person(house, "Ole Other", &["--role", "evaluator", "--trial", "mentor"]);
        let reader = person(house, "Rie Reader", &["--role", "reader"]);
        let lead = person(house, "Lone Leder", &["--role", "municipal-lead", "--trial", "ledighedsydelse", "--municipality", "rebild"]);
        let note_taker = person(house, "Nina Noter", &["--role", "note-taker"]);
        for path in ["/desk/reports", "/desk/reports/joint.html", "/desk/reports/joint.docx", "/desk/reports/joint.pdf", "/desk/reports/joint.zip", "/desk/reports/status.html?on=2020-08-01", "/desk/reports/status.docx", "/desk/reports/prose/joint/summary"] {
            for cookie in [&all, &evaluator] {
                assert_eq!(get(house, cookie, path).status, 200, "{path}");
            }
            for cookie in [&of_trial, &reader, &lead, &note_taker] {
                assert!([403, 404].contains(&get(house, cookie, path).status), "{path}");
            }
        }
        let own = "/desk/trials/mentor/prose/trial/summary";
        assert_eq!(write(house, &of_trial, own, "Kun sit eget.").status, 303);
        assert!(get(house, &of_trial, own).words().contains("Kun sit eget."));
        let form = form_with(&get(house, &all, RESULTS), "words").with("words", "Ikke mit.").with("act", "save");
        let before = house.dump();
        for cookie in [&of_trial, &reader, &lead, &note_taker] {
            assert!([403, 404].contains(&get(house, cookie, RESULTS).status));
            let own = form_with(&get(house, cookie, "/desk"), "form");
            let field = own.fields.iter().find(|(name, _)| name == "form").expect("the form's own field");
            assert!([403, 404].contains(&post(house, cookie, &form.clone().with("form", &field.1)).status));
        }
        house.unchanged(&before, "somebody without the right wrote");
        // Looking and fetching change nothing either.
        assert!(get(house, &all, "/desk/reports/joint.zip").body.starts_with(b"PK"));
        assert_eq!(get(house, &reader, "/desk/trials/ledighedsydelse/status/status.html?on=2020-08-01").status, 200);
        assert_eq!(get(house, &all, "/desk/reports/status.html?on=i-gaar").status, 422);
        assert_eq!(get(house, &all, "/desk/reports/findes-ikke.html").status, 404);
        house.unchanged(&before, "looking at reports");
    }

    fn the_joint_report_has_the_points_of_the_groups_and_quotes_nobody_who_has_not_said_yes(house) {
        house.serve();
        let all = signed_in(house);
        town(house, "123");
        let people = [("Anna", "aalborg"), ("Bo", "rebild"), ("Carla", "thisted"), ("Dan", "jammerbugt")];
        let links = planned(house, &all, &people);
        held(house, &all, &links);
        let words = "Nu ringer jeg, når der er noget at tale om";
        assert_eq!(note_under(house, &all, "fewer-talks", &format!("1: {words}")).status, 303);
        claimed(house, &all, words, &["ledighedsydelse"]);
        let joint = || get(house, &all, "/desk/reports/joint.html").words();
        let waiting = joint();
        assert!(waiting.contains("P1. Kommunerne har nogen at spørge") && !waiting.contains(words), "{waiting}");
        let decide = form_with(&house.get(&links[0]), "decide").with("decision", "approved");
        assert_eq!(house.post(&decide).status, 303);
        let quote = format!("»{words}« – en leder [U1]");
        let told = joint();
        // Once: a point of one trial stands under it, and the chapter of the groups has those of more.
        assert_eq!(told.matches(&quote).count(), 1, "{told}");
        assert!(told.find(&quote) < told.rfind("Fokusgrupper og interview"), "{told}");
        assert_eq!(house.post(&form_with(&house.get(&links[0]), "withdraw").with("sure", "1")).status, 303);
        assert!(!joint().contains(words), "words that were taken back are told");
    }
}
