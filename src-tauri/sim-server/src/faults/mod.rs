//! Faults on request (`/sim/faults`): what the real venue does to a client now and then, done on purpose.
//!
//! Rules stand in the order they were given. A request (or message) is delayed by every latency rule that fires and
//! suffers the first other one that does. Each rule has its own dice from the world's seed and its own number, drawn
//! once for each request or message that it fits: the same requests in the same order meet the same faults. The world
//! itself knows nothing of it, and nothing of it is in the journal. `/sim/*` is spared, so that rules can be taken back.

pub(crate) mod bodies;
pub(crate) mod http;
mod response_cache;
pub(crate) mod routes;
pub(crate) mod rule;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use response_cache::ResponseCache;
use rule::{Fault, Form, Place, Rule, SocketPattern, When};

/// A rule at work.
#[derive(Debug)]
struct Armed {
    id: u64,
    rule: Rule,
    hits: u64,
    rng: ChaCha8Rng,
}

impl Armed {
    /// Whether it fires this time. Draws, and counts.
    fn fires(&mut self) -> bool {
        if self.rule.count.is_some_and(|count| self.hits >= count) {
            return false;
        }
        let chance = self.rule.probability.millionths();
        let struck = self.rng.random_range(0..1_000_000) < chance;
        self.hits += u64::from(struck);
        struck
    }

    fn wait(&mut self) -> Duration {
        let Fault::Latency { ms, min_ms, max_ms, .. } = self.rule.fault else {
            return Duration::ZERO;
        };
        Duration::from_millis(match (ms, min_ms, max_ms) {
            (Some(ms), ..) => ms,
            (None, Some(least), Some(most)) if least <= most => self.rng.random_range(least..=most),
            _ => 0,
        })
    }

    fn shown(&self) -> Value {
        let mut value = serde_json::to_value(&self.rule).unwrap_or_default();
        if let Value::Object(fields) = &mut value {
            fields.insert("id".to_owned(), self.id.into());
            fields.insert("hits".to_owned(), self.hits.into());
        }
        value
    }
}

/// What a request has to suffer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RequestFaults {
    /// Real time before it is carried out.
    before: Duration,
    /// Real time between its end and its answer.
    after: Duration,
    /// A latency, status, garbage, drop or stale fault, if one fires.
    fault: Option<Fault>,
}

/// What a socket's message has to suffer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct MessageFaults {
    /// Real time until it is sent.
    pub(crate) delay: Duration,
    /// What becomes of it.
    pub(crate) delivery: Delivery,
}

impl MessageFaults {
    /// It is sent, now.
    pub(crate) const FREE: Self = Self {
        delay: Duration::ZERO,
        delivery: Delivery::Sent,
    };
}

/// What becomes of a socket's message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// It is sent.
    Sent,
    /// It is not.
    Lost,
    /// It is sent twice.
    Doubled,
    /// It is sent after the next.
    HeldBack,
    /// Something unreadable is sent instead.
    Garbled(Form),
    /// The socket ends with this code.
    CutOff(u16),
}

/// All rules of a server.
#[derive(Debug)]
pub(crate) struct Faults {
    seed: u64,
    armed: Mutex<Rules>,
    /// Whether any rule is of routes; read without the lock by every request.
    of_routes: AtomicBool,
    /// Whether any rule is of sockets.
    of_sockets: AtomicBool,
    response_cache: Mutex<ResponseCache>,
}

#[derive(Debug, Default)]
struct Rules {
    list: Vec<Armed>,
    given: u64,
}

