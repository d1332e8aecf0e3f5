/** The wizard's pages, and which of them the way to live stands at. */
import type { Setup, SetupStep } from "@/platform";

/** As the rail shows them; the last one has three pages. */
export const RAIL = ["start", "wallet", "key", "addresses", "protect", "limits"] as const;
export type RailStep = (typeof RAIL)[number];

export const PAGES = ["wallet", "key", "addresses", "protect", "checks", "limits", "test"] as const;
export type SetupPage = (typeof PAGES)[number];

export const isPage = (text: string): text is SetupPage => PAGES.some((page) => page === text);

/** Under which step of the rail a page stands. */
export const railOf = (page: SetupPage): RailStep => (page === "checks" || page === "test" ? "limits" : page);

const PAGE_OF: Record<SetupStep, SetupPage> = {
  key: "key",
  wallet: "addresses",
  checks: "checks",
  limits: "limits",
  confirmation: "limits",
  test_order: "test",
  done: "test",
};

/** Where to go on. Before there is any key, where it is comes first. */
export function pageOf(setup: Setup): SetupPage {
  if (setup.step === "key" && setup.keys.length === 0 && setup.keyTrouble === null) return "wallet";
  return PAGE_OF[setup.step];
}

/** Whether a step of the rail is behind us. */
export function isDone(step: RailStep, setup: Setup | undefined, current: RailStep): boolean {
  if (step === "start") return true;
  if (!setup) return false;
  switch (step) {
    case "wallet":
    case "key":
      return setup.account !== null;
    case "addresses":
      return hasWallet(setup);
    // Nothing needs to be done there: it is behind us once the next one is reached.
    case "protect":
      return hasWallet(setup) && (current === "limits" || setup.step === "done");
    case "limits":
      return setup.step === "done";
  }
}

export const hasWallet = (setup: Setup): boolean => setup.account !== null && setup.account.wallet !== null;

/** Whether a page has anything to work with. */
export function isOpen(step: RailStep, setup: Setup | undefined): boolean {
  if (step === "start" || step === "wallet" || step === "key") return true;
  if (!setup) return false;
  if (step === "addresses" || step === "protect") return setup.account !== null;
  return hasWallet(setup);
}

/** The page that a step of the rail opens. */
export function openedBy(step: RailStep, setup: Setup | undefined): SetupPage | null {
  if (step === "start") return null;
  if (step !== "limits") return step;
  const page = setup ? pageOf(setup) : "checks";
  return page === "limits" || page === "test" ? page : "checks";
}
