//! The test order: one small real order that only rests, before a live engine starts. It proves the whole way to the exchange and
//! back: signed, on the disk, taken, seen in the open orders and on our own channel, cancelled, gone, and the balance as it was.
//!
//! No engine runs meanwhile: it holds the account's lock and the live data itself. Its order is no order of the core's and is kept in a
//! table of its own. The rules are the same: the bytes are on the disk before they leave; an order of unknown fate is looked up by its
//! hash and never sent again; whatever goes wrong, it is cancelled, and the confirmation is taken back. One that a crash left open is
//! cleared up before anything else is sent ([`TestDrive::clear_up`]).

mod drive;
mod limits;
mod plan;
mod record;

use std::sync::Arc;
use std::time::Duration;

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::money::Usd;
use pilotfish_copy::risk::OrderLimits;
use pilotfish_store::{AccountLock, Mode, Reader, Store, TestEnding, TestOrder};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::clock::system_ms;
use crate::engine::on_its_own_thread;
use crate::error::EngineError;
use crate::going_live;
use crate::home::Home;
use crate::order_signer::{AccountSource, OrderSigner, OwnAccount};
use crate::port::{PortError, VenuePorts, within};
use crate::stop::StopPath;

use drive::{Channel, Drive};
pub use plan::{EXPIRES_AFTER_MS, TestPlan};
pub use record::{TestFact, TestFailure, TestLine, TestRecord, TestStep};

/// How long one question may take, real time.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);

/// How long the test order's parts take, real time.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How long it rests after it was seen.
    pub rests: Duration,
    /// How long it is waited for what has to be seen.
    pub patience: Duration,
    /// How often it is looked at meanwhile.
    pub every: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            rests: Duration::from_secs(4),
            patience: Duration::from_secs(20),
            every: Duration::from_millis(500),
        }
    }
}

/// The way to end a test order before its time: it is not sent any more, or cancelled at once. Clones are the same one.
#[derive(Debug, Clone, Default)]
pub struct Cut(CancellationToken);

impl Cut {
    /// Ends it.
    pub fn short(&self) {
        self.0.cancel();
    }

    fn is_short(&self) -> bool {
        self.0.is_cancelled()
    }
}

/// Sends test orders of one account.
#[derive(Clone)]
pub struct TestDrive {
    /// The program's folder.
    pub home: Home,
    /// Whose order it is.
    pub own: OwnAccount,
    /// Where it goes.
    pub ports: VenuePorts,
    /// [`Pace::default`] but in tests.
    pub pace: Pace,
    /// What ends it before its time.
    pub cut: Cut,
}

/// The data of an account, with its lock for as long.
struct Held {
    store: Store,
    _lock: AccountLock,
}

impl TestDrive {
    /// An order that would surely rest, in a market that is open now. Nothing is sent, and nobody has to be logged in.
    ///
    /// # Errors
    /// [`EngineError::NoTestMarket`], and the venue's.
    pub async fn plan(&self) -> Result<TestPlan, EngineError> {
        plan::find(self.ports.market_data.as_ref()).await
    }

    /// Sends that order and takes it back; what happens is told as it does. It ends by itself, and leaves nothing open that it can
    /// reach. Where anything but the whole way was seen, the confirmation is taken back.
    ///
    /// # Errors
    /// Nothing was sent: [`EngineError::LiveNotConfirmed`], [`EngineError::Stopped`] (also where it was cut short),
    /// [`EngineError::TestOrderChanged`], [`EngineError::NoBalance`], [`EngineError::LimitsNotSaved`], [`EngineError::OverLimit`],
    /// [`EngineError::Region`], an account that is in use, the key store's, the venue's, the store's. Or how it ended could not be
    /// written down: it counts as open then.
    pub async fn run(&self, plan: &TestPlan, tell: &watch::Sender<TestRecord>) -> Result<TestRecord, EngineError> {
        let (this, plan, tell) = (self.clone(), plan.clone(), tell.clone());
        on_its_own_thread(move || async move { this.run_here(&plan, &tell).await }).await
    }

    /// The same on the caller's thread.
    pub(crate) async fn run_here(
        &self,
        plan: &TestPlan,
        tell: &watch::Sender<TestRecord>,
    ) -> Result<TestRecord, EngineError> {
        let held = self.open().await?;
        let done = self.run_with(&held, plan, tell).await;
        let closed = held.store.close().await;
        let record = done?;
        closed?;
        Ok(record)
    }

    /// Looks up a test order that an earlier run left open, cancels it and takes the confirmation back; nothing where there is none.
    ///
    /// # Errors
    /// It could not be cleared up: an account that is in use, the key store's, the venue's, the store's.
    pub async fn clear_up(&self, tell: &watch::Sender<TestRecord>) -> Result<Option<TestRecord>, EngineError> {
        let (this, tell) = (self.clone(), tell.clone());
        on_its_own_thread(move || async move {
            let held = this.open().await?;
            let done = this.clear_up_with(&held, &tell).await;
            let closed = held.store.close().await;
            let record = done?;
            closed?;
            Ok(record)
        })
        .await
    }

    async fn open(&self) -> Result<Held, EngineError> {
        let (store, lock) = going_live::open(&self.home, &self.own).await?;
        Ok(Held { store, _lock: lock })
    }

    fn stop_path(&self) -> StopPath {
        StopPath::new(
            Arc::clone(&self.ports.trading),
            Arc::clone(&self.ports.standing),
            AccountSource::Live(self.own.clone()),
            &self.home.mode(Mode::Live),
        )
    }

