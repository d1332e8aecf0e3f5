//! A request's query as the venue reads it: repeated keys, either spelling (`takerOnly`, `taker_only`), limits checked.

use axum::extract::{FromRequestParts, Query as AxumQuery};
use axum::http::request::Parts;
use pilotfish_copy::ids::WalletAddress;
use pilotfish_sim::habits::Ask;

use super::refusal::Refusal;

/// The parameters of one request, in their order, names in snake case.
#[derive(Debug, Clone, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let AxumQuery(pairs) = AxumQuery::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map_err(|_| Refusal::bad_request("invalid query"))?;
        Ok(Self(
            pairs
                .into_iter()
                .map(|(name, value)| (snake_case(&name), value))
                .collect(),
        ))
    }
}

impl Params {
    /// Everything that was asked, but the names in `but` and those that begin with `_` (which break caches and mean
    /// nothing else), in order of names.
    pub(crate) fn filters(&self, but: &[&str]) -> Vec<(String, String)> {
        let mut kept: Vec<(String, String)> = self
            .0
            .iter()
            .filter(|(name, value)| !but.contains(&name.as_str()) && !name.starts_with('_') && !value.is_empty())
            .cloned()
            .collect();
        kept.sort();
        kept
    }

    /// How it was asked: a name that begins with `_` makes an address that no cache has an answer to.
    pub(crate) fn ask(&self) -> Ask {
        if self.0.iter().any(|(name, _)| name.starts_with('_')) {
            Ask::Fresh
        } else {
            Ask::Cached
        }
    }

    /// These, with what `more` has under `name`.
    pub(crate) fn from_filters(filters: Vec<(String, String)>, more: &Self, name: &str) -> Self {
        let mut all = filters;
        all.extend(more.0.iter().filter(|(other, _)| other == name).cloned());
        Self(all)
    }

    /// The last value given under that name, if it is not empty.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let named = |(key, _): &&(String, String)| key == name;
        self.0
            .iter()
            .rev()
            .find(named)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// All values under that name: the key repeated, or one value with commas.
    pub(crate) fn list(&self, name: &str) -> Vec<&str> {
        let named = self.0.iter().filter(|(key, _)| key == name);
        named
            .flat_map(|(_, value)| value.split(','))
            .map(str::trim)
            .filter(|value| !value.is_empty())
            .collect()
    }

    /// Whether anything was given under that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.text(name).is_some()
    }

    /// A yes or no.
    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.text(name) {
            None => Ok(None),
            Some("true" | "1") => Ok(Some(true)),
            Some("false" | "0") => Ok(Some(false)),
            Some(_) => Err(Refusal::bad_request(format!("{name} must be true or false"))),
        }
    }

    /// A whole number of at least 0.
    pub(crate) fn count(&self, name: &str) -> Result<Option<usize>, Refusal> {
        self.parsed(name, "a whole number")
    }

    /// A whole number.
    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, Refusal> {
        self.parsed(name, "a whole number")
    }

    /// An address, if one is given.
    pub(crate) fn wallet(&self, name: &str) -> Result<Option<WalletAddress>, Refusal> {
        let parse =
            |text| WalletAddress::parse(text).map_err(|_| Refusal::bad_request(format!("invalid {name} address")));
        self.text(name).map(parse).transpose()
    }

    /// The page size: `default` when absent, refused when 0 or over `most`.
    pub(crate) fn limit(&self, default: usize, most: usize) -> Result<usize, Refusal> {
        match self.count("limit")? {
            None => Ok(default),
            Some(limit) if (1..=most).contains(&limit) => Ok(limit),
            Some(_) => Err(Refusal::bad_request(format!("limit must be between 1 and {most}"))),
        }
    }

    fn parsed<T: std::str::FromStr>(&self, name: &str, what: &str) -> Result<Option<T>, Refusal> {
        let parse = |text: &str| {
            text.parse()
                .map_err(|_| Refusal::bad_request(format!("{name} must be {what}")))
        };
        self.text(name).map(parse).transpose()
    }
}

fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
impl Params {
    pub(crate) fn of(pairs: &[(&str, &str)]) -> Self {
        Self(
            pairs
                .iter()
                .map(|(name, value)| (snake_case(name), (*value).to_owned()))
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_and_repeated_keys_are_read() {
        let params = Params::of(&[
            ("takerOnly", "false"),
            ("condition", "a,b"),
            ("condition", "c"),
            ("limit", "7"),
        ]);
        assert_eq!(params.flag("taker_only"), Ok(Some(false)));
        assert_eq!(params.list("condition"), ["a", "b", "c"]);
        assert_eq!(params.limit(100, 1_000), Ok(7));
    }

    #[test]
    fn what_is_out_of_range_is_refused() {
        for value in ["0", "1001", "-1", "many"] {
            assert!(Params::of(&[("limit", value)]).limit(100, 1_000).is_err(), "{value}");
        }
        assert!(Params::of(&[("closed", "maybe")]).flag("closed").is_err());
        assert!(Params::of(&[("user", "0x12")]).wallet("user").is_err());
    }
}
