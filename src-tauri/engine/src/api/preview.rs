//! What a draft would do: the core's own sizing and rounding on the trader's own trades, with the room that the limits
//! leave now. Fees, which depend on the market, are left out.

use pilotfish_copy::Core;
use pilotfish_copy::entity::FollowSettings;
use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::money::{LOT, MICRO, Price, Rounding, Shares, Usd, mul_div};
use pilotfish_polymarket::public::{ActivityLine, PositionRow};

use super::draft::check;
use super::types::{FollowDraft, FollowPreview, TradePair};
use super::{Api, ApiResult};
use crate::accounts;
use crate::figures::{Rows, count, is_trade};

/// The least shares of a resting order on most markets.
const USUAL_MINIMUM: Shares = Shares::from_micros(5 * MICRO);
/// The price that the $1,000 example is reckoned at.
const EXAMPLE_PRICE: Price = Price::from_micros(500_000);
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
        let preview = preview(&engine.core(), now, &who.wallet, &checked.settings, &known.rows);
        Ok(FollowPreview {
            problems: checked.problems,
            ..preview
        })
    }
}

/// USD that each limit still leaves for purchases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Room {
    order: Usd,
    market: Usd,
    follow: Usd,
    exposure: Usd,
    daily: Usd,
    balance: Usd,
}

impl Room {
    fn now(core: &Core, now: VenueMs, trader: &WalletAddress, settings: &FollowSettings) -> Self {
        let control = &core.state().control;
        let limits = &control.limits;
        let follow = core.state().follow_of(trader).map(|follow| follow.id);
        let in_follow = follow.map_or(Usd::ZERO, |follow| accounts::exposure(core, Some(follow)));
        let spent = if control.spend_day == now.utc_day() {
            control.spent_today
        } else {
            Usd::ZERO
        };
        let cash = control.cash.unwrap_or(Usd::ZERO);
        // Up: the reserve is never touched.
        let keep = mul_div(cash.micros(), i64::from(limits.reserve_tenths), 1_000, Rounding::Up);
        Self {
            order: settings.max_order,
            market: settings.max_market,
            follow: settings.max_total - in_follow,
            exposure: limits.max_exposure - accounts::exposure(core, None),
            daily: limits.max_daily_spend - spent - core.reserved(),
            balance: cash - Usd::from_micros(keep) - core.reserved(),
        }
    }

    fn cut(&self, shares: Shares, price: Price) -> Shares {
        let rooms = [
            self.order,
            self.market,
            self.follow,
            self.exposure,
            self.daily,
            self.balance,
        ];
        rooms
            .into_iter()
            .fold(shares, |left, room| left.at_most(room.buys(price)))
    }

    fn spend(&mut self, usd: Usd) {
        for room in [&mut self.follow, &mut self.exposure, &mut self.daily, &mut self.balance] {
            *room -= usd;
        }
    }
}

fn preview(core: &Core, now: VenueMs, trader: &WalletAddress, settings: &FollowSettings, rows: &Rows) -> FollowPreview {
    let room = Room::now(core, now, trader, settings);
    let mut trades: Vec<&ActivityLine> = rows.deeds.iter().filter(|deed| is_trade(deed)).collect();
    trades.sort_by_key(|deed| deed.value);
    let usual = trades.len().checked_sub(1).and_then(|last| trades.get(last / 2));
    let example = settings.percentage.of(EXAMPLE.buys(EXAMPLE_PRICE));
    let (existing_count, existing_cost) = existing(room, settings, &rows.open);
    FollowPreview {
        problems: Vec::new(),
        thousand: worth(room.cut(example, EXAMPLE_PRICE), EXAMPLE_PRICE).to_string(),
        usual: usual.and_then(|deed| pair(room, settings, deed)),
        largest: trades.last().and_then(|deed| pair(room, settings, deed)),
        least_shares: least_shares(settings).to_string(),
        existing_count,
        existing_cost: existing_cost.to_string(),
    }
}

fn pair(room: Room, settings: &FollowSettings, deed: &ActivityLine) -> Option<TradePair> {
    let price = deed.price?;
    let uncut = settings.percentage.of(deed.shares);
    let cut = room.cut(uncut, price);
    let skipped = below_minimum(cut, price);
    let ours = if skipped { Usd::ZERO } else { worth(cut, price) };
    Some(TradePair {
        theirs: deed.value.to_string(),
        ours: ours.to_string(),
        uncut: (cut < uncut).then(|| worth(uncut, price).to_string()),
        skipped,
    })
}

/// How many positions there are, and what copying them would cost, one after the other, as far as the limits reach.
fn existing(mut room: Room, settings: &FollowSettings, open: &[PositionRow]) -> (u32, Usd) {
    let held: Vec<&PositionRow> = open.iter().filter(|row| !row.redeemable && row.shares >= LOT).collect();
    let mut cost = Usd::ZERO;
    for row in &held {
        let shares = room.cut(settings.percentage.of(row.shares), row.price);
        let in_band = (settings.price_min..=settings.price_max).contains(&row.price);
        if in_band && !below_minimum(shares, row.price) {
            let usd = shares.value(row.price, Rounding::Up);
            cost += usd;
            room.spend(usd);
        }
    }
    (count(held.len()), cost)
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

fn below_minimum(shares: Shares, price: Price) -> bool {
    shares < USUAL_MINIMUM || shares.value(price, Rounding::Down) < Usd::ONE
}

/// Rounded down: what is shown is never more than what would be spent.
fn worth(shares: Shares, price: Price) -> Usd {
    shares.value(price, Rounding::Down)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_copy::Intervals;
    use pilotfish_copy::ids::{ConditionId, TokenId, TxHash};
    use pilotfish_copy::input::{Input, RowKind};
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

    fn settings(percentage: &str) -> FollowSettings {
        FollowSettings::at(percentage.parse().unwrap())
    }

    #[test]
    fn five_percent_of_a_thousand_dollars_is_fifty_and_twenty_is_cut_by_the_order_limit() {
        let rows = Rows::default();
        let of = |text| preview(&core_with_cash(), VenueMs(1_000), &trader(), &settings(text), &rows).thousand;
        assert_eq!(
            (of("5"), of("20"), of("0.1")),
            ("50".to_owned(), "100".to_owned(), "1".to_owned())
        );
    }

    #[test]
    fn the_worked_example_of_a_hundred_shares_at_58_cents() {
        let rows = Rows {
            deeds: vec![deed("100", "0.58")],
            ..Rows::default()
        };
        let found = preview(&core_with_cash(), VenueMs(1_000), &trader(), &settings("5"), &rows);
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
        let found = preview(&core_with_cash(), VenueMs(1_000), &trader(), &settings("5"), &rows);
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
    fn without_known_cash_nothing_could_be_bought() {
        let core = Core::new(Intervals::default());
        let found = preview(&core, VenueMs(1_000), &trader(), &settings("5"), &Rows::default());
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
