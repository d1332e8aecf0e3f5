//! The desktop app. See the library beside it.
#![cfg_attr(all(not(debug_assertions), target_os = "windows"), windows_subsystem = "windows")]

use std::alloc::System;

use zeroizing_alloc::ZeroAlloc;

/// What is freed is zeroed first. Whatever of ours holds a secret does so by itself; this is for the copies that libraries make of what
/// they carry: the toolkit's of what the key window sends, the keychain's messages, texts that grew.
#[global_allocator]
static MEMORY: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> std::process::ExitCode {
    pilotfish_app::run()
}
