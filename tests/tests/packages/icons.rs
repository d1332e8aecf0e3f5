//! The icons that are committed: every size is what its name says, and the formats of Windows and macOS hold what they should.

use std::path::PathBuf;

use pilotfish_tests::programs::repository;

/// Width and height of a PNG picture, in pixels.
pub(crate) fn size_of_png(picture: &[u8]) -> (u32, u32) {
    assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n"), "no PNG picture");
    let number = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

fn icon(name: &str) -> Vec<u8> {
    let path: PathBuf = repository().join("icons").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn pictures_have_the_size_in_their_names() {
    for size in [16, 24, 32, 48, 64, 128, 256, 512, 1024] {
        assert_eq!(size_of_png(&icon(&format!("{size}x{size}.png"))), (size, size));
    }
    assert_eq!(size_of_png(&icon("128x128@2x.png")), (256, 256));
    assert_eq!(size_of_png(&icon("icon.png")), (512, 512));
}

#[test]
fn the_tray_has_a_picture_for_each_state_and_bar() {
    let mut pictures = Vec::new();
    for state in ["tray", "tray-paused", "tray-stopped", "tray-attention"] {
        for bar in ["", "-white"] {
            let picture = icon(&format!("{state}{bar}.png"));
            assert_eq!(size_of_png(&picture), (64, 64), "{state}{bar}");
            assert!(!pictures.contains(&picture), "{state}{bar} is another's picture");
            pictures.push(picture);
        }
    }
}

#[test]
fn the_icon_of_windows_has_its_sizes() {
    let icon = icon("icon.ico");
    // Reserved, kind 1 (icons), how many; then 16 bytes each, the first two its width and height, 0 for 256.
    assert_eq!(icon[..6], [0, 0, 1, 0, 6, 0]);
    let sizes: Vec<(u8, u8)> = icon[6..6 + 6 * 16]
        .chunks(16)
        .map(|entry| (entry[0], entry[1]))
        .collect();
    assert_eq!(sizes, [16, 24, 32, 48, 64, 0].map(|size| (size, size)));
}

#[test]
fn the_icon_of_macos_has_its_sizes() {
    let icon = icon("icon.icns");
    assert!(icon.starts_with(b"icns"));
    let length = |at: usize| u32::from_be_bytes(icon[at..at + 4].try_into().unwrap()) as usize;
    assert_eq!(length(4), icon.len(), "its own length");
    let mut kinds = Vec::new();
    let mut at = 8;
    while at < icon.len() {
        kinds.push(String::from_utf8(icon[at..at + 4].to_vec()).unwrap());
        at += length(at + 4);
    }
    // 16, 32, 128, 256, 512 and 1024 px.
    for kind in ["is32", "il32", "it32", "ic08", "ic09", "ic10"] {
        assert!(kinds.iter().any(|there| there == kind), "{kind} is missing: {kinds:?}");
    }
}
