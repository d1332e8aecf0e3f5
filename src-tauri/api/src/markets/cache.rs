//! What the venue tells of markets, kept as long as it is worth showing again.

use std::sync::Arc;
use std::time::Duration;

use pilotfish_copy::ids::{ConditionId, TokenId, WalletAddress};
use pilotfish_copy::market::Book;
use pilotfish_engine::EngineHandle;
use pilotfish_engine::port::PortError;
use pilotfish_polymarket::public::{MarketDetails, PositionRow, PositionState, PricePoint, PriceSpan, PublicTrade};

use crate::kept::Kept;

/// Rules and dates.
const DETAILS: Duration = Duration::from_secs(60);
/// A book: several parts of a screen ask for it at once.
const BOOK: Duration = Duration::from_millis(700);
/// What a trader holds.
const HELD: Duration = Duration::from_secs(60);
/// Trades of everybody: the venue's own list is up to five minutes old.
const TRADES: Duration = Duration::from_secs(20);
/// A demo's day passes in minutes: nothing is kept for less than this.
const LEAST: Duration = Duration::from_millis(900);

/// How many trades of a market are shown.
const TRADES_MOST: usize = 60;

/// What was read lately.
#[derive(Debug)]
pub(crate) struct MarketCache {
    details: Kept<ConditionId, Arc<MarketDetails>>,
    books: Kept<TokenId, Option<Arc<Book>>>,
    prices: Kept<(TokenId, PriceSpan), Arc<Vec<PricePoint>>>,
    trades: Kept<ConditionId, Arc<Vec<PublicTrade>>>,
    held: Kept<WalletAddress, Arc<Vec<PositionRow>>>,
}

impl Default for MarketCache {
    fn default() -> Self {
        Self {
            details: Kept::of_most(200),
            books: Kept::of_most(100),
            prices: Kept::of_most(100),
            trades: Kept::of_most(50),
            held: Kept::of_most(200),
        }
    }
}

type Read<T> = Result<T, PortError>;

impl MarketCache {
    pub(crate) fn clear(&self) {
        self.details.clear();
        self.books.clear();
        self.prices.clear();
        self.trades.clear();
        self.held.clear();
    }

    /// A market with what is told of it.
    pub(crate) async fn details(&self, engine: &EngineHandle, condition: &ConditionId) -> Read<Arc<MarketDetails>> {
        let fresh = in_venue_time(engine, DETAILS);
        if let Some((_, details)) = self.details.get(condition, fresh) {
            return Ok(details);
        }
        let details = Arc::new(engine.market_data().market_details(condition).await?);
        self.details.put(condition.clone(), Arc::clone(&details), fresh);
        Ok(details)
    }

    /// A token's book, and how long ago it was read; no book where the venue has none.
    pub(crate) async fn book(&self, engine: &EngineHandle, token: &TokenId) -> Read<(Duration, Option<Arc<Book>>)> {
        if let Some(known) = self.books.get(token, BOOK) {
            return Ok(known);
        }
        let book = match engine.market_data().book(token).await {
            Ok(book) => Some(Arc::new(book)),
            Err(PortError::NotFound(_)) => None,
            Err(error) => return Err(error),
        };
        self.books.put(token.clone(), book.clone(), BOOK);
        Ok((Duration::ZERO, book))
    }

    /// A token's price over time.
    pub(crate) async fn prices(
        &self,
        engine: &EngineHandle,
        token: &TokenId,
        span: PriceSpan,
    ) -> Read<Arc<Vec<PricePoint>>> {
        // Nothing new is to be seen before half a step has passed.
        let half_a_step = Duration::from_secs(u64::from(span.step_minutes()) * 30);
        let fresh = in_venue_time(engine, half_a_step.min(DETAILS));
        let key = (token.clone(), span);
        if let Some((_, prices)) = self.prices.get(&key, fresh) {
            return Ok(prices);
        }
        let prices = Arc::new(engine.market_data().price_history(token, span).await?);
        self.prices.put(key, Arc::clone(&prices), fresh);
        Ok(prices)
    }

    /// A market's newest trades.
    pub(crate) async fn trades(&self, engine: &EngineHandle, condition: &ConditionId) -> Read<Arc<Vec<PublicTrade>>> {
        let fresh = in_venue_time(engine, TRADES);
        if let Some((_, trades)) = self.trades.get(condition, fresh) {
            return Ok(trades);
        }
        let trades = Arc::new(engine.market_data().market_trades(condition, TRADES_MOST).await?);
        self.trades.put(condition.clone(), Arc::clone(&trades), fresh);
        Ok(trades)
    }

    /// What a trader holds, with what it cost them.
    pub(crate) async fn held(&self, engine: &EngineHandle, trader: &WalletAddress) -> Read<Arc<Vec<PositionRow>>> {
        let fresh = in_venue_time(engine, HELD);
        if let Some((_, rows)) = self.held.get(trader, fresh) {
            return Ok(rows);
        }
        let rows = engine
            .traders()
            .position_rows(trader, PositionState::Open, None)
            .await?;
        let rows = Arc::new(rows);
        self.held.put(trader.clone(), Arc::clone(&rows), fresh);
        Ok(rows)
    }
}

/// So long in the venue's time, in real time: a demo's clock runs faster.
fn in_venue_time(engine: &EngineHandle, long: Duration) -> Duration {
    let thousandths = engine.clock().map_or(1_000, |clock| clock.speed_thousandths.max(1_000));
    let faster = u32::try_from(thousandths / 1_000).unwrap_or(u32::MAX).max(1);
    (long / faster).max(LEAST.min(long))
}
