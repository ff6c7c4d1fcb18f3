//! Typing the code of a letter: right, wrong in every way that a person can be wrong, and too often.

use crate::house::{House, TOWN, body};
use crate::http::Page;
use crate::people::{ANSWERS, answer, code_of, invited_town, link_of, receipt};
use crate::stories;

/// What comes back when somebody types this at `/k`, from the address that the proxy names where there is one.
fn typed(house: &House, code: &str, from: &str) -> Page {
    let headers = format!("Content-Type: application/x-www-form-urlencoded\r\n{from}");
    house.send("POST", "/k", &headers, body(&[("code", code)]).as_bytes()).expect("an answer")
}

/// A code whose check digit fits and that nobody was given.
fn stranger(number: u32) -> String {
    let digits = format!("{number:015}");
    let fits = |check: &u32| nulpunkt::token::parse_entry_code(&format!("{digits}{check}")).is_ok();
    format!("{digits}{}", (0..10).find(fits).expect("a check digit"))
}

stories! {
    fn the_code_of_a_letter_leads_to_the_same_link_however_it_is_typed(house) {
        invited_town(house);
        let before = house.dump();
        let form = house.get("/k").form();
        let (code, link) = (code_of(house, TOWN[3].email), link_of(house, TOWN[3].email));
        let arabic: String = code.chars().map(|c| c.to_digit(10).and_then(|digit| char::from_u32(0x660 + digit)).unwrap_or(c)).collect();
        let wide: String = code.chars().map(|c| c.to_digit(10).and_then(|digit| char::from_u32(0xff10 + digit)).unwrap_or(c)).collect();
        let as_letters = code.replace('0', "O").replace('1', "l");
        let ways = [code.replace(' ', ""), code.replace(' ', "-"), code.replace(' ', "."), format!(" {} ", code.replace(' ', "  "))];
        for way in ways.into_iter().chain([code.clone(), arabic, wide, as_letters]) {
            let page = house.post(&form.clone().with("code", &way));
            assert_eq!((page.status, page.header("location")), (303, Some(link.as_str())), "{way}");
        }
        let english = house.post(&house.get("/k?lang=en").form().with("code", &code));
        assert_eq!(english.header("location"), Some(format!("{link}?lang=en").as_str()));
        house.unchanged(&before, "typing a code changed the database");
        assert!(!house.log().contains(&code[..9]) && !before.contains(&code.replace(' ', "")), "a code is in a log or the database");
        assert!(receipt(&answer(house, &link, &ANSWERS).1).is_some());
        // A used link has its own kind page, and the code leads there too.
        assert!(house.follow(typed(house, &code, "")).words().contains("Du har allerede svaret"));
    }

    fn codes_are_found_in_every_round_that_is_not_closed(house) {
        invited_town(house);
        let code = code_of(house, TOWN[0].email);
        for key in ["house-2", "house-3"] {
            house.ok(&["round", "add", "--key", key, "--questionnaire", "house-caseworkers", "--version", "1", "--opens", "2020-01-01",
                "--closes", "2099-12-31", "--mode", "pseudonymous"]);
        }
        assert_eq!(typed(house, &code, "").header("location"), Some(link_of(house, TOWN[0].email).as_str()));
        house.ok(&["round", "close", "house-1"]);
        let page = typed(house, &code, "");
        assert!(page.status == 422 && page.words().contains("Er undersøgelsen lukket"), "{} {}", page.status, page.words());
    }

    fn a_wrong_code_is_told_what_is_wrong_and_stays_in_its_field(house) {
        invited_town(house);
        let code = code_of(house, TOWN[0].email);
        let digit = |c: char| char::from_digit((c.to_digit(10).expect("a digit") + 1) % 10, 10).expect("a digit");
        let slip = format!("{}{}", digit(code.chars().next().expect("a digit")), &code[1..]);
        for (way, says) in [
            (code[1..].to_owned(), "Der mangler ét tal. Koden har 16, og du har skrevet 15."),
            (code[2..].to_owned(), "Der mangler 2 tal. Koden har 16, og du har skrevet 14."),
            (format!("{code} 1"), "Der er ét tal for meget. Koden har 16, og du har skrevet 17."),
            (format!("{code} 123"), "Der er 3 tal for meget. Koden har 16, og du har skrevet 19."),
            (code.replace(' ', "x"), "Der er bogstaver"),
            (String::new(), "Skriv koden fra brevet."),
            (slip, "Koden er ikke skrevet rigtigt."),
            (stranger(1), "Vi kender ikke koden."),
            ("<b>\"1".to_owned(), "Der er bogstaver"),
        ] {
            let page = typed(house, &way, "");
            assert_eq!(page.status, 422, "{way}: {}", page.words());
            assert!(page.words().contains(says), "{way}: {}", page.words());
            assert!(page.text().contains("<title>Fejl:"), "{}", page.text());
            assert!(page.form().fields.contains(&("code".to_owned(), way.clone())), "{way} is lost");
        }
    }

    fn the_field_asks_a_phone_for_its_digits_and_the_page_speaks_the_language_that_was_chosen(house) {
        invited_town(house);
        let field = |page: Page| page.text().split("<input type=\"text\" name=\"code\"").nth(1).expect("the field").split('>').next().expect("its end").to_owned();
        let shown = field(house.get("/k"));
        assert!(shown.contains("inputmode=\"numeric\"") && shown.contains("autocomplete=\"off\""), "{shown}");
        assert!(!shown.contains("pattern") && !shown.contains("maxlength"), "spaces would be refused: {shown}");
        for (language, says) in [("en", "2 digits are missing. The code has 16, and you have typed 14."), ("ar", "عدد الأرقام الناقصة: 2.")] {
            let page = house.post(&house.get(&format!("/k?lang={language}")).form().with("code", "1234 5678 9012 34"));
            assert!(page.status == 422 && page.words().contains(says), "{}", page.words());
        }
    }

    fn wrong_codes_are_limited_for_each_address_that_a_trusted_proxy_names(house) {
        house.configure("trusted_proxies = [\"127.0.0.1\"]\n[mail]\ntransport = \"folder\"\nfolder = \"letters\"\nfrom = \"svar@svar.example.dk\"\n");
        invited_town(house);
        let (here, there) = ("X-Forwarded-For: 192.0.2.1\r\n", "X-Forwarded-For: 192.0.2.2\r\n");
        for number in 0..30 {
            assert_eq!(typed(house, &stranger(number), here).status, 422);
            assert_eq!(typed(house, "1234", here).status, 422, "what is no code counts as no try");
        }
        let right = code_of(house, TOWN[0].email);
        let page = typed(house, &right, here);
        assert_eq!(page.status, 429, "{}", page.words());
        let seconds: u32 = page.header("retry-after").expect("when to come again").parse().expect("seconds");
        assert!((3_000..=3_601).contains(&seconds), "{seconds}");
        assert!(page.words().contains("Prøv igen efter kl. ") && page.form().fields.contains(&("code".to_owned(), right.clone())));
        assert_eq!(typed(house, &right, there).status, 303, "another address is not held back");
    }
}
