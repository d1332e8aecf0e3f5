//! The demo that most pages are tested on: five traders followed for four days, with orders at work, filled, partly filled, closed and
//! resolved, and decisions of every kind.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pilotfish_copy::Core;
use pilotfish_copy::entity::{ChildState, FollowStatus};
use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::input::SnapshotPosition;
use pilotfish_copy::market::{FeeSchedule, Level, Market, Outcome, Side};
use pilotfish_copy::money::{Price, Shares, Usd};
use pilotfish_engine::port::FeedEvent;
use pilotfish_engine::testing::venue::{Script, ScriptedBook, ScriptedTrader, market};
use pilotfish_engine::testing::{self, PATIENCE};
use pilotfish_engine::{Bus, EngineHandle, Mode};
use pilotfish_polymarket::public::{PnlPoint, PositionRow, Profile, TraderStats};

use super::around::Around;
use crate::types::{CloseDraft, CloseTarget, FollowDraft};
use crate::{Api, ApiOptions};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// 8 October 2026, 9:00 UTC.
const BEGINS: i64 = 1_791_450_000_000;
/// The speed that the demo's clock has, though it stands.
const SPEED: u32 = 60;
/// After so long a trader's rows are taken for whole.
const SETTLES: i64 = 30_000;

/// A market of the script: its question, its subject, and the best prices of its first outcome, in tenths of a cent.
struct Staged {
    question: &'static str,
    category: &'static str,
    bid: i64,
    ask: i64,
    ends_in_days: i64,
}

pub(super) const FED: usize = 0;
const BITCOIN: usize = 1;
pub(super) const VERSTAPPEN: usize = 2;
pub(super) const GTA: usize = 3;
pub(super) const SHUTDOWN: usize = 4;
const HOTTEST: usize = 5;
const JOBLESS: usize = 6;
pub(super) const ARSENAL: usize = 7;
const MATCH: usize = 8;

const MARKETS: [Staged; 9] = [
    staged("Fed rate cut at the December meeting?", "economics", 597, 608, 60),
    staged("Bitcoin above $120,000 on 31 December?", "crypto", 550, 560, 80),
    staged("Verstappen to win the 2027 Australian GP?", "sports", 194, 204, 150),
    staged("GTA VI released before 1 March 2027?", "tech", 704, 715, 140),
    staged("Shutdown before Christmas?", "politics", 332, 340, 74),
    staged("Hottest year on record: 2026?", "weather", 637, 651, 90),
    staged("US jobless rate at 4.4% in October?", "economics", 476, 488, 20),
    staged("Arsenal to win the 2026–27 Premier League?", "sports", 316, 335, 220),
    staged("Nantes to win on Thursday?", "sports", 480, 500, 0),
];

const fn staged(question: &'static str, category: &'static str, bid: i64, ask: i64, ends_in_days: i64) -> Staged {
    Staged {
        question,
        category,
        bid,
        ask,
        ends_in_days,
    }
}

/// A token of a staged market, by its outcome.
pub(super) fn token(market: usize, outcome: usize) -> TokenId {
    TokenId::new(&format!("{}{}", 9_100_000 + market * 10 + outcome, "1".repeat(70)))
}

pub(super) fn condition(market: usize) -> ConditionId {
    ConditionId::new(&format!("0x{}{market:02x}", "c0".repeat(31)))
}

/// A trader of the script: their name, and what is said of them.
struct Played {
    name: &'static str,
    pnl: i64,
    volume: i64,
    wins: usize,
    losses: usize,
    market: usize,
}

const TRADERS: [Played; 9] = [
    played("25usdc", 48_211, 262_100, 19, 12, FED),
    played("denizz", 36_540, 159_600, 12, 9, BITCOIN),
    played("kestrel", 29_870, 211_400, 22, 17, ARSENAL),
    played("northbound", 18_115, 98_700, 11, 10, VERSTAPPEN),
    played("slippage", 12_004, 402_200, 14, 21, SHUTDOWN),
    played("tern", 9_310, 77_100, 15, 6, HOTTEST),
    played("lowtide", 7_255, 54_300, 11, 8, HOTTEST),
    played("bramble", 3_020, 22_800, 3, 2, GTA),
    played("", 2_118, 18_400, 6, 5, JOBLESS),
];

const fn played(name: &'static str, pnl: i64, volume: i64, wins: usize, losses: usize, market: usize) -> Played {
    Played {
        name,
        pnl,
        volume,
        wins,
        losses,
        market,
    }
}

