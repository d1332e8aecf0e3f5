//! What is printed of events: JSON lines for programs, one plain line each for people.

use std::io::{BufWriter, StdoutLock, Write};

use pilotfish_copy::event::{Event, OrderStep, What};

use crate::error::CliError;
use crate::parse::show;

/// Where the lines go.
pub(crate) struct Lines {
    json: bool,
    out: BufWriter<StdoutLock<'static>>,
}

impl Lines {
    pub(crate) fn new(json: bool) -> Self {
        Self {
            json,
            out: BufWriter::new(std::io::stdout().lock()),
        }
    }

    pub(crate) fn event(&mut self, event: &Event) -> Result<(), CliError> {
        if self.json {
            return self.object(event);
        }
        if let Some(line) = sentence(&event.what) {
            writeln!(self.out, "{}  {line}", show(event.at))?;
        }
        Ok(())
    }

    pub(crate) fn object(&mut self, value: &impl serde::Serialize) -> Result<(), CliError> {
        serde_json::to_writer(&mut self.out, value)?;
        writeln!(self.out)?;
        Ok(())
    }

    pub(crate) fn text(&mut self, line: &str) -> Result<(), CliError> {
        writeln!(self.out, "{line}")?;
        Ok(())
    }

    pub(crate) fn flush(&mut self) -> Result<(), CliError> {
        self.out.flush()?;
        Ok(())
    }
}

/// One line for a person; the repeated price decisions in between are left to `--json`.
fn sentence(what: &What) -> Option<String> {
    Some(match what {
        What::Follow {
            name,
            action,
            percentage,
            ..
        } => format!("follow {name} at {percentage} %: {action:?}"),
        What::Control { action } => format!("engine: {action:?}"),
        What::Signal {
            change,
            before,
            after,
            price,
            ..
        } => format!("signal {change:?}: {before} → {after} at {price}"),
        What::Noted { reason, shares, .. } => format!("noted {shares}: {reason:?}"),
        What::Skip { reason, asked, .. } => format!("skipped {asked}: {reason:?}"),
        What::Order { order, step, side, .. } => format!("order {order} {}: {}", side.as_str(), step_words(step)),
        What::Price {
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
        What::Fill {
            order,
            shares,
            price,
            filled,
            of,
            ..
        } => {
            format!("order {order}: filled {shares} at {price} ({filled} of {of})")
        }
        What::Cancel {
            order, reason, open, ..
        } => format!("order {order}: cancel, {open} open: {reason:?}"),
        What::Conversion {
            order, worst, bound, ..
        } => {
            format!("order {order}: market order, worst level {worst}, bound {bound}")
        }
        What::Settlement {
            order,
            settlement,
            shares,
            ..
        } => format!("order {order}: {shares} {settlement:?}"),
        What::Resolution {
            shares,
            payout,
            realised,
            ..
        } => {
            format!("resolved: {shares} shares pay {payout}, realised {realised}")
        }
        What::Trouble { code, detail } => format!("{code:?}: {detail}"),
    })
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
        OrderStep::Hastened {} => "asked to take the other side now".to_owned(),
        OrderStep::Waiting { reason, .. } => format!("waits: {reason:?}"),
        OrderStep::Ended { reason, filled, of } => format!("ended {reason:?}, {filled} of {of} filled"),
    }
}
