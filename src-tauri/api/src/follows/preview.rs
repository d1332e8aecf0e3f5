//! What a draft would do: the core's own sizing, rounding and limits on the trader's own trades. Of a market whose facts are not
//! known the dearest fee is assumed, so that no more is promised than will be bought.

use std::collections::BTreeMap;

use pilotfish_copy::Core;
use pilotfish_copy::accounts::fill_value;
use pilotfish_copy::entity::{Follow, FollowSettings, FollowStatus};
use pilotfish_copy::fees::worst_fee;
use pilotfish_copy::ids::{ConditionId, FollowId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::market::{Exchange, FeeSchedule, Market, Outcome, Side};
use pilotfish_copy::money::{LOT, MICRO, Price, Rounding, Shares, Tick, Usd, mul_div};
use pilotfish_copy::risk::headroom::{Headroom, headroom};
use pilotfish_polymarket::public::{ActivityLine, PositionRow};

use crate::follows::binding::{OTHERS_SPAN_MS, Others, binding, taken};
use crate::follows::form::check;
use crate::numbers::count;
use crate::traders::statistics::{Rows, is_trade};
use crate::types::{FollowDraft, FollowPreview, TradePair};
use crate::{Api, ApiResult, Connected, reader};
use pilotfish_engine::{EngineHandle, accounts};

/// The dearest taker fee that was seen (crypto, 2026).
const DEAREST_FEE: FeeSchedule = FeeSchedule {
    rate_micros: 70_000,
    exponent: 1,
};
/// The least shares of a resting order on most markets.
const USUAL_MINIMUM: Shares = Shares::from_micros(5 * MICRO);
/// The price that the $1,000 example is reckoned at.
const EXAMPLE_PRICE: Price = Price::from_micros(500_000);
const DAY_MS: i64 = 86_400_000;
/// The example.
const EXAMPLE: Usd = Usd::dollars(1_000);

impl Api {
    /// What a draft would do. Fields that are wrong are named, and the rest is reckoned with their defaults.
    ///
    /// # Errors
    /// `unknown_trader`, `ambiguous_trader`, and the venue's.
    pub async fn preview_follow(&self, address: String, draft: FollowDraft) -> ApiResult<FollowPreview> {
        let engine = self.engine()?;
        let who = self.resolve(&engine, &address).await?;
        let known = self.shared.cache.trader(&engine, &who.wallet).await?;
        let now = engine.now().unwrap_or_default();
        let checked = check(&draft);
        let shown = shown_trades(&known.rows);
        let markets = facts(&engine, &shown).await;
        let core = engine.core();
        let rooms = Rooms::new(&core, now, &who.wallet, &checked.settings, markets);
        let preview = preview(&rooms, &known.rows);
        let taken = taken(rooms.settings(), &known.rows.deeds, now, |condition| {
            rooms.market(condition)
        });
        let others = others(&engine, &core, rooms.follow.id, now).await?;
        Ok(FollowPreview {
            problems: checked.problems,
            binding: binding(&core.state().control.limits, taken, others),
            ..preview
        })
    }
}

/// What every follow but that one took of the last days, and holds.
async fn others(engine: &Connected, core: &Core, own: FollowId, now: VenueMs) -> ApiResult<Others> {
    let since = now.plus(-OTHERS_SPAN_MS);
    let mut records = engine.records.lock().await;
    reader(engine)?.refresh(&mut records.ledger).await?;
    let fills = records.ledger.fills().iter();
    let bought = fills.filter(|fill| fill.side == Side::Buy && fill.follow != own && fill.at >= since);
    let (mut spent, mut first) = (Usd::ZERO, now);
    for fill in bought {
        spent += fill_value(fill.side, fill.shares, fill.price) + fill.fee;
        first = first.min(fill.at);
    }
    let days = (now.since(first) + DAY_MS - 1).div_euclid(DAY_MS).max(1);
    Ok(Others {
        daily: Usd::from_micros(spent.micros() / days),
        exposure: accounts::exposure(core, None) - accounts::exposure(core, Some(own)),
    })
}

/// The facts of these trades' markets: those that the core knows, and what the venue says of the others.
async fn facts(engine: &EngineHandle, trades: &[&ActivityLine]) -> BTreeMap<ConditionId, Market> {
    let core = engine.core();
    let mut markets = BTreeMap::new();
    for condition in trades.iter().filter_map(|deed| deed.condition.clone()) {
        if core.state().markets.contains_key(&condition) {
            continue;
        }
        match engine.market_data().market(&condition).await {
            Ok(market) => {
                markets.insert(condition, market);
            }
            Err(error) => tracing::debug!(%condition, %error, "a market of a preview could not be read"),
        }
    }
    markets
}

/// The usual trade and the largest.
fn shown_trades(rows: &Rows) -> Vec<&ActivityLine> {
    let mut trades: Vec<&ActivityLine> = rows.deeds.iter().filter(|deed| is_trade(deed)).collect();
    trades.sort_by_key(|deed| deed.value);
    let usual = trades.len().checked_sub(1).and_then(|last| trades.get(last / 2));
    usual.into_iter().chain(trades.last()).copied().collect()
}

/// What every limit leaves for purchases through the follow, market by market, as the core reckons it.
struct Rooms<'a> {
    core: &'a Core,
    now: VenueMs,
    /// The follow as it would be.
    follow: Follow,
    /// Facts that the core does not have.
    markets: BTreeMap<ConditionId, Market>,
}

