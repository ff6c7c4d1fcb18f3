//! Writing a questionnaire in the browser: pasted from a document, mended, looked at, published; and two people who write at once.

use crate::house::House;
use crate::http::{Form, Page};
use crate::people::{own_surveys, person, receipt, signed_in};
use crate::stories;

/// Asks for a page with this cookie.
fn get(house: &House, cookie: &str, path: &str) -> Page {
    house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer")
}

/// Sends a form with this cookie, and follows where it leads.
fn send(house: &House, cookie: &str, form: &Form) -> Page {
    let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    let page = house.send("POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer");
    match page.header("location") {
        Some(next) => get(house, cookie, next),
        None => page,
    }
}

/// The form on a page whose address is this.
fn form_to(page: &Page, action: &str) -> Form {
    let all = page.forms();
    all.iter().find(|form| form.action == action).unwrap_or_else(|| panic!("no form to {action}: {}", page.words())).clone()
}

const PASTED: &str = "Til medarbejderne
1. I hvor høj grad har forsøget forenklet sagsbehandlingen?
o\tSlet ikke
o\ti mindre grad
o\thverken eller
o\ti nogen grad
o\ti høj grad
2. Hvordan vurderer du kvaliteten? <script>alert(1)</script>
Den løbende revurdering er:
o\taf dårligere kvalitet
o\taf samme kvalitet
o\taf meget højere kvalitet
o\tVed ikke
Bemærkninger
";

const DRAFT: &str = "/desk/questionnaires/maaling/draft";

/// The draft as the first page of writing makes it of what is pasted.
fn begun(house: &House, cookie: &str, pasted: &str) -> Page {
    let form = form_to(&get(house, cookie, "/desk/questionnaires/new"), "/desk/questionnaires/new");
    let form = form.with("trial", "house").with("audience", "caseworker").with("title", "Måling 2027").with("key", "maaling");
    send(house, cookie, &form.with("pasted", pasted))
}

/// The text of a draft's page.
fn content(page: &Page) -> String {
    let form = form_to(page, DRAFT);
    form.fields.iter().find(|(name, _)| name == "content").expect("a text").1.trim_start().to_owned()
}

fn saved(house: &House, cookie: &str, page: &Page, content: &str) -> Page {
    send(house, cookie, &form_to(page, DRAFT).with("content", content))
}

/// The text with everything filled in that was left to the person.
fn whole(text: &str) -> String {
    text.replace("{ da = \"\" }", "{ da = \"Her står, hvad du skal vide.\" }")
}

