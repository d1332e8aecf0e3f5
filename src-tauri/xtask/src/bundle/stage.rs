//! The tree of files that a package brings, laid out under a folder of its own: what is where, with which rights.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::project::Project;
use super::{Asked, said, texts};
use crate::process::root;

/// The sizes of icons of which there is a file, in pixels.
const ICONS: [u32; 8] = [16, 24, 32, 48, 64, 128, 256, 512];

/// Files that are packed as they are: in the repository, in the package.
const AS_THEY_ARE: [(&str, &str); 4] = [
    (
        "src-tauri/xtask/packaging/pilotfish.desktop",
        "usr/share/applications/pilotfish.desktop",
    ),
    (
        "src-tauri/xtask/packaging/pilotfish@.service",
        "usr/lib/systemd/system/pilotfish@.service",
    ),
    (
        "src-tauri/xtask/packaging/pilotfish.service",
        "usr/lib/systemd/user/pilotfish.service",
    ),
    ("LICENSE", "usr/share/doc/pilotfish/copyright"),
];

/// A tree that is ready to be packed. It goes when this does.
pub(super) struct Stage {
    folder: PathBuf,
}

impl Stage {
    /// Lays it out with the programs of that folder, which are asked for their manual pages and completions.
    pub(super) fn lay(project: &Project, binaries: &Path, asked: &Asked) -> Result<Self, String> {
        let stage = Self {
            folder: asked.into.join(format!("stage-{}", std::process::id())),
        };
        std::fs::create_dir_all(stage.root()).map_err(|error| format!("{}: {error}", stage.folder.display()))?;
        for program in ["pilotfish", "pilotfish-cli"] {
            let to = format!("usr/bin/{program}");
            stage.copy(&binaries.join(program), &to)?;
            if asked.trial {
                said(Command::new("strip").arg(stage.root().join(to)))?;
            }
        }
        for (from, to) in AS_THEY_ARE {
            stage.copy(&root().join(from), to)?;
        }
        for size in ICONS {
            let to = format!("usr/share/icons/hicolor/{size}x{size}/apps/pilotfish.png");
            stage.copy(&root().join(format!("icons/{size}x{size}.png")), &to)?;
        }
        let drawing = "usr/share/icons/hicolor/scalable/apps/pilotfish.svg";
        stage.copy(&root().join("icons/icon.svg"), drawing)?;
        let metainfo = "app.pilotfish.pilotfish.metainfo.xml";
        let text = read(&root().join("src-tauri/xtask/packaging").join(metainfo))?;
        stage.write(
            &format!("usr/share/metainfo/{metainfo}"),
            texts::metainfo(&text, project).as_bytes(),
        )?;
        // By it the app knows that a package manager keeps it up to date (`app/src/new_versions/owner.rs`).
        stage.write(
            "usr/share/pilotfish/packaged",
            b"This copy is kept up to date by the package manager.\n",
        )?;
        stage.documents(project)?;
        stage.of_the_command_line()?;
        rights(&stage.root())?;
        Ok(stage)
    }

    /// The folder that stands for `/`.
    pub(super) fn root(&self) -> PathBuf {
        self.folder.join("root")
    }

    /// A folder for what making the package takes besides.
    pub(super) fn aside(&self, name: &str) -> Result<PathBuf, String> {
        let folder = self.folder.join(name);
        std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(folder)
    }

    /// Every file, from the root without a slash before it, in one order wherever it is made.
    pub(super) fn files(&self) -> Result<Vec<PathBuf>, String> {
        let mut all = Vec::new();
        walk(&self.root(), &mut |path, is_folder| {
            if !is_folder && let Ok(inside) = path.strip_prefix(self.root()) {
                all.push(inside.to_owned());
            }
            Ok(())
        })?;
        all.sort();
        Ok(all)
    }

    /// What changed, and the terms of what is built in.
    fn documents(&self, project: &Project) -> Result<(), String> {
        let changes = read(&root().join("CHANGELOG.md"))?;
        self.write_packed("usr/share/doc/pilotfish/changelog.gz", changes.as_bytes())?;
        let licences = read(&root().join("src-tauri/app/licences.txt"))?;
        self.write_packed("usr/share/doc/pilotfish/licences.gz", licences.as_bytes())?;
        let help = said(&mut quietly(&self.root().join("usr/bin/pilotfish"), &["--help"]))?;
        let page = texts::page_of_the_app(&help, project);
        self.write_packed("usr/share/man/man1/pilotfish.1.gz", page.as_bytes())
    }

