/**
 * Claims on the simulated engine. In live mode one market has resolved, as on the drawn dashboard; the scenario `claims` adds others:
 * one that is on its way, one that failed. `claims-nokey` has no relayer key, `claims-failing` a relayer that gives a request up. In demo
 * and paper a claim becomes cash by itself. The wallet of `setup-…` lacks one approval.
 */
import type {
  AddressView,
  CallsPreview,
  CallView,
  Claim,
  Platform,
  RelayerRun,
  RelayerRunState,
} from "../types";
import { address as addressOf } from "./entities";
import { START } from "./fixture/follows";
import type { World } from "./world";

interface Engine {
  world(): World;
  scenario: string;
  answer<T>(give: () => T, needsVenue?: boolean): Promise<T>;
  changed<T>(value: T): T;
  refuse(code: string, detail: string): never;
}

const HOUR = 3_600_000;
/** So long a request takes. */
const TAKEN_MS = 2_500;

const view = (full: string): AddressView => ({ full, groups: full.slice(2).match(/.{4}/g) ?? [] });
const WALLET = "0x7A3e90C17027a1f24D862f8B6f6d234452F841Bd";
const SIGNER = "0x2cE49E1f2b82Bb3AB365A7972502E148C3be9d07";
const ADAPTER = "0xAdA100Db00Ca00073811820692005400218FcE1f";
const TOKENS = "0x4D97DCd97eC945f40cF65F87097ACe5EA0476045";
const EXCHANGE_V3 = "0xe3333700cA9d93003F00f0F71f8515005F6c00Aa";
const P_USD = "0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB";

const word = (hex: string) => hex.toLowerCase().padStart(64, "0");

const CONDITION = `0x${"4c".repeat(32)}`;

const redeemCall = (market: string): CallView => ({
  contract: view(ADAPTER),
  contractName: "Collateral adapter",
  function: "redeemPositions(address,bytes32,bytes32,uint256[])",
  arguments: [
    { name: "collateral", value: P_USD, contractName: null },
    { name: "parent", value: `0x${word("0")}`, contractName: null },
    { name: "condition", value: CONDITION, contractName: null },
    { name: "indexSets", value: "[1, 2]", contractName: null },
  ],
  effect: { what: "redeems_market", market, condition: CONDITION, negRisk: false },
  data: `0x01b7037c${word(P_USD.slice(2))}${word("0")}${CONDITION.slice(2)}${word("80")}${word("2")}${word("1")}${word("2")}`,
});

const rightCall: CallView = {
  contract: view(TOKENS),
  contractName: "Conditional Tokens",
  function: "setApprovalForAll(address,bool)",
  arguments: [
    { name: "operator", value: ADAPTER, contractName: "Collateral adapter" },
    { name: "approved", value: "true", contractName: null },
  ],
  effect: { what: "may_move_shares", keeper: "Conditional Tokens", operator: "Collateral adapter" },
  data: `0xa22cb465${word(ADAPTER.slice(2))}${word("1")}`,
};

const approveCall: CallView = {
  contract: view(P_USD),
  contractName: "pUSD",
  function: "approve(address,uint256)",
  arguments: [
    { name: "spender", value: EXCHANGE_V3, contractName: "Exchange V3" },
    { name: "amount", value: (2n ** 256n - 1n).toString(), contractName: null },
  ],
  effect: { what: "may_spend", spender: "Exchange V3", most: null },
  data: `0x095ea7b3${word(EXCHANGE_V3.slice(2))}${"f".repeat(64)}`,
};

export function claimsOf({
  world,
  scenario,
  answer,
  changed,
  refuse,
}: Engine): Pick<
  Platform,
  "claims" | "previewApprovals" | "sendApprovals" | "previewRedeem" | "sendRedeem" | "relayerRun"
