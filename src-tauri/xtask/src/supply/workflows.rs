//! What workflows run of others: by its content, never by a name that somebody can move.

/// Actions that are not named by the hash of a commit, or without the version that it is.
pub(super) fn faults(workflow: &str) -> Vec<String> {
    let uses = workflow.lines().filter_map(|line| {
        let line = line.trim_start().trim_start_matches("- ");
        line.strip_prefix("uses:")
    });
    uses.filter_map(|action| {
        let (name, version) = action.split_once('#').unwrap_or((action, ""));
        let hash = name.trim().rsplit('@').next().unwrap_or_default();
        let is_hash = hash.len() == 40 && hash.chars().all(|letter| letter.is_ascii_hexdigit());
        let is_told = version.trim().starts_with('v');
        (!is_hash || !is_told).then(|| {
            format!(
                "{} is to be named by its commit, with the version behind it: owner/name@HASH # v1.2.3",
                name.trim()
            )
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_named_by_its_commit_and_version() {
        let hash = "3d3c42e5aac5ba805825da76410c181273ba90b1";
        assert!(faults(&format!("    - uses: actions/checkout@{hash} # v7.0.1\n")).is_empty());
        for wrong in [
            "      uses: actions/checkout@v7 # v7.0.1".to_owned(),
            "    - uses: actions/checkout@main".to_owned(),
            format!("    - uses: actions/checkout@{hash}"),
            format!("    - uses: actions/checkout@{} # v7.0.1", &hash[1..]),
        ] {
            assert_eq!(faults(&wrong).len(), 1, "{wrong}");
        }
    }
}
