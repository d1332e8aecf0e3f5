//! Questions: what the markets ask, how they are called, what they cost to take.
//!
//! All of them are made up, and no person is named. Dates in a question follow from the market's end, so that a world
//! can start on any day.

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::market::FeeSchedule;

use crate::world_gen::calendar::{DAY, Date};
use crate::world_gen::rng::SeededRng;

/// A question in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) text: String,
    pub(crate) slug: String,
    pub(crate) event_slug: String,
    pub(crate) event_title: String,
    pub(crate) category: &'static str,
    pub(crate) outcomes: [String; 2],
    pub(crate) description: String,
}

/// (category, event title, question); `{date}`, `{month}` and `{year}` are those of the market's end.
const STANDING: [(&str, &str, &str); 30] = [
    (
        "economics",
        "Fed decision in {month}",
        "Fed rate cut at the {month} meeting?",
    ),
    ("economics", "US inflation", "US CPI at or above 3.0% for {month}?"),
    (
        "economics",
        "US jobs report",
        "US unemployment at or above 4.5% for {month}?",
    ),
    (
        "economics",
        "ECB decision in {month}",
        "ECB lowers its deposit rate by {date}?",
    ),
    ("finance", "Stock indices", "S&P 500 closes above 7,200 on {date}?"),
    ("finance", "Gold price", "Gold above $4,600 by {date}?"),
    (
        "finance",
        "Listings",
        "Largest private rocket company files to list by {date}?",
    ),
    (
        "crypto",
        "What price will Bitcoin hit?",
        "Will Bitcoin hit $150k by {date}?",
    ),
    (
        "crypto",
        "What price will Bitcoin hit?",
        "Will Bitcoin dip to $90k by {date}?",
    ),
    (
        "crypto",
        "What price will Ethereum hit?",
        "Ethereum above $5,000 on {date}?",
    ),
    (
        "crypto",
        "Stablecoins",
        "Total stablecoin supply above $350B by {date}?",
    ),
    (
        "politics",
        "US government shutdown",
        "US government shutdown before {date}?",
    ),
    (
        "politics",
        "Dutch politics",
        "New election called in the Netherlands by {date}?",
    ),
    (
        "politics",
        "Senate votes",
        "Will the housing bill pass the Senate by {date}?",
    ),
    (
        "politics",
        "Referendum in {month}",
        "Turnout above 60% in the {month} referendum?",
    ),
    (
        "politics",
        "Canadian politics",
        "Will the federal budget pass its third reading by {date}?",
    ),
    ("geopolitics", "Black Sea", "Grain corridor agreement signed by {date}?"),
    (
        "geopolitics",
        "EU sanctions",
        "EU adopts another sanctions package by {date}?",
    ),
    (
        "geopolitics",
        "Arctic shipping",
        "Arctic shipping treaty signed by {date}?",
    ),
    (
        "sports",
        "Coastal Cup winner",
        "Will Harbour City win the {year} Coastal Cup?",
    ),
    (
        "sports",
        "Northern League winner",
        "Will Northgate Rovers finish top of the Northern League?",
    ),
    (
        "sports",
        "Grand Tour",
        "Will a rookie stand on the Grand Tour podium by {date}?",
    ),
    (
        "sports",
        "World record watch",
        "Marathon world record broken by {date}?",
    ),
    ("tech", "Space launches", "Lunar lander touches down intact by {date}?"),
    ("tech", "Cloud outages", "Cloud outage longer than 6 hours by {date}?"),
    ("tech", "Phones", "Tri-fold phone on sale in the US by {date}?"),
    (
        "culture",
        "Box office",
        "Opening weekend above $120M for the {month} premiere?",
    ),
    ("culture", "Music awards", "Album of the year goes to a debut album?"),
    (
        "weather",
        "Atlantic hurricanes",
        "Hurricane makes US landfall by {date}?",
    ),
    (
        "mentions",
        "Central bank address",
        "Will \"soft landing\" be said in the {month} address?",
    ),
];

pub(crate) const CLUBS: [&str; 16] = [
    "Harbour City",
    "Northgate Rovers",
    "Kingsferry",
    "Red Valley",
    "Port Alder",
    "Saltmarsh United",
    "Eastmoor",
    "Granite Bay",
    "Old Mill Athletic",
    "Lakeshore",
    "Whitcombe",
    "Castle Hill",
    "Stonebridge",
    "Fairhaven",
    "Ironworks",
    "Meadowbank",
];

const CITIES: [&str; 8] = [
    "London", "Paris", "Madrid", "New York", "Tokyo", "Seoul", "Toronto", "Lisbon",
];

const COINS: [(&str, i64, i64); 4] = [
    ("Bitcoin", 96_000, 136_000),
    ("Ethereum", 3_200, 5_200),
    ("Solana", 140, 260),
    ("XRP", 2, 5),
];

/// How many standing questions there are.
pub(crate) const STANDING_COUNT: usize = STANDING.len();

/// The taker fee of a category and the share of it that makers get back, in micro-units: the venue's own table.
pub(crate) fn fee_of(category: &str) -> (FeeSchedule, i64) {
    let (rate_micros, rebate_micros) = match category {
        "crypto" => (70_000, 200_000),
        "sports" => (50_000, 150_000),
        "finance" | "politics" | "mentions" | "tech" => (40_000, 250_000),
        "geopolitics" => (0, 0),
        _ => (50_000, 250_000),
    };
    (
        FeeSchedule {
            rate_micros,
            exponent: 1,
        },
        rebate_micros,
    )
}

