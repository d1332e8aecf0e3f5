//! What the app takes: its size, its memory in each state of its window, what it does of a core while nobody does anything, and how long a
//! start takes to the first picture.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use pilotfish_tests::desktop::Desktop;
use pilotfish_tests::programs::program;
use pilotfish_tests::session_bus::Tray;
use pilotfish_tests::wait::wait_until;

use crate::running::{App, PATIENCE, settings, size_of};

pub(crate) const USAGE: &str = "\
pilotfish-desktop figures [--deb FILE] [--starts N] [--seconds S]

  --deb FILE   the package, for its size
  --starts N   so many starts to the first picture [default: 10]
  --seconds S  how long processor time is counted in each state [default: 60]
";

/// Who is followed, with 5 percent.
const FOLLOWS: [&str; 3] = ["25usdc", "tern", "bothsides"];
/// The demo runs fast for so long before anything is measured, so that there is something to show: a quarter of a day of its venue.
const PREPARED_FOR: Duration = Duration::from_secs(36);
/// From a change to a measurement: what was begun is done, and what was let go is given back.
const SETTLES_IN: Duration = Duration::from_secs(20);
/// The demo's fastest.
const FAST: u32 = 600;

/// A figure with the most that it may be, if there is one.
struct Figure {
    name: &'static str,
    value: f64,
    unit: &'static str,
    most: Option<f64>,
}

impl Figure {
    fn print(&self) {
        let Self { name, value, unit, .. } = self;
        match self.most {
            Some(most) if self.is_missed() => println!("{name} {value:.2} {unit}, MISSED: at most {most}"),
            Some(most) => println!("{name} {value:.2} {unit}, at most {most}"),
            None => println!("{name} {value:.2} {unit}"),
        }
    }

    fn is_missed(&self) -> bool {
        self.most.is_some_and(|most| self.value > most)
    }
}

struct Asked {
    deb: Option<PathBuf>,
    starts: usize,
    during: Duration,
}

impl Asked {
    fn read(words: &[&str]) -> Option<Self> {
        let mut asked = Self {
            deb: None,
            starts: 10,
            during: Duration::from_secs(60),
        };
        for pair in words.chunks(2) {
            match pair {
                ["--deb", file] => asked.deb = Some(PathBuf::from(file)),
                ["--starts", count] => asked.starts = count.parse().ok().filter(|count| *count > 0)?,
                ["--seconds", seconds] => asked.during = Duration::from_secs(seconds.parse().ok()?),
                _ => return None,
            }
        }
        Some(asked)
    }
}

/// Measures and prints.
pub(crate) fn print(words: &[&str]) -> ExitCode {
    let Some(asked) = Asked::read(words) else {
        eprintln!("{USAGE}");
        return ExitCode::FAILURE;
    };
    let Some(desktop) = Desktop::without_driver() else {
        return ExitCode::FAILURE;
    };
    let _notifications = desktop.bus.notifications();
    let tray = desktop.bus.tray();
    let mut figures = Figures(Vec::new());
    figures.sizes(&asked);
    prepare(&desktop);
    figures.hidden(&desktop, &asked);
    figures.window(&desktop, &tray, &asked);
    figures.kept(&desktop);
    figures.first_frames(&desktop, &asked);
    figures.sum_up();
    ExitCode::SUCCESS
}

/// A demo that has been copied in for a while, and goes on at the speed of life.
fn prepare(desktop: &Desktop) {
    settings(desktop, false);
    let app = App::start(desktop, &["--hidden", "--seed", "7"]);
    app.runs();
    for trader in FOLLOWS {
        app.follow(trader, "5");
    }
    app.speed(FAST);
    std::thread::sleep(PREPARED_FOR);
    app.speed(1);
    let frame = app.frame();
    eprintln!(
        "prepared: {} follows, {} orders at work, {} USD held",
        frame["follows"], frame["workingOrders"], frame["held"]
    );
    app.end();
}

struct Figures(Vec<Figure>);

impl Figures {
    fn take(&mut self, name: &'static str, value: f64, unit: &'static str, most: Option<f64>) {
        let figure = Figure {
            name,
            value,
            unit,
            most,
        };
        figure.print();
        self.0.push(figure);
    }

    fn take_cpu(&mut self, name: &'static str, app: &App, asked: &Asked, most: f64) {
        let (share, each) = app.cpu(asked.during);
        self.take(name, share, "%", Some(most));
        eprintln!("{each}");
    }

    fn sizes(&mut self, asked: &Asked) {
        self.take("size_program", size_of(&program("pilotfish")), "MB", None);
        self.take("size_command_line", size_of(&program("pilotfish-cli")), "MB", None);
        if let Some(deb) = &asked.deb {
            self.take("size_deb", size_of(deb), "MB", Some(15.0));
        }
    }

