/** The account of live, in Settings: how far the way there is, and the way to it. */

import { useNavigate } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { Button } from "@/components/ui/button";
import { FailureLine } from "@/components/ui/states";
import { shortAddress } from "@/format/address";
import { useText } from "@/i18n/use-text";
import type { Setup } from "@/platform";
import { useSetup } from "@/screens/setup/use-setup";
import { Row, Section } from "./parts";

export function WalletSection() {
  const t = useText();
  const navigate = useNavigate();
  const { data: setup, error } = useSetup();
  const wallet = setup?.account?.wallet;
  const begun = (setup?.keys.length ?? 0) > 0;
  return (
    <Section title={t("settings.wallet")}>
      <Row
        label={
          wallet
            ? t("settings.walletIs", {
                kind: t(`setup.addresses.kind.${wallet.kind}`),
                address: shortAddress(wallet.address.full),
              })
            : t("settings.walletNone")
        }
        about={setup ? aboutOf(setup, t) : t("settings.walletNoneAbout")}
      >
        <Button onClick={() => void navigate({ to: "/setup" })}>
          {t(begun ? "settings.walletOpen" : "settings.walletSetUp")}
        </Button>
      </Row>
      <FailureLine error={error} />
    </Section>
  );
}

/** What is done, and what is the next step. */
function aboutOf(setup: Setup, t: TFunction): string {
  if (setup.runs) return t("settings.walletRuns");
  if (setup.step === "key") return t("settings.walletNoneAbout");
  return t(`settings.walletStep.${setup.step}`);
}
