/** Before a follow is saved: the limits over all follows that its settings would meet, each with a way to raise it here. */

import { useQueryClient } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { useState } from "react";
import { Trans } from "react-i18next";
import { Button } from "@/components/ui/button";
import { isDecimal, signOf } from "@/format/decimal";
import { NONE } from "@/format/number";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useLive } from "@/live/store";
import type { BindingLimit, LimitsView, MoneyLimit } from "@/platform";
import { useSaveSettings } from "@/screens/settings/parts";
import { RaiseLimits } from "@/screens/settings/raise-limits";
import type { PartProps } from "./parts";

const FIELD = { daily_spend: "maxDailySpend", exposure: "maxExposure" } as const satisfies Record<
  MoneyLimit,
  string
>;

export function BindingLimits({ draft, preview, problem }: PartProps) {
  if (!preview || problem("percentage")) return null;
  return preview.binding.map((one) => (
    <Binding key={one.limit} binding={one} percentage={draft.percentage} />
  ));
}

function Binding({ binding, percentage }: { binding: BindingLimit; percentage: string }) {
  const t = useText();
  const { n } = useFormat();
  const settings = useLive((live) => live.settings);
  const save = useSaveSettings();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const field = FIELD[binding.limit];
  const raise = settings && { ...settings.limits, [field]: binding.raiseTo };
  const commit = (limits: LimitsView) =>
    settings &&
    save.mutate(
      { ...settings, limits },
      {
        onSuccess: () => {
          setAsking(false);
          void client.invalidateQueries({ queryKey: ["follow-preview"] });
        },
      },
    );
  return (
    <section
      aria-label={t(`settings.${field}`)}
      className="grid grid-cols-[16px_1fr] gap-x-2 gap-y-1.5 rounded-card border border-[color-mix(in_srgb,var(--warn)_40%,transparent)] px-3 py-2 text-small"
    >
      <CircleAlert aria-hidden size={14} className="mt-0.5 text-warn" />
      <p className="numeric proportional">
        <Trans
          t={t}
          i18nKey={`follow.binding.${binding.limit}`}
          values={{
            percentage: isDecimal(percentage) ? n.percent(percentage) : NONE,
            own: n.usd(binding.own, 0),
            most: n.usd(binding.most, 0),
          }}
          components={{ b: <b className="font-semibold" /> }}
        />{" "}
        {signOf(binding.others) > 0 && (
          <span className="text-text-2">
            {t(`follow.binding.${binding.limit}_others`, { others: n.usd(binding.others, 0) })}
          </span>
        )}
      </p>
      {raise && (
        <>
          <Button size="sm" className="col-start-2 justify-self-start" onClick={() => setAsking(true)}>
            {t(`follow.binding.${binding.limit}_raise`, { to: n.usd(binding.raiseTo, 0) })}
          </Button>
          <RaiseLimits
            open={asking}
            before={settings.limits}
            after={raise}
            busy={save.isPending}
            error={save.error}
            onClose={() => setAsking(false)}
            onConfirm={() => commit(raise)}
          />
        </>
      )}
    </section>
  );
}
