//! What a paper account came to: a cautious and an optimistic figure for the whole, for each trader and for each follow.
//!
//! What is booked is the account's books, as on every other screen. What is in doubt is the paper venue's to say
//! ([`pilotfish_engine::paper`]), order by order; what it would have lost belongs to the cautious figure and what it would have
//! gained to the optimistic one, of the order's follow. Doubts that are kept with no order any more are told apart, so that the
//! parts and the whole agree.

pub(crate) mod shapes;

use std::collections::BTreeMap;

use pilotfish_copy::Core;
use pilotfish_copy::ids::{CopyOrderId, FollowId, OrderHash, WalletAddress};
use pilotfish_copy::money::Usd;
use pilotfish_engine::accounts::profit;
use pilotfish_engine::paper::{Figures, OrderDoubt, Range};

use crate::numbers::{count, few, number_tenths, ratio_tenths, tenths};
use crate::traders::resolve::shown;
use crate::types::{
    ErrorCode, Frame, Id, Mode as Shown, Ms, PaperDoubt, PaperFollow, PaperRange, PaperReading, PaperResults,
    PaperTrader,
};
use crate::{Api, ApiResult, problem, reader};

/// So many orders in doubt are listed.
const DOUBTS_MOST: usize = 50;

/// Which copy order and follow an order at the venue is of.
type Owners = BTreeMap<OrderHash, (CopyOrderId, FollowId)>;

impl Api {
    /// What the paper account came to since it was opened.
    ///
    /// # Errors
    /// `not_paper` in another mode; the engine's and the store's.
    pub async fn paper_results(&self) -> ApiResult<PaperResults> {
        let engine = self.engine()?;
        let account = engine
            .paper()
            .ok_or_else(|| problem(ErrorCode::NotPaper, "only a paper account has two figures"))?;
        let figures = account.figures().await?;
        let doubts = account.doubts().await?;
        let hashes: Vec<OrderHash> = doubts.iter().map(|doubt| doubt.hash.clone()).collect();
        let owners = reader(&engine)?.orders_of(&hashes).await?;
        let delay = i64::try_from(account.delay().as_millis()).unwrap_or(i64::MAX);
        Ok(results(&engine.core(), &figures, &doubts, &owners, Ms(delay)))
    }

    /// Goes to paper: starts its engine where none runs, and shows it. A new account opens with so many dollars.
    ///
    /// # Errors
    /// `opening` for what is no amount from 1 to 10,000,000; `one_account` while live runs, `cannot_here` where there is no paper, and
    /// the engine's.
    pub async fn enter_paper(&self, opening: Option<String>) -> ApiResult<Frame> {
        let opening = opening.as_deref().map(amount).transpose()?;
        self.host()?.start_paper(opening).await?;
        self.show_mode(Shown::Paper).await
    }
}

/// The most that a paper account opens with, USD: beyond it nothing of a real book would be left to fill.
const OPENING_MOST: i64 = 10_000_000;

fn amount(text: &str) -> ApiResult<Usd> {
    let usd: Option<Usd> = text.trim().parse().ok();
    usd.filter(|usd| (Usd::dollars(1)..=Usd::dollars(OPENING_MOST)).contains(usd))
        .ok_or_else(|| {
            problem(
                ErrorCode::Opening,
                format!("a paper account opens with $1 to ${OPENING_MOST}"),
            )
        })
}

/// Both ends of something, around what is booked of it.
#[derive(Debug, Clone, Copy, Default)]
struct Ends {
    booked: Usd,
    doubt: Range,
    in_doubt: usize,
}

impl Ends {
    fn add(&mut self, other: Self) {
        self.booked += other.booked;
        self.doubt = self.doubt + other.doubt;
        self.in_doubt += other.in_doubt;
    }

    fn shown(self) -> PaperRange {
        range(
            self.booked + self.doubt.low,
            Some(self.booked),
            self.booked + self.doubt.high,
        )
    }
}

fn range(cautious: Usd, booked: Option<Usd>, optimistic: Usd) -> PaperRange {
    PaperRange {
        cautious: cautious.to_string(),
        booked: booked.map(|usd| usd.to_string()),
        optimistic: optimistic.to_string(),
        reading: if cautious > Usd::ZERO {
            PaperReading::Gained
        } else if optimistic < Usd::ZERO {
            PaperReading::Lost
        } else if cautious == optimistic {
            PaperReading::Even
        } else {
            PaperReading::CannotTell
        },
    }
}

/// The whole around the books. A holding without a price makes both ends as far apart as it can be worth.
fn whole(core: &Core, figures: &Figures) -> (Usd, Option<Usd>, Usd) {
    let booked = profit(core, None).net();
    let (low, high) = (booked + figures.doubt.low, booked + figures.doubt.high);
    if figures.booked.is_some() {
        (low, Some(booked), high)
    } else {
        (low.at_most(figures.cautious), None, high.at_least(figures.optimistic))
    }
}

