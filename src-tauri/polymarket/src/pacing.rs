//! Keeping the venue's rate limits (polymarket-api §1.2, §1.3, §1.7) by waiting before a request, not after a refusal.
//!
//! Each lane is a token bucket, kept as the one instant at which it would be full again. Half of what is published is planned,
//! since other programs may use the same address. On top of the plan stands what the venue says: `Retry-After` of a 429, 425
//! or 503, and the rate-limit headers of a signer whose bucket is empty, close the request's lane until then.
//!
//! A turn is waited for before a request is stamped and before its time-out begins. A turn that would come too late is not
//! waited for at all: the request was not sent, and says for how long it would have waited.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// What a request counts against. What must not wait for something else has a lane of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Books.
    Book,
    /// What became of one order of ours.
    LookUp,
    /// Lists of our orders and trades. Authenticated reads have been seen to slow down at ten a second (§1.2): five are
    /// planned, of which look-ups have four.
    Ledger,
    /// Balances.
    Balance,
    /// API keys.
    Keys,
    /// Placing: the published limit of the lowest tier is 40 a second for a signer, with a burst of 60 (§1.3).
    Post,
    /// Cancelling one order: 80 a second, with a burst of 120. Never behind a post.
    Cancel,
    /// Cancelling everything.
    CancelAll,
    /// Gamma's lists.
    Gamma,
    /// The Data API's positions.
    Positions,
    /// The Data API's activity, polled for every trader.
    Activity,
    /// The rest of the Data API.
    Data,
    /// The relayer's questions.
    Relayer,
    /// What is submitted to the relayer: 25 a minute are published.
    Submit,
    /// Polygon's nodes, whose limits are their own.
    Chain,
    /// The venue's clock, markets' trading facts, and everything else.
    Other,
}

impl Lane {
    const COUNT: usize = 16;

    /// Requests in ten seconds, half of the published limit, and how many of them at once.
    const fn plan(self) -> (u32, u32) {
        match self {
            Self::Book => (750, 50),
            Self::LookUp => (40, 10),
            Self::Ledger => (10, 5),
            Self::Balance => (100, 10),
            Self::Keys => (50, 5),
            Self::Post => (200, 30),
            Self::Cancel => (400, 60),
            Self::CancelAll => (125, 5),
            Self::Gamma => (150, 20),
            Self::Positions => (75, 15),
            Self::Relayer => (50, 10),
            Self::Submit => (2, 2),
            Self::Chain => (100, 20),
            Self::Activity | Self::Data => (100, 20),
            Self::Other => (500, 20),
        }
    }

    const fn index(self) -> usize {
        self as usize
    }

    const fn interval(self) -> Duration {
        Duration::from_micros(10_000_000 / self.plan().0 as u64)
    }

    /// How long the venue's word may close it. A cancellation is what ends a loss: it goes out though the venue would rather
    /// have it wait, which it may refuse.
    const fn closed_most(self) -> Duration {
        match self {
            Self::Cancel | Self::CancelAll => Duration::from_secs(2),
            _ => Duration::from_secs(3_600),
        }
    }

    /// Whether the headers of a signer's empty bucket count. Cancellations may go into debt (§1.3).
    const fn draws_tokens(self) -> bool {
        matches!(self, Self::Post)
    }
}

/// What is being used of one of the plans that can bind while nothing is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Budget {
    /// The kind of requests.
    pub kind: BudgetKind,
    /// Requests in the last ten seconds.
    pub used: u32,
    /// As many as are planned for ten seconds: half of what the venue allows.
    pub planned: u32,
    /// For how long the venue wants no more of them, ms; none where it does not say so.
    pub closed_ms: Option<i64>,
}

/// Which plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BudgetKind {
    /// What is read of traders: positions and activity, that of them which is nearer to its plan.
    Data,
    /// Orders placed.
    Orders,
}

impl BudgetKind {
    /// Both, as they are shown.
    const ALL: [Self; 2] = [Self::Data, Self::Orders];

    const fn lanes(self) -> &'static [Lane] {
        match self {
            Self::Data => &[Lane::Positions, Lane::Activity, Lane::Data],
            Self::Orders => &[Lane::Post],
        }
    }
}

/// That a turn would come too late to be waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoTurn {
    /// For how long there is none.
    pub(crate) wait: Duration,
    /// The HTTP status with which the venue closed the lane; none where only the plan is exhausted.
    pub(crate) status: Option<u16>,
}

