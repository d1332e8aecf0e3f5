import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openWindow } from "@/test/render";

describe("diagnostics", () => {
  it("shows each stage of an order's way and what waits", async () => {
    await openWindow({ path: "/diagnostics" });
    const stages = within(await screen.findByRole("region", { name: "An order’s path through Pilotfish" }));
    const row = (name: string) => within(stages.getByRole("row", { name: new RegExp(name) }));
    expect(row("Signing").getByText("0.4 ms")).toBeInTheDocument();
    expect(row("Round trip to the exchange").getByText("24.0 ms")).toBeInTheDocument();
    const queues = within(screen.getByRole("region", { name: "Queues" }));
    expect(queues.getByText("Messages to the core")).toBeInTheDocument();
    expect(queues.getByText("4,096")).toBeInTheDocument();
  });

  it("changes what is logged at once, and offers metrics only where that is asked for", async () => {
    const { user, mock } = await openWindow({ path: "/diagnostics" });
    const log = within(await screen.findByRole("region", { name: "Log" }));
    await user.click(log.getByRole("radio", { name: "Detailed" }));
    await waitFor(async () => expect((await mock.settings()).logLevel).toBe("detailed"));
    const metrics = log.getByRole("switch", { name: /^Metrics/ });
    expect(metrics).not.toBeChecked();
    await user.click(metrics);
    await waitFor(async () => expect((await mock.settings()).metrics).toBe(true));
    const port = await log.findByRole("textbox", { name: "Port" });
    expect(port).toHaveValue("9469");
    for (const none of ["95", "70000", "94x9"]) {
      await user.clear(port);
      await user.type(port, none);
      await user.tab();
      expect(port).toHaveValue("9469");
    }
    await user.clear(port);
    await user.type(port, "9500{Enter}");
    await waitFor(async () => expect((await mock.settings()).metricsPort).toBe(9500));
  });

  it("shows a support bundle file by file before it is written, once", async () => {
    const { user } = await openWindow({ path: "/diagnostics" });
    const support = within(await screen.findByRole("region", { name: "Support bundle" }));
    expect(support.queryByRole("button", { name: /^Write/ })).not.toBeInTheDocument();
    await user.click(support.getByRole("button", { name: "Prepare" }));
    expect(await support.findByText(/214 items removed/)).toBeInTheDocument();
    expect(support.getByText(/"program": "Pilotfish"/)).toBeInTheDocument();
    await user.click(support.getByRole("button", { name: "Write 2 files" }));
    expect(await screen.findByText(/^Saved to .*support.zip$/)).toBeInTheDocument();
    await waitFor(() => expect(support.queryByRole("button", { name: /^Write/ })).not.toBeInTheDocument());
  });
});
