//! A refused form of the desk comes back with what was typed, what is wrong above it and at its field.

use crate::focusing::{form_with, get, note, planned, post};
use crate::people::{invited_town, signed_in};
use crate::stories;

const GROUP: &str = "/desk/focus-groups/1";

stories! {
    fn a_refused_form_of_a_focus_group_loses_nothing_that_was_typed(house) {
        house.serve();
        let all = signed_in(house);
        planned(house, &all, &[("Anna", "aalborg")]);
        let page = get(house, &all, GROUP);
        let add = form_with(&page, "email").with("name", "Bo & <Ærø>").with("email", "anna@aalborg.example").with("unit", "rebild").with("language", "en").with("act", "add");
        let again = post(house, &all, &add);
        let text = again.text();
        assert!(again.status == 422 && again.words().contains("Den adresse er allerede inviteret til gruppen."), "{} {}", again.status, again.words());
        assert!(again.words().contains("Ledere, hold 1") && again.words().contains("Flyt eller aflys"), "another page came: {}", again.words());
        for there in [
            r##"role="alert" tabindex="-1" autofocus><a href="#email">"##,
            r#"id="again-fault">Den adresse er"#,
            r#"aria-invalid="true" aria-describedby="again-fault" value="anna@aalborg.example""#,
            r#"value="Bo &amp; &lt;Ærø&gt;""#,
            r#"<option value="rebild" selected>"#,
            r#"<option value="en" lang="en" selected>"#,
        ] {
            assert!(text.contains(there), "{there} is not in {text}");
        }
        assert_eq!(house.sql("select count(*) from focus_participant").trim(), "1");
        // What came back is sent again with the fault mended.
        let mended = form_with(&again, "email").with("email", "bo@rebild.example").with("unit", "rebild").with("act", "add");
        assert_eq!(post(house, &all, &mended).status, 303);
        assert_eq!(house.sql("select name from focus_participant where email = 'bo@rebild.example'").trim(), "Bo & <Ærø>");
        let other = post(house, &all, &form_with(&page, "title").with("title", "en anden").with("act", "cancel"));
        assert!(other.status == 422 && other.text().contains(r#"value="en anden""#) && other.text().contains("<details open>"), "{}", other.text());
        note(house, &all, "1: Vi ringede til hinanden");
        let statement = form_with(&get(house, &all, "/desk/focus-groups/1/statements"), "line");
        let unknown = post(house, &all, &statement.with("words", "ringede til").with("relation", "contradicts").with("point", "P9").with("claim", ""));
        assert!(unknown.status == 422 && unknown.words().contains("Det punkt findes ikke"), "{}", unknown.words());
        assert!(unknown.text().contains(r#"value="P9""#) && unknown.text().contains(r#"value="ringede til""#), "{}", unknown.text());
    }

    fn a_refused_form_of_a_round_loses_nothing_that_was_typed(house) {
        invited_town(house);
        let all = signed_in(house);
        let form = |path: &str, end: &str| get(house, &all, path).forms().into_iter().find(|form| form.action.ends_with(end)).expect("the form");
        let ring = form("/desk/rounds/house-1/recipients", "/opt-out").with("person", "T-999").with("from", "all").with("sure", "1");
        let again = post(house, &all, &ring);
        assert!(again.status == 422 && again.words().contains("Ingen i runden har den nøgle."), "{}", again.words());
        for there in [r#"required value="T-999">"#, r#"value="all" required checked>"#, r#"name="sure" value="1" required checked>"#] {
            assert!(again.text().contains(there), "{there} is not in {}", again.text());
        }
        let close = post(house, &all, &form("/desk/rounds/house-1", "/close").with("name", "en anden"));
        assert!(close.status == 422 && close.text().contains(r#"value="en anden""#), "{}", close.text());
    }
}
