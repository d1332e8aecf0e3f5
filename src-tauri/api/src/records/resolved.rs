//! What resolved markets made of what was held, as rows beside the fills in the history's file: fills alone are no statement of gains.

use pilotfish_copy::accounts::payout_value;
use pilotfish_copy::event::EventKind;
use pilotfish_copy::ids::{FollowId, TokenId, VenueMs};
use pilotfish_copy::money::{Price, Shares, Usd};
use pilotfish_copy::state::State;
use pilotfish_engine::Mode;
use pilotfish_store::Reader;
use pilotfish_store::read::activity::{ActivityFilter, ActivityItem};
use pilotfish_store::read::history::HistoryFilter;

use crate::ApiResult;
use crate::records::csv::{Cell, utc};
use crate::traders::resolve::shown;

/// How many events are read at once.
const AT_ONCE: u32 = 2_000;

/// A row with its instant, for its place among the fills.
pub(super) type ResolvedRow = (VenueMs, [Cell; 19]);

/// The resolutions that a filter finds, newest first, as rows of the history's file. A filter by side finds none: nothing was bought or
/// sold.
///
/// # Errors
/// The store's.
pub(super) async fn resolved(
    mode: Mode,
    reader: &Reader,
    state: &State,
    filter: &HistoryFilter,
) -> ApiResult<Vec<ResolvedRow>> {
    let mut rows = Vec::new();
    if filter.side.is_some() {
        return Ok(rows);
    }
    // Each kind by itself goes by its own index.
    for kind in ["resolution", "resolution_corrected"] {
        let wanted = ActivityFilter {
            kinds: vec![kind.to_owned()],
            ..ActivityFilter::default()
        };
        let mut before = None;
        loop {
            let page = reader.activity(&wanted, before, AT_ONCE).await?;
            let found = page.items.iter().filter_map(Resolved::of);
            rows.extend(
                found
                    .filter(|one| one.is_found_by(filter, state))
                    .map(|one| (one.item.event.at, one.cells(mode, state))),
            );
            before = page.next;
            if before.is_none() {
                break;
            }
        }
    }
    rows.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Ok(rows)
}

/// A resolution, or the correction of one.
struct Resolved<'a> {
    item: &'a ActivityItem,
    what: &'static str,
    follow: FollowId,
    token: &'a TokenId,
    /// Shares that it paid on; none of a correction.
    shares: Option<Shares>,
    payout: Price,
    realised: Usd,
}

impl<'a> Resolved<'a> {
    fn of(item: &'a ActivityItem) -> Option<Self> {
        match &item.event.what {
            EventKind::Resolution {
                follow,
                token,
                payout,
                shares,
                realised,
                ..
            } => Some(Self {
                item,
                what: "RESOLUTION",
                follow: *follow,
                token,
                shares: Some(*shares),
                payout: *payout,
                realised: *realised,
            }),
            EventKind::ResolutionCorrected {
                follow,
                token,
                payout,
                difference,
            } => Some(Self {
                item,
                what: "RESOLUTION_CORRECTED",
                follow: *follow,
                token,
                shares: None,
                payout: *payout,
                realised: *difference,
            }),
            _ => None,
        }
    }

    fn is_found_by(&self, filter: &HistoryFilter, state: &State) -> bool {
        let at = self.item.event.at;
        let trader = state.follows.get(&self.follow).map(|follow| &follow.trader);
        let is_named = |text: &str| {
            let wanted = text.to_lowercase();
            let names = |name: &String| name.to_lowercase().contains(&wanted);
            self.item
                .market
                .as_ref()
                .is_some_and(|market| names(&market.question) || names(&market.outcome))
        };
        filter.from.is_none_or(|from| at >= from)
            && filter.until.is_none_or(|until| at < until)
            && filter.trader.as_ref().is_none_or(|wanted| trader == Some(wanted))
            && filter.follow.is_none_or(|wanted| wanted == self.follow)
            && (filter.text.is_empty() || is_named(&filter.text))
    }

    fn cells(&self, mode: Mode, state: &State) -> [Cell; 19] {
        let nothing = || Cell::Ours(String::new());
        let labels = self.item.market.as_ref();
        let follow = state.follows.get(&self.follow);
        let trader = follow.map_or_else(String::new, |follow| shown(&follow.name, &follow.trader));
        let address = follow.map_or_else(String::new, |follow| follow.trader.to_string());
        let value = self.shares.map(|shares| payout_value(shares, self.payout));
        let figure = |figure: Option<String>| Cell::Figure(figure.unwrap_or_default());
        [
            Cell::Ours(mode.to_string()),
            Cell::Ours(utc(self.item.event.at)),
            Cell::Theirs(trader),
            Cell::Ours(address),
            Cell::Theirs(labels.map_or_else(|| self.token.to_string(), |labels| labels.question.clone())),
            Cell::Theirs(labels.map_or_else(String::new, |labels| labels.outcome.clone())),
            Cell::Ours(self.what.to_owned()),
            figure(self.shares.map(|shares| shares.to_string())),
            Cell::Figure(self.payout.to_string()),
            nothing(),
            nothing(),
            nothing(),
            figure(value.map(|value| value.to_string())),
            nothing(),
            Cell::Figure(self.realised.to_string()),
            nothing(),
            nothing(),
            nothing(),
            nothing(),
        ]
    }
}