/// The standing question at `place`, for a market that ends at `end`. `round` tells a later asking from the first.
pub(crate) fn standing(place: usize, end: VenueMs, round: usize) -> Question {
    let (category, title, text) =
        STANDING
            .get(place % STANDING_COUNT)
            .copied()
            .unwrap_or(("other", "Other", "Will it happen by {date}?"));
    let date = Date::of(end);
    let fill = |text: &str| {
        text.replace("{date}", &format!("{} {}, {}", date.month_name(), date.day, date.year))
            .replace("{month}", date.month_name())
            .replace("{year}", &date.year.to_string())
    };
    let text = fill(text);
    let title = fill(title);
    let slug = with_round(slug_of(&text), round);
    Question {
        event_slug: slug_of(&title),
        slug,
        description: description_of(&text, end),
        event_title: title,
        category,
        outcomes: ["Yes".to_owned(), "No".to_owned()],
        text,
    }
}

/// A match that ends at `end`. `round` keeps slugs apart.
pub(crate) fn game(rng: &mut SeededRng, end: VenueMs, round: usize) -> Question {
    let date = Date::of(end.plus(-DAY / 4));
    let stamp = format!("{}-{:02}-{:02}", date.year, date.month, date.day);
    fixture(rng, &stamp, end, round)
}

/// A question about one day: a match, a closing price, a temperature. `round` keeps slugs apart.
pub(crate) fn daily(rng: &mut SeededRng, end: VenueMs, round: usize) -> Question {
    // What ends in the first hours of a day is about the day before.
    let date = Date::of(end.plus(-DAY / 4));
    let day = format!("{} {}", date.month_name(), date.day);
    let stamp = format!("{}-{:02}-{:02}", date.year, date.month, date.day);
    match rng.index(5) {
        0 | 1 => fixture(rng, &stamp, end, round),
        2 => {
            let (coin, low, high) = rng.pick(&COINS).copied().unwrap_or(("Bitcoin", 96_000, 136_000));
            let level = rng.whole(low, high);
            let level = if level > 10_000 { level / 1_000 * 1_000 } else { level };
            yes_no(
                "crypto",
                &format!("{coin} on {day}"),
                &format!("{coin} above ${} on {day}?", thousands(level)),
                end,
                round,
            )
        }
        3 => {
            let city = rng.pick(&CITIES).copied().unwrap_or("London");
            let degrees = rng.whole(4, 24);
            let text = format!("Highest temperature in {city} at or above {degrees}°C on {day}?");
            yes_no("weather", &format!("Temperature in {city} on {day}"), &text, end, round)
        }
        _ => {
            let index = rng
                .pick(&["S&P 500", "Nasdaq 100", "FTSE 100", "Nikkei 225"])
                .copied()
                .unwrap_or("S&P 500");
            yes_no(
                "finance",
                &format!("{index} on {day}"),
                &format!("{index} closes higher on {day}?"),
                end,
                round,
            )
        }
    }
}

fn fixture(rng: &mut SeededRng, stamp: &str, end: VenueMs, round: usize) -> Question {
    let home = rng.index(CLUBS.len());
    let away = (home + 1 + rng.index(CLUBS.len() - 1)) % CLUBS.len();
    let name = |place: usize| CLUBS.get(place).copied().unwrap_or("Harbour City").to_owned();
    let outcomes = [name(home), name(away)];
    let [first, second] = &outcomes;
    let text = format!("Coastal Cup: {first} vs. {second}");
    let event_slug = format!("ccup-{}-{}-{stamp}", slug_of(first), slug_of(second));
    Question {
        slug: with_round(event_slug.clone(), round),
        event_slug,
        event_title: format!("{first} vs. {second}"),
        category: "sports",
        description: description_of(&text, end),
        text,
        outcomes,
    }
}

fn yes_no(category: &'static str, title: &str, text: &str, end: VenueMs, round: usize) -> Question {
    Question {
        slug: with_round(slug_of(text), round),
        event_slug: slug_of(title),
        event_title: title.to_owned(),
        category,
        outcomes: ["Yes".to_owned(), "No".to_owned()],
        description: description_of(text, end),
        text: text.to_owned(),
    }
}

fn description_of(text: &str, end: VenueMs) -> String {
    let date = Date::of(end);
    format!(
        "This market of the simulated venue resolves on {} {}, {} (UTC) to the outcome that came true: {text} \
         The winning outcome pays $1 a share, the other nothing.",
        date.month_name(),
        date.day,
        date.year
    )
}

fn with_round(slug: String, round: usize) -> String {
    if round == 0 { slug } else { format!("{slug}-{round}") }
}

/// Lower case, words joined by hyphens, as in the venue's web addresses.
pub(crate) fn slug_of(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') && !matches!(letter, '\'' | '"' | ',' | '$' | '.') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

fn thousands(value: i64) -> String {
    if value < 1_000 {
        value.to_string()
    } else {
        format!("{},{:03}", value / 1_000, value % 1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world_gen::calendar::parse_utc;

    #[test]
    fn questions_take_their_dates_from_the_end() {
        let end = parse_utc("2026-12-16T19:00:00Z").expect("an instant");
        let question = standing(0, end, 0);
        assert_eq!(question.text, "Fed rate cut at the December meeting?");
        assert_eq!(question.slug, "fed-rate-cut-at-the-december-meeting");
        assert_eq!(question.event_slug, "fed-decision-in-december");
        assert_eq!(
            standing(4, end, 2).slug,
            "s-p-500-closes-above-7200-on-december-16-2026-2"
        );
    }

    #[test]
    fn every_question_has_a_slug_and_two_outcomes() {
        let end = parse_utc("2026-12-16T19:00:00Z").expect("an instant");
        let mut rng = SeededRng::of(1, "questions");
        for round in 0..200 {
            let question = daily(&mut rng, end, round + 1);
            assert!(
                question
                    .slug
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'),
                "{}",
                question.slug
            );
            assert_ne!(question.outcomes[0], question.outcomes[1]);
        }
    }
}
