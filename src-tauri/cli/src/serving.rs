//! `sim serve`: the simulated venue alone, until it is interrupted.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use pilotfish_copy::ids::VenueMs;
use pilotfish_engine::clock::system_ms;
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{RateLimits, ServerHandle, ServerOptions, Speed, TlsOptions, serve};

use crate::args::Serve;
use crate::error::CliError;
use crate::interrupts::Interrupts;
use crate::parse::Pace;

/// A world that is further behind is one that goes on, ms: making one takes some seconds.
const CATCH_UP_MOST_MS: u64 = 60_000;

pub(crate) async fn run(args: Serve) -> Result<(), CliError> {
    let Pace::Times(speed) = args.speed else {
        return Err(CliError::Usage(
            "sim serve runs in real time: give a finite --speed".to_owned(),
        ));
    };
    let mut interrupts = Interrupts::listen()?;
    let start = args.start.unwrap_or_else(|| VenueMs(system_ms()));
    let loopback = if args.ipv6 {
        IpAddr::from(Ipv6Addr::LOCALHOST)
    } else {
        IpAddr::from(Ipv4Addr::LOCALHOST)
    };
    let server = serve(ServerOptions {
        listen: SocketAddr::new(loopback, args.port),
        speed,
        // The programs that are tried against it go by the real time.
        real_time: args.start.is_none(),
        folder: args.folder,
        rate_limits: if args.rate_limits {
            RateLimits::Enforce
        } else {
            RateLimits::Off
        },
        habits: args.habits,
        habit_waits_most_ms: args.habit_waits_at_most,
        accounts: args.accounts,
        tls: args.tls.then_some(TlsOptions {
            names: args.names,
            authority: args.authority,
        }),
        ..ServerOptions::new(VenueOptions {
            balance: args.balance,
            breadth: args.breadth.breadth(),
            ..VenueOptions::seeded(args.seed, start)
        })
    })
    .await?;
    if args.start.is_none() && speed == Speed::REAL {
        catch_up(&server).await?;
    }
    // The first line says where: whoever started us reads it.
    println!("{}", server.http_url());
    eprintln!(
        "simulated Polymarket, world {}, seed {}; interrupt to end",
        server.world_id(),
        args.seed
    );
    interrupts.come().await;
    server.shutdown().await;
    Ok(())
}

/// Making the world took some time, by which its clock is behind this computer's: it runs at double speed until both agree, as those of
/// a venue and whoever trades there live have to. A world that goes on from long ago stays in its own time.
async fn catch_up(server: &ServerHandle) -> Result<(), CliError> {
    let behind_ms = system_ms() - server.clock()?.now.0;
    let behind = u64::try_from(behind_ms).unwrap_or(0);
    if behind == 0 || behind > CATCH_UP_MOST_MS {
        return Ok(());
    }
    server.set_clock(Some(Speed::times(2)), None)?;
    tokio::time::sleep(Duration::from_millis(behind)).await;
    Ok(server.set_clock(Some(Speed::REAL), None)?)
}
