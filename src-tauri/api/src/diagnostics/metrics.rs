//! Figures for programs that watch others, in the OpenMetrics format, on this computer only and only where the user switched it on.
//!
//! They are figures of the program: latencies, queues, requests, feeds, memory. Nothing of the account is among them: no amount, no
//! address, no name, no market.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use tokio::task::JoinHandle;

use super::{memory, name, queue, server};
use crate::types::{BudgetName, ErrorCode, Frame};
use crate::{Api, ApiResult, Attached, problem};

/// The port unless another is chosen: beside those that exporters usually have.
pub(crate) const PORT: u16 = 9_469;
/// Lower ones are the system's.
pub(crate) const PORT_LEAST: u16 = 1_024;

/// Where they are offered on that port.
pub(crate) fn address(port: u16) -> String {
    format!("http://{}/metrics", place(port))
}

const fn place(port: u16) -> SocketAddr {
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

/// Figures are offered until this is dropped.
#[derive(Debug)]
pub(crate) struct Offered {
    /// Where that was asked for.
    at: SocketAddr,
    serves: JoinHandle<()>,
}

impl Drop for Offered {
    fn drop(&mut self) {
        self.serves.abort();
    }
}

impl Api {
    /// Offers the program's figures on that port to others on this computer, or on none: as the settings say when an engine begins, and
    /// as they are saved from then on. Where they were offered on another port they are that until the new one is had.
    ///
    /// # Errors
    /// `metrics` when the port is taken by another program.
    pub async fn offer_metrics(&self, port: Option<u16>) -> ApiResult<()> {
        let at = place(port.unwrap_or(PORT));
        self.offer_metrics_at(port.is_some(), at).await.map(drop)
    }

    /// The same at that place; where it is then.
    pub(crate) async fn offer_metrics_at(&self, on: bool, at: SocketAddr) -> ApiResult<Option<SocketAddr>> {
        let mut offered = self.shared.together.metrics.lock().await;
        if !on {
            *offered = None;
            return Ok(None);
        }
        let is_there = |offered: &Offered| offered.at == at && !offered.serves.is_finished();
        if offered.as_ref().is_some_and(is_there) {
            return Ok(None);
        }
        let api = self.clone();
        let (place, serves) = server::serve(at, move || api.metrics())
            .await
            .map_err(|error| problem(ErrorCode::Metrics, format!("{at}: {error}")))?;
        *offered = Some(Offered { at, serves });
        Ok(Some(place))
    }

    /// The figures of every engine of the program.
    pub(crate) fn metrics(&self) -> String {
        let mut text = String::new();
        match encode(&mut text, &self.registry()) {
            Ok(()) => text,
            Err(error) => {
                tracing::warn!(%error, "figures cannot be written");
                "# EOF\n".to_owned()
            }
        }
    }

    fn registry(&self) -> Registry {
        let mut registry = Registry::with_prefix("pilotfish");
        let figures = Figures::default();
        for list in self.shared.together.lists() {
            let frame = list.frame_now();
            let mode = list.mode().to_string();
            figures.of_frame(&mode, &frame);
            if let Attached::Engine(engine) = list.attached() {
                figures.of_engine(&mode, &engine);
            }
        }
        figures.register(&mut registry);
        let resident = Gauge::<i64>::default();
        if let Some(kilobytes) = memory() {
            resident.set(i64::from(kilobytes) * 1_024);
            registry.register("resident_memory_bytes", "Memory of the program's own process", resident);
        }
        registry
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfMode {
    mode: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfStage {
    mode: String,
    stage: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfQuantile {
    mode: String,
    stage: &'static str,
    quantile: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfKind {
    mode: String,
    kind: String,
}

type Seconds = Gauge<f64, AtomicU64>;

#[derive(Default)]
struct Figures {
    up: Family<OfMode, Gauge>,
    halts: Family<OfMode, Gauge>,
    working: Family<OfMode, Gauge>,
    feeds: Family<OfKind, Gauge>,
    feed_age: Family<OfKind, Seconds>,
    budget_used: Family<OfKind, Gauge>,
    budget_planned: Family<OfKind, Gauge>,
    passed: Family<OfStage, Gauge>,
    took: Family<OfQuantile, Seconds>,
    queues: Family<OfKind, Gauge>,
    requests: Family<OfMode, Gauge>,
}

impl Figures {
    fn of_frame(&self, mode: &str, frame: &Frame) {
        let label = OfMode { mode: mode.to_owned() };
        let of = |kind: String| OfKind {
            mode: mode.to_owned(),
            kind,
        };
        let running = i64::from(frame.state == crate::types::EngineState::Running);
        self.up.get_or_create(&label).set(running);
        self.halts.get_or_create(&label).set(whole(frame.halts.len() as u64));
        self.working
            .get_or_create(&label)
            .set(i64::from(frame.sums.working_orders));
        for feed in &frame.feeds {
            self.feeds
                .get_or_create(&of(feed.feed.to_string()))
                .set(i64::from(feed.up));
            if let Some(age) = feed.age {
                let seconds = std::time::Duration::from_millis(u64::try_from(age.0).unwrap_or(0)).as_secs_f64();
                self.feed_age.get_or_create(&of(feed.feed.to_string())).set(seconds);
            }
        }
        for budget in &frame.budgets {
            let plan = match budget.budget {
                BudgetName::Data => "data",
                BudgetName::Orders => "orders",
            };
            let label = of(plan.to_owned());
            self.budget_used.get_or_create(&label).set(i64::from(budget.used));
            self.budget_planned.get_or_create(&label).set(i64::from(budget.planned));
        }
    }

    fn of_engine(&self, mode: &str, engine: &pilotfish_engine::EngineHandle) {
        for reading in engine.stages() {
            let stage = name(reading.stage).as_str();
            let label = OfStage {
                mode: mode.to_owned(),
                stage,
            };
            self.passed.get_or_create(&label).set(whole(reading.count));
            for (quantile, took) in [("0.5", reading.median), ("0.99", reading.slow), ("1", reading.most)] {
                let label = OfQuantile {
                    mode: mode.to_owned(),
                    stage,
                    quantile,
                };
                self.took.get_or_create(&label).set(took.as_secs_f64());
            }
        }
        for reading in engine.queues() {
            let label = OfKind {
                mode: mode.to_owned(),
                kind: queue(reading.queue).to_string(),
            };
            self.queues.get_or_create(&label).set(whole(reading.waiting as u64));
        }
        let requests = engine
            .hosts()
            .iter()
            .map(|host| host.requests)
            .fold(0, u64::saturating_add);
        self.requests
            .get_or_create(&OfMode { mode: mode.to_owned() })
            .set(whole(requests));
    }

    fn register(self, registry: &mut Registry) {
        registry.register("engine_running", "Whether the engine copies now", self.up);
        registry.register("halts", "What stands in the way of orders now", self.halts);
        registry.register("working_orders", "Copy orders at work", self.working);
        registry.register("feed_up", "Whether a feed brings news", self.feeds);
        registry.register(
            "feed_age_seconds",
            "How long ago a feed brought something",
            self.feed_age,
        );
        registry.register("requests_used", "Requests of the last ten seconds", self.budget_used);
        registry.register(
            "requests_planned",
            "Requests planned in ten seconds",
            self.budget_planned,
        );
        registry.register(
            "stage_passed",
            "How often a stage was passed since the start",
            self.passed,
        );
        registry.register("stage_seconds", "How long a stage took, real time", self.took);
        registry.register("waiting", "What waits in a place", self.queues);
        registry.register("requests_sent", "Requests since the start", self.requests);
    }
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
