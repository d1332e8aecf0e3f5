//! The icons in every size and format, made from the drawings in `icons/`: `cargo xtask icons`, after a drawing was changed. What it
//! makes is committed, so that nothing else needs the tools.

use std::path::PathBuf;
use std::process::Command;

use crate::debian;
use crate::process::{root, run};

/// The app's icon: the file and its width in pixels.
const APP: [(&str, u32); 11] = [
    ("16x16", 16),
    ("24x24", 24),
    ("32x32", 32),
    ("48x48", 48),
    ("64x64", 64),
    ("128x128", 128),
    ("128x128@2x", 256),
    ("256x256", 256),
    ("512x512", 512),
    ("1024x1024", 1_024),
    ("icon", 512),
];

/// Up to this width the drawing is the one for the 16 px grid: the other one's bands run into each other.
const SMALL: u32 = 24;

/// The tray's icons, a state each; shape only, in black for light bars and for macOS, which gives them its bar's colour, and in white
/// for dark bars.
const TRAY: [&str; 4] = ["tray", "tray-paused", "tray-stopped", "tray-attention"];

/// Large enough for the densest bars.
const TRAY_WIDTH: u32 = 64;

/// Sizes in the icon of Windows, in pixels.
const WINDOWS: [u32; 6] = [16, 24, 32, 48, 64, 256];

/// Sizes in the icon of macOS, in pixels: those that its format has.
const MACOS: [u32; 6] = [16, 32, 128, 256, 512, 1_024];

/// Writes them all.
pub(crate) fn write() -> Result<(), String> {
    debian::ensure(debian::ICONS)?;
    for (name, width) in APP {
        let drawing = if width <= SMALL { "icon-16" } else { "icon" };
        draw(drawing, name, width, "#000")?;
    }
    for name in TRAY {
        draw(name, name, TRAY_WIDTH, "#000")?;
        draw(name, &format!("{name}-white"), TRAY_WIDTH, "#fff")?;
    }
    let of = |width: &u32| file(&format!("{width}x{width}.png"));
    let mut windows = Command::new("icotool");
    windows.arg("--create").arg("--output").arg(file("icon.ico"));
    for width in &WINDOWS {
        // As Windows has it: the large one is stored as it is, the others as bitmaps that every version reads.
        if *width == 256 {
            windows.arg("--raw");
        }
        windows.arg(of(width));
    }
    run(&mut windows)?;
    let mut macos = Command::new("png2icns");
    run(macos.arg(file("icon.icns")).args(MACOS.iter().map(of)))
}

fn file(name: &str) -> PathBuf {
    root().join("icons").join(name)
}

/// A drawing as a picture. The colour is that of drawings that have none of their own.
fn draw(drawing: &str, name: &str, width: u32, colour: &str) -> Result<(), String> {
    let width = width.to_string();
    let mut render = Command::new("rsvg-convert");
    render.args(["--width", &width, "--height", &width, "--output"]);
    render.arg(file(&format!("{name}.png")));
    if drawing.starts_with("tray") {
        let style = std::env::temp_dir().join(format!("pilotfish-icon-{}.css", std::process::id()));
        let text = format!("path {{ fill: {colour} }}");
        std::fs::write(&style, text).map_err(|error| format!("{}: {error}", style.display()))?;
        render.arg("--stylesheet").arg(&style);
        let drawn = run(render.arg(file(&format!("{drawing}.svg"))));
        // A left-over of some bytes in the temporary folder fails nothing.
        let _ = std::fs::remove_file(&style);
        return drawn;
    }
    run(render.arg(file(&format!("{drawing}.svg"))))
}