> {
  const redeemed = new Set<string>();
  const runs = new Map<number, RelayerRun>();
  const shown = new Map<number, CallsPreview>();
  let approved = false;
  let numbered = 0;

  const run = (id: number): RelayerRun => {
    const kept = runs.get(id) ?? refuse("no_request", "there is no such request");
    if (kept.over || Date.now() - kept.began < TAKEN_MS) return kept;
    const failed = scenario === "claims-failing" && kept.purpose === "redemption";
    const state: RelayerRunState = failed ? "failed" : "confirmed";
    const over = {
      ...kept,
      state,
      over: true,
      words: failed ? "execution reverted: result for condition not received yet" : null,
      updated: Date.now(),
    };
    runs.set(id, over);
    if (!failed && kept.purpose === "approvals") approved = true;
    if (!failed) for (const token of kept.tokens) redeemed.add(token);
    return changed(over);
  };

  const begin = (preview: number): RelayerRun => {
    const plan = shown.get(preview) ?? refuse("preview_gone", "this preview is not good any more");
    shown.delete(preview);
    if (plan.relayerKey === false) refuse("no_relayer_key", "there is no relayer key for this account");
    numbered += 1;
    const began: RelayerRun = {
      id: numbered,
      purpose: plan.purpose,
      state: "taken",
      over: false,
      calls: plan.calls.length,
      nonce: plan.nonce ?? "0",
      usd: plan.usd,
      tokens: plan.tokens,
      words: null,
      transaction: "0190f3a6-5f41-7c3e-9d1a-2f6f0a5f7b11",
      hash: null,
      began: Date.now(),
      updated: Date.now(),
    };
    runs.set(began.id, began);
    return changed(began);
  };

  const keep = (plan: Omit<CallsPreview, "id">): CallsPreview => {
    numbered += 1;
    const kept = { ...plan, id: plan.calls.length > 0 ? numbered : null };
    shown.set(numbered, kept);
    return kept;
  };

  const plan = (calls: CallView[]): Omit<CallsPreview, "id"> => ({
    purpose: "approvals",
    owner: view(SIGNER),
    wallet: view(WALLET),
    walletKind: "deposit",
    through: "relayer",
    nonce: String(14 + [...runs.values()].filter((one) => one.state === "confirmed").length),
    goodForS: 300,
    calls,
    leftOut: [],
    usd: "0",
    tokens: [],
    approvals: [],
    relayerKey: scenario !== "claims-nokey",
    open: [...runs.values()].map((one) => run(one.id)).find((one) => !one.over) ?? null,
  });

  const lastOf = (token: string): RelayerRun | null =>
    [...runs.values()]
      .filter((one) => one.tokens.includes(token))
      .map((one) => run(one.id))
      .at(-1) ?? null;

  const owed = (): Claim[] => {
    const { mode } = world();
    const many = scenario.startsWith("claims");
    if (mode !== "live" && !many) return [];
    const claim = (
      token: string,
      trader: string,
      market: string,
      shares: string,
      averageCost: string,
      pnl: string,
      hours: number,
    ): Claim => ({
      follow: world().follows.find((one) => one.trader === trader)?.id ?? 1,
      token,
      traderAddress: addressOf(trader),
      trader,
      market,
      outcome: "Yes",
      outcomeIndex: 0,
      shares,
      payout: "1",
      averageCost,
      usd: shares,
      pnl,
      since: START - hours * HOUR,
      way: mode === "live" ? "relayer" : "automatic",
      run: lastOf(token),
    });
    // 47.50 × (1 − 0.712) = 13.68.
    const all = [
      claim("claim-1", "25usdc", "US jobless rate at 4.4% in October?", "47.50", "0.712", "13.68", 3),
    ];
    if (many)
      all.push(claim("claim-2", "denizz", "ECB holds rates in November?", "120.00", "0.905", "11.40", 26));
    return all.filter((one) => !redeemed.has(one.token));
  };

  return {
    claims: () => answer(owed),
    previewApprovals: () =>
      answer(() => {
        const row = (
          asset: "cash" | "shares" | "positions",
          name: string,
          spender: string,
          may: "nothing" | "everything",
        ) => ({ asset, name, spender, may: { most: may } as const });
        const v2 = "0xE111180000d2663C0091e4f400237545B87B996B";
        const multi = "0xe2222d279d744050d28e00520010520000310F59";
        return keep({
          ...plan(approved ? [] : [approveCall]),
          approvals: [
            row("cash", "Exchange V2", v2, "everything"),
            row("cash", "Exchange V2, multi-outcome", multi, "everything"),
            row("cash", "Exchange V3", EXCHANGE_V3, approved ? "everything" : "nothing"),
            row("shares", "Exchange V2", v2, "everything"),
            row("shares", "Exchange V2, multi-outcome", multi, "everything"),
            row("positions", "Exchange V3", EXCHANGE_V3, "everything"),
          ],
        });
      }, true),
    sendApprovals: (preview) => answer(() => begin(preview), true),
    previewRedeem: (tokens) =>
      answer(() => {
        const wanted = owed().filter((one) => tokens.length === 0 || tokens.includes(one.token));
        if (wanted.length === 0) refuse("no_claim", "nothing is owed for it");
        return keep({
          ...plan([rightCall, ...wanted.map((one) => redeemCall(one.market))]),
          purpose: "redemption",
          usd: wanted.reduce((sum, one) => sum + Number(one.usd), 0).toFixed(2),
          tokens: wanted.map((one) => one.token),
        });
      }, true),
    sendRedeem: (preview) => answer(() => begin(preview), true),
    relayerRun: (id) => answer(() => run(id)),
  };
}
