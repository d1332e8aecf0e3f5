/** What would be sent through the relayer, written by hand: the scripted venue has no relayer to record. The types are the engine's. */
import type { AddressView, CallsPreview, CallView } from "@/platform";

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
