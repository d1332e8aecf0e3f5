import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { SupportPreview } from "@/platform";
import { keepsSettings } from "@/test/deeds";
import { openScene } from "@/test/scene";

const ABOUT = '{\n  "program": "Pilotfish",\n  "version": "0.1.0"\n}\n';

const BUNDLE: SupportPreview = {
  number: 3,
  files: [
    { name: "about.json", part: "about", bytes: ABOUT.length, hidden: 0, text: ABOUT, cut: false },
    {
      name: "logs/pilotfish.log",
      part: "log",
      bytes: 640_000,
      hidden: 214,
      text: "2026-10-12T09:30:00Z WARN pilotfish: order of <trader 1> at <address 2> waits\n",
      cut: true,
    },
  ],
};

describe("diagnostics", () => {
  it("shows each stage of an order's way and what waits", async () => {
    await openScene({
      path: "/diagnostics",
      scene: "fresh",
      with: (recorded) =>
        recorded.changes("diagnostics", (read) => ({
          ...read,
          stages: read.stages.map((stage) =>
            stage.stage === "sign"
              ? { ...stage, median: 420 }
              : stage.stage === "answer"
                ? { ...stage, median: 24_000 }
                : stage,
          ),
          queues: read.queues.map((queue) => (queue.queue === "messages" ? { ...queue, most: 4096 } : queue)),
        })),
    });
    const stages = within(await screen.findByRole("region", { name: "An order’s path through Pilotfish" }));
    const row = (name: string) => within(stages.getByRole("row", { name: new RegExp(name) }));
    expect(row("Signing").getByText("0.4 ms")).toBeInTheDocument();
    expect(row("Round trip to the exchange").getByText("24.0 ms")).toBeInTheDocument();
    const queues = within(screen.getByRole("region", { name: "Queues" }));
    expect(queues.getByText("Messages to the core")).toBeInTheDocument();
    expect(queues.getByText("4,096")).toBeInTheDocument();
  });

  it("changes what is logged at once, and offers metrics only where that is asked for", async () => {
    const { user, recorded } = await openScene({ path: "/diagnostics", scene: "fresh", with: keepsSettings });
    const settings = () => recorded.sent("saveSettings").at(-1)?.settings;
    const log = within(await screen.findByRole("region", { name: "Log" }));
    await user.click(log.getByRole("radio", { name: "Detailed" }));
    await waitFor(() => expect(settings()).toMatchObject({ logLevel: "detailed" }));
    const metrics = log.getByRole("switch", { name: /^Metrics/ });
    expect(metrics).not.toBeChecked();
    await user.click(metrics);
    await waitFor(() => expect(settings()).toMatchObject({ metrics: true }));
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
    await waitFor(() => expect(settings()).toMatchObject({ metricsPort: 9500 }));
  });

  it("shows a support bundle file by file before it is written, once", async () => {
    const { user, recorded } = await openScene({
      path: "/diagnostics",
      scene: "fresh",
      with: (told) =>
        told
          .says("previewSupport", BUNDLE)
          .says("writeSupport", { path: "/data/downloads/pilotfish-demo-support.zip", rows: 2 }),
    });
    const support = within(await screen.findByRole("region", { name: "Support bundle" }));
    expect(support.queryByRole("button", { name: /^Write/ })).not.toBeInTheDocument();
    await user.click(support.getByRole("button", { name: "Prepare" }));
    expect(await support.findByText(/214 items removed/)).toBeInTheDocument();
    expect(support.getByText(/"program": "Pilotfish"/)).toBeInTheDocument();
    await user.click(support.getByRole("button", { name: "Write 2 files" }));
    expect(await screen.findByText(/^Saved to .*support.zip$/)).toBeInTheDocument();
    await waitFor(() => expect(support.queryByRole("button", { name: /^Write/ })).not.toBeInTheDocument());
    expect(recorded.sent("writeSupport")).toEqual([{ number: BUNDLE.number }]);
  });
});
