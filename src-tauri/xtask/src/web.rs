//! The UI's packages and its built pages.

use std::path::Path;
use std::time::SystemTime;

use crate::process::{has, npm, root, run};

/// Installs the UI's packages if the lock file is newer than what is installed.
pub(crate) fn packages() -> Result<(), String> {
    if !has("npm") {
        return Err("npm is missing: install Node.js 20 or newer".to_owned());
    }
    let ui = root().join("ui");
    let installed = changed(&ui.join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= changed(&ui.join("package-lock.json")) {
        return Ok(());
    }
    // Not `npm install`, which may write the lock file anew: what is installed is what was tested.
    run(&mut npm(&["ci", "--no-audit", "--no-fund"]))
}

/// Builds the pages that the app carries. A matter of seconds, so it is always done.
pub(crate) fn build() -> Result<(), String> {
    packages()?;
    run(&mut npm(&["run", "--silent", "build"]))
}

/// Builds the pages without a look at their types, which is `lint`'s; while bindings are written, the types that follow from them are
/// not there.
pub(crate) fn bundle() -> Result<(), String> {
    packages()?;
    run(&mut npm(&["exec", "--", "vite", "build", "--logLevel", "warn"]))
}

fn changed(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|meta| meta.modified()).ok()
}
