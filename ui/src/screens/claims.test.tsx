import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { createMock } from "@/platform/mock";
import { openWindow } from "@/test/render";

/** A request takes two and a half seconds on the simulated engine, and a busy machine longer for everything. */
const LONG = { timeout: 15_000 };

describe("claims among the positions", { timeout: 60_000 }, () => {
  it("are shown as no cash, and in demo become cash by themselves", async () => {
    await openWindow({ path: "/positions", scenario: "claims" });
    const claims = within(await screen.findByRole("region", { name: "Claims" }, LONG));
    expect(claims.getAllByText("Owed to you, not cash yet.")).toHaveLength(2);
    expect(claims.getAllByText(/Paid out automatically/)).toHaveLength(2);
    expect(claims.queryByRole("button")).not.toBeInTheDocument();
  });

  it("are redeemed by exactly the calls that were shown", async () => {
    const mock = createMock({ scenario: "claims", mode: "live" });
    const { user } = await openWindow({ path: "/positions", mock });
    await user.click(await screen.findByRole("button", { name: /^Redeem US jobless rate/ }, LONG));
    const dialog = within(await screen.findByRole("alertdialog", { name: "Redeem $47.50?" }, LONG));
    const calls = within(dialog.getByRole("region", { name: "Exactly what will be sent" }));
    expect(calls.getByText("2 calls")).toBeInTheDocument();
    expect(calls.getByText("nonce 14")).toBeInTheDocument();
    expect(calls.getByText(/Collateral adapter may move all of this wallet’s shares/)).toBeInTheDocument();
    expect(calls.getByText(/are turned into pUSD at their payout/)).toBeInTheDocument();
    // The whole bytes, and a way to fold them away.
    expect(calls.getByText(/^0xa22cb465[0-9a-f]{128}$/)).toBeInTheDocument();
    const fold = calls.getByRole("button", { name: /Exactly what will be sent/ });
    expect(fold).toHaveAttribute("aria-expanded", "true");
    await user.click(fold);
    expect(fold).toHaveAttribute("aria-expanded", "false");
    expect(calls.getByText("nonce 14")).not.toBeVisible();

    await user.click(dialog.getByRole("button", { name: "Sign and send 2 calls" }));
    expect(await dialog.findByText("On its way.", {}, LONG)).toBeInTheDocument();
    expect(dialog.queryByRole("button", { name: /^Sign and send/ })).not.toBeInTheDocument();
    expect(await dialog.findByText("Redeemed.", {}, LONG)).toBeInTheDocument();
    await user.click(dialog.getByRole("button", { name: "Close" }));
    await waitFor(
      () => expect(screen.queryByRole("button", { name: /^Redeem US jobless rate/ })).not.toBeInTheDocument(),
      LONG,
    );
  });

  it("say that a redemption failed, why, and that it can be tried again", async () => {
    const mock = createMock({ scenario: "claims-failing", mode: "live" });
    const { user } = await openWindow({ path: "/positions", mock });
    await user.click(await screen.findByRole("button", { name: /^Redeem ECB/ }, LONG));
    const dialog = within(await screen.findByRole("alertdialog", {}, LONG));
    await user.click(await dialog.findByRole("button", { name: /^Sign and send/ }, LONG));
    expect(await dialog.findByText("The redemption failed.", {}, LONG)).toBeInTheDocument();
    expect(dialog.getByText(/result for condition not received yet/)).toBeInTheDocument();
    await user.click(dialog.getByRole("button", { name: "Close" }));
    expect(await screen.findByRole("button", { name: /^Redeem ECB/ }, LONG)).toBeInTheDocument();
  });

  it("without a relayer key send nothing, and lead to the key’s own window", async () => {
    const mock = createMock({ scenario: "claims-nokey", mode: "live", language: "fr" });
    const { user } = await openWindow({ path: "/positions", mock });
    await user.click(await screen.findByRole("button", { name: /^Encaisser US jobless/ }, LONG));
    const dialog = within(await screen.findByRole("alertdialog", {}, LONG));
    expect(await dialog.findByText("Ce compte n’a pas de clé de relais.", {}, LONG)).toBeInTheDocument();
    expect(dialog.getByRole("button", { name: "Signer et envoyer 2 appels" })).toBeDisabled();
    await user.click(dialog.getByRole("button", { name: "La saisir…" }));
    await expect(mock.sendRedeem(1)).rejects.toMatchObject({ code: "no_relayer_key" });
  });
});
