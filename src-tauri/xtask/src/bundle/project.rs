//! What the packages say of the project: read from the Cargo metadata and the commit, written nowhere else.

use std::process::Command;

use serde_json::Value;

use super::said;
use crate::process::{cargo, root};

/// Name, version and words of the project.
pub(super) struct Project {
    /// The package's name, which is the app's.
    pub(super) name: String,
    /// One sentence.
    pub(super) description: String,
    /// SPDX.
    pub(super) licence: String,
    /// As Cargo writes it: `0.2.0-beta.1`.
    pub(super) version: String,
    /// The time of the commit, in seconds since 1970: that of every file in a package.
    pub(super) epoch: u64,
    /// Its day, in Greenwich: `2026-11-30`.
    pub(super) date: String,
}

impl Project {
    /// Reads them; `version` stands in for that of the metadata.
    pub(super) fn read(version: Option<&str>) -> Result<Self, String> {
        let metadata = said(&mut cargo(&[
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--locked",
        ]))?;
        let metadata: Value = serde_json::from_str(&metadata).map_err(|error| format!("cargo metadata: {error}"))?;
        let packages = metadata.get("packages").and_then(Value::as_array);
        let app = packages
            .into_iter()
            .flatten()
            .find(|package| package.get("name").is_some_and(|name| name == "pilotfish"))
            .ok_or("cargo metadata: there is no package pilotfish")?;
        let word = |key: &str| {
            let value = app.get(key).and_then(Value::as_str);
            value
                .map(str::to_owned)
                .ok_or(format!("cargo metadata: pilotfish has no {key}"))
        };
        let epoch = epoch()?;
        let date = said(Command::new("date").args(["-u", "-d", &format!("@{epoch}"), "+%Y-%m-%d"]))?;
        Ok(Self {
            name: word("name")?,
            description: word("description")?.trim_end_matches('.').to_owned(),
            licence: word("license")?,
            version: version.map_or_else(|| word("version"), |given| Ok(given.to_owned()))?,
            epoch,
            date: date.trim().to_owned(),
        })
    }

    /// The version as dpkg and rpm order them: a pre-release comes before its release.
    pub(super) fn ordered_version(&self) -> String {
        self.version.replacen('-', "~", 1)
    }
}

/// The time that the environment gives (`SOURCE_DATE_EPOCH`), else that of the commit.
pub(super) fn epoch() -> Result<u64, String> {
    let text = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(given) => given,
        Err(_) => said(
            Command::new("git")
                .current_dir(root())
                .args(["log", "-1", "--format=%ct"]),
        )?,
    };
    text.trim()
        .parse()
        .map_err(|error| format!("the time of the commit, {}: {error}", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pre_release_comes_before_its_release() {
        let of = |version: &str| Project {
            name: String::new(),
            description: String::new(),
            licence: String::new(),
            version: version.to_owned(),
            epoch: 0,
            date: String::new(),
        };
        assert_eq!(of("0.2.0-beta.1").ordered_version(), "0.2.0~beta.1");
        assert_eq!(of("0.2.0").ordered_version(), "0.2.0");
    }
}
