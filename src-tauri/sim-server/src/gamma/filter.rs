//! Which markets a list is asked for, and in which order.

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::money::Usd;

use super::tags::tag_id;
use crate::query::Params;
use crate::refusal::Refusal;
use pilotfish_sim::habits::Ask;
use pilotfish_sim::venue::Venue;
use pilotfish_sim::venue::rows::MarketRow;

/// How many condition or token ids one request may name.
const NAMED_MOST: usize = 100;

/// From here to there, either open.
#[derive(Debug, Clone, Copy)]
struct Range<T> {
    least: Option<T>,
    most: Option<T>,
}

impl<T: PartialOrd> Range<T> {
    fn of(params: &Params, name: &str, read: impl Fn(&str) -> Option<T>) -> Result<Self, Refusal> {
        let bound = |end: &str| match params.text(&format!("{name}_{end}")) {
            None => Ok(None),
            Some(text) => read(text)
                .map(Some)
                .ok_or_else(|| Refusal::bad_request(format!("invalid {name}_{end}"))),
        };
        Ok(Self {
            least: bound("min")?,
            most: bound("max")?,
        })
    }

    /// Whether it lies between; what there is not lies between when nothing is asked.
    fn holds(&self, value: Option<&T>) -> bool {
        let least = self.least.as_ref();
        let most = self.most.as_ref();
        match value {
            None => least.is_none() && most.is_none(),
            Some(value) => least.is_none_or(|least| value >= least) && most.is_none_or(|most| value <= most),
        }
    }
}

/// An instant as Gamma is asked for it: `2026-11-02` or `2026-11-02T00:00:00Z`.
fn instant(text: &str) -> Option<VenueMs> {
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00:00"));
    let mut numbers = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let clock = time.split(['Z', '+', '.']).next()?;
    let mut numbers = clock.splitn(3, ':').map(|part| part.parse::<i64>().ok());
    let (hour, minute) = (numbers.next()??, numbers.next()??);
    let second = numbers.next().flatten().unwrap_or(0);
    let in_range = (1..=12).contains(&month) && (1..=31).contains(&day) && (0..24).contains(&hour);
    if !in_range || !(1_970..3_000).contains(&year) || !(0..60).contains(&minute) {
        return None;
    }
    // Days since 1970 by years that begin in March, so that a leap day is a year's last.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468;
    Some(VenueMs(((days * 24 + hour) * 3_600 + minute * 60 + second) * 1_000))
}

fn dollars(text: &str) -> Option<Usd> {
    text.parse().ok()
}

/// What any list may be asked for, of markets and of events.
pub(super) struct Common {
    ids: Vec<String>,
    slugs: Vec<String>,
    /// Resolved ones are left out unless asked for, also when they are named.
    closed: bool,
    /// All are active and none is archived.
    none_at_all: bool,
    tag: Option<String>,
    ends: Range<VenueMs>,
    starts: Range<VenueMs>,
    volume: Range<Usd>,
    liquidity: Range<Usd>,
}

impl Common {
    /// Of a request; `volume` and `liquidity` are what its list calls them.
    pub(super) fn of(params: &Params, volume: &str, liquidity: &str) -> Result<Self, Refusal> {
        let texts = |name| params.list(name).into_iter().map(str::to_owned).collect();
        let named = params.text("tag_slug").or_else(|| params.text("tag"));
        Ok(Self {
            ids: texts("id"),
            slugs: texts("slug"),
            closed: params.flag("closed")?.unwrap_or(false),
            none_at_all: params.flag("active")? == Some(false) || params.flag("archived")? == Some(true),
            tag: named
                .map(str::to_lowercase)
                .or_else(|| params.text("tag_id").map(str::to_owned)),
            ends: Range::of(params, "end_date", instant)?,
            starts: Range::of(params, "start_date", instant)?,
            volume: Range::of(params, volume, dollars)?,
            liquidity: Range::of(params, liquidity, dollars)?,
        })
    }

    /// Whether something is meant.
    pub(super) fn admits(&self, seen: &Seen<'_>) -> bool {
        let named = |names: &[String], name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
        let tagged =
            |tag: &String| seen.category == tag || (!seen.category.is_empty() && tag_id(seen.category) == *tag);
        !self.none_at_all
            && self.closed == seen.closed
            && named(&self.ids, seen.id)
            && named(&self.slugs, seen.slug)
            && self.tag.as_ref().is_none_or(tagged)
            && self.ends.holds(seen.end.as_ref())
            && self.starts.holds(Some(&seen.start))
            && self.volume.holds(Some(&seen.volume))
            && self.liquidity.holds(Some(&seen.liquidity))
    }
}

/// What of a market or event the filters look at.
pub(super) struct Seen<'a> {
    pub(super) id: &'a str,
    pub(super) slug: &'a str,
    pub(super) category: &'a str,
    pub(super) closed: bool,
    pub(super) end: Option<VenueMs>,
    pub(super) start: VenueMs,
    pub(super) volume: Usd,
    pub(super) liquidity: Usd,
}

/// Which markets a list is asked for.
pub(super) struct MarketFilter {
    common: Common,
    conditions: Vec<String>,
    tokens: Vec<String>,
    questions: Vec<String>,
}

