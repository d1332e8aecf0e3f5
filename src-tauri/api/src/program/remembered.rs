//! What the window remembers between starts beside the settings: how the user laid out its tables, and what they opened last.
//! In the settings' file; what of it cannot be understood is forgotten, and the settings stay.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use specta::Type;

use crate::program::preferences::SettingsFile;
use crate::traders::resolve::no_key;
use crate::types::{ErrorCode, Id, Mode};
use crate::{Api, ApiResult, problem};

/// The most columns of one table.
const COLUMNS_MOST: usize = 40;
/// The most named layouts of one table.
const VIEWS_MOST: usize = 12;
/// The most letters of a column's or a view's name.
const NAME_MOST: usize = 40;
/// How narrow and how wide a column is made, px.
const WIDTHS: std::ops::RangeInclusive<u32> = 32..=1_200;
/// How many of what was opened last are kept, in each mode.
const RECENT_MOST: usize = 12;
/// The most letters of a line, a title or a name that is kept.
const TEXT_MOST: usize = 300;

/// The window's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TableName {
    /// Orders at work.
    OrdersWorking,
    /// Orders with fills, over.
    OrdersFilled,
    /// Orders without fills, over.
    OrdersUnfilled,
    /// What is held.
    Positions,
    /// Fills.
    Fills,
    /// Movements of cash and shares.
    Ledger,
    /// Decisions.
    Decisions,
    /// The journal.
    Journal,
    /// The exchange's traders.
    Leaderboard,
    /// Who is followed.
    Following,
}

/// How one table is laid out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TableLayout {
    /// Which table.
    pub table: TableName,
    /// Its columns from left to right, those that are not shown among them; none: as the program lays it out.
    pub columns: Vec<ColumnLayout>,
}

/// How one column is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ColumnLayout {
    /// The window's own name of it: letters, digits, `_` and `-`. What no table has any more is passed over there.
    pub column: String,
    /// Whether it is shown.
    pub shown: bool,
    /// Its width, px, 32 to 1,200; none: as the program has it.
    pub width: Option<u32>,
}

/// Something that was opened or typed in the palette.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Recent {
    /// A trader's page.
    Trader {
        /// Their wallet.
        address: String,
        /// Their name as shown.
        name: String,
    },
    /// A market's page.
    Market {
        /// Its condition id.
        condition: String,
        /// Its question.
        question: String,
    },
    /// A copy order.
    Order {
        /// Its number.
        order: Id,
        /// Its market's question.
        market: String,
    },
    /// A decision.
    Decision {
        /// The number of its event in the journal.
        seq: Id,
    },
    /// A line that was run.
    Line {
        /// As it was typed.
        text: String,
    },
}

/// A layout of a table that the user named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TableView {
    /// Which table.
    pub table: TableName,
    /// Its name, 1 to 40 letters; a table has one view of a name.
    pub name: String,
    /// Its columns from left to right, those that are not shown among them; none, to forget the view.
    pub columns: Vec<ColumnLayout>,
}

/// What the window asks for at its start.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Remembered {
    /// The tables that are laid out otherwise than by the program.
    pub tables: Vec<TableLayout>,
    /// The layouts that the user named, the oldest first.
    pub views: Vec<TableView>,
    /// What was opened last in this mode, the newest first.
    pub recents: Vec<Recent>,
}

/// What the file keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Kept {
    tables: Vec<TableLayout>,
    views: Vec<TableView>,
    demo: OfMode,
    paper: OfMode,
    live: OfMode,
}

/// What is kept of one mode: traders and markets of the demo are nobody's elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct OfMode {
    recents: Vec<Recent>,
    /// Notices up to then were read, venue ms.
    pub(crate) notices_read: i64,
}

impl Kept {
    pub(crate) fn of(&self, mode: Mode) -> &OfMode {
        match mode {
            Mode::Demo => &self.demo,
            Mode::Paper => &self.paper,
            Mode::Live => &self.live,
        }
    }

    pub(crate) fn of_mut(&mut self, mode: Mode) -> &mut OfMode {
        match mode {
            Mode::Demo => &mut self.demo,
            Mode::Paper => &mut self.paper,
            Mode::Live => &mut self.live,
        }
    }

    fn lay_out(&mut self, layout: TableLayout) {
        self.tables.retain(|known| known.table != layout.table);
        if !layout.columns.is_empty() {
            self.tables.push(layout);
        }
    }

