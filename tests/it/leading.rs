//! Where the desk's pages lead: nobody is shown a way that ends at a closed door.

use std::collections::BTreeMap;

use crate::house::House;
use crate::people::{looked_at, person, signed_in};
use crate::scopes::two_trials;
use crate::stories;

/// Addresses that a page leads to, on this server and for whoever reads in Danish.
fn leads(text: &str) -> Vec<String> {
    let all = text.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let own = all
        .map(|address| address.replace("&amp;", "&"))
        .filter(|address| address.starts_with('/') && !address.contains("lang=en"));
    own.map(|address| address.split('#').next().unwrap_or_default().to_owned()).collect()
}

/// Goes everywhere that the pages lead from the front page; gives back what was met at each address, and from where.
fn walked(house: &House, cookie: &str) -> BTreeMap<String, (u16, String)> {
    let mut met: BTreeMap<String, (u16, String)> = BTreeMap::new();
    let mut waiting = vec![("/desk".to_owned(), String::new())];
    while let Some((address, from)) = waiting.pop() {
        // Comparisons by every column lead to each other without end, and previews are pages of respondents.
        if met.contains_key(&address) || address.matches("by=").count() > 1 || address.contains("/preview/") || met.len() > 150 {
            continue;
        }
        let page = looked_at(house, cookie, &address);
        let is_page = page.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
        if is_page && page.status == 200 {
            waiting.extend(leads(&page.text()).into_iter().map(|to| (to, address.clone())));
        }
        met.insert(address, (page.status, from));
    }
    met
}

stories! {
    fn no_page_of_the_desk_leads_its_reader_to_a_closed_door(house) {
        two_trials(house);
        house.serve();
        let mut people = vec![("Kirsten Koordinator".to_owned(), signed_in(house))];
        for (role, within) in [
            ("evaluator", &[][..]), ("evaluator", &["--trial", "house"]), ("evaluator", &["--trial", "house", "--municipality", "thisted"]),
            ("municipal-lead", &["--municipality", "thisted"]), ("municipal-lead", &["--trial", "house", "--municipality", "rebild"]),
            ("note-taker", &[]), ("note-taker", &["--trial", "house"]), ("reader", &[]), ("reader", &["--trial", "house"]),
        ] {
            let name = format!("{role} {}", within.join(" ").replace("--", ""));
            let session = person(house, name.trim(), &[&["--role", role], within].concat());
            people.push((name, session));
        }
        for (name, cookie) in people {
            let met = walked(house, &cookie);
            assert!(met.len() > 12, "{name} was led to {} addresses alone", met.len());
            let closed: Vec<_> = met.iter().filter(|(_, (status, _))| *status != 200).collect();
            assert!(closed.is_empty(), "{name} is led to {closed:?}");
        }
    }
}
