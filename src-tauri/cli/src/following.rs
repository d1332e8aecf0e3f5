//! `follow`, `unfollow`, `set` and `limits`: what is copied, and how much. The program that runs on the data carries them out; with real
//! money whatever may widen what can be lost is asked about by a person, at its screen or at this terminal.

use pilotfish_api::socket::SocketError;
use pilotfish_api::types::{
    BelowMinimum, CopySides, ErrorCode, FieldProblem, FollowDraft, FollowField, FollowPreview, FollowStatus,
    FollowView, LimitsView, Settings, Style,
};
use pilotfish_api::{plain_name, texts};
use pilotfish_vault::words::Language;
use serde_json::json;

use crate::args::{FollowNew, FollowSettings, Limits, SetFollow, Unfollow};
use crate::error::CliError;
use crate::figures::{amount, plain, result, usd};
use crate::output::Lines;
use crate::running::Place;
use crate::spoken::Spoken;
use crate::table::{Cell, Table, Tone};
use crate::whom;

/// Begins to copy a trader.
pub(crate) async fn follow(asked: FollowNew, spoken: &Spoken) -> Result<(), CliError> {
    let place = Place::of(asked.place.home.as_deref(), asked.place.mode)?.speaking(spoken);
    let standing: Vec<FollowView> = place.ask("follows", json!({})).await?;
    // Settings of somebody who is followed are another command's: a new follow is never changed by a repetition.
    if let Ok(known) = whom::among_follows(&standing, &asked.who, place.language()) {
        return Err(CliError::Refused(match place.language() {
            Language::English => format!(
                "{} is already followed (follow {}): change it with `set`",
                plain_name(&known.name),
                known.id.0
            ),
            Language::French => format!(
                "{} est déjà suivi (suivi {}) : modifiez-le avec `set`",
                plain_name(&known.name),
                known.id.0
            ),
        }));
    }
    let defaults: FollowDraft = place.ask("follow_defaults", json!({ "address": asked.who })).await?;
    let draft = FollowDraft {
        copy_existing: asked.copy_existing,
        ..changed(defaults, &asked.settings)
    };
    let follow = save(&place, &asked.who, &draft).await?;
    told(&mut Lines::new(asked.place.json), &follow, place.language())
}

/// Changes a follow's settings, or switches it; without anything to change it shows them.
pub(crate) async fn set(asked: SetFollow, spoken: &Spoken) -> Result<(), CliError> {
    let place = Place::of(asked.place.home.as_deref(), asked.place.mode)?.speaking(spoken);
    let standing: Vec<FollowView> = place.ask("follows", json!({})).await?;
    let mut follow = whom::among_follows(&standing, &asked.who, place.language())?.clone();
    let switch = async |follow: &FollowView, on: bool| -> Result<FollowView, CliError> {
        place
            .ask("switch_follow", json!({ "follow": follow.id, "on": on }))
            .await
    };
    // Off comes before everything else, and on after it: between the two nothing is copied by half of what was asked for.
    if asked.off {
        follow = switch(&follow, false).await?;
    }
    let draft = changed(follow.settings.clone(), &asked.settings);
    if draft != follow.settings {
        follow = save(&place, &follow.address, &draft).await?;
    }
    if asked.on {
        follow = switch(&follow, true).await?;
    }
    told(&mut Lines::new(asked.place.json), &follow, place.language())
}

/// Removes a follow: its working orders are cancelled, what it holds stays.
pub(crate) async fn unfollow(asked: Unfollow, spoken: &Spoken) -> Result<(), CliError> {
    let place = Place::of(asked.place.home.as_deref(), asked.place.mode)?.speaking(spoken);
    let standing: Vec<FollowView> = place.ask("follows", json!({})).await?;
    let follow = whom::among_follows(&standing, &asked.who, place.language())?;
    place.ask::<()>("unfollow", json!({ "follow": follow.id })).await?;
    let mut lines = Lines::new(asked.place.json);
    if lines.is_json() {
        lines.object(&json!({
            "kind": "unfollowed", "follow": follow.id, "name": follow.name, "address": follow.address,
            "working_orders": follow.working_orders, "exposure": follow.exposure,
        }))?;
    } else {
        let name = plain_name(&follow.name);
        lines.text(&match place.language() {
            Language::English => format!(
                "{name} is no longer followed. Open orders are cancelled; you keep what is held, and `close` sells it"
            ),
            Language::French => format!(
                "{name} n’est plus suivi. Les ordres ouverts sont annulés ; vous gardez les positions, que `close` peut vendre"
            ),
        })?;
    }
    lines.flush()
}

