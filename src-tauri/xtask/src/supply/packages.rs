//! The parts as the lock files have them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// A crate of a graph.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) version: String,
    /// Where it comes from; none: a folder of ours.
    pub(super) source: Option<String>,
    /// Its terms, as its author writes them.
    pub(super) licence: Option<String>,
}

impl Package {
    fn of(value: &Value) -> Option<Self> {
        let word = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            name: word("name")?,
            version: word("version")?,
            source: word("source"),
            licence: word("license"),
        })
    }
}

/// The crates that a graph of `cargo metadata` really has: its list of packages is of every system.
pub(super) fn resolved(metadata: &str) -> Result<Vec<Package>, String> {
    let metadata: Value = serde_json::from_str(metadata).map_err(|error| error.to_string())?;
    let ids: BTreeSet<&str> = rows(&metadata, "/resolve/nodes")
        .filter_map(|node| text(node, "id"))
        .collect();
    let packages: Vec<Package> = rows(&metadata, "/packages")
        .filter(|package| text(package, "id").is_some_and(|id| ids.contains(id)))
        .filter_map(Package::of)
        .collect();
    if packages.is_empty() || packages.len() != ids.len() {
        return Err(format!("{} crates in the graph, {} known", ids.len(), packages.len()));
    }
    Ok(packages)
}

/// The names and versions in what `cargo tree --prefix none --format {p}` prints: `name v1.2.3`, and more where it is no registry's.
pub(super) fn named(tree: &str) -> BTreeSet<(&str, &str)> {
    let of_line = |line| {
        let mut words = str::split_whitespace(line);
        Some((words.next()?, words.next()?.strip_prefix('v')?))
    };
    tree.lines().filter_map(of_line).collect()
}

/// The crates of others that ours name.
pub(super) fn wanted(metadata: &str) -> Result<BTreeSet<String>, String> {
    let metadata: Value = serde_json::from_str(metadata).map_err(|error| error.to_string())?;
    let named = rows(&metadata, "/packages").flat_map(|package| rows(package, "/dependencies"));
    let others = named.filter(|one| one.get("path").is_none_or(Value::is_null));
    Ok(others.filter_map(|one| text(one, "name")).map(str::to_owned).collect())
}

/// The packages of a `package.json`, by its lock file.
pub(super) struct Pages {
    /// Those that it names.
    pub(super) wanted: BTreeSet<String>,
    /// Every one that is installed, by its place.
    locked: BTreeMap<String, Value>,
}

impl Pages {
    pub(super) fn read(named: &str, locked: &str) -> Result<Self, String> {
        let named: Value = serde_json::from_str(named).map_err(|error| error.to_string())?;
        let mut locked: Value = serde_json::from_str(locked).map_err(|error| error.to_string())?;
        let keys = |key: &str| {
            named
                .get(key)
                .and_then(Value::as_object)
                .into_iter()
                .flat_map(serde_json::Map::keys)
        };
        let wanted = keys("dependencies").chain(keys("devDependencies")).cloned().collect();
        let locked = match locked.get_mut("packages").map(Value::take) {
            Some(Value::Object(map)) => map.into_iter().filter(|(place, _)| !place.is_empty()).collect(),
            _ => return Err("the lock file has no packages".to_owned()),
        };
        Ok(Self { wanted, locked })
    }

    /// What is not by its content, is not from the registry, or would run something while it is installed.
    pub(super) fn faults(&self) -> Vec<String> {
        let each = |(place, package): (&String, &Value)| {
            let pinned = text(package, "integrity").is_some_and(|sum| sum.starts_with("sha512-"));
            // A package inside of another's archive is pinned with it.
            let inside = package.get("inBundle").is_some_and(|inside| inside == true);
            let from = text(package, "resolved").unwrap_or_default();
            // Those that only another system installs do not get here with scripts switched off.
            let optional = package.get("optional").is_some_and(|optional| optional == true);
            let runs = package.get("hasInstallScript").is_some_and(|runs| runs == true) && !optional;
            let mut faults = Vec::new();
            if !pinned && !inside {
                faults.push(format!("{place} is not pinned by its content"));
            }
            if from.starts_with("git") || from.starts_with("http:") || from.starts_with("file:") {
                faults.push(format!("{place} is from elsewhere: {from}"));
            }
            if runs {
                faults.push(format!("{place} wants to run a script while it is installed"));
            }
            faults
        };
        self.locked.iter().flat_map(each).collect()
    }
}

fn rows<'a>(value: &'a Value, at: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value.pointer(at).and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_are_read_from_the_lines_of_a_tree() {
        let tree = "serde v1.0.228\npilotfish v0.1.0 (/somewhere)\n\nserde_derive v1.0.228 (proc-macro) (*)\n";
        let all = [
            ("pilotfish", "0.1.0"),
            ("serde", "1.0.228"),
            ("serde_derive", "1.0.228"),
        ];
        assert_eq!(named(tree), BTreeSet::from(all));
    }

    #[test]
    fn of_a_graph_only_what_it_takes_counts() {
        let metadata = r#"{"resolve":{"nodes":[{"id":"a"}]},"packages":[
            {"id":"a","name":"a","version":"1.0.0","source":null,"license":"MIT"},
            {"id":"b","name":"b","version":"1.0.0","source":null,"license":null}]}"#;
        let names: Vec<String> = resolved(metadata)
            .unwrap_or_default()
            .into_iter()
            .map(|package| package.name)
            .collect();
        assert_eq!(names, ["a"]);
        assert!(resolved(r#"{"resolve":{"nodes":[{"id":"x"}]},"packages":[]}"#).is_err());
    }

    #[test]
    fn our_own_crates_are_not_wanted_of_others() {
        let metadata = r#"{"packages":[{"dependencies":[{"name":"serde"},{"name":"own","path":"/own"}]}]}"#;
        assert_eq!(
            wanted(metadata).unwrap_or_default(),
            BTreeSet::from(["serde".to_owned()])
        );
    }

    #[test]
    fn what_is_not_pinned_comes_from_elsewhere_or_runs_a_script_is_told() {
        let faults = |package: &str| {
            let locked = format!(r#"{{"packages":{{"":{{}},"node_modules/x":{package}}}}}"#);
            Pages::read("{}", &locked)
                .map(|pages| pages.faults())
                .unwrap_or_default()
        };
        assert!(faults(r#"{"integrity":"sha512-x"}"#).is_empty());
        assert!(faults(r#"{"inBundle":true}"#).is_empty());
        assert!(faults(r#"{"integrity":"sha512-x","hasInstallScript":true,"optional":true}"#).is_empty());
        assert_eq!(faults("{}"), ["node_modules/x is not pinned by its content"]);
        assert_eq!(
            faults(r#"{"integrity":"sha1-x"}"#),
            ["node_modules/x is not pinned by its content"]
        );
        assert_eq!(
            faults(r#"{"integrity":"sha512-x","resolved":"git+ssh://x"}"#),
            ["node_modules/x is from elsewhere: git+ssh://x"]
        );
        assert_eq!(
            faults(r#"{"integrity":"sha512-x","hasInstallScript":true}"#),
            ["node_modules/x wants to run a script while it is installed"]
        );
    }
}
