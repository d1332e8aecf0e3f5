//! The recording that `demo` plays instead of a made-up world, if it was asked for one.

use pilotfish_sim::replay::{BookReplay, Recording, Replay};

use crate::args::Demo;
use crate::error::CliError;

/// Purchases of recorded books' markets, which live for a quarter of an hour, are copied until a minute before the end.
const BOOKS_MIN_MINUTES: u32 = 1;

/// The recording, cut to what `--from` and `--for` leave of it.
pub(crate) fn recording(demo: &Demo) -> Result<Option<Recording>, CliError> {
    let whole: Recording = match (&demo.replay, &demo.prices, &demo.replay_books, &demo.markets) {
        (Some(changes), Some(prices), ..) => Replay::load(changes, prices)?.into(),
        (.., Some(books), Some(markets)) => BookReplay::load(books, markets)?.into(),
        _ => return Ok(None),
    };
    Ok(Some(if demo.from.is_some() || demo.length_ms.is_some() {
        whole.cut(demo.from, demo.length_ms)?
    } else {
        whole
    }))
}

/// How many minutes before its end a market is still bought in; `None` for what a follow has by default.
pub(crate) fn min_minutes_to_resolution(demo: &Demo) -> Option<u32> {
    demo.min_minutes_to_resolution
        .or(demo.replay_books.is_some().then_some(BOOKS_MIN_MINUTES))
}
