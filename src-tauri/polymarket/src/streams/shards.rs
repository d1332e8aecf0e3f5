//! The wanted tokens spread over as many connections as they need, and their streams as one.

use std::collections::{BTreeMap, BTreeSet};

use pilotfish_copy::ids::TokenId;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::market::{MarketChannel, MarketEvent};
use super::socket::spawn;
use super::{StreamEvent, Subscription, Tuning};
use crate::PublicApi;

/// Tokens on one connection: larger subscriptions are known to stall without a word (polymarket-api §1.4).
pub(super) const TOKENS_MOST: usize = 200;

/// One connection's tokens.
struct Shard {
    wanted: watch::Sender<BTreeSet<TokenId>>,
    is_up: bool,
    /// Ends with the shard.
    stop: CancellationToken,
}

/// All connections. The first stays, though it may have nothing to bring.
struct Shards {
    public: PublicApi,
    tuning: Tuning,
    shards: BTreeMap<u64, Shard>,
    next_number: u64,
    merged: mpsc::Sender<(u64, StreamEvent<MarketEvent>)>,
    out: mpsc::Sender<StreamEvent<MarketEvent>>,
    /// Whether the reader was told that all is up.
    told_up: bool,
}

/// Starts as many connections as the wanted tokens need, now and whenever the set changes.
pub(super) fn spread(
    public: &PublicApi,
    tuning: Tuning,
    wanted: watch::Receiver<BTreeSet<TokenId>>,
) -> Subscription<MarketEvent> {
    let (out, events) = mpsc::channel(tuning.capacity.max(1));
    let (merged, heard) = mpsc::channel(tuning.capacity.max(1));
    let stop = CancellationToken::new();
    let shards = Shards {
        public: public.clone(),
        tuning,
        shards: BTreeMap::new(),
        next_number: 0,
        merged,
        out,
        told_up: false,
    };
    let ended = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            () = ended.cancelled() => {}
            () = shards.run(wanted, heard) => {}
        }
    });
    Subscription::new(events, stop)
}

impl Shards {
    async fn run(
        mut self,
        mut wanted: watch::Receiver<BTreeSet<TokenId>>,
        mut heard: mpsc::Receiver<(u64, StreamEvent<MarketEvent>)>,
    ) {
        self.open(BTreeSet::new());
        loop {
            let tokens = wanted.borrow_and_update().clone();
            self.distribute(&tokens);
            // The connection that was down may be the one that is not needed any more.
            if !self.told_up && self.all_up() {
                self.told_up = true;
                if self.out.send(StreamEvent::Connected).await.is_err() {
                    return;
                }
            }
            loop {
                tokio::select! {
                    // A closed sender means that the set stays as it is.
                    Ok(()) = wanted.changed() => break,
                    Some((number, event)) = heard.recv() => if !self.pass_on(number, event).await {
                        return;
                    },
                }
            }
        }
    }

    /// Hands an event on; the whole is up when every connection is. False when nobody listens.
    async fn pass_on(&mut self, number: u64, event: StreamEvent<MarketEvent>) -> bool {
        let Some(shard) = self.shards.get_mut(&number) else {
            return true;
        };
        let told = match event {
            StreamEvent::Connected => {
                shard.is_up = true;
                // Every connection that comes means that something may have been missed on it.
                if !self.all_up() {
                    return true;
                }
                self.told_up = true;
                StreamEvent::Connected
            }
            StreamEvent::Disconnected { reason } => {
                shard.is_up = false;
                self.told_up = false;
                StreamEvent::Disconnected { reason }
            }
            other => other,
        };
        self.out.send(told).await.is_ok()
    }

    fn all_up(&self) -> bool {
        self.shards.values().all(|shard| shard.is_up)
    }

    /// Tokens stay where they are; new ones go where there is room.
    fn distribute(&mut self, wanted: &BTreeSet<TokenId>) {
        let mut placed = BTreeSet::new();
        for shard in self.shards.values() {
            shard.wanted.send_if_modified(|tokens| {
                let before = tokens.len();
                tokens.retain(|token| wanted.contains(token));
                placed.extend(tokens.iter().cloned());
                tokens.len() != before
            });
        }
        let mut new = wanted.difference(&placed).cloned();
        let mut left = wanted.len().saturating_sub(placed.len());
        for shard in self.shards.values() {
            let room = TOKENS_MOST.saturating_sub(shard.wanted.borrow().len()).min(left);
            if room > 0 {
                let some: Vec<TokenId> = new.by_ref().take(room).collect();
                left = left.saturating_sub(some.len());
                shard.wanted.send_modify(|tokens| tokens.extend(some));
            }
        }
        let rest: Vec<TokenId> = new.collect();
        for some in rest.chunks(TOKENS_MOST) {
            self.open(some.iter().cloned().collect());
        }
        let first = self.shards.keys().next().copied();
        self.shards.retain(|number, shard| {
            let stays = Some(*number) == first || !shard.wanted.borrow().is_empty();
            if !stays {
                shard.stop.cancel();
            }
            stays
        });
    }

    fn open(&mut self, tokens: BTreeSet<TokenId>) {
        let (wanted, receiver) = watch::channel(tokens);
        let number = self.next_number;
        self.next_number = self.next_number.saturating_add(1);
        let channel = MarketChannel::new(self.public.clone(), receiver, self.tuning.quiet_token);
        let transport = self.public.transport();
        let url = transport.endpoints().market_stream.clone();
        let mut stream = spawn(url, self.tuning, transport, channel);
        let (merged, stop) = (self.merged.clone(), CancellationToken::new());
        let ended = stop.clone();
        tokio::spawn(async move {
            loop {
                let event = tokio::select! {
                    () = ended.cancelled() => return,
                    event = stream.next() => event,
                };
                let Some(event) = event else { return };
                if merged.send((number, event)).await.is_err() {
                    return;
                }
            }
        });
        let shard = Shard {
            wanted,
            is_up: false,
            stop,
        };
        self.shards.insert(number, shard);
    }
}

impl Drop for Shard {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
