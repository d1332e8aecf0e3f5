//! The command list for another process of the same user: a Unix socket beside the database, or a named pipe on Windows.
//!
//! One line of JSON each way: `{"command":"pause","arguments":{}}`, and `{"answer":…}` or `{"error":{"code":…,"detail":…}}`.
//! What widens what can be lost in live is asked on the screen by a program that has one. One that has none answers `{"ask":…}`: the
//! same request with that question as `confirmed` says that a person has said yes to just that, at the terminal of whoever asks.
//! Only the owner may open it: the socket lies in a folder of mode 0700 and has mode 0600 itself; a pipe may be written to by
//! its creator's account and by administrators only, which is the system's default.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio_util::sync::CancellationToken;

use crate::Api;
use crate::call::CallError;
use crate::risk::Question;
use crate::risk::asking::Terminal;
use crate::types::{ApiError, ErrorCode};

/// The longest request or answer, bytes. An answer may hold a whole list of orders.
const LINE_MOST: u64 = 64 * 1024 * 1024;
/// How long whoever connected may take to send a request, real time.
const REQUEST_WITHIN: Duration = Duration::from_secs(10);
/// How long a connection may take, real time.
const CONNECT_WITHIN: Duration = Duration::from_secs(2);

#[derive(Debug, Serialize, Deserialize)]
struct Request {
    command: String,
    #[serde(default)]
    arguments: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    confirmed: Option<Question>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Reply {
    Answer(Value),
    Ask(Box<Question>),
    Error(ApiError),
}

/// Why a command could not be given to the program that holds the data.
#[derive(Debug, thiserror::Error)]
pub enum SocketError {
    /// No program listens: none runs, or it holds no data yet.
    #[error("no program listens at {}", .0.display())]
    Nobody(PathBuf),
    /// It listens, and does not answer as it should.
    #[error("the running program does not answer: {0}")]
    Broken(String),
    /// The command refuses.
    #[error("{}", .0.detail)]
    Refused(ApiError),
    /// A person has to say yes to this first: see [`ask_confirmed`].
    #[error("this has to be confirmed at a terminal")]
    Asks(Box<Question>),
}

/// Serves the command list at a folder's socket until stopped.
///
/// # Errors
/// When it cannot listen there. Everything else of the program works without it.
pub async fn serve(api: Api, folder: &Path, stop: CancellationToken) -> std::io::Result<()> {
    let mut listener = platform::Listener::bind(folder)?;
    api.now_heard();
    tracing::info!(at = %platform::address(folder).display(), "listening for commands");
    loop {
        let connection = tokio::select! {
            () = stop.cancelled() => return Ok(()),
            connection = listener.accept() => connection,
        };
        match connection {
            Ok(connection) => {
                let api = api.clone();
                tokio::spawn(async move {
                    if let Err(error) = answer(&api, connection).await {
                        tracing::debug!(%error, "a command's connection broke");
                    }
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a command's connection was not taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn answer(api: &Api, connection: impl AsyncRead + AsyncWrite + Unpin) -> std::io::Result<()> {
    let (reading, mut writing) = tokio::io::split(connection);
    let mut line = String::new();
    let mut reading = BufReader::new(reading.take(LINE_MOST));
    match tokio::time::timeout(REQUEST_WITHIN, reading.read_line(&mut line)).await {
        Ok(read) => read?,
        Err(_) => return Err(std::io::ErrorKind::TimedOut.into()),
    };
    let reply = match serde_json::from_str::<Request>(&line) {
        Ok(Request {
            command,
            arguments,
            confirmed,
        }) => {
            let arguments = if arguments.is_null() {
                Value::Object(serde_json::Map::new())
            } else {
                arguments
            };
            let terminal = Arc::new(Terminal {
                confirmed,
                ..Terminal::default()
            });
            let answer = api.for_process(Arc::clone(&terminal)).call(&command, arguments).await;
            let asks = terminal.asks.lock().unwrap_or_else(PoisonError::into_inner).take();
            match (answer, asks) {
                (Ok(answer), _) => Reply::Answer(answer),
                (Err(_), Some(question)) => Reply::Ask(Box::new(question)),
                (Err(CallError::Refused(error)), None) => Reply::Error(error),
                (Err(error), None) => Reply::Error(crate::problem(ErrorCode::UnknownChoice, error.to_string())),
            }
        }
        Err(error) => Reply::Error(crate::problem(ErrorCode::UnknownChoice, error.to_string())),
    };
    let mut text = serde_json::to_vec(&reply)?;
    text.push(b'\n');
    writing.write_all(&text).await?;
    writing.shutdown().await
}

/// Gives a command to whichever program holds the data of that folder.
///
/// # Errors
/// [`SocketError::Nobody`] when none listens, [`SocketError::Broken`] when it does not answer, [`SocketError::Asks`] when a person
/// has to say yes first, and the command's.
pub async fn ask(folder: &Path, command: &str, arguments: Value) -> Result<Value, SocketError> {
    give(folder, command, arguments, None).await
}

/// As [`ask`], after a person at this process's terminal has read that question and said yes to it.
///
/// # Errors
/// As [`ask`]; [`SocketError::Asks`] again where things have changed and another question stands.
pub async fn ask_confirmed(
    folder: &Path,
    command: &str,
    arguments: Value,
    question: Question,
) -> Result<Value, SocketError> {
    give(folder, command, arguments, Some(question)).await
}

async fn give(
    folder: &Path,
    command: &str,
    arguments: Value,
    confirmed: Option<Question>,
) -> Result<Value, SocketError> {
    let nobody = || SocketError::Nobody(platform::address(folder));
    let broken = |error: std::io::Error| SocketError::Broken(error.to_string());
    let connection = tokio::time::timeout(CONNECT_WITHIN, platform::connect(folder))
        .await
        .map_err(|_| SocketError::Broken("no connection in time".to_owned()))?
        .map_err(|_| nobody())?;
    let (reading, mut writing) = tokio::io::split(connection);
    let request = Request {
        command: command.to_owned(),
        arguments,
        confirmed,
    };
    let mut text = serde_json::to_vec(&request).map_err(|error| SocketError::Broken(error.to_string()))?;
    text.push(b'\n');
    writing.write_all(&text).await.map_err(broken)?;
    let mut line = String::new();
    let mut reading = BufReader::new(reading.take(LINE_MOST));
    reading.read_line(&mut line).await.map_err(broken)?;
    match serde_json::from_str(&line) {
        Ok(Reply::Answer(answer)) => Ok(answer),
        Ok(Reply::Ask(question)) => Err(SocketError::Asks(question)),
        Ok(Reply::Error(error)) => Err(SocketError::Refused(error)),
        Err(error) => Err(SocketError::Broken(error.to_string())),
    }
}

#[cfg(unix)]
mod platform {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;
    use std::path::{Path, PathBuf};

    use tokio::net::{UnixListener, UnixStream};

    /// The socket's name, beside the database.
    const NAME: &str = "engine.sock";

    pub(super) fn address(folder: &Path) -> PathBuf {
        folder.join(NAME)
    }

    /// Removes its socket when it goes.
    pub(super) struct Listener {
        listener: UnixListener,
        path: PathBuf,
    }

    impl Listener {
        /// Whoever calls holds the data's lock, so that a socket that is there is a dead one's.
        pub(super) fn bind(folder: &Path) -> std::io::Result<Self> {
            let path = address(folder);
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let listener = UnixListener::bind(&path)?;
            std::fs::set_permissions(&path, Permissions::from_mode(0o600))?;
            Ok(Self { listener, path })
        }

        pub(super) async fn accept(&mut self) -> std::io::Result<UnixStream> {
            Ok(self.listener.accept().await?.0)
        }
    }

    impl Drop for Listener {
        fn drop(&mut self) {
            // What cannot be removed is replaced by the next one.
            let _ = std::fs::remove_file(&self.path);
        }
    }

    pub(super) async fn connect(folder: &Path) -> std::io::Result<UnixStream> {
        UnixStream::connect(address(folder)).await
    }
}

#[cfg(windows)]
mod platform {
    use std::hash::{DefaultHasher, Hash, Hasher};
    use std::path::{Path, PathBuf};
    use std::time::Duration;

    use tokio::net::windows::named_pipe::{ClientOptions, NamedPipeClient, NamedPipeServer, ServerOptions};

    /// Every end that listens is taken (the system's number of it): another one is made at once.
    const ALL_TAKEN: i32 = 231;
    /// Between two tries then, real time. Whoever calls gives up when it takes too long.
    const BETWEEN_TRIES: Duration = Duration::from_millis(20);

    /// Pipes have one flat room of names: the folder's hash tells them apart. However the folder is named, it has one.
    ///
    /// The system's own rights of a pipe let nobody but the user, administrators and the system write into it; who can only read is
    /// answered nothing, since nothing was asked. Other computers are kept out.
    pub(super) fn address(folder: &Path) -> PathBuf {
        let named = std::fs::canonicalize(folder).or_else(|_| std::path::absolute(folder));
        let mut hasher = DefaultHasher::new();
        named.as_deref().unwrap_or(folder).hash(&mut hasher);
        PathBuf::from(format!(r"\\.\pipe\pilotfish-{:016x}", hasher.finish()))
    }

    pub(super) struct Listener {
        address: PathBuf,
        next: NamedPipeServer,
    }

    impl Listener {
        pub(super) fn bind(folder: &Path) -> std::io::Result<Self> {
            let address = address(folder);
            // Nobody else's pipe of that name is joined.
            let next = ServerOptions::new().first_pipe_instance(true).create(&address)?;
            Ok(Self { address, next })
        }

        pub(super) async fn accept(&mut self) -> std::io::Result<NamedPipeServer> {
            self.next.connect().await?;
            let following = ServerOptions::new().create(&self.address)?;
            Ok(std::mem::replace(&mut self.next, following))
        }
    }

    pub(super) async fn connect(folder: &Path) -> std::io::Result<NamedPipeClient> {
        let address = address(folder);
        loop {
            match ClientOptions::new().open(&address) {
                Err(error) if error.raw_os_error() == Some(ALL_TAKEN) => tokio::time::sleep(BETWEEN_TRIES).await,
                answer => return answer,
            }
        }
    }
}