/// The wallet of a played trader, by their name.
pub(super) fn wallet(name: &str) -> WalletAddress {
    let place = TRADERS
        .iter()
        .position(|one| one.name == name)
        .expect("a played trader");
    WalletAddress::parse(&format!("0x{:x}{}{place:x}", 0xa1 + place, "7e3c9b50f".repeat(4) + "d")).unwrap()
}

fn micros(tenths: i64) -> Price {
    Price::from_micros(tenths * 1_000)
}

/// Three levels outwards from the best price.
fn levels(best: i64, step: i64) -> Vec<Level> {
    let shares = [640, 1_420, 5_000];
    let level = |number: i64| Level {
        price: micros(best + step * number * 5),
        shares: Shares::from_micros(shares[usize::try_from(number).unwrap()] * 1_000_000),
    };
    (0..3)
        .map(level)
        .filter(|level| level.price > Price::ZERO && level.price < Price::ONE)
        .collect()
}

fn staged_market(place: usize, now: VenueMs) -> Market {
    let staged = &MARKETS[place];
    let outcome = |index: usize, name: &str| Outcome {
        token: token(place, index),
        name: name.to_owned(),
    };
    Market {
        condition: condition(place),
        question: staged.question.to_owned(),
        slug: format!("market-{place}"),
        event_slug: format!("event-{place}"),
        category: staged.category.to_owned(),
        outcomes: [outcome(0, "Yes"), outcome(1, "No")],
        fee: FeeSchedule {
            rate_micros: 40_000,
            exponent: 1,
        },
        end: Some(now.plus(staged.ends_in_days * DAY + 10 * 60_000)),
        ..market()
    }
}

fn staged_trader(played: &Played, now: VenueMs) -> ScriptedTrader {
    let at = |days: i64| now.plus(-days * DAY);
    let curve = |days: i64| PnlPoint {
        at: at(days),
        // Up in all, with a fall of a tenth on the way.
        pnl: Usd::dollars(played.pnl) - Usd::dollars(played.pnl * (days * 2 + (days % 7)) / 140),
    };
    let closed = |number: usize| {
        let won = number < played.wins;
        let place = number % MARKETS.len();
        let shares = Shares::from_micros((400 + i64::try_from(number).unwrap() * 35) * 1_000_000);
        let result = Usd::dollars(if won { 180 } else { -140 } + i64::try_from(number).unwrap());
        PositionRow {
            token: TokenId::new(&format!("{}{number:02}{}", played.volume, "3".repeat(60))),
            condition: ConditionId::new(&format!("0x{:02x}{number:02x}{}", played.wins, "ab".repeat(30))),
            question: format!("{} ({number})", MARKETS[place].question),
            outcome: "Yes".to_owned(),
            outcome_index: Some(0),
            shares: Shares::ZERO,
            bought: shares,
            average_cost: micros(500),
            price: if won { Price::ONE } else { Price::ZERO },
            value: Usd::ZERO,
            realised: result,
            pnl: result,
            redeemable: false,
            last_event: Some(at(i64::try_from(number).unwrap() + 1)),
        }
    };
    ScriptedTrader {
        positions: vec![SnapshotPosition {
            token: token(played.market, 1),
            condition: condition(played.market),
            shares: "100".parse().unwrap(),
            average_cost: micros(400),
            current_price: micros(1_000 - MARKETS[played.market].ask),
            redeemable: false,
        }],
        stats: TraderStats {
            trades: Some(u64::try_from(played.wins + played.losses).unwrap()),
            since: Some(at(580)),
            pnl: Some(Usd::dollars(played.pnl)),
            biggest_win: Some(Usd::dollars(played.pnl / 9)),
        },
        profit: (0..60).rev().map(curve).collect(),
        closed: (0..played.wins + played.losses).map(closed).collect(),
        pnl: Usd::dollars(played.pnl),
        volume: Shares::from_micros(played.volume * 1_000_000),
        ..ScriptedTrader::default()
    }
}

/// The venue as it is before anybody is followed; its clock stands.
pub(super) fn venue() -> Arc<Script> {
    venue_at(VenueMs(BEGINS))
}

