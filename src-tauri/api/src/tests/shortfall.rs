//! Where the rest of a trader's profit went, on a run with everything that can come between: it adds up, and ours is what
//! the results by trader say.

use pilotfish_copy::entity::OrderStatus;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Usd;

use pilotfish_engine::testing::until;
use pilotfish_engine::testing::venue::yes;

use super::{Stage, follow};
use crate::Api;
use crate::types::{Id, Period, Shortfall};
use pilotfish_engine::EngineHandle;

impl Stage {
    /// The trader trades, and it has been decided on.
    async fn decided(&self, api: &Api, side: Side, shares: &str, price: &str) {
        let before = signals(api).await;
        self.script.trades(side, shares, price).await;
        let begun = std::time::Instant::now();
        while signals(api).await == before {
            assert!(
                begun.elapsed() < pilotfish_engine::testing::PATIENCE,
                "{side:?} {shares} is not decided on"
            );
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
    }

    /// The newest order that rests is filled.
    async fn filled(&self, engine: &EngineHandle, side: Side) {
        let resting = |scene: &mut pilotfish_engine::testing::venue::Scene| {
            let open = scene.orders.iter().find(|(_, order)| order.open && order.side == side);
            open.map(|(hash, _)| hash.clone())
        };
        pilotfish_engine::testing::seen(&self.script, "an order rests", |scene| resting(scene).is_some()).await;
        let hash = self.script.scene(resting).unwrap();
        self.script.fill(&hash).await;
        until(engine, "its copy is over", |core| {
            let child = pilotfish_engine::testing::child(core, &hash);
            let order = child.and_then(|child| core.state().orders.get(&child.order));
            order.is_some_and(|order| order.status == OrderStatus::Ended && order.filled == order.shares)
        })
        .await;
    }
}

/// How many of the trader's changes are decided.
async fn signals(api: &Api) -> u32 {
    api.shortfall(Id(1)).await.map_or(0, |shortfall| shortfall.trades)
}

fn usd(text: &str) -> Usd {
    text.parse().unwrap()
}

/// The parts that are not nothing.
fn told(shortfall: &Shortfall) -> Vec<(&str, &str, u32)> {
    let parts = shortfall.parts.iter().filter(|part| part.effect != "0");
    parts
        .map(|part| (part.part.as_str(), part.effect.as_str(), part.count))
        .collect()
}

/// Paper and parts are ours in cents, and ours is what the screen's list says of all time.
async fn agreed(api: &Api) -> Shortfall {
    let shortfall = api.shortfall(Id(1)).await.unwrap();
    let performance = api.performance(Period::All).await.unwrap();
    assert_eq!(performance.figures.traders[0].pnl, shortfall.ours);
    assert_eq!(performance.follows[0].follow, shortfall.follow);
    assert_eq!(performance.follows[0].fills, shortfall.fills);
    let parts: Usd = shortfall.parts.iter().map(|part| usd(&part.effect)).sum();
    let off = usd(&shortfall.paper) + parts - usd(&shortfall.ours);
    assert!(off.micros().abs() <= 5_000, "{shortfall:?}");
    assert_eq!(
        usd(&shortfall.paper) + usd(&shortfall.difference),
        usd(&shortfall.paper) + parts
    );
    let mut profit = shortfall.paper.clone();
    for part in &shortfall.parts {
        assert_eq!(part.before, profit, "{part:?}");
        profit.clone_from(&part.after);
    }
    shortfall
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_made_is_the_traders_profit_less_where_the_rest_went() {
    let stage = Stage::new();
    let (engine, api) = stage.copying().await;
    assert_eq!(api.shortfall(Id(9)).await.unwrap_err().code, "not_found");
    let nothing = api.shortfall(Id(1)).await.unwrap();
    assert_eq!(
        (
            nothing.paper.as_str(),
            nothing.ours.as_str(),
            nothing.fills,
            nothing.kept_percent
        ),
        ("0", "0", 0, None)
    );

    // 5 % of 100 is bought whole at the trader's price.
    stage.decided(&api, Side::Buy, "100", "0.58").await;
    stage.filled(&engine, Side::Buy).await;
    until(&engine, "the book is known", |core| core.book(&yes()).is_some()).await;
    let first = agreed(&api).await;
    // The middle of 0.58 and 0.59: 2.5 cents, of which the whole is kept.
    assert_eq!(
        (
            first.ours.as_str(),
            first.percentage.as_deref(),
            first.kept_percent.as_deref()
        ),
        ("0.03", Some("5"), Some("100.0"))
    );
    // 5 % of 10 is worth less than a dollar; of the next purchase nothing fills, at another percentage.
    stage.decided(&api, Side::Buy, "10", "0.50").await;
    follow(&api, "10").await.unwrap();
    stage.decided(&api, Side::Buy, "100", "0.50").await;
    let held = agreed(&api).await;
    assert_eq!((held.paper.as_str(), held.ours.as_str()), ("0.92", "0.03"));
    // 0.5 × 0.085, 10 × 0.085; the cent that is over by then is the rounding's.
    assert_eq!(told(&held), [("rounding", "-0.04", 1), ("unfilled", "-0.85", 1)]);
    assert_eq!((held.trades, held.unpriced, held.percentage), (3, 0, None));

    // A tenth of 60 would be sold; the purchase that works is cancelled, and what is held is the target.
    stage.decided(&api, Side::Sell, "60", "0.61").await;
    stage.decided(&api, Side::Sell, "150", "0.62").await;
    stage.filled(&engine, Side::Sell).await;
    let sold = agreed(&api).await;
    // On paper 15.5 were bought for 8.15, 6 sold at 0.61 and 9.5 at 0.62; ours: 5 for 2.90, sold at 0.62.
    assert_eq!((sold.paper.as_str(), sold.ours.as_str()), ("1.4", "0.2"));
    assert_eq!(
        (sold.difference.as_str(), sold.kept_percent.as_deref()),
        ("-1.2", Some("14.3"))
    );
    assert_eq!((sold.fills, sold.trades), (2, 5));
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_users_own_close_is_a_part_of_its_own() {
    let stage = Stage::new();
    let (engine, api) = stage.copying().await;
    stage.decided(&api, Side::Buy, "100", "0.58").await;
    stage.filled(&engine, Side::Buy).await;
    until(&engine, "the book is known", |core| core.book(&yes()).is_some()).await;
    let all = crate::types::CloseDraft {
        target: crate::types::CloseTarget::Everything,
        percent: None,
        shares: None,
        limit: None,
        not_below: None,
        despite_foreign_orders: false,
    };
    api.close(all).await.unwrap();
    stage.filled(&engine, Side::Sell).await;
    let closed = agreed(&api).await;
    // Ours sold for what the fill-and-kill's limit says; the trader's position last showed 0.58, which is the mark by now.
    assert_eq!((closed.trades, closed.fills), (1, 2));
    let own = closed.parts.iter().find(|part| part.part == "closed").unwrap();
    assert_eq!(own.count, 1);
    assert_eq!(usd(&own.effect), usd(&closed.difference), "all of the difference");
    engine.shutdown().await;
}
