//! A warning that comes again and again is written once an hour, with how often it was left out: a poll that fails every half minute
//! for months fills no disk, and hides nothing else in a log that is bounded by its size.
//!
//! The same is what the same place in the code says in the same words. A place that says ever other words is heard [`MOST`] times an
//! hour. What was left out is told after the next line that is written, whatever that is of. Details (below warnings) are for
//! somebody who looks, so all of them are written.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::{self, Write};
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;
use tracing::callsite::Identifier;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::fmt::format::{Format, Writer};
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// How long the same is not written again.
const EVERY: Duration = Duration::from_secs(3_600);
/// So many different texts of one place are written in that time.
const MOST: usize = 20;
/// What those beyond them are told as.
const OTHERS: &str = "(other words)";

thread_local! {
    /// What is to be told of earlier lines after the one that is being written on this thread.
    static LEFT_OUT: RefCell<Vec<LeftOut>> = const { RefCell::new(Vec::new()) };
}

/// The layer that leaves out what was written within the hour. [`Lines`] tells how much that was.
#[must_use]
pub fn layer<S: Subscriber>() -> impl Layer<S> {
    Repeats::default()
}

/// Lines as they are usual, and after one of them what was left out of earlier ones.
#[derive(Debug, Default)]
pub struct Lines(Format);

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        self.0.format_event(context, writer.by_ref(), event)?;
        LEFT_OUT.with_borrow(|left_out| {
            for one in left_out {
                SystemTime.format_time(&mut writer)?;
                writeln!(
                    writer,
                    "  {} {}: left out {}×: {}",
                    one.level, one.target, one.times, one.text
                )?;
            }
            Ok(())
        })
    }
}

/// What was left out of a line that had been written.
#[derive(Debug, Clone, PartialEq, Eq)]
struct LeftOut {
    level: Level,
    target: &'static str,
    text: String,
    times: u64,
}

#[derive(Default)]
struct Repeats(Mutex<HashMap<Identifier, Vec<Said>>>);

/// What a place in the code said.
struct Said {
    at: Instant,
    left_out: LeftOut,
}

impl Said {
    fn is_over(&self, now: Instant) -> bool {
        now.duration_since(self.at) >= EVERY
    }
}

impl Repeats {
    /// Whether it is to be written, and what of earlier ones is to be told then.
    fn take(&self, event: &Event<'_>, now: Instant) -> (bool, Vec<LeftOut>) {
        // A panic elsewhere leaves nothing half done here.
        let mut said = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if *event.metadata().level() <= Level::WARN && is_left_out(&mut said, event, now) {
            return (false, Vec::new());
        }
        let mut told = Vec::new();
        said.retain(|_, of_place| {
            let over = of_place.extract_if(.., |one| one.is_over(now));
            told.extend(over.map(|one| one.left_out).filter(|one| one.times > 0));
            !of_place.is_empty()
        });
        (true, told)
    }
}

fn is_left_out(said: &mut HashMap<Identifier, Vec<Said>>, event: &Event<'_>, now: Instant) -> bool {
    let metadata = event.metadata();
    let of_place = said.entry(metadata.callsite()).or_default();
    let mut text = Text::default();
    event.record(&mut text);
    let texts = || {
        of_place
            .iter()
            .filter(|one| !one.is_over(now))
            .map(|one| &one.left_out.text)
    };
    let is_too_many = texts().all(|known| *known != text.0) && texts().filter(|known| *known != OTHERS).count() >= MOST;
    let text = if is_too_many { OTHERS.to_owned() } else { text.0 };
    let mut standing = of_place.iter_mut().filter(|one| !one.is_over(now));
    if let Some(one) = standing.find(|one| one.left_out.text == text) {
        one.left_out.times += 1;
        return true;
    }
    of_place.push(Said {
        at: now,
        left_out: LeftOut {
            level: *metadata.level(),
            target: metadata.target(),
            text,
            times: u64::from(is_too_many),
        },
    });
    is_too_many
}

impl<S: Subscriber> Layer<S> for Repeats {
    fn event_enabled(&self, event: &Event<'_>, _context: Context<'_, S>) -> bool {
        let (is_written, told) = self.take(event, Instant::now());
        LEFT_OUT.set(told);
        is_written
    }
}

