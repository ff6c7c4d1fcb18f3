//! Forms with what was typed in them.

use maud::html;

use super::*;

fn typed(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn page() -> String {
    html! {
        form method="post" action="/desk/a?lang=en" {
            input type="hidden" name="form" value="x";
            input id="name" name="name" type="text" value="before" required;
            input name="password" type="password";
            textarea name="words" { "old" }
            select name="unit" { option value="a" selected { "A" } option value="b" { "B" } }
            label { input type="checkbox" name="came" value="1" checked; }
            label { input type="checkbox" name="came" value="2"; }
            input name="line" value=""; input name="line" value="";
            button name="act" value="add" { "Add" }
        }
        details {
            summary { "More" }
            form method="post" action="/desk/a" { input id="title" name="title" aria-describedby="help"; button name="act" value="cancel" { "Cancel" } }
        }
        form method="post" action="/desk/b" { input name="name" value="another"; }
    }
    .into_string()
}

#[test]
fn what_was_typed_stands_in_the_form_that_was_sent_and_in_no_other() {
    let sent = typed(&[
        ("form", "x"),
        ("name", "Åse \"<b>\" & co"),
        ("password", "secret"),
        ("words", "first\r\nsecond <i>"),
        ("unit", "b"),
        ("came", "2"),
        ("line", "one"),
        ("line", "two"),
        ("act", "add"),
    ]);
    let wrong = Wrong { field: "name".to_owned(), words: "Write <another> name.".to_owned() };
    let page = filled(&page(), "/desk/a", &sent, &wrong);
    for there in [
        r##"role="alert" tabindex="-1" autofocus><a href="#name">Write &lt;another&gt; name.</a>"##,
        r#"<span class="late fault" id="again-fault">Write &lt;another&gt; name.</span><input id="name" name="name" type="text" required aria-invalid="true" aria-describedby="again-fault" value="Åse &quot;&lt;b&gt;&quot; &amp; co">"#,
        "<textarea name=\"words\">first\r\nsecond &lt;i&gt;</textarea>",
        r#"<option value="a">A</option><option value="b" selected>B</option>"#,
        r#"<input type="checkbox" name="came" value="1">"#,
        r#"<input type="checkbox" name="came" value="2" checked>"#,
        r#"<input name="line" value="one"><input name="line" value="two">"#,
        r#"<input name="name" value="another">"#,
        "<details><summary>",
    ] {
        assert!(page.contains(there), "{there} is not in {page}");
    }
    assert!(!page.contains("secret"), "{page}");
}

#[test]
fn of_two_forms_to_one_address_the_one_whose_button_was_pressed_is_filled_and_opened() {
    let sent = typed(&[("title", "another"), ("act", "cancel")]);
    let wrong = Wrong { field: "title".to_owned(), words: "No.".to_owned() };
    let page = filled(&page(), "/desk/a", &sent, &wrong);
    assert!(page.contains("<details open><summary>") && page.contains(r#"value="before""#), "{page}");
    assert!(page.contains(r#"aria-describedby="again-fault help" value="another">"#), "{page}");
}

#[test]
fn of_a_form_that_is_gone_the_sentence_is_left() {
    let wrong = Wrong { field: "title".to_owned(), words: "No.".to_owned() };
    let page = filled("<p>Nothing</p>", "/desk/a", &typed(&[("title", "x")]), &wrong);
    assert_eq!(page, r#"<p class="notice" role="alert" tabindex="-1" autofocus>No.</p><p>Nothing</p>"#);
    assert_eq!(filled("<p>Nothing</p>", "/desk/a", &[], &Wrong::default()), "<p>Nothing</p>");
}
