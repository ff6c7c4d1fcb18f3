//! Mail scanners: they fetch every link of a letter, with every method that asks, and some press the first button of whatever they see. None
//! of it is an answer, a start or a refusal of anybody.

use std::thread;

use crate::house::{House, TOWN, path_of, send_to};
use crate::http::Page;
use crate::kills::{is_long, told};
use crate::people::{invited_town, letters, link_of, up_to};
use crate::stories;

/// Requests in all: a tenth where the long trials are not wanted.
fn requests() -> usize {
    if is_long() { 100_000 } else { 10_000 }
}

const SCANNERS: usize = 8;
const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";
const PREFETCH: &str = "Purpose: prefetch\r\nSec-Purpose: prefetch;anonymous-client-ip\r\n";
const ROBOT: &str = "User-Agent: Mozilla/5.0 (compatible; SafeLinks)\r\n";

/// What a letter leads to, and what lies behind it.
fn addresses(link: &str) -> Vec<String> {
    let token = link.trim_start_matches("/s/");
    let behind = ["", "?lang=en", "/1", "/2", "/svar", "/eksempel"].map(|more| format!("{link}{more}"));
    let beside = ["/", "/k", "/rettigheder", "/kvittering"].map(str::to_owned);
    behind.into_iter().chain([format!("/fravalg/{token}"), format!("/afmeld/{token}")]).chain(beside).collect()
}

/// Fetches a page as a scanner does, and follows where it leads.
fn fetched(server: &str, method: &str, path: &str, headers: &str) -> (Page, usize) {
    let mut page = send_to(server, method, path, headers, b"").unwrap_or_else(|| panic!("{method} {path} got no answer"));
    let mut asked = 1;
    while let Some(next) = page.header("location").map(str::to_owned).filter(|_| (300..400).contains(&page.status) && asked < 6) {
        page = send_to(server, "GET", path_of(&next), headers, b"").unwrap_or_else(|| panic!("GET {next} got no answer"));
        asked += 1;
    }
    assert!(page.status < 500, "{method} {path} answered {}", page.status);
    (page, asked)
}

/// Presses the first button of a page that was reached by GET, with the form as it stands.
fn pressed(server: &str, page: &Page) -> usize {
    let Some(form) = page.forms().into_iter().next() else { return 0 };
    let answer = send_to(server, "POST", path_of(&form.action), &format!("{FORM}{ROBOT}"), form.encoded().as_bytes());
    assert!(answer.is_some_and(|answer| answer.status < 500), "POST {}", form.action);
    1
}

/// `begun` is the one link of these at which somebody has answered: there nothing is pressed, since programs look through a
/// letter before anybody opens it, and could not be told apart from that person.
fn scan(server: &str, (links, begun): (&[String], &str), many: usize, first: usize) {
    let mut asked = 0;
    for number in first.. {
        if asked >= many {
            return;
        }
        let link = &links[number % links.len()];
        for path in addresses(link) {
            let (page, requests) = fetched(server, "GET", &path, ROBOT);
            asked += requests;
            if page.status == 200 && link != begun {
                asked += pressed(server, &page);
            }
            for (method, headers) in [("HEAD", ROBOT), ("OPTIONS", ROBOT), ("GET", PREFETCH)] {
                asked += fetched(server, method, &path, headers).1;
            }
        }
    }
}

fn scanned(house: &House, links: &[String], begun: &str) {
    let before = house.dump();
    let server = house.address();
    let each = requests() / SCANNERS;
    thread::scope(|scope| {
        for scanner in 0..SCANNERS {
            let server = &server;
            scope.spawn(move || scan(server, (links, begun), each, scanner));
        }
    });
    house.unchanged(&before, "a scanner changed the database");
    told(house, &format!("{} requests of mail scanners and robots: no row changed", each * SCANNERS));
}

stories! {
    fn a_hundred_thousand_requests_of_scanners_and_robots_change_no_row(house) {
        invited_town(house);
        // One has begun: her answers must stay as they are, too.
        let begun = link_of(house, TOWN[1].email);
        up_to(house, &begun, "how", &crate::people::ANSWERS);
        let links: Vec<String> = letters(house).iter().map(crate::people::Letter::link).collect();
        scanned(house, &links, &begun);
    }
}
