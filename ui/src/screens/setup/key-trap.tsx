/** The API key's known trap: what Polymarket said, and what has helped others, mildest first. Each is proven by the test order. */

import { CircleCheck, CircleDashed, LoaderCircle, X } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Confirm } from "@/components/ui/dialog";
import { FailureLine } from "@/components/ui/states";
import { useCopy } from "@/components/use-copy";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { ApiKeyCure, CureState, CureView, KeyTrapView, Setup } from "@/platform";
import { TextButton } from "./setup-page";
import { useAskSetup } from "./use-setup";

const ICONS: Record<CureState, typeof X> = {
  waiting: CircleDashed,
  running: LoaderCircle,
  done: CircleCheck,
  refused_again: X,
  failed: X,
};

export function KeyTrap({ trap, setup }: { trap: KeyTrapView; setup: Setup }) {
  const t = useText();
  const [asking, setAsking] = useState(false);
  const fix = useAskSetup<ApiKeyCure>((platform, cure) => platform.fixApiKey(cure));
  const running = fix.isPending ? fix.variables : null;
  const tried = trap.cures.filter(({ state }) => state !== "waiting").length;
  // The mildest ones are done at a press; what other programs feel is asked about.
  const take = (cure: ApiKeyCure) => {
    if (cure === "delete_and_make") setAsking(true);
    else fix.mutate(cure);
  };
  return (
    <section aria-label={t("setup.checks.trap")} className="rounded-card border border-control bg-surface">
      <header className="flex min-h-10 flex-wrap items-center gap-2 px-4 py-1">
        <h2 className="font-semibold">{t("setup.checks.trap")}</h2>
        {tried > 0 && (
          <span className="ml-auto rounded-chip bg-raised px-1.5 text-label">
            {t("setup.checks.trapStep", { step: tried, of: trap.cures.length })}
          </span>
        )}
      </header>
      <p className="px-4 pb-2 text-small text-text-2">{t("setup.checks.trapText")}</p>
      {trap.words === "" ? (
        <p className="px-4 pb-3 text-small">{t("setup.checks.trapUnseen")}</p>
      ) : (
        <p className="selectable mx-4 mb-3 break-words rounded-control border border-border bg-bg px-3 py-2 font-mono text-label text-text-2">
          “{trap.words}”
        </p>
      )}
      <ol>
        {trap.cures.map((cure, i) => (
          <Cure
            key={cure.cure}
            place={i + 1}
            cure={cure}
            running={running === cure.cure}
            isNext={trap.next === cure.cure && running === null}
            onTake={() => take(cure.cure)}
          />
        ))}
      </ol>
      <div className="mx-4 grid gap-1.5 border-hairline border-t py-3 text-small text-text-2">
        <FailureLine error={fix.error} />
        <p>{t("setup.checks.trapLast")}</p>
        <Report trap={trap} setup={setup} />
      </div>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("setup.checks.deleteTitle")}
        keep={t("setup.checks.deleteKeep")}
        confirm={t("setup.checks.deleteConfirm")}
        onConfirm={() => {
          setAsking(false);
          fix.mutate("delete_and_make");
        }}
      >
        <p>{t("setup.checks.deleteText")}</p>
      </Confirm>
    </section>
  );
}

function Cure({
  place,
  cure: { cure, state, at },
  running,
  isNext,
  onTake,
}: {
  place: number;
  cure: CureView;
  running: boolean;
  isNext: boolean;
  onTake(): void;
}) {
  const t = useText();
  const { time } = useFormat();
  const now: CureState = running ? "running" : state;
  const Icon = ICONS[now];
  return (
    <li className="grid grid-cols-[16px_minmax(0,1fr)_auto] items-start gap-x-2.5 border-hairline border-t px-4 py-2">
      <Icon
        aria-hidden
        size={16}
        className={cn(
          "mt-0.5",
          now === "running" && "animate-[spin_1s_linear_infinite] text-text-2",
          now === "done" && "text-accent",
          now !== "running" && now !== "done" && "text-text-3",
        )}
      />
      <div>
        <span className={now === "waiting" && !isNext ? "text-text-2" : "font-medium"}>
          {place}. {t(`setup.checks.cure.${cure}`)}
        </span>
        <p className="text-small text-text-2">
          {now === "waiting"
            ? t(`setup.checks.cureAbout.${cure}`)
            : t(`setup.checks.cureState.${now}`, { when: at === null ? "" : time.near(at, Date.now()) })}
        </p>
      </div>
      {isNext && (
        <Button size="sm" onClick={onTake}>
          {t(`setup.checks.cureDo.${cure}`)}
        </Button>
      )}
    </li>
  );
}

/** What Polymarket's support needs: addresses and words, nothing secret. */
function Report({ trap, setup }: { trap: KeyTrapView; setup: Setup }) {
  const t = useText();
  const copy = useCopy();
  const wallet = setup.account?.wallet;
  if (!setup.account || !wallet) return null;
  const tried = trap.cures.filter(({ state }) => state !== "waiting" && state !== "running");
  const text = t("setup.checks.reportText", {
    signer: setup.account.owner.full,
    wallet: wallet.address.full,
    kind: t(`setup.addresses.kind.${wallet.kind}`),
    words: trap.words || "—",
    tried: tried.map(({ cure }) => t(`setup.checks.cure.${cure}`)).join("; ") || "—",
  });
  return (
    <span>
      <TextButton onClick={() => copy(text)}>{t("setup.checks.report")}</TextButton>
    </span>
  );
}
