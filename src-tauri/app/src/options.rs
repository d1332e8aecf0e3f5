//! The app's few command-line options.

use std::path::PathBuf;

use crate::asks::Ask;
use pilotfish_sim::error::SimError;
use pilotfish_sim::replay::{BookReplay, Recording, Replay};

/// What `--help` prints.
pub(crate) const USAGE: &str = "\
pilotfish [--hidden | --open ORDER | --stop | --pause | --resume] [--home DIR] [--seed N] [--endpoints FILE] [--keystore] [--replay CHANGES --prices PRICES | --replay-books BOOKS --markets MARKETS]

  --hidden     run without opening the window, where there is a tray
  --open ORDER open the window at that copy order
  --stop       stop everything in the Pilotfish that runs, whichever folder it was started with: nothing more is sent,
               every order is cancelled; started again in the window alone
  --pause      take no new copies in it; what works is worked on
  --resume     undo a pause in it, and nothing else; with real money it asks first
  --home DIR   keep everything under this folder (default: the platform's, or PILOTFISH_HOME)
  --seed N     the demo's world, for a new demo folder (default 1)
  --endpoints FILE
               addresses in place of Polymarket's own, for paper and live (JSON; what it leaves out stays)
  --keystore   keep keys in encrypted files under the home instead of the system's keychain; the passphrase is the
               service manager's credential pilotfish-keystore (LoadCredential= in systemd)
  --replay CHANGES --prices PRICES
               recorded traders instead of made-up ones (changes_….csv.gz, prices_….csv.gz)
  --replay-books BOOKS --markets MARKETS
               recorded books instead of made-up ones (books_….jsonl.gz, markets_….json); these markets last
               a quarter of an hour: follow with \"minutes to resolution\" at 0 or 1

No option enters live: only its own steps in the window do, or `pilotfish-cli live enable`.

A replay keeps its own data in the folder `replay` under the home, and goes on from where it stopped.

PILOTFISH_LOG sets what is logged to standard error, for example `debug`.";

/// The two files of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RecordingFiles {
    Traders { changes: PathBuf, prices: PathBuf },
    Books { books: PathBuf, markets: PathBuf },
}

impl RecordingFiles {
    /// Reads them.
    ///
    /// # Errors
    /// Those of the recording's own reader, with the file and the line.
    pub(crate) fn load(&self) -> Result<Recording, SimError> {
        Ok(match self {
            Self::Traders { changes, prices } => Replay::load(changes, prices)?.into(),
            Self::Books { books, markets } => BookReplay::load(books, markets)?.into(),
        })
    }
}

/// What was given.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) home: Option<PathBuf>,
    pub(crate) seed: Option<u64>,
    pub(crate) recording: Option<RecordingFiles>,
    pub(crate) endpoints: Option<PathBuf>,
    pub(crate) keystore: bool,
    /// What is asked of the program, of one that runs already where one does.
    pub(crate) ask: Ask,
    pub(crate) help: bool,
}

impl Options {
    /// Reads the arguments, without the program's name.
    pub(crate) fn from_args(args: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self::default();
        let mut args = args;
        let [mut changes, mut prices, mut books, mut markets] = [const { None }; 4];
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
                "--replay" => changes = Some(PathBuf::from(value("--replay")?)),
                "--prices" => prices = Some(PathBuf::from(value("--prices")?)),
                "--replay-books" => books = Some(PathBuf::from(value("--replay-books")?)),
                "--markets" => markets = Some(PathBuf::from(value("--markets")?)),
                "--endpoints" => options.endpoints = Some(PathBuf::from(value("--endpoints")?)),
                "--keystore" => options.keystore = true,
                "--hidden" => options.asks(Ask::Hidden)?,
                "--stop" => options.asks(Ask::Stop)?,
                "--pause" => options.asks(Ask::Pause)?,
                "--resume" => options.asks(Ask::Resume)?,
                "--open" => {
                    let text = value("--open")?;
                    let order = text.parse();
                    options.asks(Ask::Open(
                        order.map_err(|_| format!("--open is an order's number; got {text:?}"))?,
                    ))?;
                }
                "--help" | "-h" => options.help = true,
                other => return Err(format!("{other:?} is no option\n\n{USAGE}")),
            }
        }
        options.recording = match (changes, prices, books, markets) {
            (None, None, None, None) => None,
            (Some(changes), Some(prices), None, None) => Some(RecordingFiles::Traders { changes, prices }),
            (None, None, Some(books), Some(markets)) => Some(RecordingFiles::Books { books, markets }),
            _ => {
                return Err(format!(
                    "a recording is --replay with --prices, or --replay-books with --markets\n\n{USAGE}"
                ));
            }
        };
        Ok(options)
    }

    fn asks(&mut self, ask: Ask) -> Result<(), String> {
        if self.ask != Ask::default() {
            return Err(format!(
                "one of --hidden, --stop, --pause, --resume and --open at a time\n\n{USAGE}"
            ));
        }
        self.ask = ask;
        Ok(())
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
        let options = read(&["--replay", "c", "--prices", "p"]).expect("a recording of traders");
        let (changes, prices) = (PathBuf::from("c"), PathBuf::from("p"));
        assert_eq!(options.recording, Some(RecordingFiles::Traders { changes, prices }));
        let options = read(&["--markets", "m", "--replay-books", "b"]).expect("a recording of books");
        let (books, markets) = (PathBuf::from("b"), PathBuf::from("m"));
        assert_eq!(options.recording, Some(RecordingFiles::Books { books, markets }));
        let options = read(&["--endpoints", "e.json", "--keystore"]).expect("other places");
        assert_eq!(
            (options.endpoints, options.keystore),
            (Some(PathBuf::from("e.json")), true)
        );
        for bad in [
            &["--seed", "x"][..],
            &["--endpoints"],
            &["--live"],
            &["--stop", "--pause"],
            &["--open"],
            &["--open", "x"],
            &["--mode", "live"],
            &["--seed"],
            &["--speed"],
            &["--replay", "c"],
            &["--replay", "c", "--markets", "m"],
            &["--replay", "c", "--prices", "p", "--markets", "m"],
        ] {
            assert!(read(bad).is_err(), "{bad:?}");
        }
    }
}
