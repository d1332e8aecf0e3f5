/** The limits of live as they are typed and saved, and what they come to. */

import { useEffect, useState } from "react";
import { Card } from "@/components/card";
import { Button } from "@/components/ui/button";
import { NumberField } from "@/components/ui/number-field";
import { FailureLine } from "@/components/ui/states";
import { Unsaved } from "@/components/unsaved";
import { compare } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { LimitsView, Setup } from "@/platform";
import type { LimitField } from "@/screens/settings/limits-form";
import {
  changedLimits,
  digitsOf,
  limitProblem,
  limitsDraft,
  limitWarning,
  markOf,
  typedLimits,
} from "@/screens/settings/limits-form";
import { useAskSetup } from "./use-setup";

const FIELDS: LimitField[] = ["maxExposure", "maxDailySpend", "maxDailyLoss", "reserve", "maxOpenOrders"];

export function LimitsCard({ setup, onChanged }: { setup: Setup; onChanged(changed: boolean): void }) {
  const t = useText();
  const format = useFormat();
  const { language } = format;
  const [typed, setTyped] = useState(() => typedLimits(setup.limits, language));
  const save = useAskSetup<LimitsView>((platform, limits) => platform.saveLiveLimits(limits));
  const problems = Object.fromEntries(
    FIELDS.map((field) => [field, limitProblem(t, format, field, typed[field])]),
  );
  const wrong = Object.values(problems).some(Boolean);
  const edited = changedLimits(setup.limits, typed, language);
  const changed = !setup.limitsSaved || edited;
  useEffect(() => onChanged(changed), [changed, onChanged]);
  return (
    <Card title={t("setup.limits.limits")} note={t("setup.limits.limitsNote")}>
      <form
        className="px-4 pb-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!wrong && changed) save.mutate(limitsDraft(typed, language));
        }}
      >
        {FIELDS.map((field) => (
          <div
            key={field}
            className="flex min-h-9.5 items-center justify-between gap-4 border-hairline border-t py-1.5"
          >
            <span data-tip={t(`settings.${field}About`)}>{t(`settings.${field}`)}</span>
            <NumberField
              label={t(`settings.${field}`)}
              hideLabel
              mark={markOf(field)}
              least={digitsOf(field)}
              value={typed[field]}
              problem={problems[field]}
              warning={limitWarning(t, format, field, typed[field])}
              onChange={(text) => setTyped((all) => ({ ...all, [field]: text }))}
              className="w-36 shrink-0"
            />
          </div>
        ))}
        <p className="border-hairline border-t py-2 text-small text-text-2">{t("setup.limits.perOrder")}</p>
        <div className="flex items-center gap-3">
          <FailureLine error={save.error} />
          {/* Here, and not in a corner: that is where the button lies that comes next. */}
          <span role="status" className="flex-1 text-small text-text-2">
            {save.isSuccess && !changed && t("setup.limits.saved")}
          </span>
          <Button
            type="submit"
            look={changed ? "primary" : "default"}
            disabled={!changed || wrong}
            busy={save.isPending}
          >
            {t("setup.limits.save")}
          </Button>
        </div>
      </form>
      <AtRisk setup={setup} />
      <Unsaved dirty={() => edited} stays={({ samePage }) => samePage} what={t("settings.editsLimits")} />
    </Card>
  );
}

function AtRisk({ setup }: { setup: Setup }) {
  const t = useText();
  const { n } = useFormat();
  const { atRisk, cash } = setup;
  const more = cash !== null && compare(setup.limits.maxExposure, cash) > 0;
  return (
    <div className="border-border border-t px-4 py-3">
      <span className="text-label text-text-2">{t("setup.limits.most")}</span>
      <p className="numeric font-semibold text-hero tracking-[-.02em]">{n.usd(atRisk)}</p>
      <p className="text-small text-text-2">
        {cash === null
          ? t("setup.limits.mostAlone")
          : t(more ? "setup.limits.notCovered" : "setup.limits.mostOf", { cash: n.usd(cash) })}
      </p>
    </div>
  );
}
