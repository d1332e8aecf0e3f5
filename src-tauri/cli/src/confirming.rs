//! What is asked at the terminal: before real money is put at a greater risk, what would hold and a word to type; else a yes.

use std::io::{BufRead, IsTerminal, Write};

use pilotfish_api::Question;
use pilotfish_vault::words::Language;

use crate::error::CliError;

/// What has to be typed, whole.
const WORD: &str = "real money";
const WORD_FRENCH: &str = "argent réel";

/// The question, once the person at this terminal has said yes to it.
///
/// # Errors
/// Where there is no terminal to ask at, and for any other answer.
pub(crate) async fn asked(question: Box<Question>, language: Language) -> Result<Question, CliError> {
    // A word that comes out of a pipe was typed by nobody.
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        let none = language.pick(
            "with real money, this must be confirmed at a terminal, and there is none: nothing was changed",
            "avec de l’argent réel, il faut confirmer dans un terminal, et il n’y en a pas ici : rien n’a été changé",
        );
        return Err(CliError::Refused(none.to_owned()));
    }
    tokio::task::spawn_blocking(move || {
        confirmed(
            &question,
            language,
            &mut std::io::stdin().lock(),
            &mut std::io::stderr(),
        )?;
        Ok(*question)
    })
    .await
    .map_err(|error| CliError::Refused(error.to_string()))?
}

fn confirmed(
    question: &Question,
    language: Language,
    typed: &mut impl BufRead,
    shown: &mut impl Write,
) -> Result<(), CliError> {
    writeln!(shown, "{}\n", question.title.text(language))?;
    for line in question.text.text(language).lines() {
        writeln!(shown, "  {line}")?;
    }
    let word = language.pick(WORD, WORD_FRENCH);
    match language {
        Language::English => write!(shown, "\nType \"{word}\" to continue: ")?,
        Language::French => write!(shown, "\nTapez « {word} » pour continuer : ")?,
    }
    shown.flush()?;
    let mut answer = String::new();
    typed.read_line(&mut answer)?;
    if answer.trim() == word {
        return Ok(());
    }
    let not = language.pick(
        "not confirmed: nothing was changed",
        "non confirmé : rien n’a été changé",
    );
    Err(CliError::Refused(not.to_owned()))
}

/// Asks the person at this terminal; where there is none the answer is no. The question says which word is a yes: `yes`, or `oui`.
pub(crate) async fn said_yes(question: &'static str, language: Language) -> Result<bool, CliError> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Ok(false);
    }
    let word = language.pick("yes", "oui");
    let answer = tokio::task::spawn_blocking(move || {
        let mut shown = std::io::stderr();
        write!(shown, "\n{question} ")?;
        shown.flush()?;
        let mut answer = String::new();
        std::io::stdin().lock().read_line(&mut answer)?;
        Ok::<_, std::io::Error>(answer)
    });
    let answer = answer
        .await
        .map_err(|error| CliError::Refused(error.to_string()))?
        .map_err(CliError::Input)?;
    Ok(answer.trim() == word)
}

#[cfg(test)]
mod tests {
    use pilotfish_vault::words::Said;

    use super::*;

    fn answered(answer: &str) -> (bool, String) {
        answered_in(Language::English, answer)
    }

    fn answered_in(language: Language, answer: &str) -> (bool, String) {
        let said = |text: &str| Said::new(text, format!("({text})"));
        let question = Question {
            title: said("Start again?"),
            text: said("At most: $300\nA day: $100"),
            yes: said("Yes"),
            no: said("No"),
        };
        let mut shown = Vec::new();
        let confirmed = confirmed(&question, language, &mut answer.as_bytes(), &mut shown).is_ok();
        (confirmed, String::from_utf8_lossy(&shown).into_owned())
    }

    #[test]
    fn only_the_word_goes_on_and_the_amounts_are_shown_before() {
        for no in ["", "\n", "y\n", "yes\n", "real\n", "Real Money\n"] {
            assert!(!answered(no).0, "{no:?}");
        }
        let (confirmed, shown) = answered("real money\n");
        assert!(confirmed);
        assert!(
            shown.contains("Start again?") && shown.contains("  At most: $300\n  A day: $100"),
            "{shown}"
        );
    }

    #[test]
    fn in_french_the_question_and_its_word_are_french() {
        assert!(!answered_in(Language::French, "real money\n").0);
        let (confirmed, shown) = answered_in(Language::French, "argent réel\n");
        assert!(confirmed && shown.contains("(Start again?)"), "{shown}");
    }
}
