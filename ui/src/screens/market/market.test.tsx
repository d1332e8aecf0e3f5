import { render, screen, within } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { beforeEach, describe, expect, it } from "vitest";
import { i18n } from "@/i18n";
import { useLive } from "@/live/store";
import type { BookSides, MarketBook } from "@/platform";
import { Recorded } from "@/platform/recorded/playback";
import { openScene } from "@/test/scene";
import { BookCard } from "./book";
// The page's own code comes with its first visit: here before the tests, so that none waits for it.
import "./index";

const QUESTION = "Fed rate cut at the December meeting?";

const CONDITION = `0x${"c0".repeat(32)}`.slice(0, -2).concat("00");

const opened = (language: "en" | "fr" = "en", change?: (recorded: Recorded) => void) =>
  openScene({ path: `/market/${CONDITION}`, language, ...(change && { with: change }) });

describe("the page of a market", () => {
  it("shows what it is, its book with ours in it, who holds it, and what is ours", async () => {
    // The scripted venue's book has none of our orders: here it has the buy that rests at 60.2.
    await opened("en", (recorded) =>
      recorded.changes("marketBook", (book) => ({
        ...book,
        hasOurs: true,
        bids: [{ price: "0.602", shares: "96", total: "57.79", ours: "96" }, ...book.bids],
      })),
    );
    const book = await screen.findByLabelText("Order book");
    expect(screen.getByText(QUESTION, { selector: "h1" })).toBeInTheDocument();
    expect(await within(book).findByText("60.25¢")).toBeInTheDocument();
    expect(within(book).getByText("spread 1.1¢ without yours")).toBeInTheDocument();
    const ours = book.querySelector("[data-ours]");
    expect(ours).toHaveTextContent(/60\.2.*yours.*96\.00.*57\.79/);
    // Cumulative from the best price outwards, as in the drawn book.
    expect(within(book).getByText("389.12")).toBeInTheDocument();
    expect(within(book).getByText("4,349.58")).toBeInTheDocument();
    const holders = screen.getByLabelText("Traders you follow");
    expect(within(holders).getByText("held by 1 of 5, valued at mid")).toBeInTheDocument();
    const you = screen.getByLabelText("You");
    expect(within(you).getByText("64.00")).toBeInTheDocument();
    expect(within(you).getByText("If YES")).toBeInTheDocument();
  });

  it("is there in French, with the outcomes' names", async () => {
    await opened("fr");
    const book = await screen.findByLabelText("Carnet");
    expect(await within(book).findByText(/^60,25\s¢$/)).toBeInTheDocument();
    expect(screen.getByText("Si OUI")).toBeInTheDocument();
  });

  it("says that the demo's markets are on no web page, to whoever presses the button", async () => {
    const { user } = await opened();
    const button = await screen.findByRole("button", { name: /Open on Polymarket/ });
    expect(button).toHaveAttribute("aria-disabled", "true");
    await user.click(button);
    expect((await screen.findAllByText(/exist only inside the demo/)).length).toBeGreaterThan(1);
  });

  it("folds its rules and unfolds them", async () => {
    const { user } = await opened();
    // Where there is room for them they are open.
    const rules = await screen.findByRole("button", { name: /^Rules/ });
    expect(rules).toHaveAttribute("aria-expanded", "true");
    expect(screen.getByText("Trading ends")).toBeInTheDocument();
    await user.click(rules);
    expect(rules).toHaveAttribute("aria-expanded", "false");
    expect(screen.queryByText("Trading ends")).toBeNull();
    expect(rules).toHaveTextContent("Source: weather.gov.");
  });

  it("tells how a market that is over ended", async () => {
    await opened("en", (recorded) =>
      recorded.changes("market", (market) => ({
        ...market,
        state: { kind: "resolved" as const, payouts: ["0", "1"] as [string, string] },
        closedAt: recorded.read("frame").now,
      })),
    );
    expect(await screen.findByText("Resolved: NO")).toBeInTheDocument();
  });
});

describe("a book", () => {
  const level = (price: string, shares: string, total: string) => ({ price, shares, total, ours: null });
  const BOOK: MarketBook = {
    outcomeIndex: 0,
    sides: "both",
    bids: [level("0.597", "640", "382.08")],
    asks: [level("0.608", "1420", "863.36")],
    mid: "0.6025",
    spread: "0.011",
    spreadPercent: "1.8",
    hasOurs: false,
    changedAt: null,
    age: 200,
  };
  const draw = (book: MarketBook, readAt = Date.now(), error: unknown = null) =>
    render(
      <I18nextProvider i18n={i18n}>
        <BookCard
          book={
            { data: book, dataUpdatedAt: readAt, isPending: false, error, refetch: () => undefined } as never
          }
          outcome={{ token: "1", name: "Yes", price: "0.6025" }}
          index={0}
          depth={5}
        />
      </I18nextProvider>,
    );

  beforeEach(async () => useLive.getState().setFrame((await Recorded.at("demo")).read("frame")));

  it("that cannot be read again keeps its figures and says how old they are", () => {
    draw(BOOK, Date.now() - 9000, new Error("away"));
    expect(screen.getByText(/^Not updated for 9\.\d\ss$/)).toBeInTheDocument();
    expect(screen.getByText("60.25¢")).toBeInTheDocument();
    expect(screen.getByRole("table")).toHaveClass("stale");
  });

  it("that was just read says so without a word", () => {
    draw(BOOK);
    expect(screen.getByText(/^0\.\d\ss$/)).toBeInTheDocument();
    expect(screen.queryByText(/Not updated/)).toBeNull();
  });

  it.each<[BookSides, string]>([
    ["no_book", "There is no order book: the market isn’t accepting orders."],
    ["empty", "The book is empty: there are no buyers or sellers."],
    ["bids_only", "No sellers"],
    ["asks_only", "No buyers"],
  ])("says what is missing: %s", (sides, words) => {
    const none = sides === "no_book" || sides === "empty";
    draw({
      ...BOOK,
      sides,
      mid: null,
      spread: null,
      spreadPercent: null,
      bids: none || sides === "asks_only" ? [] : BOOK.bids,
      asks: none || sides === "bids_only" ? [] : BOOK.asks,
    });
    expect(screen.getByText(words)).toBeInTheDocument();
  });
});
