//! What a package brings for the command line besides the program, made from its own definition so that neither can lag behind it:
//! completions for shells, and manual pages.

use std::io::Write;
use std::path::Path;

use clap_complete::Shell;

use crate::command;
use crate::error::CliError;

/// The program's name, as it is typed.
const PROGRAM: &str = "pilotfish-cli";

/// Prints what a shell needs to complete the program's commands and options.
pub(crate) fn completions(shell: Shell) -> Result<(), CliError> {
    // Into memory first: the library takes a reader that went away for a defect of ours.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), PROGRAM, &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(())
}

/// Writes a page for the program and one for each of its commands into a folder, which is made where it is not there.
pub(crate) fn pages(folder: &Path) -> Result<(), CliError> {
    std::fs::create_dir_all(folder)?;
    clap_mangen::generate_to(command(), folder)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    /// The names of the commands a person is shown, each under those above it: `pilotfish-cli-key-import`.
    fn names(command: &clap::Command, above: &str) -> Vec<String> {
        let shown = command
            .get_subcommands()
            .filter(|one| !one.is_hide_set() && one.get_name() != "help");
        let mut all = vec![above.to_owned()];
        for one in shown {
            all.extend(names(one, &format!("{above}-{}", one.get_name())));
        }
        all
    }

    #[test]
    fn every_command_has_its_page_and_no_page_is_without_a_command() {
        let folder = tempfile::tempdir().unwrap();
        pages(folder.path()).unwrap();
        let mut written: Vec<String> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let mut due: Vec<String> = names(&command(), PROGRAM)
            .into_iter()
            .map(|name| format!("{name}.1"))
            .collect();
        written.sort();
        due.sort();
        assert_eq!(written, due);
        assert!(written.len() > 20, "the commands of this program: {written:?}");
    }

    #[test]
    fn a_page_has_the_commands_own_words() {
        let folder = tempfile::tempdir().unwrap();
        pages(folder.path()).unwrap();
        let page = std::fs::read_to_string(folder.path().join("pilotfish-cli-stop.1")).unwrap();
        assert!(
            page.starts_with(".ie") || page.contains(".TH"),
            "no manual page: {page}"
        );
        assert!(page.contains("all orders are cancelled at the exchange"), "{page}");
    }
}
