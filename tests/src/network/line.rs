//! One connection through the network: each way is read, waits as long as the line takes, and is written.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::records::{Records, Seen};
use super::{Cut, Shared, Weather};

/// The bytes of a record that an order is in: no other request to the venue's orders has as many.
const ORDER_LEAST: usize = 700;
/// The bytes of a record that an answer is in: what HTTP/2 says for itself has fewer.
const ANSWER_LEAST: usize = 90;
/// How many bytes are read at once.
const PIECE: usize = 16 * 1024;
/// How many pieces may be under way: what more comes waits with its sender, as on a line that is full.
const UNDER_WAY: usize = 32;

/// What becomes of the way back.
const GOES_ON: u8 = 0;
const ENDS_AT_ANSWER: u8 = 1;
const IS_SILENT: u8 = 2;

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Out { takes_orders: bool },
    Back,
}

/// Carries what comes until either side ends, or the network ends it.
pub(super) async fn join(client: TcpStream, venue: TcpStream, number: u64, takes_orders: bool, shared: &Arc<Shared>) {
    for end in [&client, &venue] {
        // Small pieces must not wait for each other.
        let _ = end.set_nodelay(true);
    }
    let mut ended = shared.ended.subscribe();
    let back = AtomicU8::new(GOES_ON);
    let (client_from, client_to) = client.into_split();
    let (venue_from, venue_to) = venue.into_split();
    let way = Way::Out { takes_orders };
    let out = carry(client_from, venue_to, way, number, &back, shared);
    let home = carry(venue_from, client_to, Way::Back, number, &back, shared);
    tokio::select! {
        () = out => {}
        () = home => {}
        _ = ended.changed() => {}
    }
}

/// A piece, and when it arrives.
type Piece = (Instant, Vec<u8>);

async fn carry(from: OwnedReadHalf, to: OwnedWriteHalf, way: Way, number: u64, back: &AtomicU8, shared: &Arc<Shared>) {
    let (hand_on, arriving) = mpsc::channel(UNDER_WAY);
    tokio::join!(
        take_in(from, hand_on, way, number, back, shared),
        hand_out(arriving, to, shared)
    );
}

async fn take_in(
    mut from: OwnedReadHalf,
    hand_on: mpsc::Sender<Piece>,
    way: Way,
    number: u64,
    back: &AtomicU8,
    shared: &Arc<Shared>,
) {
    let (mut buffer, mut records, mut free_at) = (vec![0_u8; PIECE], Records::default(), Instant::now());
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        if shared.is_silent(number) {
            continue;
        }
        let mut piece = buffer[..count].to_vec();
        let mut ends = false;
        match way {
            Way::Out { takes_orders: true } => ends = on_the_way_out(&mut records, &mut piece, back, shared),
            Way::Out { takes_orders: false } => {}
            Way::Back => match back.load(Ordering::SeqCst) {
                IS_SILENT => continue,
                ENDS_AT_ANSWER if !records.look(&piece, ANSWER_LEAST).is_empty() => return,
                ENDS_AT_ANSWER => continue,
                _ => {
                    // Read for where records begin, should the way be watched later.
                    let _ = records.look(&piece, ANSWER_LEAST);
                }
            },
        }
        let arrives = arrival(*shared.weather.borrow(), piece.len(), &mut free_at);
        if hand_on.send((arrives, piece)).await.is_err() || ends {
            return;
        }
    }
}

/// Looks for an order that something is to be done to. Whether the connection ends after this piece.
fn on_the_way_out(records: &mut Records, piece: &mut Vec<u8>, back: &AtomicU8, shared: &Shared) -> bool {
    for seen in records.look(piece, ORDER_LEAST) {
        let Seen::Begun(at) = seen else { continue };
        match shared.take_cut() {
            None => {}
            Some(Cut::MidOrder) => {
                piece.truncate((at + ORDER_LEAST / 2).min(piece.len()));
                return true;
            }
            Some(Cut::Unanswered) => back.store(ENDS_AT_ANSWER, Ordering::SeqCst),
            Some(Cut::Silent) => back.store(IS_SILENT, Ordering::SeqCst),
        }
    }
    false
}

/// When so many bytes that are sent now arrive.
fn arrival(weather: Weather, bytes: usize, free_at: &mut Instant) -> Instant {
    let begins = (*free_at).max(Instant::now());
    let takes = weather.bytes_per_s.map_or(Duration::ZERO, |per_s| {
        Duration::from_secs_f64(f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / f64::from(per_s.max(1)))
    });
    // What is sent later does not arrive earlier.
    *free_at = begins + takes;
    *free_at + weather.latency + weather.jitter.mul_f64(super::dice())
}

async fn hand_out(mut arriving: mpsc::Receiver<Piece>, mut to: OwnedWriteHalf, shared: &Shared) {
    let mut passing = shared.passing.subscribe();
    let mut last = Instant::now();
    while let Some((arrives, piece)) = arriving.recv().await {
        // Jitter never changes the order of bytes.
        last = last.max(arrives);
        tokio::time::sleep_until(last).await;
        let is_over = passing.wait_for(|passes| *passes).await.is_err();
        if is_over || to.write_all(&piece).await.is_err() {
            return;
        }
    }
}
