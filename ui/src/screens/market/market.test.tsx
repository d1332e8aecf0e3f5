import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { createMock } from "@/platform/mock";
import { openWindow } from "@/test/render";

const QUESTION = "Fed rate cut at the December meeting?";

async function opened(language: "en" | "fr" = "en", change?: (mock: ReturnType<typeof createMock>) => void) {
  const mock = createMock({ language });
  change?.(mock);
  const order = (await mock.orders({ ended: false, condition: null } as never)) as unknown as {
    rows?: { market: string; condition: string }[];
  };
  const rows = order.rows ?? (order as unknown as { market: string; condition: string }[]);
  const condition = rows.find((row) => row.market === QUESTION)?.condition ?? "";
  return { condition, ...(await openWindow({ path: `/market/${condition}`, mock, language })) };
}

describe("the page of a market", () => {
  it("shows what it is, its book with ours in it, who holds it, and what is ours", async () => {
    await opened();
    expect(await screen.findByRole("heading", { level: 1, name: QUESTION })).toBeInTheDocument();
    const book = await screen.findByRole("region", { name: "Order book" });
    expect(await within(book).findByText("60.25¢")).toBeInTheDocument();
    expect(within(book).getByText("spread 1.1¢, 1.8% without yours")).toBeInTheDocument();
    const ours = book.querySelector("[data-ours]");
    expect(ours).toHaveTextContent(/60\.2.*yours.*96\.00.*57\.79/);
    // Cumulative from the best price outwards, as in the drawn book.
    expect(within(book).getByText("863.36")).toBeInTheDocument();
    expect(within(book).getByText("10,299.37")).toBeInTheDocument();
    const holders = screen.getByRole("region", { name: "Traders you follow" });
    expect(within(holders).getByText("3 of 5 hold it, valued at the mid")).toBeInTheDocument();
    const you = screen.getByRole("region", { name: "You" });
    expect(within(you).getByText("64.00")).toBeInTheDocument();
    expect(within(you).getByText("If YES")).toBeInTheDocument();
  });

  it("is there in French, with the outcomes' names", async () => {
    await opened("fr");
    const book = await screen.findByRole("region", { name: "Carnet" });
    expect(await within(book).findByText("60,25\u202f¢")).toBeInTheDocument();
    expect(screen.getByText("Si OUI")).toBeInTheDocument();
  });

  it("says that the demo's markets are on no web page, to whoever presses the button", async () => {
    const { user } = await opened();
    const button = await screen.findByRole("button", { name: /Open on Polymarket/ });
    expect(button).toHaveAttribute("aria-disabled", "true");
    await user.click(button);
    expect((await screen.findAllByText(/exist only inside the demo/)).length).toBeGreaterThan(1);
  });

  it("unfolds its rules", async () => {
    const { user } = await opened();
    const rules = await screen.findByRole("button", { name: /^Rules/ });
    expect(rules).toHaveAttribute("aria-expanded", "false");
    await user.click(rules);
    expect(screen.getByText("Trading ends")).toBeInTheDocument();
  });

  it("does not let a book that cannot be read again look fresh", async () => {
    const { mock, client } = await opened();
    const book = await screen.findByRole("region", { name: "Order book" });
    await within(book).findByText("60.25¢");
    mock.marketBook = () => Promise.reject(Object.assign(new Error("away"), { code: "venue_unreachable" }));
    const now = Date.now();
    const clock = vi.spyOn(Date, "now").mockReturnValue(now + 9000);
    try {
      await client.refetchQueries({ queryKey: ["market"] });
      await waitFor(() => expect(within(book).getByText(/^Not updated for/)).toBeInTheDocument(), {
        timeout: 3000,
      });
    } finally {
      clock.mockRestore();
    }
    // The last known figures stay, with their age.
    expect(within(book).getByText("60.25¢")).toBeInTheDocument();
  });

  it("says what is missing of a book", async () => {
    for (const [sides, words] of [
      ["no_book", "There is no order book: the market takes no orders."],
      ["empty", "The book is empty: nobody is buying or selling."],
      ["bids_only", "Nobody is selling"],
      ["asks_only", "Nobody is buying"],
    ] as const) {
      const { unmount } = await (async () => {
        await opened("en", (mock) => {
          const read = mock.marketBook;
          mock.marketBook = async (market, outcome) => {
            const book = await read(market, outcome);
            const none = sides === "no_book" || sides === "empty";
            return {
              ...book,
              sides,
              mid: null,
              spread: null,
              spreadPercent: null,
              bids: none || sides === "asks_only" ? [] : book.bids,
              asks: none || sides === "bids_only" ? [] : book.asks,
            };
          };
        });
        return { unmount: () => document.body.replaceChildren() };
      })();
      expect(await screen.findByText(words)).toBeInTheDocument();
      unmount();
    }
  });

  it("tells how a market that is over ended", async () => {
    await opened("en", (mock) => {
      const read = mock.market;
      mock.market = async (which) => ({
        ...(await read(which)),
        state: { kind: "resolved", payouts: ["0", "1"] },
        closedAt: mock.world.now,
      });
    });
    expect(await screen.findByText("Resolved: NO")).toBeInTheDocument();
  });
});
