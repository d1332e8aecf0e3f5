//! What somebody sees who follows one trader of a new demo at the defaults and looks on for ten real minutes: at 60× these
//! are ten hours of its clock. The limits that a demo begins with are wide enough for it.

use pilotfish_copy::entity::GateName;
use pilotfish_copy::event::{Event, EventKind, OrderStep, SkipReason};
use pilotfish_copy::ids::VenueMs;
use pilotfish_sim::habits::HabitSet;
use pilotfish_sim::venue::{Venue, VenueOptions};
use pilotfish_sim::world_gen::Breadth;
use pilotfish_world::{World, WorldOptions};

/// Ten real minutes at 60×, ms.
const TEN_HOURS_MS: i64 = 36_000_000;
/// Where the worlds begin.
const START: VenueMs = VenueMs(1_793_577_600_000);
/// Worlds as a fresh machine may draw them.
const SEEDS: std::ops::RangeInclusive<u64> = 1..=3;

/// What was seen of one follow.
#[derive(Debug, Default)]
struct Seen {
    decisions: u32,
    working: u32,
    fills: u32,
    refused_by_limit: u32,
    cut_by: Vec<GateName>,
}

impl Seen {
    fn hear(&mut self, event: &Event) {
        match &event.what {
            EventKind::Skip { reason, .. } => {
                self.decisions += 1;
                self.refused_by_limit += u32::from(*reason == SkipReason::Limit);
            }
            EventKind::Order { step, .. } => match step {
                OrderStep::Opened { gates, .. } => {
                    self.decisions += 1;
                    let cut = gates.iter().filter(|gate| gate.gate.is_limit() && gate.cut());
                    self.cut_by.extend(cut.map(|gate| gate.gate));
                }
                OrderStep::Live { .. } => self.working += 1,
                _ => {}
            },
            EventKind::Fill { .. } => self.fills += 1,
            _ => {}
        }
    }
}

/// The addresses of some of a world's traders beside 25usdc.
fn others(seed: u64) -> Vec<String> {
    let venue = Venue::new(VenueOptions::seeded(seed, START)).expect("a venue");
    let traders = venue.traders();
    let named = traders
        .iter()
        .filter(|trader| trader.named && &*trader.name != "25usdc");
    named.take(2).map(|trader| trader.wallet.to_string()).collect()
}

fn ten_minutes_of(seed: u64, who: &str) -> Seen {
    let world = World::new(WorldOptions {
        seed,
        start: START,
        length_ms: Some(TEN_HOURS_MS),
        balance: VenueOptions::BALANCE,
        replay: None,
        breadth: Breadth::default(),
        habits: HabitSet::none(),
        follows: vec![format!("{who}:2").parse().expect("a follow")],
        demo_limits: true,
        min_time_to_resolution_ms: None,
    })
    .expect("a world");
    let mut seen = Seen::default();
    world.run(|event| seen.hear(event)).expect("a run");
    seen
}

#[test]
fn an_order_is_seen_working_and_one_filled_and_no_limit_refuses_or_cuts() {
    for seed in SEEDS {
        let seen = ten_minutes_of(seed, "25usdc");
        assert!(
            seen.decisions > 0 && seen.working >= 1 && seen.fills >= 1,
            "seed {seed}: {seen:?}"
        );
        assert_eq!((seen.refused_by_limit, &seen.cut_by), (0, &Vec::new()), "seed {seed}");
    }
}

#[test]
fn whoever_else_is_followed_no_limit_refuses() {
    for who in others(1) {
        let seen = ten_minutes_of(1, &who);
        assert_eq!(seen.refused_by_limit, 0, "{who}: {seen:?}");
    }
}