    /// What `pilotfish-cli` makes of its own definition.
    fn of_the_command_line(&self) -> Result<(), String> {
        let program = self.root().join("usr/bin/pilotfish-cli");
        let pages = self.aside("pages")?;
        said(&mut quietly(&program, &["manual", &pages.to_string_lossy()]))?;
        let listed = std::fs::read_dir(&pages).map_err(|error| format!("{}: {error}", pages.display()))?;
        for entry in listed {
            let path = entry.map_err(|error| format!("{}: {error}", pages.display()))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            self.write_packed(&format!("usr/share/man/man1/{name}.gz"), read(&path)?.as_bytes())?;
        }
        for (shell, file) in [
            ("bash", "usr/share/bash-completion/completions/pilotfish-cli"),
            ("fish", "usr/share/fish/vendor_completions.d/pilotfish-cli.fish"),
        ] {
            let script = said(&mut quietly(&program, &["completions", shell]))?;
            self.write(file, script.as_bytes())?;
        }
        Ok(())
    }

    /// Puts zsh's completions where the zsh of that system looks for those of packages: the one thing that is not in one place everywhere.
    pub(super) fn put_zsh_in(&self, folder: &str) -> Result<(), String> {
        let before = self.root().join("usr/share/zsh");
        match std::fs::remove_dir_all(&before) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(format!("{}: {error}", before.display()));
            }
            _ => {}
        }
        let program = self.root().join("usr/bin/pilotfish-cli");
        let script = said(&mut quietly(&program, &["completions", "zsh"]))?;
        self.write(&format!("{folder}/_pilotfish-cli"), script.as_bytes())?;
        rights(&before)
    }

    fn place(&self, file: &str) -> Result<PathBuf, String> {
        let path = self.root().join(file);
        let folder = path.parent().unwrap_or(&path);
        std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(path)
    }

    fn copy(&self, from: &Path, to: &str) -> Result<(), String> {
        let to = self.place(to)?;
        std::fs::copy(from, to)
            .map(drop)
            .map_err(|error| format!("{}: {error}", from.display()))
    }

    fn write(&self, file: &str, bytes: &[u8]) -> Result<(), String> {
        let path = self.place(file)?;
        std::fs::write(&path, bytes).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Compressed, without name and time, as both systems keep documents.
    fn write_packed(&self, file: &str, bytes: &[u8]) -> Result<(), String> {
        let failed = |error: std::io::Error| format!("gzip: {error}");
        let to = std::fs::File::create(self.place(file)?).map_err(failed)?;
        let mut gzip = Command::new("gzip")
            .args(["--best", "--no-name", "--stdout"])
            .stdin(Stdio::piped())
            .stdout(to)
            .spawn()
            .map_err(failed)?;
        let written = gzip.stdin.take().map_or(Ok(()), |mut pipe| pipe.write_all(bytes));
        let status = gzip.wait().map_err(failed)?;
        written.map_err(failed)?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("gzip: {status}"))
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            eprintln!("{} is left over: {error}", self.folder.display());
        }
    }
}

/// A program that is asked for a text: with nothing of the caller's around it that it could take for its own.
fn quietly(program: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(args)
        .env_remove("PILOTFISH_HOME")
        .env_remove("PILOTFISH_LOG");
    command
}

fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

/// Everybody may read everything and only root may change it, whatever the umask of whoever made it.
#[cfg(unix)]
fn rights(folder: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;

    walk(folder, &mut |path, is_folder| {
        let is_program = path.parent().is_some_and(|above| above.ends_with("usr/bin"));
        let mode = if is_folder || is_program { 0o755 } else { 0o644 };
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
            .map_err(|error| format!("{}: {error}", path.display()))
    })
}

/// See above: packages of Linux are made on Linux.
#[cfg(not(unix))]
fn rights(folder: &Path) -> Result<(), String> {
    Err(format!("{}: no rights can be given here", folder.display()))
}

/// Every folder and file under a folder, and the folder itself.
pub(super) fn walk(path: &Path, each: &mut dyn FnMut(&Path, bool) -> Result<(), String>) -> Result<(), String> {
    let is_folder = path.is_dir();
    each(path, is_folder)?;
    if is_folder {
        let listed = std::fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
        for entry in listed {
            walk(
                &entry.map_err(|error| format!("{}: {error}", path.display()))?.path(),
                each,
            )?;
        }
    }
    Ok(())
}
