/** Which wallet the key signs for: found, compared by a person group by group, and confirmed. Only look-ups until then. */

import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Failure, FailureLine, Skeleton } from "@/components/ui/states";
import { useText } from "@/i18n/use-text";
import type { AddressView, Setup, WalletKind, WalletSearch } from "@/platform";
import { ApprovalsCard } from "./approvals";
import { ByHand } from "./by-hand";
import { FoundKinds } from "./found-kinds";
import { Column, Columns, SetupPage, TextButton } from "./setup-page";
import { useAskSetup, useWallets } from "./use-setup";
import { Verdict } from "./verdict";
import { WalletCard } from "./wallet-card";
import { WhoDoesWhat } from "./who-does-what";

/** A wallet that is looked at. */
export interface Looked {
  kind: WalletKind;
  address: AddressView;
  /** The person entered it: nothing has shown yet that it is right. */
  byHand: boolean;
}

/** The wallet to look at first: the confirmed one, else the recommended one, else one that could be it. */
function firstOf(setup: Setup, search: WalletSearch | undefined): Looked | null {
  const wallet = setup.account?.wallet;
  if (wallet) return { kind: wallet.kind, address: wallet.address, byHand: false };
  const verdict = search?.verdict;
  const place =
    verdict?.verdict === "recommended" || verdict?.verdict === "not_deployed"
      ? verdict.place
      : verdict?.verdict === "several"
        ? verdict.places[0]
        : undefined;
  const found = place === undefined ? undefined : search?.wallets[place];
  return found ? { kind: found.kind, address: found.address, byHand: false } : null;
}

export function AddressesPage({ setup }: { setup: Setup }) {
  const t = useText();
  const navigate = useNavigate();
  const search = useWallets(setup.account?.owner.full);
  const [chosen, setChosen] = useState<Looked | null>(null);
  const [entering, setEntering] = useState(false);
  // Ticked for one address: another one is to be compared anew.
  const [ticked, setTicked] = useState<string | null>(null);
  const confirm = useAskSetup<Looked>((platform, { kind, address }) =>
    platform.confirmWallet(kind, address.full),
  );
  const looked = chosen ?? firstOf(setup, search.data);
  const wallet = setup.account?.wallet ?? null;
  const isConfirmed = looked !== null && wallet?.address.full === looked.address.full;
  const verdict = search.data?.verdict.verdict;
  // What nothing speaks for, and what is not there yet, cannot be confirmed.
  const can = looked !== null && (looked.byHand || verdict !== "not_deployed");
  const isTicked = looked !== null && ticked === looked.address.full;
  const back = (
    <Button size="lg" onClick={() => void navigate({ to: "/setup/$page", params: { page: "key" } })}>
      {t("setup.back")}
    </Button>
  );
  if (search.isPending && !wallet)
    return (
      <SetupPage
        title={t("setup.addresses.title")}
        lead={t("setup.addresses.searching")}
        note={t("setup.addresses.note")}
        buttons={back}
      >
        <Skeleton className="py-3" />
      </SetupPage>
    );
  if (search.isError && !wallet)
    return (
      <SetupPage title={t("setup.addresses.title")} lead={t("setup.addresses.lead")} buttons={back}>
        <Failure error={search.error} onRetry={() => void search.refetch()} />
      </SetupPage>
    );
  const lookAt = (next: Looked) => {
    setChosen(next);
    setEntering(false);
    confirm.reset();
  };
  return (
    <SetupPage
      title={t("setup.addresses.title")}
      lead={t(looked ? "setup.addresses.lead" : "setup.addresses.leadNone")}
      note={
        confirm.error ? (
          <FailureLine error={confirm.error} />
        ) : !isConfirmed && can && !isTicked ? (
          t("setup.addresses.noteTick")
        ) : (
          t("setup.addresses.note")
        )
      }
      buttons={
        <>
          {back}
          {isConfirmed ? (
            <Button
              size="lg"
              look="primary"
              onClick={() => void navigate({ to: "/setup/$page", params: { page: "protect" } })}
            >
              {t("setup.next")}
            </Button>
          ) : (
            <Button
              size="lg"
              look="primary"
              disabled={!can || !isTicked || setup.runs}
              busy={confirm.isPending}
              onClick={() => looked && confirm.mutate(looked)}
            >
              {t("setup.addresses.confirm")}
            </Button>
          )}
        </>
      }
    >
      <Columns>
        <Column>
          {search.data && !wallet && (
            <Verdict search={search.data} busy={search.isFetching} onAgain={() => void search.refetch()} />
          )}
          {entering ? (
            <ByHand onCancel={() => setEntering(false)} onLook={lookAt} />
          ) : (
            looked && (
              <>
                <WalletCard
                  looked={looked}
                  confirmedAt={isConfirmed ? (wallet?.at ?? null) : null}
                  ticked={isTicked}
                  canTick={can}
                  onTick={(on) => setTicked(on ? looked.address.full : null)}
                />
                {setup.account && (
                  <WhoDoesWhat owner={setup.account.owner} looked={looked} place={setup.keyPlace} />
                )}
              </>
            )
          )}
          <OtherAddress onByHand={() => setEntering(true)} />
        </Column>
        <Column>
          {search.data && (
            <FoundKinds
              search={search.data}
              looked={looked}
              confirmed={wallet}
              onLook={lookAt}
              onNotMine={() => setEntering(true)}
            />
          )}
          <ApprovalsCard setup={setup} confirmed={isConfirmed} search={search.data} looked={looked} />
        </Column>
      </Columns>
    </SetupPage>
  );
}

function OtherAddress({ onByHand }: { onByHand(): void }) {
  const t = useText();
  const navigate = useNavigate();
  return (
    <section
      aria-label={t("setup.addresses.otherTitle")}
      className="rounded-card border border-border border-dashed px-4 py-3"
    >
      <b className="font-medium">{t("setup.addresses.otherTitle")}</b>
      <p className="text-small text-text-2">{t("setup.addresses.otherText")}</p>
      <div className="mt-1.5 flex flex-wrap gap-4">
        <TextButton onClick={() => void navigate({ to: "/setup/$page", params: { page: "key" } })}>
          {t("setup.addresses.otherKey")}
        </TextButton>
        <TextButton onClick={onByHand}>{t("setup.addresses.byHand")}</TextButton>
      </div>
    </section>
  );
}