    /// Keeps a named layout in place of one of that name; without columns it is forgotten.
    fn name_view(&mut self, view: TableView) -> ApiResult<()> {
        let of_the_table = |known: &&TableView| known.table == view.table && known.name != view.name;
        if !view.columns.is_empty() && self.views.iter().filter(of_the_table).count() >= VIEWS_MOST {
            return Err(problem(
                ErrorCode::OutOfRange,
                format!("views: at most {VIEWS_MOST} of a table"),
            ));
        }
        let same = |known: &TableView| known.table == view.table && known.name == view.name;
        match self.views.iter().position(same) {
            Some(at) if view.columns.is_empty() => {
                self.views.remove(at);
            }
            Some(at) => {
                if let Some(known) = self.views.get_mut(at) {
                    *known = view;
                }
            }
            None if view.columns.is_empty() => {}
            None => self.views.push(view),
        }
        Ok(())
    }
}

impl OfMode {
    fn opened(&mut self, recent: Recent) {
        self.recents.retain(|known| !same(known, &recent));
        self.recents.insert(0, recent);
        self.recents.truncate(RECENT_MOST);
    }
}

/// Whether both lead to the same.
fn same(one: &Recent, other: &Recent) -> bool {
    match (one, other) {
        (Recent::Trader { address: a, .. }, Recent::Trader { address: b, .. }) => a == b,
        (Recent::Market { condition: a, .. }, Recent::Market { condition: b, .. }) => a == b,
        (Recent::Order { order: a, .. }, Recent::Order { order: b, .. }) => a == b,
        _ => one == other,
    }
}

/// What cannot be understood is forgotten.
pub(crate) fn lenient<'de, D: Deserializer<'de>>(from: D) -> Result<Kept, D::Error> {
    let value = Value::deserialize(from)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}

impl Api {
    /// How tables are laid out, and what was opened last.
    ///
    /// # Errors
    /// Never now.
    pub async fn remembered(&self) -> ApiResult<Remembered> {
        let file = self.settings_file();
        Ok(Remembered {
            tables: file.window.tables.clone(),
            views: file.window.views.clone(),
            recents: file.window.of(self.shared.mode.into()).recents.clone(),
        })
    }

    /// Lays a table out; without columns, as the program does.
    ///
    /// # Errors
    /// `out_of_range` for too many columns, a name or a width that cannot be; `folder` when the file cannot be written.
    pub async fn remember_table(&self, layout: TableLayout) -> ApiResult<()> {
        check(&layout.columns)?;
        self.keep(|kept| kept.lay_out(layout))
    }

    /// Keeps a layout under a name; without columns, forgets the one of that name.
    ///
    /// # Errors
    /// `out_of_range` for a name or columns that cannot be, or too many views; `folder` when the file cannot be written.
    pub async fn remember_view(&self, view: TableView) -> ApiResult<()> {
        no_key(&view.name)?;
        check(&view.columns)?;
        let letters = view.name.chars().count();
        if view.name.trim() != view.name
            || letters == 0
            || letters > NAME_MOST
            || view.name.chars().any(char::is_control)
        {
            return Err(problem(
                ErrorCode::OutOfRange,
                format!("name: from 1 to {NAME_MOST} letters"),
            ));
        }
        let mut named = Ok(());
        self.keep(|kept| named = kept.name_view(view))?;
        named
    }

    /// Puts it before what was opened last in this mode.
    ///
    /// # Errors
    /// `out_of_range` for a text that is too long; `folder` when the file cannot be written.
    pub async fn remember_recent(&self, recent: Recent) -> ApiResult<()> {
        let texts = match &recent {
            Recent::Trader { address, name } => vec![address, name],
            Recent::Market { condition, question } => vec![condition, question],
            Recent::Order { market, .. } => vec![market],
            Recent::Decision { .. } => vec![],
            Recent::Line { text } => vec![text],
        };
        if let Recent::Line { text } = &recent {
            no_key(text)?;
        }
        if texts.iter().any(|text| text.chars().count() > TEXT_MOST) {
            return Err(problem(
                ErrorCode::OutOfRange,
                format!("recent: at most {TEXT_MOST} letters"),
            ));
        }
        let mode = self.shared.mode.into();
        self.keep(|kept| kept.of_mut(mode).opened(recent))
    }

