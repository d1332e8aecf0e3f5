//! What each part is there for: the table in CONTRIBUTING.md, which has every part that is named and no other.

use std::collections::BTreeSet;

/// Under this heading the table stands.
const HEADING: &str = "## Dependencies";

/// Parts without a row, and rows without a part.
pub(super) fn faults(page: &str, wanted: &BTreeSet<String>) -> Vec<String> {
    let told = told(page);
    let missing = wanted
        .difference(&told)
        .map(|name| format!("CONTRIBUTING.md: what {name} is there for is not in the table of dependencies"));
    let gone = told
        .difference(wanted)
        .map(|name| format!("CONTRIBUTING.md: {name} is in the table of dependencies and is none"));
    missing.chain(gone).collect()
}

/// The names in the first column.
fn told(page: &str) -> BTreeSet<String> {
    let below = page.lines().skip_while(|line| *line != HEADING).skip(1);
    let rows = below
        .take_while(|line| !line.starts_with("## "))
        .filter(|line| line.starts_with("| `"));
    let cells = rows.filter_map(|row| row.split('|').nth(1));
    // Between backticks is every second piece.
    let names = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    names.map(str::to_owned).collect()
}

/// That the compiler is another one than the Cargo metadata ask for; nothing where it is that one, in whatever patch.
pub(super) fn other_compiler(due: &str, there: &str) -> Option<String> {
    let version = there.split(' ').nth(1).unwrap_or(there);
    let is_due = version == due || version.starts_with(&format!("{due}."));
    (!is_due).then(|| {
        format!(
            "this is rustc {version}; what is tested and shipped is built with {due}: `rustup toolchain install {due}.0`, then \
             `RUSTUP_TOOLCHAIN={due}.0 cargo xtask lint`"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "## Before\n| `other` | x |\n## Dependencies\n\n| part | for |\n|---|---|\n| `a`, `@b/c` | letters |\n| `d` (tests) | `e` |\n## After\n| `f` | x |\n";

    #[test]
    fn the_table_has_every_part_and_no_other() {
        let of = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(faults(PAGE, &of(&["a", "@b/c", "d"])), Vec::<String>::new());
        let both = faults(PAGE, &of(&["a", "@b/c", "g"]));
        assert_eq!(both.len(), 2, "{both:?}");
        assert!(both.iter().any(|fault| fault.contains("what g is")), "{both:?}");
        assert!(both.iter().any(|fault| fault.contains("d is in the table")), "{both:?}");
    }

    #[test]
    fn the_compiler_is_the_one_that_is_asked_for() {
        assert_eq!(other_compiler("1.95", "rustc 1.95.0 (59807616e 2026-04-14)"), None);
        assert_eq!(other_compiler("1.95", "rustc 1.95.1 (x)"), None);
        for other in ["rustc 1.96.0 (x)", "rustc 1.9.0 (x)", "rustc 1.950.0 (x)", ""] {
            assert!(other_compiler("1.95", other).is_some(), "{other}");
        }
    }
}
