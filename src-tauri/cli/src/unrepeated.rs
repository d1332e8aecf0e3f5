//! What of the arguments a refusal never repeats: a private key, a seed phrase, an API secret that was typed where none belongs.
//!
//! A refusal is copied into chats and reports, and kept by service managers. That other programs could read the argument while this
//! one ran cannot be helped here, and is said.

use std::ffi::OsString;

/// Stands where the argument stood.
const INSTEAD: &str = "(not repeated: it may be a secret)";

/// Said after a refusal from which something was left out.
pub(crate) const ADVICE: &str = "An argument looks like a private key or another secret, so it is not shown again. Arguments can be read by other \
programs and are kept by most shells. If it was a key: delete it from the shell's history, and move what it controls to another. \
`pilotfish-cli key import` asks for a key without showing it.";

/// The digits of a private key.
const KEY_DIGITS: usize = 64;
/// The least length of a secret in base64: 32 bytes without padding.
const BASE64_LETTERS: usize = 43;
/// The least words of a seed phrase.
const PHRASE_WORDS: usize = 12;

/// The parts of this program's arguments that are not repeated.
#[derive(Debug, Default)]
pub(crate) struct Unrepeated(Vec<String>);

impl Unrepeated {
    /// Those among the arguments.
    pub(crate) fn among(arguments: impl Iterator<Item = OsString>) -> Self {
        let mut parts: Vec<String> = arguments
            .flat_map(|argument| secrets(&argument.to_string_lossy()))
            .collect();
        // A longer one is hidden before what may be a part of it.
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        Self(parts)
    }

    /// The text without them.
    pub(crate) fn hide(&self, text: &str) -> String {
        let mut shown = text.to_owned();
        for part in &self.0 {
            shown = shown.replace(part.as_str(), INSTEAD);
            // As a refusal of a value that was read in another case writes it, or one that prints it quoted.
            for other in [part.to_lowercase(), part.escape_debug().to_string()] {
                shown = shown.replace(&other, INSTEAD);
            }
        }
        shown
    }
}

fn secrets(argument: &str) -> Vec<String> {
    if argument.split_whitespace().count() >= PHRASE_WORDS {
        return vec![argument.to_owned()];
    }
    // A file's content in an argument: a keystore, or credentials.
    if argument.trim_start().starts_with('{') {
        return vec![argument.to_owned()];
    }
    let digits = argument
        .split(|letter: char| !letter.is_ascii_hexdigit())
        .filter(|run| run.len() >= KEY_DIGITS);
    let letters = argument
        .split(|letter: char| !(letter.is_ascii_alphanumeric() || "+/_-=".contains(letter)))
        .flat_map(|run| [run, run.split_once('=').map_or(run, |(_, value)| value)])
        .filter(|run| run.len() >= BASE64_LETTERS && is_mixed(run));
    digits.chain(letters).map(str::to_owned).collect()
}

/// Capitals, small letters and digits at once, as a secret in base64 has them and an address, a path or a name mostly has not.
fn is_mixed(run: &str) -> bool {
    let has = |kind: fn(&char) -> bool| run.chars().any(|letter| kind(&letter));
    has(char::is_ascii_uppercase) && has(char::is_ascii_lowercase) && has(char::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use clap::Parser;

    use super::*;
    use crate::args::Cli;

    const KEY: &str = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318";
    const SECRET: &str = "dGhpcyBpcyBhIHNlY3JldCB3aXRoIDMyIGJ5dGVzISE=";
    const PHRASE: &str = "test test test test test test test test test test test junk";

    /// What would be said of those arguments.
    fn refusal(arguments: &[&str]) -> String {
        let all = std::iter::once("pilotfish-cli").chain(arguments.iter().copied());
        let unrepeated = Unrepeated::among(all.clone().map(OsString::from));
        let error = Cli::try_parse_from(all).expect_err("a refusal");
        unrepeated.hide(&error.render().to_string())
    }

    #[test]
    fn no_refusal_repeats_what_may_be_a_secret_wherever_it_was_typed() {
        let upper = KEY.to_uppercase();
        let prefixed = format!("0x{KEY}");
        let keystore = format!("{{\"crypto\": \"{KEY}\"}}");
        for secret in [KEY, &upper, &prefixed, SECRET, PHRASE, &keystore] {
            let assigned = format!("--key={secret}");
            let quoted = format!("'{secret}'");
            for arguments in [
                vec!["key", "import", secret],
                vec!["key", "import", "--key", secret],
                vec!["key", "import", &assigned],
                vec!["key", "import", &quoted],
                vec!["key", "delete", "--account", secret],
                vec!["key", secret],
                vec![secret],
                vec!["key", "import", "--store", secret],
                vec!["demo", "--speed", secret],
                vec!["demo", "--follow", secret],
            ] {
                let said = refusal(&arguments);
                // Of an option that nobody knows its name alone is repeated.
                let is_unknown = arguments.iter().any(|argument| argument.starts_with("--key"));
                assert!(is_unknown || said.contains(INSTEAD), "{arguments:?}: {said}");
                let folded = said.to_lowercase();
                for part in [KEY, SECRET, PHRASE] {
                    assert!(!folded.contains(&part.to_lowercase()), "{arguments:?}: {said}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_secret_is_repeated_so_that_a_slip_can_be_seen() {
        for plain in [
            "improt",
            "0x00000000219ab540356cBB839Cbe05303d7705Fa",
            "/srv/me/a/very/long/path/to/some/folder",
        ] {
            let said = refusal(&["key", plain]);
            assert!(said.contains(plain), "{said}");
        }
    }

    #[test]
    fn words_from_elsewhere_lose_it_too() {
        let unrepeated = Unrepeated::among([OsString::from(format!("0x{KEY}"))].into_iter());
        let said = unrepeated.hide(&format!("no file {KEY:?} here"));
        assert!(!said.contains(KEY) && said.contains("no file"), "{said}");
        assert_eq!(Unrepeated::default().hide("as it is"), "as it is");
    }
}
