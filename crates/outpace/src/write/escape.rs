//! Text from a study made safe for a page: escaped, without control characters, linked only to the web.

use std::borrow::Cow;

/// Text as content or attribute value of XML and HTML. Characters that XML forbids become spaces.
pub fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push(' '),
            character if is_unprintable(character) => escaped.push(' '),
            character => escaped.push(character),
        }
    }
    escaped
}

/// Text on one line without control characters: nothing in a study can steer a terminal or forge a line.
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_unprintable) {
        Cow::Owned(text.chars().map(|c| if is_unprintable(c) { ' ' } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Control characters, and the marks that reorder the text around them.
fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// An address if it is one of the web (`http`, `https`) and in one piece; nothing else ever becomes a link.
pub fn web_address(url: &str) -> Option<&str> {
    let url = url.trim();
    let rest = strip_scheme(url, "https://").or_else(|| strip_scheme(url, "http://"))?;
    let whole = !rest.is_empty() && !url.chars().any(|c| c.is_whitespace() || is_unprintable(c));
    whole.then_some(url)
}

fn strip_scheme<'a>(url: &'a str, scheme: &str) -> Option<&'a str> {
    let head = url.get(..scheme.len())?;
    if head.eq_ignore_ascii_case(scheme) { url.get(scheme.len()..) } else { None }
}

/// A name as part of an anchor: letters and digits of ASCII in lower case, hyphens between.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            slug.push(character.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "part".to_string() } else { slug.to_string() }
}

/// The command that shows where a number comes from, as typed in a shell.
pub fn trace_command(trace: &str) -> String {
    let trace = plain(trace);
    if trace.contains(['"', '$', '`', '\\', '!']) {
        format!("outpace trace '{}'", trace.replace('\'', r"'\''"))
    } else {
        format!("outpace trace \"{trace}\"")
    }
}
