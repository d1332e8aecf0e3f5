/** The keys and wallets of the simulated way to live: invented, with valid checksums. */
import type { AddressView, FoundWallet, WalletSearch, WalletVerdict } from "../../types";

const view = (full: string): AddressView => ({ full, groups: full.slice(2).match(/.{4}/g) ?? [] });

export const SIGNER = view("0x2cE49E1f2b82Bb3AB365A7972502E148C3be9d07");
export const OTHER_SIGNER = view("0x8ba1f109551bD432803012645Ac136ddd64DBA72");
export const WALLET = view("0x7A3e90C17027a1f24D862f8B6f6d234452F841Bd");
const OLD_DEPOSIT = view("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
const SAFE = view("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359");
const PROXY = view("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB");
/** The wallet of somebody else's account. */
export const FOREIGN = view("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb");

const YES = { seen: "yes" } as const;
const NO = { seen: "no" } as const;
const UNKNOWN = { seen: "unknown", words: "no answer in 10 s" } as const;

const none = (
  kind: FoundWallet["kind"],
  address: AddressView,
  form: FoundWallet["form"] = null,
): FoundWallet => ({ kind, form, address, profile: NO, deployed: NO, code: NO, cash: "0.00" });

/** What was found, by the name of the scenario. */
export function searchOf(scenario: string, at: number): WalletSearch {
  const own: FoundWallet = {
    ...none("deposit", WALLET, "beacon"),
    profile: YES,
    deployed: YES,
    code: YES,
    cash: "862.35",
  };
  const wallets: FoundWallet[] = [
    own,
    none("deposit", OLD_DEPOSIT, "uups"),
    none("safe", SAFE),
    none("proxy", PROXY),
    { ...none("eoa", SIGNER), deployed: null },
  ];
  const found = (verdict: WalletVerdict, changed: Partial<Record<number, Partial<FoundWallet>>> = {}) => ({
    owner: SIGNER,
    wallets: wallets.map((one, i) => ({ ...one, ...changed[i] })),
    verdict,
    at,
  });
  const nobody = { profile: NO, deployed: NO, code: NO, cash: "0.00" } as const;
  switch (scenario) {
    case "setup-several":
      return found(
        { verdict: "several", places: [0, 2] },
        { 2: { deployed: YES, code: YES, cash: "41.20" } },
      );
    case "setup-other":
      return found({ verdict: "another_account", named: FOREIGN }, { 0: nobody });
    case "setup-nowallet":
      return found({ verdict: "no_wallet" }, { 0: nobody });
    case "setup-undeployed":
      return found({ verdict: "not_deployed", place: 0 }, { 0: { deployed: NO, code: NO, cash: "0.00" } });
    case "setup-unanswered":
      return found(
        { verdict: "unanswered", words: UNKNOWN.words },
        { 0: { profile: UNKNOWN, deployed: UNKNOWN, code: UNKNOWN, cash: null } },
      );
    default:
      return found({ verdict: "recommended", place: 0 });
  }
}
