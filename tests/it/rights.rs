//! What a person may know and ask for: what evaluators see, what is stored, and whom to ask.

use std::fs;

use crate::house::{House, TOWN};
use crate::http::Page;
use crate::people::{ANSWERS, add_round, answer, invited_town, link_of, own_surveys, receipt, shipped_surveys, with_a_lead};
use crate::stories;

/// The page that a receipt's code leads to.
fn looked_up(house: &House, code: &str) -> Page {
    house.post(&house.get("/kvittering").form().with("code", code))
}

/// Invites one citizen to a round of the questionnaire that exists in three languages, and starts the server; gives back the link.
fn invited_citizen(house: &House) -> String {
    house.ok(&["publish", &shipped_surveys()]);
    assert_eq!(add_round(house, "integration-citizens", &["--mode", "pseudonymous"]).code, 0);
    let file = house.file("citizens.csv", "person_key,name,email,municipality\nC-1,Amal Holm,amal@example.dk,vesthimmerland\n");
    house.ok(&["recipients", "import", "--round", "house-1", &file]);
    house.ok(&["invite", "--round", "house-1"]);
    house.ok(&["deliver", "--once"]);
    house.serve();
    link_of(house, "amal@example.dk")
}

stories! {
    fn a_citizen_is_shown_what_evaluators_see_before_answering(house) {
        let link = invited_citizen(house);
        let first = house.get(&link);
        assert!(first.words().contains("Se, hvad din sagsbehandler ser"), "{}", first.words());
        let dump = house.dump();
        let shown = house.get(&format!("{link}/eksempel"));
        assert_eq!(shown.status, 200);
        for says in ["Tallene er fundet på.", "Se hele siden", "Kommune A",
            "I hvor høj grad giver samtalerne mening for dig?", "Navne og numre bliver dækket.", "Tal og kommuner er fundet på."] {
            assert!(shown.words().contains(says), "{says} is not in {}", shown.words());
        }
        // Where nobody at all gave some answer, the sentence beside a group promises nothing.
        let withheld = ["Tallene vises ikke, for at ingen kan regne ud, hvad enkelte har svaret.", "Tallene for gruppen vises ikke."];
        assert!(withheld.iter().any(|says| shown.words().contains(says)), "{}", shown.words());
        assert!(!shown.words().contains("Vesthimmerland") && !shown.text().contains("<script"), "{}", shown.words());
        assert!(shown.text().contains(&format!("href=\"{link}?lang=da\"")), "no way back");
        assert_eq!(house.get(&format!("{link}/eksempel")).text(), shown.text());
        house.unchanged(&dump, "looking at the example");
        let arabic = house.get(&format!("{link}/eksempel?lang=ar"));
        assert!(arabic.text().contains("dir=\"rtl\"") && arabic.text().contains("<section lang=\"da\" dir=\"ltr\">"), "{}", arabic.text());
        assert!(house.get(&format!("{link}/eksempel?lang=en")).words().contains("figures are not shown"));
        assert_eq!(house.post(&crate::http::Form { action: format!("{link}/eksempel"), ..first.form() }).status, 405);
        answer(house, &link, &[]);
        assert_eq!(house.get(&format!("{link}/eksempel")).text(), shown.text(), "an answer changed the example");
    }

    fn an_open_round_for_citizens_leads_to_the_same_and_back(house) {
        let read = |name: &str| fs::read_to_string(format!("{}/{name}", own_surveys())).expect("a file of the stories");
        house.file("open/trials.toml", with_a_lead(&read("trials.toml")));
        let question = "\n[[page]]\n[[page.question]]\nkey = \"municipality\"\nkind = \"single\"\ntext = { da = \"Hvor bor du?\", en = \"Where do you live?\" }\n\
                        choices = [ { value = 1, da = \"Thisted\", en = \"Thisted\" }, { value = 2, da = \"Rebild\", en = \"Rebild\" } ]\n";
        let asked = read("house-caseworkers/1.toml").replace("house-caseworkers", "house-citizens").replace("\"caseworker\"", "\"citizen\"");
        let file = house.file("open/house-citizens/1.toml", asked.replace("source = \"recipient\"", "source = \"asked\"") + question);
        house.ok(&["publish", &file]);
        house.ok(&["round", "add", "--key", "house-1", "--questionnaire", "house-citizens", "--version", "1", "--opens", "2020-01-01", "--closes",
            "2099-12-31", "--mode", "pseudonymous", "--access", "open"]);
        house.serve();
        let address = house.get("/r/house-1?lang=en").link("See what your caseworker sees").expect("a link");
        assert_eq!(address, "/r/house-1/eksempel?lang=en");
        let shown = house.get(&address);
        assert!(shown.status == 200 && shown.words().contains("Municipality A"), "{} {}", shown.status, shown.words());
        assert_eq!(shown.link("Back to your questionnaire").as_deref(), Some("/r/house-1?lang=en"));
        assert_eq!(house.get("/r/findes-ikke/eksempel").status, 404);
    }

    fn only_citizens_are_shown_what_a_caseworker_sees(house) {
        invited_town(house);
        let link = link_of(house, TOWN[0].email);
        assert!(!house.get(&link).words().contains("sagsbehandler ser"));
        assert_eq!(house.get(&format!("{link}/eksempel")).status, 404);
    }

    fn whoever_has_the_receipt_sees_what_is_stored_with_the_answer(house) {
        invited_town(house);
        let (_, page) = answer(house, &link_of(house, TOWN[0].email), &ANSWERS);
        let code = receipt(&page).expect("a receipt");
        let dump = house.dump();
        let found = looked_up(house, &code);
        assert_eq!((found.status, found.header("cache-control")), (200, Some("no-store")));
        for says in ["Det går bedre – også på Ærø", "7,5", "1. marts 2019", "Ved ikke", "Thisted Kommune", "Dansk", "en nøgle i stedet for dit navn",
            "house-caseworkers, version 1", "Artikel 6, stk. 1, litra e.", "Thisted Kommune har givet os din adresse."] {
            assert!(found.words().contains(says), "{says} is not in {}", found.words());
        }
        let day = house.sql("select submitted_on from response");
        let (year, rest) = day.trim().split_once('-').expect("a day");
        let number: u32 = rest.split_once('-').expect("a day").1.parse().expect("a number");
        assert!(found.words().contains(&format!("Du sendte dit svar {number}.")) && found.words().contains(year), "{}", found.words());
        assert!(!found.words().contains("Mette") && !found.text().contains(TOWN[0].email));
        house.unchanged(&dump, "looking at an answer");
        let english = house.post(&house.get("/kvittering?lang=en").form().with("code", &code));
        assert!(english.words().contains("What we have stored") && english.words().contains("Answers are kept for a year."), "{}", english.words());
        let log = house.log();
        assert!(!log.contains(&code) && !log.contains("Ærø"), "the log holds an answer or its code");
    }

    fn a_text_is_shown_to_its_writer_as_it_was_written(house) {
        invited_town(house);
        let answers = ANSWERS.map(|(field, value)| if field == "comments" { (field, "{municipality.name} <b>nej</b>") } else { (field, value) });
        let (_, page) = answer(house, &link_of(house, TOWN[0].email), &answers);
        let found = looked_up(house, &receipt(&page).expect("a receipt"));
        assert!(found.text().contains("{municipality.name} &lt;b&gt;nej&lt;/b&gt;"), "{}", found.text());
    }

    fn the_notice_that_somebody_read_stays_with_the_answer_when_a_later_version_says_otherwise(house) {
        invited_town(house);
        let (_, page) = answer(house, &link_of(house, TOWN[0].email), &ANSWERS);
        let code = receipt(&page).expect("a receipt");
        let read = fs::read_to_string(format!("{}/house-caseworkers/1.toml", own_surveys())).expect("the questionnaire");
        let later = read.replace("Svar bliver gemt i et år.", "Svar bliver gemt i ti år.");
        let other = house.file("other/house-caseworkers/1.toml", &later);
        let trials = format!("{}/trials.toml", own_surveys());
        house.refuses(&["--trials", &trials, "publish", &other], &["house-caseworkers"]);
        let second = house.file("later/house-caseworkers/2.toml", later.replace("\nversion = 1\n", "\nversion = 2\n"));
        house.ok(&["--trials", &trials, "publish", &second]);
        let found = looked_up(house, &code);
        assert!(found.words().contains("gemt i et år") && !found.words().contains("gemt i ti år"), "{}", found.words());
        let notice = "select v.version, v.content like '%gemt i et år%' from response r join questionnaire_version v on v.id = r.version_id";
        let kept = house.sql(notice);
        assert!(["1|1", "1|t"].contains(&kept.trim()), "the answer does not point at the notice that was read: {kept}");
    }

    fn wrong_codes_of_receipts_are_limited_and_shut_nobody_out_from_the_codes_of_letters(house) {
        invited_town(house);
        let (_, page) = answer(house, &link_of(house, TOWN[0].email), &ANSWERS);
        let code = receipt(&page).expect("a receipt");
        let form = house.get("/kvittering").form();
        let letters = [b"ABCDEFGHIJKLMNOPQRSTUVWXYZ".as_slice(), b"234567"].concat();
        for letter in &letters[..30] {
            let stranger = format!("ABCDEFGHIJKLMNO{}", char::from(*letter));
            assert_eq!(house.post(&form.clone().with("code", &stranger)).status, 404);
            assert_eq!(house.post(&form.clone().with("code", "kort")).status, 422, "what is no code counts as no try");
        }
        let dump = house.dump();
        let page = looked_up(house, &code);
        assert!(page.status == 429 && page.header("retry-after").is_some() && page.words().contains("Prøv igen efter kl."), "{}", page.words());
        let body = crate::house::body(&[("code", &code), ("sure", "1")]);
        let erased = house.send("POST", "/kvittering/slet", "Content-Type: application/x-www-form-urlencoded\r\n", body.as_bytes());
        assert_eq!(erased.expect("an answer").status, 429, "erasing is another way to try codes");
        house.unchanged(&dump, "a code beyond the limit did something");
        let letter = crate::people::code_of(house, TOWN[1].email);
        assert_eq!(house.post(&house.get("/k").form().with("code", &letter)).status, 303);
    }

    fn rights_are_one_page_that_names_whom_to_ask_and_is_reached_from_everywhere(house) {
        let link = invited_citizen(house);
        assert!(house.get(&link).text().contains("href=\"/rettigheder?lang=da\""), "the first page does not lead there");
        let page = house.get("/rettigheder");
        for says in ["indsigt", "indsigelse", "Slet dine svar", "Ret dine svar", "www.datatilsynet.dk", "33 19 32 00", "Vesthimmerlands Kommune",
            "70 00 08 20", "Databeskyttelsesrådgiver: databeskyttelse@vesthimmerland.example", "Dataansvarlig: Vesthimmerlands Kommune"] {
            // A line may be broken before the sign of an address.
            let words = page.words().replace(" @", "@");
            assert!(words.contains(says), "{says} is not in {words}");
        }
        assert!(page.text().contains("href=\"https://www.datatilsynet.dk\"") && page.text().contains("href=\"tel:33193200\""));
        assert!(house.get("/rettigheder?lang=ar").text().contains("dir=\"rtl\"") && house.get("/rettigheder?lang=en").words().contains("Complain"));
        let (_, receipt_page) = answer(house, &link, &[]);
        let found = looked_up(house, &receipt(&receipt_page).expect("a receipt"));
        for page in [house.get("/"), house.get("/kvittering"), receipt_page, found] {
            assert!(page.text().contains("href=\"/rettigheder?lang=da\""), "{}", page.words());
        }
    }
}
