//! Where the rest of a trader's profit went, on days of the simulated Polymarket with everything in them: the record that a
//! store keeps of a run accounts for all of it.

use std::collections::BTreeMap;

use pilotfish_copy::accounts::{Part, Shortfall, shortfall, unrealised};
use pilotfish_copy::entity::SignalOrigin;
use pilotfish_copy::event::{Event, EventKind};
use pilotfish_copy::ids::{FollowId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::input::{Input, Settlement};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Usd};
use pilotfish_copy::wallet::{TradingAccount, WalletType};
use pilotfish_copy::{Core, Intervals};
use pilotfish_sim::habits::HabitSet;
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim::world_gen::Breadth;
use pilotfish_store::read::shortfall::FollowRecord;
use pilotfish_store::{Batch, Identity, PositionPage, Snapshots, Store};
use pilotfish_world::{Watch, World, WorldOptions};

const START: VenueMs = VenueMs(1_793_577_600_000);
const HOUR_MS: i64 = 3_600_000;
/// So many steps are committed at once: what lies between is of no matter here, and each commit waits for the disk.
const TOGETHER: usize = 2_000;

#[derive(Default)]
struct Inputs(Vec<(VenueMs, Input)>);

impl Watch for Inputs {
    fn input(&mut self, at: VenueMs, input: &Input) {
        self.0.push((at, input.clone()));
    }
}

/// A run, as a store keeps it.
struct Kept {
    core: Core,
    events: Vec<Event>,
    record: FollowRecord,
}

async fn kept(seed: u64, percent: u16) -> Kept {
    let options = WorldOptions {
        seed,
        start: START,
        length_ms: Some(60 * HOUR_MS),
        balance: VenueOptions::BALANCE,
        replay: None,
        breadth: Breadth::default(),
        habits: HabitSet::none(),
        demo_limits: false,
        min_time_to_resolution_ms: None,
        follows: vec![format!("25usdc:{percent}").parse().expect("a follow")],
    };
    let mut inputs = Inputs::default();
    let world = World::new(options).expect("a world");
    world.run_watched(&mut inputs).expect("a run");

    let folder = tempfile::tempdir().expect("a folder");
    let identity = Identity::Demo {
        world: format!("world-{seed}"),
        account: TradingAccount {
            chain_id: 137,
            funder: WalletAddress::parse("0x0000000000000000000000000000000000000099").expect("an address"),
            wallet_type: WalletType::Deposit,
        },
    };
    let store = Store::open(folder.path(), identity).await.expect("a store");
    let mut snapshots = Snapshots::open(folder.path()).await.expect("the snapshots");
    let mut core = Core::new(Intervals::default());
    let mut told = Vec::new();
    for steps in inputs.0.chunks(TOGETHER) {
        let (mut changes, mut events) = (Vec::new(), Vec::new());
        for (at, input) in steps {
            let step = core.step(*at, input.clone());
            changes.extend(step.changes);
            events.extend(step.events);
        }
        let at = steps.last().map_or(START, |(at, _)| *at);
        let batch = Batch {
            changes: &changes,
            events: &events,
            intents: &[],
            at,
        };
        store.commit(batch).await.expect("a commit");
        told.extend(events);
        for (_, input) in steps {
            if let Input::Snapshot {
                trader,
                requested_at,
                positions,
                ..
            } = input
            {
                let page = PositionPage {
                    trader: trader.clone(),
                    at: *requested_at,
                    positions: positions.clone(),
                };
                snapshots.keep(&[page], &[]).await.expect("a snapshot is kept");
            }
        }
    }
    let record = store.reader().follow_record(FollowId(1)).await.expect("a reading");
    Kept {
        core,
        events: told,
        record: record.expect("the follow"),
    }
}

impl Kept {
    fn mark(&self, token: &TokenId) -> Option<Price> {
        let market = self.core.state().market_of(token);
        market
            .and_then(|market| market.payout(token))
            .or_else(|| self.record.last_prices.get(token).copied())
    }

