//! Which version is taken, and what is refused: the rules, without a clock or a window.
//!
//! What is told of a version is signed by nobody, and says only where a file is. What counts is the file's own signature, by the key that
//! is built in, which names the version that it was made for. So an old file cannot be passed off as a new version, whoever the host is.

use std::io::Write;
use std::path::{Path, PathBuf};

use pilotfish_api::types::{FoundVersion, UpdateChannel, UpdateRefusal};
use pilotfish_polymarket::releases::{FetchError, Fetched, Releases};
use semver::Version;
use tauri::Url;
use tauri_plugin_updater::{Error, Update, Updater};

/// A version's file is no larger than this, bytes.
pub(super) const FILE_MOST: u64 = 400_000_000;
/// So much of what its makers wrote is shown, characters.
const NOTES_MOST: usize = 20_000;

/// Why it came to nothing, and in words with figures.
pub(super) type Refused = (UpdateRefusal, String);

/// A version that may be put in place: its file is here, and its signature is good.
#[derive(Clone)]
pub(super) struct Here {
    pub(super) update: Update,
    pub(super) file: PathBuf,
}

/// The newer version that is told at that address, if there is one and it is of that channel.
pub(super) async fn found(
    releases: &Releases,
    updater: &Updater,
    at: &Url,
    channel: UpdateChannel,
) -> Result<Option<Update>, Refused> {
    let told = releases.told(at).await.map_err(not_fetched)?;
    // It answers nothing where the version is not newer than this one.
    let newer = updater.restore_update(told).map_err(|error| refused(&error))?;
    Ok(newer.filter(|update| is_taken(channel, &update.version)))
}

/// Whether a version is of that channel: what comes before a release is for those who chose it.
pub(super) fn is_taken(channel: UpdateChannel, version: &str) -> bool {
    match channel {
        UpdateChannel::Preview => true,
        UpdateChannel::Stable => version.parse().is_ok_and(|version: Version| version.pre.is_empty()),
    }
}

/// What is shown of it. Its makers' words are theirs: plain letters, of a bounded length.
pub(super) fn shown(update: &Update) -> FoundVersion {
    let notes = update.body.as_deref().unwrap_or_default();
    let is_plain = |letter: &char| !letter.is_control() || matches!(letter, '\n' | '\t');
    FoundVersion {
        version: update.version.clone(),
        notes: notes.chars().filter(is_plain).take(NOTES_MOST).collect(),
        date: update.date.map(|date| date.date().to_string()),
    }
}

/// Fetches its file, checks its signature, and keeps it in that folder.
pub(super) async fn fetched(
    releases: &Releases,
    update: Update,
    folder: &Path,
    progress: impl FnMut(Fetched),
) -> Result<Here, Refused> {
    let file = releases.file(&update.download_url, FILE_MOST, progress).await;
    let bytes = file.map_err(not_fetched)?;
    let folder = folder.to_owned();
    let kept = tauri::async_runtime::spawn_blocking(move || {
        update.verify(&bytes).map_err(|error| refused(&error))?;
        let file = keep(&folder, &bytes).map_err(|error| (UpdateRefusal::NotKept, error.to_string()))?;
        Ok(Here { update, file })
    });
    kept.await
        .unwrap_or_else(|error| Err((UpdateRefusal::NotKept, error.to_string())))
}

/// Puts it in place. It is looked at once more: it lay on a disk meanwhile.
pub(super) fn install(here: &Here) -> Result<(), Refused> {
    let bytes = std::fs::read(&here.file).map_err(|error| (UpdateRefusal::NotKept, error.to_string()))?;
    here.update.install(bytes).map_err(|error| refused(&error))
}

fn keep(folder: &Path, bytes: &[u8]) -> std::io::Result<PathBuf> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    let mut options = std::fs::File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        builder.mode(0o700);
        options.mode(0o600);
    }
    builder.create(folder)?;
    let path = folder.join("version");
    let mut file = options.open(&path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(path)
}

fn not_fetched(error: FetchError) -> Refused {
    let why = match &error {
        FetchError::OtherHost(_) => UpdateRefusal::OtherHost,
        FetchError::Unreachable(_) | FetchError::Status(_) => UpdateRefusal::Unreachable,
        FetchError::TooLong { .. } => UpdateRefusal::TooLong,
        FetchError::BrokeOff { .. } => UpdateRefusal::BrokeOff,
        FetchError::Unreadable(_) => UpdateRefusal::Unreadable,
    };
    (why, error.to_string())
}

fn refused(error: &Error) -> Refused {
    let why = match error {
        Error::Minisign(minisign_verify::Error::UnexpectedKeyId) => UpdateRefusal::WrongKey,
        Error::Minisign(_) | Error::Base64(_) | Error::SignatureUtf8(_) => UpdateRefusal::Tampered,
        Error::SignedVersionMismatch { .. } | Error::MissingSignedVersion => UpdateRefusal::OtherVersion,
        Error::TargetNotFound(_) | Error::TargetsNotFound(_) | Error::UnsupportedArch | Error::UnsupportedOs => {
            UpdateRefusal::NothingForHere
        }
        Error::Serialization(_) | Error::Semver(_) | Error::UrlParse(_) | Error::ReleaseNotFound => {
            UpdateRefusal::Unreadable
        }
        _ => UpdateRefusal::NotInstalled,
    };
    (why, error.to_string())
}
