import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { FollowDraft } from "@/platform";
import { Recorded } from "@/platform/recorded/playback";
import { DENIZZ, openSheet } from "@/test/follow-sheet";

const saved = (recorded: Recorded) => recorded.sent("follow").map(({ draft }) => draft);
/** The follow that saving makes, as the engine answered it. */
const [MADE] = (await Recorded.at("followed")).read("followList").rows;
const saves = (recorded: Recorded) => MADE && recorded.says("follow", MADE);

const sheet = () => screen.findByRole("complementary", { name: /^(Follow|Edit|Suivre) / });

/** The button once it can be pressed: what was typed is looked at by the engine first. */
async function ready(box: ReturnType<typeof within>, name: string): Promise<HTMLElement> {
  const button = await box.findByRole("button", { name });
  await waitFor(() => expect(button).toBeEnabled());
  return button;
}

describe("the follow sheet", () => {
  it("shows what the percentage means, as it is chosen", async () => {
    const { user } = await openSheet();
    const box = within(await sheet());
    expect(await box.findByText("you trade $20.00")).toBeInTheDocument();
    await user.click(box.getByRole("button", { name: "5%" }));
    expect(await box.findByText("you trade $50.00")).toBeInTheDocument();
    expect(box.getByRole("slider")).toHaveAttribute("aria-valuenow", "5");
    expect(box.getByRole("textbox", { name: "Copy size" })).toHaveValue("5.0");
    expect(box.getByText(/^Copies/)).toHaveTextContent(
      "Copies 5.0% of every trade by denizz, up to $250.00 an order and $3,000.00 in total, over 36 h, at most 10.0¢ worse than their price.",
    );
  });

  it("dims what is of an earlier percentage until the new figures are there", async () => {
    let answer: (() => void) | undefined;
    const { user } = await openSheet({
      with: (recorded) =>
        recorded.says("previewFollow", async (given) => {
          const at = given.draft as FollowDraft;
          if (Number(at.percentage) === 5)
            await new Promise<void>((done) => {
              answer = done;
            });
          return recorded.read("previewFollow", given);
        }),
    });
    const box = within(await sheet());
    const figures = (text: string) => box.findByText(text).then((found) => found.closest("dl"));
    await waitFor(async () =>
      expect(await figures("you trade $20.00")).toHaveAttribute("aria-busy", "false"),
    );
    await user.click(box.getByRole("button", { name: "5%" }));
    expect(await figures("you trade $20.00")).toHaveAttribute("aria-busy", "true");
    await waitFor(() => expect(answer).toBeDefined());
    act(() => answer?.());
    await waitFor(async () =>
      expect(await figures("you trade $50.00")).toHaveAttribute("aria-busy", "false"),
    );
  });

  it("says in live, and only there, that the system asks once more", async () => {
    const note = /your system asks you to confirm it outside this window\.$/;
    const { recorded } = await openSheet({
      with: (told) => told.changes("frame", (frame) => ({ ...frame, mode: "live" as const, clock: null })),
    });
    expect(within(await sheet()).getByText(note)).toBeInTheDocument();
    await act(() => recorded.tells({ frame: { mode: "paper" } }));
    await waitFor(() => expect(screen.queryByText(note)).not.toBeInTheDocument());
  });

  it("names the field that is wrong and does not save", async () => {
    const { user, recorded } = await openSheet();
    const box = within(await sheet());
    const share = await box.findByRole("textbox", { name: "Copy size" });
    await user.clear(share);
    await user.type(share, "25");
    expect(await box.findByText("Between 0.1% and 20.0%.")).toBeInTheDocument();
    expect(share).toHaveAccessibleDescription("Between 0.1% and 20.0%.");
    expect(box.getByRole("button", { name: "Fix the highlighted fields" })).toBeDisabled();
    const order = box.getByRole("textbox", { name: "Per order" });
    await user.clear(order);
    await user.type(order, "lots");
    expect(await box.findByText("Enter a number.")).toBeInTheDocument();
    expect(recorded.sent("follow")).toEqual([]);
  });

  it("buys only in the categories chosen, and says so", async () => {
    const { user, recorded } = await openSheet({
      language: "fr",
      with: (told) => {
        saves(told);
        told.changes("trader", (trader) => ({
          ...trader,
          categories: [
            { category: "crypto", percent: 62 },
            { category: "economics", percent: 38 },
          ],
        }));
      },
    });
    const box = within(await sheet());
    await user.click(await box.findByRole("button", { name: "Plus" }));
    const group = within(box.getByRole("group", { name: "N’acheter que dans ces catégories" }));
    expect(group.getByRole("button", { name: "Toutes" })).toHaveAttribute("aria-pressed", "true");
    // What the trader trades stands first.
    expect(
      group
        .getAllByRole("button")
        .slice(1, 3)
        .map((one) => one.textContent),
    ).toEqual(["Crypto", "Économie"]);
    await user.click(group.getByRole("button", { name: "Économie" }));
    expect(box.getByText(/N’achète que dans/)).toHaveTextContent("Économie.");
    await user.click(await ready(box, "Commencer le suivi en démo"));
    await waitFor(() => expect(saved(recorded)).toMatchObject([{ categories: ["economics"] }]));
  });

  it("begins a follow with what was chosen, all by keyboard", async () => {
    const { user, recorded } = await openSheet();
    const box = within(await sheet());
    (await box.findByRole("slider")).focus();
    await user.keyboard("{PageUp}");
    const save = box.getByRole("button", { name: "Start following in demo" });
    await waitFor(() => expect(save).toBeEnabled());
    save.focus();
    // The preview of the new percentage has to have come first.
    await box.findByText("you trade $40.00");
    await user.keyboard("{Enter}");
    await waitFor(() =>
      expect(saved(recorded)).toMatchObject([
        { percentage: "4.0", style: "ladder", copy: "both", maxSlippage: "0.1" },
      ]),
    );
    await waitFor(() =>
      expect(screen.queryByRole("complementary", { name: /^Follow/ })).not.toBeInTheDocument(),
    );
  });

  it("takes what a French hand types", async () => {
    const { user, recorded } = await openSheet({
      language: "fr",
      with: saves,
    });
    const box = within(await sheet());
    const share = await box.findByRole("textbox", { name: "Taille de copie" });
    expect(share).toHaveValue("2,0");
    await user.clear(share);
    await user.type(share, "3,5");
    await box.findByText("vous : 35,00 $");
    await user.click(await box.findByRole("button", { name: "Commencer le suivi en démo" }));
    await waitFor(() => expect(saved(recorded)).toMatchObject([{ percentage: "3.5" }]));
  });

  it("reads thousands as it writes them, shows what it read, and refuses what could be two amounts", async () => {
    const { user, recorded } = await openSheet({
      with: saves,
    });
    const box = within(await sheet());
    const order = await box.findByRole("textbox", { name: "Per order" });
    await user.clear(order);
    await user.type(order, "1,50");
    expect(order).toHaveAccessibleDescription(/more than one way/);
    expect(box.getByRole("button", { name: "Fix the highlighted fields" })).toBeDisabled();
    await user.type(order, "0");
    expect(box.getByText("= $1,500.00")).toBeInTheDocument();
    await user.tab();
    expect(order).toHaveValue("1,500.00");
    await user.click(await ready(box, "Start following in demo"));
    await waitFor(() => expect(saved(recorded)).toMatchObject([{ maxOrder: "1500.00" }]));
  });

  it("asks before it changes a follow, with what changes", async () => {
    const { user, recorded } = await openSheet({ scene: "followed", with: saves });
    const box = within(await sheet());
    expect(await box.findByRole("button", { name: "No changes" })).toBeDisabled();
    await user.click(box.getByRole("button", { name: "10%" }));
    await user.click(box.getByRole("radio", { name: /Fast/ }));
    await user.click(await ready(box, "Save changes"));
    const dialog = within(await screen.findByRole("alertdialog"));
    expect(dialog.getByText("10.0%")).toBeInTheDocument();
    expect(dialog.getByText("Fast")).toBeInTheDocument();
    await user.click(dialog.getByRole("button", { name: "Back" }));
    await waitFor(() => expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument());
    expect(saved(recorded)).toEqual([]);
    await user.click(await ready(box, "Save changes"));
    await user.click(
      within(await screen.findByRole("alertdialog")).getByRole("button", { name: "Save changes" }),
    );
    await waitFor(() => expect(saved(recorded)).toMatchObject([{ percentage: "10.0", style: "fast" }]));
  });

  it("remembers a wish to follow that came before the trader's page was there", async () => {
    let there: () => void = () => undefined;
    const waiting = new Promise<void>((done) => {
      there = done;
    });
    const { user } = await openSheet({
      path: DENIZZ,
      with: (recorded) =>
        recorded.says("trader", async (given) => {
          await waiting;
          return recorded.read("trader", given);
        }),
    });
    await user.click(await screen.findByRole("button", { name: "Follow" }));
    expect(within(await sheet()).queryByRole("slider")).not.toBeInTheDocument();
    await act(async () => there());
    expect(await screen.findByRole("slider")).toBeInTheDocument();
    expect(screen.getByRole("heading", { level: 1, name: /^denizz/ })).toBeInTheDocument();
  });

  it("offers to wind down a follow instead of ending it", async () => {
    const { user } = await openSheet({ scene: "followed" });
    const box = within(await sheet());
    await user.click(await box.findByRole("switch", { name: "Copy buys" }));
    expect(box.getByText(/^Sells only/)).toBeInTheDocument();
    await user.click(box.getByRole("switch", { name: "Copy buys" }));
    expect(box.queryByText(/^Sells only/)).not.toBeInTheDocument();
  });
});