/// What an answer says about the pace.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct PaceSaid {
    /// `Retry-After`.
    pub(crate) retry_after: Option<Duration>,
    /// Tokens left in the signer's bucket; it may be in debt.
    pub(crate) remaining: Option<i64>,
    /// When it has tokens again, from now.
    pub(crate) reset_in: Option<Duration>,
}

/// One lane.
#[derive(Debug, Clone, Copy)]
struct LaneState {
    /// When its bucket would be full again.
    full_at: Instant,
    /// Until when the venue closed it, and with what HTTP status.
    closed: Option<(Instant, u16)>,
    recent: Recent,
}

/// Requests in each of the last ten seconds, counted from when the program began.
#[derive(Debug, Clone, Copy, Default)]
struct Recent {
    /// The second that was counted last.
    last: u64,
    counts: [u32; SECONDS],
}

/// The seconds that plans are made for.
const SECONDS: usize = 10;

impl Recent {
    /// Lets go what is over ten seconds old.
    fn turn_to(&mut self, second: u64) {
        let passed = usize::try_from(second.saturating_sub(self.last)).unwrap_or(SECONDS);
        let passed = passed.min(SECONDS);
        // The newest stands first.
        self.counts.rotate_right(passed);
        self.counts.iter_mut().take(passed).for_each(|count| *count = 0);
        self.last = self.last.max(second);
    }

    fn note(&mut self, second: u64) {
        self.turn_to(second);
        // A turn that lies ahead of what was counted last is counted with it.
        if let Some(count) = self.counts.first_mut() {
            *count = count.saturating_add(1);
        }
    }

    fn within(mut self, second: u64) -> u32 {
        self.turn_to(second);
        self.counts.iter().sum()
    }
}

/// How many requests a venue is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateLimits {
    /// As Polymarket publishes: requests are spread so that its limits are kept, and everything it says of them is heeded.
    Published,
    /// As many as there are, but for the `Retry-After` of a 429: the simulated venue has no limits to plan for, and says how long
    /// it restarts in its own time, which may run faster.
    Unpaced,
}

/// All lanes.
#[derive(Debug)]
pub(crate) struct Pacing {
    lanes: Mutex<[LaneState; Lane::COUNT]>,
    began: Instant,
    limits: RateLimits,
}

impl Pacing {
    pub(crate) fn new(limits: RateLimits) -> Self {
        let lane = LaneState {
            full_at: Instant::now(),
            closed: None,
            recent: Recent::default(),
        };
        Self {
            began: Instant::now(),
            lanes: Mutex::new([lane; Lane::COUNT]),
            limits,
        }
    }

    fn is_planned(&self) -> bool {
        self.limits == RateLimits::Published
    }

    /// Waits for a turn that comes within that time.
    ///
    /// # Errors
    /// [`NoTurn`] at once where none does.
    pub(crate) async fn turn(&self, lane: Lane, within: Duration) -> Result<(), NoTurn> {
        if let Some(at) = self.reserve(lane, Instant::now(), within)? {
            tokio::time::sleep_until(at).await;
        }
        Ok(())
    }

    /// What is being used of the plans that can bind; none where nothing is planned.
    pub(crate) fn budgets(&self) -> Vec<Budget> {
        self.budgets_at(Instant::now())
    }

    fn budgets_at(&self, now: Instant) -> Vec<Budget> {
        if !self.is_planned() {
            return Vec::new();
        }
        let lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let second = self.second(now);
        let budget = |kind: BudgetKind| {
            let of = |lane: &Lane| {
                let state = lanes.get(lane.index())?;
                let closed = state.closed.map(|(until, _)| until.saturating_duration_since(now));
                Some(Budget {
                    kind,
                    used: state.recent.within(second),
                    planned: lane.plan().0,
                    closed_ms: closed
                        .filter(|left| !left.is_zero())
                        .map(|left| i64::try_from(left.as_millis()).unwrap_or(i64::MAX)),
                })
            };
            // The one that is nearer to its plan, in thousandths; a closed one before all.
            let nearness = |budget: &Budget| {
                (
                    budget.closed_ms,
                    u64::from(budget.used) * 1_000 / u64::from(budget.planned),
                )
            };
            kind.lanes().iter().filter_map(of).max_by_key(nearness)
        };
        BudgetKind::ALL.into_iter().filter_map(budget).collect()
    }

