//! The file of the history: its column of what was realised comes to what the books realised, whatever is covered, fails or is
//! written off.

use pilotfish_copy::Core;
use pilotfish_copy::entity::ChildState;
use pilotfish_copy::ids::{OrderHash, TradeId};
use pilotfish_copy::input::{Liquidity, OwnTrade, Settlement, UserInput};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Shares, Usd};
use pilotfish_engine::EngineHandle;
use pilotfish_engine::port::FeedEvent;
use pilotfish_engine::testing::until;
use pilotfish_engine::testing::venue::yes;

use super::Stage;
use crate::Api;
use crate::types::{HistoryFilter, LedgerFilter};

fn resting(core: &Core, side: Side) -> Option<OrderHash> {
    let mut children = core.state().children.values();
    let child = children.find(|child| child.state == ChildState::Live && child.side == side)?;
    child.hash.clone()
}

fn held(core: &Core) -> Shares {
    core.state().holdings.values().map(|holding| holding.shares).sum()
}

impl Stage {
    /// The trader trades 100 shares; five of ours are executed at that price, and may still fail.
    async fn copies_at(&self, engine: &EngineHandle, name: &str, side: Side, price: &str) {
        let before = held(&engine.core());
        self.script.trades(side, "100", "0.58").await;
        until(engine, name, |core| resting(core, side).is_some()).await;
        let hash = resting(&engine.core(), side).unwrap();
        let trade = self.script.scene(|scene| {
            let order = scene.orders.get_mut(&hash).unwrap();
            order.matched = order.shares;
            order.open = false;
            let trade = OwnTrade {
                trade: TradeId::new(name),
                hash,
                token: yes(),
                side,
                shares: order.shares,
                price: price.parse().unwrap(),
                fee: Some("0.01".parse().unwrap()),
                liquidity: Liquidity::Taker,
                settlement: Settlement::Matched,
                at: self.script.now(),
            };
            scene.trades.push(trade.clone());
            trade
        });
        assert_eq!(trade.shares, "5".parse().unwrap(), "{name}");
        self.script.say(FeedEvent::OwnTrade(trade)).await;
        until(engine, name, |core| held(core) != before).await;
    }

    async fn fails(&self, engine: &EngineHandle, name: &str) {
        let before = held(&engine.core());
        let trade = self.script.scene(|scene| {
            let trade = scene
                .trades
                .iter_mut()
                .find(|trade| trade.trade.as_str() == name)
                .unwrap();
            trade.settlement = Settlement::Failed;
            trade.clone()
        });
        self.script.say(FeedEvent::OwnTrade(trade)).await;
        until(engine, name, |core| held(core) != before).await;
    }

    /// What the books realised before fees, and the sum of that column in each of the two files; of the ledger's with its fees.
    async fn realised(&self, engine: &EngineHandle, api: &Api, name: &str) -> String {
        let state = engine.core().state().clone();
        let booked: Usd = state.holdings.values().map(|holding| holding.realised).sum();
        let fees: Usd = state.holdings.values().map(|holding| holding.fees).sum();
        let path = |file: &str| self.folder.path().join(format!("{file} {name}.csv"));
        api.write_history(HistoryFilter::default(), &path("history"))
            .await
            .unwrap();
        api.write_ledger(LedgerFilter::default(), &path("ledger"))
            .await
            .unwrap();
        let sum = |file: &str, column: &str| {
            let text = std::fs::read_to_string(path(file)).unwrap();
            let mut rows = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
            let place = rows.next().unwrap().iter().position(|name| *name == column).unwrap();
            rows.filter_map(|row| row[place].parse::<Usd>().ok()).sum::<Usd>()
        };
        assert_eq!(sum("history", "realised_usd"), booked, "{name}: the history");
        assert_eq!(sum("history", "fee_usd"), fees, "{name}: the fees");
        assert_eq!(sum("ledger", "realised_usd"), booked - fees, "{name}: the ledger");
        booked.to_string()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn its_column_adds_up_whatever_fails_and_is_covered() {
    let stage = Stage::new();
    let (engine, api) = stage.copying().await;
    stage.copies_at(&engine, "first", Side::Buy, "0.58").await;
    stage.copies_at(&engine, "second", Side::Buy, "0.40").await;
    stage.copies_at(&engine, "sale", Side::Sell, "0.60").await;
    assert_eq!(stage.realised(&engine, &api, "sold").await, "0.55", "3.00 - 5 × 0.49");

    stage.fails(&engine, "first").await;
    let made = stage.realised(&engine, &api, "failed").await;
    assert_eq!(made, "1", "what was sold had cost 2.00");

    stage.fails(&engine, "second").await;
    assert_eq!(held(&engine.core()), "-5".parse().unwrap(), "sold too much");
    stage.realised(&engine, &api, "oversold").await;
    stage.copies_at(&engine, "cover", Side::Buy, "0.50").await;
    let made = stage.realised(&engine, &api, "covered").await;
    assert_eq!(made, "0.5", "3.00 - 2.50");

    stage.fails(&engine, "sale").await;
    let made = stage.realised(&engine, &api, "unsold").await;
    assert_eq!(made, "-0.05", "five are held at 2.45 that cost 2.50");
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn its_column_adds_up_where_shares_are_written_off() {
    let stage = Stage::new();
    let (engine, api) = stage.holding().await;
    stage.script.scene(|scene| scene.stray_shares = "-2".parse().unwrap());
    until(&engine, "shares are missing", |core| !core.state().halts.is_empty()).await;
    engine
        .ask(UserInput::AcceptDifference { token: Some(yes()) })
        .await
        .unwrap();
    until(&engine, "they are written off", |core| {
        held(core) == "3".parse().unwrap()
    })
    .await;
    assert_eq!(stage.realised(&engine, &api, "gone").await, "-1.16", "2 × 0.58");
    engine.shutdown().await;
}
