/** Modes and their ways, paper's two figures, hosts, the key and the region. */
import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type {
  BesideEngine,
  Frame,
  HostPurpose,
  Hosts,
  HostView,
  KeyStanding,
  Mode,
  PaperDoubt,
  PaperRange,
  PaperReading,
  PaperResults,
} from "@/platform";
import { Recorded } from "@/platform/recorded/playback";
import { frameIs } from "@/test/deeds";
import { openScene } from "@/test/scene";
import { tipped } from "@/test/tipped";
import { walletOf } from "@/test/traders";

const pill = () => screen.getAllByRole("banner")[0] as HTMLElement;
const card = () => screen.getByRole("region", { name: "Mode" });

const beside = (mode: BesideEngine["mode"], more: Partial<BesideEngine> = {}): BesideEngine => ({
  mode,
  state: "running",
  halt: null,
  trouble: null,
  workingOrders: 2,
  ...more,
});

/** The engine of that scene is shown from then on. */
const shows = (recorded: Recorded, scene: string) => async (): Promise<Frame> => {
  await recorded.becomes(scene);
  return recorded.read("frame");
};

describe("the modes", () => {
  it("lead to paper from the demo, and back, and say what runs beside", async () => {
    let runs = false;
    const { user, recorded } = await openScene({
      path: "/orders",
      with: (told) => {
        told.changes("frame", (frame) =>
          runs && frame.mode === "demo"
            ? { ...frame, modes: ["demo", "paper"] as Mode[], beside: [beside("paper")] }
            : frame,
        );
        told.says("enterPaper", () => {
          runs = true;
          return shows(told, "paper")();
        });
        told.says("showMode", ({ mode }) => shows(told, mode as string)());
      },
    });
    await screen.findByRole("heading", { name: "Orders" });
    await user.click(within(card()).getByRole("button", { name: "Trade on paper" }));
    expect(await within(card()).findByText("PAPER")).toBeInTheDocument();
    expect(recorded.sent("enterPaper")).toHaveLength(1);
    expect(screen.getByText("Pretend balance")).toBeInTheDocument();
    await user.click(within(card()).getByRole("button", { name: "Back to the demo" }));
    expect(await within(card()).findByText("DEMO")).toBeInTheDocument();
    expect(within(card()).getAllByText("Paper is also running: 2 open orders.")[0]).toBeInTheDocument();
    await user.click(within(card()).getByRole("button", { name: "Show paper" }));
    expect(await within(card()).findByText("PAPER")).toBeInTheDocument();
  });

  it("keep a live engine in sight while the demo is looked at, also one that is held back", async () => {
    const { user, recorded } = await openScene({
      path: "/orders",
      scene: "demo-beside-live",
      with: (told) => {
        told.changes("frame", (frame) => ({
          ...frame,
          beside: frame.beside.map((one) => ({ ...one, halt: "region" as const })),
        }));
        told.says("showMode", ({ mode }) => shows(told, mode as string)());
      },
    });
    await screen.findByRole("heading", { name: "Orders" });
    expect(within(card()).getAllByText(/LIVE: Trading is not allowed in your region/)[0]).toBeInTheDocument();
    await act(() => frameIs(recorded, { beside: [beside("live", { workingOrders: 3 })] }));
    expect(within(card()).getAllByText("Live is also running: 3 open orders.")[0]).toBeInTheDocument();
    await user.click(within(pill()).getByRole("button", { name: "Stop all" }));
    const question = await screen.findByRole("alertdialog", { name: "Stop everything?" });
    expect(question).toHaveTextContent("This only stops DEMO. Switch to the other mode to stop it");
    await user.keyboard("{Escape}");
    await user.click(within(card()).getByRole("button", { name: "Show live" }));
    expect(await within(card()).findByText("LIVE")).toBeInTheDocument();
    expect(within(card()).getByText(/0x6d32…56e0/i)).toBeInTheDocument();
  });

  it("end live only after a question that says what is left", async () => {
    const { user, recorded } = await openScene({
      path: "/orders",
      scene: "live",
      with: (told) => told.says("leaveLive", shows(told, "paper")),
    });
    await screen.findByRole("heading", { name: "Orders" });
    await user.click(within(card()).getByRole("button", { name: "Stop live trading…" }));
    const question = await screen.findByRole("alertdialog", { name: "Stop live trading?" });
    expect(question).toHaveTextContent("1 open order will be cancelled first");
    await user.click(within(question).getByRole("button", { name: "Stay live" }));
    expect(recorded.sent("leaveLive")).toEqual([]);
    await user.click(within(card()).getByRole("button", { name: "Stop live trading…" }));
    await user.click(await screen.findByRole("button", { name: "Stop live trading" }));
    expect(await within(card()).findByText("PAPER")).toBeInTheDocument();
    expect(recorded.sent("leaveLive")).toHaveLength(1);
  });
});

