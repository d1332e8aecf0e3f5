//! Market facts and books: what is known of what is traded, when it is read again, and when it is forgotten.
//!
//! A book is kept only while an order, a holding, a signal or a doubtful position needs its market. Facts are read again every
//! few minutes while something needs them, and for some days after a resolution, which may be corrected. Facts of a market that
//! nothing was ever held in are forgotten a day after the last need.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::command::Command;
use crate::deadlines::Deadlines;
use crate::entity::Change;
use crate::event::{EventKind, IncidentCode};
use crate::ids::{ConditionId, TokenId, VenueMs};
use crate::market::{Book, Market};
use crate::money::Price;
use crate::state::is_worked;
use crate::step::{Consequence, Cx};
use crate::table::Table;

/// The first wait after facts could not be read, ms; doubled each time.
const RETRY_FIRST_MS: i64 = 30_000;
/// The longest wait between two tries, ms.
const RETRY_LAST_MS: i64 = 1_800_000;
/// Facts that could not be read for so long: what waits for them is told and goes on without.
const UNREADABLE_AFTER_MS: i64 = 3 * 3_600_000;
/// A resolution is looked at again for so long, at this interval: corrections come within days. Most come within hours, and what is wrong
/// meanwhile is money that is told as lost or won: first it is looked at as often as a market that is traded.
const CORRECTIONS_FOR_MS: i64 = 72 * 3_600_000;
const CORRECTIONS_EVERY_MS: i64 = 3_600_000;
const CORRECTIONS_SOON_FOR_MS: i64 = 2 * 3_600_000;
/// Facts that nothing needs are kept for so long: the trader who traded in a market is likely to come back to it.
const UNUSED_FOR_MS: i64 = 24 * 3_600_000;
/// The venue's clocks and ours are no further apart, ms.
const CLOCKS_DIFFER_MS: i64 = 60_000;
/// What is held at a start and has no book by then is one that nobody will show: it counts at cost.
const UNSEEN_FOR_MS: i64 = 3_600_000;
/// A book older than this is no price of now.
const BOOK_AGE_MAX_MS: i64 = 600_000;

#[derive(Debug, Clone)]
struct Unreadable {
    since: VenueMs,
    wait_ms: i64,
}

/// Books, and when facts are read next.
#[derive(Debug, Clone, Default)]
pub(crate) struct Markets {
    books: Table<TokenId, Arc<Book>>,
    due: Deadlines<ConditionId>,
    /// When each market's facts were read last.
    read_at: BTreeMap<ConditionId, VenueMs>,
    unreadable: BTreeMap<ConditionId, Unreadable>,
    unseen: Unseen,
}

/// Tokens that were held at the start and whose books did not come since: what they are worth is not known yet.
#[derive(Debug, Clone, Default)]
struct Unseen {
    tokens: BTreeSet<TokenId>,
    until: VenueMs,
}

impl Markets {
    pub(crate) fn book(&self, token: &TokenId) -> Option<&Book> {
        self.books.get(token).map(Arc::as_ref)
    }

    pub(crate) fn shared_book(&self, token: &TokenId) -> Option<Arc<Book>> {
        self.books.get(token).map(Arc::clone)
    }

    pub(crate) fn books(&self) -> impl Iterator<Item = (&TokenId, &Book)> {
        self.books.iter().map(|(token, book)| (token, book.as_ref()))
    }

    pub(crate) fn forget_book(&mut self, token: &TokenId) {
        if self.books.contains_key(token) {
            self.books.remove(token);
        }
    }

    pub(crate) fn published(&self) -> Self {
        Self {
            books: self.books.clone(),
            unseen: self.unseen.clone(),
            ..Self::default()
        }
    }

    /// The price of a token at this moment by both sides of its book, if it was seen lately; of a wide one `last` counts, a price
    /// from elsewhere ([`Book::between`]).
    pub(crate) fn middle(&self, token: &TokenId, now: VenueMs, last: Option<Price>) -> Option<Price> {
        self.fresh(token, now)?.between(last)
    }

    /// The side that is there, of a book that was seen lately: what the user's own close goes by, whatever it says of the worth.
    pub(crate) fn any_side(&self, token: &TokenId, now: VenueMs) -> Option<Price> {
        let book = self.fresh(token, now)?;
        book.best_bid().or(book.best_ask())
    }

    /// What one side alone says of the price, of a book that was seen lately.
    pub(crate) fn one_sided(&self, token: &TokenId, now: VenueMs) -> Option<Price> {
        self.fresh(token, now)?.one_sided()
    }

    /// What the book said when it was last seen, however long ago: no price to trade by, yet nearer to what a share is worth than
    /// what it once cost.
    pub(crate) fn last_seen(&self, token: &TokenId) -> Option<Price> {
        let book = self.book(token)?;
        book.between(None).or_else(|| book.one_sided())
    }

