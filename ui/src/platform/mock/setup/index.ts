/**
 * The way to live on the simulated engine. Where it stands at the start is in the scenario: `setup-nokey`, `setup-keys`, `setup-wallet`
 * (and `setup-several`, `setup-other`, `setup-nowallet`, `setup-undeployed`, `setup-unanswered`, which differ in what is found),
 * `setup-checks`, `setup-failing`, `setup-region`, `setup-deposit`, `setup-trap`, `setup-limits`, `setup-confirm`, `setup-test`, `setup-refused`,
 * `setup-overlimit`, `setup-done`, `setup-locked`. Any other begins without a key.
 */
import { compare } from "@/format/decimal";
import type { Platform, Setup, SetupCheckKind, SetupStep } from "../../types";
import type { World } from "../world";
import { OTHER_SIGNER, SIGNER, searchOf, WALLET } from "./accounts";
import { checkOf, KINDS, notRun, trapOf } from "./checks";
import { overLimit, PREVIEW, runOf } from "./test-order";

interface Engine {
  world(): World;
  scenario: string;
  /** Time passes by itself. */
  living: boolean;
  answer<T>(give: () => T): Promise<T>;
  changed<T>(value: T): T;
  refuse(code: string, detail: string): never;
}

/** So long somebody types a key, where time passes. */
const TYPING_MS = 1500;
const TYPED_ABOVE = "500";

/** How far each scenario is. */
const BEGINS: Record<string, SetupStep> = {
  "setup-keys": "wallet",
  "setup-wallet": "wallet",
  "setup-several": "wallet",
  "setup-other": "wallet",
  "setup-nowallet": "wallet",
  "setup-undeployed": "wallet",
  "setup-unanswered": "wallet",
  "setup-checks": "checks",
  "setup-failing": "checks",
  "setup-region": "checks",
  "setup-deposit": "checks",
  "setup-trap": "checks",
  "setup-limits": "limits",
  "setup-confirm": "confirmation",
  "setup-test": "test_order",
  "setup-refused": "test_order",
  "setup-overlimit": "test_order",
  "setup-done": "done",
};
const ORDER: SetupStep[] = ["key", "wallet", "checks", "limits", "confirmation", "test_order", "done"];

export function setupOf({
  world,
  scenario,
  living,
  answer,
  changed,
  refuse,
}: Engine): Pick<
  Platform,
  | "setup"
  | "openKeyWindow"
  | "chooseAccount"
  | "deleteKey"
  | "findWallets"
  | "confirmWallet"
  | "setupChecks"
  | "checkAgain"
  | "fixApiKey"
  | "saveLiveLimits"
  | "confirmLive"
  | "previewTestOrder"
  | "sendTestOrder"
  | "testOrder"
