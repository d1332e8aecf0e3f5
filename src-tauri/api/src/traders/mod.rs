//! What the venue says of traders, read with a bound on how much at once, and kept for a minute.

pub(crate) mod curve;
pub(crate) mod leaderboard;
pub(crate) mod page;
pub(crate) mod resolve;
pub(crate) mod shapes;
pub(crate) mod statistics;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::{join, try_join};
use pilotfish_copy::ids::{ConditionId, VenueMs, WalletAddress};
use pilotfish_polymarket::public::{LeaderRow, Order, PositionState, Window};
use tokio::time::Instant;

use crate::ApiResult;
use crate::traders::statistics::{Figures, MONTH_MS, Rows};
use crate::types::{LeaderCategory, LeaderOrder, Period};
use pilotfish_engine::EngineHandle;

/// How long what was read is shown again, real time.
const FRESH: Duration = Duration::from_secs(30);
/// The same of a leaderboard: it is asked for anew by hand, and is one request.
const LEADERS_FRESH: Duration = Duration::from_secs(5);
/// How many traders and lists are kept; past it everything old goes.
const KEPT_MOST: usize = 500;
/// How many closed positions a win rate looks at.
const CLOSED_MOST: usize = 500;
/// How many rows of activity a trader's figures look at.
const DEEDS_MOST: usize = 1_000;
/// How many rows a leaderboard has.
const LEADERS_MOST: usize = 50;

/// Which leaderboard.
pub(crate) type Ranking = (Period, LeaderOrder, Option<LeaderCategory>);

/// A list and when it was read, venue time.
pub(crate) type Leaders = Arc<(VenueMs, Vec<LeaderRow>)>;

/// What was read lately.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    traders: Kept<WalletAddress, Arc<Known>>,
    leaders: Kept<Ranking, Leaders>,
    categories: Mutex<BTreeMap<ConditionId, String>>,
}

/// A trader's rows with the figures of them.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) rows: Rows,
    pub(crate) figures: Figures,
}

#[derive(Debug)]
struct Kept<K, V>(Mutex<BTreeMap<K, (Instant, V)>>);

impl<K: Ord, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }
}

impl<K: Ord, V: Clone> Kept<K, V> {
    fn get(&self, key: &K, fresh: Duration) -> Option<V> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(key)
            .filter(|(at, _)| at.elapsed() < fresh)
            .map(|(_, value)| value.clone())
    }

    fn put(&self, key: K, value: V) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_MOST {
            kept.retain(|_, (at, _)| at.elapsed() < FRESH);
        }
        if kept.len() < KEPT_MOST {
            kept.insert(key, (Instant::now(), value));
        }
    }

    fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Cache {
    pub(crate) fn clear(&self) {
        self.traders.clear();
        self.leaders.clear();
        self.categories.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// A trader's rows and figures.
    pub(crate) async fn trader(&self, engine: &EngineHandle, wallet: &WalletAddress) -> ApiResult<Arc<Known>> {
        if let Some(known) = self.traders.get(wallet, FRESH) {
            return Ok(known);
        }
        let port = engine.traders();
        let since = engine.now().unwrap_or_default().plus(-MONTH_MS);
        let positions = try_join(
            port.position_rows(wallet, PositionState::Open, None),
            port.position_rows(wallet, PositionState::Closed, Some(CLOSED_MOST)),
        );
        let history = try_join(
            port.profit(wallet, Window::Month),
            port.activity_lines(wallet, since, DEEDS_MOST),
        );
        let (positions, history) = join(positions, history).await;
        let ((open, closed), (profit, deeds)) = (positions?, history?);
        let rows = Rows {
            profit,
            open,
            closed,
            deeds,
        };
        let known = Arc::new(Known {
            figures: rows.figures(),
            rows,
        });
        self.traders.put(wallet.clone(), Arc::clone(&known));
        Ok(known)
    }

    /// A leaderboard.
    pub(crate) async fn leaders(&self, engine: &EngineHandle, ranking: Ranking) -> ApiResult<Leaders> {
        if let Some(leaders) = self.leaders.get(&ranking, LEADERS_FRESH) {
            return Ok(leaders);
        }
        let (window, order, category) = &ranking;
        let order = match order {
            LeaderOrder::Pnl => Order::Pnl,
            LeaderOrder::Vol => Order::Volume,
        };
        let rows = engine
            .traders()
            .leaderboard(
                self::window(*window),
                category.map(LeaderCategory::as_str),
                order,
                LEADERS_MOST,
            )
            .await?;
        let leaders = Arc::new((engine.now().unwrap_or_default(), rows));
        self.leaders.put(ranking, Arc::clone(&leaders));
        Ok(leaders)
    }

    /// A market's category, empty where there is none. A market never changes it.
    pub(crate) async fn category(&self, engine: &EngineHandle, condition: &ConditionId) -> String {
        if let Some(market) = engine.core().state().markets.get(condition) {
            return market.category.clone();
        }
        let known = |cache: &Self| {
            cache
                .categories
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .get(condition)
                .cloned()
        };
        if let Some(category) = known(self) {
            return category;
        }
        match engine.market_data().market(condition).await {
            Ok(market) => {
                let mut kept = self.categories.lock().unwrap_or_else(PoisonError::into_inner);
                if kept.len() < KEPT_MOST * 10 {
                    kept.insert(condition.clone(), market.category.clone());
                }
                market.category
            }
            Err(error) => {
                tracing::debug!(%condition, %error, "a market's category is not known");
                String::new()
            }
        }
    }
}

/// The venue's window of that length.
pub(crate) const fn window(period: Period) -> Window {
    match period {
        Period::Day => Window::Day,
        Period::Week => Window::Week,
        Period::Month => Window::Month,
        Period::All => Window::All,
    }
}
