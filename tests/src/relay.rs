//! A wire between a program and its venue that knows when an order passes, and can do something at that very moment.
//!
//! It copies bytes both ways, sockets of both kinds alike, and reads nothing but the first words of a request. Armed once,
//! it acts once.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What is done at the moment.
pub type Act = Box<dyn FnOnce() + Send>;

/// When to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// An order was about to reach the venue: it never does.
    BeforePost,
    /// The venue has taken the order (or refused it), and its answer never comes back.
    PostUnanswered,
    /// The answer to an order has just been handed back.
    AfterPost,
    /// A cancellation was about to reach the venue: it never does.
    BeforeCancel,
    /// The venue has cancelled, and its answer never comes back.
    CancelUnanswered,
    /// An order was about to be looked up.
    BeforeLookUp,
    /// An order waits on the wire while the act runs, then goes on to the venue, whoever still waits for the answer.
    PostHeld,
}

impl Moment {
    fn request(self) -> &'static [u8] {
        match self {
            Self::BeforePost | Self::PostUnanswered | Self::AfterPost | Self::PostHeld => b"POST /order ",
            Self::BeforeCancel | Self::CancelUnanswered => b"DELETE /order ",
            Self::BeforeLookUp => b"GET /data/order/",
        }
    }
}

/// How the venue behaves as seen through the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Manner {
    /// As it is.
    Well,
    /// It takes everything and says nothing.
    Hangs,
    /// It ends every connection at once.
    Resets,
    /// It answers with bytes that nobody can read.
    Babbles,
}

impl Manner {
    fn of(shared: &AtomicU8) -> Self {
        let now = shared.load(Ordering::SeqCst);
        [Self::Hangs, Self::Resets, Self::Babbles]
            .into_iter()
            .find(|manner| *manner as u8 == now)
            .unwrap_or(Self::Well)
    }
}

/// What it says when it babbles: neither HTTP nor JSON.
const BABBLE: &[u8] = b"\x00\xff\xfe{\"orders\": [nul\r\n\r\n\x16\x03\x01";

/// What the connection's other direction is to do.
const NOTHING: u8 = 0;
const WITHHOLD: u8 = 1;
const ACT_AFTER: u8 = 2;

type Armed = Arc<Mutex<Option<(Moment, Act)>>>;

/// The wire.
pub struct Relay {
    address: SocketAddr,
    armed: Armed,
    manner: Arc<AtomicU8>,
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Relay")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Relay {
    /// A wire to that venue. It lasts as long as the process.
    ///
    /// # Panics
    /// When no port is free.
    #[must_use]
    pub fn to(venue: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let armed: Armed = Arc::default();
        let manner = Arc::new(AtomicU8::new(Manner::Well as u8));
        let (shared, behaves) = (Arc::clone(&armed), Arc::clone(&manner));
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if Manner::of(&behaves) == Manner::Resets {
                    continue; // Dropped, and with it the connection.
                }
                if let Ok(server) = TcpStream::connect(venue) {
                    join(client, server, &shared, &behaves);
                }
            }
        });
        Self { address, armed, manner }
    }

    /// Behaves so from now on, on connections that stand too.
    pub fn behave(&self, manner: Manner) {
        self.manner.store(manner as u8, Ordering::SeqCst);
    }

    /// Where the program finds its venue.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Acts at the next such moment, once.
    pub fn arm(&self, moment: Moment, act: impl FnOnce() + Send + 'static) {
        *self.armed.lock().unwrap_or_else(PoisonError::into_inner) = Some((moment, Box::new(act)));
    }

    /// Forgets what it was armed for, if that has not happened yet. Whether it had not.
    pub fn disarm(&self) -> bool {
        self.armed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
            .is_some()
    }
}

/// One connection: a thread for each direction.
fn join(client: TcpStream, server: TcpStream, armed: &Armed, manner: &Arc<AtomicU8>) {
    // Small requests must not wait for each other.
    for end in [&client, &server] {
        let _ = end.set_nodelay(true);
    }
    let (Ok(client_again), Ok(server_again)) = (client.try_clone(), server.try_clone()) else {
        return;
    };
    let reply = Arc::new(Reply {
        order: AtomicU8::new(NOTHING),
        act: Mutex::new(None),
    });
    let (armed, watched) = (Arc::clone(armed), Arc::clone(&reply));
    let (manner, told) = (Arc::clone(manner), Arc::clone(manner));
    std::thread::spawn(move || {
        requests(&client, &server, &armed, &watched, &manner);
        close(&client, &server);
    });
    std::thread::spawn(move || {
        replies(&server_again, &client_again, &reply, &told);
        close(&client_again, &server_again);
    });
}

struct Reply {
    order: AtomicU8,
    act: Mutex<Option<Act>>,
}

fn requests(mut client: &TcpStream, mut server: &TcpStream, armed: &Armed, reply: &Reply, manner: &AtomicU8) {
    let mut piece = vec![0_u8; 65_536];
    while let Ok(count @ 1..) = client.read(&mut piece) {
        match Manner::of(manner) {
            Manner::Well => {}
            Manner::Hangs => continue,
            Manner::Resets => return,
            Manner::Babbles => {
                // Whoever asked may have gone.
                let _ = client.write_all(BABBLE);
                return;
            }
        }
        if let Some((moment, act)) = take(armed, &piece[..count]) {
            match moment {
                Moment::BeforePost | Moment::BeforeCancel | Moment::BeforeLookUp => {
                    act();
                    return;
                }
                Moment::PostHeld => act(),
                Moment::PostUnanswered | Moment::CancelUnanswered => reply.expect(WITHHOLD, act),
                Moment::AfterPost => reply.expect(ACT_AFTER, act),
            }
        }
        if server.write_all(&piece[..count]).is_err() {
            return;
        }
    }
}

fn take(armed: &Armed, piece: &[u8]) -> Option<(Moment, Act)> {
    let mut armed = armed.lock().unwrap_or_else(PoisonError::into_inner);
    let wanted = armed
        .as_ref()
        .is_some_and(|(moment, _)| piece.starts_with(moment.request()));
    if wanted { armed.take() } else { None }
}

impl Reply {
    fn expect(&self, order: u8, act: Act) {
        *self.act.lock().unwrap_or_else(PoisonError::into_inner) = Some(act);
        self.order.store(order, Ordering::SeqCst);
    }

    fn act(&self) {
        if let Some(act) = self.act.lock().unwrap_or_else(PoisonError::into_inner).take() {
            act();
        }
    }
}

fn replies(mut server: &TcpStream, mut client: &TcpStream, reply: &Reply, manner: &AtomicU8) {
    let mut piece = vec![0_u8; 65_536];
    while let Ok(count @ 1..) = server.read(&mut piece) {
        match Manner::of(manner) {
            Manner::Well => {}
            Manner::Hangs => continue,
            Manner::Resets | Manner::Babbles => return,
        }
        let order = reply.order.swap(NOTHING, Ordering::SeqCst);
        if order == WITHHOLD {
            reply.act();
            return;
        }
        if client.write_all(&piece[..count]).is_err() {
            return;
        }
        if order == ACT_AFTER {
            reply.act();
        }
    }
}

fn close(one: &TcpStream, other: &TcpStream) {
    // Either may be closed already.
    let _ = one.shutdown(Shutdown::Both);
    let _ = other.shutdown(Shutdown::Both);
}
