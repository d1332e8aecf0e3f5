//! Tables for people: columns that line up, figures to the right, and colours that a terminal may or may not show.
//!
//! What others wrote (names, questions) comes in as text that can do nothing to a terminal, whatever it holds.

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

/// Between two columns.
const GAP: &str = "  ";

/// What a cell says beside its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Nothing.
    Plain,
    /// A gain, or that all is well.
    Good,
    /// A loss, or that something is wrong.
    Bad,
    /// Of less weight: what is over, or beside the matter.
    Faint,
    /// A heading.
    Heading,
}

impl Tone {
    const fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Bad => AnsiColor::Red.on_default(),
            Self::Faint => Style::new().dimmed(),
            Self::Heading => Style::new().bold(),
        }
    }

    /// The text in that tone, for a stream that leaves colours out where nobody wants them.
    pub(crate) fn paint(self, text: &str) -> String {
        let style = self.style();
        format!("{style}{text}{style:#}")
    }
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    text: String,
    tone: Tone,
    is_figure: bool,
}

impl Cell {
    /// Text, to the left.
    pub(crate) fn text(text: impl AsRef<str>) -> Self {
        Self {
            text: text.as_ref().chars().filter(|letter| !letter.is_control()).collect(),
            tone: Tone::Plain,
            is_figure: false,
        }
    }

    /// A figure, to the right.
    pub(crate) fn figure(text: impl AsRef<str>) -> Self {
        Self {
            is_figure: true,
            ..Self::text(text)
        }
    }

    /// In that tone.
    pub(crate) fn toned(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }

    fn width(&self) -> usize {
        self.text.width()
    }
}

/// Rows under a heading.
#[derive(Debug)]
pub(crate) struct Table {
    heading: Vec<Cell>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table with those columns.
    pub(crate) fn new(heading: &[&str]) -> Self {
        Self {
            heading: heading
                .iter()
                .map(|name| Cell::text(name).toned(Tone::Heading))
                .collect(),
            rows: Vec::new(),
        }
    }

    /// One more row; it has a cell for each column.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Whether it has no rows.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Its lines, the heading first.
    pub(crate) fn lines(&self) -> Vec<String> {
        let all = || std::iter::once(&self.heading).chain(&self.rows);
        let widths: Vec<usize> = (0..self.heading.len())
            .map(|column| {
                all()
                    .filter_map(|row| row.get(column))
                    .map(Cell::width)
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let to_the_right: Vec<bool> = (0..self.heading.len())
            .map(|column| {
                let mut cells = self.rows.iter().filter_map(|row| row.get(column));
                cells.any(|cell| cell.is_figure)
            })
            .collect();
        all().map(|row| line(row, &widths, &to_the_right)).collect()
    }
}

fn line(row: &[Cell], widths: &[usize], to_the_right: &[bool]) -> String {
    let last = row.len().saturating_sub(1);
    let cells = row.iter().zip(widths).zip(to_the_right).enumerate();
    let cells: Vec<String> = cells
        .map(|(at, ((cell, width), right))| {
            let blanks = " ".repeat(width.saturating_sub(cell.width()));
            let text = cell.tone.paint(&cell.text);
            match (right, at == last) {
                (true, _) => format!("{blanks}{text}"),
                // Nothing is put behind the last one.
                (false, true) => text,
                (false, false) => format!("{text}{blanks}"),
            }
        })
        .collect();
    cells.join(GAP)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bare(line: &str) -> String {
        let (mut text, mut escaped) = (String::new(), false);
        for letter in line.chars() {
            match (escaped, letter) {
                (false, '\u{1b}') => escaped = true,
                (true, 'm') => escaped = false,
                (true, _) => {}
                (false, letter) => text.push(letter),
            }
        }
        text
    }

    #[test]
    fn columns_line_up_by_what_is_seen_and_figures_stand_to_the_right() {
        let mut table = Table::new(&["Trader", "Result", "Market"]);
        table.row([
            Cell::text("東京usdc"),
            Cell::figure("+1.50").toned(Tone::Good),
            Cell::text("Rain?"),
        ]);
        table.row([
            Cell::text("a"),
            Cell::figure("-120.00").toned(Tone::Bad),
            Cell::text("Snow?"),
        ]);
        let lines: Vec<String> = table.lines().iter().map(|line| bare(line)).collect();
        assert_eq!(
            lines,
            [
                "Trader     Result  Market",
                "東京usdc    +1.50  Rain?",
                "a         -120.00  Snow?",
            ]
        );
    }

    #[test]
    fn a_name_moves_nothing_and_hides_nothing() {
        let mut table = Table::new(&["Trader"]);
        table.row([Cell::text("x\u{1b}[2J\ny\u{7}")]);
        let lines = table.lines();
        assert_eq!(lines.last().map(|line| bare(line)), Some("x[2Jy".to_owned()));
        assert_eq!(lines.len(), 2);
    }
}
