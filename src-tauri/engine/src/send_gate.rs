//! The last gate before an order leaves: whether a stop was asked for since it was decided, and, where real money trades, whether
//! orders are taken from where we are.
//!
//! The kill switch closes it at once, before the core has taken the user's word in and before that is on disk. What was
//! decided before the stop stays in; what the core decides after it is the user's own close, and leaves. Reading it is one
//! atomic load, so that it can be asked right before the bytes go out.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pilotfish_polymarket::public::Geoblock;
use tokio::time::Instant;

use crate::clock::system_ms;

/// For so long an answer that orders are taken from here counts, real time. It is asked for three times as often.
pub(crate) const REGION_KNOWN_MOST: Duration = Duration::from_secs(1_800);

/// What is known of whether orders are taken from where we are.
#[derive(Debug)]
enum Region {
    /// Nobody asked yet.
    NotAsked,
    /// They were, then.
    Allowed(Instant),
    /// They are not, in these words.
    Blocked(String),
}

/// What the venue answered of where we are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionAnswer {
    /// When, the system's time, ms since 1970.
    pub at_ms: i64,
    /// Orders are not taken from here.
    pub blocked: bool,
    /// The address it saw. Shown, and never written down.
    pub ip: String,
    /// Where it takes us to be: a country's code.
    pub country: String,
    /// And within it.
    pub region: String,
}

/// What the venue answered so far of where we are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegionRecord {
    /// The last answer.
    pub last: Option<RegionAnswer>,
    /// When it last said that orders are taken, the system's time, ms since 1970.
    pub allowed_at_ms: Option<i64>,
}

/// Counts stops, and knows the region.
#[derive(Debug, Default)]
pub(crate) struct SendGate {
    /// Nothing where no real money trades: demo and paper go on everywhere.
    region: Option<Mutex<Region>>,
    /// What was answered of it, for whoever looks.
    answers: Mutex<RegionRecord>,
    /// Stops that were asked for since the start.
    asked: AtomicU32,
    /// Of them, those that the core has taken in and that are committed.
    committed: AtomicU32,
    /// So many are ending the engine just now: nothing leaves meanwhile.
    held: AtomicU32,
}

/// While somebody keeps one, no order leaves the engine that it is of: it is about to end, and nobody would look after what left now.
/// Cancellations leave. What was held back is tried again later, if the engine goes on.
#[derive(Debug)]
pub struct HeldOrders(Arc<SendGate>);

impl HeldOrders {
    /// Never lets them go: the program ends.
    pub fn for_good(self) {
        std::mem::forget(self);
    }
}

impl Drop for HeldOrders {
    fn drop(&mut self) {
        self.0.held.fetch_sub(1, Ordering::AcqRel);
    }
}

/// How many stops the core had taken in when an order was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StopsTaken(pub(crate) u32);

impl SendGate {
    /// Of a live engine: shut until it is known that orders are taken from here.
    pub(crate) fn live() -> Self {
        Self {
            region: Some(Mutex::new(Region::NotAsked)),
            ..Self::default()
        }
    }

    /// The venue takes orders from here, as it just said.
    pub(crate) fn region_allowed(&self) {
        self.set_region(Region::Allowed(Instant::now()));
    }

    /// It does not.
    pub(crate) fn region_blocked(&self, words: String) {
        self.set_region(Region::Blocked(words));
    }