    async fn run_with(
        &self,
        held: &Held,
        plan: &TestPlan,
        tell: &watch::Sender<TestRecord>,
    ) -> Result<TestRecord, EngineError> {
        confirmed(held.store.reader()).await?;
        self.clear_up_with(held, tell).await?;
        // What was cleared up took the confirmation back.
        confirmed(held.store.reader()).await?;
        let stop_path = self.stop_path();
        if stop_path.marker.stands() {
            return Err(EngineError::Stopped);
        }
        let order_signer = stop_path.login.first().await?;
        self.orders_are_taken_here().await?;
        plan.holds_still(self.ports.market_data.as_ref()).await?;
        let cash_before = within(REQUEST_TIMEOUT, self.ports.trading.cash()).await?;
        if cash_before < plan.worst_case() {
            return Err(EngineError::NoBalance {
                cash: cash_before,
                needed: plan.worst_case(),
            });
        }
        // Listened to before anything is sent: what it says of the order is one of the proofs.
        let channel = Channel::open(self.ports.trading.as_ref(), self.pace.patience).await?;
        // Whoever placed them: what nobody can list may take the cash and the places that the limits have left.
        let listed = within(REQUEST_TIMEOUT, self.ports.trading.own_orders()).await?;
        let now = VenueMs(system_ms());
        let bounds = limits::bounds(&held.store, plan, cash_before, &listed, now).await?;
        let (order, body) = sign(&order_signer, plan, &bounds, cash_before, now)?;
        if self.cut.is_short() {
            return Err(EngineError::Stopped);
        }
        held.store.begin_test_order(&order).await?;
        let mut record = TestRecord::begun(&order, tell);
        record.say(TestFact::Written {
            hash: order.hash.to_string(),
        });
        let drive = Drive {
            trading: self.ports.trading.as_ref(),
            store: &held.store,
            stop_path: &stop_path,
            order: &order,
            pace: self.pace,
            cut: &self.cut,
        };
        let ending = drive.there_and_back(&body, channel, &mut record).await;
        end(&held.store, &order, record, ending).await
    }

    async fn clear_up_with(
        &self,
        held: &Held,
        tell: &watch::Sender<TestRecord>,
    ) -> Result<Option<TestRecord>, EngineError> {
        let Some(kept) = held.store.reader().open_test_order().await? else {
            return Ok(None);
        };
        let stop_path = self.stop_path();
        stop_path.login.first().await?;
        let order = kept.order.clone();
        let mut record = TestRecord::of(&kept);
        record.told_to(tell);
        record.say(TestFact::TakenUp);
        let drive = Drive {
            trading: self.ports.trading.as_ref(),
            store: &held.store,
            stop_path: &stop_path,
            order: &order,
            pace: self.pace,
            cut: &self.cut,
        };
        let step = record.reached();
        match drive.take_back(&mut record).await {
            Ok(_filled) => {
                // It is told, and decides nothing: the ending is the same.
                let _ = drive.balance(&mut record).await;
                let ending = failed(step, TestFailure::Interrupted);
                end(&held.store, &order, record, ending).await.map(Some)
            }
            // Not before the order has surely ended by itself is it taken for gone unseen.
            Err(_) if system_ms() > order.expires_at.plus(drive::THRESHOLD_MS + drive::DOUBT_MS).0 => {
                end(&held.store, &order, record, failed(step, TestFailure::Interrupted))
                    .await
                    .map(Some)
            }
            Err(words) => {
                drive.note(&record).await;
                Err(PortError::Unreachable(words).into())
            }
        }
    }

    /// Unknown means no.
    async fn orders_are_taken_here(&self) -> Result<(), EngineError> {
        let region = within(REQUEST_TIMEOUT, self.ports.standing.region()).await;
        match region {
            Ok(region) if region.blocked => Err(EngineError::Region(format!(
                "Polymarket does not take orders from here ({})",
                region.country
            ))),
            Ok(_) => Ok(()),
            Err(error) => Err(EngineError::Region(format!(
                "nobody knows whether orders are taken: {error}"
            ))),
        }
    }
}

async fn confirmed(reader: &Reader) -> Result<(), EngineError> {
    match reader.live_confirmed_at().await? {
        Some(_) => Ok(()),
        None => Err(EngineError::LiveNotConfirmed),
    }
}

/// Signs it; with the bytes that leave.
fn sign(
    order_signer: &OrderSigner,
    plan: &TestPlan,
    bounds: &OrderLimits,
    cash_before: Usd,
    now: VenueMs,
) -> Result<(TestOrder, String), EngineError> {
    let place = plan.place(now);
    let ready = order_signer.sign(&place, bounds)?;
    // Beside the signature, and no part of it: the hash is the same.
    let signed = ready.signed.post_only();
    let body = signed.body(&order_signer.owner)?;
    let order = TestOrder {
        hash: ready.hash,
        condition: plan.market.condition.clone(),
        token: place.token.clone(),
        question: plan.market.question.clone(),
        outcome: plan.outcome().name.clone(),
        price: plan.price,
        shares: plan.shares,
        body: body.kept,
        expires_at: now.plus(EXPIRES_AFTER_MS),
        cash_before,
        created_at: now,
    };
    Ok((order, body.sent))
}

async fn end(
    store: &Store,
    order: &TestOrder,
    mut record: TestRecord,
    ending: TestEnding,
) -> Result<TestRecord, EngineError> {
    if ending != TestEnding::Passed {
        record.say(TestFact::Withdrawn);
    }
    let at = system_ms();
    store
        .end_test_order(&order.hash, at, &record.log_text(), &ending)
        .await?;
    tracing::info!(hash = %order.hash, ?ending, "the test order is over");
    record.finish(at, ending);
    Ok(record)
}

/// The end of one that failed at that step.
#[must_use]
pub fn failed(step: TestStep, why: TestFailure) -> TestEnding {
    TestEnding::Failed {
        step: step.word().to_owned(),
        code: why.word().to_owned(),
    }
}
