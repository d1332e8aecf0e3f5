//! What went to one host since the start: counted here, shown on the page of hosts and by `doctor`.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::endpoints::Purpose;
use crate::transport::system_ms;

/// Requests are counted in stretches of so long, ms.
const STRETCH_MS: i64 = 600_000;
/// So many stretches are kept: a day.
const STRETCHES_MOST: usize = 144;
/// The stretches of a day.
const DAY: i64 = 144;
/// The stretches of an hour.
const HOUR: i64 = 6;

/// A host, and what went there since the program started.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct HostUse {
    /// Its name, with the port where it is an unusual one.
    pub host: String,
    /// What for.
    pub purposes: Vec<Purpose>,
    /// Whether by TLS. Plain text goes to this machine only.
    pub encrypted: bool,
    /// Whether it is another than Polymarket's usual one.
    pub is_own: bool,
    /// Requests, and connections of streams.
    pub requests: u64,
    /// Of them, in the last hour, to ten minutes.
    pub requests_last_hour: u64,
    /// Of them, in the last day, to ten minutes.
    pub requests_last_day: u64,
    /// Of them, with the API key or another sign-in.
    pub signed_in: u64,
    /// Bytes of addresses, headers of ours, bodies and messages sent; not what HTTP and TLS add.
    pub bytes_sent: u64,
    /// Bytes of bodies and messages received.
    pub bytes_received: u64,
    /// Streams that stand now.
    pub open_streams: u32,
    /// When something was last sent, the system's time, ms since 1970.
    pub last_ms: Option<i64>,
    /// Since when it is counted: when this way out was made, with the program or its engine. The system's time, ms since 1970.
    pub since_ms: i64,
    /// The proxy that everything for it goes through: host and port.
    pub proxy: Option<String>,
}

/// A listed host.
#[derive(Debug)]
pub(crate) struct Contact {
    host: String,
    purposes: Vec<Purpose>,
    is_own: bool,
    encrypted: bool,
    requests: AtomicU64,
    signed_in: AtomicU64,
    sent: AtomicU64,
    received: AtomicU64,
    open: AtomicU32,
    recent: Mutex<Recent>,
    since_ms: i64,
    proxy: Option<String>,
}

/// Requests by stretch, the newest last; stretches without any are left out.
#[derive(Debug, Default)]
struct Recent {
    stretches: VecDeque<(i64, u64)>,
    last_ms: Option<i64>,
}

impl Contact {
    pub(super) fn new(host: String, is_own: bool, encrypted: bool) -> Self {
        Self {
            host,
            purposes: Vec::new(),
            is_own,
            encrypted,
            requests: AtomicU64::new(0),
            signed_in: AtomicU64::new(0),
            sent: AtomicU64::new(0),
            received: AtomicU64::new(0),
            open: AtomicU32::new(0),
            recent: Mutex::default(),
            since_ms: system_ms(),
            proxy: None,
        }
    }

    pub(super) fn goes_through(&mut self, proxy: Option<String>) {
        self.proxy = proxy;
    }

    pub(super) fn serves(&mut self, purpose: Purpose) {
        if !self.purposes.contains(&purpose) {
            self.purposes.push(purpose);
        }
    }

    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// A request, or a stream's connection.
    pub(super) fn asked(&self, bytes: usize, has_key: bool, now_ms: i64) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.signed_in.fetch_add(u64::from(has_key), Ordering::Relaxed);
        self.sent(bytes);
        self.recent.lock().unwrap_or_else(PoisonError::into_inner).note(now_ms);
    }

    pub(super) fn sent(&self, bytes: usize) {
        self.sent.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(crate) fn received(&self, bytes: usize) {
        self.received.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(super) fn stream_opened(&self) {
        self.open.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn stream_closed(&self) {
        self.open.fetch_sub(1, Ordering::Relaxed);
    }

    pub(super) fn usage(&self, now_ms: i64) -> HostUse {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        HostUse {
            host: self.host.clone(),
            purposes: self.purposes.clone(),
            encrypted: self.encrypted,
            is_own: self.is_own,
            requests: self.requests.load(Ordering::Relaxed),
            requests_last_hour: recent.since(now_ms, HOUR),
            requests_last_day: recent.since(now_ms, DAY),
            signed_in: self.signed_in.load(Ordering::Relaxed),
            bytes_sent: self.sent.load(Ordering::Relaxed),
            bytes_received: self.received.load(Ordering::Relaxed),
            open_streams: self.open.load(Ordering::Relaxed),
            last_ms: recent.last_ms,
            since_ms: self.since_ms,
            proxy: self.proxy.clone(),
        }
    }
}

impl Recent {
    fn note(&mut self, now_ms: i64) {
        self.last_ms = Some(now_ms);
        let stretch = now_ms.div_euclid(STRETCH_MS);
        match self.stretches.back_mut() {
            // A clock that went back counts where it was.
            Some((last, count)) if *last >= stretch => *count += 1,
            _ => self.stretches.push_back((stretch, 1)),
        }
        if self.stretches.len() > STRETCHES_MOST {
            self.stretches.pop_front();
        }
    }

    /// In that many stretches up to now, the one that runs included.
    fn since(&self, now_ms: i64, stretches: i64) -> u64 {
        let from = now_ms.div_euclid(STRETCH_MS) - stretches + 1;
        let counted = self.stretches.iter().filter(|(stretch, _)| *stretch >= from);
        counted.map(|(_, count)| count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_hour_and_day() {
        let contact = Contact::new("clob.example".to_owned(), true, true);
        let begin = 1_793_577_600_000;
        let minute = 60_000;
        for (at, has_key) in [(0, true), (1, false), (59, false), (61, false), (23 * 60, false)] {
            contact.asked(100, has_key, begin + at * minute);
        }
        contact.received(1_000);
        let shown = contact.usage(begin + 61 * minute);
        assert_eq!(shown.requests, 5);
        assert_eq!(shown.signed_in, 1);
        assert_eq!((shown.bytes_sent, shown.bytes_received), (500, 1_000));
        let later = contact.usage(begin + 24 * 60 * minute);
        assert_eq!(later.requests_last_hour, 0);
        assert_eq!(later.requests_last_day, 3, "the first two were over a day ago");
        let at_once = contact.usage(begin + 23 * 60 * minute);
        assert_eq!(at_once.requests_last_hour, 1);
        assert_eq!(at_once.requests_last_day, 5);
        assert_eq!(at_once.last_ms, Some(begin + 23 * 60 * minute));
    }

    #[test]
    fn a_clock_that_goes_back_loses_no_request() {
        let mut recent = Recent::default();
        recent.note(10 * STRETCH_MS);
        recent.note(2 * STRETCH_MS);
        assert_eq!(recent.since(10 * STRETCH_MS, 1), 2);
    }
}
