//! The package for Fedora, openSUSE and what follows from them, by `rpmbuild`, which finds by itself what the programs are linked with.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::project::Project;
use super::stage::Stage;
use crate::process::run;

/// Packs the tree; gives the package's path.
pub(super) fn make(project: &Project, stage: &Stage, into: &Path, trial: bool) -> Result<PathBuf, String> {
    stage.put_zsh_in("usr/share/zsh/site-functions")?;
    let top = stage.aside("rpm")?;
    // Its own scripts take a path apart at blanks, and remove what they take for folders.
    if top.to_string_lossy().contains(char::is_whitespace) {
        return Err(format!(
            "rpmbuild takes no folder with a blank in its path: {}; name another one with --into",
            top.display()
        ));
    }
    let spec = top.join("pilotfish.spec");
    std::fs::write(&spec, text(project, stage)?).map_err(|error| format!("{}: {error}", spec.display()))?;
    let payload = if trial { "w0.gzdio" } else { "w9.xzdio" };
    let mut pack = Command::new("rpmbuild");
    pack.arg("-bb").env("SOURCE_DATE_EPOCH", project.epoch.to_string());
    for (name, value) in [
        ("_topdir", top.to_string_lossy().as_ref()),
        ("_binary_payload", payload),
        // The same bytes whoever makes it, and when.
        ("_buildhost", "localhost"),
        ("use_source_date_epoch_as_buildtime", "1"),
        ("clamp_mtime_to_source_date_epoch", "1"),
        // The programs are packed as they were built: nothing is stripped, split off or linked.
        ("debug_package", "%{nil}"),
        ("__os_install_post", "%{nil}"),
        ("_build_id_links", "none"),
    ] {
        pack.arg("--define").arg(format!("{name} {value}"));
    }
    pack.arg("--define").arg(format!("stage {}", stage.root().display()));
    // What it says goes to where everything else is said: standard output has the packages' lines alone.
    run(pack.arg(&spec).stdout(std::io::stderr()))?;
    let architecture = std::env::consts::ARCH;
    let name = format!("pilotfish-{}-1.{architecture}.rpm", project.ordered_version());
    let made = top.join("RPMS").join(architecture).join(&name);
    let package = into.join(name);
    std::fs::copy(&made, &package).map_err(|error| format!("{}: {error}", made.display()))?;
    Ok(package)
}

fn text(project: &Project, stage: &Stage) -> Result<String, String> {
    let files: Vec<String> = stage
        .files()?
        .iter()
        .map(|file| format!("\"/{}\"", file.display()))
        .collect();
    Ok(format!(
        "Name: {name}\nVersion: {version}\nRelease: 1\nSummary: {description}\nLicense: {licence}\n\
         Recommends: libayatana-appindicator-gtk3\nRecommends: xdg-utils\n\n\
         %description\n{description}: in proportion, with limit orders\nthat move from the trader's price to the market, and with limits that can only\nreduce what is spent. \
         The engine and its records stay on this machine.\n\n\
         %install\nmkdir -p %{{buildroot}}\ncp -a %{{stage}}/. %{{buildroot}}/\n\n\
         %files\n%defattr(-,root,root)\n{files}\n",
        name = project.name,
        version = project.ordered_version(),
        description = project.description,
        licence = project.licence,
        files = files.join("\n"),
    ))
}
