//! What a seed makes up: a script of a small world, with everything in it that has ever gone wrong.

mod happenings;
mod markets;
mod traders;
mod user;
mod wrongs;

use super::chance::{Chance, Occasion};
use super::habits::Habits;
use super::script::{FaultAct, Moment, OpenAct, Script, UserAct, VenueAct, What};
use pilotfish_copy::money::Usd;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// Every so many seeds one goes through the SQLite schema.
const SQLITE_EVERY: u64 = 10;

/// How long a world rests at its end, undisturbed.
const QUIET_MS: i64 = 4 * HOUR;

/// How worlds are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanOptions {
    /// How many hours things happen; the rest at the end is not counted.
    pub hours: i64,
    /// The venue's habits.
    pub habits: String,
    /// How many traders there are, and all are followed soon; two to four, where not given.
    pub traders: Option<usize>,
    /// How many markets; three to six, where not given.
    pub markets: Option<usize>,
    /// In how many of them each trader trades; in all, where not given. In few they close about as often as they open: what they hold
    /// levels off within hours.
    pub markets_each: Option<usize>,
    /// pUSD that the account begins with; 300 to 3,000, where not given.
    pub cash: Option<Usd>,
    /// Whether each trade is shown by the pages of activity, however late: what no page shows may be seen by nobody.
    pub all_on_pages: bool,
}

impl Default for PlanOptions {
    fn default() -> Self {
        Self {
            hours: 48,
            habits: "all".to_owned(),
            traders: None,
            markets: None,
            markets_each: None,
            cash: None,
            all_on_pages: false,
        }
    }
}

/// A plan in the making.
struct Plan {
    script: Script,
    seed: u64,
    end: i64,
    habits: Habits,
    options: PlanOptions,
    markets: Vec<markets::Planned>,
    traders: Vec<String>,
}

/// The topic of a trader's or a market's numbers.
fn topic_of(base: u64, number: u64) -> u64 {
    if number < 100 {
        base + number
    } else {
        base * 1_000 + number
    }
}

impl Plan {
    /// Numbers of one topic.
    fn chance(&self, topic: u64) -> Chance {
        Chance::of(self.seed, Occasion::Plan, topic, 0)
    }

    fn push(&mut self, at: i64, what: What) {
        if (0..self.end).contains(&at) {
            self.script.push(at, what);
        }
    }
}

/// Makes the script of a seed.
///
/// # Errors
/// When the habits are not of the format.
pub fn plan(seed: u64, options: &PlanOptions) -> Result<Script, String> {
    let habits = Habits::read(&options.habits)?;
    let mut plan = Plan {
        script: Script::default(),
        seed,
        end: options.hours.max(1) * HOUR,
        habits,
        options: options.clone(),
        markets: Vec::new(),
        traders: Vec::new(),
    };
    let mut chance = plan.chance(0);
    let open = OpenAct {
        seed,
        // Midnights come at any time.
        start: OpenAct::default().start + chance.between(0, 23) * HOUR,
        cash: {
            let drawn = Usd::dollars(chance.between(300, 3_000));
            options.cash.unwrap_or(drawn)
        },
        habits: plan.habits.write(),
        quiet: Moment(QUIET_MS),
        sqlite: seed.is_multiple_of(SQLITE_EVERY),
    };
    plan.script.push(0, What::Venue(VenueAct::Open(open)));
    plan.make_markets();
    plan.make_traders();
    plan.make_user();
    plan.make_happenings();
    plan.make_wrongs();
    let end = plan.end;
    plan.script.sort();
    plan.script.push(end, What::Fault(FaultAct::Over { habits: true }));
    plan.script.push(end + 20 * MINUTE, What::User(UserAct::LiftHalts {}));
    Ok(plan.script)
}