/// The same at another time.
pub(super) fn venue_at(now: VenueMs) -> Arc<Script> {
    let script = Script::new();
    script.stand_at(now);
    script.scene(|scene| {
        scene.markets = (0..MARKETS.len()).map(|place| staged_market(place, now)).collect();
        scene.first_market = Some(staged_market(FED, now));
        for (place, staged) in MARKETS.iter().enumerate() {
            let yes = ScriptedBook {
                bids: levels(staged.bid, -1),
                asks: levels(staged.ask, 1),
            };
            let no = ScriptedBook {
                bids: levels(1_000 - staged.ask, -1),
                asks: levels(1_000 - staged.bid, 1),
            };
            scene.books.extend([(token(place, 0), yes), (token(place, 1), no)]);
        }
        let profile = |played: &Played| Profile {
            wallet: wallet(played.name),
            name: played.name.to_owned(),
            bio: String::new(),
            since: Some(now.plus(-580 * DAY)),
        };
        scene.profiles = TRADERS.iter().map(profile).collect();
        scene.traders = TRADERS
            .iter()
            .map(|one| (wallet(one.name), staged_trader(one, now)))
            .collect();
    });
    script
}

/// An engine on that venue, with the list of a program that has a desktop.
pub(super) struct Running {
    pub(super) stage: testing::Stage,
    pub(super) engine: EngineHandle,
    pub(super) api: Api,
}

impl Running {
    pub(super) async fn on(script: Arc<Script>) -> Self {
        Self::in_folder(script, tempfile::tempdir().unwrap()).await
    }

    async fn in_folder(script: Arc<Script>, folder: tempfile::TempDir) -> Self {
        let stage = testing::Stage {
            folder,
            script,
            bus: Bus::new(),
            ..testing::Stage::new()
        };
        let engine = stage.trading().await;
        let api = Api::new(ApiOptions {
            home: stage.home(),
            mode: Mode::Demo,
            version: "0.1.0".to_owned(),
            bus: stage.bus.clone(),
            listens: false,
            host: Some(Arc::new(Around::of(stage.folder.path()))),
        });
        api.attach(engine.clone());
        let this = Self { stage, engine, api };
        this.engine.set_clock(Some(SPEED), None).await.unwrap();
        this.rests("it knows its cash", |core| core.state().control.cash.is_some())
            .await;
        this
    }

    /// The same again from here, on a copy of the venue and of the data: what is done there is not done here.
    pub(super) async fn branch(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy_folder(self.stage.folder.path(), folder.path());
        Self::in_folder(self.stage.script.copied(), folder).await
    }

    /// Waits until that holds and nothing is under way any more: no order without its answer, nothing undecided, nothing overdue, nothing
    /// asked of the venue and nothing written for a while. Venue time stands, so what follows from this instant ends.
    pub(super) async fn rests(&self, what: &str, holds: impl Fn(&Core) -> bool) {
        let begun = Instant::now();
        let (mut last, mut same) = ((0, 0), 0);
        while same < 10 {
            let core = self.engine.core();
            let state = core.state();
            let is_quiet = state.signals.is_empty()
                && state.pending.is_empty()
                && core.next_deadline().is_none_or(|due| due >= self.stage.script.now())
                && core.unresolved_children().all(|child| child.state == ChildState::Live)
                && self.engine.now() == Some(self.stage.script.now());
            let asked = self.stage.script.scene(|scene| {
                let calls = scene.calls.iter().filter(|(call, _)| **call != "clock");
                calls.map(|(_, count)| *count).sum::<u32>()
            });
            let written = state.control.next_event + state.control.next_child + state.control.next_ledger;
            let is_same = holds(&core) && is_quiet && (asked, written) == last;
            same = if is_same { same + 1 } else { 0 };
            last = (asked, written);
            assert!(
                begun.elapsed() < PATIENCE,
                "{what}: now {:?}, due {:?}, known {:?}, asked {asked}, signals {:?}, pending {:?}, halts {:?}, children {:?}",
                self.engine.now(),
                core.next_deadline(),
                holds(&core),
                state.signals,
                state.pending,
                state.halts,
                state.children
            );
            tokio::time::sleep(Duration::from_millis(15)).await;
        }
    }

    /// Lets venue time pass, in steps in which everything that falls due is done.
    pub(super) async fn passes(&self, ms: i64) {
        let until = self.stage.script.now().plus(ms);
        while self.stage.script.now() < until {
            let step = until.since(self.stage.script.now()).min(2 * HOUR);
            self.stage.script.move_on(step);
            self.wakes().await;
            self.rests("time passes", |_| true).await;
        }
        self.engine.set_clock(Some(SPEED), None).await.unwrap();
    }

