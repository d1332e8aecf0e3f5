//! Takes out of a text what would say whose it is or open anything of theirs: keys, addresses, names, paths.
//!
//! It goes by what things look like, not by where they stand, so that it also finds what should never have been written. What is taken out
//! leaves a name with a number, the same for the same thing all through a bundle: a trader's lines can be told from another's.

use std::collections::HashMap;

use regex::{Captures, Regex};

/// A line with these was no text: bytes that were written as such may be anything.
fn is_text(line: &str) -> bool {
    line.chars()
        .all(|letter| letter == '\t' || !(letter.is_control() || letter == char::REPLACEMENT_CHARACTER))
}

const NO_TEXT: &str = "<a line that is no text>";
/// Shorter names than this stand in too many other words.
const NAME_LEAST: usize = 3;
/// What the program's own hosts end with. Others are somebody's own.
const KNOWN_HOSTS: [&str; 4] = ["polymarket.com", "polygonscan.com", "127.0.0.1", "localhost"];

/// What is looked for, and what is left in its place.
pub(crate) struct Redactor {
    /// Exact words, the longest first: they may stand in each other.
    words: Vec<(Regex, String)>,
    rules: Vec<Rule>,
    numbers: HashMap<(&'static str, String), usize>,
    hidden: u32,
}

struct Rule {
    kind: &'static str,
    looks: Regex,
    /// What looks so and is harmless all the same.
    is_meant: fn(&str) -> bool,
}

impl Redactor {
    /// One that also looks for these words: what each is, and what stands in its place.
    ///
    /// # Errors
    /// When a rule is none, which a test would find.
    pub(crate) fn new(words: impl IntoIterator<Item = (String, String)>) -> Result<Self, regex::Error> {
        let mut words: Vec<(String, String)> = words
            .into_iter()
            .filter(|(word, _)| word.chars().count() >= NAME_LEAST)
            .collect();
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        words.dedup();
        let words = words
            .into_iter()
            .map(|(word, instead)| Ok((whole(&word)?, instead)))
            .collect::<Result<_, regex::Error>>()?;
        Ok(Self {
            words,
            rules: rules()?,
            numbers: HashMap::new(),
            hidden: 0,
        })
    }

    /// How many things were taken out since the last time that was asked.
    pub(crate) fn take_hidden(&mut self) -> u32 {
        std::mem::take(&mut self.hidden)
    }

    /// The text without them.
    pub(crate) fn redact(&mut self, text: &str) -> String {
        let mut lines: Vec<String> = Vec::new();
        for line in text.lines() {
            let line = if is_text(line) {
                self.line(line)
            } else {
                self.hidden = self.hidden.saturating_add(1);
                NO_TEXT.to_owned()
            };
            lines.push(line);
        }
        lines.push(String::new());
        lines.join("\n")
    }

    fn line(&mut self, line: &str) -> String {
        let Self {
            words,
            rules,
            numbers,
            hidden,
        } = self;
        let mut line = line.to_owned();
        for (word, instead) in words.iter() {
            let found = word.find_iter(&line).count();
            if found > 0 {
                *hidden = hidden.saturating_add(u32::try_from(found).unwrap_or(u32::MAX));
                line = word.replace_all(&line, regex::NoExpand(instead)).into_owned();
            }
        }
        for rule in rules.iter() {
            let mut replace = |found: &Captures<'_>| {
                let what = found.name("it").map_or("", |it| it.as_str());
                let all = found.get(0).map_or("", |all| all.as_str());
                if !(rule.is_meant)(what) {
                    return all.to_owned();
                }
                *hidden = hidden.saturating_add(1);
                let next = numbers.len() + 1;
                let number = *numbers.entry((rule.kind, what.to_ascii_lowercase())).or_insert(next);
                let before = found.name("before").map_or("", |before| before.as_str());
                format!("{before}<{} {number}>", rule.kind)
            };
            line = rule.looks.replace_all(&line, &mut replace).into_owned();
        }
        line
    }
}

/// The word where it is not a part of another one, in any case.
fn whole(word: &str) -> Result<Regex, regex::Error> {
    let is_word = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    let edge = |letter| if is_word(letter) { r"\b" } else { "" };
    let (first, last) = (edge(word.chars().next()), edge(word.chars().next_back()));
    Regex::new(&format!("(?i){first}{}{last}", regex::escape(word)))
}

