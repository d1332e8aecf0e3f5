import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { FeedReport, TraderFeed } from "@/platform";
import { GAPS, LATE, source } from "@/test/feeds";
import { openScene } from "@/test/scene";

const WHOLE: TraderFeed = {
  ...GAPS,
  stream: source(117, 12, 0, 900),
  list: source(117, 12, 0, 22_000),
  matched: 117,
  verdict: "whole",
};

const open = (path: string, report: FeedReport) =>
  openScene({ path, scene: "followed", with: (recorded) => recorded.says("feedReport", report) });

describe("the connection", () => {
  it("says of each trader how late and how whole they are seen, and what to do", async () => {
    const { user } = await open("/orders", { traders: [GAPS], unreadable: [] });
    await user.click(await screen.findByRole("link", { name: /^Check how your traders are seen/ }));
    const row = within(
      (await screen.findByRole("rowheader", { name: /denizz/ })).closest("tr") ?? document.body,
    );
    expect(row.getByText("297 · 1.1 s")).toBeInTheDocument();
    expect(row.getByText(/^3 of 120/)).toBeInTheDocument();
    expect(row.getByText(/missed 3 of 120\. .* Nothing to do/)).toBeInTheDocument();
    expect(screen.getByText("Everything the exchange sent was readable.")).toBeInTheDocument();
  });

  it("of late trades and rows that cannot be read says what to do", async () => {
    await open("/connection", LATE);
    expect((await screen.findAllByText(/arrive 1 min late/))[0]).toHaveTextContent("Slow it down");
    expect(screen.getByText(/a trade without a usable size/)).toBeInTheDocument();
    expect(screen.getByText(/look for a newer version of Pilotfish/)).toBeInTheDocument();
  });

  it("stands on the page of a trader who is copied, and on no other", async () => {
    await open(`/trader/${WHOLE.address}`, { traders: [WHOLE], unreadable: [] });
    const card = within(await screen.findByRole("region", { name: "How their trades are seen" }));
    expect(card.getByText("117 · 0.9 s")).toBeInTheDocument();
    expect(card.getByText("Both sources see every trade. Nothing to do.")).toBeInTheDocument();
  });

  it("says that nobody is watched while nobody is copied", async () => {
    await openScene({ path: "/connection", scene: "fresh" });
    expect(await screen.findByText(/You are not copying anyone/)).toBeInTheDocument();
  });
});
