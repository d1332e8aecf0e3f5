//! The development host's few command-line options.

use std::path::PathBuf;

/// What `--help` prints.
pub(super) const USAGE: &str = "\
pilotfish-development-host [--home DIR] [--seed N] [--port N]

  --home DIR   keep everything under this folder (default: the platform's, or PILOTFISH_HOME)
  --seed N     the demo's world, for a new demo folder (default 1)
  --port N     where it listens on 127.0.0.1 (default 5180; 0 takes a free one)";

/// The window's proxy asks there (ui/vite.config.ts).
const PORT: u16 = 5180;

/// What was given.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) home: Option<PathBuf>,
    pub(super) seed: Option<u64>,
    pub(super) port: u16,
}

impl Options {
    /// Reads the arguments, without the program's name; none where only help is wanted.
    pub(super) fn from_args(args: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Self {
            home: None,
            seed: None,
            port: PORT,
        };
        let mut args = args;
        while let Some(arg) = args.next() {
            if matches!(arg.as_str(), "--help" | "-h") {
                return Ok(None);
            }
            let value = args
                .next()
                .ok_or_else(|| format!("{arg} is no option, or needs a value\n\n{USAGE}"))?;
            let bad = || format!("{arg} is a whole number; got {value:?}\n\n{USAGE}");
            match arg.as_str() {
                "--home" => options.home = Some(PathBuf::from(value)),
                "--seed" => options.seed = Some(value.parse().map_err(|_| bad())?),
                "--port" => options.port = value.parse().map_err(|_| bad())?,
                other => return Err(format!("{other:?} is no option\n\n{USAGE}")),
            }
        }
        Ok(Some(options))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &[&str]) -> Result<Option<Options>, String> {
        Options::from_args(args.iter().map(|arg| (*arg).to_owned()))
    }

    #[test]
    fn options_are_read_and_nonsense_is_refused() {
        let options = read(&["--home", "/x", "--seed", "7", "--port", "0"]).expect("good options");
        let expected = Options {
            home: Some(PathBuf::from("/x")),
            seed: Some(7),
            port: 0,
        };
        assert_eq!(options, Some(expected));
        assert_eq!(read(&["--help"]), Ok(None));
        for bad in [
            &["--port", "70000"][..],
            &["--port"],
            &["--speed", "3"],
            &["--seed", "x"],
        ] {
            assert!(read(bad).is_err(), "{bad:?}");
        }
    }
}
