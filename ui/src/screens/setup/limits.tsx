/** The last page before real money: limits, the most that can be at risk, and the word of a person, held for a second. */

import { useNavigate } from "@tanstack/react-router";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { HoldButton } from "@/components/ui/hold-button";
import { NumberField } from "@/components/ui/number-field";
import { FailureLine } from "@/components/ui/states";
import { compare } from "@/format/decimal";
import { typed as plain } from "@/format/typed";
import { useFormat } from "@/format/use-format";
import { listed } from "@/i18n/setup";
import { useText } from "@/i18n/use-text";
import { useFrame } from "@/live/store";
import type { Setup } from "@/platform";
import { CheckSummary } from "./check-summary";
import { passes } from "./checks";
import { LimitsCard } from "./limits-card";
import { Columns, Notice, SetupPage } from "./setup-page";
import { useAskSetup } from "./use-setup";

export function LimitsPage({ setup }: { setup: Setup }) {
  const t = useText();
  const navigate = useNavigate();
  const mode = useFrame((frame) => frame.mode);
  // What stands in the fields is not what is saved.
  const [changed, setChanged] = useState(!setup.limitsSaved);
  const checked = setup.checks.every(passes);
  const go = (page: string) => void navigate({ to: "/setup/$page", params: { page } });
  return (
    <SetupPage
      title={t("setup.limits.title")}
      lead={t("setup.limits.lead")}
      note={setup.confirmedAt !== null && <Confirmed setup={setup} />}
      buttons={
        <>
          <Button size="lg" onClick={() => go("checks")}>
            {t("setup.back")}
          </Button>
          {setup.confirmedAt === null ? (
            <Button size="lg" onClick={() => void navigate({ to: "/" })}>
              {t(`setup.stay.${mode}`)}
            </Button>
          ) : (
            <Button size="lg" look="primary" onClick={() => go("test")}>
              {t("setup.limits.toTest")}
            </Button>
          )}
        </>
      }
    >
      <div className="grid gap-4">
        {!checked && setup.confirmedAt === null && (
          <Notice
            title={t("setup.limits.checksLeft")}
            action={<Button onClick={() => go("checks")}>{t("setup.limits.toChecks")}</Button>}
          />
        )}
        <Columns>
          <CheckSummary checks={setup.checks} onAgain={() => go("checks")} />
          <LimitsCard
            // What the engine made of them comes back into the fields.
            key={JSON.stringify(setup.limits)}
            setup={setup}
            onChanged={setChanged}
          />
        </Columns>
        {setup.confirmedAt === null && (
          <Confirmation setup={setup} ready={checked && !changed} saved={!changed} />
        )}
      </div>
    </SetupPage>
  );
}

function Confirmed({ setup }: { setup: Setup }) {
  const t = useText();
  const { n, time } = useFormat();
  return (
    <span className="inline-flex items-start gap-2">
      <CircleCheck aria-hidden size={14} className="mt-px shrink-0 text-accent" />
      {t("setup.limits.confirmed", {
        limit: n.usd(setup.limits.maxExposure),
        when: time.second(setup.confirmedAt ?? 0),
      })}
    </span>
  );
}

/** What starts, the amount where it is large, and the button that is held. The system asks after it. */
function Confirmation({ setup, ready, saved }: { setup: Setup; ready: boolean; saved: boolean }) {
  const t = useText();
  const { language, n } = useFormat();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const confirm = useAskSetup<string | null>((platform, typed) => platform.confirmLive(typed));
  const { maxExposure } = setup.limits;
  const asks = compare(maxExposure, setup.typedAbove) > 0;
  const amount = plain(text, language, "$");
  const same = amount !== "" && compare(amount, maxExposure) === 0;
  const who = setup.carriedOver.map(({ trader, percentage }) =>
    t("setup.limits.carriedOne", { trader, percentage: n.percent(percentage) }),
  );
  return (
    <section
      aria-label={t("setup.limits.title")}
      className="grid gap-3 rounded-card border border-control bg-surface px-5 py-4"
    >
      <p className="flex items-start gap-3">
        <TriangleAlert aria-hidden size={16} className="mt-0.5 shrink-0 text-warn" />
        <span>
          {who.length > 0
            ? t("setup.limits.carried", { count: who.length, who: listed(language, who) })
            : t("setup.limits.carriedNone")}{" "}
          {t("setup.limits.noPosition")}
        </span>
      </p>
      <div className="flex flex-wrap items-end justify-end gap-3">
        {asks && (
          <NumberField
            label={t("setup.limits.type", { above: n.usd(setup.typedAbove, 0) })}
            mark="$"
            least={2}
            value={text}
            problem={
              text.trim() !== "" && !same
                ? t("setup.limits.typeBad", { limit: n.usd(maxExposure) })
                : undefined
            }
            onChange={setText}
            fieldClassName="h-9"
            className="mr-auto w-70"
          />
        )}
        <HoldButton
          holding={t("setup.limits.holding")}
          disabled={!ready || (asks && !same)}
          busy={confirm.isPending}
          describedBy="asked-after"
          onHeld={() =>
            confirm.mutate(asks ? amount : null, {
              onSuccess: () => void navigate({ to: "/setup/$page", params: { page: "test" } }),
            })
          }
        >
          {t("setup.limits.hold")}
        </HoldButton>
      </div>
      <p id="asked-after" role={confirm.isPending ? "status" : undefined} className="text-small text-text-2">
        {confirm.isPending
          ? t("setup.limits.asking")
          : saved
            ? t("setup.limits.asked")
            : t("setup.limits.unsaved")}
      </p>
      <FailureLine error={confirm.error} />
    </section>
  );
}
