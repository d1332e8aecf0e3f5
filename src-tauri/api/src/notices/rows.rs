//! Rows as they are shown: what each reason came to, what can be done about it, and in which order they stand.

use std::cmp::Reverse;

use pilotfish_copy::Core;
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::market::Side;

use crate::notices::gather::{Gathered, Gathering, Reason, Section};
use crate::notices::limits::{figure, is_of_a_follow, raise};
use crate::numbers::count;
use crate::orders::bound;
use crate::traders::resolve::shown as name_shown;
use crate::types::{
    CountOfTrader, Id, MarketBrief, Ms, NoticeGroup, NoticeKind, NoticeRow, Notices, TraderName, TraderNewsKind,
};

/// The most rows.
const ROWS_MOST: usize = 80;

/// What was gathered, in its order.
pub(super) fn shown(core: &Core, gathering: Gathering, read_until: VenueMs, since: VenueMs) -> Notices {
    let mut rows: Vec<(Section, NoticeRow)> = gathering
        .rows
        .into_iter()
        .filter_map(|((section, reason), gathered)| Some((section, row(core, section, &reason, &gathered)?)))
        .collect();
    // What is new and needs the user, what else is new, then day by day; in each the newest first.
    rows.sort_by_key(|(section, row)| {
        let is_new = *section == Section::New;
        (
            !is_new,
            is_new && row.group != NoticeGroup::NeedsYou,
            Reverse(row.last.0),
        )
    });
    rows.truncate(ROWS_MOST);
    let rows: Vec<NoticeRow> = rows.into_iter().map(|(_, row)| row).collect();
    Notices {
        unread: count(rows.iter().filter(|row| row.new).count()),
        newest: Ms(rows.iter().map(|row| row.last.0).max().unwrap_or(read_until.0)),
        read_until: Ms(read_until.0),
        since: Ms(since.0),
        rows,
    }
}

fn row(core: &Core, section: Section, reason: &Reason, gathered: &Gathered) -> Option<NoticeRow> {
    let what = kind(core, reason, gathered)?;
    Some(NoticeRow {
        first: Ms(gathered.first.0),
        last: Ms(gathered.last.0),
        count: gathered.count,
        new: section == Section::New,
        group: group(&what),
        what,
    })
}

fn group(what: &NoticeKind) -> NoticeGroup {
    match what {
        NoticeKind::Limit { raise, follow, .. } if raise.is_some() || follow.is_some() => NoticeGroup::NeedsYou,
        NoticeKind::Waiting { .. }
        | NoticeKind::Refused { .. }
        | NoticeKind::Halt { stands: true, .. }
        | NoticeKind::Connection { stands: true, .. } => NoticeGroup::NeedsYou,
        NoticeKind::TraderMoved {
            news: TraderNewsKind::MovedAway | TraderNewsKind::WalletMigrated,
            ..
        } => NoticeGroup::NeedsYou,
        NoticeKind::Fills { .. }
        | NoticeKind::Undone { .. }
        | NoticeKind::Resolved { .. }
        | NoticeKind::Collected { .. }
        | NoticeKind::Ended { .. } => NoticeGroup::Money,
        NoticeKind::Limit { .. }
        | NoticeKind::NotCopied { .. }
        | NoticeKind::Halt { .. }
        | NoticeKind::Connection { .. }
        | NoticeKind::Trouble { .. }
        | NoticeKind::TraderMoved { .. } => NoticeGroup::System,
    }
}

fn kind(core: &Core, reason: &Reason, gathered: &Gathered) -> Option<NoticeKind> {
    let place = gathered.place.clone().unwrap_or(MarketBrief {
        market: None,
        outcome: None,
    });
    let order = gathered.order.map(|order| Id(order.0));
    Some(match reason {
        Reason::Limit(gate, follow) => NoticeKind::Limit {
            gate: (*gate).into(),
            figure: gathered.basis.as_ref().and_then(figure),
            skipped: gathered.skipped,
            cut: gathered.cut,
            traders: traders(gathered),
            left_out: gathered.left_out.to_string(),
            follow: follow.filter(|_| is_of_a_follow(*gate)).map(|follow| Id(follow.0)),
            raise: gathered
                .basis
                .as_ref()
                .and_then(|basis| raise(*gate, basis, &core.state().control.limits)),
        },
        Reason::NotCopied(reason) => NoticeKind::NotCopied {
            reason: (*reason).into(),
            traders: traders(gathered),
        },
        Reason::Waiting(reason) => {
            let order = core.state().orders.get(&gathered.order?)?;
            let market = core.state().market_of(&order.token);
            let book = core.book(&order.token);
            let needs = match order.side {
                Side::Buy => book.and_then(|book| book.best_ask()),
                Side::Sell => book.and_then(|book| book.best_bid()),
            };
            NoticeKind::Waiting {
                reason: (*reason).into(),
                order: Id(order.id.0),
                side: order.side.into(),
                place,
                needs: needs.map(|price| price.to_string()),
                bound: bound(order, market).to_string(),
            }
        }
        Reason::Refused(reason) => NoticeKind::Refused {
            reason: (*reason).into(),
            order: order?,
            place,
        },
        Reason::Ended(reason) => NoticeKind::Ended {
            reason: (*reason).into(),
            order: order?,
            place,
        },
        Reason::Fills => NoticeKind::Fills {
            bought: gathered.bought.to_string(),
            sold: gathered.sold.to_string(),
            fees: gathered.fees.to_string(),
            last: gathered.fill.clone()?,
        },
        Reason::Undone => NoticeKind::Undone {
            shares: gathered.shares.to_string(),
            order: order?,
        },
        Reason::Resolved => NoticeKind::Resolved {
            pays: gathered.paid.to_string(),
            realised: gathered.realised.to_string(),
            place,
        },
        Reason::Collected => NoticeKind::Collected {
            usd: gathered.paid.to_string(),
            place,
        },
        Reason::Halt(halt) => NoticeKind::Halt {
            halt: *halt,
            stands: gathered.stands,
            place,
        },
        Reason::Connection => NoticeKind::Connection {
            down_ms: Ms(gathered.down_ms),
            stands: gathered.stands,
        },
        Reason::Trouble(code) => NoticeKind::Trouble { code: (*code).into() },
        Reason::TraderMoved(news, follow) => NoticeKind::TraderMoved {
            news: *news,
            trader: traders(gathered).into_iter().next()?.trader,
            follow: Id(follow.0),
            place,
        },
    })
}

/// The most frequent first.
fn traders(gathered: &Gathered) -> Vec<CountOfTrader> {
    let mut all: Vec<CountOfTrader> = gathered
        .traders
        .iter()
        .map(|(wallet, (name, count))| CountOfTrader {
            trader: TraderName {
                address: wallet.to_string(),
                name: name_shown(name, wallet),
            },
            count: *count,
        })
        .collect();
    all.sort_by_key(|one| Reverse(one.count));
    all
}
