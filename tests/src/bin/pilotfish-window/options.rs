//! What is to be measured, and how long.

use std::time::Duration;

pub(crate) const USAGE: &str = "\
pilotfish-window [PART…] [--rounds N] [--seconds S] [--rows N] [--updates N]

  PART         bundle, rail, frames, rows or memory; all of them without one
  --rounds N   so many rounds over the rail [default: 20]
  --seconds S  how long frames are timed on each screen [default: 30]
  --rows N     rows of the record that is scrolled [default: 50000]
  --updates N  updates that the window takes while its memory is watched [default: 14400, an hour of four a second]
";

const PARTS: [&str; 5] = ["bundle", "rail", "frames", "rows", "memory"];

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    parts: Vec<&'static str>,
    pub(crate) rounds: usize,
    pub(crate) seconds: Duration,
    pub(crate) rows: u64,
    pub(crate) updates: u64,
}

impl Asked {
    /// None for words that mean nothing.
    pub(crate) fn read(words: &[&str]) -> Option<Self> {
        let mut asked = Self {
            parts: Vec::new(),
            rounds: 20,
            seconds: Duration::from_secs(30),
            rows: 50_000,
            updates: 14_400,
        };
        let mut left = words.iter();
        while let Some(word) = left.next() {
            if let Some(part) = PARTS.into_iter().find(|part| part == word) {
                asked.parts.push(part);
                continue;
            }
            let number: u64 = left.next()?.parse().ok().filter(|number| *number > 0)?;
            match *word {
                "--rounds" => asked.rounds = usize::try_from(number).ok()?,
                "--seconds" => asked.seconds = Duration::from_secs(number),
                "--rows" => asked.rows = number,
                "--updates" => asked.updates = number,
                _ => return None,
            }
        }
        Some(asked)
    }

    pub(crate) fn has(&self, part: &str) -> bool {
        self.parts.is_empty() || self.parts.contains(&part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_read_or_refused() {
        let asked = Asked::read(&["rail", "--rounds", "3", "memory"]).expect("good words");
        assert!(asked.has("rail") && asked.has("memory") && !asked.has("rows"));
        assert_eq!(asked.rounds, 3);
        assert!(Asked::read(&[]).expect("no words").has("bundle"));
        assert!(Asked::read(&["--rounds", "0"]).is_none());
        assert!(Asked::read(&["--rounds"]).is_none());
        assert!(Asked::read(&["windows", "1"]).is_none());
    }
}
