//! What the app is told of a new version: `stable.json` and `preview.json`, made from the installers of a release and their signatures.
//! Nobody signs it; it only says where a file is. What the app believes is the file's own signature (`app/src/new_versions`).

use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value, json};

use crate::process::root;

/// Where installers lie for the app: the host that the app may ask (`tauri.conf.json`), a folder a version.
const HOST: &str = "https://releases.pilotfish.app";

/// The installers that a copy is replaced by: how their names end, and for which copies.
const INSTALLERS: [(&str, &[&str]); 5] = [
    ("_amd64.AppImage", &["linux-x86_64", "linux-x86_64-appimage"]),
    ("_aarch64.app.tar.gz", &["darwin-aarch64", "darwin-aarch64-app"]),
    ("_x64.app.tar.gz", &["darwin-x86_64", "darwin-x86_64-app"]),
    ("_x64-setup.exe", &["windows-x86_64", "windows-x86_64-nsis"]),
    ("_x64_en-US.msi", &["windows-x86_64-msi"]),
];

/// Writes the table into the folder, for the channels that the version is for.
pub(crate) fn write(args: &[String]) -> Result<(), String> {
    let [folder, version, notes] = args else {
        return Err("update-table FOLDER VERSION NOTES".to_owned());
    };
    let folder = Path::new(folder);
    let notes = std::fs::read_to_string(notes).map_err(|error| format!("{notes}: {error}"))?;
    let listed = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut signatures = Vec::new();
    for path in listed.filter_map(Result::ok).map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(signed) = name.strip_suffix(".sig") {
            let signature = std::fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
            signatures.push((signed.to_owned(), signature.trim().to_owned()));
        }
    }
    let now = Command::new("date")
        .args(["-u", "+%Y-%m-%dT%H:%M:%SZ"])
        .output()
        .map_err(|error| format!("date: {error}"))?;
    let table = table(
        version,
        &notes,
        String::from_utf8_lossy(&now.stdout).trim(),
        &signatures,
    )?;
    for channel in channels(version) {
        let file = folder.join(format!("{channel}.json"));
        std::fs::write(&file, &table).map_err(|error| format!("{}: {error}", file.display()))?;
        println!("{}", file.display());
    }
    Ok(())
}

/// Prints what the changelog says of that version.
pub(crate) fn notes(args: &[String]) -> Result<(), String> {
    let [version] = args else {
        return Err("notes VERSION".to_owned());
    };
    let changes =
        std::fs::read_to_string(root().join("CHANGELOG.md")).map_err(|error| format!("CHANGELOG.md: {error}"))?;
    print!("{}", section(&changes, version)?);
    Ok(())
}

/// Those who hear of it: what comes before a release is for those who chose it, a release is for all.
fn channels(version: &str) -> &'static [&'static str] {
    if version.contains('-') {
        &["preview"]
    } else {
        &["stable", "preview"]
    }
}

/// The table; each installer must be there with its signature.
fn table(version: &str, notes: &str, date: &str, signatures: &[(String, String)]) -> Result<String, String> {
    let mut platforms = Map::new();
    for (ending, copies) in INSTALLERS {
        let mut of_it = signatures.iter().filter(|(name, _)| name.ends_with(ending));
        let (Some((name, signature)), None) = (of_it.next(), of_it.next()) else {
            return Err(format!("there is not one signed installer whose name ends in {ending}"));
        };
        if !name.contains(version) {
            return Err(format!("{name} is not of version {version}"));
        }
        for copy in copies {
            let one = json!({ "signature": signature, "url": format!("{HOST}/{version}/{name}") });
            platforms.insert((*copy).to_owned(), one);
        }
    }
    let table = json!({ "version": version, "notes": notes, "pub_date": date, "platforms": Value::Object(platforms) });
    serde_json::to_string_pretty(&table)
        .map(|text| text + "\n")
        .map_err(|error| error.to_string())
}

/// What stands under the version's heading, up to the next one.
fn section(changes: &str, version: &str) -> Result<String, String> {
    let is_it = |line: &str| {
        let heading = line.strip_prefix("## ").unwrap_or_default();
        heading.split(' ').next() == Some(version)
    };
    let below = changes.lines().skip_while(|line| !is_it(line)).skip(1);
    let lines: Vec<&str> = below.take_while(|line| !line.starts_with("## ")).collect();
    let text = lines.join("\n").trim().to_owned();
    if text.is_empty() {
        return Err(format!(
            "CHANGELOG.md says nothing of {version}: it wants a heading `## {version}`"
        ));
    }
    Ok(text + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signatures(version: &str) -> Vec<(String, String)> {
        let all = INSTALLERS.iter();
        all.map(|(ending, _)| (format!("Pilotfish_{version}{ending}"), format!("signature of {ending}")))
            .collect()
    }

    #[test]
    fn every_copy_finds_its_installer_and_signature() {
        let text = table("0.2.0", "Better.", "2026-11-30T00:00:00Z", &signatures("0.2.0")).unwrap_or_default();
        let table: Value = serde_json::from_str(&text).unwrap_or_default();
        let word = |at: &str| table.pointer(at).and_then(Value::as_str).unwrap_or_default().to_owned();
        assert_eq!(
            (word("/version"), word("/notes")),
            ("0.2.0".to_owned(), "Better.".to_owned())
        );
        let url = "https://releases.pilotfish.app/0.2.0/Pilotfish_0.2.0_amd64.AppImage";
        assert_eq!(word("/platforms/linux-x86_64/url"), url);
        assert_eq!(
            word("/platforms/windows-x86_64-msi/signature"),
            "signature of _x64_en-US.msi"
        );
        assert_eq!(
            word("/platforms/windows-x86_64-nsis/signature"),
            "signature of _x64-setup.exe"
        );
        assert_eq!(
            word("/platforms/darwin-x86_64/signature"),
            "signature of _x64.app.tar.gz"
        );
        assert_eq!(
            word("/platforms/darwin-aarch64-app/signature"),
            "signature of _aarch64.app.tar.gz"
        );
    }

    #[test]
    fn a_missing_double_or_other_versions_installer_is_refused() {
        let whole = signatures("0.2.0");
        assert!(table("0.2.0", "", "", whole.get(1..).unwrap_or_default()).is_err());
        assert!(table("0.2.0", "", "", &[whole.clone(), whole].concat()).is_err());
        assert!(table("0.3.0", "", "", &signatures("0.2.0")).is_err_and(|why| why.contains("not of version")));
    }

    #[test]
    fn a_preview_is_told_to_those_who_chose_it() {
        assert_eq!(channels("0.2.0-1"), ["preview"]);
        assert_eq!(channels("0.2.0"), ["stable", "preview"]);
    }

    #[test]
    fn notes_are_those_of_one_version() {
        let changes = "# Changelog\n\n## 0.2.0 (2026-12-01)\n\n- New.\n\n## 0.1.0\n\n- Old.\n";
        assert_eq!(section(changes, "0.2.0").as_deref(), Ok("- New.\n"));
        assert_eq!(section(changes, "0.1.0").as_deref(), Ok("- Old.\n"));
        assert!(section(changes, "0.2").is_err());
    }
}
