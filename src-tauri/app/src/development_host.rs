//! The development host. See the library beside it.

fn main() -> std::process::ExitCode {
    pilotfish_app::development::run()
}