fn results(core: &Core, figures: &Figures, doubts: &[OrderDoubt], owners: &Owners, delay: Ms) -> PaperResults {
    let mut by_follow: BTreeMap<FollowId, Ends> = BTreeMap::new();
    for id in core.state().follows.keys() {
        let booked = profit(core, Some(*id)).net();
        by_follow.insert(
            *id,
            Ends {
                booked,
                ..Ends::default()
            },
        );
    }
    let mut apart = figures.doubt;
    for doubt in doubts {
        if let Some((_, follow)) = owners.get(&doubt.hash) {
            let ends = by_follow.entry(*follow).or_default();
            ends.doubt = ends.doubt + doubt.range;
            ends.in_doubt += usize::from(!doubt.shares.is_zero());
            apart.low -= doubt.range.low;
            apart.high -= doubt.range.high;
        }
    }
    let (cautious, booked, optimistic) = whole(core, figures);
    let counts = figures.counts;
    let filled_of = |part| number_tenths(part, counts.asked.micros()).map(tenths);
    let (listed, doubts_count) = listed(core, doubts, owners);
    PaperResults {
        opened_at: Ms(figures.opened_at.0),
        opening: figures.opening.to_string(),
        cash: figures.cash.to_string(),
        fees: figures.fees.to_string(),
        result: range(cautious, booked, optimistic),
        cautious_percent: ratio_tenths(cautious, figures.opening).map(tenths),
        optimistic_percent: ratio_tenths(optimistic, figures.opening).map(tenths),
        orders: few(counts.orders),
        asked: counts.asked.to_string(),
        filled: counts.filled.to_string(),
        filled_optimistic: counts.filled_optimistic.to_string(),
        filled_percent: filled_of(counts.filled.micros()),
        filled_optimistic_percent: filled_of(counts.filled_optimistic.micros()),
        traders: traders(core, &by_follow),
        follows: by_follow
            .iter()
            .map(|(follow, ends)| PaperFollow {
                follow: Id(follow.0),
                in_doubt: count(ends.in_doubt),
                result: ends.shown(),
            })
            .collect(),
        apart: (apart != Range::default()).then(|| range(apart.low, None, apart.high)),
        doubts: listed,
        doubts_count: count(doubts_count),
        delay,
        unwatched: Ms(figures.unwatched_ms),
    }
}

/// By trader, those of which there was ever anything, the best cautious result first.
fn traders(core: &Core, by_follow: &BTreeMap<FollowId, Ends>) -> Vec<PaperTrader> {
    let mut by_trader: BTreeMap<&WalletAddress, (&str, Ends)> = BTreeMap::new();
    for (id, ends) in by_follow {
        let Some(follow) = core.state().follows.get(id) else {
            continue;
        };
        let (name, sum) = by_trader.entry(&follow.trader).or_default();
        // Follows come as they were begun: the newest one's name stays.
        *name = &follow.name;
        sum.add(*ends);
    }
    let mut traders: Vec<(&WalletAddress, &str, Ends)> = by_trader
        .into_iter()
        .filter(|(_, (_, ends))| ends.booked != Usd::ZERO || ends.doubt != Range::default())
        .map(|(trader, (name, ends))| (trader, name, ends))
        .collect();
    traders.sort_by_key(|(trader, _, ends)| (-(ends.booked + ends.doubt.low), (*trader).clone()));
    traders
        .into_iter()
        .map(|(trader, name, ends)| PaperTrader {
            address: trader.to_string(),
            name: shown(name, trader),
            in_doubt: count(ends.in_doubt),
            result: ends.shown(),
        })
        .collect()
}

