import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { CallsPreview, Claim, RelayerRun } from "@/platform";
import type { Recorded } from "@/platform/recorded/playback";
import { redemption, taken } from "@/test/calls";
import { openScene } from "@/test/scene";

const HOUR = 3_600_000;

/** $47.50 of 47.50 shares that cost 71.2¢ each. */
const JOBLESS: Claim = {
  follow: 1,
  token: "9100060",
  traderAddress: "0xa27e3c9b50f7e3c9b50f7e3c9b50f7e3c9b50fd1",
  trader: "denizz",
  market: "US jobless rate at 4.4% in October?",
  outcome: "Yes",
  outcomeIndex: 0,
  shares: "47.5",
  payout: "1",
  averageCost: "0.712",
  usd: "47.5",
  pnl: "13.68",
  since: 1_791_450_000_000 - 3 * HOUR,
  way: "relayer",
  run: null,
};
const ECB: Claim = {
  ...JOBLESS,
  token: "9100070",
  market: "ECB holds rates in November?",
  shares: "120",
  averageCost: "0.905",
  usd: "120",
  pnl: "11.4",
  since: 1_791_450_000_000 - 26 * HOUR,
};

interface Relayer {
  language?: "en" | "fr";
  preview?: (claim: Claim) => CallsPreview;
  ends?: Partial<RelayerRun>;
}

/** An account to which both are owed, and a relayer that carries out what it was sent when it is told to. */
async function owed({ language = "en", preview = redemption, ends }: Relayer = {}) {
  let carriesOut = (): void => undefined;
  const carriedOut = new Promise<void>((done) => {
    carriesOut = done;
  });
  const opened = await openScene({
    path: "/positions",
    scene: "fresh",
    language,
    with: (recorded: Recorded) => {
      const claims = [JOBLESS, ECB];
      const wanted = (token: unknown) => claims.find((one) => one.token === token) ?? JOBLESS;
      recorded.changes("frame", (frame) => ({ ...frame, mode: "live" as const, clock: null }));
      recorded.says("claims", claims);
      recorded.says("previewRedeem", ({ tokens }) => preview(wanted((tokens as string[])[0])));
      const begun = taken(preview(JOBLESS));
      recorded.says("sendRedeem", begun);
      recorded.says("relayerRun", async () => {
        await carriedOut;
        const run: RelayerRun = { ...begun, over: true, state: "confirmed", ...ends };
        const left = claims.filter((one) => !run.tokens.includes(one.token));
        if (run.state === "confirmed") recorded.says("claims", left);
        return run;
      });
    },
  });
  return { ...opened, carriesOut };
}

describe("claims among the positions", () => {
  it("are shown as no cash, and in demo become cash by themselves", async () => {
    const automatic = [JOBLESS, ECB].map((claim) => ({ ...claim, way: "automatic" as const }));
    await openScene({
      path: "/positions",
      scene: "fresh",
      with: (recorded) => recorded.says("claims", automatic),
    });
    const claims = within(await screen.findByRole("region", { name: "Claims" }));
    expect(claims.getAllByText("Owed to you, not cash yet.")).toHaveLength(2);
    expect(claims.getAllByText(/Paid out automatically/)).toHaveLength(2);
    expect(claims.queryByRole("button")).not.toBeInTheDocument();
  });

  it("are redeemed by exactly the calls that were shown", async () => {
    const { user, recorded, carriesOut } = await owed();
    await user.click(await screen.findByRole("button", { name: /^Redeem US jobless rate/ }));
    const dialog = within(await screen.findByRole("alertdialog", { name: "Redeem $47.50?" }));
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
    expect(await dialog.findByText("On its way.")).toBeInTheDocument();
    expect(recorded.sent("sendRedeem")).toEqual([{ preview: 1 }]);
    expect(dialog.queryByRole("button", { name: /^Sign and send/ })).not.toBeInTheDocument();
    carriesOut();
    expect(await dialog.findByText("Redeemed.")).toBeInTheDocument();
    await user.click(dialog.getByRole("button", { name: "Close" }));
    await waitFor(() =>
      expect(screen.queryByRole("button", { name: /^Redeem US jobless rate/ })).not.toBeInTheDocument(),
    );
  });

  it("say that a redemption failed, why, and that it can be tried again", async () => {
    const { user, carriesOut } = await owed({
      ends: { state: "failed", words: "execution reverted: result for condition not received yet" },
    });
    await user.click(await screen.findByRole("button", { name: /^Redeem ECB/ }));
    const dialog = within(await screen.findByRole("alertdialog"));
    await user.click(await dialog.findByRole("button", { name: /^Sign and send/ }));
    carriesOut();
    expect(await dialog.findByText("The redemption failed.")).toBeInTheDocument();
    // The relayer's words are quoted apart, not in the sentence.
    const words = dialog.getByText(/result for condition not received yet/);
    expect(words.closest("details")).toHaveTextContent(/^Details/);
    await user.click(dialog.getByRole("button", { name: "Close" }));
    expect(await screen.findByRole("button", { name: /^Redeem ECB/ })).toBeInTheDocument();
  });

  it("without a relayer key send nothing, and lead to the key’s own window", async () => {
    const { user, recorded } = await owed({
      language: "fr",
      preview: (claim) => ({ ...redemption(claim), relayerKey: false }),
    });
    await user.click(await screen.findByRole("button", { name: /^Encaisser US jobless/ }));
    const dialog = within(await screen.findByRole("alertdialog"));
    expect(await dialog.findByText("Ce compte n’a pas de clé de relais.")).toBeInTheDocument();
    expect(dialog.getByRole("button", { name: "Signer et envoyer 2 appels" })).toBeDisabled();
    recorded.says("openKeyWindow", undefined);
    await user.click(dialog.getByRole("button", { name: "La saisir…" }));
    expect(recorded.sent("openKeyWindow")).toEqual([{ purpose: "relayer_key" }]);
    expect(recorded.sent("sendRedeem")).toEqual([]);
  });
});