/// In their order: what one takes out the next ones do not see.
fn rules() -> Result<Vec<Rule>, regex::Error> {
    const SECRET: &str = r#"(?i)(?P<before>\b(?:pass(?:phrase|word)|secret|api[_-]?key|private[_-]?key|mnemonic|authorization|bearer|signature)["']?(?:\s*[=:]?\s+|[=:]))(?P<it>"[^"]+"|'[^']+'|[^\s,;<"']+)"#;
    const ID: &str = r"(?i)\b(?P<it>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b";
    const BYTES: &str = r"(?i)(?P<it>(?:\b(?:0x[0-9a-f]{2}|\d{1,3})\b[\s,]+){7,}(?:0x[0-9a-f]{2}|\d{1,3})\b)";
    const URL: &str = r#"(?i)(?P<it>\b(?:https?|wss?|socks5?)://[^\s"'<>]+)"#;
    const PATH: &str = r#"(?P<before>^|[^\w>/:])(?P<it>(?:~|\.{0,2})(?:/[^\s/"'<>,;:|]+){2,}/?)"#;
    let always = |_: &str| true;
    Ok(vec![
        // What says of itself that it is secret.
        rule("secret", SECRET, |what| what.len() >= 8)?,
        rule("place on the web", URL, |url| !is_known_host(url))?,
        rule("address", r"(?i)\b(?P<it>0x[0-9a-f]{40})\b", always)?,
        rule("hash", r"(?i)\b(?P<it>0x[0-9a-f]{12,})\b", always)?,
        rule("id", ID, always)?,
        rule("token", r"\b(?P<it>\d{20,})\b", always)?,
        rule("bytes in hex", r"(?i)\b(?P<it>[0-9a-f]{24,})\b", always)?,
        rule("bytes", BYTES, always)?,
        rule("e-mail", r"(?P<it>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)", always)?,
        rule("IP address", r"(?P<it>\b\d{1,3}(?:\.\d{1,3}){3}\b)", |address| {
            address != "127.0.0.1" && address != "0.0.0.0"
        })?,
        // What is left of long runs of letters and figures is no word of anybody's.
        rule("text in base64", r"(?P<it>[A-Za-z0-9+/_-]{22,}={0,2})", looks_random)?,
        rule("path", r#"(?P<it>\b[A-Za-z]:\\[^\s"'<>|]+)"#, always)?,
        rule("path", PATH, always)?,
    ])
}

fn rule(kind: &'static str, looks: &str, is_meant: fn(&str) -> bool) -> Result<Rule, regex::Error> {
    Ok(Rule {
        kind,
        looks: Regex::new(looks)?,
        is_meant,
    })
}

fn is_known_host(url: &str) -> bool {
    let host = url.split("://").nth(1).unwrap_or(url);
    let whole = host.split(['?', '#']).next().unwrap_or(host);
    // What comes after the host may be somebody's: only the bare host is left.
    let (host, rest) = whole.split_once('/').unwrap_or((whole, ""));
    let name = host.rsplit_once(':').map_or(host, |(name, _port)| name);
    let known = KNOWN_HOSTS
        .iter()
        .any(|known| name == *known || name.strip_suffix(known).is_some_and(|before| before.ends_with('.')));
    known && rest.is_empty() && !url.contains(['?', '@'])
}

/// Words of programs are of one case or divided; what is drawn by chance mixes cases and figures.
fn looks_random(run: &str) -> bool {
    let count = |is: fn(char) -> bool| run.chars().filter(|letter| is(*letter)).count();
    let (small, large) = (
        count(|letter| letter.is_ascii_lowercase()),
        count(|letter| letter.is_ascii_uppercase()),
    );
    let figures = count(|letter| letter.is_ascii_digit());
    let mixes = figures >= 2 && small + large >= 2;
    mixes || (small >= 4 && large >= 4 && run.len() >= 32)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn redactor() -> Redactor {
        let words = [
            ("/srv/anna/.local/share/pilotfish", "<data>"),
            ("anna", "<user>"),
            ("25usdc", "<trader 1>"),
        ];
        Redactor::new(words.map(|(word, instead)| (word.to_owned(), instead.to_owned()))).unwrap()
    }

    fn redacted(text: &str) -> String {
        redactor().redact(text).trim_end().to_owned()
    }

    #[test]
    fn what_says_whose_it_is_goes_and_the_rest_stays() {
        for (before, after) in [
            (
                "opened path=/srv/anna/.local/share/pilotfish/demo/pilotfish.db in 3 ms",
                "opened path=<data>/demo/pilotfish.db in 3 ms",
            ),
            ("hello Anna, annals", "hello <user>, annals"),
            ("trader 25usdc bought", "trader <trader 1> bought"),
            ("opens /var/lib/other/file.db now", "opens <path 1> now"),
            (r"opens C:\Users\Bob\x.db now", "opens <path 1> now"),
            (
                "asked https://clob.polymarket.com twice",
                "asked https://clob.polymarket.com twice",
            ),
            (
                "asked https://node.example.org/v1/abc twice",
                "asked <place on the web 1> twice",
            ),
            ("proxy http://me:pw@10.0.0.7:8080 set", "proxy <place on the web 1> set"),
            (
                "peer 10.0.0.7 is gone, 127.0.0.1 stays",
                "peer <IP address 1> is gone, 127.0.0.1 stays",
            ),
            (
                "order 0x52908400098527886E0F7030069857D2E4169EE7 filled",
                "order <address 1> filled",
            ),
            ("passphrase=correct-horse-battery", "passphrase=<secret 1>"),
            ("\"secret\": \"abcdefgh\"", "\"secret\": <secret 1>"),
            ("mail bob@example.org now", "mail <e-mail 1> now"),
            (
                "2026-11-30T15:21:49.123456Z WARN pilotfish_engine::core_loop::streamed: 12 books, 3 ms",
                "2026-11-30T15:21:49.123456Z WARN pilotfish_engine::core_loop::streamed: 12 books, 3 ms",
            ),
            (
                "the_window_was_not_shown_because_nothing_shows_it",
                "the_window_was_not_shown_because_nothing_shows_it",
            ),
        ] {
            assert_eq!(redacted(before), after);
        }
    }

    #[test]
    fn the_same_thing_has_the_same_number_and_another_has_another() {
        let (one, other) = ("a".repeat(40), "b".repeat(40));
        let text = format!("0x{one} paid 0x{other}\n0x{} again", one.to_uppercase());
        let mut redactor = redactor();
        let said = redactor.redact(&text);
        assert_eq!(said, "<address 1> paid <address 2>\n<address 1> again\n");
        assert_eq!((redactor.take_hidden(), redactor.take_hidden()), (3, 0));
    }

    #[test]
    fn a_line_of_bytes_is_not_handed_on() {
        assert_eq!(redacted("key \u{1}\u{7f}\u{fffd}"), NO_TEXT);
        assert_eq!(redacted("a\tb"), "a\tb");
    }
}
