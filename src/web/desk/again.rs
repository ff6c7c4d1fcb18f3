//! A refused form again, with what was typed in it and what is wrong: put into the page as everybody gets it, so that it holds of every
//! form, and no page has to hand each field through.
//!
//! All that is read is what maud writes: attributes in double quotes, with `&`, `<`, `>` and `"` escaped. Passwords and files are never
//! put back, and of a form that is not on the page any more only the sentence stands there.

use std::borrow::Cow;
use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, PreEscaped};

use super::caller::Caller;
use super::layout::{self, Page};

/// What is wrong with a form.
#[derive(Clone, Default)]
pub(super) struct Wrong {
    /// The name of the field that is to be mended; empty where it is none in particular.
    pub(super) field: String,
    /// What is wrong and what to do; empty where the page says it already.
    pub(super) words: String,
}

impl Caller {
    /// The page of a form that is refused, with what was typed in it and what is wrong.
    pub(super) fn respond_again(&self, wrong: &Wrong, page: &Page<'_>, body: &Markup) -> HttpResponse {
        let body = PreEscaped(filled(&body.0, self.request.path(), &self.form, wrong));
        let mut answer = HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY);
        answer.content_type("text/html; charset=utf-8").body(layout::render(self, page, &body))
    }

    /// The same of a page that says itself what is wrong, if anything is.
    pub(super) fn respond_typed(&self, is_wrong: bool, page: &Page<'_>, body: &Markup) -> HttpResponse {
        if is_wrong { self.respond_again(&Wrong::default(), page, body) } else { self.respond(page, body) }
    }
}

/// The name by which the field's control is told what is wrong with it.
const FAULT: &str = "again-fault";

/// The body of a page with what was typed in the form that was sent to this address.
fn filled(body: &str, address: &str, typed: &[(String, String)], wrong: &Wrong) -> String {
    let Some((starts, ends)) = form_sent(body, address, typed) else { return [summary(wrong, None), body.to_owned()].concat() };
    let mut filling = Filling { typed, used: HashMap::new(), wrong, selecting: None, at: None, id: None };
    let form = filling.form(&body[starts..ends]);
    let (at, id) = (filling.at.map_or(starts, |at| starts + at), filling.id);
    let mut page = String::with_capacity(body.len() + 512);
    page.push_str(&summary(wrong, id.as_deref()));
    page.push_str(&opened(&body[..starts], closed_around(body, at)));
    page.push_str(&form);
    page.push_str(&body[ends..]);
    page
}