    /// Keeps an answer for whoever looks.
    pub(crate) fn saw_region(&self, answer: &Geoblock) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let at_ms = system_ms();
        if !answer.blocked {
            answers.allowed_at_ms = Some(at_ms);
        }
        answers.last = Some(RegionAnswer {
            at_ms,
            blocked: answer.blocked,
            ip: answer.ip.clone(),
            country: answer.country.clone(),
            region: answer.region.clone(),
        });
    }

    /// What was answered so far; none where it makes no difference where we are.
    pub(crate) fn region_record(&self) -> Option<RegionRecord> {
        self.region.as_ref()?;
        Some(self.answers.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    fn set_region(&self, known: Region) {
        if let Some(region) = &self.region {
            *region.lock().unwrap_or_else(PoisonError::into_inner) = known;
        }
    }

    /// Whether the last answer was that orders are not taken from here.
    pub(crate) fn is_blocked(&self) -> bool {
        self.region.as_ref().is_some_and(|region| {
            let region = region.lock().unwrap_or_else(PoisonError::into_inner);
            matches!(*region, Region::Blocked(_))
        })
    }

    /// Whether an order may leave from where we are.
    ///
    /// # Errors
    /// Why not: it is blocked, or nobody knows, which permits nothing.
    pub(crate) fn region_allows(&self) -> Result<(), String> {
        let Some(region) = &self.region else { return Ok(()) };
        match &*region.lock().unwrap_or_else(PoisonError::into_inner) {
            Region::Allowed(at) if at.elapsed() <= REGION_KNOWN_MOST => Ok(()),
            Region::Blocked(words) => Err(words.clone()),
            Region::Allowed(_) | Region::NotAsked => {
                Err("it is not known whether orders are taken from here".to_owned())
            }
        }
    }

    /// Whether an order may leave that was decided after so many stops: no other was asked for since, and nobody holds orders back.
    pub(crate) fn lets_out(&self, decided: StopsTaken) -> bool {
        self.held.load(Ordering::Acquire) == 0 && self.asked.load(Ordering::Acquire) == decided.0
    }

    /// Holds back whatever has not left yet.
    pub(crate) fn hold(self: &Arc<Self>) -> HeldOrders {
        self.held.fetch_add(1, Ordering::AcqRel);
        HeldOrders(Arc::clone(self))
    }

    /// Whether a stop was asked for that is not committed yet.
    pub(crate) fn is_closing(&self) -> bool {
        self.asked.load(Ordering::Acquire) != self.committed.load(Ordering::Acquire)
    }

    /// A stop was asked for.
    pub(crate) fn stop_asked(&self) {
        self.asked.fetch_add(1, Ordering::AcqRel);
    }

    /// So many stops, counted from the start, are committed.
    pub(crate) fn committed(&self, taken: StopsTaken) {
        self.committed.store(taken.0, Ordering::Release);
    }

    /// Closes it for good: the engine failed and its records can no longer follow.
    pub(crate) fn close_for_good(&self) {
        self.asked.store(u32::MAX, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_decided_before_a_stop_stays_in_and_what_is_decided_after_it_leaves() {
        let send_gate = SendGate::default();
        assert!(send_gate.lets_out(StopsTaken(0)));
        send_gate.stop_asked();
        assert!(send_gate.is_closing() && !send_gate.lets_out(StopsTaken(0)));
        send_gate.committed(StopsTaken(1));
        assert!(!send_gate.is_closing());
        assert!(!send_gate.lets_out(StopsTaken(0)), "decided before the stop");
        assert!(
            send_gate.lets_out(StopsTaken(1)),
            "the user's close, asked for after it"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn orders_leave_only_from_where_they_are_known_to_be_taken() {
        let demo = SendGate::default();
        assert_eq!(demo.region_allows(), Ok(()), "demo and paper go on everywhere");
        let live = SendGate::live();
        assert!(live.region_allows().is_err(), "nobody asked yet");
        live.region_allowed();
        assert_eq!(live.region_allows(), Ok(()));
        tokio::time::advance(REGION_KNOWN_MOST + Duration::from_secs(1)).await;
        assert!(live.region_allows().is_err(), "the answer is too old");
        live.region_blocked("not from here".to_owned());
        assert_eq!(live.region_allows(), Err("not from here".to_owned()));
        assert!(live.is_blocked() && !demo.is_blocked());
    }

    #[test]
    fn another_stop_on_its_way_holds_what_was_decided_after_the_first() {
        let send_gate = SendGate::default();
        send_gate.stop_asked();
        send_gate.stop_asked();
        send_gate.committed(StopsTaken(1));
        assert!(send_gate.is_closing() && !send_gate.lets_out(StopsTaken(1)));
        send_gate.committed(StopsTaken(2));
        assert!(send_gate.lets_out(StopsTaken(2)));
        send_gate.close_for_good();
        assert!(!send_gate.lets_out(StopsTaken(2)));
    }

    #[test]
    fn nothing_leaves_while_somebody_holds_orders_back() {
        let send_gate = Arc::new(SendGate::default());
        let (one, other) = (send_gate.hold(), send_gate.hold());
        drop(one);
        assert!(!send_gate.lets_out(StopsTaken(0)), "the other holds them still");
        drop(other);
        assert!(send_gate.lets_out(StopsTaken(0)));
        send_gate.hold().for_good();
        assert!(!send_gate.lets_out(StopsTaken(0)));
    }
}