    /// Whether what a token is worth is still to be heard after a start. Where it is heard that nobody says, it is not.
    pub(crate) fn is_unseen(&self, token: &TokenId, now: VenueMs) -> bool {
        now < self.unseen.until && self.unseen.tokens.contains(token)
    }

    /// What there is to hear of a token's book was heard.
    fn seen(&mut self, token: &TokenId) {
        self.unseen.tokens.remove(token);
    }

    fn fresh(&self, token: &TokenId, now: VenueMs) -> Option<&Book> {
        self.book(token)
            .filter(|book| now.since(book.observed_at) <= BOOK_AGE_MAX_MS)
    }

    pub(crate) fn next_deadline(&self) -> Option<VenueMs> {
        self.due.next()
    }

    pub(crate) fn pull_back(&mut self, latest: VenueMs) {
        self.due.pull_back(latest);
    }

    /// Reads the facts of that market at the next opportunity, out of turn.
    pub(crate) fn read_now(&mut self, condition: &ConditionId, now: VenueMs) {
        if !self.unreadable.contains_key(condition) {
            self.due.no_later_than(condition.clone(), now);
        }
    }
}

/// A book came. One that is stamped far ahead of now is of now: it would be fresh, and newer than every other, until then.
pub(crate) fn on_book(cx: &mut Cx<'_>, mut book: Book) {
    if !cx.clock.is_doubted() && book.observed_at.since(cx.now) > CLOCKS_DIFFER_MS {
        book.observed_at = cx.now;
    }
    let token = book.token.clone();
    cx.markets.seen(&token);
    let Some(market) = cx.state.market_of(&token) else {
        return;
    };
    let (condition, tick) = (market.condition.clone(), market.tick);
    if !cx.state.index.is_interesting(&condition) {
        cx.markets.forget_book(&token);
        return;
    }
    if tick != book.tick
        && let Some(market) = cx.state.markets.get(&condition)
    {
        // The book comes from the matching engine itself; the facts may be minutes old.
        let market = Market {
            tick: book.tick,
            ..market.as_ref().clone()
        };
        cx.put(Change::Market(market));
    }
    cx.markets.books.insert(token.clone(), Arc::new(book));
    cx.then(Consequence::BookRead(token));
}

/// There is no book, or it cannot be read.
pub(crate) fn on_no_book(cx: &mut Cx<'_>, token: &TokenId) {
    cx.markets.forget_book(token);
    cx.markets.seen(token);
}

/// Facts came. What cannot be true is left out and told, not stored.
pub(crate) fn on_market(cx: &mut Cx<'_>, mut market: Market) {
    if let Some([first, second]) = market.payouts {
        let possible = |payout: Price| (Price::ZERO..=Price::ONE).contains(&payout);
        let whole = (first + second).micros().abs_diff(Price::ONE.micros()) <= 1;
        if !possible(first) || !possible(second) || !whole {
            cx.record(EventKind::Incident {
                code: IncidentCode::MarketDisputed,
                detail: format!("{} {first} {second}", market.condition),
            });
            market.payouts = None;
        }
    }
    if !is_possible(&market) {
        // Not known, as if nothing had come: what waits for it does not wait for ever.
        if !cx.markets.unreadable.contains_key(&market.condition) {
            cx.record(EventKind::Incident {
                code: IncidentCode::MarketDisputed,
                detail: market.condition.to_string(),
            });
        }
        on_market_failed(cx, &market.condition);
        return;
    }
    if market.payouts.is_none()
        && let Some(known) = cx.state.markets.get(&market.condition)
    {
        // A resolution is corrected, not taken back: facts without it are older, or broken.
        market.payouts = known.payouts;
        market.closed |= known.payouts.is_some();
    }
    cx.markets.unreadable.remove(&market.condition);
    cx.markets.read_at.insert(market.condition.clone(), cx.now);
    let condition = market.condition.clone();
    if cx.state.markets.get(&condition).map(Arc::as_ref) != Some(&market) {
        cx.put(Change::Market(market));
    }
    plan_next_read(cx, &condition);
    cx.then(Consequence::MarketRead(condition));
}

/// Whether there are two outcomes that can be told apart, and a least size.
fn is_possible(market: &Market) -> bool {
    let [first, second] = &market.outcomes;
    let named = !first.token.as_str().is_empty() && !second.token.as_str().is_empty();
    named && first.token != second.token && market.min_size >= crate::money::Shares::ZERO
}

pub(crate) fn on_market_failed(cx: &mut Cx<'_>, condition: &ConditionId) {
    let now = cx.now;
    let entry = cx.markets.unreadable.entry(condition.clone()).or_insert(Unreadable {
        since: now,
        wait_ms: RETRY_FIRST_MS,
    });
    let (since, wait) = (entry.since, entry.wait_ms);
    entry.wait_ms = (wait * 2).min(RETRY_LAST_MS);
    cx.markets.due.set(condition.clone(), now.plus(wait));
    if now.since(since) >= UNREADABLE_AFTER_MS {
        cx.then(Consequence::MarketUnreadable(condition.clone()));
    }
}