/// What an event says, its fields included.
#[derive(Default)]
struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a text cannot fail.
        let _ = match field.name() {
            "message" => write!(self.0, "{value:?}"),
            name => write!(self.0, " {name}={value:?}"),
        };
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io;
    use std::sync::Arc;

    use tracing::subscriber::with_default;
    use tracing_subscriber::fmt::MakeWriter;
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Written {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(line)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl<'a> MakeWriter<'a> for Written {
        type Writer = Self;

        fn make_writer(&'a self) -> Self {
            self.clone()
        }
    }

    impl Written {
        /// The lines, without their times.
        fn lines(&self) -> Vec<String> {
            let text = String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap();
            text.lines()
                .map(|line| line.split_once("Z ").unwrap().1.trim().to_owned())
                .collect()
        }
    }

    fn lines<S: Subscriber + for<'a> LookupSpan<'a>>(written: Written) -> impl Layer<S> {
        tracing_subscriber::fmt::layer()
            .event_format(Lines::default())
            .with_ansi(false)
            .with_writer(written)
    }

    /// A log that is written as the programs write theirs, in two places at once.
    fn log() -> (impl Subscriber, Written, Written) {
        let (one, other) = (Written::default(), Written::default());
        let log = tracing_subscriber::registry()
            .with(layer())
            .with(lines(one.clone()))
            .with(lines(other.clone()));
        (log, one, other)
    }

    const HOUR: u64 = 3_600;

    fn poll_failed(of: &str) {
        tracing::warn!(of, "a poll failed");
    }

    async fn pass(seconds: u64) {
        tokio::time::advance(Duration::from_secs(seconds)).await;
    }

    #[tokio::test(start_paused = true)]
    async fn the_same_warning_is_written_once_an_hour_with_how_often_it_was_left_out() {
        let (log, one, other) = log();
        let log = Arc::new(log);
        for _ in 0..3 * 120 {
            with_default(Arc::clone(&log), || poll_failed("a trader"));
            pass(30).await;
        }
        let warned = "WARN pilotfish_engine::log_repeats::tests: a poll failed of=\"a trader\"";
        let left_out = "WARN pilotfish_engine::log_repeats::tests: left out 119×: a poll failed of=\"a trader\"";
        let lines = one.lines();
        assert_eq!(lines, [warned, warned, left_out, warned, left_out]);
        assert_eq!(other.lines(), lines);
    }

    #[tokio::test(start_paused = true)]
    async fn what_says_other_words_is_another_and_errors_repeat_as_warnings_do() {
        let (log, one, _) = log();
        let log = Arc::new(log);
        for _ in 0..5 {
            with_default(Arc::clone(&log), || {
                poll_failed("a trader");
                poll_failed("another");
                tracing::error!("the disk is full");
                tracing::info!("a detail");
            });
            pass(30).await;
        }
        let lines = one.lines();
        let count = |text: &str| lines.iter().filter(|line| line.contains(text)).count();
        assert_eq!((count("of=\"a trader\""), count("of=\"another\"")), (1, 1), "{lines:?}");
        assert_eq!((count("the disk is full"), count("a detail")), (1, 5), "{lines:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn what_never_comes_again_is_told_with_the_next_line_after_the_hour() {
        let (log, one, _) = log();
        let log = Arc::new(log);
        let say = |what: &dyn Fn()| with_default(Arc::clone(&log), what);
        say(&|| poll_failed("a trader"));
        say(&|| poll_failed("a trader"));
        pass(HOUR - 1).await;
        say(&|| tracing::info!("before the hour is over"));
        assert_eq!(one.lines().len(), 2, "nothing is told yet");
        pass(1).await;
        say(&|| tracing::info!("after it"));
        let lines = one.lines();
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(
            lines[1].ends_with("left out 1×: a poll failed of=\"a trader\""),
            "{lines:?}"
        );
        say(&|| tracing::info!("and once only"));
        assert_eq!(one.lines().len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_place_with_ever_other_words_is_heard_so_often_an_hour() {
        let (log, one, _) = log();
        let log = Arc::new(log);
        for number in 0..1_000 {
            with_default(Arc::clone(&log), || tracing::warn!(number, "a number"));
        }
        assert_eq!(one.lines().len(), MOST);
        pass(HOUR).await;
        with_default(Arc::clone(&log), || tracing::warn!(number = 1_000, "a number"));
        let lines = one.lines();
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[1].ends_with("left out 980×: (other words)"), "{lines:?}");
    }
}