    fn hidden(&mut self, desktop: &Desktop, asked: &Asked) {
        let app = App::start(desktop, &["--hidden"]);
        app.runs();
        std::thread::sleep(SETTLES_IN);
        assert!(!app.has_page(), "it was to be hidden");
        self.take("memory_hidden", app.memory(), "MB", Some(110.0));
        eprintln!("{}", app.memory_of_each());
        self.take_cpu("cpu_hidden", &app, asked, 1.0);
        app.end();
    }

    fn window(&mut self, desktop: &Desktop, tray: &Tray, asked: &Asked) {
        let app = App::start(desktop, &[]);
        app.first_frame();
        app.runs();
        std::thread::sleep(SETTLES_IN);
        self.take("memory_open", app.memory(), "MB", Some(360.0));
        eprintln!("{}", app.memory_of_each());
        self.take_cpu("cpu_open", &app, asked, 3.0);
        close(desktop, &app, false);
        self.take("memory_destroyed", app.memory(), "MB", Some(150.0));
        eprintln!("{}", app.memory_of_each());

        // Reopened: the fast clock makes data, which would have been in the memory above.
        assert!(tray.choose("Open Pilotfish"), "the tray opens it");
        app.first_frame();
        app.speed(FAST);
        std::thread::sleep(SETTLES_IN);
        self.take_cpu("cpu_open_fast", &app, asked, 10.0);
        app.speed(1);
        app.end();
    }

    /// The same with a window that is kept when it is closed.
    fn kept(&mut self, desktop: &Desktop) {
        settings(desktop, true);
        let app = App::start(desktop, &[]);
        app.first_frame();
        app.runs();
        std::thread::sleep(SETTLES_IN);
        close(desktop, &app, true);
        let kept = app.memory();
        self.take("memory_kept", kept, "MB", None);
        let destroyed = self.0.iter().find(|figure| figure.name == "memory_destroyed");
        let of_it = kept - destroyed.map_or(0.0, |figure| figure.value);
        // What the settings say of it (`keepWindowAbout`).
        self.take("memory_of_kept_window", of_it, "MB", None);
        eprintln!("{}", app.memory_of_each());
        app.end();
        settings(desktop, false);
    }

    fn first_frames(&mut self, desktop: &Desktop, asked: &Asked) {
        let mut took: Vec<Duration> = (0..asked.starts)
            .map(|_| {
                let app = App::start(desktop, &[]);
                let took = app.first_frame();
                app.runs();
                app.end();
                took
            })
            .collect();
        took.sort();
        let ms: Vec<u128> = took.iter().map(Duration::as_millis).collect();
        eprintln!("from start to first picture: {ms:?} ms");
        let (low, high) = (took[(took.len() - 1) / 2], took[took.len() / 2]);
        let median = (low + high) / 2;
        self.take("first_frame", median.as_secs_f64(), "s", Some(1.0));
    }

    fn sum_up(&self) {
        let bound = self.0.iter().filter(|figure| figure.most.is_some()).count();
        let missed: Vec<&str> = self
            .0
            .iter()
            .filter(|figure| figure.is_missed())
            .map(|figure| figure.name)
            .collect();
        let held = bound - missed.len();
        if missed.is_empty() {
            println!("{held} of {bound} targets held");
        } else {
            println!("{held} of {bound} targets held; missed: {}", missed.join(", "));
        }
    }
}

/// Closes the window, and waits until what was let go is given back.
fn close(desktop: &Desktop, app: &App, is_kept: bool) {
    desktop.close_window();
    wait_until(PATIENCE, "the window is gone", || {
        !desktop.titles().contains("Pilotfish")
    });
    wait_until(PATIENCE, "its page is gone with it, or kept", || {
        app.has_page() == is_kept
    });
    std::thread::sleep(SETTLES_IN);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_missed_by_what_is_more() {
        let of = |value, most| Figure {
            name: "x",
            value,
            unit: "MB",
            most,
        };
        assert!(of(110.1, Some(110.0)).is_missed());
        assert!(!of(110.0, Some(110.0)).is_missed());
        assert!(!of(900.0, None).is_missed());
    }

    #[test]
    fn what_is_asked_is_read_or_refused() {
        let asked = Asked::read(&["--starts", "3", "--deb", "a.deb"]).expect("good words");
        assert_eq!((asked.starts, asked.deb), (3, Some(PathBuf::from("a.deb"))));
        assert!(Asked::read(&["--starts", "0"]).is_none());
        assert!(Asked::read(&["--starts"]).is_none());
        assert!(Asked::read(&["--window"]).is_none());
    }
}
