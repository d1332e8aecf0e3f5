//! A long day with many traders, and what the core's memory is by the hour: `cargo xtask soak`.

use std::process::ExitCode;

use peak_alloc::PeakAlloc;

/// Counts what is allocated: of many things in one process, which one's memory grows.
#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    pilotfish_world::simulate::soak(&arguments, || HEAP.current_usage())
}
