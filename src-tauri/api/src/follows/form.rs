//! The follow sheet's fields: read, checked one by one, and written back from a follow's settings.

use std::str::FromStr;

use pilotfish_copy::entity::FollowSettings;
use pilotfish_copy::money::{Percentage, Price, Usd};

use crate::types::{ApiError, ErrorCode, FieldProblem, FollowDraft, FollowField};
use crate::{ApiResult, problem};

/// What a new follow copies, unless the user says otherwise: 2 %.
pub(crate) const DEFAULT_TENTHS: u16 = 20;
/// The most any limit in USD may be.
const USD_MOST: Usd = Usd::dollars(10_000_000);
/// The most a price may be worse than the trader's.
const SLIPPAGE_MOST: Price = Price::from_micros(500_000);
/// A year.
const MINUTES_MOST: u32 = 525_600;
/// How many words may leave markets out, and how long each may be.
const KEYWORDS_MOST: usize = 50;
const KEYWORD_LENGTH_MOST: usize = 60;

/// A draft that was read: what it says as far as it can be understood, and what is wrong with it.
pub(crate) struct Checked {
    pub(crate) settings: FollowSettings,
    pub(crate) problems: Vec<FieldProblem>,
}

impl Checked {
    /// The settings, when nothing is wrong.
    pub(crate) fn accept(self) -> ApiResult<FollowSettings> {
        match self.problems.first() {
            None => Ok(self.settings),
            Some(first) => Err(refusal(first)),
        }
    }
}

fn refusal(first: &FieldProblem) -> ApiError {
    let range = match (&first.least, &first.most) {
        (Some(least), Some(most)) => format!(" (from {least} to {most})"),
        (Some(least), None) => format!(" (at least {least})"),
        (None, Some(most)) => format!(" (at most {most})"),
        (None, None) => String::new(),
    };
    problem(first.code, format!("{}: {}{range}", first.field.as_str(), first.code))
}

/// Reads a draft. Fields that are wrong get the default, so that the rest can still be previewed.
pub(crate) fn check(draft: &FollowDraft) -> Checked {
    let mut reading = Reading { problems: Vec::new() };
    let defaults = FollowSettings::at(reading.percentage(&draft.percentage));
    let usd =
        |reading: &mut Reading, field, text: &str, default| reading.number(field, text, default, Usd::ONE, USD_MOST);
    let price = |reading: &mut Reading, field, text: &str, default| {
        reading.number(field, text, default, Price::ZERO, Price::ONE)
    };
    let settings = FollowSettings {
        style: draft.style.into(),
        max_slippage: reading.number(
            FollowField::MaxSlippage,
            &draft.max_slippage,
            defaults.max_slippage,
            Price::ZERO,
            SLIPPAGE_MOST,
        ),
        max_order: usd(
            &mut reading,
            FollowField::MaxOrder,
            &draft.max_order,
            defaults.max_order,
        ),
        max_market: usd(
            &mut reading,
            FollowField::MaxMarket,
            &draft.max_market,
            defaults.max_market,
        ),
        max_total: usd(
            &mut reading,
            FollowField::MaxTotal,
            &draft.max_total,
            defaults.max_total,
        ),
        price_min: price(
            &mut reading,
            FollowField::PriceMin,
            &draft.price_min,
            defaults.price_min,
        ),
        price_max: price(
            &mut reading,
            FollowField::PriceMax,
            &draft.price_max,
            defaults.price_max,
        ),
        min_time_to_resolution_ms: reading.minutes(draft.min_minutes_to_resolution),
        copy: draft.copy.into(),
        below_minimum: draft.below_minimum.into(),
        categories: tidy(&draft.categories),
        exclude_keywords: reading.keywords(&draft.exclude_keywords),
        copy_existing: draft.copy_existing,
        ..defaults
    };
    reading.band(&settings);
    Checked {
        settings,
        problems: reading.problems,
    }
}

/// A follow's settings as the sheet shows them.
pub(crate) fn draft_of(settings: &FollowSettings) -> FollowDraft {
    FollowDraft {
        percentage: settings.percentage.to_string(),
        style: settings.style.into(),
        max_slippage: settings.max_slippage.to_string(),
        max_order: settings.max_order.to_string(),
        max_market: settings.max_market.to_string(),
        max_total: settings.max_total.to_string(),
        price_min: settings.price_min.to_string(),
        price_max: settings.price_max.to_string(),
        min_minutes_to_resolution: u32::try_from(settings.min_time_to_resolution_ms / 60_000).unwrap_or(0),
        copy: settings.copy.into(),
        below_minimum: settings.below_minimum.into(),
        copy_existing: settings.copy_existing,
        categories: settings.categories.clone(),
        exclude_keywords: settings.exclude_keywords.clone(),
    }
}

/// The problems found so far.
pub(crate) struct Reading {
    pub(crate) problems: Vec<FieldProblem>,
}