    fn shortfall(&self) -> Shortfall {
        let holdings = self.record.holdings.iter();
        let booked = holdings.map(|holding| {
            // A position that is over may be of a market that nobody remembers: nothing of it has a price any more.
            let over = holding.shares.is_zero();
            let mark = self.mark(&holding.token).or(over.then_some(Price::ZERO));
            let mark = mark.expect("what is held has a price");
            holding.realised + unrealised(holding, mark) - holding.fees
        });
        shortfall(&self.record.decided, |token| self.mark(token), booked.sum())
    }

    /// Paper from the journal alone: so many percent of each change at the trader's price, sales from what paper holds. In 10^-15 USD.
    fn on_paper(&self, percent: u16) -> i128 {
        let decided = self.events.iter().filter_map(|event| match &event.what {
            EventKind::Skip { signal, .. } | EventKind::Order { signal, .. } => Some(*signal),
            _ => None,
        });
        let decided: std::collections::BTreeSet<_> = decided.collect();
        let mut held: BTreeMap<&TokenId, i128> = BTreeMap::new();
        let mut profit = 0;
        for event in &self.events {
            let EventKind::Signal {
                signal,
                token,
                side,
                before,
                after,
                price,
                change,
                origin,
                ..
            } = &event.what
            else {
                continue;
            };
            let Some(mark) = self.mark(token).filter(|_| decided.contains(signal)) else {
                continue;
            };
            assert_ne!(*origin, SignalOrigin::User);
            let all = i128::from((*after - *before).abs().micros()) * i128::from(10 * percent);
            let paper = held.entry(token).or_default();
            let a_share = i128::from(mark.micros() - price.micros());
            match side {
                Side::Buy => {
                    *paper += all;
                    profit += all * a_share;
                }
                Side::Sell => {
                    let closes = *change == pilotfish_copy::entity::SignalKind::PositionClosed;
                    let sold = if closes { *paper } else { all.min(*paper) };
                    *paper -= sold;
                    profit -= sold * a_share;
                }
            }
        }
        profit
    }
}

#[tokio::test]
async fn the_record_of_a_run_accounts_for_all_of_the_difference() {
    let mut seen: BTreeMap<Part, u64> = BTreeMap::new();
    for (seed, percent) in [(7, 5), (11, 20)] {
        let kept = kept(seed, percent).await;
        let result = kept.shortfall();
        println!("seed {seed}, {percent} %: {result:?}");
        let fills = kept
            .events
            .iter()
            .filter(|event| matches!(event.what, EventKind::Fill { .. }))
            .count();
        let failed = kept.events.iter().filter(|event| {
            matches!(
                &event.what,
                EventKind::Settlement {
                    settlement: Settlement::Failed,
                    ..
                }
            )
        });
        let executions: usize = kept.record.decided.iter().map(|one| one.executions.len()).sum();
        assert_eq!(executions, fills - failed.count(), "every fill that counts, once");
        assert!(executions > 10, "{executions} fills");

        let parts: Usd = result.parts.iter().map(|portion| portion.effect).sum();
        assert_eq!(result.paper + parts, result.ours);
        let paper = kept.on_paper(percent);
        let off = paper - i128::from(result.paper.micros()) * 1_000_000_000;
        assert!(
            off.abs() <= 500_000_000,
            "paper is {}, the journal says {paper}",
            result.paper
        );
        // A booking is rounded by less than a micro-dollar, a sale's cost and a payout too.
        let most = i64::try_from(3 * executions + 10).expect("a small number");
        assert!(result.remainder.micros().abs() <= most, "off by {}", result.remainder);
        for portion in &result.parts {
            *seen.entry(portion.part).or_default() += portion.count;
        }
        let cents = result.in_cents();
        let parts: Usd = cents.parts.iter().map(|portion| portion.effect).sum();
        assert_eq!(cents.paper + parts, cents.ours);
    }
    // Every sale of these days filled, and nobody closed by hand: those two are worked out in the copy core's own tests.
    let rare = [Part::Unsold, Part::Closed];
    let never: Vec<Part> = Part::ALL
        .into_iter()
        .filter(|part| seen.get(part) == Some(&0) && !rare.contains(part))
        .collect();
    assert_eq!(never, [], "the runs have something of every other part");
}
