//! What must hold around live trading beside orders and money: that orders are taken from where we are, and that the venue is the
//! one this program was made for. Only a live engine has this; demo and paper go on wherever they are.
//!
//! | asked | when | what it does |
//! |---|---|---|
//! | the region | before trading, each ten minutes, when the venue answers again after an outage, and while it is blocked without a halt | blocked: the gate is shut, and the halt `region` stands until the user lifts it; not known for half an hour: the same, lifted by an answer |
//! | the canary: version, contracts, fees, sizes, steps, standing | before trading, and each hour | a changed platform is the halt `version`, a closed-only or banned account its own |
//!
//! Before trading, nothing begins until region and version are known and this computer's clock is near the venue's. The gate is
//! what counts at the moment an order leaves: no lifted halt lets one out while the last answer says no.

use std::sync::Arc;
use std::time::Duration;

use pilotfish_copy::entity::HaltReason;
use pilotfish_copy::input::Input;
use pilotfish_polymarket::checks::{Check, CheckKind, Depth, Found, Outcome};
use pilotfish_polymarket::public::Geoblock;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::connectivity::{Backoff, Connectivity};
use crate::down::DownCause;
use crate::error::EngineError;
use crate::inbox::Inbox;
use crate::port::{PortError, VenueStanding, within};
use crate::send_gate::{REGION_KNOWN_MOST, SendGate};
use crate::view::View;

/// How often the region is asked for, real time.
pub const REGION_EVERY: Duration = Duration::from_secs(600);
/// How soon again where there was no answer.
const REGION_AGAIN: Duration = Duration::from_secs(30);
/// How often the canary looks, real time.
const CANARY_EVERY: Duration = Duration::from_secs(3_600);
/// How often it is looked whether something is to be asked.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How long the region's answer may take.
const REGION_TIMEOUT: Duration = Duration::from_secs(15);
/// How long all of the canary's may take.
const CANARY_TIMEOUT: Duration = Duration::from_secs(45);
/// Live trading does not begin with a clock that is further off, ms: what it shows of ages and deadlines would be wrong.
const CLOCK_OFF_MOST_MS: i64 = 5_000;

/// Watches over one live engine.
pub(crate) struct LiveWatch {
    pub(crate) standing: Arc<dyn VenueStanding>,
    pub(crate) send_gate: Arc<SendGate>,
    pub(crate) inbox: Inbox,
    pub(crate) connectivity: Arc<Connectivity>,
    pub(crate) view: watch::Receiver<Arc<View>>,
    pub(crate) stop: CancellationToken,
}

/// What the running watch remembers between two looks.
struct Rounds {
    region_due: Instant,
    canary_due: Instant,
    /// The halt `region` stands only because nobody answered.
    only_unknown: bool,
    was_down: bool,
}

impl LiveWatch {
    /// Before anything is placed, at a start and after each sleep: waits until region and version are known, and says meanwhile
    /// what is missing. What is known to be wrong halts, and the engine goes on to what it may do.
    ///
    /// # Errors
    /// [`EngineError::Ended`].
    pub(crate) async fn before_trading(&self) -> Result<(), EngineError> {
        let mut backoff = Backoff::new();
        loop {
            let missing = match self.ask_region().await {
                Err(words) => Some((DownCause::RegionUnknown, words)),
                Ok(_) => self.canary().await,
            };
            let shown = missing.as_ref().map(|(cause, words)| (*cause, words.as_str()));
            self.connectivity.not_yet(shown);
            let Some((cause, words)) = missing else { return Ok(()) };
            tracing::warn!(?cause, words, "live trading does not begin yet");
            tokio::select! {
                () = self.stop.cancelled() => return Err(EngineError::Ended),
                () = sleep(backoff.pause()) => {}
            }
        }
    }

