//! The packages of Linux that can be made on a Linux machine: `cargo xtask bundle [deb] [rpm]`, from a tree of files that both share.
//! What macOS and Windows install, and the AppImage, are made by the release workflow with Tauri's own bundler.
//!
//! The files carry the time of the commit and no order, owner or host of the machine that made them, so that two packages of the same
//! programs are the same bytes; [`reproducible`] says what makes two compilations the same, and [`compare`] where they are not.

mod compare;
mod deb;
mod elf;
mod project;
mod reproducible;
mod rpm;
mod stage;
mod texts;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{cargo, run, target};
use crate::{debian, web};

use project::Project;
use stage::Stage;

/// What a package is made from and where it is put.
struct Asked {
    deb: bool,
    rpm: bool,
    /// The folder of built programs; none: they are built first, for release.
    binaries: Option<PathBuf>,
    /// Where the packages are put.
    into: PathBuf,
    /// Another version than that of the Cargo metadata, as updates are tried with.
    version: Option<String>,
    /// For a package that is tried and thrown away: without what only a debugger reads, and not compressed.
    trial: bool,
}

impl Asked {
    fn read(args: &[String]) -> Result<Self, String> {
        let mut asked = Self {
            deb: false,
            rpm: false,
            binaries: None,
            into: target().join("bundle"),
            version: None,
            trial: false,
        };
        let mut left = args.iter();
        while let Some(arg) = left.next() {
            let mut value = || left.next().cloned().ok_or(format!("{arg} takes a value"));
            match arg.as_str() {
                "deb" => asked.deb = true,
                "rpm" => asked.rpm = true,
                "--binaries" => asked.binaries = Some(value()?.into()),
                "--into" => asked.into = value()?.into(),
                "--version" => asked.version = Some(value()?),
                "--trial" => asked.trial = true,
                other => {
                    return Err(format!(
                        "bundle: {other} is not known: deb, rpm, --binaries FOLDER, --into FOLDER, --version VERSION, --trial, \
                         --compare ONE OTHER, --environment"
                    ));
                }
            }
        }
        if !asked.deb && !asked.rpm {
            (asked.deb, asked.rpm) = (true, true);
        }
        Ok(asked)
    }
}

/// Makes the packages and prints a line for each: its path, its size in bytes, its SHA-256.
pub(crate) fn bundle(args: &[String]) -> Result<(), String> {
    match args {
        [word] if word == "--environment" => {
            for (name, value) in reproducible::environment()? {
                println!("{name}={value}");
            }
            return Ok(());
        }
        [word, one, other] if word == "--compare" => return compare::compare(Path::new(one), Path::new(other)),
        _ => {}
    }
    if !cfg!(target_os = "linux") {
        return Err("deb and rpm are made on Linux; see .github/workflows/release.yml for the others".to_owned());
    }
    let mut asked = Asked::read(args)?;
    // What packs works in folders of its own.
    asked.into = std::path::absolute(&asked.into).map_err(|error| format!("{}: {error}", asked.into.display()))?;
    let mut tools = debian::BUILD.to_vec();
    if asked.rpm {
        tools.extend(debian::RPM);
    }
    debian::ensure(&tools)?;
    let binaries = match &asked.binaries {
        Some(folder) => folder.clone(),
        None => release()?,
    };
    for package in make(&asked, &binaries)? {
        println!("{}", line(&package)?);
    }
    Ok(())
}

/// Makes the packages of the programs in that folder; gives their paths.
fn make(asked: &Asked, binaries: &Path) -> Result<Vec<PathBuf>, String> {
    let project = Project::read(asked.version.as_deref())?;
    std::fs::create_dir_all(&asked.into).map_err(|error| format!("{}: {error}", asked.into.display()))?;
    let stage = Stage::lay(&project, binaries, asked)?;
    let mut made = Vec::new();
    if asked.deb {
        made.push(deb::make(&project, &stage, &asked.into, asked.trial)?);
    }
    if asked.rpm {
        made.push(rpm::make(&project, &stage, &asked.into, asked.trial)?);
    }
    Ok(made)
}

/// Makes the package for Debian of the programs in that folder, as for a release; gives its path.
pub(crate) fn deb_of(binaries: &Path, into: &Path) -> Result<PathBuf, String> {
    let asked = Asked {
        deb: true,
        rpm: false,
        binaries: Some(binaries.to_owned()),
        into: std::path::absolute(into).map_err(|error| format!("{}: {error}", into.display()))?,
        version: None,
        trial: false,
    };
    let made = make(&asked, binaries)?;
    made.into_iter().next().ok_or("no package was made".to_owned())
}

/// Builds the programs as they are shipped: with none of what only tests may have.
pub(crate) fn release() -> Result<PathBuf, String> {
    web::build()?;
    let packages = ["--package", "pilotfish", "--package", "pilotfish-cli"];
    let mut build = cargo(&["build", "--release", "--locked", "--bins"]);
    reproducible::set(&mut build)?;
    run(build.args(packages))?;
    Ok(target().join("release"))
}

/// `PATH BYTES SHA256`.
fn line(package: &Path) -> Result<String, String> {
    let bytes = package
        .metadata()
        .map_err(|error| format!("{}: {error}", package.display()))?
        .len();
    let said = said(Command::new("sha256sum").arg(package))?;
    let sum = said.split(' ').next().unwrap_or_default();
    Ok(format!("{} {bytes} {sum}", package.display()))
}

/// What a program prints, which must end well.
fn said(command: &mut Command) -> Result<String, String> {
    let shown = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .map_err(|error| format!("could not start {shown}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{shown}: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("{shown}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(args: &[&str]) -> Result<Asked, String> {
        Asked::read(&args.iter().map(|&arg| arg.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn both_packages_are_made_unless_one_is_named() {
        assert!(asked(&[]).is_ok_and(|all| all.deb && all.rpm));
        assert!(asked(&["deb", "--into", "out"]).is_ok_and(|one| one.deb && !one.rpm && one.into == Path::new("out")));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        assert!(asked(&["msi"]).is_err_and(|why| why.contains("msi")));
        assert!(asked(&["--into"]).is_err_and(|why| why.contains("--into")));
    }
}