/// Shows the limits over all follows, or changes them.
pub(crate) async fn limits(asked: Limits, spoken: &Spoken) -> Result<(), CliError> {
    let place = Place::of(asked.place.home.as_deref(), asked.place.mode)?.speaking(spoken);
    let settings: Settings = place.ask("settings", json!({})).await?;
    let wanted = limits_changed(settings.limits.clone(), &asked);
    let settings = if wanted == settings.limits {
        settings
    } else {
        let wanted = Settings {
            limits: wanted,
            ..settings
        };
        place.ask("save_settings", json!({ "settings": wanted })).await?
    };
    let mut lines = Lines::new(asked.place.json);
    if lines.is_json() {
        lines.object(&json!({ "kind": "limits", "limits": settings.limits }))?;
    } else {
        lines.table(&limits_table(&settings.limits, place.language()))?;
    }
    lines.flush()
}

/// Saves it. Where a field is refused, all that is wrong is named, not the first alone.
async fn save(place: &Place, who: &str, draft: &FollowDraft) -> Result<FollowView, CliError> {
    let arguments = json!({ "address": who, "draft": draft });
    let refused = match place.ask("follow", arguments.clone()).await {
        Err(CliError::Socket(SocketError::Refused(error))) if is_of_a_field(error.code) => error,
        answer => return answer,
    };
    let preview: Result<FollowPreview, CliError> = place.ask("preview_follow", arguments).await;
    let language = place.language();
    let problems: Vec<String> = preview
        .map(|preview| preview.problems)
        .unwrap_or_default()
        .iter()
        .map(|problem| problem_line(problem, language))
        .collect();
    Err(if problems.is_empty() {
        SocketError::Refused(refused).into()
    } else {
        CliError::Refused(problems.join("\n"))
    })
}

const fn is_of_a_field(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::PercentageOutOfRange
            | ErrorCode::OutOfRange
            | ErrorCode::InvalidNumber
            | ErrorCode::BelowLeast
            | ErrorCode::TooLong
    )
}

/// The settings with what was asked for in place of what stands.
fn changed(old: FollowDraft, asked: &FollowSettings) -> FollowDraft {
    let text = |new: &Option<String>, old: String| new.clone().unwrap_or(old);
    let words = |new: &[String], none: bool, old: Vec<String>| match (none, new.is_empty()) {
        (true, _) => Vec::new(),
        (false, true) => old,
        (false, false) => new.to_vec(),
    };
    FollowDraft {
        percentage: text(&asked.percentage, old.percentage),
        style: asked.style.unwrap_or(old.style),
        max_slippage: text(&asked.max_slippage, old.max_slippage),
        max_order: text(&asked.max_order, old.max_order),
        max_market: text(&asked.max_market, old.max_market),
        max_total: text(&asked.max_total, old.max_total),
        price_min: text(&asked.price_min, old.price_min),
        price_max: text(&asked.price_max, old.price_max),
        min_minutes_to_resolution: asked.min_minutes.unwrap_or(old.min_minutes_to_resolution),
        copy: asked.copy.unwrap_or(old.copy),
        below_minimum: asked.below_minimum.unwrap_or(old.below_minimum),
        copy_existing: old.copy_existing,
        categories: words(&asked.categories, asked.all_categories, old.categories),
        exclude_keywords: words(&asked.exclude, asked.exclude_nothing, old.exclude_keywords),
    }
}

fn limits_changed(old: LimitsView, asked: &Limits) -> LimitsView {
    let text = |new: &Option<String>, old: String| new.clone().unwrap_or(old);
    LimitsView {
        max_exposure: text(&asked.max_exposure, old.max_exposure),
        max_daily_spend: text(&asked.max_daily_spend, old.max_daily_spend),
        max_open_orders: asked.max_open_orders.unwrap_or(old.max_open_orders),
        reserve: text(&asked.reserve, old.reserve),
        max_daily_loss: text(&asked.max_daily_loss, old.max_daily_loss),
    }
}

/// The option by which a field is given here.
const fn option(field: FollowField) -> &'static str {
    match field {
        FollowField::Percentage => "--percentage",
        FollowField::MaxSlippage => "--max-slippage",
        FollowField::MaxOrder => "--max-order",
        FollowField::MaxMarket => "--max-market",
        FollowField::MaxTotal => "--max-total",
        FollowField::PriceMin => "--price-min",
        FollowField::PriceMax => "--price-max",
        FollowField::MinMinutesToResolution => "--min-minutes",
        FollowField::ExcludeKeywords => "--exclude",
    }
}

/// What is wrong with a field, in the words of the window's sheet.
fn problem_line(problem: &FieldProblem, language: Language) -> String {
    let code = problem.code.as_str();
    let range = match (&problem.least, &problem.most) {
        (Some(least), Some(most)) => texts::filled(language, "problems", "range", &[("least", least), ("most", most)]),
        (Some(least), None) => texts::filled(language, "problems", "above", &[("least", least)]),
        (None, Some(_)) | (None, None) if texts::has(language, "problems", code) => {
            texts::text(language, "problems", code).to_owned()
        }
        (None, Some(most)) => texts::filled(language, "problems", "most", &[("most", most)]),
        (None, None) => texts::text(language, "problems", "generic").to_owned(),
    };
    let colon = language.pick(": ", " : ");
    format!("{}{colon}{range}", option(problem.field))
}

