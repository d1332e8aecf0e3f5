//! What is printed of events: JSON lines for programs, one plain line each for people.

use std::io::{BufWriter, StdoutLock, Write};

use pilotfish_api::obstacles::of_halt;
use pilotfish_copy::event::{Event, EventKind, OrderStep, TraderNews};
use pilotfish_copy::money::Usd;
use pilotfish_vault::store::StoreError;
use pilotfish_vault::words::Language;
use serde_json::json;

use crate::error::CliError;
use crate::parse::show;
use crate::table::{Table, Tone};

/// Where the lines go.
pub(crate) struct Lines {
    json: bool,
    /// Of what is to be done about a halt.
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
        if let Some(line) = sentence(&event.what) {
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

/// One line for a person; the repeated price decisions in between are left to `--json`.
fn sentence(what: &EventKind) -> Option<String> {
    Some(match what {
        EventKind::Follow {
            name,
            action,
            percentage,
            ..
        } => format!("follow {name} at {percentage} %: {action:?}"),
        EventKind::Control { action } => format!("engine: {action:?}"),
        EventKind::Signal {
            change,
            before,
            after,
            price,
            ..
        } => format!("signal {change:?}: {before} → {after} at {price}"),
        EventKind::Ignored { reason, shares, .. } => format!("noted {shares}: {reason:?}"),
        EventKind::Skip { reason, asked, .. } => format!("skipped {asked}: {reason:?}"),
        EventKind::Order { order, step, side, .. } => format!("order {order} {}: {}", side.as_str(), step_words(step)),
        EventKind::Price {
            order,
            stage,
            previous_stage,
            limit,
            previous,
            ..
        } => {
            let same = *previous == Some(*limit) && *previous_stage == Some(*stage);
            if same {
                return None;
            }
            format!("order {order}: stage {}, limit {limit}", stage.number())
        }
        EventKind::Fill {
            order,
            shares,
            price,
            filled,
            of,
            ..
        } => {
            format!("order {order}: filled {shares} at {price} ({filled} of {of})")
        }
        EventKind::Cancel {
            order, reason, open, ..
        } => format!("order {order}: cancel, {open} open: {reason:?}"),
        EventKind::Sweep {
            order, worst, bound, ..
        } => {
            format!("order {order}: market order, worst level {worst}, bound {bound}")
        }
        EventKind::Settlement {
            order,
            settlement,
            shares,
            ..
        } => format!("order {order}: {shares} {settlement:?}"),
        EventKind::Resolution {
            shares,
            payout,
            realised,
            ..
        } => {
            format!("resolved: {shares} shares pay {payout}, realised {realised}")
        }
        EventKind::Redeemed { usd, .. } => format!("paid out {usd}"),
        EventKind::ResolutionCorrected { payout, difference, .. } => {
            format!("resolution corrected: pays {payout}, {difference} against the books")
        }
        EventKind::Moved {
            movement, shares, usd, ..
        } => format!("account: {}, {shares} shares, {usd}", movement.word()),
        EventKind::Given {
            follow,
            shares,
            cost,
            fee,
            ..
        } => format!("{shares} shares given to follow {follow} for {cost}, fee {fee}"),
        EventKind::Halted {
            reason,
            shares,
            usd,
            words,
        } => halted(
            reason.word(),
            shares.map(|shares| shares.to_string()),
            *usd,
            words.as_deref(),
        ),
        EventKind::Lifted { reason, by_user } => {
            let by = if *by_user { "by the user" } else { "by evidence" };
            format!("halt {} lifted {by}", reason.word())
        }
        EventKind::TraderMoved { news, .. } => news_words(news),
        EventKind::Incident { code, detail } => format!("{code:?}: {detail}"),
    })
}

fn halted(word: &str, shares: Option<String>, usd: Option<Usd>, words: Option<&str>) -> String {
    let figures = [
        shares.map(|shares| format!("{shares} shares")),
        usd.map(|usd| format!("{usd} pUSD")),
        words.map(|words| format!("the venue says: {words}")),
    ];
    let told: Vec<String> = std::iter::once(format!("halt {word}"))
        .chain(figures.into_iter().flatten())
        .collect();
    told.join(", ")
}

fn news_words(news: &TraderNews) -> String {
    match news {
        TraderNews::MovedAway { shares, .. } => format!("{shares} shares left the trader without a trade: not sold"),
        TraderNews::CameIn { shares, .. } => format!("{shares} shares came to the trader without a trade: not bought"),
        TraderNews::ListDoubted { known, missing } => {
            format!("a list of positions is doubted: {missing} of {known} are missing in it")
        }
        TraderNews::TokenMigrated { shares, .. } => format!("{shares} shares of the trader moved to another token"),
        TraderNews::WalletMigrated { to } => format!("the trader moved to the wallet {to}: nothing more is bought"),
    }
}

fn step_words(step: &OrderStep) -> String {
    match step {
        OrderStep::Opened {
            shares, trader_price, ..
        } => format!("{shares} wanted, the trader's price {trader_price}"),
        OrderStep::Placed { limit, shares, .. } => format!("placed {shares} at {limit}"),
        OrderStep::Live { .. } => "rests on the venue".to_owned(),
        OrderStep::Refused { text, .. } => format!("refused: {text}"),
        OrderStep::Unknown { reason, .. } => format!("fate unknown ({reason}); it is looked up"),
        OrderStep::Closed { filled, .. } => format!("child over, {filled} filled"),
        OrderStep::TakenNow {} => "asked to take the other side now".to_owned(),
        OrderStep::Cut { shares, reason } => format!("for {shares} now: {reason:?}"),
        OrderStep::Waiting { reason, .. } => format!("waits: {reason:?}"),
        OrderStep::Ended { reason, filled, of } => format!("ended {reason:?}, {filled} of {of} filled"),
    }
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
