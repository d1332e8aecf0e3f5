//! Whom a person means: a trader's name, a wallet's address, or a follow's number, among those that are there.

use pilotfish_api::plain_name;
use pilotfish_api::types::{FollowView, Id, Position};
use pilotfish_vault::words::Language;

use crate::error::CliError;

/// Somebody who may be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate<'a> {
    follow: Id,
    name: &'a str,
    address: &'a str,
}

impl Candidate<'_> {
    fn is(&self, asked: &str) -> bool {
        let asked = asked.trim();
        asked.strip_prefix('#').unwrap_or(asked) == self.follow.0.to_string()
            || self.address.eq_ignore_ascii_case(asked)
            || self.name.to_lowercase() == asked.strip_prefix('@').unwrap_or(asked).to_lowercase()
    }
}

/// The follow that is meant, of those that stand.
///
/// # Errors
/// Where nobody is, and where more than one could be: they are named with their numbers.
pub(crate) fn among_follows<'a>(
    follows: &'a [FollowView],
    asked: &str,
    language: Language,
) -> Result<&'a FollowView, CliError> {
    let candidates: Vec<Candidate<'_>> = follows
        .iter()
        .map(|follow| Candidate {
            follow: follow.id,
            name: &follow.name,
            address: &follow.address,
        })
        .collect();
    let meant = one(&candidates, asked, language)?;
    let found = follows.iter().find(|follow| follow.id == meant);
    found.ok_or_else(|| nobody(asked, language))
}

/// The follow through which something is held, removed ones too.
///
/// # Errors
/// As [`among_follows`].
pub(crate) fn among_positions(positions: &[Position], asked: &str, language: Language) -> Result<Id, CliError> {
    let mut candidates: Vec<Candidate<'_>> = positions
        .iter()
        .map(|position| Candidate {
            follow: position.follow,
            name: &position.trader,
            address: &position.trader_address,
        })
        .collect();
    candidates.sort_unstable();
    candidates.dedup();
    one(&candidates, asked, language)
}

fn one(candidates: &[Candidate<'_>], asked: &str, language: Language) -> Result<Id, CliError> {
    let mut meant = candidates.iter().filter(|candidate| candidate.is(asked));
    match (meant.next(), meant.next()) {
        (Some(one), None) => Ok(one.follow),
        (None, _) => Err(nobody(asked, language)),
        (Some(first), Some(second)) => {
            let all: Vec<String> = [first, second]
                .into_iter()
                .chain(meant)
                .map(|candidate| {
                    format!(
                        "{} ({}, {})",
                        candidate.follow.0,
                        plain_name(candidate.name),
                        candidate.address
                    )
                })
                .collect();
            Err(CliError::Refused(format!(
                "{} {}",
                language.pick(
                    "several follows match: give the follow’s number:",
                    "plusieurs suivis correspondent : indiquez le numéro du suivi :"
                ),
                all.join(", ")
            )))
        }
    }
}

fn nobody(asked: &str, language: Language) -> CliError {
    let asked = plain_name(asked);
    CliError::Refused(match language {
        Language::English => {
            format!("there is no follow {asked:?}: give a name, address or number (`status` lists them)")
        }
        Language::French => {
            format!("aucun suivi « {asked} » : donnez un nom, une adresse ou un numéro (`status` les liste)")
        }
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const FOLLOWS: [Candidate<'_>; 3] = [
        Candidate {
            follow: Id(1),
            name: "25usdc",
            address: "0xAb01",
        },
        Candidate {
            follow: Id(2),
            name: "Twin",
            address: "0xab02",
        },
        Candidate {
            follow: Id(3),
            name: "twin",
            address: "0xab03",
        },
    ];

    fn meant(asked: &str) -> Result<Id, CliError> {
        one(&FOLLOWS, asked, Language::English)
    }

    #[test]
    fn a_name_an_address_and_a_number_all_do() {
        for asked in ["25usdc", "@25USDC", "0xaB01", "1", "#1", " 25usdc "] {
            assert_eq!(meant(asked).unwrap(), Id(1), "{asked}");
        }
    }

    #[test]
    fn nobody_is_guessed() {
        let error = meant("twin").unwrap_err().to_string();
        assert!(
            error.contains("2 (Twin, 0xab02)") && error.contains("3 (twin, 0xab03)"),
            "{error}"
        );
        assert!(meant("25usd").unwrap_err().to_string().contains("25usd"));
        assert!(meant("").is_err());
    }
}
