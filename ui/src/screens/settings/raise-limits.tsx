/** A limit over all follows that is raised is asked about with both figures, wherever that is asked for. */

import { AsksOutside } from "@/components/asks-outside";
import { Confirm } from "@/components/ui/dialog";
import { FailureLine } from "@/components/ui/states";
import { compare } from "@/format/decimal";
import type { Numbers } from "@/format/number";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { LimitsView, PlatformError } from "@/platform";
import type { LimitField } from "./limits-form";

/** The limits that allow more than before. Of the reserve less is more; a daily loss of zero is none. */
export function raised(before: LimitsView, after: LimitsView): LimitField[] {
  const more = (field: "maxExposure" | "maxDailySpend" | "maxDailyLoss") =>
    compare(after[field], before[field]) > 0;
  const fields: LimitField[] = [];
  if (more("maxExposure")) fields.push("maxExposure");
  if (more("maxDailySpend")) fields.push("maxDailySpend");
  if (after.maxOpenOrders > before.maxOpenOrders) fields.push("maxOpenOrders");
  if (compare(after.reserve, before.reserve) < 0) fields.push("reserve");
  const hadNone = compare(before.maxDailyLoss, "0") === 0;
  const hasNone = compare(after.maxDailyLoss, "0") === 0;
  if (!hadNone && (hasNone || more("maxDailyLoss"))) fields.push("maxDailyLoss");
  return fields;
}

interface RaiseLimitsProps {
  open: boolean;
  before: LimitsView;
  after: LimitsView;
  busy: boolean;
  error: PlatformError | null;
  onClose(): void;
  onConfirm(): void;
}

export function RaiseLimits({ open, before, after, busy, error, onClose, onConfirm }: RaiseLimitsProps) {
  const t = useText();
  const { n } = useFormat();
  return (
    <Confirm
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      title={t("settings.raiseTitle")}
      keep={t("settings.raiseKeep")}
      confirm={t("settings.raiseConfirm")}
      danger={false}
      busy={busy}
      onConfirm={onConfirm}
    >
      <p>{t("settings.raiseText")}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 text-text">
        {raised(before, after).map((field) => (
          <div key={field} className="col-span-2 grid grid-cols-subgrid border-hairline border-t py-1">
            <dt className="text-text-2">{t(`settings.${field}`)}</dt>
            <dd className="numeric text-right">
              <s className="text-text-3">{shown(n, field, before)}</s> →{" "}
              <b className="font-semibold">{shown(n, field, after)}</b>
            </dd>
          </div>
        ))}
      </dl>
      <AsksOutside />
      <FailureLine error={error} />
    </Confirm>
  );
}

function shown(n: Numbers, field: LimitField, limits: LimitsView): string {
  if (field === "maxOpenOrders") return n.plain(String(limits.maxOpenOrders), 0, 0);
  if (field === "reserve") return n.percent(limits.reserve);
  return n.usd(limits[field]);
}
