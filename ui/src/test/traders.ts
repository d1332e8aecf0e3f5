/** The traders that the scenes have: each with the wallet that the scripted venue gave them. */
const NAMES = [
  "25usdc",
  "denizz",
  "kestrel",
  "northbound",
  "slippage",
  "tern",
  "lowtide",
  "bramble",
] as const;

/** The wallet of that trader. */
export function walletOf(name: (typeof NAMES)[number]): string {
  const place = NAMES.indexOf(name);
  return `0x${(0xa1 + place).toString(16)}${"7e3c9b50f".repeat(4)}d${place.toString(16)}`;
}
