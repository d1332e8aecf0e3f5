import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ComponentProps } from "react";
import { I18nextProvider } from "react-i18next";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { i18n } from "@/i18n";
import { useLive } from "@/live/store";
import type { Frame } from "@/platform";
import { PlatformError } from "@/platform";
import { Recorded } from "@/platform/recorded/playback";
import { QuitDialog } from "./quit-dialog";

const HOUR = 3_600_000;

type Left = ComponentProps<typeof QuitDialog>["question"]["engines"][number];

async function show(left: Partial<Left> = {}, mode: "demo" | "live" = "live", others: Left[] = []) {
  // Five hours later it is 19:32.
  const now = Date.UTC(2026, 9, 7, 14, 32);
  const frame: Frame = { ...(await Recorded.at("fresh")).read("frame"), mode, now };
  useLive.getState().setFrame(frame);
  const onAnswer = vi.fn();
  const own = { mode, orders: 7, reserved: "210.26", expires: frame.now + 5 * HOUR, ...left };
  const engines = [own, ...others];
  const orders = engines.reduce((sum, engine) => sum + engine.orders, 0);
  const dialog = (more: Partial<ComponentProps<typeof QuitDialog>> = {}) => (
    <I18nextProvider i18n={i18n}>
      <QuitDialog question={{ orders, engines }} onAnswer={onAnswer} {...more} />
    </I18nextProvider>
  );
  const { rerender } = render(dialog());
  const box = within(await screen.findByRole("alertdialog"));
  return { user: userEvent.setup(), onAnswer, box, again: (more: object) => rerender(dialog(more)) };
}

describe("quitting while orders work", () => {
  beforeEach(() => act(() => i18n.changeLanguage("en")));
  afterEach(() => act(() => i18n.changeLanguage("en")));

  it("says how many, how much, and until when", async () => {
    const { box } = await show();
    expect(box.getByRole("heading", { name: "Quit with 7 open orders?" })).toBeInTheDocument();
    expect(box.getByText(/^7 orders are open on the exchange./)).toHaveTextContent(
      "7 orders are open on the exchange. $210.26 is reserved for buys.",
    );
    expect(box.getByText(/^They all expire on their own before 19:32.$/)).toBeInTheDocument();
  });

  it("contradicts nothing in the demo: its clock stands, so that nothing fills and nothing expires", async () => {
    const { box } = await show({}, "demo");
    expect(box.getByText(/the demo’s clock stops until you open Pilotfish again/)).toBeInTheDocument();
    expect(box.queryByText(/can still fill/)).not.toBeInTheDocument();
    expect(box.queryByText(/expire on their own/)).not.toBeInTheDocument();
  });

  it("has each answer as a button, and begins at the one that changes nothing", async () => {
    const { box, user, onAnswer } = await show();
    await waitFor(() => expect(box.getByRole("button", { name: "Keep running" })).toHaveFocus());
    await user.click(box.getByRole("button", { name: "Leave them open and quit" }));
    expect(onAnswer).toHaveBeenLastCalledWith("leave");
    await user.click(box.getByRole("button", { name: "Cancel 7 orders and quit" }));
    expect(onAnswer).toHaveBeenLastCalledWith("cancel");
    await user.click(box.getByRole("button", { name: "Keep running" }));
    expect(onAnswer).toHaveBeenLastCalledWith("stay");
  });

  it("stays with Esc, but not while an answer is carried out", async () => {
    const { user, onAnswer, again } = await show();
    await user.keyboard("{Escape}");
    expect(onAnswer).toHaveBeenCalledExactlyOnceWith("stay");
    again({ busy: true });
    await user.keyboard("{Escape}");
    expect(onAnswer).toHaveBeenCalledOnce();
  });

  it("says what is under way, and what went wrong", async () => {
    const { box, user, again } = await show();
    await user.click(box.getByRole("button", { name: "Cancel 7 orders and quit" }));
    again({ busy: true });
    expect(box.getByRole("button", { name: "Cancelling…" })).toBeDisabled();
    expect(box.getByRole("button", { name: "Keep running" })).toBeDisabled();
    again({ error: new PlatformError({ code: "venue_unreachable", detail: "" }) });
    expect(box.getByRole("alert")).toHaveTextContent("Polymarket is not responding.");
    expect(box.getByRole("button", { name: "Keep running" })).toBeEnabled();
  });

  it("names no amount where nothing is set aside, and no time where none is known", async () => {
    const { box } = await show({ orders: 1, reserved: "0", expires: null });
    expect(box.getByRole("heading", { name: "Quit with 1 open order?" })).toBeInTheDocument();
    expect(box.queryByText(/set aside/)).not.toBeInTheDocument();
    expect(box.getByText(/until it fills or expires/)).toBeInTheDocument();
    expect(box.getByRole("button", { name: "Leave it open and quit" })).toBeInTheDocument();
  });

  it("says of each engine what works, with its money's word, where two run", async () => {
    const demo: Left = { mode: "demo", orders: 2, reserved: "12", expires: null };
    const { box } = await show({}, "live", [demo]);
    expect(box.getByRole("heading", { name: "Quit with 9 open orders?" })).toBeInTheDocument();
    expect(box.getByText(/^7 orders are open on the exchange./)).toHaveTextContent(
      "LIVE: 7 orders are open on the exchange. $210.26 is reserved for buys.",
    );
    expect(box.getByText(/^2 orders are open on the exchange./)).toHaveTextContent(
      "DEMO: 2 orders are open on the exchange. $12.00 is reserved for buys.",
    );
    expect(box.queryByText(/time stands still/)).not.toBeInTheDocument();
  });

  it("speaks French, and says that the demo's time stands still", async () => {
    await act(() => i18n.changeLanguage("fr"));
    const { box } = await show({}, "demo");
    expect(box.getByRole("heading", { name: "Quitter avec 7 ordres ouverts\u202f?" })).toBeInTheDocument();
    expect(box.getByText(/210,26/)).toBeInTheDocument();
    expect(box.getByText(/l’horloge de la démo s’arrête/)).toBeInTheDocument();
    expect(box.getByRole("button", { name: "Annuler les 7 ordres et quitter" })).toBeInTheDocument();
  });
});
