//! Rebuilds the crate when a migration is added: `migrate!` embeds them and cannot watch a folder by itself.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
