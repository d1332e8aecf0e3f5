//! Arguments that were not understood: said by clap, without what may be a secret among them.

use std::process::ExitCode;

use pilotfish_vault::unrepeated::{ADVICE, Unrepeated};

use crate::exit::Exit;

/// Says why they were refused, or the help that was asked for.
pub(crate) fn refused(refusal: &clap::Error, unrepeated: &Unrepeated) -> ExitCode {
    let said = refusal.render().to_string();
    let shown = unrepeated.hide(&said);
    if shown == said {
        refusal.exit();
    }
    eprint!("{shown}");
    // As clap: what language is wanted is not known where the arguments are not.
    eprintln!("{}", ADVICE.en);
    Exit::Usage.into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use std::ffi::OsString;

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
                assert!(is_unknown || said.contains("not repeated"), "{arguments:?}: {said}");
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
}
