//! The one way into the core loop: a bounded channel, in order, and beside it the newest book of each token.
//!
//! Whoever sends waits when the channel is full; nothing is dropped. Books are the exception that proves it: they come
//! in floods and only the newest of a token says anything, so they wait in a map with one place a token.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use pilotfish_copy::ids::{OrderHash, TokenId};
use pilotfish_copy::input::{Input, OrderReport, UserInput};
use pilotfish_copy::market::Book;
use tokio::sync::{Notify, mpsc, oneshot};

use crate::error::EngineError;
use crate::gauges::{Queue, QueueReading};
use crate::relayer_requests::RelayerWrite;

/// How many messages wait at most.
const CAPACITY: usize = 4_096;

/// One thing for the core loop.
#[derive(Debug)]
pub(crate) enum Message {
    /// For the core.
    Input(Input),
    /// What the user channel says of an order; which child that is, the core loop knows.
    Pushed { hash: OrderHash, report: OrderReport },
    /// That order is to be looked up.
    LookUp { hash: OrderHash },
    /// The user asks; answered once it is committed.
    Ask {
        ask: UserInput,
        reply: oneshot::Sender<Result<(), EngineError>>,
    },
    /// Something of a request to the relayer is to be written; answered once it is on the disk, with the request's number.
    Relayer {
        write: RelayerWrite,
        reply: oneshot::Sender<Result<u64, EngineError>>,
    },
    /// Whoever watches over the process asks whether the core loop takes anything in; answered when it does.
    Beat { reply: oneshot::Sender<()> },
    /// Every order that was not final has been looked up: trading may begin.
    Recovered,
    /// Orders are to be looked up again (the user channel was away).
    LookAround,
    /// The engine cannot go on.
    Fail(EngineError),
    /// Finish and go.
    Shutdown,
    /// For tests: what stands in the way of writing from now on.
    #[cfg(any(test, feature = "test-util"))]
    Hinder {
        by: Option<pilotfish_store::Hindrance>,
        reply: oneshot::Sender<()>,
    },
    /// For tests: the computer slept.
    #[cfg(test)]
    Slept,
    /// For tests: a fault in the program.
    #[cfg(test)]
    FallOver,
}

/// The senders' end.
#[derive(Debug, Clone)]
pub(crate) struct Inbox {
    messages: mpsc::Sender<Message>,
    books: Arc<Books>,
}

/// The newest book of each token.
#[derive(Debug, Default)]
pub(crate) struct Books {
    newest: Mutex<BTreeMap<TokenId, Book>>,
    ready: Notify,
}

/// The core loop's end.
#[derive(Debug)]
pub(crate) struct Outlet {
    messages: mpsc::Receiver<Message>,
    /// What came while nothing could be taken in, before all that waits in the channel.
    held: VecDeque<Message>,
    books: Arc<Books>,
}

pub(crate) fn inbox() -> (Inbox, Outlet) {
    let (sender, receiver) = mpsc::channel(CAPACITY);
    let books = Arc::new(Books::default());
    (
        Inbox {
            messages: sender,
            books: Arc::clone(&books),
        },
        Outlet {
            messages: receiver,
            held: VecDeque::new(),
            books,
        },
    )
}

impl Inbox {
    /// Hands something in, waiting for a place.
    pub(crate) async fn send(&self, message: Message) -> Result<(), EngineError> {
        self.messages.send(message).await.map_err(|_| EngineError::Ended)
    }

    /// What waits for the core loop.
    pub(crate) fn queues(&self) -> [QueueReading; 2] {
        let books = self.books.newest.lock().unwrap_or_else(PoisonError::into_inner).len();
        let most = self.messages.max_capacity();
        [
            QueueReading {
                queue: Queue::Messages,
                waiting: most.saturating_sub(self.messages.capacity()),
                most: Some(most),
            },
            QueueReading {
                queue: Queue::Books,
                waiting: books,
                most: None,
            },
        ]
    }

