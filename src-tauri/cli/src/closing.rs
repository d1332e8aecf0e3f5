//! `close`: what the user sells by hand, shown first and sold once it is confirmed. Whichever program holds the data carries it out, also
//! while it is stopped.

use pilotfish_api::types::{
    CloseDraft, ClosePreview, CloseTarget, Closed, ClosesPreview, Position, Positions, SkipReason,
};
use pilotfish_api::{plain_market, plain_name, texts};
use pilotfish_vault::words::Language;
use serde_json::json;

use crate::args::Close;
use crate::confirming::said_yes;
use crate::error::CliError;
use crate::figures::{amount, perhaps, plain, result, usd};
use crate::looking::market;
use crate::output::Lines;
use crate::running::Place;
use crate::spoken::Spoken;
use crate::table::{Cell, Table, Tone};
use crate::whom;

/// Shows what a close would do, and does it once that is confirmed: by an option, or by a yes at this terminal.
pub(crate) async fn close(asked: Close, spoken: &Spoken) -> Result<(), CliError> {
    let place = Place::of(asked.home.as_deref(), asked.mode)?.speaking(spoken);
    let language = place.language();
    let mut lines = Lines::new(asked.json);
    let held: Positions = place.ask("positions", json!({})).await?;
    let draft = draft(&asked, target(&asked, &held.rows, language)?);
    let preview: ClosesPreview = place.ask("preview_close", json!({ "close": draft })).await?;
    if !asked.json {
        lines.table(&preview_table(&preview, &held.rows, language))?;
        lines.text(&sum_line(&preview, language))?;
    }
    if !asked.confirm {
        if asked.json {
            lines.object(&json!({ "kind": "close_preview", "preview": preview }))?;
        }
        lines.flush()?;
        if preview.closed == 0 {
            let nothing = language.pick(
                "none of it can be sold right now",
                "rien de tout cela ne peut être vendu pour l’instant",
            );
            return Err(CliError::Refused(nothing.to_owned()));
        }
        if asked.json
            || !said_yes(
                language.pick("Sell it? Type \"yes\":", "Vendre ? Tapez « oui » :"),
                language,
            )
            .await?
        {
            return Err(CliError::Refused(unconfirmed(&preview, language)));
        }
    }
    let closed: Closed = place.ask("close", json!({ "close": draft })).await?;
    if asked.json {
        lines.object(&json!({ "kind": "closed", "closed": closed }))?;
    } else {
        let orders: Vec<String> = closed.orders.iter().map(|order| order.0.to_string()).collect();
        let orders = orders.join(", ");
        lines.text(&match language {
            Language::English => format!("selling: order {orders}"),
            Language::French => format!("en vente : ordre {orders}"),
        })?;
        for reason in &closed.skipped {
            lines.text(&why_not(*reason, language))?;
        }
    }
    lines.flush()
}

/// What is meant, by names where names were given.
fn target(asked: &Close, held: &[Position], language: Language) -> Result<CloseTarget, CliError> {
    let Some(who) = &asked.follow else {
        return Ok(CloseTarget::Everything);
    };
    let follow = whom::among_positions(held, who, language)?;
    let token = match (&asked.token, &asked.market) {
        (Some(token), _) => token.clone(),
        (None, Some(words)) => {
            let held: Vec<&Position> = held.iter().filter(|position| position.follow == follow).collect();
            by_market(&held, words, language)?.token.clone()
        }
        (None, None) => return Ok(CloseTarget::Follow { follow }),
    };
    Ok(CloseTarget::Position { follow, token })
}

/// The one position whose market has these words in its question; nothing is guessed.
fn by_market<'a>(held: &[&'a Position], words: &str, language: Language) -> Result<&'a Position, CliError> {
    let like = words.trim().to_lowercase();
    let of = |position: &&&Position| {
        format!("{} {}", position.market, position.outcome)
            .to_lowercase()
            .contains(&like)
    };
    let found: Vec<&&Position> = held.iter().filter(of).collect();
    match found.as_slice() {
        [one] => Ok(**one),
        [] => Err(CliError::Refused(match language {
            Language::English => format!("no position there has {:?} in its market’s question", plain_name(words)),
            Language::French => format!(
                "aucune position n’y porte sur un marché dont la question contient « {} »",
                plain_name(words)
            ),
        })),
        several => {
            let all: Vec<String> = several
                .iter()
                .map(|position| format!("{} · {}", plain_market(&position.market), plain_name(&position.outcome)))
                .collect();
            Err(CliError::Refused(format!(
                "{}\n  {}",
                language.pick(
                    "several positions match: give more words, add the outcome, or use --token:",
                    "plusieurs positions correspondent : donnez plus de mots, ajoutez l’issue ou utilisez --token :"
                ),
                all.join("\n  ")
            )))
        }
    }
}

fn draft(asked: &Close, target: CloseTarget) -> CloseDraft {
    CloseDraft {
        target,
        percent: asked.percent,
        shares: asked.shares.clone(),
        limit: asked.limit.clone(),
        not_below: asked.not_below.clone(),
        despite_foreign_orders: asked.despite_foreign_orders,
    }
}

