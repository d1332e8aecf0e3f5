//! Gamma's tags: here, the markets' categories.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::Answer;
use super::pages::OffsetPage;
use crate::json::iso_instant;
use crate::query::Params;
use crate::refusal::Refusal;
use crate::state::App;

/// The number of a tag, in digits: it follows from its name.
pub(super) fn tag_id(slug: &str) -> String {
    let sum = slug.bytes().fold(5_381_u64, |sum, byte| {
        sum.wrapping_mul(33).wrapping_add(u64::from(byte)) % 900_000
    });
    (100_000 + sum).to_string()
}

/// A tag as Gamma writes it inside markets and events.
pub(super) fn tag(slug: &str) -> Value {
    let mut letters = slug.chars();
    let label: String = letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default();
    json!({ "id": tag_id(slug), "label": label, "slug": slug })
}

pub(super) async fn list(State(app): State<App>, params: Params) -> Answer {
    let page = OffsetPage::of(&params)?;
    Ok(Json(page.cut(all(&app)?).into()))
}

pub(super) async fn by_id(State(app): State<App>, Path(id): Path<String>) -> Answer {
    one(&app, |tag| tag.get("id").and_then(Value::as_str) == Some(id.as_str()))
}

pub(super) async fn by_slug(State(app): State<App>, Path(slug): Path<String>) -> Answer {
    one(&app, |tag| {
        tag.get("slug").and_then(Value::as_str) == Some(slug.as_str())
    })
}

fn one(app: &App, is_it: impl Fn(&Value) -> bool) -> Answer {
    let found = all(app)?.into_iter().find(|tag| is_it(tag));
    found.map(Json).ok_or_else(|| Refusal::not_found("tag not found"))
}

/// Every category of the world, with when the world began.
fn all(app: &App) -> Result<Vec<Value>, Refusal> {
    app.look(|host| {
        let began = iso_instant(host.venue.start());
        let markets = host.venue.markets();
        let slugs: BTreeSet<&str> = markets.iter().map(|row| row.market.category.as_str()).collect();
        let slugs = slugs.into_iter().filter(|slug| !slug.is_empty());
        slugs
            .map(|slug| {
                let mut value = tag(slug);
                if let Value::Object(fields) = &mut value {
                    fields.insert("createdAt".to_owned(), began.clone().into());
                    fields.insert("updatedAt".to_owned(), began.clone().into());
                    fields.insert("requiresTranslation".to_owned(), false.into());
                }
                value
            })
            .collect()
    })
}
