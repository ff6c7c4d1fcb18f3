//! What hostile, broken or hurried senders do: nothing is stored that should not be, nothing falls over, nothing typed is lost.

use crate::house::{House, TOWN, body, path_of};
use crate::people::{ANSWERS, answer, cell, exported, filled, invited_town, link_of, own_surveys, up_to};
use crate::stories;

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

/// The server still answers, as after every attack.
fn alive(house: &House) {
    assert_eq!(house.get("/readyz").status, 200, "{}", house.log());
}

/// Every address that a scanner, a search engine or a curious person might fetch.
fn addresses(link: &str) -> Vec<String> {
    let token = link.trim_start_matches("/s/");
    let mut all: Vec<String> = [
        "/",
        "/k",
        "/kvittering",
        "/rettigheder",
        "/was",
        "/healthz",
        "/readyz",
        "/desk",
        "/desk/",
        "/r/house-1",
        "/r/findes-ikke",
        "/api/v1/openapi.json",
        "/metrics",
        "/robots.txt",
        "/favicon.ico",
        "/findes-ikke",
    ]
    .map(str::to_owned)
    .into();
    all.extend([
        link.to_owned(),
        format!("{link}/"),
        format!("/fravalg/{token}"),
        format!("/afmeld/{token}"),
        format!("{link}?side=2"),
        format!("{link}?page=2"),
        format!("{link}/2"),
        format!("{link}/start"),
        format!("{link}/svar"),
        format!("{link}/eksempel"),
        format!("{link}?lang=en"),
    ]);
    all
}

