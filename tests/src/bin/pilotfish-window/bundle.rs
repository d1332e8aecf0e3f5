//! What the window is loaded with: the pages' files as they are built, each compressed by itself as a server would, without the typeface.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use pilotfish_tests::programs::repository;

use crate::figures;

const MOST_KB: f64 = 420.0;

pub(crate) fn print() {
    let folder = repository().join("ui/dist");
    let known = files(&folder);
    let start = reached(&folder, &known, Reach::AtStart);
    let all = reached(&folder, &known, Reach::Ever);
    figures::value(
        "bundle_at_start",
        compressed(&folder, &start),
        "KB",
        &counted(&start),
        None,
    );
    figures::value("bundle", compressed(&folder, &all), "KB", &counted(&all), Some(MOST_KB));
}

fn counted(files: &BTreeSet<String>) -> String {
    format!("{} files, gzipped, without the typeface", files.len())
}

/// What is followed from a file to others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// What a page needs to begin.
    AtStart,
    /// What any of its screens may read later, too.
    Ever,
}

/// Scripts, styles and pages by their path in the folder.
fn files(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for part in ["", "assets/"] {
        let path = folder.join(part);
        let entries = std::fs::read_dir(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for entry in entries.filter_map(Result::ok) {
            let name = entry.file_name().to_string_lossy().into_owned();
            if [".html", ".js", ".css", ".svg"]
                .iter()
                .any(|ending| name.ends_with(ending))
            {
                found.insert(format!("{part}{name}"));
            }
        }
    }
    found
}

fn reached(folder: &Path, known: &BTreeSet<String>, reach: Reach) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut left = vec!["index.html".to_owned()];
    while let Some(file) = left.pop() {
        if !seen.insert(file.clone()) || file.ends_with(".css") || file.ends_with(".svg") {
            continue;
        }
        let text = std::fs::read_to_string(folder.join(&file)).expect("a built file");
        let is_named = |name: &str| {
            let name = name.rsplit('/').next().unwrap_or(name);
            if file.ends_with(".js") && reach == Reach::AtStart {
                // `import{…}from"./x.js"` and `import"./x.js"`, but not `import("./x.js")` and the list of what goes with it.
                [format!("from\"./{name}\""), format!("import\"./{name}\"")]
                    .iter()
                    .any(|import| text.contains(import))
            } else {
                text.contains(name)
            }
        };
        left.extend(
            known
                .iter()
                .filter(|name| !name.ends_with(".html") && is_named(name))
                .cloned(),
        );
    }
    seen
}

fn compressed(folder: &Path, files: &BTreeSet<String>) -> f64 {
    let bytes: usize = files
        .iter()
        .map(|file| {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            let whole = std::fs::read(folder.join(file)).expect("a built file");
            encoder.write_all(&whole).expect("memory");
            encoder.finish().expect("memory").len()
        })
        .sum();
    bytes as f64 / 1_000.0
}
