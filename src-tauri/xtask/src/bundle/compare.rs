//! Two packages of one commit compared: `cargo xtask bundle --compare ONE OTHER`. File by file what differs is told, and in a program which
//! of its parts and which texts, so that a difference can be traced to what made it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::elf;
use super::said;

/// So many lines are told of one file.
const TOLD: usize = 8;
/// What is asked of an rpm's head.
const HEAD: [&str; 7] = [
    "-qp",
    "--info",
    "--requires",
    "--provides",
    "--recommends",
    "--scripts",
    "--dump",
];

/// A file of a package, with what stands beside its content.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    /// Rights, owner, size and time, as the archive has them; nothing of files that were never in one.
    listed: String,
    content: Vec<u8>,
}

type Entries = BTreeMap<String, Entry>;

/// Prints what differs.
///
/// # Errors
/// When something does, or a package cannot be read.
pub(super) fn compare(one: &Path, other: &Path) -> Result<(), String> {
    if one.is_file() && other.is_file() && read(one)? == read(other)? {
        println!("identical: the same bytes");
        return Ok(());
    }
    let (here, there) = (entries(one)?, entries(other)?);
    let names: BTreeSet<&String> = here.keys().chain(there.keys()).collect();
    let mut differ = 0;
    for name in &names {
        let told = match (here.get(*name), there.get(*name)) {
            (Some(here), Some(there)) => differences(here, there)?,
            (Some(_), None) => vec!["only in the first".to_owned()],
            _ => vec!["only in the second".to_owned()],
        };
        if !told.is_empty() {
            differ += 1;
            println!("{name}");
            for line in told {
                println!("  {line}");
            }
        }
    }
    if differ == 0 {
        println!(
            "{} files are the same; what packs them differs (order, or compression)",
            names.len()
        );
    } else {
        println!("{differ} of {} files differ", names.len());
    }
    Err("the two are not the same".to_owned())
}

fn differences(here: &Entry, there: &Entry) -> Result<Vec<String>, String> {
    let mut told = Vec::new();
    if here.listed != there.listed {
        told.push(format!("listed as {} and as {}", here.listed, there.listed));
    }
    if here.content != there.content {
        told.extend(of_contents(&here.content, &there.content)?);
    }
    Ok(told)
}

fn of_contents(here: &[u8], there: &[u8]) -> Result<Vec<String>, String> {
    const GZIP: &[u8] = &[0x1f, 0x8b];
    if here.starts_with(GZIP) && there.starts_with(GZIP) {
        let (inside, outside) = (unpacked(here)?, unpacked(there)?);
        if inside == outside {
            return Ok(vec!["compressed differently: its head, or the compressor".to_owned()]);
        }
        return of_contents(&inside, &outside);
    }
    if let (Some(here), Some(there)) = (elf::Program::read(here), elf::Program::read(there)) {
        return Ok(elf::differences(&here, &there, TOLD));
    }
    Ok(match (std::str::from_utf8(here), std::str::from_utf8(there)) {
        (Ok(here), Ok(there)) => of_texts(here, there),
        _ => vec![format!(
            "{} and {} bytes, no text and no program",
            here.len(),
            there.len()
        )],
    })
}

fn of_texts(here: &str, there: &str) -> Vec<String> {
    let (here, there): (BTreeSet<&str>, BTreeSet<&str>) = (here.lines().collect(), there.lines().collect());
    let gone = here.difference(&there).map(|line| format!("- {line}"));
    let new = there.difference(&here).map(|line| format!("+ {line}"));
    let all: Vec<String> = gone.chain(new).collect();
    match all.len() {
        0 => vec!["the same lines in another order".to_owned()],
        count if count > TOLD => {
            let more = format!("… and {} more lines", count - TOLD);
            all.into_iter().take(TOLD).chain([more]).collect()
        }
        _ => all,
    }
}

/// What a package, or a folder, holds.
fn entries(path: &Path) -> Result<Entries, String> {
    if path.is_dir() {
        return in_folder(path);
    }
    let folder = Folder::new(path)?;
    let at = &folder.0;
    let mut found = match path.extension().and_then(|ending| ending.to_str()) {
        Some("deb") => {
            said(Command::new("dpkg-deb").arg("--raw-extract").arg(path).arg(at))?;
            let data = at.join("data.tar");
            into_file(Command::new("dpkg-deb").arg("--fsys-tarfile").arg(path), &data)?;
            let control = at.join("control.tar");
            into_file(Command::new("dpkg-deb").arg("--ctrl-tarfile").arg(path), &control)?;
            let listed = listed(&data, "")?.into_iter().chain(listed(&control, "DEBIAN/")?);
            let listed = listed.collect::<BTreeMap<_, _>>();
            std::fs::remove_file(&data).map_err(|error| error.to_string())?;
            std::fs::remove_file(&control).map_err(|error| error.to_string())?;
            as_listed(in_folder(at)?, &listed)
        }
        Some("rpm") => {
            let data = at.join("data.tar");
            let from = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
            into_file(Command::new("rpm2archive").arg("-n").arg("-").stdin(from), &data)?;
            said(
                Command::new("tar")
                    .current_dir(at)
                    .args(["--extract", "--file", "data.tar"]),
            )?;
            let listed = listed(&data, "")?;
            std::fs::remove_file(&data).map_err(|error| error.to_string())?;
            let head = said(Command::new("rpm").args(HEAD).arg(path))?;
            let mut found = as_listed(in_folder(at)?, &listed);
            let head = Entry {
                listed: String::new(),
                content: head.into_bytes(),
            };
            found.insert("(the package's head)".to_owned(), head);
            found
        }
        _ => return Err(format!("{}: a .deb, an .rpm or a folder is compared", path.display())),
    };
    found.retain(|_, entry| !(entry.listed.is_empty() && entry.content.is_empty()));
    Ok(found)
}

