//! The app's few command-line options.

use std::path::PathBuf;

/// What `--help` prints.
pub(crate) const USAGE: &str = "\
pilotfish [--home DIR] [--seed N]

  --home DIR   keep everything under this folder (default: the platform's, or PILOTFISH_HOME)
  --seed N     the demo's world, for a new demo folder (default 1)

PILOTFISH_LOG sets what is logged to standard error, for example `debug`.";

/// What was given.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) home: Option<PathBuf>,
    pub(crate) seed: Option<u64>,
    pub(crate) help: bool,
}

impl Options {
    /// Reads the arguments, without the program's name.
    pub(crate) fn from_args(args: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self::default();
        let mut args = args;
        while let Some(arg) = args.next() {
            let mut value = |name: &str| args.next().ok_or_else(|| format!("{name} needs a value\n\n{USAGE}"));
            match arg.as_str() {
                "--home" => options.home = Some(PathBuf::from(value("--home")?)),
                "--seed" => {
                    let text = value("--seed")?;
                    options.seed = Some(
                        text.parse()
                            .map_err(|_| format!("--seed is a whole number; got {text:?}"))?,
                    );
                }
                "--help" | "-h" => options.help = true,
                other => return Err(format!("{other:?} is no option\n\n{USAGE}")),
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &[&str]) -> Result<Options, String> {
        Options::from_args(args.iter().map(|arg| (*arg).to_owned()))
    }

    #[test]
    fn options_are_read_and_nonsense_is_refused_with_the_usage() {
        let options = read(&["--home", "/x", "--seed", "7"]).expect("good options");
        assert_eq!((options.home, options.seed), (Some(PathBuf::from("/x")), Some(7)));
        for bad in [&["--seed", "x"][..], &["--seed"], &["--speed"]] {
            assert!(read(bad).is_err(), "{bad:?}");
        }
    }
}
