//! The window's texts in either language, read from its own catalogues: a test that names a button in English finds it in French too.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::programs::repository;

/// A text of the window.
#[derive(Debug)]
struct Text {
    /// Its place in the catalogue: `setup.limits.save`.
    key: String,
    english: String,
    said: String,
}

/// What the window says, in one language.
#[derive(Debug)]
pub struct Catalogue {
    language: &'static str,
    texts: Vec<Text>,
}

impl Catalogue {
    /// The window in English.
    #[must_use]
    pub fn english() -> Self {
        Self::read("en")
    }

    /// The window in French.
    #[must_use]
    pub fn french() -> Self {
        Self::read("fr")
    }

    /// As the settings name the language.
    #[must_use]
    pub const fn language(&self) -> &'static str {
        self.language
    }

    /// What the window says where it says this in English: a whole text, or the beginning of one. Of a text with figures or names in
    /// it, what stands before the first of them.
    ///
    /// # Panics
    /// Where no text is so, or several are that differ in the other language: those are named by [`Self::at`].
    #[must_use]
    pub fn of(&self, english: &str) -> String {
        let whole = self.texts.iter().filter(|text| text.english == english);
        let mut found: BTreeSet<String> = whole.map(|text| text.said.clone()).collect();
        if found.is_empty() {
            let begins = self
                .texts
                .iter()
                .filter(|text| before_figures(&text.english).starts_with(english));
            found = begins
                .map(|text| match self.language {
                    // In another language no part of a text is known to be that part.
                    "en" => english.to_owned(),
                    _ => before_figures(&text.said).to_owned(),
                })
                .collect();
        }
        let said: Vec<String> = found.into_iter().collect();
        match said.as_slice() {
            [said] => said.clone(),
            several => panic!("{english:?} is said in {} ways: {several:?}", several.len()),
        }
    }

    /// The text at that place in the catalogue, up to its first figure.
    ///
    /// # Panics
    /// Where there is none.
    #[must_use]
    pub fn at(&self, key: &str) -> String {
        before_figures(self.whole(key)).to_owned()
    }

    /// The text at that place with its name or figure put in.
    ///
    /// # Panics
    /// Where there is none.
    #[must_use]
    pub fn with(&self, key: &str, name: &str, value: &str) -> String {
        self.whole(key).replace(&format!("{{{{{name}}}}}"), value)
    }

    fn whole(&self, key: &str) -> &str {
        let found = self.texts.iter().find(|text| text.key == key);
        &found.unwrap_or_else(|| panic!("there is no text {key}")).said
    }

    fn read(language: &'static str) -> Self {
        let folder = repository().join("ui/src/i18n");
        let mut names: Vec<String> = std::fs::read_dir(folder.join("en"))
            .expect("the window's catalogues")
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        names.sort();
        let mut texts = Vec::new();
        for name in names {
            let said = texts_of(&folder.join(language).join(&name));
            for (key, english) in texts_of(&folder.join("en").join(&name)) {
                let other = said.iter().find(|(its, _)| *its == key);
                // A form that one language lacks: more or fewer plurals.
                let Some((_, said)) = other else { continue };
                let [english, said] = [english.as_str(), said.as_str()].map(plain);
                texts.push(Text { key, english, said });
            }
        }
        assert!(texts.len() > 1_000, "the catalogues are read: {}", texts.len());
        Self { language, texts }
    }
}

/// Blanks of every kind are one, as where a page's text is compared.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn before_figures(text: &str) -> &str {
    text.split("{{").next().unwrap_or_default()
}

/// Texts of a file by their place: of a `.json` as it lies, of a `.ts` by the name of each constant.
fn texts_of(file: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut texts = Vec::new();
    if file.extension().is_some_and(|ending| ending == "json") {
        let name = file.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        let read: Value = serde_json::from_str(&text).expect("JSON");
        leaves(name, &read, &mut texts);
    } else {
        Source::new(&text).read(&mut texts);
    }
    texts
}

fn leaves(key: &str, value: &Value, into: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                leaves(&format!("{key}.{name}"), value, into);
            }
        }
        Value::String(text) => into.push((key.to_owned(), text.clone())),
        _ => {}
    }
}

/// A catalogue's source: constants that are objects of objects and texts, and nothing besides.
struct Source<'a> {
    rest: &'a str,
    /// Where we are: the constant, and the members within it.
    path: Vec<String>,
    /// A word or a text before a colon.
    name: Option<String>,
    /// A colon or an equals sign stands before what comes.
    is_value: bool,
}

