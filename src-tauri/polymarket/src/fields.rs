//! Reading the venue's JSON tolerantly: a number may be a string, a number, empty or null; a list may be null or a
//! string that holds JSON; a name that is not known changes nothing (polymarket-api, appendix A).
//!
//! What is absent is `None` here; what must be there is asked for with `need_…`, which names it in the error.

use std::borrow::Cow;
use std::str::FromStr;

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Map, Value};

use crate::{Error, instants, json};

/// The fields of one JSON object.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a> {
    map: &'a Map<String, Value>,
    what: &'static str,
}

impl<'a> Fields<'a> {
    /// Of an object called `what` in errors.
    pub(crate) fn of(value: &'a Value, what: &'static str) -> Result<Self, Error> {
        value
            .as_object()
            .map(|map| Self { map, what })
            .ok_or_else(|| Error::Unreadable(format!("{what} is no object")))
    }

    /// An object inside, if there is one.
    pub(crate) fn object(&self, name: &str, what: &'static str) -> Option<Fields<'a>> {
        Self::of(self.map.get(name)?, what).ok()
    }

    pub(crate) fn value(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// A text; a number is shown as one. `None` when empty.
    pub(crate) fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        let text = match self.map.get(name)? {
            Value::String(text) => Cow::Borrowed(text.as_str()),
            Value::Number(number) => Cow::Owned(number.to_string()),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    /// A text, empty where there is none.
    pub(crate) fn words(&self, name: &str) -> String {
        self.text(name).map(Cow::into_owned).unwrap_or_default()
    }

    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        match self.map.get(name)? {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    pub(crate) fn decimal(&self, name: &str) -> Option<Decimal> {
        decimal(self.map.get(name)?)
    }

    pub(crate) fn whole(&self, name: &str) -> Option<u64> {
        use rust_decimal::prelude::ToPrimitive;
        self.decimal(name)?.to_u64()
    }

    pub(crate) fn price(&self, name: &str) -> Option<Price> {
        Price::from_decimal(to_micros(self.decimal(name)?))
    }

    /// A price of a share, which pays at most 1. The venue's own divisions may leave a little more; what is far from it is none.
    pub(crate) fn chance(&self, name: &str) -> Option<Price> {
        const SLACK_MICROS: i64 = 10_000;
        let price = self.price(name)?;
        let near = (-SLACK_MICROS..=Price::ONE.micros() + SLACK_MICROS).contains(&price.micros());
        near.then(|| price.clamp(Price::ZERO, Price::ONE))
    }

    pub(crate) fn shares(&self, name: &str) -> Option<Shares> {
        Shares::from_decimal(to_micros(self.decimal(name)?))
    }

    pub(crate) fn usd(&self, name: &str) -> Option<Usd> {
        Usd::from_decimal(to_micros(self.decimal(name)?))
    }

    /// An object, or every entry of a list of them.
    pub(crate) fn one_or_several(&self, name: &str) -> &'a [Value] {
        match self.map.get(name) {
            Some(Value::Array(items)) => items,
            Some(value @ Value::Object(_)) => std::slice::from_ref(value),
            _ => &[],
        }
    }

    pub(crate) fn instant(&self, name: &str) -> Option<VenueMs> {
        match self.map.get(name)? {
            Value::String(text) => instants::from_text(text),
            value => {
                use rust_decimal::prelude::ToPrimitive;
                instants::from_number(decimal(value)?.to_i64()?)
            }
        }
    }

    /// A list; null, absence and anything else is an empty one.
    pub(crate) fn list(&self, name: &str) -> &'a [Value] {
        self.map
            .get(name)
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// A list of texts, which may come as a string that holds JSON.
    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        let shown = |items: &[Value]| items.iter().filter_map(shown).collect();
        match self.map.get(name) {
            Some(Value::Array(items)) => shown(items),
            Some(Value::String(text)) => match json::read(text) {
                Ok(Value::Array(items)) => shown(&items),
                Ok(_) | Err(_) => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    pub(crate) fn side(&self, name: &str) -> Option<Side> {
        let text = self.text(name)?;
        [Side::Buy, Side::Sell]
            .into_iter()
            .find(|side| text.eq_ignore_ascii_case(side.as_str()))
    }

    pub(crate) fn token(&self, name: &str) -> Option<TokenId> {
        self.text(name).map(|text| TokenId::new(&text))
    }

    pub(crate) fn condition(&self, name: &str) -> Option<ConditionId> {
        self.text(name).map(|text| ConditionId::new(&text.to_ascii_lowercase()))
    }

    pub(crate) fn hash(&self, name: &str) -> Option<OrderHash> {
        self.text(name).map(|text| OrderHash::new(&text.to_ascii_lowercase()))
    }

    pub(crate) fn wallet(&self, name: &str) -> Option<WalletAddress> {
        WalletAddress::parse(&self.text(name)?).ok()
    }

    /// What must be there.
    pub(crate) fn need<T>(&self, name: &str, found: Option<T>) -> Result<T, Error> {
        found.ok_or_else(|| Error::Unreadable(format!("{} without a usable {name}", self.what)))
    }
}

/// Either of the two bodies a page may have: a bare list, or a list under `data` or another name.
pub(crate) fn rows<'a>(body: &'a Value, names: &[&str]) -> Result<&'a [Value], Error> {
    match body {
        Value::Array(items) => Ok(items),
        Value::Null => Ok(&[]),
        Value::Object(map) => match names.iter().find_map(|name| map.get(*name)) {
            Some(Value::Array(items)) => Ok(items),
            Some(Value::Null) => Ok(&[]),
            _ => Err(Error::Unreadable("a page without its list".to_owned())),
        },
        _ => Err(Error::Unreadable("a page that is no list".to_owned())),
    }
}

fn shown(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A decimal from a number or a string; empty and null are none.
fn decimal(value: &Value) -> Option<Decimal> {
    let parse = |text: &str| {
        let text = text.trim();
        Decimal::from_str(text).or_else(|_| Decimal::from_scientific(text)).ok()
    };
    match value {
        Value::Number(number) => parse(&number.to_string()),
        Value::String(text) => parse(text),
        _ => None,
    }
}

/// To the nearest micro-unit: a float on the wire lies on either side of the number it stands for.
fn to_micros(value: Decimal) -> Decimal {
    value.round_dp_with_strategy(6, RoundingStrategy::MidpointAwayFromZero)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use serde_json::json;

    use super::*;

    #[test]
    fn a_number_is_read_in_every_dress() {
        let value = json!({"a": 12.5, "b": "12.5", "c": "", "d": null, "e": 1e-7, "f": "1.25e1", "g": "x", "h": 14.285714999999998});
        let fields = Fields::of(&value, "a row").expect("an object");
        let expected: Shares = "12.5".parse().expect("shares");
        for name in ["a", "b", "f"] {
            assert_eq!(fields.shares(name), Some(expected), "{name}");
        }
        for name in ["c", "d", "g", "absent"] {
            assert_eq!(fields.shares(name), None, "{name}");
        }
        assert_eq!(fields.shares("e"), Some(Shares::ZERO));
        assert_eq!(fields.shares("h"), Some("14.285715".parse().expect("shares")));
        let missing = fields.need("size", fields.shares("absent"));
        assert_eq!(
            missing,
            Err(Error::Unreadable("a row without a usable size".to_owned()))
        );
    }

    #[test]
    fn lists_come_as_lists_as_strings_or_not_at_all() {
        let value = json!({"a": ["x", 1], "b": "[\"x\", 1]", "c": null, "d": "nonsense"});
        let fields = Fields::of(&value, "a row").expect("an object");
        assert_eq!(fields.texts("a"), ["x", "1"]);
        assert_eq!(fields.texts("b"), ["x", "1"]);
        assert!(fields.texts("c").is_empty() && fields.texts("d").is_empty() && fields.list("c").is_empty());
    }

    #[test]
    fn pages_are_bare_or_wrapped_and_nothing_else() {
        assert_eq!(rows(&json!([1]), &["data"]).expect("rows").len(), 1);
        assert_eq!(rows(&json!({"data": [1, 2]}), &["data"]).expect("rows").len(), 2);
        assert_eq!(rows(&json!({"data": null}), &["data"]).expect("rows").len(), 0);
        assert!(rows(&json!({"error": "x"}), &["data"]).is_err() && rows(&json!("x"), &["data"]).is_err());
    }
}