const range = (cautious: string, booked: string, optimistic: string, reading: PaperReading): PaperRange => ({
  cautious,
  booked,
  optimistic,
  reading,
});

const ENDS: [Parameters<typeof walletOf>[0], PaperRange, number][] = [
  ["25usdc", range("111.20", "115.50", "132.70", "gained"), 6],
  ["kestrel", range("40.72", "42.73", "50.77", "gained"), 4],
  ["northbound", range("-4.10", "-0.61", "13.35", "cannot_tell"), 1],
  ["slippage", range("-40.40", "-35.64", "-16.60", "lost"), 2],
];

const doubt = (order: number, trader: Parameters<typeof walletOf>[0]): PaperDoubt => ({
  order,
  address: walletOf(trader),
  trader,
  market: "Fed rate cut at the December meeting?",
  outcome: "Yes",
  side: "BUY",
  price: "0.58",
  shares: "64",
  ahead: "310",
  works: order % 2 === 0,
});

/** The demo's lists as a paper account's, with two figures for what came of them. */
async function paper(path: string, language?: "fr") {
  const read = (await Recorded.at("paper")).read("paperResults");
  const results: PaperResults = {
    ...read,
    result: range("160.72", "177.41", "244.17", "gained"),
    traders: ENDS.map(([name, result, inDoubt]) => ({ address: walletOf(name), name, result, inDoubt })),
    follows: ENDS.map(([name, result, inDoubt]) => ({
      follow: ["25usdc", "denizz", "kestrel", "northbound", "slippage"].indexOf(name) + 1,
      result,
      inDoubt,
    })),
    doubts: [doubt(10, "25usdc"), doubt(11, "kestrel")],
    doubtsCount: 16,
    unwatched: 44 * 60_000,
  };
  return openScene({
    path,
    ...(language && { language }),
    with: (recorded) => {
      recorded.changes("frame", (frame) => ({ ...frame, mode: "paper" as const, clock: null }));
      recorded.says("paperResults", results);
    },
  });
}

describe("paper", () => {
  it("shows two figures for the whole and for every trader, cautious first", async () => {
    await paper("/dashboard");
    const hero = await screen.findByRole("region", { name: "Profit and loss" });
    expect(hero).toHaveTextContent("+$160.72to+$244.17");
    expect(hero).toHaveTextContent("A gain either way");
    const table = within(screen.getByRole("region", { name: "By trader" }));
    const row = table.getByRole("row", { name: /northbound/ });
    expect(row).toHaveTextContent("−4.10+13.35");
    expect(row).toHaveTextContent("unclear");
    expect(screen.getByRole("region", { name: "What paper trading can’t know" })).toHaveTextContent(
      "Trades were not watched for 44 min.",
    );
    expect(screen.getByRole("region", { name: "In doubt" })).toHaveTextContent("16 orders");
    // Where the books have one figure, it says so.
    expect(screen.getByText("2 of 2 closed copies").previousSibling).toHaveTextContent("100.0% booked");
  });

  it("shows them on performance", async () => {
    await paper("/performance");
    const whole = await screen.findByRole("region", { name: "Both figures, since the start" });
    expect(whole).toHaveTextContent("+$160.72to+$244.17");
    const row = await screen.findByRole("row", { name: /slippage.*−40.40.*−16.60/ });
    expect(row).toHaveTextContent("loss either way");
  });

  it("shows them on following", async () => {
    await paper("/following");
    const row = await screen.findByRole("row", { name: /kestrel/ });
    await waitFor(() => expect(row).toHaveTextContent("+40.72to +50.77"));
    expect(screen.getByText("Total").parentElement).toHaveTextContent("+$160.72to+$244.17");
  });

  it("has one figure in the demo", async () => {
    await openScene({ path: "/dashboard" });
    const hero = await screen.findByRole("region", { name: "Profit and loss" });
    expect(hero).toHaveTextContent("+$23.11");
    expect(hero).not.toHaveTextContent(" to ");
  });
});