impl<'a> Rooms<'a> {
    fn new(
        core: &'a Core,
        now: VenueMs,
        trader: &WalletAddress,
        settings: &FollowSettings,
        markets: BTreeMap<ConditionId, Market>,
    ) -> Self {
        let state = core.state();
        // What an earlier follow of the trader still holds counts.
        let earlier = state.follows.values().find(|follow| follow.trader == *trader);
        let standing = state.follow_of(trader).or(earlier).map(|follow| Follow::clone(follow));
        let follow = Follow {
            settings: settings.clone(),
            ..standing.unwrap_or_else(|| nobody_yet(trader, settings, now))
        };
        Self {
            core,
            now,
            follow,
            markets,
        }
    }

    fn settings(&self) -> &FollowSettings {
        &self.follow.settings
    }

    fn market(&self, condition: &ConditionId) -> Market {
        let known = self
            .core
            .state()
            .markets
            .get(condition)
            .map(std::convert::AsRef::as_ref);
        known
            .or_else(|| self.markets.get(condition))
            .cloned()
            .unwrap_or_else(|| assumed(condition))
    }

    fn headroom(&self, condition: &ConditionId) -> Headroom {
        headroom(self.core.state(), &self.follow, condition, None, self.now)
    }
}

fn nobody_yet(trader: &WalletAddress, settings: &FollowSettings, now: VenueMs) -> Follow {
    Follow {
        // An id that no follow has.
        id: FollowId(0),
        trader: trader.clone(),
        name: String::new(),
        settings: settings.clone(),
        status: FollowStatus::Active,
        created_at: now,
        started_at: now,
        baseline_at: None,
        activity_through: now,
        activity_gap_at: None,
        moved_to: None,
    }
}

pub(super) fn assumed(condition: &ConditionId) -> Market {
    let outcome = || Outcome {
        token: TokenId::new(""),
        name: String::new(),
    };
    Market {
        condition: condition.clone(),
        question: String::new(),
        slug: String::new(),
        event_slug: String::new(),
        category: String::new(),
        outcomes: [outcome(), outcome()],
        tick: Tick::CENT,
        min_size: USUAL_MINIMUM,
        fee: DEAREST_FEE,
        exchange: Exchange::StandardV2,
        end: None,
        accepting_orders: true,
        closed: false,
        payouts: None,
    }
}

/// What purchases that were reckoned already would take.
#[derive(Debug, Default)]
struct Taken {
    orders: u64,
    cost: Usd,
    with_fees: Usd,
    by_market: BTreeMap<ConditionId, Usd>,
}

impl Taken {
    fn add(&mut self, market: &Market, cost: Usd, fee: Usd) {
        self.orders += 1;
        self.cost += cost;
        self.with_fees += cost + fee;
        *self.by_market.entry(market.condition.clone()).or_default() += cost + fee;
    }

    /// The room they would leave: the core reserves cost and fee of each.
    fn from(&self, room: Headroom, condition: &ConditionId) -> Headroom {
        let mut left = room;
        left.market.used += self.by_market.get(condition).copied().unwrap_or_default();
        left.follow.used += self.with_fees;
        left.exposure.used += self.with_fees;
        left.daily.used += self.with_fees;
        left.open_orders.0 += self.orders;
        left.free = left.free.map(|free| free - self.with_fees);
        left
    }
}

