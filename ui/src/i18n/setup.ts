/** What the way to live found, as a person reads it: every kind of finding, remedy and fact has its text. */
import type { TFunction } from "i18next";
import { compare } from "@/format/decimal";
import type { Language } from "@/format/number";
import type { Format } from "@/format/use-format";
import type { ErrorCode, SetupCheck, SetupFinding, SetupRemedy, TestFact, TestFailure } from "@/platform";
import type { ErrorText } from "./errors";
import { calm, errorText } from "./errors";

/** A country's name in the language on screen; the code itself where the computer knows no name. */
function countryName(code: string, language: Language): string {
  try {
    return new Intl.DisplayNames([language], { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}

export const seconds = ({ n }: Format, ms: number): string => `${n.plain(String(ms / 1000), 1)}\u00a0s`;

function regionText(t: TFunction, f: Format, finding: Extract<SetupFinding, { what: "region" }>): string {
  const named = [finding.country && countryName(finding.country, f.language), finding.region].filter(Boolean);
  const place = named.join(", ") || t("setupFacts.finding.region_nowhere");
  return t(`setupFacts.finding.region_${finding.blocked ? "blocked" : "allowed"}`, { place });
}

function clockText(t: TFunction, f: Format, finding: Extract<SetupFinding, { what: "clock" }>): string {
  const off = seconds(f, Math.abs(finding.ahead));
  const most = seconds(f, finding.most);
  if (Math.abs(finding.ahead) <= finding.most) return t("setupFacts.finding.clock_fine", { off });
  // The venue's clock is ahead: this one is behind.
  return t(`setupFacts.finding.clock_${finding.ahead > 0 ? "behind" : "ahead"}`, { off, most });
}

function spendingText(t: TFunction, finding: Extract<SetupFinding, { what: "spending" }>): string {
  const missing = finding.spenders.filter((one) => !one.may);
  const all = finding.spenders.length;
  const set = all - missing.length;
  if (missing.length === 0) return t("setupFacts.finding.spending", { set, all });
  const names = missing.map((one) => one.name ?? one.address).join("; ");
  return t("setupFacts.finding.spending_missing", { set, all, names });
}

function marketsText(
  t: TFunction,
  { n }: Format,
  finding: Extract<SetupFinding, { what: "markets" }>,
): string {
  const figure = (value: string) => n.plain(value, 0, 4);
  const values = { least: figure(finding.least), most: figure(finding.most) };
  return t(`setupFacts.finding.${finding.figure}${finding.unusual ? "_unusual" : ""}`, values);
}

export function findingText(t: TFunction, f: Format, finding: SetupFinding): string {
  switch (finding.what) {
    case "key_signed":
      return t("setupFacts.finding.key_signed", {
        entry: finding.entry,
        place: t(`setup.place.${finding.place}`),
      });
    case "key_trouble":
      return troubleText(t, finding.code).what;
    case "wallet_confirmed":
      return t("setupFacts.finding.wallet_confirmed", {
        kind: t(`setup.addresses.kind.${finding.kind}`),
        when: f.time.near(finding.confirmed, Date.now()),
      });
    case "wallet_moved":
      return t("setupFacts.finding.wallet_moved", { address: finding.named.full });
    case "region":
      return regionText(t, f, finding);
    case "standing":
      return t(`setupFacts.finding.standing_${finding.closedOnly ? "closed" : "fine"}`);
    case "clock":
      return clockText(t, f, finding);
    case "cash":
      return t("setupFacts.finding.cash", { amount: f.n.usd(finding.cash) });
    case "cash_not_shown_yet":
      return t("setupFacts.finding.cash_not_shown_yet", { amount: f.n.usd(finding.chain) });
    case "cash_not_seen":
      return t("setupFacts.finding.cash_not_seen", { amount: f.n.usd(finding.chain) });
    case "spending":
      return spendingText(t, finding);
    case "version":
      return t(`setupFacts.finding.version_${finding.found === finding.expected ? "same" : "differs"}`, {
        found: finding.found,
        expected: finding.expected,
      });
    case "contract_differs":
      return t("setupFacts.finding.contract_differs", finding);
    case "markets":
      return marketsText(t, f, finding);
    case "chain":
      return t("setupFacts.finding.chain", finding);
    case "no_answer":
      return t("setupFacts.finding.no_answer");
    case "needs":
      return t("setupFacts.finding.needs", { check: t(`setupFacts.checkLow.${finding.check}`) });
    default:
      return t(`setupFacts.finding.${finding.what}`);
  }
}

/** What was said where somebody refused or nobody answered, in English: to be unfolded. */
export const saidDetails = (check: SetupCheck): string =>
  check.findings.flatMap((finding) => ("words" in finding ? calm(finding.words) : [])).join("; ");

/** All that a check found, in a line. */
export function checkText(t: TFunction, f: Format, check: SetupCheck): string {
  if (check.outcome === "not_run") return t("setupFacts.notRun");
  // Its figures are many, and none of them is news while all are as they were.
  if (check.kind === "venue" && check.outcome === "ok") return t("setupFacts.finding.expected");
  return detailsOf(t, f, check);
}

export const detailsOf = (t: TFunction, f: Format, check: SetupCheck): string =>
  check.findings
    // That the key itself is taken is no news beside an order that was refused for it.
    .filter(({ what }, _, all) => what !== "key_taken" || all.every((one) => one.what !== "key_trap"))
    .map((finding) => findingText(t, f, finding))
    .join(", ");

/** What to do. */
export const remedyText = (t: TFunction, remedy: SetupRemedy): string =>
  t(`setupFacts.remedy.${remedy === "mend_other" ? "mend" : remedy}`);

/** Why a key store gives nothing, and the way out: as everywhere. */
export const troubleText = (t: TFunction, code: ErrorCode): ErrorText => errorText(t, { code, detail: code });

/** Why a test order failed. */
export const testFailureText = (t: TFunction, why: TestFailure): string => t(`setupFacts.testFailed.${why}`);

export interface FactLine {
  text: string;
  /** A figure that stands at the end of the line. */
  aside: string;
  /** It is what the order is about, or it went wrong. */
  look: "plain" | "strong" | "wrong";
  /** What the engine saw, in its own English: to be unfolded. */
  details: string;
}

/** A line of the test order's log. */
export function testFactText(t: TFunction, f: Format, fact: TestFact): FactLine {
  const { n, time } = f;
  const line = (text: string, aside = "", look: FactLine["look"] = "plain", details = ""): FactLine => ({
    text,
    aside,
    look,
    details,
  });
  switch (fact.what) {
    case "written":
      return line(t("setupFacts.testFact.written"), `${fact.hash.slice(0, 6)}…${fact.hash.slice(-4)}`);
    case "accepted":
      return line(
        t("setupFacts.testFact.accepted"),
        t("setupFacts.testFact.acceptedAfter", { seconds: seconds(f, fact.after) }),
        "strong",
      );
    case "refused":
      return line(t("setupFacts.testFact.refused"), "", "wrong", calm(fact.words));
    case "not_answered":
      return line(t("setupFacts.testFact.not_answered"), "", "wrong", calm(fact.words));
    case "not_seen": {
      const where = fact.open ? "inChannel" : fact.channel ? "inOpen" : "inBoth";
      return line(
        t("setupFacts.testFact.not_seen", { where: t(`setupFacts.testFact.${where}`) }),
        "",
        "wrong",
      );
    }
    case "gone": {
      const nothing = compare(fact.filled, "0") === 0;
      return line(
        t(nothing ? "setupFacts.testFact.gone" : "setupFacts.testFact.goneFilled"),
        t("setupFacts.testFact.filledOf", { filled: n.shares(fact.filled), of: n.shares(fact.of) }),
        nothing ? "strong" : "wrong",
      );
    }
    case "cancel_unsure":
      return line(t("setupFacts.testFact.cancel_unsure"), "", "wrong", calm(fact.words));
    case "still_open":
      return line(t("setupFacts.testFact.still_open", { when: time.second(fact.until) }), "", "wrong");
    case "balance": {
      const same = compare(fact.now, fact.before) === 0;
      return line(
        same
          ? t("setupFacts.testFact.balance")
          : t("setupFacts.testFact.balanceChanged", { before: n.usd(fact.before) }),
        n.usd(fact.now),
        same ? "plain" : "wrong",
      );
    }
    case "withdrawn":
      return line(t("setupFacts.testFact.withdrawn"), "", "strong");
    default:
      return line(t(`setupFacts.testFact.${fact.what}`));
  }
}

/** "the clock and the API key" */
export const listed = (language: Language, words: string[]): string =>
  new Intl.ListFormat(language, { type: "conjunction" }).format(words);
