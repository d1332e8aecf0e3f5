//! Markets. One that the core has forgotten stays for the read models, and is not loaded.

use pilotfish_copy::ids::ConditionId;
use pilotfish_copy::market::{FeeSchedule, Market, Outcome};
use pilotfish_copy::money::Price;

use crate::codec::{Columns, Whole, whole_opt, word};
use crate::error::StoreError;
use crate::statements::{Statement, Statements, upsert};

pub(crate) fn write(into: &mut Statements, market: &Market) -> Result<(), StoreError> {
    let [first, second] = &market.outcomes;
    upsert!(
        into, "markets",
        key { "condition_id" => market.condition.as_str() },
        set {
            "question" => market.question.as_str(),
            "slug" => market.slug.as_str(),
            "event_slug" => market.event_slug.as_str(),
            "category" => market.category.as_str(),
            "token_0" => first.token.as_str(),
            "name_0" => first.name.as_str(),
            "token_1" => second.token.as_str(),
            "name_1" => second.name.as_str(),
            "tick" => market.tick.micros(),
            "min_size" => market.min_size.micros(),
            "fee_rate" => market.fee.rate_micros,
            "fee_exponent" => market.fee.exponent.to_whole()?,
            "exchange" => word(&market.exchange)?,
            "end_at" => whole_opt(market.end.as_ref())?,
            "accepting_orders" => market.accepting_orders,
            "closed" => market.closed,
            "payout_0" => market.payouts.map(|[payout, _]| payout.micros()),
            "payout_1" => market.payouts.map(|[_, payout]| payout.micros()),
            "needed" => true,
        },
    );
    Ok(())
}

pub(crate) fn forget(into: &mut Statements, condition: &ConditionId) -> Result<(), StoreError> {
    let update = Statement::new("UPDATE markets SET needed = 0 WHERE condition_id = ?");
    into.push(update.bind(condition.as_str()));
    Ok(())
}

pub(crate) fn read(row: Columns<'_>) -> Result<Market, StoreError> {
    let payouts: (Option<Price>, Option<Price>) = (row.whole_opt("payout_0")?, row.whole_opt("payout_1")?);
    Ok(Market {
        condition: row.word("condition_id")?,
        question: row.text("question")?,
        slug: row.text("slug")?,
        event_slug: row.text("event_slug")?,
        category: row.text("category")?,
        outcomes: [
            Outcome {
                token: row.word("token_0")?,
                name: row.text("name_0")?,
            },
            Outcome {
                token: row.word("token_1")?,
                name: row.text("name_1")?,
            },
        ],
        tick: row.whole("tick")?,
        min_size: row.whole("min_size")?,
        fee: FeeSchedule {
            rate_micros: row.whole("fee_rate")?,
            exponent: row.whole("fee_exponent")?,
        },
        exchange: row.word("exchange")?,
        end: row.whole_opt("end_at")?,
        accepting_orders: row.whole("accepting_orders")?,
        closed: row.whole("closed")?,
        payouts: payouts.0.zip(payouts.1).map(|(first, second)| [first, second]),
    })
}