fn preview(rooms: &Rooms<'_>, rows: &Rows) -> FollowPreview {
    let [usual, largest] = match shown_trades(rows).as_slice() {
        [usual, largest] => [Some(*usual), Some(*largest)],
        _ => [None, None],
    };
    let anywhere = assumed(&ConditionId::new(""));
    let example = rooms.settings().percentage.of(EXAMPLE.buys(EXAMPLE_PRICE));
    let most = rooms.headroom(&anywhere.condition).shares(&anywhere, EXAMPLE_PRICE);
    let (existing_count, existing_cost) = existing(rooms, &rows.open);
    FollowPreview {
        problems: Vec::new(),
        thousand: worth(example.min(most), EXAMPLE_PRICE).to_string(),
        usual: usual.and_then(|deed| pair(rooms, deed)),
        largest: largest.and_then(|deed| pair(rooms, deed)),
        least_shares: least_shares(rooms.settings()).to_string(),
        existing_count,
        existing_cost: existing_cost.to_string(),
        binding: Vec::new(),
    }
}

fn pair(rooms: &Rooms<'_>, deed: &ActivityLine) -> Option<TradePair> {
    let price = deed.price?;
    let market = rooms.market(deed.condition.as_ref()?);
    let uncut = rooms.settings().percentage.of(deed.shares);
    let cut = uncut.min(rooms.headroom(&market.condition).shares(&market, price));
    let skipped = below_minimum(&market, cut, price);
    let ours = if skipped { Usd::ZERO } else { worth(cut, price) };
    Some(TradePair {
        theirs: deed.value.to_string(),
        ours: ours.to_string(),
        uncut: (cut < uncut).then(|| worth(uncut, price).to_string()),
        skipped,
        capped: skipped && !below_minimum(&market, uncut, price),
    })
}

/// How many positions there are, and what copying them would cost, one after the other, as far as the limits reach.
fn existing(rooms: &Rooms<'_>, open: &[PositionRow]) -> (u32, Usd) {
    let held: Vec<&PositionRow> = open.iter().filter(|row| !row.redeemable && row.shares >= LOT).collect();
    let settings = rooms.settings();
    let mut taken = Taken::default();
    for row in &held {
        let market = rooms.market(&row.condition);
        let room = taken.from(rooms.headroom(&row.condition), &row.condition);
        let shares = settings.percentage.of(row.shares).min(room.shares(&market, row.price));
        let in_band = (settings.price_min..=settings.price_max).contains(&row.price);
        if in_band && !below_minimum(&market, shares, row.price) {
            let cost = shares.value(row.price, Rounding::Up);
            taken.add(&market, cost, worst_fee(&market.fee, Side::Buy, shares, row.price));
        }
    }
    (count(held.len()), taken.cost)
}

/// The fewest of the trader's shares whose copy is at least the usual minimum.
fn least_shares(settings: &FollowSettings) -> Shares {
    let tenths = i64::from(settings.percentage.tenths());
    let exact = mul_div(USUAL_MINIMUM.micros(), 1_000, tenths, Rounding::Up);
    let floor = Shares::from_micros(exact).floor_to_lot();
    if settings.percentage.of(floor) >= USUAL_MINIMUM {
        floor
    } else {
        floor + LOT
    }
}

pub(super) fn below_minimum(market: &Market, shares: Shares, price: Price) -> bool {
    shares < market.min_size.max(LOT) || shares.value(price, Rounding::Down) < Usd::ONE
}

