//! What a person calls a token: its market's question and its outcome's name.

use serde::{Deserialize, Serialize};

use crate::codec::Columns;
use crate::error::StoreError;

/// What a person calls a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarketLabels {
    /// The market's question.
    pub question: String,
    /// The outcome's name.
    pub outcome: String,
    /// The market's slug in web addresses.
    pub slug: String,
    /// Its event's slug.
    pub event_slug: String,
    /// Its category, empty where the venue gives none.
    pub category: String,
}

/// The columns of [`MarketLabels`] and of a follow's trader, for rows `t` with markets `m` and follows `c` joined.
macro_rules! label_columns {
    () => {
        "m.question AS m_question, CASE t.token WHEN m.token_0 THEN m.name_0 ELSE m.name_1 END AS m_outcome, \
         m.slug AS m_slug, m.event_slug AS m_event_slug, m.category AS m_category, c.name AS c_name, c.trader AS c_trader"
    };
}

/// Joins the market and the follow of rows `t` that have a condition.
macro_rules! label_joins {
    () => {
        " LEFT JOIN markets m ON m.condition_id = t.condition_id LEFT JOIN copy_trading_config c ON c.id = t.follow "
    };
}

pub(crate) use {label_columns, label_joins};

/// The labels of a joined row; `None` where the market's facts are not known (yet).
pub(crate) fn read(row: Columns<'_>) -> Result<Option<MarketLabels>, StoreError> {
    let Some(question) = row.text_opt("m_question")? else {
        return Ok(None);
    };
    Ok(Some(MarketLabels {
        question,
        outcome: row.text("m_outcome")?,
        slug: row.text("m_slug")?,
        event_slug: row.text("m_event_slug")?,
        category: row.text("m_category")?,
    }))
}

/// A text for `LIKE … ESCAPE '\'` that finds `text` anywhere, taken letter by letter.
pub(crate) fn anywhere(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}
