/** The checks of the simulated way to live: all in order, or with the flaws of a scenario. */
import type {
  ApiKeyCure,
  CureState,
  KeyTrapView,
  SetupCheck,
  SetupCheckKind,
  SetupFinding,
  SetupRemedy,
  SpenderView,
} from "../../types";
import { WALLET } from "./accounts";

export const KINDS: SetupCheckKind[] = [
  "key",
  "wallet",
  "region",
  "standing",
  "clock",
  "api_key",
  "balance_approvals",
  "venue",
];

export const TRAP_WORDS = "the order signer address has to be the address of the API KEY";
const CURES: ApiKeyCure[] = ["derive_again", "read_wallet_again", "used_polymarket", "delete_and_make"];

const SPENDERS: SpenderView[] = [
  { address: "0xE111180000d2663C0091e4f400237545B87B996B", name: "Exchange V2", may: true },
  { address: "0xe2222d279d744050d28e00520010520000310F59", name: "Exchange V2, multi-outcome", may: true },
  { address: "0xe3333700cA9d93003F00f0F71f8515005F6c00Aa", name: "Exchange V3", may: true },
];

const FINE: Record<SetupCheckKind, SetupFinding[]> = {
  key: [{ what: "key_signed", place: "keychain", entry: "Pilotfish live key" }],
  wallet: [
    { what: "wallet_confirmed", kind: "deposit", address: WALLET, confirmed: Date.UTC(2026, 10, 21, 17, 58) },
  ],
  region: [{ what: "region", blocked: false, country: "IE", region: "" }],
  standing: [{ what: "standing", closedOnly: false }],
  clock: [{ what: "clock", ahead: -210, most: 2000 }],
  api_key: [{ what: "key_taken" }],
  balance_approvals: [
    { what: "cash", cash: "862.35" },
    { what: "spending", spenders: SPENDERS },
  ],
  venue: [
    { what: "version", found: "2", expected: "2" },
    { what: "contracts_match" },
    { what: "markets", figure: "fees", count: 20, least: "0", most: "0.07", unusual: false },
    { what: "markets", figure: "sizes", count: 20, least: "5", most: "5", unusual: false },
    { what: "markets", figure: "ticks", count: 20, least: "0.001", most: "0.01", unusual: false },
  ],
};

interface Flaw {
  outcome: SetupCheck["outcome"];
  findings: SetupFinding[];
  remedy: SetupRemedy;
}

/** By scenario: what is not as it should be. */
const FLAWS: Record<string, Partial<Record<SetupCheckKind, Flaw>>> = {
  "setup-failing": {
    clock: {
      outcome: "failed",
      findings: [{ what: "clock", ahead: 4230, most: 2000 }],
      remedy: "set_clock",
    },
    balance_approvals: {
      outcome: "failed",
      findings: [
        {
          what: "spending",
          spenders: SPENDERS.map((one) => ({ ...one, may: one.name !== "Exchange V3" })),
        },
        { what: "cash", cash: "862.35" },
      ],
      remedy: "approve",
    },
    venue: {
      outcome: "unknown",
      findings: [{ what: "no_answer", words: "no answer in 10 s" }],
      remedy: "try_again",
    },
  },
  "setup-deposit": {
    balance_approvals: {
      outcome: "unknown",
      findings: [{ what: "cash_not_shown_yet", chain: "250.00", until: 0 }],
      remedy: "wait",
    },
  },
  "setup-region": {
    region: {
      outcome: "failed",
      findings: [{ what: "region", blocked: true, country: "BE", region: "" }],
      remedy: "not_from_here",
    },
    standing: {
      outcome: "failed",
      findings: [{ what: "standing", closedOnly: true }],
      remedy: "see_account",
    },
    venue: {
      outcome: "warning",
      findings: [{ what: "markets", figure: "fees", count: 20, least: "0", most: "0.12", unusual: true }],
      remedy: "have_a_look",
    },
  },
  "setup-trap": {
    api_key: {
      outcome: "failed",
      findings: [{ what: "key_trap", words: TRAP_WORDS }],
      remedy: "cure_api_key",
    },
  },
};

export const notRun = (): SetupCheck[] =>
  KINDS.map((kind) => ({ kind, outcome: "not_run", findings: [], remedy: null, at: null }));

export function checkOf(
  kind: SetupCheckKind,
  scenario: string,
  mended: Set<SetupCheckKind>,
  at: number,
): SetupCheck {
  const flaw = mended.has(kind) ? undefined : FLAWS[scenario]?.[kind];
  return { kind, at, ...(flaw ?? { outcome: "ok", findings: FINE[kind], remedy: null }) };
}

/** The trap, with so many cures behind it. */
export function trapOf(tried: number, last: CureState, at: number): KeyTrapView {
  return {
    words: TRAP_WORDS,
    cures: CURES.map((cure, i) => {
      if (i < tried - 1) return { cure, state: "refused_again", at };
      return i < tried ? { cure, state: last, at } : { cure, state: "waiting", at: null };
    }),
    // A cure that was done is proven by the test order before the next one.
    next: last === "done" ? null : (CURES[tried] ?? null),
  };
}