impl Reading {
    fn percentage(&mut self, text: &str) -> Percentage {
        text.parse().unwrap_or_else(|_| {
            let (least, most) = (Percentage::LEAST.to_string(), Percentage::MOST.to_string());
            self.add(
                FollowField::Percentage,
                ErrorCode::PercentageOutOfRange,
                Some(least),
                Some(most),
            );
            Percentage::from_tenths(DEFAULT_TENTHS).unwrap_or(Percentage::LEAST)
        })
    }

    /// A decimal within its range, both ends allowed.
    pub(crate) fn number<T>(&mut self, field: FollowField, text: &str, default: T, least: T, most: T) -> T
    where
        T: FromStr + PartialOrd + ToString,
    {
        match text.trim().parse::<T>() {
            Ok(value) if value < least || value > most => {
                self.add(
                    field,
                    ErrorCode::OutOfRange,
                    Some(least.to_string()),
                    Some(most.to_string()),
                );
                default
            }
            Ok(value) => value,
            Err(_) => {
                self.add(
                    field,
                    ErrorCode::InvalidNumber,
                    Some(least.to_string()),
                    Some(most.to_string()),
                );
                default
            }
        }
    }

    fn minutes(&mut self, minutes: u32) -> i64 {
        if minutes > MINUTES_MOST {
            self.add(
                FollowField::MinMinutesToResolution,
                ErrorCode::OutOfRange,
                Some("0".to_owned()),
                Some(MINUTES_MOST.to_string()),
            );
        }
        i64::from(minutes.min(MINUTES_MOST)) * 60_000
    }

    fn keywords(&mut self, words: &[String]) -> Vec<String> {
        let tidied = tidy(words);
        if tidied.len() > KEYWORDS_MOST || tidied.iter().any(|word| word.chars().count() > KEYWORD_LENGTH_MOST) {
            self.add(
                FollowField::ExcludeKeywords,
                ErrorCode::TooLong,
                None,
                Some(KEYWORDS_MOST.to_string()),
            );
        }
        tidied
    }

    fn band(&mut self, settings: &FollowSettings) {
        if settings.price_min >= settings.price_max {
            self.add(
                FollowField::PriceMax,
                ErrorCode::BelowLeast,
                Some(settings.price_min.to_string()),
                None,
            );
        }
    }

    fn add(&mut self, field: FollowField, code: ErrorCode, least: Option<String>, most: Option<String>) {
        self.problems.push(FieldProblem {
            field,
            code,
            least,
            most,
        });
    }
}

/// Lower case, without blanks and repetitions.
fn tidy(words: &[String]) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    words
        .iter()
        .map(|word| word.trim().to_lowercase())
        .filter(|word| !word.is_empty() && seen.insert(word.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_copy::entity::{BelowMinimum, CopySides, Style};

    use super::*;

    fn draft() -> FollowDraft {
        draft_of(&FollowSettings::at("5".parse().unwrap()))
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        let settings = FollowSettings {
            style: Style::Fast,
            copy: CopySides::Sells,
            below_minimum: BelowMinimum::Accumulate,
            exclude_keywords: vec!["rain".to_owned()],
            ..FollowSettings::at("0.1".parse().unwrap())
        };
        let checked = check(&draft_of(&settings));
        assert!(checked.problems.is_empty(), "{:?}", checked.problems);
        assert_eq!(checked.settings, settings);
    }

    #[test]
    fn every_bad_field_is_named_with_its_range_and_refused_by_its_own_word() {
        let cases: [(&str, &str, FollowDraft); 6] = [
            (
                "percentage",
                "percentage_out_of_range",
                FollowDraft {
                    percentage: "20.1".to_owned(),
                    ..draft()
                },
            ),
            (
                "percentage",
                "percentage_out_of_range",
                FollowDraft {
                    percentage: "abc".to_owned(),
                    ..draft()
                },
            ),
            (
                "maxOrder",
                "out_of_range",
                FollowDraft {
                    max_order: "0.5".to_owned(),
                    ..draft()
                },
            ),
            (
                "maxTotal",
                "invalid_number",
                FollowDraft {
                    max_total: "lots".to_owned(),
                    ..draft()
                },
            ),
            (
                "priceMax",
                "below_least",
                FollowDraft {
                    price_max: "0.01".to_owned(),
                    ..draft()
                },
            ),
            (
                "maxSlippage",
                "out_of_range",
                FollowDraft {
                    max_slippage: "0.6".to_owned(),
                    ..draft()
                },
            ),
        ];
        for (field, code, draft) in cases {
            let checked = check(&draft);
            let found: Vec<(&str, &str)> = checked
                .problems
                .iter()
                .map(|problem| (problem.field.as_str(), problem.code.as_str()))
                .collect();
            assert_eq!(found, [(field, code)]);
            assert_eq!(checked.accept().unwrap_err().code, code);
        }
    }

    #[test]
    fn keywords_are_tidied() {
        let words = vec![" Rain ".to_owned(), "rain".to_owned(), String::new(), "Snow".to_owned()];
        let checked = check(&FollowDraft {
            exclude_keywords: words,
            ..draft()
        });
        assert_eq!(checked.settings.exclude_keywords, ["rain", "snow"]);
    }
}