    /// Changes what is kept, and writes the file where that changed anything.
    pub(crate) fn keep(&self, change: impl FnOnce(&mut Kept)) -> ApiResult<()> {
        let mut file = self.settings_file();
        let mut window = file.window.clone();
        change(&mut window);
        if window != file.window {
            let changed = SettingsFile { window, ..file.clone() };
            changed.save(&self.shared.home)?;
            *file = changed;
        }
        Ok(())
    }
}

fn check(columns: &[ColumnLayout]) -> ApiResult<()> {
    let bad = |what: String| Err(problem(ErrorCode::OutOfRange, what));
    if columns.len() > COLUMNS_MOST {
        return bad(format!("columns: at most {COLUMNS_MOST}"));
    }
    for ColumnLayout { column, width, .. } in columns {
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
        if column.is_empty() || column.len() > NAME_MOST || !column.chars().all(is_name) {
            return bad(format!("column: {column:?} is no column's name"));
        }
        if width.is_some_and(|width| !WIDTHS.contains(&width)) {
            return bad(format!("width: from {} to {} px", WIDTHS.start(), WIDTHS.end()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    fn layout(column: &str, width: Option<u32>) -> TableLayout {
        TableLayout {
            table: TableName::OrdersWorking,
            columns: vec![ColumnLayout {
                column: column.to_owned(),
                shown: true,
                width,
            }],
        }
    }

    #[test]
    fn a_table_has_one_layout_and_none_is_the_programs_own() {
        let mut kept = Kept::default();
        kept.lay_out(layout("market", None));
        kept.lay_out(layout("market", Some(200)));
        assert_eq!(kept.tables, [layout("market", Some(200))]);
        kept.lay_out(TableLayout {
            table: TableName::OrdersWorking,
            columns: Vec::new(),
        });
        assert_eq!(kept.tables, []);
    }

    #[test]
    fn a_layout_that_cannot_be_is_refused() {
        for good in [layout("market", None), layout("ends-in_2", Some(1_200))] {
            assert!(check(&good.columns).is_ok(), "{good:?}");
        }
        let many = TableLayout {
            columns: vec![layout("x", None).columns[0].clone(); COLUMNS_MOST + 1],
            ..layout("x", None)
        };
        for bad in [
            layout("", None),
            layout("a b", None),
            layout(&"x".repeat(41), None),
            layout("market", Some(31)),
            layout("market", Some(1_201)),
            many,
        ] {
            assert_eq!(check(&bad.columns).unwrap_err().code, ErrorCode::OutOfRange, "{bad:?}");
        }
    }

    #[test]
    fn a_named_layout_takes_the_place_of_the_one_of_its_name_and_goes_without_columns() {
        let view = |name: &str, column: &str| TableView {
            table: TableName::Ledger,
            name: name.to_owned(),
            columns: layout(column, None).columns,
        };
        let mut kept = Kept::default();
        for known in [view("Tax", "cash"), view("Mine", "time"), view("Tax", "claim")] {
            kept.name_view(known).unwrap();
        }
        assert_eq!(kept.views, [view("Tax", "claim"), view("Mine", "time")]);
        let gone = TableView {
            columns: Vec::new(),
            ..view("Tax", "claim")
        };
        kept.name_view(gone.clone()).unwrap();
        kept.name_view(gone).unwrap();
        assert_eq!(kept.views, [view("Mine", "time")]);
        for number in 1..VIEWS_MOST {
            kept.name_view(view(&number.to_string(), "time")).unwrap();
        }
        assert_eq!(
            kept.name_view(view("one more", "time")).unwrap_err().code,
            ErrorCode::OutOfRange
        );
        assert!(kept.name_view(view("Mine", "cash")).is_ok(), "it is one of those");
    }

    #[test]
    fn what_was_opened_again_is_the_newest_and_stands_once() {
        let trader = |name: &str| Recent::Trader {
            address: "0xa".to_owned(),
            name: name.to_owned(),
        };
        let line = |text: &str| Recent::Line { text: text.to_owned() };
        let mut of = OfMode::default();
        for recent in [trader("old"), line("600x"), trader("new"), line("600x")] {
            of.opened(recent);
        }
        assert_eq!(of.recents, [line("600x"), trader("new")]);
        for number in 0..20 {
            of.opened(line(&number.to_string()));
        }
        assert_eq!((of.recents.len(), &of.recents[0]), (RECENT_MOST, &line("19")));
    }
}
