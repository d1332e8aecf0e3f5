/** What would be sent through the relayer, written by hand: the scripted venue has no relayer to record. The types are the engine's. */
import type { AddressView, CallsPreview, CallView, Claim, RelayerRun } from "@/platform";

const view = (full: string): AddressView => ({ full, groups: full.slice(2).match(/.{4}/g) ?? [] });
const EXCHANGE_V3 = "0xe3333700cA9d93003F00f0F71f8515005F6c00Aa";
const P_USD = "0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB";

const word = (hex: string) => hex.toLowerCase().padStart(64, "0");

const approve: CallView = {
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

/** One approval is missing. */
export const APPROVALS: CallsPreview = {
  id: 1,
  purpose: "approvals",
  owner: view("0x4a62316623ad457F02cDC5D997deD67a383EC569"),
  wallet: view("0x0b50870B9E7d35Da1c4C4DFF04474812b4f97279"),
  walletKind: "deposit",
  through: "relayer",
  nonce: "14",
  goodForS: 600,
  calls: [approve],
  leftOut: [],
  usd: "0",
  tokens: [],
  approvals: [{ asset: "cash", name: "Exchange V3", spender: EXCHANGE_V3, may: { most: "nothing" } }],
  relayerKey: true,
  open: null,
};

const ADAPTER = "0xAdA100Db00Ca00073811820692005400218FcE1f";
const TOKENS = "0x4D97DCd97eC945f40cF65F87097ACe5EA0476045";
const CONDITION = `0x${"4c".repeat(32)}`;

const mayMove: CallView = {
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

const redeem = (market: string): CallView => ({
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

/** What redeems that claim, once the adapter may move the wallet's shares. */
export const redemption = ({ market, usd, token }: Claim): CallsPreview => ({
  ...APPROVALS,
  purpose: "redemption",
  calls: [mayMove, redeem(market)],
  usd,
  tokens: [token],
  approvals: [],
});

/** A request that the relayer took for that preview. */
export const taken = ({ purpose, calls, nonce, usd, tokens }: CallsPreview): RelayerRun => ({
  id: 1,
  purpose,
  state: "taken",
  over: false,
  calls: calls.length,
  nonce: nonce ?? "0",
  usd,
  tokens,
  words: null,
  transaction: "0190f3a6-5f41-7c3e-9d1a-2f6f0a5f7b11",
  hash: null,
  began: 1_791_450_000_000,
  updated: 1_791_450_000_000,
});
