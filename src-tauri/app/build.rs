//! Hands the app's configuration and icons to Tauri's own build step, and the lists of commands that each window may call.

use tauri_build::{AppManifest, Attributes};

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/app/permissions");
    // With a manifest a command that no list of a window names cannot be called from it. The lists are written by hand: those that
    // the build step makes from names lie in a folder at the top.
    let manifest = AppManifest::new().permissions_path_pattern("src-tauri/app/permissions/*.toml");
    if let Err(error) = tauri_build::try_build(Attributes::new().app_manifest(manifest)) {
        println!("cargo::error={error:#}");
        std::process::exit(1);
    }
}