/// A line a file of an archive, by its name: rights, owner, size, time.
fn listed(archive: &Path, under: &str) -> Result<BTreeMap<String, String>, String> {
    let mut list = Command::new("tar");
    list.args([
        "--list",
        "--verbose",
        "--full-time",
        "--numeric-owner",
        "--utc",
        "--file",
    ])
    .arg(archive);
    let lines = said(&mut list)?;
    Ok(lines
        .lines()
        .filter_map(|line| {
            let (about, name) = line.split_once(" ./")?;
            // Columns are filled up with blanks.
            let about = about.split_whitespace().collect::<Vec<_>>().join(" ");
            Some((format!("{under}{name}"), about))
        })
        .collect())
}

fn as_listed(mut entries: Entries, listed: &BTreeMap<String, String>) -> Entries {
    for (name, entry) in &mut entries {
        entry.listed = listed.get(name).cloned().unwrap_or_default();
    }
    // Folders have rights, owners and times too.
    for (name, about) in listed.iter().filter(|(name, _)| name.ends_with('/')) {
        let entry = Entry {
            listed: about.clone(),
            content: Vec::new(),
        };
        entries.insert(name.clone(), entry);
    }
    entries
}

fn in_folder(folder: &Path) -> Result<Entries, String> {
    let mut found = Entries::new();
    super::stage::walk(folder, &mut |path, is_folder| {
        if !is_folder && let Ok(inside) = path.strip_prefix(folder) {
            let entry = Entry {
                listed: String::new(),
                content: read(path)?,
            };
            found.insert(inside.display().to_string(), entry);
        }
        Ok(())
    })?;
    Ok(found)
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn into_file(command: &mut Command, to: &Path) -> Result<(), String> {
    let shown = command.get_program().to_string_lossy().into_owned();
    let file = File::create(to).map_err(|error| format!("{}: {error}", to.display()))?;
    let status = command
        .stdout(file)
        .status()
        .map_err(|error| format!("{shown}: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{shown}: {status}"))
    }
}

fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let failed = |error: std::io::Error| format!("gzip: {error}");
    let mut gzip = Command::new("gzip")
        .args(["--decompress", "--stdout"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let pipe = gzip.stdin.take();
    std::thread::scope(|scope| {
        let writes = scope.spawn(move || pipe.map_or(Ok(()), |mut pipe| std::io::Write::write_all(&mut pipe, bytes)));
        let output = gzip.wait_with_output().map_err(failed)?;
        match writes.join() {
            Ok(written) => written.map_err(failed)?,
            Err(_) => return Err("gzip: what was to be unpacked could not be handed over".to_owned()),
        }
        Ok(output.stdout)
    })
}

/// A folder for what is unpacked. It goes when this does.
struct Folder(PathBuf);

impl Folder {
    fn new(package: &Path) -> Result<Self, String> {
        let name = package.file_name().unwrap_or_default().to_string_lossy();
        let folder = std::env::temp_dir();
        let taken = (0..1_000).map(|number| folder.join(format!("{name}-{}-{number}", std::process::id())));
        for folder in taken {
            match std::fs::create_dir(&folder) {
                Ok(()) => return Ok(Self(folder)),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(format!("{}: {error}", folder.display())),
            }
        }
        Err(format!("no folder for {name}"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("{} is left over: {error}", self.0.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(listed: &str, content: &str) -> Entry {
        Entry {
            listed: listed.to_owned(),
            content: content.as_bytes().to_vec(),
        }
    }

    #[test]
    fn what_is_the_same_is_not_told_and_what_differs_is_told_by_line() {
        let one = entry("-rw-r--r-- 0/0 5 2026-11-30 10:00:00", "a\nb\n");
        assert_eq!(differences(&one, &one), Ok(Vec::new()));
        let other = entry("-rw-r--r-- 0/0 5 2026-11-30 10:00:01", "a\nc\n");
        let told = differences(&one, &other).unwrap_or_default();
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told.iter().any(|line| line.contains("10:00:01")), "{told:?}");
        assert_eq!(told.get(1..), Some(&["- b".to_owned(), "+ c".to_owned()][..]));
    }

    #[test]
    fn of_many_lines_the_first_are_told_and_the_others_counted() {
        let text: String = (0..100).map(|number| format!("{number}\n")).collect();
        let told = of_texts(&text, "");
        assert_eq!(told.len(), TOLD + 1);
        assert_eq!(told.last().map(String::as_str), Some("… and 92 more lines"));
        assert_eq!(of_texts("a\nb\n", "b\na\n"), ["the same lines in another order"]);
    }
}
