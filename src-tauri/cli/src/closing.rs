//! `close`: what the user sells by hand, shown first and sold once it is confirmed. Whichever program holds the data carries it out, also
//! while it is stopped.

use pilotfish_api::types::{CloseDraft, ClosePreview, CloseTarget, Closed, ClosesPreview, Id, Position, Positions};
use serde::Serialize;
use serde_json::{Value, json};

use crate::args::Close;
use crate::error::CliError;
use crate::output::Lines;
use crate::running::Place;
use crate::spoken::Spoken;

/// Shows what a close would do; with `--confirm` does it.
pub(crate) async fn close(asked: Close, spoken: &Spoken) -> Result<(), CliError> {
    let place = Place::of(asked.home.as_deref(), asked.mode)?.speaking(spoken);
    let mut lines = Lines::new(asked.json);
    let draft = draft(&asked);
    let preview: ClosesPreview = place.ask("preview_close", json!({ "close": draft })).await?;
    let held: Positions = place.ask("positions", json!({})).await?;
    if !asked.json {
        for one in &preview.each {
            let row = held
                .rows
                .iter()
                .find(|row| row.follow == one.follow && row.token == one.token);
            lines.text(&position_line(one, row))?;
        }
        lines.text(&sum_line(&preview))?;
    }
    if !asked.confirm {
        if asked.json {
            lines.object(&json!({ "kind": "close_preview", "preview": preview }))?;
        }
        lines.flush()?;
        return Err(CliError::Refused(unconfirmed(&preview)));
    }
    let closed: Closed = place.ask("close", json!({ "close": draft })).await?;
    if asked.json {
        lines.object(&json!({ "kind": "closed", "closed": closed }))?;
    } else {
        let orders: Vec<String> = closed.orders.iter().map(|order| order.0.to_string()).collect();
        lines.text(&format!("selling: order {}", orders.join(", ")))?;
        for reason in &closed.skipped {
            lines.text(&format!("not sold: {}", word(reason)))?;
        }
    }
    lines.flush()
}

fn draft(asked: &Close) -> CloseDraft {
    let target = match (asked.follow, &asked.token) {
        (Some(follow), Some(token)) => CloseTarget::Position {
            follow: Id(follow),
            token: token.clone(),
        },
        (Some(follow), None) => CloseTarget::Follow { follow: Id(follow) },
        (None, _) => CloseTarget::Everything,
    };
    CloseDraft {
        target,
        percent: asked.percent,
        shares: asked.shares.clone(),
        limit: asked.limit.clone(),
        not_below: asked.not_below.clone(),
        despite_foreign_orders: asked.despite_foreign_orders,
    }
}

fn position_line(one: &ClosePreview, row: Option<&Position>) -> String {
    let of = row.map_or_else(
        || format!("token {}", one.token),
        |row| format!("{} {}, through {}", row.market, row.outcome, row.trader),
    );
    if let Some(problem) = &one.problem {
        return format!("not sold: {}  {of}", word(problem));
    }
    let now = match (&one.at_once, &one.received, &one.result) {
        (Some(shares), Some(received), Some(result)) => {
            format!("{shares} find a buyer now, for {received} after the fee (result {result})")
        }
        _ => "no book is known".to_owned(),
    };
    format!("{} shares, not below {}: {now}  {of}", one.shares, one.bound)
}

fn sum_line(preview: &ClosesPreview) -> String {
    format!(
        "{} positions: {} - {} fee = {} (result {})",
        preview.closed, preview.proceeds, preview.fee, preview.received, preview.result
    )
}

fn unconfirmed(preview: &ClosesPreview) -> String {
    if preview.closed == 0 {
        return "nothing of it can be sold now".to_owned();
    }
    let foreign = if preview.foreign_orders {
        " --despite-foreign-orders (orders that are not Pilotfish's stand on it)"
    } else {
        ""
    };
    format!("nothing was sold: the same with --confirm{foreign} sells it")
}

/// The stable word of a reason.
fn word(reason: &impl Serialize) -> String {
    match serde_json::to_value(reason) {
        Ok(Value::String(word)) => word.replace('_', " "),
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use clap::Parser;

    use super::*;
    use crate::args::{Cli, Command};

    fn asked(args: &[&str]) -> Result<CloseDraft, clap::Error> {
        let all = ["pilotfish-cli", "close"].iter().chain(args);
        match Cli::try_parse_from(all)?.command {
            Command::Close(close) => Ok(draft(&close)),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_closed_is_always_named() {
        let position = asked(&["--follow", "3", "--token", "77", "--percent", "25", "--limit", "0.7"]).unwrap();
        let target = CloseTarget::Position {
            follow: Id(3),
            token: "77".to_owned(),
        };
        assert_eq!((position.target, position.percent), (target, Some(25)));
        assert_eq!(position.limit.as_deref(), Some("0.7"));
        let follow = asked(&["--follow", "3", "--not-below", "0.5"]).unwrap();
        assert_eq!(follow.target, CloseTarget::Follow { follow: Id(3) });
        assert_eq!(follow.not_below.as_deref(), Some("0.5"));
        assert_eq!(asked(&["--everything"]).unwrap().target, CloseTarget::Everything);
        for wrong in [
            &[][..],
            &["--token", "77"],
            &["--everything", "--follow", "3"],
            &["--everything", "--percent", "0"],
            &["--everything", "--percent", "50", "--shares", "5"],
            &["--everything", "--limit", "0.5", "--not-below", "0.4"],
        ] {
            assert!(asked(wrong).is_err(), "{wrong:?}");
        }
    }
}
