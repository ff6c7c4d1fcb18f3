//! Introductions, closings and notices: Markdown with a municipality in it.
//!
//! Only text formatting and links come through; HTML in a text is shown as it was written.

use maud::{Markup, PreEscaped};
use pulldown_cmark::{CowStr, Event, Parser, Tag, html};

use crate::web::template::Slot;

/// The text as HTML, with markers where the municipality's own words belong.
#[must_use]
pub(super) fn markdown(text: &str) -> Markup {
    let text = with_places(text);
    let events = Parser::new(&text).map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
        Event::Start(Tag::Link { dest_url, .. }) if !is_harmless(&dest_url) => Event::Start(Tag::Link {
            link_type: pulldown_cmark::LinkType::Inline,
            dest_url: CowStr::Borrowed("#"),
            title: CowStr::Borrowed(""),
            id: CowStr::Borrowed(""),
        }),
        other => other,
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    PreEscaped(out)
}

/// The text with `{municipality.name}` and the like made into markers.
fn with_places(text: &str) -> String {
    text.replace("{municipality.name}", &Slot::Municipality.marker())
        .replace("{municipality.phone}", &Slot::Telephone.marker())
        .replace("{municipality.controller}", &Slot::Controller.marker())
        .replace("{municipality.dpo}", &Slot::Dpo.marker())
}

fn is_harmless(address: &str) -> bool {
    ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| address.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_in_a_text_stays_text_and_a_script_address_leads_nowhere() {
        let shown = markdown("<b>fed</b> *let* [her](javascript:alert(1))").into_string();
        assert_eq!(shown, "<p>&lt;b&gt;fed&lt;/b&gt; <em>let</em> <a href=\"#\">her</a></p>\n");
    }
}
