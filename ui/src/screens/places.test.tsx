/** Modes and their ways, paper's two figures, hosts, the key and the region. */
import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { createMock } from "@/platform/mock";
import { openWindow, tipped } from "@/test/render";

const pill = () => screen.getAllByRole("banner")[0] as HTMLElement;
const card = () => screen.getByRole("region", { name: "Mode" });

describe("the modes", () => {
  it("lead to paper from the demo, and back, and say what runs beside", async () => {
    const { user, mock } = await openWindow({ path: "/orders" });
    await screen.findByRole("heading", { name: "Orders" });
    await user.click(within(card()).getByRole("button", { name: "Trade on paper" }));
    expect(await within(card()).findByText("PAPER")).toBeInTheDocument();
    expect(mock.world.mode).toBe("paper");
    expect(screen.getByText("Pretend balance")).toBeInTheDocument();
    await user.click(within(card()).getByRole("button", { name: "Back to the demo" }));
    expect(await within(card()).findByText("DEMO")).toBeInTheDocument();
    expect(within(card()).getAllByText("Paper is also running: 3 open orders.")[0]).toBeInTheDocument();
    await user.click(within(card()).getByRole("button", { name: "Show paper" }));
    expect(await within(card()).findByText("PAPER")).toBeInTheDocument();
  });

  it("keep a live engine in sight while the demo is looked at, also one that is held back", async () => {
    const mock = createMock({ beside: "live" });
    const frame = await mock.frame();
    const held = {
      ...frame,
      beside: frame.beside.map((one) => ({ ...one, halt: "region" as const })),
    };
    const { user } = await openWindow({
      path: "/orders",
      mock: { ...mock, world: mock.world, frame: async () => held },
    });
    await screen.findByRole("heading", { name: "Orders" });
    expect(within(card()).getAllByText(/LIVE: Trading is not allowed in your region/)[0]).toBeInTheDocument();
    await act(async () => mock.advance(0));
    expect(within(card()).getAllByText("Live is also running: 3 open orders.")[0]).toBeInTheDocument();
    await user.click(within(pill()).getByRole("button", { name: "Stop all" }));
    const question = await screen.findByRole("alertdialog", { name: "Stop everything?" });
    expect(question).toHaveTextContent("This only stops DEMO. Switch to the other mode to stop it");
    await user.keyboard("{Escape}");
    await user.click(within(card()).getByRole("button", { name: "Show live" }));
    expect(await within(card()).findByText("LIVE")).toBeInTheDocument();
    expect(within(card()).getByText(/0x7A3e…41Bd/)).toBeInTheDocument();
  });

  it("end live only after a question that says what is left", async () => {
    const { user, mock } = await openWindow({ path: "/orders", mock: createMock({ mode: "live" }) });
    await screen.findByRole("heading", { name: "Orders" });
    await user.click(within(card()).getByRole("button", { name: "Stop live trading…" }));
    const question = await screen.findByRole("alertdialog", { name: "Stop live trading?" });
    expect(question).toHaveTextContent("7 open orders will be cancelled first");
    await user.click(within(question).getByRole("button", { name: "Stay live" }));
    expect(mock.world.mode).toBe("live");
    await user.click(within(card()).getByRole("button", { name: "Stop live trading…" }));
    await user.click(await screen.findByRole("button", { name: "Stop live trading" }));
    await waitFor(() => expect(mock.world.mode).toBe("paper"));
  });
});

describe("paper", () => {
  it("shows two figures for the whole and for every trader, cautious first", async () => {
    await openWindow({ path: "/dashboard", mock: createMock({ mode: "paper" }) });
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
    expect(screen.getByText("34 of 58 closed copies").previousSibling).toHaveTextContent("58.6% booked");
  });

  it("shows them on performance", async () => {
    await openWindow({ path: "/performance", mock: createMock({ mode: "paper" }) });
    const whole = await screen.findByRole("region", { name: "Both figures, since the start" });
    expect(whole).toHaveTextContent("+$160.72to+$244.17");
    const row = await screen.findByRole("row", { name: /slippage.*−40.40.*−16.60/ });
    expect(row).toHaveTextContent("loss either way");
  });

  it("shows them on following", async () => {
    await openWindow({ path: "/following", mock: createMock({ mode: "paper" }) });
    const row = await screen.findByRole("row", { name: /kestrel/ });
    await waitFor(() => expect(row).toHaveTextContent("+40.72to +50.77"));
    expect(screen.getByText("Total").parentElement).toHaveTextContent("+$160.72to+$244.17");
  });

  it("has one figure in the demo", async () => {
    await openWindow({ path: "/dashboard" });
    const hero = await screen.findByRole("region", { name: "Profit and loss" });
    expect(hero).toHaveTextContent("+$214.62");
    expect(hero).not.toHaveTextContent(" to ");
  });
});

