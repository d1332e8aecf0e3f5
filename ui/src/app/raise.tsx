/**
 * Another figure for a limit over all follows, asked for from anywhere: where it allows more it is asked about with both
 * figures first, where it allows less it holds at once. Either can be taken back for some seconds.
 */
import { useLive } from "@/live/store";
import type { LimitsView, Raise } from "@/platform";
import { useSaveSettings } from "@/screens/settings/parts";
import { RaiseLimits, raised } from "@/screens/settings/raise-limits";

/** The field of the settings that a limit is in. */
const FIELDS = {
  exposure: "maxExposure",
  daily_spend: "maxDailySpend",
  open_orders: "maxOpenOrders",
} as const;

const withLimit = (limits: LimitsView, field: keyof LimitsView, value: string): LimitsView =>
  field === "maxOpenOrders" ? { ...limits, maxOpenOrders: Number(value) } : { ...limits, [field]: value };

export const limitsWith = withLimit;
export const raisedTo = (limits: LimitsView, { limit, to }: Raise): LimitsView =>
  withLimit(limits, FIELDS[limit], to);

/** Sets limits over all follows. */
export function useSetLimits(): (after: LimitsView) => void {
  const ask = useLive((live) => live.raise);
  const save = useSaveSettings();
  return (after) => {
    const settings = useLive.getState().settings;
    if (!settings) return;
    if (raised(settings.limits, after).length > 0) ask(after);
    else save.mutate({ ...settings, limits: after });
  };
}

/** The question, once in the window. */
export function Raising() {
  const after = useLive((live) => live.raising);
  const settings = useLive((live) => live.settings);
  if (!after || !settings) return null;
  return <Asked key={JSON.stringify(after)} after={after} />;
}

function Asked({ after }: { after: LimitsView }) {
  const close = () => useLive.getState().raise(null);
  const settings = useLive((live) => live.settings);
  const save = useSaveSettings();
  if (!settings) return null;
  return (
    <RaiseLimits
      open
      before={settings.limits}
      after={after}
      busy={save.isPending}
      error={save.error}
      onClose={close}
      onConfirm={() => save.mutate({ ...settings, limits: after }, { onSuccess: close })}
    />
  );
}
