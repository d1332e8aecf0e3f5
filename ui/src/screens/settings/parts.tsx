/** What the sections of Settings are made of. */
import type { ReactNode } from "react";
import { useId } from "react";
import { applyAppearance } from "@/app/theme";
import { Switch } from "@/components/ui/switch";
import { errorText } from "@/i18n/errors";
import { useAsk } from "@/live/queries";
import { useLive } from "@/live/store";
import type { Platform, Settings } from "@/platform";
import { PlatformError } from "@/platform";

/** Saves, says so, and offers to take back for some seconds just what was changed. */
export function useSaveSettings() {
  const say = useLive((live) => live.say);
  const setSettings = useLive((live) => live.setSettings);
  const put = async (platform: Platform, next: Settings) => {
    const saved = await platform.saveSettings(next);
    setSettings(saved);
    await applyAppearance(saved);
  };
  return useAsk<Settings>(async (platform, next) => {
    const before = useLive.getState().settings;
    await put(platform, next);
    // To have been welcomed is no choice: nobody is told of it, and it is not undone.
    if (!before || before.welcomed !== next.welcomed) return;
    const undo = () => {
      const now = useLive.getState().settings ?? next;
      put(platform, withBack(now, before, next)).catch((error: unknown) => {
        if (error instanceof PlatformError) say((t) => errorText(t, error).what);
      });
    };
    say((t) => t("settings.saved"), { label: (t) => t("action.undo"), undoes: true, run: undo });
  });
}

/** What holds now, with what that saving changed as it was before; of the limits, too, only those that it changed. */
export function withBack(now: Settings, before: Settings, saved: Settings): Settings {
  const limits = { ...now.limits, ...changedBack(before.limits, saved.limits) };
  return { ...now, ...changedBack(before, saved), limits };
}

/** What was changed, as it was before. */
function changedBack<T extends object>(before: T, saved: T): Partial<T> {
  const keys = (Object.keys(before) as (keyof T)[]).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(saved[key]),
  );
  return Object.fromEntries(keys.map((key) => [key, before[key]])) as Partial<T>;
}

export function Section({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="rounded-card border border-hairline bg-surface px-4 py-3">
      <h2 className="font-semibold">{title}</h2>
      {note && <p className="text-small text-text-3">{note}</p>}
      <div className="mt-2 grid">{children}</div>
    </section>
  );
}

export function Row({
  label,
  about,
  labelId,
  children,
}: {
  label: string;
  about?: string;
  labelId?: string;
  children: ReactNode;
}) {
  return (
    <div className="flex min-h-11 items-center justify-between gap-6 border-hairline border-t py-2">
      <div className="min-w-0">
        <div id={labelId}>{label}</div>
        {about && <p className="text-small text-text-3">{about}</p>}
      </div>
      {children}
    </div>
  );
}

interface ToggleProps {
  label: string;
  about: string;
  checked: boolean;
  disabled?: boolean;
  onChange(checked: boolean): void;
}

/** A row with a switch. */
export function Toggle({ label, about, checked, disabled = false, onChange }: ToggleProps) {
  const id = useId();
  return (
    <Row label={label} about={about} labelId={id}>
      <Switch labelledBy={id} checked={checked} disabled={disabled} onChange={onChange} />
    </Row>
  );
}
