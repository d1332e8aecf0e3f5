//! What is printed of events: JSON lines for programs, one plain line each for people.

use std::io::{BufWriter, StdoutLock, Write};

use pilotfish_api::obstacles::of_halt;
use pilotfish_copy::event::{Event, EventKind};
use pilotfish_vault::store::StoreError;
use pilotfish_vault::words::Language;
use serde_json::json;

use crate::error::CliError;
use crate::event_lines;
use crate::parse::show;
use crate::table::{Table, Tone};

/// Where the lines go.
pub(crate) struct Lines {
    json: bool,
    /// Of what people are told.
    language: Language,
    out: BufWriter<Stream>,
}

/// Standard output.
enum Stream {
    /// As it is: JSON has no colours.
    Bare(StdoutLock<'static>),
    /// Without colours where it is no terminal, or where nobody wants them (`NO_COLOR`).
    Coloured(anstream::AutoStream<StdoutLock<'static>>),
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::Bare(out) => out.write(bytes),
            Self::Coloured(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Self::Bare(out) => out.flush(),
            Self::Coloured(out) => out.flush(),
        }
    }
}

impl Lines {
    pub(crate) fn new(json: bool) -> Self {
        Self {
            json,
            language: Language::English,
            out: BufWriter::new(if json {
                Stream::Bare(std::io::stdout().lock())
            } else {
                Stream::Coloured(anstream::AutoStream::auto(std::io::stdout().lock()))
            }),
        }
    }

    /// In that language.
    pub(crate) fn speaking(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// Which language that is.
    pub(crate) const fn language(&self) -> Language {
        self.language
    }

    /// One event of the journal; for people with the names of what it is about, where they are known.
    pub(crate) fn event(
        &mut self,
        event: &Event,
        names: impl FnOnce(&EventKind) -> Option<String>,
    ) -> Result<(), CliError> {
        if self.json {
            return self.object(event);
        }
        if let Some(line) = event_lines::line(self.language, &event.what) {
            let (at, line) = (Tone::Faint.paint(&show(event.at)), letters(&line));
            match names(&event.what) {
                Some(names) => writeln!(self.out, "{at}  {line}  {}", Tone::Faint.paint(&letters(&names)))?,
                None => writeln!(self.out, "{at}  {line}")?,
            }
        }
        if let EventKind::Halted { reason, .. } = &event.what {
            writeln!(self.out, "  {}", of_halt(reason).text(self.language))?;
        }
        Ok(())
    }

    pub(crate) fn object(&mut self, value: &impl serde::Serialize) -> Result<(), CliError> {
        serde_json::to_writer(&mut self.out, value)?;
        writeln!(self.out)?;
        Ok(())
    }

    pub(crate) fn text(&mut self, line: &str) -> Result<(), CliError> {
        writeln!(self.out, "{}", letters(line))?;
        Ok(())
    }

    /// A table, as it stands.
    pub(crate) fn table(&mut self, table: &Table) -> Result<(), CliError> {
        for line in table.lines() {
            writeln!(self.out, "{line}")?;
        }
        Ok(())
    }

    /// A line in that tone.
    pub(crate) fn toned(&mut self, tone: Tone, line: &str) -> Result<(), CliError> {
        writeln!(self.out, "{}", tone.paint(&letters(line)))?;
        Ok(())
    }

    /// Whether it is for programs.
    pub(crate) const fn is_json(&self) -> bool {
        self.json
    }

    /// That the engine waits for its key, and what to do about it; at once, since nothing else may come for long.
    pub(crate) fn key_missing(&mut self, reason: StoreError) -> Result<(), CliError> {
        let advice = reason.advice();
        if self.json {
            self.object(
                &json!({ "kind": "waiting_for_key", "code": advice.code, "words": advice.text(self.language) }),
            )?;
        } else {
            self.text(&advice.text(self.language))?;
        }
        self.flush()
    }

    pub(crate) fn flush(&mut self) -> Result<(), CliError> {
        self.out.flush()?;
        Ok(())
    }
}

/// Without what a terminal would carry out: a trader's name or a market's question may hold anything. Our own lines are broken by line
/// feeds alone.
fn letters(line: &str) -> String {
    line.split('\n')
        .map(|line| line.chars().filter(|letter| !letter.is_control()).collect::<String>())
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_told_nothing_by_a_name() {
        assert_eq!(
            letters("5 of \u{1b}[2J\u{7}25usdc\r\n  look again"),
            "5 of [2J25usdc\n  look again"
        );
        assert_eq!(letters("d’accord, 12\u{a0}$"), "d’accord, 12\u{a0}$");
    }
}
