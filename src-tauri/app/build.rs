//! Hands the app's configuration and icons to Tauri's own build step.

fn main() {
    tauri_build::build();
}
