//! One stream of the wire on its way to the engine.

use futures_util::future::BoxFuture;
use pilotfish_polymarket::streams::{StreamEvent, Subscription};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::port::{Feed, FeedEvent};

/// Does that until it is done or `stop`.
pub(super) fn until(
    stop: CancellationToken,
    work: impl Future<Output = ()> + Send + 'static,
) -> BoxFuture<'static, ()> {
    Box::pin(async move {
        tokio::select! {
            () = stop.cancelled() => {}
            () = work => {}
        }
    })
}

/// Where one stream's events go.
pub(super) struct Channel {
    feed: Feed,
    events: mpsc::Sender<FeedEvent>,
}

impl Channel {
    pub(super) const fn new(feed: Feed, events: mpsc::Sender<FeedEvent>) -> Self {
        Self { feed, events }
    }

    /// Hands the stream's events on until its task has died or nobody listens. A gap is told like an interruption:
    /// what was lost has to be read again.
    pub(super) async fn pass_on<T>(&self, mut stream: Subscription<T>, event: impl Fn(T) -> FeedEvent) {
        let feed = self.feed;
        while let Some(heard) = stream.next().await {
            let told = match heard {
                StreamEvent::Connected => self.tell(FeedEvent::Up(feed)).await,
                StreamEvent::Disconnected { reason } => self.tell(FeedEvent::Down(feed, reason)).await,
                StreamEvent::Gap { reason } => {
                    self.tell(FeedEvent::Down(feed, reason)).await && self.tell(FeedEvent::Up(feed)).await
                }
                StreamEvent::Item(item) => self.tell(event(item)).await,
            };
            if !told {
                return;
            }
        }
        self.tell(FeedEvent::Down(feed, "the stream has ended".to_owned()))
            .await;
    }

    /// The stream is given up; another follows.
    pub(super) async fn down(&self, reason: &str) {
        self.tell(FeedEvent::Down(self.feed, reason.to_owned())).await;
    }

    async fn tell(&self, event: FeedEvent) -> bool {
        self.events.send(event).await.is_ok()
    }
}