    /// Hands an input in, waiting for a place. When the core loop is gone there is nobody to tell.
    pub(crate) async fn input(&self, input: Input) {
        if self.send(Message::Input(input)).await.is_err() {
            tracing::debug!("an input came after the engine's end");
        }
    }

    /// Hands in a book of the stream: it replaces an older one of its token that still waits.
    pub(crate) fn book(&self, book: Book) {
        let mut newest = self.books.newest.lock().unwrap_or_else(PoisonError::into_inner);
        newest.insert(book.token.clone(), book);
        drop(newest);
        self.books.ready.notify_one();
    }
}

impl Outlet {
    /// The next message; none when all senders are gone.
    pub(crate) async fn next(&mut self) -> Option<Message> {
        match self.held.pop_front() {
            Some(message) => Some(message),
            None => self.messages.recv().await,
        }
    }

    /// A message that is already there.
    pub(crate) fn ready(&mut self) -> Option<Message> {
        self.held.pop_front().or_else(|| self.messages.try_recv().ok())
    }

    /// The next message that nobody has held yet; none when all senders are gone.
    pub(crate) async fn outside(&mut self) -> Option<Message> {
        self.messages.recv().await
    }

    /// Keeps a message until messages are taken in again, after those that are held already.
    pub(crate) fn hold(&mut self, message: Message) {
        self.held.push_back(message);
    }

    /// How many are held.
    pub(crate) fn held(&self) -> usize {
        self.held.len()
    }

    /// The books that wait.
    pub(crate) fn books(&self) -> Arc<Books> {
        Arc::clone(&self.books)
    }
}

impl Books {
    /// Waits until a book waits.
    pub(crate) async fn ready(&self) {
        self.ready.notified().await;
    }

    /// The book of that token that waits, which goes on waiting.
    pub(crate) fn newest(&self, token: &TokenId) -> Option<Book> {
        let newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        newest.get(token).cloned()
    }

    /// Takes the books that wait.
    pub(crate) fn take(&self) -> Vec<Book> {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *newest).into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_copy::ids::VenueMs;
    use pilotfish_copy::money::Tick;

    use super::*;

    fn book(token: &str, at: i64) -> Book {
        Book {
            token: TokenId::new(token),
            observed_at: VenueMs(at),
            bids: Vec::new(),
            asks: Vec::new(),
            tick: Tick::CENT,
        }
    }

    #[tokio::test]
    async fn of_a_flood_of_books_only_the_newest_of_each_token_waits() {
        let (sender, outlet) = inbox();
        for at in 0..10_000 {
            sender.book(book("1", at));
        }
        sender.book(book("2", 5));
        outlet.books().ready().await;
        let taken = outlet.books().take();
        assert_eq!(
            taken.iter().map(|book| book.observed_at.0).collect::<Vec<_>>(),
            [9_999, 5]
        );
        assert!(outlet.books().take().is_empty());
    }

    #[tokio::test]
    async fn messages_keep_their_order() {
        let (sender, mut outlet) = inbox();
        sender.input(Input::Tick).await;
        sender.send(Message::Recovered).await.unwrap();
        assert!(matches!(outlet.next().await, Some(Message::Input(Input::Tick))));
        assert!(matches!(outlet.ready(), Some(Message::Recovered)));
        assert!(outlet.ready().is_none());
    }

    #[tokio::test]
    async fn what_was_held_comes_before_what_waits() {
        let (sender, mut outlet) = inbox();
        for message in [Message::Recovered, Message::LookAround, Message::Shutdown] {
            sender.send(message).await.unwrap();
        }
        for _ in 0..2 {
            let message = outlet.outside().await.unwrap();
            outlet.hold(message);
        }
        assert_eq!(outlet.held(), 2);
        assert!(matches!(outlet.next().await, Some(Message::Recovered)));
        assert!(matches!(outlet.ready(), Some(Message::LookAround)));
        assert!(matches!(outlet.ready(), Some(Message::Shutdown)));
        assert!(outlet.ready().is_none());
    }
}
