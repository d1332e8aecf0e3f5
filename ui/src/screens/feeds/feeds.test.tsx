import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { FeedReport, SourceFeed, TraderFeed } from "@/platform";
import { openScene } from "@/test/scene";

const source = (seen: number, due: number, missing: number, delay: number | null): SourceFeed => ({
  seen,
  due,
  missing,
  delay,
});

/** denizz, whom the scene follows, as seen well enough. */
const GAPS: TraderFeed = {
  follow: 1,
  address: "0xa27e3c9b50f7e3c9b50f7e3c9b50f7e3c9b50fd1",
  trader: "denizz",
  stream: source(297, 120, 3, 1100),
  list: source(300, 118, 0, 24_000),
  matched: 297,
  verdict: "stream_gaps",
};
const WHOLE: TraderFeed = {
  ...GAPS,
  stream: source(117, 12, 0, 900),
  list: source(117, 12, 0, 22_000),
  matched: 117,
  verdict: "whole",
};
const LATE: FeedReport = {
  traders: [
    { ...GAPS, stream: source(0, 0, 0, null), list: source(120, 40, 0, 95_000), matched: 0, verdict: "late" },
  ],
  unreadable: [
    {
      source: "activity",
      count: 3,
      lastAgo: 48_000,
      sample:
        'unreadable: a trade without a usable size: {"timestamp":1795271520,"type":"TRADE","size":"n/a"}',
    },
  ],
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
