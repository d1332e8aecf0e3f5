/** What the sections of Settings are made of. */
import type { ReactNode } from "react";
import { useId } from "react";
import { applyAppearance } from "@/app/theme";
import { Switch } from "@/components/ui/switch";
import { useAsk } from "@/live/queries";
import { useLive } from "@/live/store";
import type { Settings } from "@/platform";

export function useSaveSettings() {
  const setSettings = useLive((live) => live.setSettings);
  return useAsk<Settings>(async (platform, next) => {
    const saved = await platform.saveSettings(next);
    setSettings(saved);
    applyAppearance(saved);
  });
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
