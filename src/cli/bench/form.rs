//! The forms of a page, read as a browser reads them: where to send, what is hidden, what can be chosen.
//!
//! Only what sends by POST counts. Nothing here knows our own pages, so that another server can be driven by the same journey.

/// A form that is sent by POST.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Form {
    /// Where to; empty is the page itself.
    pub(super) action: String,
    /// Its fields in order, a group of radio buttons once.
    pub(super) fields: Vec<Field>,
}

/// One field.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// Sent as it stands: hidden, or the first button that has a name.
    Fixed(String, String),
    /// One of these values.
    Choice(String, Vec<String>),
    /// May be ticked.
    Tick(String, String),
    /// May be written into.
    Words(String),
}

/// Every form of the page that is sent by POST.
pub(super) fn forms(page: &str) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    let mut open: Option<Form> = None;
    for tag in page.split('<').skip(1) {
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric() && c != '/').next().unwrap_or_default();
        match (name, &mut open) {
            ("form", _) => {
                let attributes = attributes(tag);
                let posts = attributes.iter().any(|(name, value)| name == "method" && value.eq_ignore_ascii_case("post"));
                let action = value_of(&attributes, "action").unwrap_or_default().to_owned();
                open = posts.then(|| Form { action, fields: Vec::new() });
            }
            ("/form", _) => forms.extend(open.take()),
            ("input" | "button" | "textarea" | "select" | "option", Some(form)) => form.take(name, &attributes(tag)),
            _ => {}
        }
    }
    forms
}

impl Form {
    fn take(&mut self, tag: &str, attributes: &[(String, String)]) {
        let value = value_of(attributes, "value").unwrap_or_default().to_owned();
        if tag == "option" {
            if let Some(Field::Choice(_, values)) = self.fields.last_mut()
                && !value.is_empty()
            {
                values.push(value);
            }
            return;
        }
        let Some(name) = value_of(attributes, "name").map(str::to_owned) else { return };
        match (tag, value_of(attributes, "type").unwrap_or("text")) {
            ("select", _) => self.fields.push(Field::Choice(name, Vec::new())),
            ("button", _) | ("input", "submit") => {
                let pressed = |field: &Field| matches!(field, Field::Fixed(known, _) if *known == name);
                if !self.fields.iter().any(pressed) {
                    self.fields.push(Field::Fixed(name, value));
                }
            }
            ("input", "hidden") => self.fields.push(Field::Fixed(name, value)),
            ("input", "checkbox") => self.fields.push(Field::Tick(name, value)),
            ("input", "radio") => {
                let same = self.fields.iter_mut().find_map(|field| match field {
                    Field::Choice(known, values) if *known == name => Some(values),
                    _ => None,
                });
                match same {
                    Some(values) => values.push(value),
                    None => self.fields.push(Field::Choice(name, vec![value])),
                }
            }
            ("input", "image" | "reset" | "file") => {}
            _ => self.fields.push(Field::Words(name)),
        }
    }

    /// The body of the form as a person fills it in who answers every question: `pick` chooses among so many, `words` is
    /// written where something can be written.
    pub(super) fn filled(&self, mut pick: impl FnMut(usize) -> usize, words: &str) -> String {
        let mut body = String::new();
        for field in &self.fields {
            match field {
                Field::Fixed(name, value) => push(&mut body, name, value),
                Field::Choice(name, values) => {
                    if let Some(value) = values.get(pick(values.len().max(1))) {
                        push(&mut body, name, value);
                    }
                }
                Field::Tick(name, value) => {
                    if pick(2) == 1 {
                        push(&mut body, name, value);
                    }
                }
                Field::Words(name) => push(&mut body, name, words),
            }
        }
        body
    }

    /// The same with a value that no scale has, as somebody sends it who tampers with the form.
    pub(super) fn tampered(&self) -> String {
        let mut body = String::new();
        for field in &self.fields {
            match field {
                Field::Fixed(name, value) => push(&mut body, name, value),
                Field::Choice(name, _) | Field::Tick(name, _) => push(&mut body, name, "4711"),
                Field::Words(_) => {}
            }
        }
        body
    }
}

fn push(body: &mut String, name: &str, value: &str) {
    if !body.is_empty() {
        body.push('&');
    }
    encode(body, name);
    body.push('=');
    encode(body, value);
}

fn encode(body: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => body.push(char::from(byte)),
            b' ' => body.push('+'),
            _ => {
                body.push('%');
                body.push(char::from(HEX[usize::from(byte >> 4)]));
                body.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
}

fn value_of<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// The attributes of a tag that begins after its `<`; a `>` inside a quoted value is no end of it for our own pages, which
/// write it as `&gt;`.
fn attributes(tag: &str) -> Vec<(String, String)> {
    let inside = tag.split('>').next().unwrap_or_default().trim_end_matches('/');
    let mut rest = inside.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).trim_start();
    let mut found = Vec::new();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let Some(after) = rest.strip_prefix('=') else {
            found.push((name, String::new()));
            continue;
        };
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| *c == '"' || *c == '\'');
        let (value, left) = match quote {
            Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
            None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        found.push((name, plain(value)));
        rest = left.trim_start();
    }
    found
}

fn plain(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    let value = value.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">");
    value.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_with_its_hidden_fields_groups_and_button() {
        let page = r#"<form method="get" action="/x"><input name="q"></form>
            <form method="post" action="/s/t/1?a=1&amp;b=2"><input type="hidden" name="version" value="k/1">
            <input type="radio" name="a" value="1" id="a-1"><label>Slet ikke</label><input type=radio name=a value=2 checked>
            <textarea name="why"></textarea><input type="checkbox" name="m" value="3"><button>Videre</button></form>"#;
        let all = forms(page);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].action, "/s/t/1?a=1&b=2");
        assert_eq!(all[0].filled(|many| many - 1, "øh & nå"), "version=k%2F1&a=2&why=%C3%B8h+%26+n%C3%A5&m=3");
        assert_eq!(all[0].tampered(), "version=k%2F1&a=4711&m=4711");
    }
}
