/** Where the key is: how somebody signs in at polymarket.com decides it. Nothing is asked or sent here. */

import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { useNavigate } from "@tanstack/react-router";
import { FileKey, Mail, TriangleAlert, UserPlus, Wallet } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { useText } from "@/i18n/use-text";
import type { Setup } from "@/platform";
import { SetupPage } from "./setup-page";

const WAYS = [
  { way: "browser", icon: Wallet },
  { way: "login", icon: Mail },
  { way: "file", icon: FileKey },
  { way: "none", icon: UserPlus },
] as const;
type Way = (typeof WAYS)[number]["way"];

export function WalletPage({ setup }: { setup: Setup }) {
  const t = useText();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<Way>("browser");
  const ready = chosen !== "none" || setup.account !== null;
  return (
    <SetupPage
      title={t("setup.wallet.title")}
      lead={t("setup.wallet.lead")}
      note={t("setup.wallet.note")}
      buttons={
        <>
          <Button size="lg" onClick={() => void navigate({ to: "/welcome" })}>
            {t("setup.back")}
          </Button>
          <Button
            size="lg"
            look="primary"
            disabled={!ready}
            onClick={() => void navigate({ to: "/setup/$page", params: { page: "key" } })}
          >
            {t("setup.next")}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <RadioGroup
          aria-label={t("setup.wallet.question")}
          value={chosen}
          onValueChange={(next) => setChosen(next as Way)}
          className="grid gap-2"
        >
          {WAYS.map(({ way, icon: Icon }) => (
            <Radio.Root
              key={way}
              value={way}
              nativeButton={false}
              render={<div />}
              className="grid cursor-pointer grid-cols-[20px_minmax(0,1fr)] gap-x-3 rounded-card border border-hairline bg-surface px-4 py-3 transition-colors duration-120 hover:bg-raised data-checked:border-accent data-checked:bg-[color-mix(in_srgb,var(--accent)_8%,var(--surface))]"
            >
              <Icon aria-hidden size={18} className="mt-px text-text-2" />
              <span className="font-medium">{t(`setup.wallet.${way}`)}</span>
              <span className="col-start-2 max-w-180 text-small text-text-2">
                {t(`setup.wallet.${way}About`)}
              </span>
            </Radio.Root>
          ))}
        </RadioGroup>
        <p className="flex items-start gap-3 rounded-card border border-border border-dashed px-4 py-3">
          <TriangleAlert aria-hidden size={16} className="mt-0.5 mr-1 shrink-0 text-warn" />
          <span>
            <b className="font-semibold">{t("setup.wallet.spend")}</b>
            <span className="block max-w-180 text-small text-text-2">{t("setup.wallet.spendAbout")}</span>
          </span>
        </p>
      </div>
    </SetupPage>
  );
}