/// Reads what is due, and begins or ends reading as markets begin or cease to matter.
pub(crate) fn run_due(cx: &mut Cx<'_>) {
    follow_interest(cx);
    while let Some(condition) = cx.markets.due.pop(cx.now) {
        if wanted_again_in(cx, &condition).is_some() {
            // Until the answer comes; a failure sets its own.
            cx.markets
                .due
                .set(condition.clone(), cx.now.plus(cx.intervals.market_poll_ms));
            cx.command(Command::FetchMarket { condition });
        } else {
            forget(cx, &condition);
        }
    }
}

/// Markets that something began or ceased to need.
pub(crate) fn follow_interest(cx: &mut Cx<'_>) {
    for condition in std::mem::take(&mut cx.state.index.interest_changed) {
        if cx.state.index.is_interesting(&condition) {
            // Its facts may be old: read at once, unless they are not, or that failed lately.
            let fresh_until = cx
                .markets
                .read_at
                .get(&condition)
                .map_or(cx.now, |read| read.plus(cx.intervals.market_poll_ms));
            let at = fresh_until.max(cx.now);
            cx.markets.read_now(&condition, at);
        } else {
            let tokens = cx
                .state
                .markets
                .get(&condition)
                .map(|market| [market.outcomes[0].token.clone(), market.outcomes[1].token.clone()]);
            for token in tokens.into_iter().flatten() {
                cx.markets.forget_book(&token);
            }
            if wanted_again_in(cx, &condition).is_none() {
                cx.markets.unreadable.remove(&condition);
                let_rest(cx, &condition);
            }
        }
    }
}

/// After a start: every market that something needs, and those whose resolution may still be corrected.
pub(crate) fn after_restore(cx: &mut Cx<'_>) {
    cx.state.index.interest_changed.clear();
    let held = cx.state.holdings.values().filter(|holding| is_worked(holding));
    cx.markets.unseen = Unseen {
        tokens: held.map(|holding| holding.token.clone()).collect(),
        until: cx.now.plus(UNSEEN_FOR_MS),
    };
    let claims = cx.state.claims.values().map(|claim| claim.condition.clone());
    let all: Vec<ConditionId> = cx.state.index.interest.keys().cloned().chain(claims).collect();
    for condition in all {
        let now = cx.now;
        cx.markets.read_now(&condition, now);
    }
    let others: Vec<ConditionId> = cx.state.markets.keys().cloned().collect();
    for condition in others {
        if wanted_again_in(cx, &condition).is_none() {
            let_rest(cx, &condition);
        }
    }
}

fn plan_next_read(cx: &mut Cx<'_>, condition: &ConditionId) {
    match wanted_again_in(cx, condition) {
        Some(ms) => cx.markets.due.set(condition.clone(), cx.now.plus(ms)),
        None => let_rest(cx, condition),
    }
}

/// In how many ms the facts are wanted again; `None` if never.
fn wanted_again_in(cx: &Cx<'_>, condition: &ConditionId) -> Option<i64> {
    if cx.state.index.is_interesting(condition) {
        return Some(cx.intervals.market_poll_ms);
    }
    let pairs = cx.state.index.holdings_by_market.get(condition)?;
    let claims = pairs.iter().filter_map(|pair| cx.state.claims.get(pair));
    let paid_for_ms = claims.map(|claim| cx.now.since(claim.since)).min()?;
    if paid_for_ms < CORRECTIONS_SOON_FOR_MS {
        Some(cx.intervals.market_poll_ms)
    } else {
        (paid_for_ms < CORRECTIONS_FOR_MS).then_some(CORRECTIONS_EVERY_MS)
    }
}

/// Nothing needs a market any more: its facts are forgotten, at once where it is over.
fn let_rest(cx: &mut Cx<'_>, condition: &ConditionId) {
    let over = match cx.state.markets.get(condition) {
        Some(market) => market.payouts.is_some(),
        None => true,
    };
    if over || is_held(cx, condition) {
        cx.markets.due.clear(condition);
        forget(cx, condition);
    } else {
        cx.markets.due.set(condition.clone(), cx.now.plus(UNUSED_FOR_MS));
    }
}

/// Forgets facts that nothing refers to.
fn forget(cx: &mut Cx<'_>, condition: &ConditionId) {
    if cx.state.markets.contains_key(condition) && !is_held(cx, condition) {
        cx.markets.read_at.remove(condition);
        cx.put(Change::MarketForgotten(condition.clone()));
    }
}

/// Something is, or was, held in it.
fn is_held(cx: &Cx<'_>, condition: &ConditionId) -> bool {
    cx.state.index.holdings_by_market.contains_key(condition)
}