> {
  const begins = BEGINS[scenario] ?? (world().mode === "live" ? "done" : "key");
  const past = (step: SetupStep) => ORDER.indexOf(begins) > ORDER.indexOf(step);
  const now = () => Date.now();
  const mended = new Set<SetupCheckKind>();
  /** So many cures were tried. */
  let tried = scenario === "setup-trap" ? 1 : 0;
  let began: number | null = null;
  /** When one was not sent, because the limits left no room. */
  let held: number | null = null;
  let keys = past("key") ? [SIGNER] : [];
  if (scenario === "setup-keys") keys = [SIGNER, OTHER_SIGNER];
  const relayer = new Set<string>();

  const state: Setup = {
    step: "key",
    keyPlace: "keychain",
    keys: [],
    keyTrouble: scenario === "setup-locked" ? "key_locked" : null,
    deleteWords: ["delete", "supprimer"],
    account: past("key")
      ? {
          owner: SIGNER,
          wallet: past("wallet")
            ? { kind: "deposit", address: WALLET, evidence: "derived", at: now() - 86_400_000 }
            : null,
        }
      : null,
    checks: past("checks") ? KINDS.map((kind) => checkOf(kind, scenario, mended, now())) : notRun(),
    keyTrap: scenario === "setup-trap" ? trapOf(1, "refused_again", now() - 60_000) : null,
    limits: {
      maxExposure: "750.00",
      maxDailySpend: "150.00",
      maxOpenOrders: scenario === "setup-overlimit" ? 0 : 12,
      reserve: "10.0",
      maxDailyLoss: "75.00",
    },
    limitsSaved: past("limits"),
    atRisk: "750.00",
    cash: past("wallet") ? "862.35" : null,
    typedAbove: TYPED_ABOVE,
    confirmedAt: past("confirmation") ? now() - 60_000 : null,
    testedAt: past("test_order") ? now() - 30_000 : null,
    runs: false,
    carriedOver: [
      { trader: "25usdc", address: OTHER_SIGNER.full, percentage: "2.0" },
      { trader: "denizz", address: WALLET.full, percentage: "1.0" },
      { trader: "kestrel", address: SIGNER.full, percentage: "1.5" },
    ],
  };
  if (scenario === "setup-trap") state.checks = KINDS.map((kind) => checkOf(kind, scenario, mended, now()));

  const stepOf = (): SetupStep => {
    if (!state.account) return "key";
    if (!state.account.wallet) return "wallet";
    if (state.checks.some(({ outcome }) => outcome !== "ok" && outcome !== "warning")) return "checks";
    if (!state.limitsSaved) return "limits";
    if (state.confirmedAt === null) return "confirmation";
    return state.testedAt === null ? "test_order" : "done";
  };
  const runs = () => world().mode === "live" || world().beside === "live";
  const whole = (): Setup => {
    settleTest();
    // Leaving live takes the confirmation back.
    if (state.runs && !runs()) {
      state.confirmedAt = null;
      state.testedAt = null;
    }
    state.runs = runs();
    return {
      ...state,
      step: stepOf(),
      keys: keys.map((owner) => ({
        owner,
        chosen: owner.full === state.account?.owner.full,
        relayerKey: relayer.has(owner.full),
      })),
    };
  };
  const refused = () => scenario === "setup-refused" && tried === 0;
  /** What the test order came to, once it is over. */
  const settleTest = () => {
    const { outcome, ended, running } = runOf(began, now(), refused());
    world().testing = running;
    if (outcome?.outcome === "passed") state.testedAt ??= ended;
    if (outcome?.outcome === "failed" && state.confirmedAt !== null) {
      state.confirmedAt = null;
      state.keyTrap = trapOf(0, "waiting", now());
      state.checks = state.checks.map((one) =>
        one.kind === "api_key" ? checkOf("api_key", "setup-trap", mended, now()) : one,
      );
    }
  };
  const forgetAccount = () => {
    state.account = null;
    state.checks = notRun();
    state.confirmedAt = null;
    state.testedAt = null;
    state.cash = null;
  };
  const check = (kind: SetupCheckKind) => {
    const made = checkOf(kind, scenario, mended, now());
    state.checks = state.checks.map((one) => (one.kind === kind ? made : one));
    if (kind === "balance_approvals") state.cash = "862.35";
    return made;
  };
  const touch = <T>(value: T): T => {
    world().touched.add("settings");
    return changed(value);
  };
  const keyOf = (owner: string) =>
    keys.find(({ full }) => full === owner) ?? refuse("not_found", `no key ${owner}`);

  return {
    setup: () => answer(whole),
    openKeyWindow: (purpose) =>
      answer(() => {
        // It is nothing that the way to live shows.
        if (purpose === "passphrase") return;
        const store = () => {
          if (purpose === "relayer_key") {
            if (state.account) relayer.add(state.account.owner.full);
          } else {
            const fresh = [SIGNER, OTHER_SIGNER].find(({ full }) => !keys.some((key) => key.full === full));
            if (fresh) keys = [...keys, fresh];
            state.account ??= fresh ? { owner: fresh, wallet: null } : null;
          }
          touch(null);
        };
        if (living) setTimeout(store, TYPING_MS);
        else store();
      }),
    chooseAccount: (owner) =>
      answer(() => {
        const key = keyOf(owner);
        if (state.account?.owner.full !== owner) {
          forgetAccount();
          state.account = { owner: key, wallet: null };
        }
        return touch(whole());
      }),
    deleteKey: (owner, typed) =>
      answer(() => {
        if (!state.deleteWords.includes(typed.trim().toLowerCase()))
          refuse("not_confirmed", "the word differs");
        keyOf(owner);
        keys = keys.filter(({ full }) => full !== owner);
        if (state.account?.owner.full === owner) forgetAccount();
        return touch(whole());
      }),
    findWallets: () =>
      answer(() => {
        if (!state.account) refuse("no_account_chosen", "no key is chosen");
        return searchOf(scenario, now());
      }),
    confirmWallet: (kind, address) =>
      answer(() => {
        const { wallets } = searchOf(scenario, now());
        const found = wallets.find((one) => one.address.full.toLowerCase() === address.trim().toLowerCase());
        if (!state.account) refuse("no_account_chosen", "no key is chosen");
        if (!found || found.kind !== kind)
          return refuse("wrong_wallet", `${address} is no wallet of this key`);
        if (state.account)
          state.account.wallet = { kind, address: found.address, evidence: "derived", at: now() };
        state.cash = found.cash;
        return touch(whole());
      }),
    setupChecks: () =>
      answer(() => {
        if (scenario === "setup-failing") mended.clear();
        const all = KINDS.map(check);
        touch(null);
        return all;
      }),
    checkAgain: (kind) =>
      answer(() => {
        if (kind === "clock") mended.add("clock");
        const made = check(kind);
        touch(null);
        return made;
      }),
    fixApiKey: () =>
      answer(() => {
        if (!state.keyTrap) refuse("no_key_trap", "no trap");
        tried += 1;
        state.keyTrap = trapOf(tried, "done", now());
        mended.add("api_key");
        check("api_key");
        return touch(whole());
      }),
    saveLiveLimits: (limits) =>
      answer(() => {
        state.limits = limits;
        state.limitsSaved = true;
        state.atRisk = limits.maxExposure;
        return touch(whole());
      }),
    confirmLive: (typed) =>
      answer(() => {
        if (stepOf() !== "confirmation") refuse("checks_not_passed", "a check has not passed");
        const { maxExposure } = state.limits;
        if (compare(maxExposure, TYPED_ABOVE) > 0 && (typed === null || compare(typed, maxExposure) !== 0))
          refuse("amount_not_typed", "the amount that was typed is not the limit");
        state.confirmedAt = now();
        return touch(whole());
      }),
    previewTestOrder: () => answer(() => PREVIEW),
    sendTestOrder: () =>
      answer(() => {
        if (state.confirmedAt === null) refuse("live_not_confirmed", "not confirmed");
        held = state.limits.maxOpenOrders === 0 ? now() : null;
        if (held !== null) return touch(overLimit(held));
        began = now();
        world().testing = true;
        return touch(runOf(began, now(), refused()));
      }),
    testOrder: () =>
      answer(() => {
        settleTest();
        if (held !== null) return overLimit(held);
        return runOf(began, now(), refused());
      }),
  };
}