describe("the hosts", () => {
  it("are told with what goes there, since when, and what was refused", async () => {
    const { user } = await openWindow({ path: "/hosts", mock: createMock({ mode: "live" }) });
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
    await openWindow({
      path: "/hosts",
      language: "fr",
      mock: createMock({ mode: "paper", language: "fr" }),
    });
    const never = await screen.findByRole("region", { name: "Jamais envoyé" });
    expect(never).toHaveTextContent("la clé est fictive et ne contrôle rien");
    expect(screen.queryByText("relayer-v2.polymarket.com")).not.toBeInTheDocument();
  });
});

describe("without its key", () => {
  it("halts in words, shows the four rungs and what rests, and leaves Stop all what it is", async () => {
    const { user } = await openWindow({
      path: "/dashboard",
      mock: createMock({ mode: "live", scenario: "keyless" }),
    });
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
    expect(screen.getByRole("region", { name: "Still open" })).toHaveTextContent(
      "4 buys for $175.93, 2 sells",
    );
    await user.click(screen.getByRole("button", { name: "Go to the dashboard" }));
    expect(await screen.findByRole("region", { name: "Profit and loss" })).toBeInTheDocument();
  });

  it("goes on once the system gave the key", async () => {
    const mock = createMock({ mode: "live", scenario: "keyless" });
    const { user } = await openWindow({ path: "/key", mock });
    await screen.findByRole("region", { name: "Looking for your key" });
    mock.world.keyTrouble = null;
    await user.click(screen.getByRole("button", { name: "Unlock the keychain…" }));
    expect(await screen.findByText("All four checks passed: Pilotfish has its key.")).toBeInTheDocument();
    await act(async () => mock.advance(0));
    expect(within(pill()).getByText("Running")).toBeInTheDocument();
  });
});

describe("where no orders are taken", () => {
  it("says what Polymarket answered and what goes on, and offers no way round", async () => {
    const mock = createMock({ mode: "live", scenario: "region" });
    const { user } = await openWindow({ path: "/dashboard", mock });
    expect(within(pill()).getByText("Halted: region")).toBeInTheDocument();
    expect(within(pill()).getByRole("button", { name: "Stop all" })).toBeEnabled();
    const answer = await screen.findByRole("region", { name: "Polymarket’s answer" });
    expect(answer).toHaveTextContent("Belgium (BE)");
    expect(answer).toHaveTextContent("blocked");
    expect(screen.getByText(/offers no way around the block/)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "It’s fixed, continue" })).not.toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Show the demo" }));
    await waitFor(() => expect(mock.world.mode).toBe("demo"));
    expect(mock.world.beside).toBe("live");
  });

  it("leads to paper: live is ended after a question, and paper goes on", async () => {
    const mock = createMock({ mode: "live", scenario: "region" });
    const left = vi.spyOn(mock, "leaveLive");
    const { user } = await openWindow({ path: "/region", mock });
    await user.click(await screen.findByRole("button", { name: "Continue on paper…" }));
    const question = within(await screen.findByRole("alertdialog", { name: "Stop live trading?" }));
    expect(left).not.toHaveBeenCalled();
    await user.click(question.getByRole("button", { name: "Stop live, continue on paper" }));
    await waitFor(() => expect(mock.world.mode).toBe("paper"));
    expect(left).toHaveBeenCalledTimes(1);
  });
});

describe("the status bar", () => {
  it("warns where a plan of requests is nearly used up", async () => {
    const mock = createMock({ mode: "live" });
    const frame = await mock.frame();
    const budgets = [{ budget: "data" as const, used: 62, planned: 75, closed: null }];
    await openWindow({
      path: "/orders",
      mock: { ...mock, world: mock.world, frame: async () => ({ ...frame, budgets }) },
    });
    const shown = tipped(/62 of 75 planned in the last ten seconds/);
    expect(shown).toHaveClass("text-warn");
    expect(document.querySelector('[data-tip*="Orders: "]')).not.toBeInTheDocument();
  });
});
