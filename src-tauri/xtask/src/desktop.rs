//! The app as a person has it, measured: `cargo xtask bench desktop`, `cargo xtask bench window` and `cargo xtask soak --background`. What
//! measures is built as the tests are; what is measured is the app as it is shipped, built by itself, or what lies in the folder that is
//! named.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bundle;
use crate::debian;
use crate::process::{cargo, root, run, target};
use crate::web;

const DESKTOP: &str = "pilotfish-desktop";
const WINDOW: &str = "pilotfish-window";

/// What is asked: which programs, whether a package is made of them, and what the measuring program is told.
#[derive(Debug, Default, PartialEq, Eq)]
struct Asked {
    binaries: Option<PathBuf>,
    without_deb: bool,
    rest: Vec<String>,
}

impl Asked {
    fn read(args: &[String]) -> Result<Self, String> {
        let mut asked = Self::default();
        let mut left = args.iter();
        while let Some(arg) = left.next() {
            match arg.as_str() {
                "--binaries" => asked.binaries = Some(left.next().ok_or("--binaries takes a folder")?.into()),
                "--without-deb" => asked.without_deb = true,
                _ => asked.rest.push(arg.clone()),
            }
        }
        Ok(asked)
    }

    fn programs(&self) -> Result<PathBuf, String> {
        let folder = match &self.binaries {
            Some(folder) => folder.clone(),
            None => bundle::release()?,
        };
        std::path::absolute(&folder).map_err(|error| format!("{}: {error}", folder.display()))
    }
}

/// Sizes, memory, processor time and the first picture.
pub(crate) fn bench(args: &[String]) -> Result<(), String> {
    let asked = Asked::read(args)?;
    let programs = asked.programs()?;
    let mut words = vec!["figures".to_owned()];
    if !asked.without_deb {
        let into = target().join("bench");
        let package = bundle::deb_of(&programs, &into)?;
        words.extend(["--deb".to_owned(), package.display().to_string()]);
    }
    words.extend(asked.rest);
    measure(DESKTOP, &programs, &words)
}

/// A day in the background.
pub(crate) fn background(args: &[String]) -> Result<(), String> {
    let asked = Asked::read(args)?;
    let programs = asked.programs()?;
    let mut words = vec!["background".to_owned()];
    words.extend(asked.rest);
    measure(DESKTOP, &programs, &words)
}

/// What the window is loaded with, clicks, frames, long lists, and the memory of the process that shows its page.
pub(crate) fn window(args: &[String]) -> Result<(), String> {
    let asked = Asked::read(args)?;
    measure(WINDOW, &asked.programs()?, &asked.rest)
}

fn measure(program: &str, programs: &Path, words: &[String]) -> Result<(), String> {
    debian::ensure(&[debian::BUILD, debian::DISPLAY, debian::TEST].concat())?;
    // The app's build looks for the pages; where they were made for the programs above, they are there.
    if !root().join("ui/dist/index.html").is_file() {
        web::bundle()?;
    }
    // With a test, so that it is built of the same parts as those that `cargo xtask test` makes.
    let build = [
        "build",
        "--locked",
        "--quiet",
        "--workspace",
        "--bins",
        "--test",
        "desktop",
    ];
    run(cargo(&build).args(crate::tasks::HOST))?;
    let program = target().join("debug").join(program);
    run(Command::new(program)
        .current_dir(root())
        .args(words)
        .env("PILOTFISH_BIN", programs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_task_takes_is_told_from_what_it_hands_on() {
        let words = ["--starts", "3", "--binaries", "there", "--without-deb"].map(str::to_owned);
        let asked = Asked {
            binaries: Some("there".into()),
            without_deb: true,
            rest: vec!["--starts".to_owned(), "3".to_owned()],
        };
        assert_eq!(Asked::read(&words), Ok(asked));
        assert!(Asked::read(&["--binaries".to_owned()]).is_err());
    }
}
