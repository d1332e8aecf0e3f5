//! `sim serve`: the simulated venue alone, until it is interrupted.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use pilotfish_copy::ids::VenueMs;
use pilotfish_engine::clock::system_ms;
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{RateLimits, ServerOptions, TlsOptions, serve};

use crate::args::Serve;
use crate::error::CliError;
use crate::parse::Pace;

pub(crate) async fn run(args: Serve) -> Result<(), CliError> {
    let Pace::Times(speed) = args.speed else {
        return Err(CliError::Usage(
            "sim serve runs in real time: give a finite --speed".to_owned(),
        ));
    };
    let start = args.start.unwrap_or_else(|| VenueMs(system_ms()));
    let loopback = if args.ipv6 {
        IpAddr::from(Ipv6Addr::LOCALHOST)
    } else {
        IpAddr::from(Ipv4Addr::LOCALHOST)
    };
    let server = serve(ServerOptions {
        listen: SocketAddr::new(loopback, args.port),
        speed,
        folder: args.folder,
        rate_limits: if args.rate_limits {
            RateLimits::Enforce
        } else {
            RateLimits::Off
        },
        habits: args.habits,
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
    // The first line says where: whoever started us reads it.
    println!("{}", server.http_url());
    eprintln!(
        "simulated Polymarket, world {}, seed {}; interrupt to end",
        server.world_id(),
        args.seed
    );
    interrupted().await?;
    server.shutdown().await;
    Ok(())
}

/// Until Ctrl-C or a termination signal.
pub(crate) async fn interrupted() -> Result<(), CliError> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            done = tokio::signal::ctrl_c() => done?,
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await?;
    Ok(())
}
