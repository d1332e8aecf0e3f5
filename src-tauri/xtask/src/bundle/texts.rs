//! Texts of the packages that are filled in: AppStream's, and the manual pages.

use super::project::Project;

/// AppStream's file with the release that is packed.
pub(super) fn metainfo(template: &str, project: &Project) -> String {
    template
        .replace("@VERSION@", &project.version)
        .replace("@DATE@", &project.date)
}

/// The app's manual page: what it says of itself with `--help`, as it says it.
pub(super) fn page_of_the_app(help: &str, project: &Project) -> String {
    let (usage, options) = help.split_once("\n\n").unwrap_or((help, ""));
    format!(
        ".TH PILOTFISH 1 {date} \"pilotfish {version}\"\n.SH NAME\npilotfish \\- {description}\n.SH SYNOPSIS\n.nf\n{usage}\n.fi\n\
         .SH OPTIONS\n.nf\n{options}\n.fi\n.SH SEE ALSO\n.BR pilotfish\\-cli (1)\n",
        date = project.date,
        version = project.version,
        description = verbatim(&project.description),
        usage = verbatim(usage),
        options = verbatim(options),
    )
}

/// A text whose letters mean nothing to the typesetter.
fn verbatim(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = line.replace('\\', "\\e").replace('-', "\\-");
        // A point or an apostrophe at the begin of a line is a command.
        if line.starts_with(['.', '\'']) {
            format!("\\&{line}")
        } else {
            line
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project() -> Project {
        Project {
            name: "pilotfish".to_owned(),
            description: "Copies - well".to_owned(),
            licence: "MIT".to_owned(),
            version: "0.1.0".to_owned(),
            epoch: 1_796_051_353,
            date: "2026-11-30".to_owned(),
        }
    }

    #[test]
    fn nothing_of_a_help_text_is_a_command_to_the_typesetter() {
        let page = page_of_the_app("pilotfish [--home DIR]\n\n.oops\n'oops \\n", &project());
        assert!(page.contains("\npilotfish [\\-\\-home DIR]\n"), "{page}");
        assert!(page.contains("\n\\&.oops\n\\&'oops \\en\n"), "{page}");
        assert!(page.contains("pilotfish \\- Copies \\- well\n"), "{page}");
    }

    #[test]
    fn the_release_that_is_packed_is_named() {
        let text = metainfo("<release version=\"@VERSION@\" date=\"@DATE@\"/>", &project());
        assert_eq!(text, "<release version=\"0.1.0\" date=\"2026-11-30\"/>");
    }
}