/// What is wrong, read aloud at once, with the way to the field.
fn summary(wrong: &Wrong, id: Option<&str>) -> String {
    if wrong.words.is_empty() {
        return String::new();
    }
    let words = escaped(&wrong.words);
    match id {
        Some(id) => format!(r##"<p class="notice" role="alert" tabindex="-1" autofocus><a href="#{id}">{words}</a></p>"##),
        None => format!(r#"<p class="notice" role="alert" tabindex="-1" autofocus>{words}</p>"#),
    }
}

/// Where the form stands that was sent: of those to this address the one whose hidden fields and button say what was sent.
fn form_sent(body: &str, address: &str, typed: &[(String, String)]) -> Option<(usize, usize)> {
    let mut best: Option<(usize, (usize, usize))> = None;
    for (starts, _) in body.match_indices("<form ") {
        let (_, inside) = tag(&body[starts..])?;
        let (head, length) = (&body[starts..starts + inside], body[starts..].find("</form>")?);
        let action = attribute(head, "action").unwrap_or_default();
        if action.split('?').next() != Some(address) {
            continue;
        }
        let form = &body[starts..starts + length];
        let says =
            |(name, value): &&(String, String)| form.contains(&format!(r#"name="{}" value="{}""#, escaped(name), escaped(value)));
        let score = typed.iter().filter(says).count();
        if best.is_none_or(|(before, _)| score > before) {
            best = Some((score, (starts, starts + length)));
        }
    }
    best.map(|(_, place)| place)
}

/// The name of the tag at the start of this text, and where what follows it begins.
fn tag(text: &str) -> Option<(&str, usize)> {
    let ends = text.find('>')? + 1;
    let name = text[1..ends].split([' ', '>']).next()?;
    Some((name, ends))
}

/// An attribute of a tag, as it is written.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}

fn escaped(words: &str) -> Cow<'_, str> {
    if !words.contains(['&', '<', '>', '"']) {
        return Cow::Borrowed(words);
    }
    Cow::Owned(words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;"))
}

/// A tag without this attribute, whether it has a value or not.
fn without(tag: &str, name: &str) -> String {
    let valued = format!(" {name}=\"");
    if let Some((before, rest)) = tag.split_once(&valued) {
        let after = rest.split_once('"').map_or("", |(_, after)| after);
        return format!("{before}{after}");
    }
    tag.replacen(&format!(" {name}>"), ">", 1).replacen(&format!(" {name} "), " ", 1)
}

/// A tag with something more in it.
fn with(tag: &str, more: &str) -> String {
    format!("{}{more}>", tag.trim_end_matches('>'))
}

/// The starts of the details that hold this place and are closed.
fn closed_around(body: &str, at: usize) -> Vec<usize> {
    let mut around = Vec::new();
    for (place, _) in body[..at].match_indices('<') {
        if body[place..].starts_with("<details") {
            around.push(place);
        } else if body[place..].starts_with("</details") {
            around.pop();
        }
    }
    around.retain(|place| tag(&body[*place..]).is_some_and(|(_, ends)| !body[*place..*place + ends].contains(" open")));
    around
}

/// What stands before a form, with the details opened that hold it.
fn opened(before: &str, details: Vec<usize>) -> String {
    let mut out = String::with_capacity(before.len() + 16);
    let mut from = 0;
    for place in details.into_iter().filter(|place| *place < before.len()) {
        let behind = place + "<details".len();
        out.push_str(&before[from..behind]);
        out.push_str(" open");
        from = behind;
    }
    out.push_str(&before[from..]);
    out
}

/// A form on its way to what was typed in it.
struct Filling<'a> {
    typed: &'a [(String, String)],
    /// How many fields of each name there were so far.
    used: HashMap<String, usize>,
    wrong: &'a Wrong,
    /// The name of the selection that is open.
    selecting: Option<String>,
    /// Where the faulty field stands in the form, and its id.
    at: Option<usize>,
    id: Option<String>,
}

impl Filling<'_> {
    fn form(&mut self, form: &str) -> String {
        let mut out = String::with_capacity(form.len() + 256);
        let mut from = 0;
        while let Some(at) = form[from..].find('<') {
            let place = from + at;
            out.push_str(&form[from..place]);
            let Some((name, length)) = tag(&form[place..]) else { break };
            from = place + length;
            let whole = &form[place..from];
            match name {
                "input" => out.push_str(&self.input(whole, place)),
                "textarea" => {
                    let ends = form[from..].find("</textarea>").map_or(form.len(), |ends| from + ends);
                    out.push_str(&self.faulty(whole, place));
                    match self.next(whole) {
                        // A line break at the very start is the parser's own.
                        Some(value) => {
                            if value.starts_with(['\r', '\n']) {
                                out.push('\n');
                            }
                            out.push_str(&escaped(&value));
                        }
                        None => out.push_str(&form[from..ends]),
                    }
                    from = ends;
                }
                "select" => {
                    self.selecting = attribute(whole, "name").map(str::to_owned);
                    out.push_str(&self.faulty(whole, place));
                }
                "/select" => {
                    self.selecting = None;
                    out.push_str(whole);
                }
                "option" => out.push_str(&self.option(whole)),
                _ => out.push_str(whole),
            }
        }
        out.push_str(&form[from..]);
        out
    }

    fn input(&mut self, whole: &str, place: usize) -> String {
        let kind = attribute(whole, "type").unwrap_or("text");
        if matches!(kind, "hidden" | "password" | "file" | "submit" | "button") {
            return if kind == "hidden" { whole.to_owned() } else { self.faulty(whole, place) };
        }
        let marked = self.faulty(whole, place);
        if matches!(kind, "checkbox" | "radio") {
            let (name, value) = (attribute(whole, "name").unwrap_or_default(), attribute(whole, "value").unwrap_or("on"));
            let plain = without(&marked, "checked");
            return if self.said(name, value) { with(&plain, " checked") } else { plain };
        }
        match self.next(whole) {
            Some(value) => with(&without(&marked, "value"), &format!(" value=\"{}\"", escaped(&value))),
            None => marked,
        }
    }

    fn option(&self, whole: &str) -> String {
        let Some(name) = &self.selecting else { return whole.to_owned() };
        if !self.typed.iter().any(|(field, _)| escaped(field) == name.as_str()) {
            return whole.to_owned();
        }
        let plain = without(whole, "selected");
        let is_chosen = attribute(whole, "value").is_some_and(|value| self.said(name, value));
        if is_chosen { with(&plain, " selected") } else { plain }
    }

    /// Whether a field of this name was sent with this value, both as they are written.
    fn said(&self, name: &str, value: &str) -> bool {
        self.typed.iter().any(|(field, typed)| escaped(field) == name && escaped(typed) == value)
    }

    /// What was typed in the next field of the same name.
    fn next(&mut self, whole: &str) -> Option<String> {
        let name = attribute(whole, "name")?;
        let used = self.used.entry(name.to_owned()).or_default();
        let found = self.typed.iter().filter(|(field, _)| escaped(field) == name).nth(*used);
        *used += 1;
        found.map(|(_, value)| value.clone())
    }

    /// The tag of a control, with what is wrong before it where it is the faulty one.
    fn faulty(&mut self, whole: &str, place: usize) -> String {
        let is_it = !self.wrong.field.is_empty() && attribute(whole, "name") == Some(&self.wrong.field);
        if !is_it || self.at.is_some() {
            return whole.to_owned();
        }
        self.at = Some(place);
        self.id = attribute(whole, "id").map(str::to_owned);
        let described = attribute(whole, "aria-describedby").map_or(FAULT.to_owned(), |before| format!("{FAULT} {before}"));
        let told = with(&without(whole, "aria-describedby"), &format!(" aria-invalid=\"true\" aria-describedby=\"{described}\""));
        format!("<span class=\"late fault\" id=\"{FAULT}\">{}</span>{told}", escaped(&self.wrong.words))
    }
}

#[cfg(test)]
mod tests;
