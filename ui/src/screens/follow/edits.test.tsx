import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { BindingLimit, FollowDraft, LimitsView } from "@/platform";
import { Recorded } from "@/platform/recorded/playback";
import { frameIs, keepsSettings } from "@/test/deeds";
import { DENIZZ, openSheet } from "@/test/follow-sheet";
import { openScene } from "@/test/scene";

/** Limits of a small account, kept as they are saved. */
const limits = (more: Partial<LimitsView>) => (recorded: Recorded) => {
  recorded.changes("settings", (settings) => ({ ...settings, limits: { ...settings.limits, ...more } }));
  keepsSettings(recorded);
};
/** What a fifth of denizz's trades would take a day. */
const DAILY: BindingLimit = { limit: "daily_spend", own: "532", others: "0", most: "300", raiseTo: "600" };
const saved = (recorded: Recorded) =>
  recorded.sent("saveSettings").map(({ settings }) => (settings as { limits: LimitsView }).limits);

const sheet = () => screen.findByRole("complementary", { name: /^(Follow|Edit) / });
const share = (box: ReturnType<typeof within>) => box.findByRole("textbox", { name: "Copy size" });

describe("a follow before it is saved", () => {
  it("says which limit over all follows it would meet, and raises it there after a question", async () => {
    const { user, recorded } = await openSheet({
      with: (told) => {
        limits({ maxDailySpend: "300" })(told);
        // At a fifth of what they trade a small limit is met; at one of $600 it is not.
        told.changes("previewFollow", (preview, given) => {
          const isMet =
            Number((given.draft as FollowDraft).percentage) >= 20 && told.sent("saveSettings").length === 0;
          return isMet ? { ...preview, binding: [DAILY] } : preview;
        });
      },
    });
    const box = within(await sheet());
    await share(box);
    expect(box.queryByText(/your daily limit is/)).not.toBeInTheDocument();
    await user.click(box.getByRole("button", { name: "20%" }));
    expect(await box.findByText(/your daily limit is/)).toHaveTextContent(
      /^At 20\.0% you would have spent \$532 a day; your daily limit is \$300\./,
    );
    await user.click(box.getByRole("button", { name: "Raise the daily limit to $600…" }));
    const question = within(await screen.findByRole("alertdialog", { name: "Raise these limits?" }));
    expect(question.getByText("$300.00")).toBeInTheDocument();
    expect(question.getByText("$600.00")).toBeInTheDocument();
    await user.click(question.getByRole("button", { name: "Raise limits" }));
    await waitFor(() => expect(saved(recorded)).toMatchObject([{ maxDailySpend: "600" }]));
    await waitFor(() => expect(box.queryByText(/your daily limit is/)).not.toBeInTheDocument());
  });

  it("has the focus in its first field, and gives it back", async () => {
    const { user } = await openSheet({ path: DENIZZ });
    const follow = await screen.findByRole("button", { name: "Follow" });
    await user.click(follow);
    const box = within(await sheet());
    const field = await share(box);
    await waitFor(() => expect(field).toHaveFocus());
    await user.keyboard("{Escape}");
    await waitFor(() =>
      expect(screen.queryByRole("complementary", { name: /^Follow/ })).not.toBeInTheDocument(),
    );
    await waitFor(() => expect(document.activeElement).not.toBe(document.body));
  });

  it("leaves the focus in the page once it is saved", async () => {
    const [made] = (await Recorded.at("followed")).read("followList").rows;
    if (!made) throw new Error("the scene has a follow");
    const { user } = await openSheet({ path: DENIZZ, with: (told) => told.says("follow", made) });
    await user.click(await screen.findByRole("button", { name: "Follow" }));
    const box = within(await sheet());
    await share(box);
    const save = await box.findByRole("button", { name: "Start following in demo" });
    await waitFor(() => expect(save).toBeEnabled());
    await user.click(save);
    await waitFor(() =>
      expect(screen.queryByRole("complementary", { name: /^Follow/ })).not.toBeInTheDocument(),
    );
    await waitFor(() => expect(document.activeElement).not.toBe(document.body));
  });

  it("is not thrown away without a word, whichever way it is left", async () => {
    const { user } = await openSheet({ scene: "followed" });
    const box = within(await sheet());
    await user.click(await box.findByRole("button", { name: "10%" }));
    for (const leave of [
      () => user.keyboard("{Escape}"),
      () => user.click(box.getByRole("button", { name: "Close" })),
      () => user.click(screen.getByRole("link", { name: /^Orders/ })),
    ]) {
      await leave();
      const question = within(await screen.findByRole("alertdialog", { name: "Discard your changes?" }));
      await user.click(question.getByRole("button", { name: "Keep editing" }));
      await waitFor(() => expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument());
      expect(await share(box)).toHaveValue("10.0");
    }
    await user.click(box.getByRole("button", { name: "Close" }));
    await user.click(await screen.findByRole("button", { name: "Discard and leave" }));
    await waitFor(() =>
      expect(screen.queryByRole("complementary", { name: /^Edit/ })).not.toBeInTheDocument(),
    );
  });

  it("shows no figures of a share that is none, and its slider stays", async () => {
    const { user } = await openSheet();
    const box = within(await sheet());
    const field = await share(box);
    await box.findByText("you trade $20.00");
    for (const [typed, why] of [
      ["abc", "Enter a number."],
      ["5.55", "Use steps of 0.1%."],
      ["99999999999999999999", /Between 0\.1% and 20\.0%/],
    ] as const) {
      await user.clear(field);
      await user.type(field, typed);
      expect(await box.findByText(why)).toBeInTheDocument();
      expect(box.getByText("Enter a valid percentage to see a preview.")).toBeInTheDocument();
      expect(box.queryByText(/from you$/)).not.toBeInTheDocument();
    }
    expect(box.getByRole("slider")).not.toHaveAttribute("aria-valuenow", "0.1");
  });
});

