//! Between the core's types and SQLite's: whole numbers as INTEGER, words as TEXT, nested rest as JSON.
//!
//! Everything is checked on the way back: a number out of range or an unknown word is an unreadable row, never a guess.

use pilotfish_copy::ids::{ChildId, CopyOrderId, FollowId, RealMs, SignalId, VenueMs};
use pilotfish_copy::ladder::Stage;
use pilotfish_copy::money::{Percentage, Price, Shares, Tick, Usd};
use serde::Serialize;
use serde::de::{DeserializeOwned, IntoDeserializer};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, Sqlite};

use crate::error::StoreError;

/// A value that is one whole number in the database.
pub(crate) trait Whole: Sized {
    /// Its number.
    fn to_whole(&self) -> Result<i64, StoreError>;
    /// From its number, if that is one.
    fn from_whole(number: i64) -> Option<Self>;
}

macro_rules! whole_micros {
    ($($name:ident),+) => {$(
        impl Whole for $name {
            fn to_whole(&self) -> Result<i64, StoreError> {
                Ok(self.micros())
            }
            fn from_whole(number: i64) -> Option<Self> {
                Some(Self::from_micros(number))
            }
        }
    )+};
}
whole_micros!(Price, Shares, Usd);

macro_rules! whole_ids {
    ($($name:ident),+) => {$(
        impl Whole for $name {
            fn to_whole(&self) -> Result<i64, StoreError> {
                self.0.to_whole()
            }
            fn from_whole(number: i64) -> Option<Self> {
                u64::try_from(number).ok().map(Self)
            }
        }
    )+};
}
whole_ids!(FollowId, SignalId, CopyOrderId, ChildId);

macro_rules! whole_numbers {
    ($($name:ty),+) => {$(
        impl Whole for $name {
            fn to_whole(&self) -> Result<i64, StoreError> {
                i64::try_from(*self)
                    .map_err(|_| StoreError::OutOfRange { what: "a number", value: self.to_string() })
            }
            fn from_whole(number: i64) -> Option<Self> {
                Self::try_from(number).ok()
            }
        }
    )+};
}
whole_numbers!(u64, u32, u16, i64);

impl Whole for VenueMs {
    fn to_whole(&self) -> Result<i64, StoreError> {
        Ok(self.0)
    }
    fn from_whole(number: i64) -> Option<Self> {
        Some(Self(number))
    }
}

impl Whole for RealMs {
    fn to_whole(&self) -> Result<i64, StoreError> {
        Ok(self.0)
    }
    fn from_whole(number: i64) -> Option<Self> {
        Some(Self(number))
    }
}

impl Whole for Percentage {
    fn to_whole(&self) -> Result<i64, StoreError> {
        Ok(i64::from(self.tenths()))
    }
    fn from_whole(number: i64) -> Option<Self> {
        Self::from_tenths(u16::try_from(number).ok()?)
    }
}

impl Whole for Tick {
    fn to_whole(&self) -> Result<i64, StoreError> {
        Ok(self.micros())
    }
    fn from_whole(number: i64) -> Option<Self> {
        Self::from_micros(number)
    }
}

impl Whole for Stage {
    fn to_whole(&self) -> Result<i64, StoreError> {
        Ok(i64::from(self.number()))
    }
    fn from_whole(number: i64) -> Option<Self> {
        Self::try_from(u8::try_from(number).ok()?).ok()
    }
}

impl Whole for bool {
    fn to_whole(&self) -> Result<i64, StoreError> {
        Ok(i64::from(*self))
    }
    fn from_whole(number: i64) -> Option<Self> {
        match number {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

/// The number of something that may be missing.
pub(crate) fn whole_opt<T: Whole>(value: Option<&T>) -> Result<Option<i64>, StoreError> {
    value.map(Whole::to_whole).transpose()
}

/// The word of an enum, as it stands in JSON.
pub(crate) fn word<T: Serialize>(value: &T) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => Ok(text),
        Ok(other) => Err(StoreError::OutOfRange {
            what: "a word",
            value: other.to_string(),
        }),
        Err(error) => Err(StoreError::OutOfRange {
            what: "a word",
            value: error.to_string(),
        }),
    }
}

/// The word of something that may be missing.
pub(crate) fn word_opt<T: Serialize>(value: Option<&T>) -> Result<Option<String>, StoreError> {
    value.map(word).transpose()
}

/// From its word, or from an id's text.
pub(crate) fn parse<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, StoreError> {
    let deserializer: serde::de::value::StrDeserializer<'_, serde::de::value::Error> = text.into_deserializer();
    T::deserialize(deserializer).map_err(|error| StoreError::unreadable(what, error))
}

/// Nested rest, as JSON.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::OutOfRange {
        what: "a nested value",
        value: error.to_string(),
    })
}

/// Nested rest, from JSON.
pub(crate) fn from_json<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::unreadable(what, error))
}

/// A row's columns, read by name into the core's types.
#[derive(Clone, Copy)]
pub(crate) struct Columns<'r>(pub(crate) &'r SqliteRow);

impl<'r> Columns<'r> {
    fn get<T: sqlx::Decode<'r, Sqlite> + sqlx::Type<Sqlite>>(self, name: &str) -> Result<T, StoreError> {
        Ok(self.0.try_get(name)?)
    }

    /// A whole number.
    pub(crate) fn whole<T: Whole>(self, name: &str) -> Result<T, StoreError> {
        let number: i64 = self.get(name)?;
        T::from_whole(number).ok_or_else(|| StoreError::unreadable(name, number))
    }

    /// A whole number that may be missing.
    pub(crate) fn whole_opt<T: Whole>(self, name: &str) -> Result<Option<T>, StoreError> {
        let number: Option<i64> = self.get(name)?;
        number
            .map(|number| T::from_whole(number).ok_or_else(|| StoreError::unreadable(name, number)))
            .transpose()
    }

    /// Plain text.
    pub(crate) fn text(self, name: &str) -> Result<String, StoreError> {
        self.get(name)
    }

    /// Plain text that may be missing.
    pub(crate) fn text_opt(self, name: &str) -> Result<Option<String>, StoreError> {
        self.get(name)
    }

    /// An enum's word or an id.
    pub(crate) fn word<T: DeserializeOwned>(self, name: &str) -> Result<T, StoreError> {
        let text: &str = self.get(name)?;
        parse(name, text)
    }

    /// An enum's word or an id that may be missing.
    pub(crate) fn word_opt<T: DeserializeOwned>(self, name: &str) -> Result<Option<T>, StoreError> {
        let text: Option<&str> = self.get(name)?;
        text.map(|text| parse(name, text)).transpose()
    }

    /// Nested rest.
    pub(crate) fn json<T: DeserializeOwned>(self, name: &str) -> Result<T, StoreError> {
        let text: &str = self.get(name)?;
        from_json(name, text)
    }

    /// Nested rest that may be missing.
    pub(crate) fn json_opt<T: DeserializeOwned>(self, name: &str) -> Result<Option<T>, StoreError> {
        let text: Option<&str> = self.get(name)?;
        text.map(|text| from_json(name, text)).transpose()
    }
}