impl Faults {
    /// None yet, for a world of that seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            armed: Mutex::default(),
            of_routes: AtomicBool::new(false),
            of_sockets: AtomicBool::new(false),
            response_cache: Mutex::default(),
        }
    }

    /// Adds rules, which were checked, and shows them with their numbers.
    pub(crate) fn arm(&self, rules: Vec<Rule>) -> Value {
        let mut armed = self.rules();
        let mut shown = Vec::with_capacity(rules.len());
        for rule in rules {
            armed.given += 1;
            let id = armed.given;
            let added = Armed {
                id,
                rule,
                hits: 0,
                // The golden ratio spreads the numbers over the seeds.
                rng: ChaCha8Rng::seed_from_u64(self.seed ^ id.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
            };
            shown.push(added.shown());
            armed.list.push(added);
        }
        self.note(&armed);
        shown.into()
    }

    /// Takes back one rule, or all. Gives whether there was one.
    pub(crate) fn clear(&self, id: Option<u64>) -> bool {
        let mut armed = self.rules();
        let before = armed.list.len();
        armed.list.retain(|rule| id.is_some_and(|id| id != rule.id));
        let gone = before - armed.list.len();
        self.note(&armed);
        if !armed
            .list
            .iter()
            .any(|rule| matches!(rule.rule.fault, Fault::Stale { .. }))
        {
            self.response_cache().clear();
        }
        gone > 0
    }

    /// Every rule, with how often it struck.
    pub(crate) fn shown(&self) -> Value {
        json!({ "faults": self.rules().list.iter().map(Armed::shown).collect::<Vec<_>>() })
    }

    /// What a request has to suffer, which the key of that address has signed; `None` when no rule is of routes.
    pub(crate) fn on_request(&self, method: &str, path: &str, signed_by: Option<&str>) -> Option<RequestFaults> {
        if !self.of_routes.load(Ordering::Acquire) {
            return None;
        }
        let mut faults = RequestFaults {
            before: Duration::ZERO,
            after: Duration::ZERO,
            fault: None,
        };
        for armed in &mut self.rules().list {
            let Place::Route(route) = &armed.rule.place else {
                continue;
            };
            let is_meant = armed.rule.of.as_deref().is_none_or(|meant| {
                let same = |address: &str| address.eq_ignore_ascii_case(meant);
                signed_by.is_some_and(same)
            });
            if !is_meant || !route.fits(method, path) || !armed.fires() {
                continue;
            }
            match armed.rule.fault {
                Fault::Latency { when: When::Before, .. } => faults.before += armed.wait(),
                Fault::Latency { when: When::After, .. } => faults.after += armed.wait(),
                _ => {
                    faults.fault = Some(armed.rule.fault.clone());
                    break;
                }
            }
        }
        Some(faults)
    }

    /// What a message of that channel has to suffer.
    pub(crate) fn on_message(&self, channel: SocketPattern) -> MessageFaults {
        let mut faults = MessageFaults::FREE;
        if !self.of_sockets.load(Ordering::Acquire) {
            return faults;
        }
        for armed in &mut self.rules().list {
            let Place::Socket(wanted) = armed.rule.place else {
                continue;
            };
            if !(wanted == SocketPattern::Any || wanted == channel) || !armed.fires() {
                continue;
            }
            faults.delivery = match armed.rule.fault {
                Fault::Latency { .. } => {
                    faults.delay += armed.wait();
                    continue;
                }
                Fault::Drop { .. } | Fault::Silence => Delivery::Lost,
                Fault::Duplicate => Delivery::Doubled,
                Fault::Reorder => Delivery::HeldBack,
                Fault::Garbage { form, .. } => Delivery::Garbled(form),
                Fault::Disconnect { code } => Delivery::CutOff(code),
                Fault::Stale { .. } | Fault::Status { .. } => Delivery::Sent,
            };
            break;
        }
        faults
    }

    fn note(&self, armed: &Rules) {
        let any = |of_routes: bool| {
            let mut list = armed.list.iter();
            list.any(|armed| matches!(armed.rule.place, Place::Route(_)) == of_routes)
        };
        self.of_routes.store(any(true), Ordering::Release);
        self.of_sockets.store(any(false), Ordering::Release);
    }

    // A panic while they were held leaves rules and pages as whole as before: each change is one push or retain.
    fn rules(&self) -> MutexGuard<'_, Rules> {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn response_cache(&self) -> MutexGuard<'_, ResponseCache> {
        self.response_cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn rules(value: Value) -> Vec<Rule> {
        serde_json::from_value(value).unwrap()
    }

    fn fires(seed: u64) -> Vec<bool> {
        let faults = Faults::new(seed);
        faults.arm(rules(
            json!([{"where": {"route": "*"}, "what": {"kind": "status", "status": 500}, "probability": 0.3}]),
        ));
        (0..200)
            .map(|_| faults.on_request("GET", "/book", None).unwrap().fault.is_some())
            .collect()
    }

    #[test]
    fn the_dice_are_the_seeds_and_about_as_likely_as_asked() {
        assert_eq!(fires(7), fires(7));
        assert_ne!(fires(7), fires(8));
        let struck = fires(7).into_iter().filter(|struck| *struck).count();
        assert!((40..80).contains(&struck), "{struck} of 200 at 0.3");
    }

    #[test]
    fn a_rule_strikes_as_often_as_it_may_and_then_the_next_one_does() {
        let faults = Faults::new(1);
        assert_eq!(
            faults.on_request("GET", "/book", None),
            None,
            "nothing armed, nothing asked"
        );
        faults.arm(rules(json!([
            {"where": {"route": "/book"}, "what": {"kind": "latency", "ms": 30}},
            {"where": {"route": "/book"}, "what": {"kind": "status", "status": 425}, "count": 2},
            {"where": {"route": "/book"}, "what": {"kind": "garbage", "form": "cut"}},
        ])));
        let statuses = (0..3).map(|_| faults.on_request("GET", "/book", None).unwrap());
        let found: Vec<(u64, bool)> = statuses
            .map(|faults| {
                let milliseconds = u64::try_from(faults.before.as_millis()).unwrap();
                (milliseconds, matches!(faults.fault, Some(Fault::Status { .. })))
            })
            .collect();
        assert_eq!(found, [(30, true), (30, true), (30, false)]);
        assert_eq!(faults.on_request("GET", "/books", None).unwrap().fault, None);
        assert_eq!(faults.shown()["faults"][1]["hits"], 2);
        assert!(faults.clear(Some(2)) && !faults.clear(Some(2)));
        assert!(faults.clear(None));
        assert_eq!(faults.on_request("GET", "/book", None), None);
    }

    #[test]
    fn a_rule_of_one_key_spares_the_others() {
        let faults = Faults::new(1);
        faults.arm(rules(
            json!([{"where": {"route": "*"}, "of": "0xAb", "what": {"kind": "status", "status": 401}}]),
        ));
        let strikes = |signed_by| {
            let found = faults.on_request("POST", "/order", signed_by).unwrap();
            found.fault.is_some()
        };
        assert_eq!(
            [strikes(Some("0xaB")), strikes(Some("0xac")), strikes(None)],
            [true, false, false]
        );
    }

    #[test]
    fn messages_meet_the_rules_of_their_channel() {
        let faults = Faults::new(1);
        faults.arm(rules(json!([
            {"where": {"socket": "user"}, "what": {"kind": "duplicate"}, "count": 1},
            {"where": {"socket": "*"}, "what": {"kind": "latency", "min_ms": 5, "max_ms": 9}},
        ])));
        let doubled = faults.on_message(SocketPattern::User);
        assert_eq!(
            doubled,
            MessageFaults {
                delay: Duration::ZERO,
                delivery: Delivery::Doubled
            }
        );
        let late = faults.on_message(SocketPattern::Market);
        assert!(
            late.delivery == Delivery::Sent && (5..=9).contains(&late.delay.as_millis()),
            "{late:?}"
        );
        faults.clear(None);
        assert_eq!(faults.on_message(SocketPattern::User), MessageFaults::FREE);
    }
}
