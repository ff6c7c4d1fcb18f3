//! A no to everything is a refusal in every round that asks the person: at once where people are named, as it closes where they are not.

use crate::house::{TOWN, recipients};
use crate::http::Form;
use crate::opting_out::{FORM, SECOND};
use crate::people::{add_round, link_of, open_round, own_surveys, signed_in};
use crate::stories;

stories! {
    fn a_no_to_everything_is_a_refusal_in_every_round_that_asks_the_person_and_leaves_the_queue(house) {
        open_round(house, "invited");
        let file = house.file("town.csv", recipients(&TOWN));
        house.ok(&["recipients", "import", "--round", "house-1", &file]);
        house.ok(&["invite", "--round", "house-1"]);
        house.ok(&["deliver", "--once"]);
        house.ok(&SECOND);
        // An address is the same whichever way it is written.
        let mut people = TOWN;
        people[0].email = "METTE@thisted.example.dk";
        let second = house.file("second.csv", recipients(&people));
        house.ok(&["recipients", "import", "--round", "house-2", &second]);
        house.ok(&["invite", "--round", "house-2"]);
        house.sql("update letter set next_at = 4000000000000 where state = 0");
        house.serve();
        let page = house.get(&link_of(house, TOWN[0].email).replace("/s/", "/fravalg/"));
        house.submit(&page.form().with("from", "all"));
        let of = |key: &str, what: &str| {
            house.sql(&format!("select count(*) from {what} and round_id = (select id from round where key = '{key}')")).trim().to_owned()
        };
        let refused = |key: &str| {
            let rates = house.ok(&["rates", "--round", key, "--format", "csv"]);
            let line = rates.lines().find_map(|line| line.strip_prefix("refusal,").map(str::to_owned));
            (line.unwrap_or_else(|| panic!("no refusals in {rates}")), of(key, "invitation where state = 4"))
        };
        let counted = |count: &str| (count.to_owned(), count.to_owned());
        assert_eq!((refused("house-1"), refused("house-2")), (counted("1"), counted("1")));
        assert_eq!((of("house-2", "letter where state = 9"), of("house-2", "letter where state = 0")), ("1".to_owned(), "5".to_owned()));
        let cookie = signed_in(house);
        let get = |path: &str| house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer");
        let ring = |from: &str, key: &str| {
            let form: Form = get("/desk/rounds/house-1/recipients").forms().into_iter().find(|form| form.action.ends_with("/opt-out")).expect("the form");
            let form = form.with("person", key).with("sure", "1").with("from", from);
            house.send("POST", &form.action, &format!("Cookie: {cookie}\r\n{FORM}"), form.encoded().as_bytes()).expect("an answer")
        };
        assert_eq!(ring("all", TOWN[1].key).status, 200);
        assert_eq!(ring("survey", TOWN[2].key).status, 200);
        assert_eq!((refused("house-1"), refused("house-2")), (counted("3"), counted("2")), "a no to one survey is of that one alone");
        let list = get(&format!("/desk/rounds/house-2/addresses?find={}", TOWN[1].key)).words();
        assert!(list.contains("har frabedt sig alle breve herfra") && list.contains("annulleret"), "{list}");
        let list = get(&format!("/desk/rounds/house-1/addresses?find={}", TOWN[2].key)).words();
        assert!(list.contains("har sagt nej tak til undersøgelsen"), "{list}");
        let list = get(&format!("/desk/rounds/house-2/addresses?find={}", TOWN[2].key)).words();
        assert!(list.contains("venter") && !list.contains("nej tak") && !list.contains("frabedt"), "{list}");
        // A round that is closed keeps the figures that it closed with.
        house.ok(&["round", "close", "house-2"]);
        assert_eq!(ring("all", TOWN[3].key).status, 200);
        assert_eq!((refused("house-1"), refused("house-2")), (counted("4"), counted("2")));
    }

    fn an_anonymous_round_learns_of_a_no_to_everything_as_it_closes(house) {
        house.ok(&["publish", &own_surveys()]);
        assert_eq!(add_round(house, "house-caseworkers", &["--mode", "anonymous"]).code, 0);
        let together = TOWN.map(|one| crate::house::Person { municipality: "thisted", ..one });
        let file = house.file("town.csv", recipients(&together));
        house.ok(&SECOND);
        for key in ["house-1", "house-2"] {
            house.ok(&["recipients", "import", "--round", key, &file]);
            house.ok(&["invite", "--round", key]);
        }
        house.serve();
        let cookie = signed_in(house);
        let path = "/desk/rounds/house-2/recipients";
        let page = house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer");
        let form: Form = page.forms().into_iter().find(|form| form.action.ends_with("/opt-out")).expect("the form");
        let form = form.with("person", TOWN[0].key).with("sure", "1").with("from", "all");
        let done = house.send("POST", &form.action, &format!("Cookie: {cookie}\r\n{FORM}"), form.encoded().as_bytes()).expect("an answer");
        assert_eq!(done.status, 200, "{}", done.words());
        let noes = |key: &str| {
            let of = format!("select count(*) from invitation where state = 4 and round_id = (select id from round where key = '{key}')");
            house.sql(&of).trim().to_owned()
        };
        assert_eq!((noes("house-1"), noes("house-2")), ("0".to_owned(), "1".to_owned()), "whoever rings would be seen not to have answered");
        house.ok(&["round", "close", "house-1", "--destroy"]);
        assert_eq!(noes("house-1"), "1");
    }
}