/// Rounded down: what is shown is never more than what would be spent.
fn worth(shares: Shares, price: Price) -> Usd {
    shares.value(price, Rounding::Down)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_copy::Intervals;
    use pilotfish_copy::entity::GlobalLimits;
    use pilotfish_copy::ids::{ConditionId, TokenId, TxHash};
    use pilotfish_copy::input::{ActivityRow, Input, ListQuality, RowKind, RowSource, SnapshotPosition, UserInput};
    use pilotfish_copy::market::Side;

    use super::*;

    fn core_with_cash() -> Core {
        let mut core = Core::new(Intervals::default());
        core.step(
            VenueMs(1_000),
            Input::Account {
                cash: Usd::dollars(10_000),
                requested_at: VenueMs(1_000),
            },
        );
        core
    }

    fn trader() -> WalletAddress {
        WalletAddress::parse("0x0000000000000000000000000000000000000009").unwrap()
    }

    fn deed(shares: &str, price: &str) -> ActivityLine {
        let (shares, price): (Shares, Price) = (shares.parse().unwrap(), price.parse().unwrap());
        ActivityLine {
            at: VenueMs(500),
            kind: RowKind::Trade(Side::Buy),
            token: Some(TokenId::new("1")),
            condition: Some(ConditionId::new("0x1")),
            question: String::new(),
            outcome: String::new(),
            outcome_index: Some(0),
            shares,
            price: Some(price),
            value: shares.value(price, Rounding::HalfUp),
            tx: TxHash::new("0x2"),
        }
    }

    fn preview_of(core: &Core, settings: &FollowSettings, rows: &Rows) -> FollowPreview {
        let rooms = Rooms::new(core, VenueMs(1_000), &trader(), settings, BTreeMap::new());
        preview(&rooms, rows)
    }

    fn settings(percentage: &str) -> FollowSettings {
        FollowSettings::at(percentage.parse().unwrap())
    }

    #[test]
    fn five_percent_of_a_thousand_dollars_is_fifty_and_twenty_is_cut_by_the_order_limit() {
        let rows = Rows::default();
        let of = |text| preview_of(&core_with_cash(), &settings(text), &rows).thousand;
        assert_eq!(
            (of("5"), of("20"), of("0.1")),
            ("50".to_owned(), "100".to_owned(), "1".to_owned())
        );
    }

    fn dear_market() -> Market {
        let outcome = |token: &str| Outcome {
            token: TokenId::new(token),
            name: token.to_owned(),
        };
        Market {
            outcomes: [outcome("1"), outcome("2")],
            ..assumed(&ConditionId::new("0x1"))
        }
    }

    /// A core that copies the trader with these settings under these limits, and holds some of what they bought before.
    fn copying(cash: Usd, limits: GlobalLimits, settings: &FollowSettings) -> Core {
        let mut core = Core::new(Intervals::default());
        let at = VenueMs(1_000);
        let other = SnapshotPosition {
            token: TokenId::new("9"),
            condition: ConditionId::new("0x9"),
            shares: Shares::from_micros(5_000_000),
            average_cost: EXAMPLE_PRICE,
            current_price: EXAMPLE_PRICE,
            redeemable: false,
        };
        let inputs = [
            Input::VenueTime { at },
            Input::Account { cash, requested_at: at },
            Input::User(UserInput::SetLimits { limits }),
            Input::Market(dear_market()),
            Input::User(UserInput::Follow {
                trader: trader(),
                name: "25usdc".to_owned(),
                settings: settings.clone(),
            }),
            Input::Snapshot {
                trader: trader(),
                requested_at: at,
                quality: ListQuality::FULL,
                positions: vec![other],
            },
        ];
        for input in inputs {
            core.step(at, input);
        }
        core
    }

    /// What the core buys of a trade of the trader's.
    fn bought(core: &mut Core, deed: &ActivityLine) -> Usd {
        let row = ActivityRow {
            tx: deed.tx.clone(),
            token: deed.token.clone().unwrap(),
            condition: deed.condition.clone().unwrap(),
            kind: deed.kind,
            shares: deed.shares,
            price: deed.price.unwrap(),
            at: VenueMs(2_000),
        };
        let rows = Input::Rows {
            trader: trader(),
            rows: vec![row],
            source: RowSource::Stream,
        };
        core.step(VenueMs(3_000), rows);
        core.step(VenueMs(60_000), Input::Market(dear_market()));
        let orders = core.state().orders.values();
        orders.map(|order| worth(order.shares, deed.price.unwrap())).sum()
    }

    #[test]
    fn what_the_preview_promises_is_what_the_core_then_buys() {
        let wide = GlobalLimits {
            max_exposure: Usd::dollars(100_000),
            max_daily_spend: Usd::dollars(100_000),
            max_open_orders: 50,
            reserve_tenths: 50,
            max_daily_loss: None,
        };
        let open = FollowSettings {
            max_order: Usd::dollars(10_000),
            max_market: Usd::dollars(10_000),
            max_total: Usd::dollars(10_000),
            ..settings("20")
        };
        let cases = [
            ("nothing binds", Usd::dollars(50_000), wide.clone(), open.clone()),
            (
                "the balance binds, with fee and reserve",
                Usd::dollars(70),
                wide.clone(),
                open.clone(),
            ),
            (
                "the day's spend binds, with fee",
                Usd::dollars(50_000),
                GlobalLimits {
                    max_daily_spend: Usd::dollars(50),
                    ..wide.clone()
                },
                open.clone(),
            ),
            (
                "the exposure binds",
                Usd::dollars(50_000),
                GlobalLimits {
                    max_exposure: Usd::dollars(33),
                    ..wide.clone()
                },
                open.clone(),
            ),
            (
                "the market's limit binds",
                Usd::dollars(50_000),
                wide.clone(),
                FollowSettings {
                    max_market: Usd::dollars(17),
                    ..open.clone()
                },
            ),
            (
                "no order more may be open",
                Usd::dollars(50_000),
                GlobalLimits {
                    max_open_orders: 0,
                    ..wide.clone()
                },
                open.clone(),
            ),
            (
                "what is left is under the minimum",
                Usd::dollars(50_000),
                wide,
                FollowSettings {
                    max_order: Usd::dollars(2),
                    ..open
                },
            ),
        ];
        let trade = deed("10000", "0.47");
        let rows = Rows {
            deeds: vec![trade.clone()],
            ..Rows::default()
        };
        let mut promises = std::collections::BTreeSet::new();
        for (case, cash, limits, settings) in cases {
            let mut core = copying(cash, limits, &settings);
            let promised = preview_of(&core, &settings, &rows).usual.unwrap().ours;
            assert_eq!(promised, bought(&mut core, &trade).to_string(), "{case}");
            promises.insert(promised);
        }
        assert_eq!(promises.len(), 6, "each binds on its own: {promises:?}");
    }

    #[test]
    fn the_worked_example_of_a_hundred_shares_at_58_cents() {
        let rows = Rows {
            deeds: vec![deed("100", "0.58")],
            ..Rows::default()
        };
        let found = preview_of(&core_with_cash(), &settings("5"), &rows);
        let usual = found.usual.unwrap();
        assert_eq!(
            (usual.theirs.as_str(), usual.ours.as_str(), usual.skipped),
            ("58", "2.9", false)
        );
        assert_eq!(usual.uncut, None);
        assert_eq!(found.least_shares, "100");
    }

    #[test]
    fn a_trade_over_the_limit_shows_what_it_would_have_been_and_one_under_the_minimum_is_skipped() {
        let rows = Rows {
            deeds: vec![deed("10000", "0.5"), deed("40", "0.5"), deed("60", "0.5")],
            ..Rows::default()
        };
        let found = preview_of(&core_with_cash(), &settings("5"), &rows);
        let largest = found.largest.unwrap();
        assert_eq!((largest.ours.as_str(), largest.uncut.as_deref()), ("100", Some("250")));
        let usual = found.usual.unwrap();
        assert_eq!(
            (usual.ours.as_str(), usual.skipped),
            ("0", true),
            "3 shares are under 5"
        );
    }

    #[test]
    fn what_a_cap_makes_too_small_is_told_from_what_is_too_small() {
        let rows = Rows {
            deeds: vec![deed("10000", "0.5"), deed("40", "0.5")],
            ..Rows::default()
        };
        let tight = FollowSettings {
            max_order: Usd::dollars(2),
            ..settings("5")
        };
        let found = preview_of(&core_with_cash(), &tight, &rows);
        let told = |pair: Option<TradePair>| pair.map(|pair| (pair.skipped, pair.capped)).unwrap();
        assert_eq!(told(found.largest), (true, true), "$250 would have been enough");
        assert_eq!(told(found.usual), (true, false), "two shares are under five");
    }

    #[test]
    fn without_known_cash_nothing_could_be_bought() {
        let core = Core::new(Intervals::default());
        let found = preview_of(&core, &settings("5"), &Rows::default());
        assert_eq!(found.thousand, "0");
    }

    #[test]
    fn the_fewest_shares_copied_are_enough_and_one_lot_less_are_not() {
        for tenths in 1..=200 {
            let settings = FollowSettings::at(pilotfish_copy::money::Percentage::from_tenths(tenths).unwrap());
            let least = least_shares(&settings);
            assert!(settings.percentage.of(least) >= USUAL_MINIMUM, "{tenths}");
            assert!(settings.percentage.of(least - LOT) < USUAL_MINIMUM, "{tenths}");
        }
    }
}