    /// Asks again and again for as long as the engine runs.
    pub(crate) async fn run(&self) {
        let now = Instant::now();
        let mut rounds = Rounds {
            region_due: now + REGION_EVERY,
            canary_due: now + CANARY_EVERY,
            only_unknown: false,
            was_down: false,
        };
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = sleep(LOOK_EVERY) => {}
            }
            self.look(&mut rounds).await;
        }
    }

    async fn look(&self, rounds: &mut Rounds) {
        let is_down = self.connectivity.down().is_some();
        let is_back = rounds.was_down && !is_down;
        rounds.was_down = is_down;
        let lifted_too_soon = self.send_gate.is_blocked() && !self.stands(&HaltReason::Region);
        if is_back || lifted_too_soon || Instant::now() >= rounds.region_due {
            self.region_round(rounds).await;
        }
        if Instant::now() >= rounds.canary_due && !is_down {
            rounds.canary_due = Instant::now() + CANARY_EVERY;
            if let Some((_, words)) = self.canary().await {
                tracing::warn!(words, "the canary could not see everything");
            }
        }
    }

    async fn region_round(&self, rounds: &mut Rounds) {
        match self.ask_region().await {
            Ok(answer) => {
                rounds.region_due = Instant::now() + REGION_EVERY;
                if answer.blocked {
                    rounds.only_unknown = false;
                } else if std::mem::take(&mut rounds.only_unknown) {
                    let reason = HaltReason::Region;
                    self.inbox.input(Input::HaltOver { reason }).await;
                }
            }
            Err(words) => {
                rounds.region_due = Instant::now() + REGION_AGAIN;
                if self.send_gate.region_allows().is_err() && !self.stands(&HaltReason::Region) {
                    rounds.only_unknown = true;
                    let minutes = REGION_KNOWN_MOST.as_secs() / 60;
                    self.halt(
                        HaltReason::Region,
                        format!("not known for over {minutes} minutes: {words}"),
                    )
                    .await;
                }
            }
        }
    }

    /// Asks where we are; the gate and, where it is blocked, the core know it then.
    async fn ask_region(&self) -> Result<Geoblock, String> {
        match within(REGION_TIMEOUT, self.standing.region()).await {
            Ok(answer) => {
                take_region(&self.send_gate, &self.inbox, &answer).await;
                Ok(answer)
            }
            Err(error) => {
                tracing::warn!(%error, "it is not known whether orders are taken from here");
                Err(format!("it is not known whether orders are taken from here: {error}"))
            }
        }
    }

    /// Looks at the platform and the account, and halts for what is wrong. Returns what must be known before trading and is not,
    /// or is not near enough.
    async fn canary(&self) -> Option<(DownCause, String)> {
        let checks = timeout(CANARY_TIMEOUT, self.standing.checks(Depth::Canary))
            .await
            .unwrap_or_default();
        for check in &checks {
            if let Some(reason) = halt_for(check) {
                tracing::error!(check = check.sentence(), "the canary halts live trading");
                self.halt(reason, check.sentence()).await;
            } else if check.outcome != Outcome::Ok {
                tracing::warn!(check = check.sentence(), "not as it should be");
            }
        }
        if let Some(clock) = checks.iter().find(|check| is_far_off(&check.found)) {
            return Some((DownCause::Clock, clock.sentence()));
        }
        let version = checks.iter().find(|check| check.kind == CheckKind::Version);
        let words = match version {
            Some(check) if check.outcome == Outcome::Unknown => check.sentence(),
            Some(_) => return None,
            None => "it is not known which version of orders the venue takes".to_owned(),
        };
        Some((DownCause::VersionUnknown, words))
    }

    fn stands(&self, reason: &HaltReason) -> bool {
        self.view.borrow().core.state().halts.contains_key(reason)
    }

    async fn halt(&self, reason: HaltReason, words: String) {
        self.inbox.input(halt_seen(reason, words)).await;
    }
}

/// Asks where we are, for somebody who looks.
///
/// # Errors
/// The venue's.
pub(crate) async fn look_at_region(
    standing: &dyn VenueStanding,
    send_gate: &SendGate,
    inbox: &Inbox,
) -> Result<(), PortError> {
    let answer = within(REGION_TIMEOUT, standing.region()).await?;
    take_region(send_gate, inbox, &answer).await;
    Ok(())
}

/// The gate and, where it is blocked, the core know that answer then.
async fn take_region(send_gate: &SendGate, inbox: &Inbox, answer: &Geoblock) {
    send_gate.saw_region(answer);
    if answer.blocked {
        let words = place(answer);
        send_gate.region_blocked(words.clone());
        inbox.input(halt_seen(HaltReason::Region, words)).await;
    } else {
        send_gate.region_allowed();
    }
}

const fn halt_seen(reason: HaltReason, words: String) -> Input {
    Input::HaltSeen {
        reason,
        until: None,
        words,
    }
}

/// The halt that a failed check is, if it is one.
fn halt_for(check: &Check) -> Option<HaltReason> {
    if check.outcome != Outcome::Failed {
        return None;
    }
    match (check.kind, &check.found) {
        (CheckKind::Version | CheckKind::Domains | CheckKind::Fees | CheckKind::Sizes | CheckKind::Ticks, _) => {
            Some(HaltReason::Version)
        }
        (CheckKind::Standing, Found::Standing { closed_only: true }) => Some(HaltReason::ClosedOnly),
        (CheckKind::Standing, Found::Refused { .. }) => Some(HaltReason::Banned),
        // The account's own reading judges the key; the clock is corrected for.
        _ => None,
    }
}