    /// The engine reads the clock that was moved, and looks at once at what is due: a speed that changes wakes it.
    async fn wakes(&self) {
        let reading = self.engine.clock().unwrap();
        let speed = if reading.speed_thousandths == 61_000 { 62 } else { 61 };
        self.engine.set_clock(Some(speed), None).await.unwrap();
    }

    async fn follows(&self, name: &str, percentage: &str) {
        let address = wallet(name).to_string();
        let draft = self.api.follow_defaults(address.clone()).await.unwrap();
        let draft = FollowDraft {
            percentage: percentage.to_owned(),
            ..draft
        };
        self.api.follow(address, draft).await.unwrap();
        self.rests(name, |core| {
            let follow = core.state().follow_of(&wallet(name));
            follow.is_some_and(|follow| follow.status == FollowStatus::Active)
        })
        .await;
    }

    pub(super) async fn trades(
        &self,
        name: &str,
        (market, outcome): (usize, usize),
        side: Side,
        shares: &str,
        price: &str,
    ) {
        let before = self.engine.core().state().control.next_signal;
        let script = &self.stage.script;
        script
            .trader_trades(&wallet(name), &token(market, outcome), side, shares, price)
            .await;
        self.rests(name, |_| true).await;
        self.passes(SETTLES).await;
        self.rests(name, |core| core.state().control.next_signal > before).await;
    }

    /// The child at work for that token.
    fn resting(&self, market: usize, side: Side) -> OrderHash {
        let core = self.engine.core();
        let mut live = core.state().children.values();
        let child =
            live.find(|child| child.state == ChildState::Live && child.token == token(market, 0) && child.side == side);
        child.and_then(|child| child.hash.clone()).expect("an order that rests")
    }

    async fn fills(&self, market: usize, side: Side, shares: Option<&str>) {
        let (hash, fills) = (self.resting(market, side), self.engine.core().state().fills.len());
        match shares {
            Some(shares) => self.stage.script.fill_some(&hash, shares.parse().unwrap()).await,
            None => self.stage.script.fill(&hash).await,
        }
        self.rests("the fill is in the books", |core| core.state().fills.len() > fills)
            .await;
    }

    /// The purchase that rests there is executed in so many parts of that size.
    pub(super) async fn fills_in_parts(&self, market: usize, parts: usize, shares: &str) {
        let (hash, fills) = (self.resting(market, Side::Buy), self.engine.core().state().fills.len());
        for _ in 0..parts {
            self.stage.script.fill_some(&hash, shares.parse().unwrap()).await;
        }
        self.rests("all parts are in the books", |core| {
            core.state().fills.len() == fills + parts
        })
        .await;
    }

    async fn resolves(&self, market: usize, yes: bool) {
        let payouts = if yes {
            [Price::ONE, Price::ZERO]
        } else {
            [Price::ZERO, Price::ONE]
        };
        self.stage.script.scene(|scene| {
            let market = &mut scene.markets[market];
            market.closed = true;
            market.accepting_orders = false;
            market.payouts = Some(payouts);
        });
        self.stage.script.say(FeedEvent::MarketChanged(token(market, 0))).await;
        self.rests("the market has resolved", |core| {
            let mut holdings = core.state().holdings.values();
            holdings.any(|holding| holding.token == token(market, 0) && holding.payout.is_some())
        })
        .await;
    }

    /// The orders at work, as the list has them.
    pub(super) fn working(&self) -> Vec<serde_json::Value> {
        let core = self.engine.core();
        let rows = crate::orders::list(&core, core.now(), &[]).rows;
        let working = rows.iter().filter(|row| row.status.as_str() == "working");
        working.map(|row| serde_json::json!(row.id)).collect()
    }

    /// The order at work on that market.
    pub(super) fn order_on(&self, market: usize) -> serde_json::Value {
        let core = self.engine.core();
        let rows = crate::orders::list(&core, core.now(), &[]).rows;
        let row = rows.iter().find(|row| row.market == MARKETS[market].question);
        serde_json::json!(row.expect("an order at work").id)
    }

    /// The first position of which nothing is being sold.
    pub(super) fn held(&self) -> serde_json::Value {
        let core = self.engine.core();
        let holding = core.state().holdings.values().find(|holding| {
            holding.shares > Shares::ZERO && holding.payout.is_none() && holding.token == token(HOTTEST, 0)
        });
        let holding = holding.expect("a position");
        serde_json::json!({ "follow": holding.follow.0, "token": holding.token.to_string() })
    }

    pub(super) async fn ends(self) {
        self.engine.shutdown().await;
    }
}

