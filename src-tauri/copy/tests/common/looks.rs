//! What tests give the core to see, and what they see of it.

use pilotfish_copy::command::Command;
use pilotfish_copy::event::{EndReason, Event, EventKind, Notice, OrderStep, SkipReason, TraderNews, WaitReason};
use pilotfish_copy::ids::TokenId;
use pilotfish_copy::input::Input;
use pilotfish_copy::market::{Book, Level};

use super::{Desk, price, shares};

/// Levels of a book, best first, as (price, shares).
pub fn levels(of: &[(&str, &str)]) -> Vec<Level> {
    let level = |(at, size): &(&str, &str)| Level {
        price: price(at),
        shares: shares(size),
    };
    of.iter().map(level).collect()
}

impl Desk {
    /// A book of these levels, read now.
    pub fn book_with(&self, token: &TokenId, bids: &[(&str, &str)], asks: &[(&str, &str)]) -> Input {
        Input::Book(Book {
            token: token.clone(),
            observed_at: self.now,
            bids: levels(bids),
            asks: levels(asks),
            tick: self.market.tick,
        })
    }

    /// The steps of all orders so far, oldest first.
    pub fn steps(&self) -> Vec<OrderStep> {
        let step = |event: &Event| match &event.what {
            EventKind::Order { step, .. } => Some(step.clone()),
            _ => None,
        };
        self.events.iter().filter_map(step).collect()
    }

    /// How many steps of all orders so far are such.
    pub fn times(&self, what: fn(&OrderStep) -> bool) -> usize {
        self.steps().iter().filter(|step| what(step)).count()
    }

    pub fn ended(&self) -> Vec<EndReason> {
        self.orders().iter().filter_map(|order| order.end).collect()
    }

    pub fn waits(&self) -> Vec<WaitReason> {
        self.orders().iter().filter_map(|order| order.waiting).collect()
    }

    pub fn news(&self) -> Vec<TraderNews> {
        let news = |event: &Event| match &event.what {
            EventKind::TraderMoved { news, .. } => Some(news.clone()),
            _ => None,
        };
        self.events.iter().filter_map(news).collect()
    }

    pub fn notices(&self) -> Vec<Notice> {
        let notice = |command: &Command| match command {
            Command::Notify(notice) => Some(notice.clone()),
            _ => None,
        };
        self.commands.iter().filter_map(notice).collect()
    }

    pub fn cancels(&self) -> usize {
        let cancel = |command: &&Command| matches!(command, Command::Cancel { .. });
        self.commands.iter().filter(cancel).count()
    }

    pub fn look_ups(&self) -> usize {
        let look = |command: &&Command| matches!(command, Command::LookUp { .. });
        self.commands.iter().filter(look).count()
    }

    pub fn waiting_changes(&self) -> Vec<String> {
        let waits = self.core.state().carried_over.values();
        waits.map(|row| row.shares.to_string()).collect()
    }

    pub fn last_skip(&self) -> Option<SkipReason> {
        self.skips().pop()
    }
}