impl<'a> Source<'a> {
    const fn new(text: &'a str) -> Self {
        Self {
            rest: text,
            path: Vec::new(),
            name: None,
            is_value: false,
        }
    }

    fn read(mut self, into: &mut Vec<(String, String)>) {
        while let Some(first) = self.rest.chars().next() {
            match first {
                '/' if self.rest.starts_with("//") => self.skip_to("\n"),
                '/' if self.rest.starts_with("/*") => self.skip_to("*/"),
                '"' => {
                    let text = self.text();
                    if self.is_value {
                        let name = self.name.take().unwrap_or_default();
                        self.is_value = false;
                        let place = [self.path.join("."), name].join(".");
                        into.push((place, text));
                    } else {
                        self.name = Some(text);
                    }
                }
                '{' => {
                    let name = self.name.take().filter(|_| self.is_value);
                    self.path.push(name.unwrap_or_default());
                    self.is_value = false;
                    self.skip(1);
                }
                '}' => {
                    self.path.pop();
                    self.name = None;
                    self.is_value = false;
                    self.skip(1);
                }
                ':' | '=' => {
                    // `export const texts: typeof en = {` has its name before the first.
                    self.is_value = self.name.is_some();
                    self.skip(1);
                }
                _ if first.is_alphabetic() || first == '_' => {
                    let ends = |letter: char| !letter.is_alphanumeric() && letter != '_';
                    let end = self.rest.find(ends).unwrap_or(self.rest.len());
                    let word = &self.rest[..end];
                    if !self.is_value {
                        self.name = Some(word.to_owned());
                    }
                    self.rest = &self.rest[end..];
                }
                ',' | ';' => {
                    self.name = None;
                    self.is_value = false;
                    self.skip(1);
                }
                other => self.skip(other.len_utf8()),
            }
        }
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
    }

    fn skip_to(&mut self, end: &str) {
        let at = self.rest.find(end).map_or(self.rest.len(), |at| at + end.len());
        self.skip(at);
    }

    /// A text in quotes, read as JSON: its escapes are the same.
    fn text(&mut self) -> String {
        let mut is_escaped = false;
        let end = self.rest[1..].find(|letter| {
            let ends = letter == '"' && !is_escaped;
            is_escaped = letter == '\\' && !is_escaped;
            ends
        });
        let end = end.expect("a text that ends") + 2;
        let text = serde_json::from_str(&self.rest[..end]).expect("a text");
        self.skip(end);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_by_its_english_by_its_beginning_and_by_its_place() {
        let (english, french) = (Catalogue::english(), Catalogue::french());
        assert_eq!(english.of("Hold to go live"), "Hold to go live");
        assert_eq!(french.of("Hold to go live"), "Maintenez pour passer en réel");
        assert_eq!(english.of("Send, "), "Send, ");
        assert_eq!(french.of("Send, "), "Envoyer, ");
        assert_eq!(french.at("redeem.keep"), "Pas maintenant");
        assert_eq!(english.with("claims.redeemLabel", "market", "Rain?"), "Redeem Rain?");
        assert_eq!(french.with("claims.redeemLabel", "market", "Rain?"), "Encaisser Rain?");
        assert_eq!(french.at("shared.settlement.failed"), "échoué, annulé");
    }

    #[test]
    #[should_panic(expected = "\"Save limits\" is said in 2 ways")]
    fn what_is_said_in_several_ways_is_not_guessed() {
        let _ = Catalogue::french().of("Save limits");
    }

    #[test]
    fn a_source_is_constants_of_texts() {
        let source = "import type { x as en } from \"../en/x\";\n/** About: \"this\". */\nexport const one: typeof en = {\n  // no: \"text\"\n  a: \"first\",\n  b: { c: \"sec\\\"ond\", \"d e\": \"third\" },\n  f:\n    \"fourth\",\n};\nexport const two = { a: \"fifth\" };\n";
        let mut texts = Vec::new();
        Source::new(source).read(&mut texts);
        let places: Vec<(&str, &str)> = texts.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
        assert_eq!(
            places,
            [
                ("one.a", "first"),
                ("one.b.c", "sec\"ond"),
                ("one.b.d e", "third"),
                ("one.f", "fourth"),
                ("two.a", "fifth"),
            ]
        );
    }
}