fn told(lines: &mut Lines, follow: &FollowView, language: Language) -> Result<(), CliError> {
    if lines.is_json() {
        lines.object(&json!({ "kind": "follow", "follow": follow }))?;
        return lines.flush();
    }
    lines.table(&follows_table(std::slice::from_ref(follow), language))?;
    lines.text("")?;
    lines.table(&settings_table(&follow.settings, language))?;
    lines.flush()
}

/// Follows with what came of them.
pub(crate) fn follows_table(follows: &[FollowView], language: Language) -> Table {
    let mut table = Table::new(&[
        language.pick("Follow", "Suivi"),
        "Trader",
        language.pick("Status", "Statut"),
        "%",
        language.pick("Result", "Résultat"),
        language.pick("Exposure", "Exposition"),
        language.pick("Open orders", "Ordres ouverts"),
        language.pick("Fills", "Exécutions"),
    ]);
    for follow in follows {
        let tone = match follow.status {
            FollowStatus::Active => Tone::Good,
            FollowStatus::Starting => Tone::Plain,
            FollowStatus::Off | FollowStatus::Removed => Tone::Faint,
        };
        table.row([
            Cell::figure(follow.id.0.to_string()),
            Cell::text(plain_name(&follow.name)),
            Cell::text(texts::text(language, "followStatus", follow.status.as_str())).toned(tone),
            plain(language, &follow.settings.percentage),
            result(language, &follow.pnl),
            amount(language, &follow.exposure),
            Cell::figure(follow.working_orders.to_string()),
            Cell::figure(follow.fills.to_string()),
        ]);
    }
    table
}

/// Settings one under the other, each beside the option that changes it.
fn settings_table(settings: &FollowDraft, language: Language) -> Table {
    let mut table = Table::new(&[
        language.pick("Setting", "Réglage"),
        language.pick("Value", "Valeur"),
        "Option",
    ]);
    let mut row = |name: &str, value: String, option: &str| {
        table.row([
            Cell::text(name),
            Cell::text(value),
            Cell::text(option).toned(Tone::Faint),
        ]);
    };
    let dollars = |text: &str| format!("{} USD", usd(language, text));
    let listed = |words: &[String], none: &str| {
        if words.is_empty() {
            none.to_owned()
        } else {
            words.join(", ")
        }
    };
    row(
        language.pick("Copy size", "Taille de copie"),
        format!("{} %", crate::figures::figure(language, &settings.percentage)),
        option(FollowField::Percentage),
    );
    row(
        language.pick("Style", "Style"),
        style(settings.style, language).to_owned(),
        "--style",
    );
    row(
        language.pick("Max slippage", "Glissement max."),
        crate::figures::figure(language, &settings.max_slippage),
        option(FollowField::MaxSlippage),
    );
    row(
        language.pick("Per order", "Par ordre"),
        dollars(&settings.max_order),
        option(FollowField::MaxOrder),
    );
    row(
        language.pick("Per market", "Par marché"),
        dollars(&settings.max_market),
        option(FollowField::MaxMarket),
    );
    row(
        language.pick("In total", "Au total"),
        dollars(&settings.max_total),
        option(FollowField::MaxTotal),
    );
    row(
        language.pick("Prices from", "Prix à partir de"),
        crate::figures::figure(language, &settings.price_min),
        option(FollowField::PriceMin),
    );
    row(
        language.pick("Prices up to", "Prix jusqu’à"),
        crate::figures::figure(language, &settings.price_max),
        option(FollowField::PriceMax),
    );
    row(
        language.pick("Minimum minutes to resolution", "Minutes minimum avant résolution"),
        settings.min_minutes_to_resolution.to_string(),
        option(FollowField::MinMinutesToResolution),
    );
    row(
        language.pick("Copies", "Copie"),
        sides(settings.copy, language).to_owned(),
        "--copy",
    );
    row(
        language.pick("Below the minimum size", "Sous la taille minimale"),
        below(settings.below_minimum, language).to_owned(),
        "--below-minimum",
    );
    row(
        language.pick("Categories", "Catégories"),
        listed(&settings.categories, language.pick("all", "toutes")),
        "--category",
    );
    row(
        language.pick("Excluded keywords", "Mots-clés exclus"),
        listed(&settings.exclude_keywords, language.pick("none", "aucun")),
        option(FollowField::ExcludeKeywords),
    );
    table
}

fn style(style: Style, language: Language) -> &'static str {
    texts::text(language, "style", style.as_str())
}