    fn second(&self, at: Instant) -> u64 {
        at.saturating_duration_since(self.began).as_secs()
    }

    /// Takes in what the venue answered.
    pub(crate) fn heard(&self, lane: Lane, status: u16, said: PaceSaid) {
        self.close(lane, Instant::now(), status, said);
    }

    /// Takes a turn; it is due at that instant, or now.
    fn reserve(&self, lane: Lane, now: Instant, within: Duration) -> Result<Option<Instant>, NoTurn> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(state) = lanes.get_mut(lane.index()) else {
            return Ok(None);
        };
        state.closed = state.closed.filter(|(until, _)| *until > now);
        let opens_at = state.closed.map_or(now, |(until, _)| until);
        let (reserved, due) = if self.is_planned() {
            let reserved = state.full_at.max(opens_at);
            let burst = lane.interval() * lane.plan().1.saturating_sub(1);
            (reserved, reserved.checked_sub(burst).unwrap_or(now).max(opens_at))
        } else {
            (opens_at, opens_at)
        };
        let wait = due.saturating_duration_since(now);
        if wait > within {
            let status = state.closed.map(|(_, status)| status);
            return Err(NoTurn { wait, status });
        }
        state.full_at = reserved + lane.interval();
        state.recent.note(self.second(now));
        Ok((!wait.is_zero()).then_some(due))
    }

    fn close(&self, lane: Lane, now: Instant, status: u16, said: PaceSaid) {
        let asked = match status {
            429 => said.retry_after.or(said.reset_in),
            425 | 503 if self.is_planned() => said.retry_after,
            _ => None,
        };
        let is_empty = self.is_planned() && lane.draws_tokens() && said.remaining.is_some_and(|left| left <= 0);
        let (wait, status) = match (asked, said.reset_in.filter(|_| is_empty)) {
            (Some(wait), _) => (wait, status),
            (None, Some(wait)) => (wait, 429),
            (None, None) => return,
        };
        let until = now + wait.min(lane.closed_most());
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(state) = lanes.get_mut(lane.index())
            && state.closed.is_none_or(|(before, _)| before < until)
        {
            state.closed = Some((until, status));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(3_600);

    fn asks_for(seconds: u64) -> PaceSaid {
        PaceSaid {
            retry_after: Some(Duration::from_secs(seconds)),
            ..PaceSaid::default()
        }
    }

    #[test]
    fn a_burst_passes_and_then_the_plan_holds() {
        let pacing = Pacing::new(RateLimits::Published);
        let now = Instant::now() + Duration::from_secs(60);
        let waits: Vec<_> = (0..18)
            .map(|_| pacing.reserve(Lane::LookUp, now, LONG).unwrap_or_default())
            .collect();
        assert_eq!(waits.iter().filter(|wait| wait.is_none()).count(), 10);
        let last = waits.last().copied().flatten().map(|at| at - now);
        assert_eq!(last, Some(Duration::from_secs(2)), "eight more at four a second");
        assert_eq!(pacing.reserve(Lane::Book, now, LONG), Ok(None), "lanes do not share");
        assert_eq!(
            Pacing::new(RateLimits::Unpaced).reserve(Lane::LookUp, now, LONG),
            Ok(None)
        );
    }

    #[test]
    fn a_turn_that_comes_too_late_is_not_taken() {
        let pacing = Pacing::new(RateLimits::Published);
        let now = Instant::now() + Duration::from_secs(60);
        for _ in 0..5 {
            assert_eq!(pacing.reserve(Lane::Ledger, now, Duration::ZERO), Ok(None));
        }
        let none = Err(NoTurn {
            wait: Duration::from_secs(1),
            status: None,
        });
        for _ in 0..3 {
            assert_eq!(pacing.reserve(Lane::Ledger, now, Duration::from_millis(999)), none);
        }
        let due = pacing.reserve(Lane::Ledger, now, Duration::from_secs(1));
        assert_eq!(
            due,
            Ok(Some(now + Duration::from_secs(1))),
            "nobody before it took a turn"
        );
    }

    #[test]
    fn what_the_venue_asks_closes_the_lane_for_so_long_and_no_other() {
        for (status, limits, closes) in [
            (429, RateLimits::Published, true),
            (425, RateLimits::Published, true),
            (503, RateLimits::Published, true),
            (500, RateLimits::Published, false),
            (200, RateLimits::Published, false),
            (429, RateLimits::Unpaced, true),
            // In the simulated venue's time, which is not ours.
            (503, RateLimits::Unpaced, false),
        ] {
            let pacing = Pacing::new(limits);
            let now = Instant::now() + Duration::from_secs(60);
            pacing.close(Lane::Activity, now, status, asks_for(30));
            let soon = pacing.reserve(Lane::Activity, now, Duration::from_secs(29));
            let closed = Err(NoTurn {
                wait: Duration::from_secs(30),
                status: Some(status),
            });
            assert_eq!(soon, if closes { closed } else { Ok(None) }, "{status}");
            assert_eq!(pacing.reserve(Lane::Positions, now, Duration::ZERO), Ok(None));
            let later = now + Duration::from_secs(30);
            assert_eq!(pacing.reserve(Lane::Activity, later, Duration::ZERO), Ok(None));
        }
    }

    #[test]
    fn a_lane_that_opens_again_opens_at_its_planned_pace() {
        let pacing = Pacing::new(RateLimits::Published);
        let now = Instant::now() + Duration::from_secs(60);
        pacing.close(Lane::Ledger, now, 429, asks_for(30));
        let dues: Vec<_> = (0..6)
            .map(|_| {
                pacing
                    .reserve(Lane::Ledger, now, LONG)
                    .ok()
                    .flatten()
                    .map(|at| at - now)
            })
            .collect();
        let seconds = |at| Some(Duration::from_secs(at));
        assert_eq!(dues, [30, 30, 30, 30, 30, 31].map(seconds));
    }

    #[test]
    fn an_empty_bucket_keeps_posts_back_and_cancellations_never_for_long() {
        let pacing = Pacing::new(RateLimits::Published);
        let now = Instant::now() + Duration::from_secs(60);
        let empty = PaceSaid {
            remaining: Some(-3),
            reset_in: Some(Duration::from_secs(4)),
            ..PaceSaid::default()
        };
        for lane in [Lane::Post, Lane::Cancel] {
            pacing.close(lane, now, 200, empty);
        }
        let refused = pacing.reserve(Lane::Post, now, Duration::from_secs(1));
        assert_eq!(refused.map_err(|none| none.wait), Err(Duration::from_secs(4)));
        assert_eq!(pacing.reserve(Lane::Cancel, now, Duration::ZERO), Ok(None));
        pacing.close(Lane::Cancel, now, 429, asks_for(600));
        let due = pacing.reserve(Lane::Cancel, now, Duration::from_secs(2));
        assert_eq!(due, Ok(Some(now + Duration::from_secs(2))));
        let left = PaceSaid {
            remaining: Some(7),
            ..empty
        };
        let pacing = Pacing::new(RateLimits::Published);
        pacing.close(Lane::Post, now, 200, left);
        assert_eq!(pacing.reserve(Lane::Post, now, Duration::ZERO), Ok(None));
    }

    #[test]
    fn what_was_used_of_a_plan_is_counted_for_ten_seconds_and_the_nearer_lane_is_told() {
        let pacing = Pacing::new(RateLimits::Published);
        let now = Instant::now() + Duration::from_secs(60);
        for _ in 0..12 {
            assert_eq!(pacing.reserve(Lane::Activity, now, LONG), Ok(None));
        }
        for _ in 0..10 {
            assert_eq!(
                pacing.reserve(Lane::Positions, now + Duration::from_secs(4), LONG),
                Ok(None)
            );
        }
        let told = |after: u64| pacing.budgets_at(now + Duration::from_secs(after));
        let data = |used, planned| Budget {
            kind: BudgetKind::Data,
            used,
            planned,
            closed_ms: None,
        };
        let orders = Budget {
            kind: BudgetKind::Orders,
            used: 0,
            planned: 200,
            closed_ms: None,
        };
        assert_eq!(told(5), [data(10, 75), orders], "ten of 75 are more than twelve of 100");
        assert_eq!(told(13), [data(10, 75), orders]);
        assert!(told(15).iter().all(|budget| budget.used == 0));
        pacing.close(Lane::Activity, now + Duration::from_secs(15), 429, asks_for(30));
        let closed = told(20).first().map(|budget| (budget.planned, budget.closed_ms));
        assert_eq!(closed, Some((100, Some(25_000))), "a closed lane comes before all");
        assert!(Pacing::new(RateLimits::Unpaced).budgets().is_empty());
    }
}
