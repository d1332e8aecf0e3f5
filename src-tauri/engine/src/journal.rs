//! The journal as a stream: every event once, in order, from wherever the reader was.
//!
//! What is committed comes over the bus; what the bus no longer holds for a slow reader is read from the store. So a
//! reader is never waited for and misses nothing while the engine runs.

use std::collections::VecDeque;

use pilotfish_copy::event::Event;
use pilotfish_store::StoreError;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::{broadcast, watch};

use crate::bus::Committed;
use crate::engine::EngineHandle;
use crate::error::EngineError;

/// How many events are read from the store at once.
const PAGE: u32 = 1_000;

/// A reader of the journal.
#[derive(Debug)]
pub struct Journal {
    engine: EngineHandle,
    news: broadcast::Receiver<Committed>,
    ended: watch::Receiver<bool>,
    /// The number of the last event handed out or waiting.
    through: u64,
    waiting: VecDeque<Event>,
    /// Whether the store has to be read before the bus is believed to follow on.
    behind: bool,
}

impl Journal {
    pub(crate) fn new(engine: EngineHandle, after: Option<u64>) -> Self {
        let news = engine.shared.bus.journal();
        let ended = engine.ended_watch();
        Self {
            engine,
            news,
            ended,
            through: after.unwrap_or(0),
            waiting: VecDeque::new(),
            behind: true,
        }
    }

    /// The next event; none when the engine has ended and all of it was handed out. May be dropped and asked again.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn next(&mut self) -> Result<Option<Event>, EngineError> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Ok(Some(event));
            }
            if self.behind {
                self.catch_up().await?;
                continue;
            }
            let news = tokio::select! {
                biased;
                news = self.news.recv() => news,
                _ = self.ended.wait_for(|ended| *ended) => match self.news.try_recv() {
                    Ok(events) => Ok(events),
                    Err(TryRecvError::Lagged(missed)) => Err(RecvError::Lagged(missed)),
                    Err(TryRecvError::Empty | TryRecvError::Closed) => return Ok(None),
                },
            };
            match news {
                Ok(events) => self.take(&events),
                Err(RecvError::Lagged(_)) => self.behind = true,
                Err(RecvError::Closed) => return Ok(None),
            }
        }
    }

    /// Events have no gaps in their numbers: where one shows, the rest is in the store.
    fn take(&mut self, events: &[Event]) {
        for event in events {
            if event.seq == self.through + 1 {
                self.through = event.seq;
                self.waiting.push_back(event.clone());
            } else if event.seq > self.through {
                self.behind = true;
                return;
            }
        }
    }

    async fn catch_up(&mut self) -> Result<(), EngineError> {
        let Some(reader) = self.engine.reader() else {
            // A new demo that has not reached its venue has no journal yet; the first news says where it begins.
            self.behind = false;
            return Ok(());
        };
        match reader.events_after(Some(self.through), PAGE).await {
            Ok(events) => {
                self.behind = !events.is_empty();
                self.take_stored(events);
                Ok(())
            }
            // Closed with the engine: what the bus still holds is all there is.
            Err(_) if *self.ended.borrow() => {
                self.behind = false;
                Ok(())
            }
            Err(error) => Err(StoreError::into(error)),
        }
    }

    fn take_stored(&mut self, events: Vec<Event>) {
        for event in events {
            self.through = event.seq;
            self.waiting.push_back(event);
        }
    }
}
