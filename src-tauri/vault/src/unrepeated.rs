//! What of the arguments a refusal never repeats: a private key, a seed phrase, an API secret that was typed where none belongs.
//!
//! A refusal is copied into chats and reports, and kept by service managers. That other programs could read the argument while this
//! one ran cannot be helped here, and is said.

use std::ffi::OsString;

use crate::words::Words;

/// Stands where the argument stood.
const INSTEAD: &str = "(not repeated: it may be a secret)";

/// Said after a refusal from which something was left out.
pub const ADVICE: Words = Words::new(
    "An argument looks like a private key or another secret, so it is not shown again. Arguments can be read by other programs and \
             are kept by most shells. If it was a key: delete it from the shell's history, and move what it controls to another. \
             `pilotfish-cli key import` asks for a key without showing it.",
    "Un argument ressemble à une clé privée ou à un autre secret : il n’est pas répété ici. D’autres programmes peuvent lire les \
             arguments, et la plupart des shells les conservent. Si c’était une clé : effacez-la de l’historique du shell, et déplacez ce \
             qu’elle contrôle vers une autre. `pilotfish-cli key import` demande une clé sans l’afficher.",
);

/// The digits of a private key.
const KEY_DIGITS: usize = 64;
/// The least length of a secret in base64: 32 bytes without padding.
const BASE64_LETTERS: usize = 43;
/// The least words of a seed phrase.
const PHRASE_WORDS: usize = 12;

/// The parts of this program's arguments that are not repeated.
#[derive(Debug, Default)]
pub struct Unrepeated(Vec<String>);

impl Unrepeated {
    /// Those among the arguments.
    #[must_use]
    pub fn among(arguments: impl Iterator<Item = OsString>) -> Self {
        let mut parts: Vec<String> = arguments
            .flat_map(|argument| secrets(&argument.to_string_lossy()))
            .collect();
        // A longer one is hidden before what may be a part of it.
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        Self(parts)
    }

    /// The text without them.
    #[must_use]
    pub fn hide(&self, text: &str) -> String {
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
    let is_phrase = argument.split_whitespace().count() >= PHRASE_WORDS;
    // A file's content in an argument: a keystore, or credentials.
    let is_file = argument.trim_start().starts_with('{');
    let whole = (is_phrase || is_file).then_some(argument);
    // Beside the whole, what of it a refusal may repeat alone.
    let digits = argument
        .split(|letter: char| !letter.is_ascii_hexdigit())
        .filter(|run| run.len() >= KEY_DIGITS);
    let letters = argument
        .split(|letter: char| !(letter.is_ascii_alphanumeric() || "+/_-=".contains(letter)))
        .flat_map(|run| [run, run.split_once('=').map_or(run, |(_, value)| value)])
        .filter(|run| run.len() >= BASE64_LETTERS && is_mixed(run));
    whole
        .into_iter()
        .chain(digits)
        .chain(letters)
        .map(str::to_owned)
        .collect()
}

/// Capitals, small letters and digits at once, as a secret in base64 has them and an address, a path or a name mostly has not.
fn is_mixed(run: &str) -> bool {
    let has = |kind: fn(&char) -> bool| run.chars().any(|letter| kind(&letter));
    has(char::is_ascii_uppercase) && has(char::is_ascii_lowercase) && has(char::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    const KEY: &str = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318";

    fn hidden(argument: &str, text: &str) -> String {
        Unrepeated::among([OsString::from(argument)].into_iter()).hide(text)
    }

    #[test]
    fn what_may_be_a_secret_is_hidden_however_it_is_repeated() {
        let upper = KEY.to_uppercase();
        for argument in [
            KEY,
            &upper,
            &format!("0x{KEY}"),
            &format!("--key={KEY}"),
            &format!("'{KEY}'"),
        ] {
            let said = hidden(argument, &format!("no file {argument:?} here"));
            assert!(!said.to_lowercase().contains(KEY) && said.contains("no file"), "{said}");
        }
        let file = format!("{{\"crypto\": \"{KEY}\"}}");
        let said = hidden(&file, &format!("got {:?}", file.split_once(':').unwrap().1));
        assert!(!said.contains(KEY) && said.contains(INSTEAD), "{said}");
        let phrase = "test test test test test test test test test test test junk";
        for argument in [
            phrase,
            "dGhpcyBpcyBhIHNlY3JldCB3aXRoIDMyIGJ5dGVzISE=",
            "{\"crypto\": 1}",
        ] {
            let said = hidden(argument, &format!("{argument:?} is no option"));
            assert_eq!(said.matches(INSTEAD).count(), 1, "{said}");
        }
    }

    #[test]
    fn what_is_no_secret_is_repeated() {
        for argument in [
            "improt",
            "0x00000000219ab540356cBB839Cbe05303d7705Fa",
            "/srv/a/very/long/path/to/some/folder",
        ] {
            let text = format!("{argument:?} is no option");
            assert_eq!(hidden(argument, &text), text);
        }
    }
}
