//! What the core does depends on its inputs and on nothing else: fed with those of a run, a second core tells the same.

use pilotfish_copy::event::Event;
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::input::Input;
use pilotfish_copy::{Core, Intervals};
use pilotfish_sim::habits::HabitSet;
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim::world_gen::Breadth;
use pilotfish_world::{Watch, World, WorldOptions};

#[derive(Default)]
struct Record {
    inputs: Vec<(VenueMs, Input)>,
    events: Vec<Event>,
}

impl Watch for Record {
    fn input(&mut self, at: VenueMs, input: &Input) {
        self.inputs.push((at, input.clone()));
    }

    fn event(&mut self, event: &Event) {
        self.events.push(event.clone());
    }
}

#[test]
fn the_same_inputs_make_a_second_core_tell_the_same() {
    let world = World::new(WorldOptions {
        seed: 7,
        start: VenueMs(1_793_577_600_000),
        length_ms: Some(8 * 3_600_000),
        balance: VenueOptions::BALANCE,
        replay: None,
        breadth: Breadth::default(),
        habits: HabitSet::none(),
        demo_limits: false,
        min_time_to_resolution_ms: None,
        follows: vec!["25usdc:5".parse().expect("a follow")],
    });
    let mut record = Record::default();
    world.expect("a world").run_watched(&mut record).expect("a run");
    assert!(record.events.len() > 100, "{} events", record.events.len());

    let mut core = Core::new(Intervals::default());
    let mut told = Vec::new();
    for (at, input) in record.inputs {
        told.extend(core.step(at, input).events);
    }
    assert!(told == record.events, "a second core told something else");
}