stories! {
    fn get_and_head_change_nothing_on_any_address(house) {
        invited_town(house);
        let (fresh, begun, done) = (link_of(house, TOWN[0].email), link_of(house, TOWN[1].email), link_of(house, TOWN[2].email));
        up_to(house, &begun, "how", &ANSWERS);
        answer(house, &done, &ANSWERS);
        let before = house.dump();
        for link in [fresh, begun, done] {
            for address in addresses(&link) {
                for method in ["GET", "HEAD"] {
                    let page = house.send(method, &address, "", b"").unwrap_or_else(|| panic!("{method} {address} got no answer"));
                    assert!(page.status < 500, "{method} {address} answered {}", page.status);
                    assert!(!address.starts_with("/s/") || page.header("set-cookie").is_none(), "{address} sets a cookie");
                    assert!(method == "GET" || page.body.is_empty(), "HEAD {address} has a body");
                }
            }
        }
        house.unchanged(&before, "a GET or HEAD changed the database");
    }

    fn a_respondents_page_tells_nobody_where_it_was(house) {
        invited_town(house);
        let page = house.get(&link_of(house, TOWN[0].email));
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
        assert!(page.header("x-robots-tag").is_some_and(|tag| tag.contains("noindex")), "{:?}", page.headers);
        let policy = page.header("content-security-policy").unwrap_or_default();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-eval"), "{policy}");
        assert!(page.header("cache-control").is_some_and(|cache| cache.contains("no-store")), "{:?}", page.headers);
    }

    fn an_answer_that_is_not_on_the_scale_is_refused_and_nothing_typed_is_lost(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let form = up_to(house, &link, "effects.quality", &ANSWERS).form();
        let before = house.dump();
        for value in ["7", "-1", "1e0", "ja", "99999999999999999999", " 2", "2,2"] {
            let page = house.post(&form.clone().with("effects.trust", "3").with("effects.quality", value));
            assert_eq!(page.status, 422, "{value}: {}", page.words());
            assert!(page.text().contains("<title>Fejl:"), "the title says Fejl first: {}", &page.text()[..400]);
            let kept = page.form().fields.iter().any(|(name, kept)| name == "effects.trust" && kept == "3");
            assert!(kept, "what was ticked beside {value} is lost");
        }
        house.unchanged(&before, "a refused page changed the database");
    }

    fn numbers_and_days_that_are_none_are_refused_kindly(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let form = up_to(house, &link, "hours", &ANSWERS).form();
        for value in ["41", "-1", "mange", "7,55", "NaN", "inf", "1e1", "0x10", "3٣x"] {
            let page = house.post(&form.clone().with("hours", value));
            assert_eq!(page.status, 422, "{value}: {}", page.words());
            assert!(page.form().fields.iter().any(|(name, kept)| name == "hours" && kept == value), "{value} is lost");
        }
        house.submit(&form.with("hours", "7.5"));
        let form = up_to(house, &link, "since", &ANSWERS).form();
        for value in ["2019-02-29", "i går", "99999-01-01"] {
            assert_eq!(house.post(&form.clone().with("since", value)).status, 422, "{value}");
        }
    }

    fn bytes_that_are_no_text_are_refused_at_the_door(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let form = up_to(house, &link, "comments", &ANSWERS).form();
        let before = house.dump();
        let path = path_of(&form.action).to_owned();
        let rest = form.encoded();
        for bad in ["comments=a%00b", "comments=%ff%fe", "comments=%c3", "comments=%ed%a0%80", "%00=1", "comments=%zz"] {
            let other = rest.split('&').filter(|pair| !pair.starts_with("comments=")).collect::<Vec<_>>().join("&");
            let page = house.send("POST", &path, FORM, format!("{other}&{bad}").as_bytes()).expect("an answer");
            assert_eq!(page.status, 400, "{bad}: {}", page.words());
            assert!(!page.words().is_empty(), "{bad}: the page says nothing");
        }
        for bad in [&b"comments=\xff\xfe"[..], b"comments=\x00", b"\xc3\x28=1"] {
            let page = house.send("POST", &path, FORM, bad).expect("an answer");
            assert_eq!(page.status, 400, "{bad:?}: {}", page.words());
        }
        // These are text, but no form of ours: they do not say which version they answer.
        for bare in [&b"="[..], b"&&&&", b"comments"] {
            let page = house.send("POST", &path, FORM, bare).expect("an answer");
            assert_eq!(page.status, 409, "{bare:?}: {}", page.words());
        }
        // Nothing is wrong with these signs: there are too many of them.
        let many = house.send("POST", &path, FORM, "comments=a&".repeat(5_000).as_bytes()).expect("an answer");
        assert!(many.status == 413 && many.words().contains("for meget"), "{}", many.words());
        house.unchanged(&before, "a form that is no text changed the database");
        alive(house);
        answer(house, &link, &ANSWERS);
        assert_eq!(exported(house, "house-1").len(), 1);
    }

    fn the_way_home_from_a_page_that_is_not_there_keeps_the_language(house) {
        invited_town(house);
        for (address, home) in [("/findes-ikke?lang=en", "href=\"/?lang=en#numbers\""), ("/findes-ikke", "href=\"/?lang=da#numbers\"")] {
            let page = house.get(address);
            assert!(page.status == 404 && page.text().contains(home), "{}", page.text());
        }
    }

    fn a_form_of_another_version_is_told_so_and_leads_back_to_the_questions(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let form = up_to(house, &link, "simplified", &ANSWERS).form();
        let before = house.dump();
        let (_, mark) = form.fields.iter().find(|(name, _)| name == "version").expect("the form says its version").clone();
        for other in ["", "gss-citizens-1", "house-caseworkers-2", &format!("{mark}0")] {
            let page = house.post(&form.clone().with("version", other).with("simplified", "3"));
            assert_eq!(page.status, 409, "{other}: {}", page.words());
            let way_on = page.text().contains(&format!("href=\"{link}\""));
            assert!(way_on, "the page leads nowhere: {}", page.text());
        }
        house.unchanged(&before, "a form of another version was stored");
        answer(house, &link, &ANSWERS);
        assert_eq!(exported(house, "house-1").len(), 1);
    }

    fn a_hundred_thousand_accents_on_one_letter_are_too_long(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let form = up_to(house, &link, "comments", &ANSWERS).form();
        let before = house.dump();
        let accents = format!("a{}", "\u{301}".repeat(100_000));
        let page = house.post(&form.clone().with("comments", &accents));
        assert!([413, 422].contains(&page.status), "{}", page.status);
        house.unchanged(&before, "");
        let page = house.submit(&form.with("comments", "kort"));
        assert_eq!(page.status, 200);
        alive(house);
    }

    fn a_body_of_ten_megabytes_is_turned_away(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let form = up_to(house, &link, "comments", &ANSWERS).form();
        let before = house.dump();
        let huge = format!("comments={}", "a".repeat(10 * 1024 * 1024));
        if let Some(page) = house.send("POST", path_of(&form.action), FORM, huge.as_bytes()) {
            assert_eq!(page.status, 413, "{}", page.words());
            assert!(!page.words().is_empty(), "the page says nothing");
        }
        house.unchanged(&before, "");
        alive(house);
    }

    fn ten_thousand_fields_are_no_way_in(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let form = up_to(house, &link, "how", &ANSWERS).form();
        let many: Vec<String> = (0..10_000).map(|number| format!("&how={number}")).collect();
        let page = house.send("POST", path_of(&form.action), FORM, (form.encoded() + &many.concat()).as_bytes()).expect("an answer");
        assert!([400, 413, 422].contains(&page.status), "{}", page.status);
        alive(house);
    }

    fn two_answers_to_a_question_with_one_are_refused(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let form = up_to(house, &link, "used", &ANSWERS).form();
        let page = house.send("POST", path_of(&form.action), FORM, format!("{}&used=1&used=2", form.encoded()).as_bytes()).expect("an answer");
        assert!([400, 422].contains(&page.status), "{} {}", page.status, page.words());
    }

    fn a_form_without_its_hidden_fields_or_with_made_up_ones_breaks_nothing(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let form = up_to(house, &link, "used", &ANSWERS).form();
        let before = house.dump();
        let bare = house.send("POST", path_of(&form.action), FORM, body(&[("findes_ikke", "1")]).as_bytes()).expect("an answer");
        assert_eq!(bare.status, 409, "{}", bare.words());
        let hidden: Vec<&str> = form.fields.iter().map(|(name, _)| name.as_str()).filter(|name| *name != "used").collect();
        assert_eq!(hidden, ["version", "language", "draft-revision"], "a new hidden field needs its own lines here");
        for value in ["", "0", "-1", "99", "999999999999999999999999", "../..", "æ"] {
            let page = house.post(&form.clone().with("used", "2").with("version", value));
            assert_eq!(page.status, 409, "version={value}: {}", page.words());
            // A language that there is not is the link's own: the page with an answer off the scale comes back in it.
            let page = house.post(&form.clone().with("used", "7").with("language", value));
            assert!(page.status == 422 && page.text().contains("<html lang=\"da\""), "language={value}: {}", page.status);
            let page = house.post(&form.clone().with("used", "7").with("draft-revision", value));
            assert_eq!(page.status, 422, "draft-revision={value}: {}", page.words());
        }
        house.unchanged(&before, "a form that is not ours changed the database");
        answer(house, &link, &ANSWERS);
        assert_eq!(exported(house, "house-1").len(), 1);
    }

    fn another_method_is_told_so(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let before = house.dump();
        for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "BREW"] {
            let page = house.send(method, &link, "", b"").expect("an answer");
            assert!([400, 404, 405, 501].contains(&page.status) || method == "OPTIONS" && page.status < 300, "{method}: {}", page.status);
        }
        house.unchanged(&before, "");
    }

    fn a_person_number_in_a_text_is_asked_about_and_stored_only_when_the_person_says_so(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let number = "Ring til mig, 070761 4286";
        let form = filled(&up_to(house, &link, "how", &ANSWERS).form(), &[("how", "1"), ("how/other-text", "0707614286")]);
        let page = house.post(&form);
        assert!(page.status == 422 && page.words().contains("Det ligner et CPR-nummer."), "{} {}", page.status, page.words());
        let form = page.form().with("how/other-text", "");
        assert_eq!(house.post(&form).status, 303, "deleted, it goes on");
        let page = up_to(house, &link, "comments", &ANSWERS);
        let form = page.form().with("comments", number);
        let page = house.post(&form);
        assert_eq!(page.status, 422, "{}", page.words());
        for says in ["Det ligner et CPR-nummer. Vi spørger aldrig om det. Slet det, eller tryk på knappen igen.", "Teksten er ikke gemt endnu."] {
            assert!(page.words().contains(says), "{says} is not in {}", page.words());
        }
        assert!(page.text().contains("<title>Fejl:") && page.text().contains(number), "what was typed is lost: {}", page.text());
        // Four digits alone may stand in a random key.
        let holds = |text: &str| text.contains("070761 4286") || text.contains("0707614286");
        assert!(!holds(&house.dump()) && !holds(&house.log()), "the number is stored or logged before it was confirmed");
        let elsewhere = house.get(path_of(&form.action));
        assert!(elsewhere.status == 200 && !holds(&elsewhere.text()), "what is not confirmed is not saved");
        house.submit(&page.form());
        assert!(house.get(path_of(&form.action)).text().contains("070761 4286"), "pressing again saves the text as it is");
        assert!(!holds(&house.log()));
        let mut answers = ANSWERS.to_vec();
        answers[7] = ("comments", number);
        answer(house, &link, &answers);
        assert_eq!(cell(&exported(house, "house-1")[0], "comments"), number);
    }

    fn an_empty_page_that_then_gets_a_person_number_is_asked_about_it_too(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let form = up_to(house, &link, "comments", &ANSWERS).form().with("comments", "");
        let page = house.submit(&form);
        assert!(page.status == 422 && page.words().contains("Du mangler at svare"), "{}", page.words());
        let page = house.post(&page.form().with("comments", "010170-1234"));
        assert!(page.status == 422 && page.words().contains("Det ligner et CPR-nummer."), "{}", page.words());
        let page = house.post(&page.form().with("comments", "12.000 kr."));
        assert_eq!(page.status, 303, "{}", page.words());
    }

    fn telephone_numbers_and_addresses_in_a_text_are_asked_about_once_in_the_respondents_language(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let page = up_to(house, &link, "comments", &ANSWERS);
        for (text, title, says) in [
            ("Ring på 22 33 44 55", "Har du skrevet et telefonnummer?", "Det ligner et telefonnummer."),
            ("skriv til mette (at) firma.dk", "Har du skrevet en mailadresse?", "Det ligner en mailadresse."),
            ("mette@firma.dk, tlf. 22334455", "Har du skrevet noget, der viser", "Her står et telefonnummer (22334455) og en mailadresse (mette@firma.dk)."),
        ] {
            let asked = house.post(&page.form().with("comments", text));
            assert_eq!(asked.status, 422, "{text}: {}", asked.words());
            assert!(asked.words().contains(title) && asked.words().contains(says), "{text}: {}", asked.words());
            assert!(asked.text().contains(text) && !house.dump().contains(text) && !house.log().contains(text), "{text}");
        }
        let english = house.post(&page.form().with("language", "en").with("comments", "Call 22 33 44 55"));
        assert!(english.status == 422 && english.words().contains("This looks like a telephone number."), "{}", english.words());
        // Years, amounts and paragraphs are asked about by nobody.
        let form = house.post(&page.form().with("comments", "Ring på 22 33 44 55")).form();
        let ordinary = form.with("comments", "I 2019-2020 fik jeg 12.500 kr. efter § 11, sag 15.20.00-G01-12-19.");
        assert_eq!(house.post(&ordinary).status, 303);
        house.submit(&page.form().with("comments", "Ring på 22 33 44 55").with("confirmed", "comments"));
        assert!(house.get(path_of(&page.form().action)).text().contains("22 33 44 55"), "confirmed, it is saved as it is");
        assert!(!house.log().contains("33 44"));
    }

    fn colleagues_names_are_asked_about_and_of_a_citizen_the_own_name_alone(house) {
        let asked_about = |link: &str, text: &str| {
            let page = up_to(house, link, "comments", &ANSWERS);
            let next = house.post(&page.form().with("comments", text));
            assert!(next.status == 303 || next.words().contains("Har du skrevet et navn?"), "{}", next.words());
            next.status == 422
        };
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        assert!(asked_about(&link, "Spørg Jørgen Bæk") && asked_about(&link, "hilsen Mette Kjærgård"));
        assert!(!house.dump().contains("Spørg") && !house.log().contains("Bæk"));
        assert!(!asked_about(&link, "Spørg Karla Vestergaard"));
        let read = |name: &str| std::fs::read_to_string(format!("{}/{name}", own_surveys())).expect("a file of the stories");
        house.file("other/trials.toml", read("trials.toml"));
        let asked = read("house-caseworkers/1.toml").replace("house-caseworkers", "house-citizens").replace("\"caseworker\"", "\"citizen\"");
        house.ok(&["publish", &house.file("other/house-citizens/1.toml", asked)]);
        house.ok(&["round", "add", "--key", "house-2", "--questionnaire", "house-citizens", "--version", "1", "--opens", "2020-01-01", "--closes",
            "2099-12-31", "--mode", "pseudonymous"]);
        let list = "person_key,name,email,municipality\nC-1,Amal Krogh,amal@example.dk,thisted\nC-2,Bodil Fjord,bodil@example.dk,thisted\n";
        house.ok(&["recipients", "import", "--round", "house-2", &house.file("citizens.csv", list)]);
        house.ok(&["invite", "--round", "house-2"]);
        house.ok(&["deliver", "--once"]);
        let link = link_of(house, "amal@example.dk");
        assert!(asked_about(&link, "Hilsen Amal Krogh"));
        assert!(!asked_about(&link, "Bodil Fjord er også med"), "the page told who else was invited");
    }

    fn markup_in_an_answer_stays_text(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        let evil = "</textarea><script>alert(1)</script>\"'&lt;";
        let mut answers = ANSWERS.to_vec();
        answers[7] = ("comments", evil);
        let page = up_to(house, &link, "comments", &answers);
        let next = house.submit(&filled(&page.form(), &answers));
        assert!(!next.text().contains("<script"), "an answer became markup");
        answer(house, &link, &answers);
        assert_eq!(cell(&exported(house, "house-1")[0], "comments"), evil);
    }
}