impl MarketFilter {
    pub(super) fn of(params: &Params) -> Result<Self, Refusal> {
        let lower = |name: &str| -> Result<Vec<String>, Refusal> {
            let named = params.list(name);
            if named.len() > NAMED_MOST {
                return Err(Refusal::bad_request(format!("at most {NAMED_MOST} {name}")));
            }
            Ok(named.into_iter().map(str::to_ascii_lowercase).collect())
        };
        Ok(Self {
            common: Common::of(params, "volume_num", "liquidity_num")?,
            conditions: lower("condition_ids")?,
            tokens: lower("clob_token_ids")?,
            questions: lower("question_ids")?,
        })
    }

    fn admits(&self, row: &MarketRow) -> bool {
        let market = &row.market;
        let named = |names: &[String], name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
        let [first, second] = &market.outcomes;
        let tokens = [first.token.as_str(), second.token.as_str()];
        let seen = Seen {
            id: &row.card.id,
            slug: &market.slug,
            category: &market.category,
            closed: market.closed,
            end: market.end,
            start: row.card.opened_at,
            volume: row.volume,
            liquidity: row.liquidity,
        };
        self.common.admits(&seen)
            && named(&self.conditions, market.condition.as_str())
            && named(&self.questions, market.condition.as_str())
            && (self.tokens.is_empty() || self.tokens.iter().any(|token| tokens.contains(&token.as_str())))
    }

    /// All that are meant, in the order they were opened in.
    pub(super) fn rows(&self, venue: &Venue) -> Vec<MarketRow> {
        let rows = venue.shown().markets(Ask::Cached);
        rows.into_iter().filter(|row| self.admits(row)).collect()
    }
}

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Opening,
    Volume24h,
    Volume,
    Liquidity,
    End,
    Start,
}

/// The order of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ordering {
    field: Field,
    ascending: bool,
}

impl Ordering {
    pub(super) fn of(params: &Params) -> Result<Self, Refusal> {
        let field = match params.text("order") {
            None | Some("id" | "createdAt") => Field::Opening,
            Some("volume24hr" | "volume_24hr" | "volume24hrClob") => Field::Volume24h,
            Some("volume" | "volumeNum" | "volume_num" | "volumeClob") => Field::Volume,
            Some("liquidity" | "liquidityNum" | "liquidity_num" | "liquidityClob") => Field::Liquidity,
            Some("endDate" | "end_date" | "closedTime") => Field::End,
            Some("startDate" | "start_date") => Field::Start,
            Some(_) => return Err(unknown_order()),
        };
        let ascending = params.flag("ascending")?;
        Ok(Self {
            field,
            // What is ranked begins with the greatest unless asked otherwise; what is not, with the oldest.
            ascending: ascending.unwrap_or(field == Field::Opening),
        })
    }

    /// Markets in that order; equals stay in the order of opening.
    pub(super) fn sorted(self, mut rows: Vec<MarketRow>) -> Vec<MarketRow> {
        rows.sort_by(|a, b| self.compare(&key(a), &key(b)));
        rows
    }

    /// Events (each all its markets) in that order.
    pub(super) fn sorted_events(self, mut events: Vec<Vec<MarketRow>>) -> Vec<Vec<MarketRow>> {
        events.sort_by(|a, b| self.compare(&event_key(a), &event_key(b)));
        events
    }

    fn compare(self, a: &Key, b: &Key) -> std::cmp::Ordering {
        let order = match self.field {
            Field::Opening => a.place.cmp(&b.place),
            Field::Volume24h => a.volume_24h.cmp(&b.volume_24h),
            Field::Volume => a.volume.cmp(&b.volume),
            Field::Liquidity => a.liquidity.cmp(&b.liquidity),
            Field::End => a.end.cmp(&b.end),
            Field::Start => a.start.cmp(&b.start),
        };
        if self.ascending { order } else { order.reverse() }
    }
}

fn unknown_order() -> Refusal {
    Refusal {
        status: axum::http::StatusCode::UNPROCESSABLE_ENTITY,
        text: "order fields are not valid".to_owned(),
    }
}

/// What is compared.
struct Key {
    place: u64,
    volume_24h: Usd,
    volume: Usd,
    liquidity: Usd,
    end: Option<VenueMs>,
    start: VenueMs,
}

fn key(row: &MarketRow) -> Key {
    Key {
        place: row.card.id.parse().unwrap_or(u64::MAX),
        volume_24h: row.volume_24h,
        volume: row.volume,
        liquidity: row.liquidity,
        end: row.market.end,
        start: row.card.opened_at,
    }
}

fn event_key(rows: &[MarketRow]) -> Key {
    let first = rows.first();
    Key {
        place: first.and_then(|row| row.card.event_id.parse().ok()).unwrap_or(u64::MAX),
        volume_24h: rows.iter().map(|row| row.volume_24h).sum(),
        volume: rows.iter().map(|row| row.volume).sum(),
        liquidity: rows.iter().map(|row| row.liquidity).sum(),
        end: rows.iter().filter_map(|row| row.market.end).max(),
        start: rows.iter().map(|row| row.card.opened_at).min().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_as_they_are_written() {
        let cases = [
            ("1970-01-01", Some(0)),
            ("2000-02-29T12:34:56Z", Some(951_827_696_000)),
            ("2026-11-02", Some(1_793_577_600_000)),
            ("2026-11-02T00:00:00.000Z", Some(1_793_577_600_000)),
            ("2026-13-02", None),
            ("soon", None),
        ];
        for (text, ms) in cases {
            assert_eq!(instant(text).map(|at| at.0), ms, "{text}");
        }
    }
}
