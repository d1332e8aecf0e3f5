//! The streams: what they tell, late, twice, out of order, or not at all.

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::input::{Input, OrderReport, RowSource};

use super::{Due, Occasion, Process};
use crate::simulate::venue::Push;

impl Process {
    /// Takes what the venue has to tell to where the sockets would bring it.
    pub(super) fn hear_streams(&mut self) {
        for push in self.venue.take_pushes() {
            match push {
                Push::Row { trader, row } => {
                    if self.now < self.until.activity_silent {
                        continue;
                    }
                    let Some(mut at) = row.streamed_at else { continue };
                    if self.now < self.until.activity_late.1 {
                        at += self.until.activity_late.0;
                    }
                    let twice = u32::from(self.now < self.until.twice);
                    let input = Input::Rows {
                        trader,
                        rows: vec![row.row],
                        source: RowSource::Stream,
                    };
                    self.stream(at, row.streamed_times + twice, input);
                }
                Push::Trade { leg, settled } => {
                    if self.now < self.until.user_silent {
                        continue;
                    }
                    let Some(at) = self
                        .venue
                        .own
                        .legs
                        .get(leg)
                        .and_then(|leg| leg.settled.get(settled))
                        .map(|(at, _)| *at)
                    else {
                        continue;
                    };
                    let delay = self.user_delay();
                    if let Some(trade) = self.own_trade(leg, at) {
                        let times = self.user_times();
                        self.stream(self.now + delay, times, Input::OwnTrade(trade));
                    }
                }
                Push::Order { hash, matched, ended } => {
                    if self.now < self.until.user_silent {
                        continue;
                    }
                    let Some(child) = self.children.get(&hash).copied() else {
                        continue;
                    };
                    let report = match ended {
                        None => OrderReport::Open { matched },
                        Some(status) => OrderReport::Closed {
                            matched,
                            status: status.to_owned(),
                        },
                    };
                    let delay = self.user_delay();
                    let times = self.user_times();
                    let input = Input::OrderReport {
                        child,
                        report,
                        looked_at: None,
                    };
                    self.stream(self.now + delay, times, input);
                }
                Push::Market(condition) => {
                    if self.watched_markets.contains(&condition)
                        && self.chance(Occasion::Message, 3).happens(500)
                        && let Some(market) = self.venue.facts(&condition)
                    {
                        self.stream(self.now + 1_000, 1, Input::Market(market));
                    }
                }
                Push::Books(tokens) => {
                    for token in tokens {
                        if self.watched_books.contains(&token)
                            && self.chance(Occasion::Message, 4).happens(300)
                            && let Some(view) = self.venue.exchange.book(&token)
                        {
                            let book = view.observed(VenueMs(self.now));
                            self.stream(self.now + 200, 1, Input::Book(book));
                        }
                    }
                }
            }
        }
    }

    fn user_delay(&mut self) -> i64 {
        let shuffled = self.now < self.until.shuffled || (self.venue.habits.reordered_messages && !self.over);
        let mut chance = self.chance(Occasion::Message, 1);
        let delay = chance.between(50, 500);
        if shuffled && chance.happens(200) {
            delay + chance.between(0, 15_000)
        } else {
            delay
        }
    }

    fn user_times(&mut self) -> u32 {
        let twice = self.now < self.until.twice;
        let habit = self.venue.habits.repeated_messages && !self.over;
        let mut chance = self.chance(Occasion::Message, 2);
        1 + u32::from(twice || (habit && chance.happens(100)))
    }

    fn stream(&mut self, at: i64, times: u32, input: Input) {
        for time in 0..times.min(5) {
            let later = if time == 0 {
                0
            } else {
                self.chance(Occasion::Message, 5).between(500, 300_000)
            };
            self.due(
                at + later,
                Due::Tell {
                    input: Box::new(input.clone()),
                    run: None,
                    request: None,
                },
            );
        }
    }
}