fn sides(sides: CopySides, language: Language) -> &'static str {
    texts::text(language, "copy", sides.as_str())
}

fn below(below: BelowMinimum, language: Language) -> &'static str {
    texts::text(language, "belowMinimum", below.as_str())
}

fn limits_table(limits: &LimitsView, language: Language) -> Table {
    let mut table = Table::new(&[
        language.pick("Limit", "Limite"),
        language.pick("Value", "Valeur"),
        "Option",
    ]);
    let mut row = |name: &str, value: String, option: &str| {
        table.row([
            Cell::text(name),
            Cell::text(value),
            Cell::text(option).toned(Tone::Faint),
        ]);
    };
    row(
        texts::text(language, "limit", "exposure_limit"),
        format!("{} USD", usd(language, &limits.max_exposure)),
        "--max-exposure",
    );
    row(
        texts::text(language, "limit", "daily_spend"),
        format!("{} USD", usd(language, &limits.max_daily_spend)),
        "--max-daily-spend",
    );
    row(
        texts::text(language, "limit", "open_orders"),
        limits.max_open_orders.to_string(),
        "--max-open-orders",
    );
    row(
        language.pick("Cash reserve", "Réserve de liquidités"),
        format!("{} %", crate::figures::figure(language, &limits.reserve)),
        "--reserve",
    );
    row(
        language.pick("Daily loss that stops buying", "Perte du jour qui arrête les achats"),
        match limits.max_daily_loss.as_str() {
            "0" => language.pick("none", "aucune").to_owned(),
            loss => format!("{} USD", usd(language, loss)),
        },
        "--max-daily-loss",
    );
    table
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;
    use crate::args::{Cli, Command};
    use clap::Parser;

    fn draft() -> FollowDraft {
        FollowDraft {
            percentage: "2".to_owned(),
            style: Style::Ladder,
            max_slippage: "0.05".to_owned(),
            max_order: "100".to_owned(),
            max_market: "300".to_owned(),
            max_total: "1000".to_owned(),
            price_min: "0.02".to_owned(),
            price_max: "0.97".to_owned(),
            min_minutes_to_resolution: 60,
            copy: CopySides::Both,
            below_minimum: BelowMinimum::Ignore,
            copy_existing: false,
            categories: vec!["sports".to_owned()],
            exclude_keywords: vec!["rain".to_owned()],
        }
    }

    fn asked(args: &[&str]) -> FollowSettings {
        let all = ["pilotfish-cli", "set", "25usdc"].iter().chain(args);
        match Cli::try_parse_from(all).unwrap().command {
            Command::Set(set) => set.settings,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_not_named_stays() {
        assert_eq!(changed(draft(), &asked(&[])), draft());
        let args = [
            "--percentage",
            "5",
            "--style",
            "fast",
            "--copy",
            "sells",
            "--min-minutes",
            "5",
            "--all-categories",
            "--exclude",
            "snow",
            "--exclude",
            "hail",
        ];
        let new = changed(draft(), &asked(&args));
        let expected = FollowDraft {
            percentage: "5".to_owned(),
            style: Style::Fast,
            copy: CopySides::Sells,
            min_minutes_to_resolution: 5,
            categories: Vec::new(),
            exclude_keywords: vec!["snow".to_owned(), "hail".to_owned()],
            ..draft()
        };
        assert_eq!(new, expected);
    }

    #[test]
    fn on_and_off_and_lists_that_contradict_each_other_are_not_understood() {
        for args in [
            &["--on", "--off"][..],
            &["--all-categories", "--category", "sports"],
            &["--exclude-nothing", "--exclude", "rain"],
            &["--style", "slow"],
        ] {
            let all = ["pilotfish-cli", "set", "25usdc"].iter().chain(args);
            assert!(Cli::try_parse_from(all).is_err(), "{args:?}");
        }
    }

    #[test]
    fn a_problem_names_its_option_and_what_is_allowed_in_both_languages() {
        let problem = |field, code, least: Option<&str>, most: Option<&str>| FieldProblem {
            field,
            code,
            least: least.map(str::to_owned),
            most: most.map(str::to_owned),
        };
        let range = problem(
            FollowField::Percentage,
            ErrorCode::PercentageOutOfRange,
            Some("0.1"),
            Some("20"),
        );
        assert_eq!(
            problem_line(&range, Language::English),
            "--percentage: Between 0.1 and 20."
        );
        assert_eq!(
            problem_line(&range, Language::French),
            "--percentage : Entre 0.1 et 20."
        );
        let long = problem(FollowField::ExcludeKeywords, ErrorCode::TooLong, None, Some("50"));
        assert_eq!(
            problem_line(&long, Language::English),
            format!("--exclude: {}", texts::text(Language::English, "problems", "too_long"))
        );
    }
}