/// Four days of it.
pub(super) async fn four_days() -> Running {
    let demo = Running::on(venue()).await;
    let mut settings = demo.api.settings().await.unwrap();
    settings.preferences.welcomed = true;
    settings.preferences.language = crate::types::LanguageChoice::En;
    settings.preferences.theme = crate::types::Theme::Dark;
    demo.api.save_settings(settings).await.unwrap();
    for (name, percentage) in [
        ("25usdc", "2"),
        ("denizz", "1"),
        ("kestrel", "5"),
        ("northbound", "0.5"),
        ("slippage", "2"),
    ] {
        demo.follows(name, percentage).await;
    }
    // The first day: three purchases that fill, one that is too small, one in a market that is about to end.
    demo.passes(2 * HOUR).await;
    demo.trades("kestrel", (HOTTEST, 0), Side::Buy, "1700", "0.64").await;
    demo.fills(HOTTEST, Side::Buy, None).await;
    demo.trades("slippage", (JOBLESS, 0), Side::Buy, "2000", "0.48").await;
    demo.fills(JOBLESS, Side::Buy, None).await;
    demo.trades("kestrel", (ARSENAL, 0), Side::Buy, "900", "0.32").await;
    demo.fills(ARSENAL, Side::Buy, None).await;
    demo.trades("denizz", (BITCOIN, 0), Side::Buy, "60", "0.55").await;
    demo.trades("northbound", (MATCH, 0), Side::Buy, "4000", "0.49").await;
    demo.passes(20 * HOUR).await;
    // The second: a purchase that a limit cuts, one that the user cancels, and a sale with a gain.
    demo.trades("25usdc", (GTA, 0), Side::Buy, "9400", "0.70").await;
    demo.fills(GTA, Side::Buy, Some("35")).await;
    demo.trades("kestrel", (ARSENAL, 0), Side::Sell, "900", "0.34").await;
    demo.fills(ARSENAL, Side::Sell, None).await;
    demo.trades("slippage", (SHUTDOWN, 0), Side::Buy, "3000", "0.33").await;
    demo.fills(SHUTDOWN, Side::Buy, None).await;
    demo.trades("denizz", (VERSTAPPEN, 1), Side::Buy, "4000", "0.80").await;
    let cancelled = demo.engine.core().state().open_order_ids().last().unwrap();
    demo.api.cancel_order(crate::types::Id(cancelled.0)).await.unwrap();
    demo.rests("the order is cancelled", |core| !core.state().is_unfinished(cancelled))
        .await;
    demo.passes(12 * HOUR).await;
    demo.fills(GTA, Side::Buy, None).await;
    // What is taken at the market has a fee.
    let held = demo.engine.core();
    let held = held
        .state()
        .holdings
        .values()
        .find(|holding| holding.token == token(SHUTDOWN, 0))
        .unwrap()
        .follow;
    let close = CloseDraft {
        target: CloseTarget::Position {
            follow: crate::types::Id(held.0),
            token: token(SHUTDOWN, 0).to_string(),
        },
        percent: Some(25),
        shares: None,
        limit: None,
        not_below: None,
        despite_foreign_orders: false,
    };
    let entries = demo.engine.core().state().control.next_ledger;
    demo.api.close(close).await.unwrap();
    demo.rests("a quarter is sold", |core| core.state().control.next_ledger > entries)
        .await;
    demo.passes(12 * HOUR).await;
    // The third: what one market pays, and what another does not.
    demo.resolves(JOBLESS, true).await;
    demo.passes(10 * HOUR).await;
    // The last hours: orders that are at work now, the oldest in its third stage.
    demo.trades("25usdc", (FED, 0), Side::Buy, "8000", "0.58").await;
    demo.fills(FED, Side::Buy, Some("32")).await;
    demo.passes(7 * HOUR).await;
    demo.fills(FED, Side::Buy, Some("32")).await;
    demo.trades("northbound", (VERSTAPPEN, 0), Side::Buy, "6000", "0.19")
        .await;
    demo.passes(3 * HOUR).await;
    demo.trades("slippage", (SHUTDOWN, 0), Side::Sell, "1500", "0.34").await;
    demo.passes(2 * HOUR).await;
    demo.trades("denizz", (BITCOIN, 0), Side::Buy, "9000", "0.55").await;
    demo.fills(BITCOIN, Side::Buy, Some("20")).await;
    demo.passes(2 * HOUR + 12 * 60_000).await;
    demo
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy_folder(&entry.path(), &target);
        } else if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