/// What is in doubt now and whose order is known, the most shares first, and how many there are.
fn listed(core: &Core, doubts: &[OrderDoubt], owners: &Owners) -> (Vec<PaperDoubt>, usize) {
    let mut open: Vec<(&OrderDoubt, &(CopyOrderId, FollowId))> = doubts
        .iter()
        .filter(|doubt| !doubt.shares.is_zero())
        .filter_map(|doubt| Some((doubt, owners.get(&doubt.hash)?)))
        .collect();
    open.sort_by(|(one, _), (other, _)| (other.shares, &one.hash).cmp(&(one.shares, &other.hash)));
    let all = open.len();
    open.truncate(DOUBTS_MOST);
    let view = |(doubt, (order, follow)): (&OrderDoubt, &(CopyOrderId, FollowId))| {
        let state = core.state();
        let follow = state.follows.get(follow);
        let market = state.market_of(&doubt.token);
        let outcome = market.and_then(|market| market.outcome(&doubt.token));
        PaperDoubt {
            order: Id(order.0),
            address: follow.map(|follow| follow.trader.to_string()).unwrap_or_default(),
            trader: follow
                .map(|follow| shown(&follow.name, &follow.trader))
                .unwrap_or_default(),
            market: market.map(|market| market.question.clone()).unwrap_or_default(),
            outcome: outcome.map(|outcome| outcome.name.clone()).unwrap_or_default(),
            side: doubt.side.into(),
            price: doubt.price.to_string(),
            shares: doubt.shares.to_string(),
            ahead: doubt.ahead.map(|ahead| ahead.to_string()),
            works: doubt.is_open,
        }
    };
    (open.into_iter().map(view).collect(), all)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use pilotfish_copy::Intervals;
    use pilotfish_copy::ids::{TokenId, VenueMs};
    use pilotfish_copy::market::Side;
    use pilotfish_engine::paper::Counts;

    use super::*;

    fn usd(text: &str) -> Usd {
        text.parse().unwrap()
    }

    fn range_of(low: &str, high: &str) -> Range {
        Range {
            low: usd(low),
            high: usd(high),
        }
    }

    fn doubt(hash: &str, shares: &str, range: Range) -> OrderDoubt {
        OrderDoubt {
            hash: OrderHash::new(hash),
            token: TokenId::new("1"),
            side: Side::Buy,
            price: "0.5".parse().unwrap(),
            shares: shares.parse().unwrap(),
            ahead: None,
            is_open: false,
            range,
        }
    }

    fn figures(doubt: Range, booked: Option<Usd>) -> Figures {
        Figures {
            opened_at: VenueMs(1),
            counts: Counts {
                orders: 3,
                asked: "200".parse().unwrap(),
                filled: "50".parse().unwrap(),
                filled_optimistic: "80".parse().unwrap(),
            },
            opening: usd("1000"),
            cash: usd("990"),
            fees: usd("0.5"),
            booked,
            cautious: usd("-40"),
            optimistic: usd("60"),
            doubt,
            unwatched_ms: 7,
        }
    }

    #[test]
    fn what_is_doubtful_of_a_follow_is_in_its_result_and_what_is_nobodys_stands_apart() {
        let core = Core::new(Intervals::default());
        let doubts = [
            doubt("a", "10", range_of("-3", "0")),
            doubt("b", "0", range_of("0", "5")),
            doubt("stranger", "4", range_of("-1", "1")),
        ];
        let owners = Owners::from([
            (OrderHash::new("a"), (CopyOrderId(1), FollowId(7))),
            (OrderHash::new("b"), (CopyOrderId(2), FollowId(7))),
        ]);
        let whole = figures(range_of("-6", "9"), Some(Usd::ZERO));
        let shown = results(&core, &whole, &doubts, &owners, Ms(250));
        assert_eq!(
            (shown.result.cautious.as_str(), shown.result.optimistic.as_str()),
            ("-6", "9")
        );
        assert_eq!(shown.result.reading, PaperReading::CannotTell);
        assert_eq!(
            (shown.cautious_percent.as_deref(), shown.optimistic_percent.as_deref()),
            (Some("-0.6"), Some("0.9"))
        );
        let follow = &shown.follows[0];
        assert_eq!((follow.follow, follow.in_doubt), (Id(7), 1));
        assert_eq!(
            (follow.result.cautious.as_str(), follow.result.optimistic.as_str()),
            ("-3", "5")
        );
        let apart = shown.apart.unwrap();
        assert_eq!(
            (apart.cautious.as_str(), apart.optimistic.as_str()),
            ("-3", "4"),
            "the parts and the whole agree"
        );
        assert_eq!(
            (shown.doubts.len(), shown.doubts_count),
            (1, 1),
            "settled doubts and nobody's are not listed"
        );
        assert_eq!(
            (
                shown.filled_percent.as_deref(),
                shown.filled_optimistic_percent.as_deref()
            ),
            (Some("25.0"), Some("40.0"))
        );
    }

    #[test]
    fn a_holding_without_a_price_has_no_booked_result_and_the_widest_ends() {
        let core = Core::new(Intervals::default());
        let shown = results(&core, &figures(Range::default(), None), &[], &Owners::new(), Ms(0));
        assert_eq!(shown.result.booked, None);
        assert_eq!(
            (shown.result.cautious.as_str(), shown.result.optimistic.as_str()),
            ("-40", "60")
        );
        assert_eq!(shown.apart, None);
    }

    #[test]
    fn both_ends_together_say_gain_loss_or_that_nobody_can_tell() {
        for (low, high, reading) in [
            ("1", "2", PaperReading::Gained),
            ("-2", "-1", PaperReading::Lost),
            ("0", "0", PaperReading::Even),
            ("0", "1", PaperReading::CannotTell),
            ("-1", "0", PaperReading::CannotTell),
        ] {
            assert_eq!(range(usd(low), None, usd(high)).reading, reading, "{low} to {high}");
        }
    }

    #[test]
    fn an_account_opens_with_an_amount_that_a_real_one_could_have() {
        assert_eq!(amount(" 2500.50 ").unwrap(), usd("2500.5"));
        for wrong in ["0", "-5", "10000001", "many", ""] {
            assert_eq!(amount(wrong).unwrap_err().code, "opening", "{wrong}");
        }
    }
}
