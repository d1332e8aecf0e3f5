//! The rules of `deny.toml` that need no network: terms, sources, and what there may be only one of.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use spdx::{Expression, ParseMode};

use super::packages::Package;

/// The lists of the file.
pub(super) struct Rules {
    /// Terms, as SPDX names them, with their exceptions.
    terms: BTreeSet<String>,
    /// Crates of which there may be one version only.
    single: BTreeSet<String>,
    /// Crates that may not be there at all.
    banned: BTreeSet<String>,
}

impl Rules {
    pub(super) fn read(file: &str) -> Result<Self, String> {
        let file: Value = toml::from_str(file).map_err(|error| format!("deny.toml: {error}"))?;
        let rows = |at: &str| {
            let rows = file.pointer(at).and_then(Value::as_array);
            rows.cloned().ok_or(format!("deny.toml: there is no {at}"))
        };
        let terms = rows("/licenses/allow")?;
        let (mut single, mut banned) = (BTreeSet::new(), BTreeSet::new());
        for row in rows("/bans/deny")? {
            let name = row
                .get("crate")
                .and_then(Value::as_str)
                .ok_or("deny.toml: a ban names no crate")?;
            let several = row.get("deny-multiple-versions").is_some_and(|only| only == true);
            let list = if several { &mut single } else { &mut banned };
            list.insert(name.to_owned());
        }
        Ok(Self {
            terms: terms.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            single,
            banned,
        })
    }

    /// What breaks a rule among those crates.
    pub(super) fn faults(&self, packages: &[Package]) -> Vec<String> {
        let mut faults = Vec::new();
        let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        // One registry, and every crate from it: a second one, or a repository, is a source nobody decided on.
        let sources: BTreeSet<&str> = packages
            .iter()
            .filter_map(|package| package.source.as_deref())
            .collect();
        let elsewhere = sources.iter().filter(|source| !source.starts_with("registry+"));
        faults.extend(elsewhere.map(|source| format!("crates come from {source}")));
        if sources.len() > 1 {
            faults.push(format!("crates come from {} places", sources.len()));
        }
        for package in packages {
            versions.entry(&package.name).or_default().insert(&package.version);
            if self.banned.contains(&package.name) {
                faults.push(format!("{} {} may not be built in", package.name, package.version));
            }
            faults.extend(self.terms_of(package));
        }
        let several = versions
            .iter()
            .filter(|(name, all)| all.len() > 1 && self.single.contains(**name));
        faults.extend(several.map(|(name, all)| format!("{name} is there in {} versions", all.len())));
        faults
    }

    fn terms_of(&self, package: &Package) -> Option<String> {
        let told = |why: &str| Some(format!("{} {}: {why}", package.name, package.version));
        let Some(licence) = &package.licence else {
            return told("it says no terms");
        };
        // As authors write them: some with a slash for "or".
        match Expression::parse_mode(licence, ParseMode::LAX) {
            Err(error) => told(&format!("its terms are not understood: {licence}: {}", error.reason)),
            Ok(terms) if !terms.evaluate(|one| self.terms.contains(&one.to_string())) => {
                told(&format!("its terms are not among those that are accepted: {licence}"))
            }
            Ok(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        [licenses]
        allow = ["MIT", "Apache-2.0 WITH LLVM-exception"]
        [bans]
        deny = [{ crate = "sqlite", deny-multiple-versions = true }, { crate = "openssl" }]
    "#;

    fn package(name: &str, version: &str, licence: &str) -> Package {
        Package {
            name: name.to_owned(),
            version: version.to_owned(),
            source: Some("registry+one".to_owned()),
            licence: Some(licence.to_owned()),
        }
    }

    fn faults(packages: &[Package]) -> Vec<String> {
        Rules::read(FILE)
            .map(|rules| rules.faults(packages))
            .unwrap_or_default()
    }

    #[test]
    fn accepted_terms_pass_however_they_are_written() {
        let fine = ["MIT", "GPL-3.0 OR MIT", "GPL-3.0/MIT", "Apache-2.0 WITH LLVM-exception"];
        assert_eq!(
            faults(&fine.map(|licence| package("a", "1.0.0", licence))),
            Vec::<String>::new()
        );
    }

    #[test]
    fn terms_that_are_not_accepted_missing_or_no_terms_are_told() {
        for licence in ["GPL-3.0", "MIT AND GPL-3.0", "Apache-2.0", "whatever"] {
            assert_eq!(faults(&[package("a", "1.0.0", licence)]).len(), 1, "{licence}");
        }
        let without = Package {
            licence: None,
            ..package("a", "1.0.0", "")
        };
        assert_eq!(faults(&[without]), ["a 1.0.0: it says no terms"]);
    }

    #[test]
    fn what_there_may_be_one_of_and_what_may_not_be_there_is_told() {
        let twice = ["1.0.0", "2.0.0"].map(|version| package("sqlite", version, "MIT"));
        assert_eq!(faults(&twice), ["sqlite is there in 2 versions"]);
        let others = ["1.0.0", "2.0.0"].map(|version| package("other", version, "MIT"));
        assert_eq!(faults(&others), Vec::<String>::new());
        assert_eq!(
            faults(&[package("openssl", "1.0.0", "MIT")]),
            ["openssl 1.0.0 may not be built in"]
        );
    }

    #[test]
    fn a_second_registry_and_a_repository_are_told() {
        let from = |source: &str| Package {
            source: Some(source.to_owned()),
            ..package("a", "1.0.0", "MIT")
        };
        assert_eq!(faults(&[from("git+there")]), ["crates come from git+there"]);
        assert_eq!(
            faults(&[from("registry+one"), from("registry+two")]),
            ["crates come from 2 places"]
        );
    }
}