describe("what opens below the fold", () => {
  it("comes into sight", async () => {
    const { user } = await openSheet();
    const box = within(await sheet());
    const seen = vi.spyOn(Element.prototype, "scrollIntoView");
    await user.click(await box.findByRole("button", { name: "More" }));
    await waitFor(() => expect(seen).toHaveBeenCalled());
    expect(box.getByRole("button", { name: "Less" })).toHaveAttribute("aria-expanded", "true");
    seen.mockRestore();
  });
});

describe("the leaderboard", () => {
  it("is read again where somebody asks for it", async () => {
    const { user, recorded } = await openScene({ path: "/leaderboard", scene: "fresh" });
    await screen.findByText(/^9 traders/);
    const before = recorded.sent("leaderboard").length;
    await user.click(screen.getByRole("button", { name: "Refresh leaderboard" }));
    await waitFor(() => expect(recorded.sent("leaderboard")).toHaveLength(before + 1));
  });
});

describe("limits over all follows", () => {
  it("are raised after a question with both figures, and lowered at once", async () => {
    const { user, recorded } = await openScene({
      path: "/settings",
      scene: "fresh",
      with: limits({ maxExposure: "1500" }),
    });
    const field = await screen.findByRole("textbox", { name: "Total exposure" });
    await user.clear(field);
    await user.type(field, "50,000");
    await user.click(screen.getByRole("button", { name: "Save limits" }));
    const question = within(await screen.findByRole("alertdialog", { name: "Raise these limits?" }));
    expect(question.getByText("$1,500.00")).toBeInTheDocument();
    expect(question.getByText("$50,000.00")).toBeInTheDocument();
    expect(saved(recorded)).toEqual([]);
    await user.click(question.getByRole("button", { name: "Raise limits" }));
    await waitFor(() => expect(Number(saved(recorded).at(-1)?.maxExposure)).toBe(50_000));
    const again = await screen.findByRole("textbox", { name: "Total exposure" });
    await user.clear(again);
    await user.type(again, "900");
    await user.click(screen.getByRole("button", { name: "Save limits" }));
    await waitFor(() => expect(Number(saved(recorded).at(-1)?.maxExposure)).toBe(900));
    expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument();
  });

  it("that were typed and not saved are asked about before the window is closed", async () => {
    const { user, recorded } = await openScene({ path: "/settings", scene: "fresh", with: keepsSettings });
    const edits = () => recorded.sent("noteEdits").at(-1)?.unsaved ?? false;
    const field = await screen.findByRole("textbox", { name: "Total exposure" });
    await waitFor(() => expect(edits()).toBe(false));
    await user.clear(field);
    await user.type(field, "900");
    await waitFor(() => expect(edits()).toBe(true));
    recorded.says("answerClosing", async () => {
      await frameIs(recorded, { closing: false });
    });
    await act(() => frameIs(recorded, { closing: true }));
    const question = within(await screen.findByRole("alertdialog", { name: "Discard your changes?" }));
    await user.click(question.getByRole("button", { name: "Keep editing" }));
    await waitFor(() => expect(recorded.sent("answerClosing")).toEqual([{ discard: false }]));
    await waitFor(() => expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument());
    expect(field).toHaveValue("900.00");
    await user.click(screen.getByRole("button", { name: "Save limits" }));
    await waitFor(() => expect(edits()).toBe(false));
  });

  it("that were typed stay what they are in another language", async () => {
    const { user } = await openScene({ path: "/settings", scene: "fresh", with: keepsSettings });
    const field = await screen.findByRole("textbox", { name: "Total exposure" });
    const orders = screen.getByRole("textbox", { name: "Max open orders" });
    await user.clear(field);
    await user.type(field, "1,500");
    await user.clear(orders);
    await user.type(orders, "1,000");
    await user.click(screen.getByRole("radio", { name: "Français" }));
    expect(await screen.findByRole("textbox", { name: "Exposition totale" })).toHaveValue("1\u202f500,00");
    // Left as it stood it would be one order: a French comma is a point.
    expect(screen.getByRole("textbox", { name: "Ordres ouverts max." })).toHaveValue("1\u202f000");
    await user.click(screen.getByRole("radio", { name: "English" }));
    expect(await screen.findByRole("textbox", { name: "Total exposure" })).toHaveValue("1,500.00");
    expect(screen.getByRole("button", { name: "Save limits" })).toBeEnabled();
  });

  it("under which nothing would be bought say so before they are saved", async () => {
    const { user } = await openScene({ path: "/settings", scene: "fresh" });
    const warned = async (name: string, typed: string) => {
      const field = await screen.findByRole("textbox", { name });
      await user.clear(field);
      await user.type(field, typed);
      return field;
    };
    expect(screen.queryByText(/nothing is bought/)).not.toBeInTheDocument();
    for (const name of ["Total exposure", "Daily spending limit", "Max open orders"])
      expect(await warned(name, "0")).toHaveAccessibleDescription(/^At \$?0(\.00)?, nothing is bought\.$/);
    expect(await warned("Cash reserve", "100")).toHaveAccessibleDescription("At 100.0%, nothing is bought.");
    // Of the daily loss it means none.
    expect(await warned("Daily loss stop", "0")).not.toHaveAccessibleDescription();
    expect(await warned("Total exposure", "10")).not.toHaveAccessibleDescription();
  });

  it("that were typed and not saved are asked about when the screen is left", async () => {
    const { user } = await openScene({ path: "/settings", scene: "fresh" });
    const field = await screen.findByRole("textbox", { name: "Total exposure" });
    await user.clear(field);
    await user.type(field, "900");
    await user.click(screen.getByRole("link", { name: /^Orders/ }));
    await user.click(await screen.findByRole("button", { name: "Discard and leave" }));
    await waitFor(() => expect(window.location.hash).toBe("#/orders"));
  });
});

describe("the own account", () => {
  it("is marked among the traders and cannot be followed", async () => {
    await openScene({
      path: "/leaderboard",
      scene: "fresh",
      with: (recorded) =>
        recorded.changes("leaderboard", (board) => ({
          ...board,
          rows: board.rows.map((row, i) => ({ ...row, own: i === 2 })),
        })),
    });
    const you = await screen.findByText("You");
    const row = within(you.closest("tr") as HTMLElement);
    expect(row.queryByRole("button", { name: /^Follow/ })).not.toBeInTheDocument();
    expect(screen.getByText(/^8 traders/)).toBeInTheDocument();
  });
});