fn preview_table(preview: &ClosesPreview, held: &[Position], language: Language) -> Table {
    let mut table = Table::new(&[
        language.pick("Sells", "Vend"),
        language.pick("Lowest price", "Prix plancher"),
        language.pick("Fills now", "Exécuté de suite"),
        language.pick("Proceeds", "Produit"),
        language.pick("Result", "Résultat"),
        "Trader",
        language.pick("Market", "Marché"),
        language.pick("Note", "Remarque"),
    ]);
    for one in &preview.each {
        let row = held
            .iter()
            .find(|row| row.follow == one.follow && row.token == one.token);
        table.row([
            plain(language, &one.shares),
            plain(language, &one.bound),
            perhaps(one.at_once.as_ref(), |shares| plain(language, shares)),
            perhaps(one.received.as_ref(), |received| amount(language, received)),
            perhaps(one.result.as_ref(), |made| result(language, made)),
            Cell::text(row.map_or_else(|| one.follow.0.to_string(), |row| plain_name(&row.trader))),
            row.map_or_else(|| Cell::text(&one.token), |row| market(&row.market, &row.outcome)),
            remark(one, language),
        ]);
    }
    table
}

fn remark(one: &ClosePreview, language: Language) -> Cell {
    if let Some(problem) = one.problem {
        return Cell::text(why_not(problem, language)).toned(Tone::Bad);
    }
    if one.foreign_orders {
        let other = language.pick(
            "an order not placed by Pilotfish is open on it",
            "un ordre étranger à Pilotfish y est ouvert",
        );
        return Cell::text(other).toned(Tone::Bad);
    }
    match &one.rests {
        Some(rests) if rests != "0" => Cell::text(match language {
            Language::English => format!("{rests} left open"),
            Language::French => format!("{rests} resteraient ouvertes"),
        }),
        _ => Cell::text(""),
    }
}

/// Why a position is not sold, in the words of the window's dialog.
fn why_not(reason: SkipReason, language: Language) -> String {
    let name = reason.as_str();
    let name = if texts::has(language, "noClose", name) {
        name
    } else {
        "halted"
    };
    let not = language.pick("not sold: ", "pas vendu : ");
    format!("{not}{}", texts::text(language, "noClose", name))
}

fn sum_line(preview: &ClosesPreview, language: Language) -> String {
    let (closed, proceeds, fee) = (
        preview.closed,
        usd(language, &preview.proceeds),
        usd(language, &preview.fee),
    );
    let (received, made) = (usd(language, &preview.received), usd(language, &preview.result));
    match language {
        Language::English => format!("{closed} positions: {proceeds} - {fee} fee = {received} USD (result {made})"),
        Language::French => {
            format!("{closed} positions : {proceeds} - {fee} de frais = {received} USD (résultat {made})")
        }
    }
}

fn unconfirmed(preview: &ClosesPreview, language: Language) -> String {
    let foreign = if preview.foreign_orders {
        language.pick(
            " --despite-foreign-orders (orders not placed by Pilotfish are open on it)",
            " --despite-foreign-orders (des ordres étrangers à Pilotfish y sont ouverts)",
        )
    } else {
        ""
    };
    match language {
        Language::English => format!("nothing was sold: run the same command with --yes{foreign} to sell"),
        Language::French => format!("rien n’a été vendu : relancez la même commande avec --yes{foreign} pour vendre"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use clap::Parser;

    use pilotfish_api::types::{FollowStatus, Id, Ms};

    use super::*;
    use crate::args::{Cli, Command};

    fn held(follow: u64, token: &str, market: &str) -> Position {
        Position {
            follow: Id(follow),
            token: token.to_owned(),
            trader_address: "0xab".to_owned(),
            trader: "25usdc".to_owned(),
            follow_status: FollowStatus::Removed,
            market: market.to_owned(),
            condition: String::new(),
            outcome: "Yes".to_owned(),
            outcome_index: 0,
            ends_at: None,
            shares: "10".to_owned(),
            average_cost: "0.5".to_owned(),
            break_even: None,
            price: None,
            cost: "5".to_owned(),
            value: None,
            pnl: None,
            pnl_percent: None,
            bid_value: None,
            bid_takes_all: false,
            since: Ms(0),
            selling: "0".to_owned(),
            closing: None,
        }
    }

    fn asked(args: &[&str]) -> Result<CloseDraft, clap::Error> {
        let all = ["pilotfish-cli", "close"].iter().chain(args);
        match Cli::try_parse_from(all)?.command {
            Command::Close(close) => {
                let target = target(
                    &close,
                    &[held(3, "77", "Rain?"), held(3, "78", "Snow or rain?")],
                    Language::English,
                );
                Ok(draft(&close, target.unwrap()))
            }
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
        let named = asked(&["--follow", "25USDC", "--market", "snow"]).unwrap();
        let target = CloseTarget::Position {
            follow: Id(3),
            token: "78".to_owned(),
        };
        assert_eq!(named.target, target);
        assert_eq!(asked(&["--everything"]).unwrap().target, CloseTarget::Everything);
        for wrong in [
            &[][..],
            &["--token", "77"],
            &["--market", "rain"],
            &["--follow", "3", "--market", "rain", "--token", "77"],
            &["--everything", "--follow", "3"],
            &["--everything", "--percent", "0"],
            &["--everything", "--percent", "50", "--shares", "5"],
            &["--everything", "--limit", "0.5", "--not-below", "0.4"],
        ] {
            assert!(asked(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn no_position_is_guessed() {
        let (one, two) = (held(3, "77", "Rain?"), held(3, "78", "Snow or rain?"));
        let several = by_market(&[&one, &two], "rain", Language::English)
            .unwrap_err()
            .to_string();
        assert!(
            several.contains("Rain? · Yes") && several.contains("Snow or rain? · Yes"),
            "{several}"
        );
        assert!(by_market(&[&one, &two], "hail", Language::English).is_err());
        assert_eq!(by_market(&[&one, &two], "Snow", Language::English).unwrap().token, "78");
    }
}
