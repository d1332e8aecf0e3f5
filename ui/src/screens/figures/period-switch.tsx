/** The stretch of time that the figures are about: it stays as it is while they move. */

import { memo } from "react";
import { Segmented } from "@/components/ui/segmented";
import { useText } from "@/i18n/use-text";
import type { Period } from "@/platform";

const PERIODS: Period[] = ["day", "week", "month", "all"];

interface PeriodSwitchProps {
  value: Period;
  onChange(period: Period): void;
}

export const PeriodSwitch = memo(function PeriodSwitch({ value, onChange }: PeriodSwitchProps) {
  const t = useText();
  return (
    <Segmented
      label={t("performance.period")}
      value={value}
      options={PERIODS.map((period) => ({
        value: period,
        label: t(`performance.short.${period}`),
        title: t(`performance.span.${period}`),
      }))}
      onChange={onChange}
    />
  );
});