const host = (name: string, purposes: HostPurpose[], requests: number, lastDay: number): HostView => ({
  host: name,
  purposes,
  encrypted: true,
  own: name.includes("example"),
  requests,
  lastHour: 100,
  lastDay,
  signedIn: 0,
  kilobytesSent: 5_928,
  kilobytesReceived: 44_460,
  openStreams: 0,
  lastAgo: 4_000,
  proxy: null,
});

const NOW = 1_791_797_400_000;
const HOSTS: Hosts = {
  hosts: [
    host("clob.polymarket.com", ["orders"], 14_820, 11_474),
    host("data-api.polymarket.com", ["trader_data"], 318_240, 246_380),
    host("rpc.example.net", ["polygon"], 212, 165),
  ],
  refused: [{ at: NOW - 18_000_000, host: "img.example.net", why: "redirect" }],
  since: NOW - 31 * 3_600_000,
  now: NOW,
  endpointsFile: "~/.config/pilotfish/endpoints.json",
};

describe("the hosts", () => {
  it("are told with what goes there, since when, and what was refused", async () => {
    const { user } = await openScene({
      path: "/hosts",
      scene: "live",
      with: (recorded) =>
        recorded.says("hosts", {
          ...HOSTS,
          hosts: HOSTS.hosts.map((one) => (one.host.startsWith("clob") ? { ...one, signedIn: 2_310 } : one)),
        }),
    });
    const row = await screen.findByRole("row", { name: /^clob\.polymarket\.com/ });
    expect(row).toHaveTextContent("Signed orders, wallet address, API credentials");
    expect(row).toHaveTextContent("11,474");
    await user.click(screen.getByRole("radio", { name: "Since start" }));
    expect(row).toHaveTextContent("14,820");
    expect(screen.getByText(/the counters are not kept/)).toBeInTheDocument();
    expect(screen.getByRole("row", { name: /rpc\.example\.net/ })).toHaveTextContent("your endpoint");
    expect(screen.getByRole("region", { name: "Everything else is blocked" })).toHaveTextContent("redirect");
    expect(screen.getByRole("region", { name: "Your own endpoints" })).toHaveTextContent(
      "Polygonrpc.example.net",
    );
  });

  it("say in French and on paper that nothing is signed for anyone", async () => {
    await openScene({
      path: "/hosts",
      scene: "paper",
      language: "fr",
      with: (recorded) => recorded.says("hosts", HOSTS),
    });
    const never = await screen.findByRole("region", { name: "Jamais envoyé" });
    expect(never).toHaveTextContent("la clé est fictive et ne contrôle rien");
    expect(screen.queryByText("relayer-v2.polymarket.com")).not.toBeInTheDocument();
  });
});

/** A live engine whose keychain is locked. */
function keyless(recorded: Recorded): void {
  recorded.changes("frame", (frame) => ({
    ...frame,
    state: "no_key" as const,
    trouble: { code: "key_locked" as const, detail: "the keychain is locked", reason: null },
  }));
  recorded.changes("keyStanding", (standing): KeyStanding => {
    const outcomes = ["passed", "failed", "unseen", "unseen"] as const;
    return {
      ...standing,
      lookedAt: NOW,
      since: NOW - 8_000,
      every: 30_000,
      problem: "key_locked",
      rungs: standing.rungs.map((rung, at) => ({ ...rung, outcome: outcomes[at] ?? "unseen" })),
    };
  });
}

