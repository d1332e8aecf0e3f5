//! Contests: the questions of neg-risk events, one for each that may win.

use pilotfish_copy::ids::VenueMs;

use crate::world_gen::calendar::Date;
use crate::world_gen::catalog::{CLUBS, Question, slug_of};
use crate::world_gen::rng::SeededRng;

/// (category, event title, question, who); `{who}` and `{month}` are filled in.
type Template = (&'static str, &'static str, &'static str, &'static [&'static str]);

const TEMPLATES: [Template; 4] = [
    (
        "sports",
        "Northern Shield winner",
        "Will {who} win the Northern Shield?",
        &CLUBS,
    ),
    (
        "politics",
        "Largest party in the {month} election of Alderland",
        "Will the {who} be the largest party in the {month} election of Alderland?",
        &[
            "Centre Union",
            "Harbour List",
            "Green Alliance",
            "Civic Front",
            "Coastal Liberals",
            "Farmers' Party",
        ],
    ),
    (
        "culture",
        "Picture of the year",
        "Will \"{who}\" be picture of the year?",
        &[
            "The Long Tide",
            "Paper Lanterns",
            "Salt and Iron",
            "A Quiet Harbour",
            "North of Nowhere",
            "Glass Orchard",
        ],
    ),
    (
        "economics",
        "Decision of the central bank in {month}",
        "Will the central bank {who} at its {month} meeting?",
        &[
            "hold its rate",
            "cut by 25 bps",
            "cut by 50 bps or more",
            "raise by 25 bps",
            "raise by 50 bps or more",
        ],
    ),
];

/// One event's questions.
#[derive(Debug, Clone)]
pub(crate) struct Contest {
    template: Template,
    first: usize,
    end: VenueMs,
    round: usize,
}

impl Contest {
    /// The contest of that number, which ends at `end`; `round` tells a later one from the first.
    pub(crate) fn new(rng: &mut SeededRng, number: usize, end: VenueMs, round: usize) -> Self {
        let template = TEMPLATES.get(number % TEMPLATES.len()).copied().unwrap_or(TEMPLATES[0]);
        Self {
            template,
            first: rng.index(template.3.len()),
            end,
            round: if number < TEMPLATES.len() {
                round
            } else {
                round + number
            },
        }
    }

    /// The question of one that may win.
    pub(crate) fn question(&self, place: usize) -> Question {
        let (category, title, text, who) = self.template;
        let name = who
            .get((self.first + place) % who.len().max(1))
            .copied()
            .unwrap_or("the field");
        let month = Date::of(self.end).month_name();
        let fill = |text: &str| text.replace("{who}", name).replace("{month}", month);
        let (text, title) = (fill(text), fill(title));
        let numbered = |slug: String| {
            if self.round == 0 {
                slug
            } else {
                format!("{slug}-{}", self.round)
            }
        };
        Question {
            slug: numbered(slug_of(&text)),
            event_slug: numbered(slug_of(&title)),
            event_title: title,
            category,
            outcomes: ["Yes".to_owned(), "No".to_owned()],
            description: format!(
                "One market of several of the simulated venue, of which exactly one resolves to Yes: {text} \
                 The winning outcome pays $1 a share, the other nothing."
            ),
            text,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;
    use crate::world_gen::calendar::parse_utc;
    use std::collections::BTreeSet;

    #[test]
    fn the_questions_of_a_contest_share_an_event_and_nothing_else() {
        let end = parse_utc("2026-12-16T19:00:00Z").expect("an instant");
        for number in 0..8 {
            let contest = Contest::new(&mut SeededRng::of(1, "contest"), number, end, 0);
            let questions: Vec<Question> = (0..5).map(|place| contest.question(place)).collect();
            let slugs: BTreeSet<&str> = questions.iter().map(|question| question.slug.as_str()).collect();
            let events: BTreeSet<&str> = questions.iter().map(|question| question.event_slug.as_str()).collect();
            assert_eq!((slugs.len(), events.len()), (5, 1), "{questions:?}");
            assert!(
                questions
                    .iter()
                    .all(|question| question.category == questions[0].category)
            );
        }
    }
}