fn is_far_off(found: &Found) -> bool {
    matches!(found, Found::Clock { ahead_ms, .. } if ahead_ms.abs() > CLOCK_OFF_MOST_MS)
}

/// Where the venue sees us, without our address.
fn place(answer: &Geoblock) -> String {
    let parts = [answer.country.as_str(), answer.region.as_str()];
    let place = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    if place.is_empty() {
        "Polymarket does not take orders from here".to_owned()
    } else {
        format!("Polymarket does not take orders from here ({})", place.join(", "))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_copy::Core;
    use pilotfish_polymarket::checks::Unusual;
    use rust_decimal::Decimal;

    use super::*;
    use crate::bus::Bus;
    use crate::clock::VenueClock;
    use crate::feed_health::FeedHealth;
    use crate::inbox::{Message, Outlet, inbox};
    use crate::testing::venue::{Script, SeenRegion};
    use crate::view::Phase;

    fn watch() -> (Arc<LiveWatch>, Arc<Script>, Outlet) {
        let (inbox, outlet) = inbox();
        let script = Script::new();
        let standing: Arc<Script> = Arc::clone(&script);
        let stop = CancellationToken::new();
        let connectivity = Connectivity::new(
            Arc::<Script>::clone(&script),
            inbox.clone(),
            Arc::new(VenueClock::system()),
            Arc::new(FeedHealth::default()),
            Bus::new(),
            stop.clone(),
        );
        let view = View {
            core: Arc::new(Core::new(pilotfish_copy::Intervals::default())),
            phase: Phase::Starting,
        };
        let watch = LiveWatch {
            standing,
            send_gate: Arc::new(SendGate::live()),
            inbox,
            connectivity,
            view: watch::Sender::new(Arc::new(view)).subscribe(),
            stop,
        };
        (Arc::new(watch), script, outlet)
    }

    fn region(script: &Script, seen: SeenRegion) {
        script.scene(|scene| scene.region = seen);
    }

    fn halts(outlet: &mut Outlet) -> Vec<(HaltReason, String)> {
        let mut found = Vec::new();
        while let Some(message) = outlet.ready() {
            if let Message::Input(Input::HaltSeen { reason, words, .. }) = message {
                found.push((reason, words));
            }
        }
        found
    }

    #[tokio::test(start_paused = true)]
    async fn trading_does_not_begin_before_the_region_is_known() {
        let (watch, script, mut outlet) = watch();
        region(&script, SeenRegion::Silent);
        let other = Arc::clone(&watch);
        let waits = tokio::spawn(async move { other.before_trading().await });
        sleep(Duration::from_secs(60)).await;
        assert!(!waits.is_finished());
        assert!(watch.send_gate.region_allows().is_err(), "unknown means no");
        let down = watch.connectivity.down().expect("it is said");
        let words = &down.words;
        assert!(words.contains("not known whether"), "{words}");
        assert_eq!(down.cause, DownCause::RegionUnknown);
        region(&script, SeenRegion::Allowed);
        waits.await.unwrap().unwrap();
        assert_eq!(watch.send_gate.region_allows(), Ok(()));
        assert!(watch.connectivity.down().is_none() && halts(&mut outlet).is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_blocked_region_halts_and_shuts_the_gate_and_no_lifted_halt_opens_it() {
        let (watch, script, mut outlet) = watch();
        region(&script, SeenRegion::Blocked);
        watch.before_trading().await.unwrap();
        let told = halts(&mut outlet);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].0, HaltReason::Region);
        assert!(told[0].1.contains("(BE)"), "{}", told[0].1);
        assert!(!told[0].1.contains("203.0.113"), "our address is not written down");
        assert!(watch.send_gate.region_allows().is_err());
        let shown = watch.send_gate.region_record().expect("it is live");
        let answer = shown.last.expect("it was answered");
        assert_eq!((answer.country.as_str(), answer.blocked), ("BE", true));
        assert_eq!(shown.allowed_at_ms, None, "it never was");
        // The view of this test has no halt, as if the user had just lifted it: it is asked for at once, and stands again.
        let other = Arc::clone(&watch);
        let running = tokio::spawn(async move { other.run().await });
        sleep(Duration::from_secs(8)).await;
        assert_eq!(halts(&mut outlet).len(), 1);
        assert!(watch.send_gate.region_allows().is_err());
        region(&script, SeenRegion::Allowed);
        sleep(Duration::from_secs(8)).await;
        assert_eq!(watch.send_gate.region_allows(), Ok(()));
        assert!(
            halts(&mut outlet).is_empty(),
            "what was blocked is not lifted by itself, nor halted anew"
        );
        running.abort();
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_grows_old_and_a_new_one_lifts_what_only_silence_halted() {
        let (watch, script, mut outlet) = watch();
        watch.before_trading().await.unwrap();
        let other = Arc::clone(&watch);
        let running = tokio::spawn(async move { other.run().await });
        region(&script, SeenRegion::Silent);
        sleep(REGION_KNOWN_MOST - Duration::from_secs(60)).await;
        assert_eq!(
            watch.send_gate.region_allows(),
            Ok(()),
            "one that was asked half an hour ago counts"
        );
        assert!(halts(&mut outlet).is_empty());
        sleep(Duration::from_secs(120)).await;
        assert!(watch.send_gate.region_allows().is_err());
        let told = halts(&mut outlet);
        assert!(!told.is_empty() && told[0].0 == HaltReason::Region, "{told:?}");
        region(&script, SeenRegion::Allowed);
        sleep(Duration::from_secs(60)).await;
        assert_eq!(watch.send_gate.region_allows(), Ok(()));
        let over = std::iter::from_fn(|| outlet.ready()).any(|message| {
            matches!(
                message,
                Message::Input(Input::HaltOver {
                    reason: HaltReason::Region
                })
            )
        });
        assert!(over);
        running.abort();
    }

    fn failed(kind: CheckKind, found: Found) -> Check {
        Check {
            kind,
            outcome: Outcome::Failed,
            found,
            remedy: None,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_changed_platform_halts_and_says_what_changed() {
        let (watch, script, mut outlet) = watch();
        let version = Found::Version { found: 3, expected: 2 };
        let standing = Found::Standing { closed_only: true };
        script.scene(|scene| {
            scene.checks = vec![
                failed(CheckKind::Version, version),
                failed(CheckKind::Standing, standing),
            ];
        });
        watch.before_trading().await.unwrap();
        let told = halts(&mut outlet);
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(told[0].0, HaltReason::Version);
        assert_eq!(told[0].1, "Exchange version: version 3; Pilotfish supports 2");
        assert_eq!(told[1].0, HaltReason::ClosedOnly);
    }

    /// One market, whose figures are unusual.
    fn unusual(unusual: Unusual) -> Found {
        Found::Markets {
            count: 1,
            range: (Decimal::ONE, Decimal::ONE),
            unusual: Some(unusual),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn each_change_of_what_orders_are_made_for_halts_live_trading() {
        for (kind, found) in [
            (
                CheckKind::Fees,
                unusual(Unusual::FeeFormula {
                    exponent: Decimal::TWO,
                    takers_only: true,
                }),
            ),
            (CheckKind::Sizes, unusual(Unusual::LeastSize { usual: Decimal::TEN })),
            (
                CheckKind::Ticks,
                unusual(Unusual::PriceStep {
                    step: Decimal::new(25, 4),
                }),
            ),
        ] {
            let (watch, script, mut outlet) = watch();
            let version = Check {
                outcome: Outcome::Ok,
                ..failed(CheckKind::Version, Found::Version { found: 2, expected: 2 })
            };
            let changed = failed(kind, found);
            let words = changed.sentence();
            script.scene(|scene| scene.checks = vec![version, changed]);
            watch.before_trading().await.unwrap();
            assert_eq!(halts(&mut outlet), [(HaltReason::Version, words)], "{kind:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_is_far_off_is_waited_for() {
        let (watch, script, mut outlet) = watch();
        let off = |ahead_ms| {
            let clock = Found::Clock {
                ahead_ms,
                most_ms: 2_000,
            };
            let version = Found::Version { found: 2, expected: 2 };
            let mut version = failed(CheckKind::Version, version);
            version.outcome = Outcome::Ok;
            vec![failed(CheckKind::Clock, clock), version]
        };
        script.scene(|scene| scene.checks = off(90_000));
        let other = Arc::clone(&watch);
        let waits = tokio::spawn(async move { other.before_trading().await });
        sleep(Duration::from_secs(60)).await;
        assert!(!waits.is_finished());
        let down = watch.connectivity.down().expect("it is said");
        let words = &down.words;
        assert!(words.contains("90.0 s behind Polymarket"), "{words}");
        assert_eq!(
            down.cause,
            DownCause::Clock,
            "it is not told as a venue that does not answer"
        );
        script.scene(|scene| scene.checks = off(1_000));
        waits.await.unwrap().unwrap();
        assert!(halts(&mut outlet).is_empty());
    }
}