describe("without its key", () => {
  it("halts in words, shows the four rungs and what rests, and leaves Stop all what it is", async () => {
    const { user } = await openScene({ path: "/dashboard", scene: "live", with: keyless });
    expect(
      await screen.findByText("The keychain is locked. Pilotfish cannot sign orders and has halted."),
    ).toBeInTheDocument();
    expect(within(pill()).getByText("Halted: no key")).toBeInTheDocument();
    expect(within(pill()).getByRole("button", { name: "Stop all" })).toBeEnabled();
    const looking = await screen.findByRole("region", { name: "Looking for your key" });
    const rungs = within(looking).getAllByRole("listitem");
    expect(rungs.map((rung) => rung.textContent?.split(":")[0])).toEqual([
      "passed",
      "failed",
      "not known yet",
      "not known yet",
    ]);
    expect(rungs[1]).toHaveTextContent("Unlock it with its password, then try again.");
    expect(screen.getByRole("region", { name: "Still open" })).toHaveTextContent("1 buy for $46.40");
    await user.click(screen.getByRole("button", { name: "Go to the dashboard" }));
    expect(await screen.findByRole("region", { name: "Profit and loss" })).toBeInTheDocument();
  });

  it("goes on once the system gave the key", async () => {
    const given = (await Recorded.at("live")).read("keyStanding");
    const { user, recorded } = await openScene({
      path: "/key",
      scene: "live",
      with: (told) => {
        keyless(told);
        told.says("lookForKey", () => {
          told.says("keyStanding", given);
          return given;
        });
      },
    });
    await screen.findByRole("region", { name: "Looking for your key" });
    await user.click(screen.getByRole("button", { name: "Unlock the keychain…" }));
    expect(await screen.findByText("All four checks passed: Pilotfish has its key.")).toBeInTheDocument();
    await act(() => frameIs(recorded, { state: "running", trouble: null }));
    expect(within(pill()).getByText("Running")).toBeInTheDocument();
  });
});

describe("where no orders are taken", () => {
  it("says what Polymarket answered and what goes on, and offers no way round", async () => {
    const { user, recorded } = await openScene({
      path: "/dashboard",
      scene: "live-region",
      with: (told) => told.says("showMode", shows(told, "demo")),
    });
    expect(within(pill()).getByText("Halted: region")).toBeInTheDocument();
    expect(within(pill()).getByRole("button", { name: "Stop all" })).toBeEnabled();
    const answer = await screen.findByRole("region", { name: "Polymarket’s answer" });
    expect(answer).toHaveTextContent("Belgium (BE)");
    expect(answer).toHaveTextContent("blocked");
    expect(screen.getByText(/offers no way around the block/)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "It’s fixed, continue" })).not.toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Show the demo" }));
    await waitFor(() => expect(recorded.sent("showMode")).toEqual([{ mode: "demo" }]));
    expect(await within(card()).findByText("DEMO")).toBeInTheDocument();
  });

  it("leads to paper: live is ended after a question, and paper goes on", async () => {
    const { user, recorded } = await openScene({
      path: "/region",
      scene: "live-region",
      with: (told) => {
        told.says("leaveLive", shows(told, "paper"));
        told.says("enterPaper", shows(told, "paper"));
      },
    });
    await user.click(await screen.findByRole("button", { name: "Continue on paper…" }));
    const question = within(await screen.findByRole("alertdialog", { name: "Stop live trading?" }));
    expect(recorded.sent("leaveLive")).toEqual([]);
    await user.click(question.getByRole("button", { name: "Stop live, continue on paper" }));
    expect(await within(card()).findByText("PAPER")).toBeInTheDocument();
    expect(recorded.sent("leaveLive")).toHaveLength(1);
  });
});

describe("the status bar", () => {
  it("warns where a plan of requests is nearly used up", async () => {
    await openScene({
      path: "/orders",
      scene: "live",
      with: (recorded) =>
        recorded.changes("frame", (frame) => ({
          ...frame,
          budgets: [{ budget: "data" as const, used: 62, planned: 75, closed: null }],
        })),
    });
    const shown = tipped(/62 of 75 planned in the last ten seconds/);
    expect(shown).toHaveClass("text-warn");
    expect(document.querySelector('[data-tip*="Orders: "]')).not.toBeInTheDocument();
  });
});
