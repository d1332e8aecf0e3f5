/** Where the key lies and what guards it; the relayer key, which is optional. Nothing here has to be changed to go on. */

import { Link, useNavigate } from "@tanstack/react-router";
import { CircleCheck, Minus, ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import { useState } from "react";
import { Card } from "@/components/card";
import { Button } from "@/components/ui/button";
import { FailureLine } from "@/components/ui/states";
import { useText } from "@/i18n/use-text";
import { useAsk } from "@/live/queries";
import type { Setup } from "@/platform";
import { Column, Columns, SetupPage } from "./setup-page";
import { hasWallet } from "./steps";
import { KeyTrouble } from "./trouble";
import { useSetup } from "./use-setup";

const RULES = ["signs", "calls", "asks", "stop"] as const;

export function ProtectPage({ setup }: { setup: Setup }) {
  const t = useText();
  const navigate = useNavigate();
  return (
    <SetupPage
      title={t("setup.protect.title")}
      lead={t("setup.protect.lead")}
      note={t("setup.protect.note")}
      buttons={
        <>
          <Button
            size="lg"
            onClick={() => void navigate({ to: "/setup/$page", params: { page: "addresses" } })}
          >
            {t("setup.back")}
          </Button>
          <Button
            size="lg"
            look="primary"
            disabled={!hasWallet(setup)}
            onClick={() => void navigate({ to: "/setup/$page", params: { page: "checks" } })}
          >
            {t("setup.next")}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {setup.keyTrouble !== null && <KeyTrouble code={setup.keyTrouble} />}
        <Columns>
          <Column>
            <Card title={t("setup.protect.where")}>
              <dl className="px-4 pb-1">
                <Fact term={t("setup.protect.store")}>{t(`setup.protect.storeIs.${setup.keyPlace}`)}</Fact>
                {setup.keyTrouble === null && (
                  <Fact term={t("setup.protect.state")}>
                    <span className="inline-flex items-start gap-1.5">
                      <CircleCheck aria-hidden size={14} className="mt-[3px] shrink-0 text-accent" />
                      {t("setup.protect.fine")}
                    </span>
                  </Fact>
                )}
                <Fact term={t("setup.protect.obstacles")}>
                  <Link to="/key" className="font-medium text-accent hover:underline">
                    {t("setup.protect.look")}
                  </Link>
                </Fact>
                <Fact term={t("setup.protect.entries")}>{t("setup.protect.entriesAre")}</Fact>
                <Fact term={t("setup.protect.seen")}>{t("setup.protect.seenBy")}</Fact>
              </dl>
            </Card>
            <Card title={t("setup.protect.rules")}>
              <ul className="px-4 pb-2">
                {RULES.map((rule) => (
                  <li key={rule} className="flex items-start gap-2.5 border-hairline border-t py-2">
                    <ShieldCheck aria-hidden size={14} className="mt-[3px] shrink-0 text-accent" />
                    <span>{t(`setup.protect.rule.${rule}`)}</span>
                  </li>
                ))}
              </ul>
            </Card>
          </Column>
          <Column>
            <RelayerKey setup={setup} />
            <Passphrase />
          </Column>
        </Columns>
      </div>
    </SetupPage>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[88px_minmax(0,1fr)] gap-3 border-hairline border-t py-2">
      <dt className="text-text-2">{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function RelayerKey({ setup }: { setup: Setup }) {
  const t = useText();
  const open = useAsk<null>((platform) => platform.openKeyWindow("relayer_key"));
  const [opened, setOpened] = useState(false);
  const kept = setup.keys.find((one) => one.chosen)?.relayerKey ?? null;
  useSetup({ listening: opened && kept !== true });
  const plain = setup.account?.wallet?.kind === "eoa";
  return (
    <Card title={t("setup.protect.relayer")} note={t("setup.protect.relayerOptional")}>
      <div className="grid gap-3 border-hairline border-t px-4 py-3">
        <p className="flex items-start gap-2 font-medium">
          {kept ? (
            <CircleCheck aria-hidden size={16} className="mt-0.5 shrink-0 text-accent" />
          ) : (
            <Minus aria-hidden size={16} className="mt-0.5 shrink-0 text-text-3" />
          )}
          {t(
            kept === null
              ? "setup.protect.relayerUnknown"
              : kept
                ? "setup.protect.relayerKept"
                : "setup.protect.relayerNone",
          )}
        </p>
        {plain ? (
          <p className="text-text-2">{t("setup.protect.relayerEoa")}</p>
        ) : (
          <>
            <p className="text-text-2">{t("setup.protect.relayerWhat")}</p>
            <p className="text-text-2">{t("setup.protect.relayerWithout")}</p>
            <div>
              <Button
                busy={open.isPending}
                onClick={() => open.mutate(null, { onSuccess: () => setOpened(true) })}
              >
                {t(kept ? "setup.protect.relayerReplace" : "setup.protect.relayerAdd")}
              </Button>
            </div>
            {opened && kept !== true && (
              <p role="status" className="text-small text-text-2">
                {t("setup.key.opened")}
              </p>
            )}
            <FailureLine error={open.error} />
          </>
        )}
      </div>
    </Card>
  );
}

/** A second question before anything that raises the money at risk, of Pilotfish's own. */
function Passphrase() {
  const t = useText();
  const open = useAsk<null>((platform) => platform.openKeyWindow("passphrase"));
  return (
    <Card title={t("settings.appPassphrase")} note={t("setup.protect.relayerOptional")}>
      <div className="grid gap-3 border-hairline border-t px-4 py-3">
        <p className="text-text-2">{t("settings.appPassphraseAbout")}</p>
        <div>
          <Button busy={open.isPending} onClick={() => open.mutate(null)}>
            {t("settings.appPassphraseOpen")}
          </Button>
        </div>
        <FailureLine error={open.error} />
      </div>
    </Card>
  );
}