stories! {
    fn pasted_questions_become_a_questionnaire_that_is_looked_at_and_published(house) {
        house.ok(&["publish", &own_surveys()]);
        house.serve();
        let cookie = signed_in(house);
        let page = begun(house, &cookie, PASTED);
        assert_eq!(page.status, 200, "{}", page.words());
        let words = page.words();
        // Introduction, closing and the notice are left to the person, each with its place; the first line could not be read.
        assert!(words.contains("10 ting skal rettes") && words.contains("Linje 10, tegn") && words.contains("er tom"), "{words}");
        assert!(words.contains("Linje 1 i det indsatte") && words.contains("Til medarbejderne"), "{words}");
        assert!(!words.contains("Udgiv version") && words.contains("når fejlene er rettet"), "{words}");
        assert!(!page.text().contains("<script>alert"), "a script stands in a page");
        // What can be read is looked at before everything is right.
        let look = get(house, &cookie, "/desk/questionnaires/maaling/draft/preview/1?lang=da");
        assert!(look.status == 200 && look.words().contains("Hvordan vurderer du kvaliteten? <script>"), "{}", look.words());

        let page = saved(house, &cookie, &page, &whole(&content(&page)));
        let words = page.words();
        assert!(words.contains("Der er ingen fejl") && words.contains("Udgiv version 1"), "{words}");
        let before = house.dump();
        let mut look = get(house, &cookie, "/desk/questionnaires/maaling/draft/preview?lang=da");
        assert!(look.words().contains("Intet bliver gemt") && look.words().contains("Måling 2027"), "{}", look.words());
        let mut seen = String::new();
        for _ in 0..9 {
            if receipt(&look).is_some() {
                break;
            }
            look = send(house, &cookie, &look.form());
            assert!([200, 422].contains(&look.status), "{}: {}", look.status, look.words());
            assert!(!look.text().contains("<script>alert") && !look.text().contains('\u{3}'), "{}", look.text());
            seen.push_str(&look.words());
        }
        assert!(receipt(&look).is_some(), "the preview has no end: {}", look.words());
        for words in ["forenklet sagsbehandlingen", "<script>alert(1)</script>", "Den løbende revurdering er:", "Ved ikke", "Bemærkninger"] {
            assert!(seen.contains(words), "{words} is not in the preview: {seen}");
        }
        house.unchanged(&before, "looking stored something");

        let shown = send(house, &cookie, &form_to(&get(house, &cookie, DRAFT), &format!("{DRAFT}/publish")));
        assert!(shown.status == 200 && shown.words().contains("Version 1") && shown.words().contains("3 spørgsmål"), "{}", shown.words());
        assert_eq!(house.sql("select count(*) from questionnaire_draft"), house.sql("select 0"));
        assert!(house.sql("select who || what || object from log").contains("publishedmaaling 1"));
        let look = get(house, &cookie, "/desk/questionnaires/maaling/preview/1?lang=da");
        assert!(look.status == 200 && look.words().contains("Forhåndsvisning af version 1"), "{}", look.words());
        let added = house.run(&["round", "add", "--key", "m-1", "--questionnaire", "maaling", "--version", "1", "--opens", "2027-01-01", "--closes", "2027-02-01", "--mode", "pseudonymous"]);
        assert_eq!(added.code, 0, "a round of what was written in the browser: {}", added.err);

        // The next version begins with the last one, and a published one never changes.
        let next = get(house, &cookie, DRAFT);
        assert!(content(&next).contains("version = 2") && next.words().contains("Ikke gemt endnu"), "{}", next.words());
        let same = saved(house, &cookie, &next, &content(&next).replace("version = 2", "version = 1").replace("Måling 2027", "Måling"));
        let refused = send(house, &cookie, &form_to(&same, &format!("{DRAFT}/publish")));
        assert!(refused.status == 422 && refused.words().contains("udgivet med andet indhold") && refused.words().contains("Skriv version 2"), "{}", refused.words());
        let second = saved(house, &cookie, &refused, &content(&refused).replace("version = 1", "version = 2"));
        let both = send(house, &cookie, &form_to(&second, &format!("{DRAFT}/publish")));
        assert!(both.words().contains("Version 2"), "{}", both.words());
        let difference = both.link("version 1").or_else(|| both.link("/1/2")).expect("a way to what changed");
        assert_eq!(get(house, &cookie, &difference).status, 200);
    }

    fn faults_are_shown_in_the_persons_language_with_line_and_column(house) {
        house.ok(&["publish", &own_surveys()]);
        house.serve();
        let cookie = signed_in(house);
        let page = begun(house, &cookie, "");
        let broken = saved(house, &cookie, &page, "key = \"maaling\"\nversion = = 1\n");
        assert!(broken.status == 200 && broken.words().contains("Linje 2, tegn 11: Filen er ikke gyldig TOML"), "{}", broken.words());
        assert!(broken.words().contains("ikke noget at vise"), "{}", broken.words());
        let english = get(house, &cookie, &format!("{DRAFT}?lang=en"));
        assert!(english.words().contains("Line 2, character 11:") && !english.words().contains("Linje"), "{}", english.words());
        let other = saved(house, &cookie, &broken, "key = \"andet\"\nversion = 1\ntrial = \"gss\"\n");
        assert!(other.words().contains("her skrives »maaling«"), "{}", other.words());
        // What is asked for badly is refused with everything typed kept.
        let form = form_to(&get(house, &cookie, "/desk/questionnaires/new"), "/desk/questionnaires/new");
        let form = form.with("trial", "house").with("audience", "caseworker").with("pasted", "1. Hvad?").with("title", "Titel");
        for key in ["", "Mål ing", "new", "maaling", "house-caseworkers"] {
            let refused = send(house, &cookie, &form.clone().with("key", key));
            assert!(refused.status == 422 && refused.text().contains("1. Hvad?"), "{key}: {} {}", refused.status, refused.words());
        }
        let unnamed = send(house, &cookie, &form.clone().with("key", "ny").with("trial", "none"));
        assert_eq!(unnamed.status, 422, "{}", unnamed.words());
    }

    fn of_two_who_write_at_once_the_later_is_told_and_nothing_is_lost(house) {
        house.ok(&["publish", &own_surveys()]);
        house.serve();
        let all = signed_in(house);
        let eva = person(house, "Eva Evaluator", &["--role", "evaluator", "--trial", "house"]);
        let page = begun(house, &all, PASTED);
        let hers = get(house, &eva, DRAFT);
        let text = content(&page);
        saved(house, &all, &page, &text.replace("Måling 2027", "Kirstens måling"));
        let told = saved(house, &eva, &hers, &text.replace("Måling 2027", "Evas måling"));
        assert!(told.status == 409 && told.words().contains("Nogen har gemt en anden tekst"), "{} {}", told.status, told.words());
        assert!(content(&told).contains("Evas måling") && told.words().contains("Kirstens måling"), "{}", told.words());
        let publish = form_to(&get(house, &all, DRAFT), &format!("{DRAFT}/discard"));
        let kept = saved(house, &eva, &told, &content(&told));
        assert!(kept.status == 200 && kept.words().contains("Tidligere tekster") && kept.words().contains("af Kirsten Koordinator"), "{}", kept.words());
        assert!(content(&get(house, &eva, &format!("{DRAFT}?revision=2"))).contains("Kirstens måling"), "the other text is gone");
        // Who did not see the last text gives nothing up.
        let late = send(house, &all, &publish);
        assert!(late.status == 409 && content(&late).contains("Evas måling"), "{}", late.words());
        let gone = send(house, &all, &form_to(&get(house, &all, DRAFT), &format!("{DRAFT}/discard")));
        assert!(gone.status == 200 && !gone.words().contains("maaling"), "{}", gone.words());
        assert_eq!(get(house, &eva, DRAFT).status, 404);
    }

    fn a_question_can_be_added_without_writing_toml(house) {
        house.ok(&["publish", &own_surveys()]);
        house.serve();
        let cookie = signed_in(house);
        let page = begun(house, &cookie, "1. Hvad synes du? (fritekst)");
        let form = form_to(&page, &format!("{DRAFT}/question"));
        let asked = form.clone().with("text", "Hvor \"tit\" sker det?").with("kind", "single").with("choices", "Aldrig\r\nOfte\r\nHver gang\r\nVed ikke");
        let page = send(house, &cookie, &asked);
        let text = content(&page);
        assert!(text.contains("Hvor \\\"tit\\\" sker det?") && text.contains("[scales.q2]\nkind = \"ordinal\"") && text.contains("missing = \"dont-know\""), "{text}");
        let wrong = send(house, &cookie, &form_to(&page, &format!("{DRAFT}/question")).with("text", "Uden svar?").with("kind", "single"));
        assert!(wrong.status == 422 && wrong.words().contains("Skriv svarmulighederne"), "{}", wrong.words());
        let late = send(house, &cookie, &form.with("text", "For sent").with("kind", "longtext"));
        assert!(late.status == 409 && !content(&late).contains("For sent"), "{}", late.words());
        let done = saved(house, &cookie, &page, &whole(&text));
        assert!(done.words().contains("Der er ingen fejl"), "{}", done.words());
        // The words of one question are changed, and nothing else of the text is.
        let words = form_to(&get(house, &cookie, &format!("{DRAFT}?question=q1")), &format!("{DRAFT}/question"));
        let changed = send(house, &cookie, &words.with("words-0", "Hvad <i>mener</i> du?"));
        assert!(changed.status == 200 && !changed.text().contains("<i>mener"), "{}", changed.words());
        assert_eq!(content(&changed).trim(), content(&done).replace("Hvad synes du?", "Hvad <i>mener</i> du?").trim());
    }

    fn whoever_may_not_write_for_a_trial_neither_sees_nor_touches_its_drafts(house) {
        house.ok(&["publish", &own_surveys()]);
        house.serve();
        let all = signed_in(house);
        begun(house, &all, PASTED);
        let reader = person(house, "Rita Reader", &["--role", "reader", "--trial", "house"]);
        let other = person(house, "Ole Other", &["--role", "evaluator", "--trial", "gss"]);
        for (cookie, draft, new) in [(&reader, 403, 403), (&other, 404, 200)] {
            for path in ["/draft", "/draft/preview", "/draft/preview/1"] {
                assert_eq!(get(house, cookie, &format!("/desk/questionnaires/maaling{path}")).status, draft, "{path}");
            }
            assert_eq!(get(house, cookie, "/desk/questionnaires/new").status, new);
            assert!(!get(house, cookie, "/desk/questionnaires").words().contains("maaling"));
        }
        let before = house.dump();
        let stolen = form_to(&get(house, &all, DRAFT), DRAFT).with("content", "key = 1");
        let token = get(house, &other, "/desk").forms().remove(0).fields.remove(0).1;
        for (cookie, status, form) in [(&other, 404, stolen.clone().with("form", &token)), (&other, 404, stolen.clone()), (&all, 403, stolen.with("form", "no"))] {
            assert_eq!(send(house, cookie, &form).status, status);
        }
        house.unchanged(&before, "somebody wrote without the right");
        // The other's own draft does not become one of a trial that they may not write for, and their faults name only their own trials.
        let form = form_to(&get(house, &other, "/desk/questionnaires/new"), "/desk/questionnaires/new");
        assert!(!get(house, &other, "/desk/questionnaires/new").text().contains("value=\"house\""));
        let refused = send(house, &other, &form.clone().with("trial", "house").with("audience", "citizen").with("key", "anden"));
        assert_eq!(refused.status, 422);
        let own = send(house, &other, &form.with("trial", "gss").with("audience", "citizen").with("key", "anden"));
        let action = "/desk/questionnaires/anden/draft";
        let form = form_to(&own, action);
        let text = form.fields.iter().find(|(name, _)| name == "content").expect("a text").1.replace("trial = \"gss\"", "trial = \"house\"");
        let moved = send(house, &other, &form.with("content", &text));
        assert!(moved.words().contains("»house« findes ikke som »trial«. Skriv en af disse: gss."), "{}", moved.words());
        assert!(!moved.words().contains("Udgiv version"), "{}", moved.words());
        assert_eq!(house.sql("select distinct trial from questionnaire_draft where key = 'anden'").trim(), "gss");
    }
}
