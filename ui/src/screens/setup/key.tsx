/** The keys that are kept: which is used, how another comes in (by a window of its own), and how one goes. */

import { useNavigate } from "@tanstack/react-router";
import { CircleCheck, KeyRound } from "lucide-react";
import { useEffect, useState } from "react";
import { AddressGroups } from "@/components/address-groups";
import { Card } from "@/components/card";
import { Identicon } from "@/components/identicon";
import { Button } from "@/components/ui/button";
import { Empty, FailureLine } from "@/components/ui/states";
import { useText } from "@/i18n/use-text";
import { useAsk } from "@/live/queries";
import type { KeyPurpose, KeyView, Setup } from "@/platform";
import { DeleteKeyDialog } from "./delete-key";
import { Remark, SetupPage } from "./setup-page";
import { KeyTrouble } from "./trouble";
import { useAskSetup, useSetup } from "./use-setup";

export function KeyPage({ setup }: { setup: Setup }) {
  const t = useText();
  const navigate = useNavigate();
  const open = useAsk<KeyPurpose>((platform, purpose) => platform.openKeyWindow(purpose));
  // Until a key more is there than when the window was opened.
  const [waitingFor, setWaitingFor] = useState<number | null>(null);
  const listening = waitingFor !== null && setup.keys.length <= waitingFor;
  useSetup({ listening });
  useEffect(() => {
    if (waitingFor !== null && setup.keys.length > waitingFor) setWaitingFor(null);
  }, [setup.keys.length, waitingFor]);

  const place = t(`setup.place.${setup.keyPlace}`);
  const take = (purpose: KeyPurpose) =>
    open.mutate(purpose, { onSuccess: () => setWaitingFor(setup.keys.length) });
  const none = setup.keys.length === 0;
  const nowhere = setup.keyPlace === "nowhere";
  const imports = (
    <div className="flex flex-wrap gap-2">
      <Button
        size="lg"
        look={none ? "primary" : "default"}
        busy={open.isPending && open.variables === "key"}
        icon={<KeyRound aria-hidden size={14} />}
        onClick={() => take("key")}
      >
        {t(none ? "setup.key.openKey" : "setup.key.another")}
      </Button>
      <Button
        size="lg"
        busy={open.isPending && open.variables === "keystore"}
        onClick={() => take("keystore")}
      >
        {t("setup.key.openKeystore")}
      </Button>
    </div>
  );
  return (
    <SetupPage
      title={t("setup.key.title")}
      lead={t("setup.key.lead", { place })}
      note={t("setup.key.note")}
      buttons={
        <>
          <Button size="lg" onClick={() => void navigate({ to: "/setup/$page", params: { page: "wallet" } })}>
            {t("setup.back")}
          </Button>
          <Button
            size="lg"
            look="primary"
            disabled={setup.account === null}
            onClick={() => void navigate({ to: "/setup/$page", params: { page: "addresses" } })}
          >
            {t("setup.next")}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {setup.keyTrouble !== null && <KeyTrouble code={setup.keyTrouble} />}
        {nowhere ? (
          <Empty title={t("setup.key.nowhere")}>{t("setup.key.nowhereAbout")}</Empty>
        ) : (
          <>
            <Card
              title={t("setup.key.kept")}
              note={none ? undefined : t("setup.key.keptNote", { count: setup.keys.length })}
            >
              {none ? (
                <div className="border-hairline border-t px-4 py-4">
                  <p className="font-medium">{t("setup.key.none")}</p>
                  <p className="text-small text-text-2">{t("setup.key.noneAbout")}</p>
                </div>
              ) : (
                <ul>
                  {setup.keys.map((key) => (
                    <KeyRow key={key.owner.full} kept={key} setup={setup} />
                  ))}
                </ul>
              )}
            </Card>
            {imports}
            {listening && (
              <p role="status" className="text-small text-text-2">
                {t("setup.key.opened")}
              </p>
            )}
            <FailureLine error={open.error} />
            {!none && <Remark>{t("setup.key.normal")}</Remark>}
          </>
        )}
      </div>
    </SetupPage>
  );
}

function KeyRow({ kept, setup }: { kept: KeyView; setup: Setup }) {
  const t = useText();
  const [deleting, setDeleting] = useState(false);
  const choose = useAskSetup<string>((platform, owner) => platform.chooseAccount(owner));
  const { full } = kept.owner;
  const busy = setup.runs && kept.chosen;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-hairline border-t px-4 py-3">
      <Identicon address={full} size={40} />
      <div className="min-w-0 flex-1 basis-80">
        <span className="sr-only">{t("setup.key.address")}</span>
        <AddressGroups address={full} />
        {busy && <p className="text-small text-text-2">{t("setup.key.running")}</p>}
        <FailureLine error={choose.error} />
      </div>
      {kept.chosen ? (
        <span className="inline-flex items-center gap-1.5 font-medium">
          <CircleCheck aria-hidden size={16} className="text-accent" />
          {t("setup.key.used")}
        </span>
      ) : (
        <Button
          data-tip={t("setup.key.useAbout")}
          disabled={setup.runs}
          busy={choose.isPending}
          onClick={() => choose.mutate(full)}
        >
          {t("setup.key.use")}
        </Button>
      )}
      <Button look="danger" disabled={busy} onClick={() => setDeleting(true)}>
        {t("setup.key.remove")}
      </Button>
      {deleting && <DeleteKeyDialog kept={kept} setup={setup} onClose={() => setDeleting(false)} />}
    </li>
  );
}
