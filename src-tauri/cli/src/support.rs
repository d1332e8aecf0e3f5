//! `support`: one file for whoever helps, shown before it is written. Whichever program holds the data gathers it; without one, what lies on
//! the disk is gathered here. What is taken out of it is the same in both, and the same as in the window.

use std::path::{Path, PathBuf};

use pilotfish_api::types::{Exported, SupportFile, SupportPreview};
use pilotfish_api::{Api, ApiOptions, texts};
use pilotfish_engine::{Bus, Home};
use pilotfish_vault::words::Language;
use serde_json::json;

use crate::args::Support;
use crate::confirming::said_yes;
use crate::error::CliError;
use crate::output::Lines;
use crate::running::Place;
use crate::spoken::Spoken;
use crate::table::{Cell, Table, Tone};

/// Who gathered it, and writes it.
enum Gatherer {
    /// The program that runs.
    There,
    /// This one: none runs.
    Here(Api),
}

/// Shows what a bundle would hold, and writes it once that is confirmed: by an option, or by a yes at this terminal.
pub(crate) async fn run(asked: Support, spoken: &Spoken) -> Result<(), CliError> {
    let place = Place::of(asked.home.as_deref(), asked.mode)?.speaking(spoken);
    let language = place.language();
    let output = match &asked.output {
        Some(path) => path.clone(),
        None => PathBuf::from(format!("pilotfish-{}-support.zip", asked.mode)),
    };
    if output.exists() {
        // Before anything is gathered: nothing is ever written over.
        return Err(there_already(&output, language));
    }
    let (gatherer, preview) = gather(&asked, &place).await?;
    let mut lines = Lines::new(asked.json);
    if !asked.json {
        lines.table(&table(&preview.files, language))?;
        for file in preview.files.iter().filter(|_| asked.contents) {
            lines.toned(Tone::Heading, &format!("\n{}", file.name))?;
            for line in file.text.lines() {
                lines.text(line)?;
            }
        }
    }
    if !asked.yes {
        if asked.json {
            lines.object(&json!({ "kind": "support_preview", "preview": preview }))?;
        }
        lines.flush()?;
        let question = language.pick(
            "Write these files into one? Type \"yes\":",
            "Réunir ces fichiers en un seul ? Tapez « oui » :",
        );
        if asked.json || !said_yes(question, language).await? {
            let not = language.pick(
                "nothing was written: look at what is in it (`--contents`), then `--yes` writes it",
                "rien n’a été écrit : regardez ce qu’il contient (`--contents`), puis `--yes` l’écrit",
            );
            return Err(CliError::Refused(not.to_owned()));
        }
    }
    write(&gatherer, &place, preview.number, &output, language).await?;
    if asked.json {
        lines.object(&json!({ "kind": "support_written", "path": output, "files": preview.files.len() }))?;
    } else {
        let path = output.display();
        lines.text(&match language {
            Language::English => format!("written to {path}: readable for you alone until you hand it on"),
            Language::French => {
                format!("écrit dans {path} : vous seul pouvez le lire tant que vous ne le transmettez pas")
            }
        })?;
    }
    lines.flush()
}

async fn gather(asked: &Support, place: &Place) -> Result<(Gatherer, SupportPreview), CliError> {
    if let Some(preview) = place
        .ask_if_running::<SupportPreview>("preview_support", json!({}))
        .await?
    {
        return Ok((Gatherer::There, preview));
    }
    let api = Api::new(ApiOptions {
        home: Home::resolve(asked.home.as_deref())?,
        mode: asked.mode,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        bus: Bus::new(),
        listens: false,
        host: None,
    });
    let preview = api.preview_support().await?;
    Ok((Gatherer::Here(api), preview))
}

async fn write(
    gatherer: &Gatherer,
    place: &Place,
    number: u32,
    output: &Path,
    language: Language,
) -> Result<(), CliError> {
    match gatherer {
        Gatherer::Here(api) => api.write_support_to(number, output).await.map(drop)?,
        Gatherer::There => {
            let written: Exported = place.ask("write_support", json!({ "number": number })).await?;
            moved(Path::new(&written.path), output, language)?;
        }
    }
    Ok(())
}

/// From where the program that runs writes such files to where it was asked for.
fn moved(from: &Path, to: &Path, language: Language) -> Result<(), CliError> {
    let failed = |error: std::io::Error| {
        let (from, to) = (from.display(), to.display());
        CliError::Refused(match language {
            Language::English => format!("it was written to {from} and could not be moved to {to}: {error}"),
            Language::French => format!("il a été écrit dans {from} et n’a pas pu être déplacé vers {to} : {error}"),
        })
    };
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut source = std::fs::File::open(from).map_err(failed)?;
    let mut target = options.open(to).map_err(failed)?;
    let copied = std::io::copy(&mut source, &mut target).and_then(|_| target.sync_all());
    if let Err(error) = copied {
        // What stays behind is named by the error.
        let _ = std::fs::remove_file(to);
        return Err(failed(error));
    }
    std::fs::remove_file(from).map_err(failed)
}

fn table(files: &[SupportFile], language: Language) -> Table {
    let heading = match language {
        Language::English => ["file", "what", "bytes", "taken out"],
        Language::French => ["fichier", "contenu", "octets", "retirés"],
    };
    let mut table = Table::new(&heading);
    for file in files {
        table.row([
            Cell::text(&file.name),
            Cell::text(texts::text(language, "supportPart", file.part.as_str())),
            Cell::figure(file.bytes.to_string()),
            Cell::figure(file.hidden.to_string()),
        ]);
    }
    table
}

fn there_already(path: &Path, language: Language) -> CliError {
    let path = path.display();
    CliError::Refused(match language {
        Language::English => format!("{path} already exists: name another file with --output"),
        Language::French => format!("{path} existe déjà : nommez un autre fichier avec --output"),
    })
}
