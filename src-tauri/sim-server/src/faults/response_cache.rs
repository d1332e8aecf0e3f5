//! Answers that were given, kept as the CDN before the Data API and Gamma keeps them: one for each URL.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::http::header::{AGE, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use pilotfish_copy::ids::VenueMs;

/// How many URLs are kept; past it the oldest go.
const PAGES_MOST: usize = 2_000;

/// What the CDN says of an answer.
const X_CACHE: HeaderName = HeaderName::from_static("x-cache");

/// A kept answer.
#[derive(Debug, Clone)]
pub(super) struct Page {
    at: VenueMs,
    kind: Option<HeaderValue>,
    body: Bytes,
}

/// All kept answers.
#[derive(Debug, Default)]
pub(super) struct ResponseCache {
    pages: BTreeMap<String, Page>,
}

impl ResponseCache {
    /// The answer of that URL, if it is no older than `max_age_s` at `now`.
    pub(super) fn find(&self, url: &str, now: VenueMs, max_age_s: u32) -> Option<Page> {
        let page = self.pages.get(url)?;
        (now.since(page.at) < i64::from(max_age_s) * 1_000).then(|| page.clone())
    }

    /// Keeps an answer.
    pub(super) fn put(&mut self, url: String, page: Page) {
        if self.pages.len() >= PAGES_MOST && !self.pages.contains_key(&url) {
            let oldest = self.pages.iter().min_by_key(|(_, page)| page.at);
            if let Some(url) = oldest.map(|(url, _)| url.clone()) {
                self.pages.remove(&url);
            }
        }
        self.pages.insert(url, page);
    }

    pub(super) fn clear(&mut self) {
        self.pages.clear();
    }
}

impl Page {
    /// An answer of that instant.
    pub(super) fn new(at: VenueMs, kind: Option<HeaderValue>, body: Bytes) -> Self {
        Self { at, kind, body }
    }

    /// As the CDN hands it out at `now`: its age in whole seconds, and whether it was there before.
    pub(super) fn answer(self, now: VenueMs, max_age_s: u32, was_kept: bool) -> Response {
        let age_s = u64::try_from(now.since(self.at).div_euclid(1_000)).unwrap_or(0);
        let mut response = self.body.into_response();
        let headers = response.headers_mut();
        if let Some(kind) = self.kind {
            headers.insert(CONTENT_TYPE, kind);
        }
        if let Ok(policy) = HeaderValue::from_str(&format!("public, max-age={max_age_s}")) {
            headers.insert(CACHE_CONTROL, policy);
        }
        headers.insert(AGE, HeaderValue::from(age_s));
        let said = if was_kept {
            "Hit from cloudfront"
        } else {
            "Miss from cloudfront"
        };
        headers.insert(X_CACHE, HeaderValue::from_static(said));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(ms: i64) -> Page {
        Page::new(VenueMs(ms), None, Bytes::from_static(b"x"))
    }

    #[test]
    fn an_answer_is_found_until_it_is_too_old_and_by_its_own_url() {
        let mut response_cache = ResponseCache::default();
        response_cache.put("/a".to_owned(), page(1_000));
        assert!(response_cache.find("/a", VenueMs(300_999), 300).is_some());
        assert!(response_cache.find("/a", VenueMs(301_000), 300).is_none());
        assert!(response_cache.find("/a?_=1", VenueMs(1_000), 300).is_none());
    }

    #[test]
    fn the_oldest_goes_when_there_are_too_many() {
        let mut response_cache = ResponseCache::default();
        for number in 0..=PAGES_MOST {
            let ms = i64::try_from(number).unwrap_or_default();
            response_cache.put(format!("/{number}"), page(ms));
        }
        assert_eq!(response_cache.pages.len(), PAGES_MOST);
        assert!(response_cache.find("/0", VenueMs(0), 300).is_none());
        assert!(response_cache.find("/1", VenueMs(1), 300).is_some());
    }
}
