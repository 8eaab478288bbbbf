//! Names of variables, subscripts, units and entities, compared as Vensim compares them.
//!
//! Case, and the difference between blanks and underscores, do not matter: `Birth Rate`, `birth_rate` and
//! `Birth  Rate` are one name. Surrounding quotes belong to the notation, not to the name.
//! Source: Vensim reference manual, "Rules for variable names".

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

#[cfg(test)]
mod tests;

/// A name as written, compared by its canonical form. Copies share their text: a model mentions its names many times.
#[derive(Clone)]
pub struct Name(Arc<Forms>);

/// A name in its two forms.
struct Forms {
    text: Box<str>,
    /// Where it differs from the text.
    canonical: Option<Box<str>>,
}

impl Name {
    /// A name from its text, with or without surrounding quotes; `\"` inside quotes is a quote.
    pub fn new(text: &str) -> Name {
        let bare = text.trim();
        if is_plain(bare) {
            let capitals = bare.bytes().any(|byte| byte.is_ascii_uppercase());
            let canonical = capitals.then(|| bare.to_ascii_lowercase().into());
            return Name(Arc::new(Forms { text: bare.into(), canonical }));
        }
        let unquoted = quoted_content(bare).map(|inside| inside.replace("\\\"", "\""));
        let bare = unquoted.as_deref().unwrap_or(bare);
        let text = bare.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = text.split(['_', ' ']).filter(|word| !word.is_empty()).map(str::to_lowercase);
        let canonical = words.collect::<Vec<_>>().join(" ");
        let canonical = (!canonical.is_empty() && canonical != text).then(|| canonical.into());
        Name(Arc::new(Forms { text: text.into(), canonical }))
    }

    /// As it must be written in an equation: in quotes where an operator or a leading digit would be misread.
    pub fn notation(&self) -> String {
        let mut characters = self.text().chars();
        let plain = characters.next().is_some_and(starts_name)
            && characters.all(|c| continues_name(c) || c == ' ')
            && !self.text().contains(" '");
        if plain { self.text().to_string() } else { format!("\"{}\"", self.text().replace('"', "\\\"")) }
    }

    /// As written, with blanks folded.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// Lower case, with single blanks for every run of blanks and underscores.
    pub fn canonical(&self) -> &str {
        self.0.canonical.as_ref().unwrap_or(&self.0.text)
    }

    /// Whether this is the name with the given canonical form.
    pub fn is(&self, canonical: &str) -> bool {
        self.canonical() == canonical
    }
}

/// Names that were read before: mentioned again, they share their text.
#[derive(Debug, Default)]
pub(crate) struct Names<'a>(HashMap<Cow<'a, str>, Name>);

impl<'a> Names<'a> {
    /// The name that is written so.
    pub(crate) fn read(&mut self, written: Cow<'a, str>) -> Name {
        self.0.entry(written).or_insert_with_key(|written| Name::new(written)).clone()
    }
}

/// Whether a trimmed name is, but for its capitals, its own canonical form, as most are: ASCII without underscores and
/// quotes, words one blank apart.
fn is_plain(bare: &str) -> bool {
    let mut before = b' ';
    bare.bytes().all(|byte| {
        let fits = match byte {
            b' ' => before != b' ',
            b'_' | b'"' => false,
            other => other.is_ascii_graphic(),
        };
        before = byte;
        fits
    })
}

/// What stands between surrounding quotes, if `text` is one quoted name and not two with something between.
fn quoted_content(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut escaped = false;
    for character in inside.chars() {
        if character == '"' && !escaped {
            return None;
        }
        escaped = character == '\\';
    }
    (!escaped).then_some(inside)
}

/// Whether an unquoted name may begin with this character.
pub(crate) fn starts_name(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == '$' || (!c.is_ascii() && !c.is_whitespace())
}

/// Whether an unquoted name may go on with this character. Source: Vensim reference manual, "Rules for Variable
/// Names": letters, digits, blanks, `_`, `'` and `$`; we take every sign beyond ASCII for a letter.
pub(crate) fn continues_name(c: char) -> bool {
    starts_name(c) || c.is_ascii_digit() || c == '\''
}

impl PartialEq for Name {
    fn eq(&self, other: &Name) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.canonical() == other.canonical()
    }
}
impl Eq for Name {}
impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.canonical().hash(state);
    }
}
impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Name) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Name {
    fn cmp(&self, other: &Name) -> std::cmp::Ordering {
        self.canonical().cmp(other.canonical())
    }
}
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text())
    }
}

/// Longer names are not compared: the time that takes grows with the square of the length.
const COMPARED: usize = 200;

/// The nearest of `candidates` to a misspelt `name`, if one is near enough to be meant.
///
/// Near is a Damerau–Levenshtein distance of at most a third of the length (and at least one).
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = Name::new(name).canonical().chars().collect();
    if name.len() > COMPARED {
        return None;
    }
    let mut ruler = Ruler::default();
    let mut limit = (name.len() / 3).max(1);
    let mut found = None;
    for candidate in candidates {
        // Lengths further apart than the limit need more edits than it allows.
        if is_plain(candidate) && candidate.len().abs_diff(name.len()) > limit {
            continue;
        }
        let Some(distance) = ruler.distance(&name, Name::new(candidate).canonical(), limit) else { continue };
        found = Some(candidate);
        // Only what is nearer can take its place.
        match distance.checked_sub(1) {
            Some(nearer) => limit = nearer,
            None => break,
        }
    }
    found
}

/// Measures distances; its memory serves one measurement after the other.
#[derive(Default)]
struct Ruler {
    right: Vec<char>,
    before_last: Vec<usize>,
    last: Vec<usize>,
    row: Vec<usize>,
}

impl Ruler {
    /// Damerau–Levenshtein distance (optimal string alignment): edits and swaps of neighbours. `None` beyond the limit.
    fn distance(&mut self, left: &[char], right: &str, limit: usize) -> Option<usize> {
        let Ruler { right: letters, before_last, last, row } = self;
        letters.clear();
        letters.extend(right.chars());
        let right = letters.as_slice();
        if left.len().abs_diff(right.len()) > limit {
            return None;
        }
        last.clear();
        last.extend(0..=right.len());
        for i in 1..=left.len() {
            row.clear();
            row.push(i);
            for j in 1..=right.len() {
                let substitution = last[j - 1] + usize::from(left[i - 1] != right[j - 1]);
                let mut edits = substitution.min(last[j] + 1).min(row[j - 1] + 1);
                if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                    edits = edits.min(before_last[j - 2] + 1);
                }
                row.push(edits);
            }
            // What follows builds on this row or, by a swap, on the one before.
            if row.iter().chain(last.iter()).all(|edits| *edits > limit) {
                return None;
            }
            std::mem::swap(before_last, last);
            std::mem::swap(last, row);
        }
        Some(last[right.len()]).filter(|distance| *distance <= limit)
    }
}
