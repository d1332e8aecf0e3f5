/** Which notifications are shown outside the window, when none are, and one to try. */

import { Button } from "@/components/ui/button";
import { FailureLine } from "@/components/ui/states";
import { useText } from "@/i18n/use-text";
import { word } from "@/i18n/words";
import { useAsk } from "@/live/queries";
import { useFrame, useLive } from "@/live/store";
import type { Delivery, Settings } from "@/platform";
import { Row, Section, Toggle, useSaveSettings } from "./parts";

const KINDS = [
  "notifyFills",
  "notifyPartFills",
  "notifyCancellations",
  "notifyConversions",
  "notifyRefusals",
  "notifyConnection",
  "notifyLimits",
  "notifySkips",
  "notifyRedemptions",
  "notifyUpdates",
] as const;

export function Notifications({ settings }: { settings: Settings }) {
  const t = useText();
  const say = useLive((live) => live.say);
  const save = useSaveSettings();
  const notShown = useFrame((frame) => frame.notShown);
  const test = useAsk<null, Delivery>((platform) => platform.testNotification());
  const done = (delivery: Delivery) =>
    say((t) => t(delivery === "taken" ? "settings.testTaken" : "settings.testHandedOver"));
  return (
    <Section title={t("settings.notifications")} note={t("settings.notificationsAbout")}>
      <Row label={t("settings.test")} about={t("settings.testAbout")}>
        <Button busy={test.isPending} onClick={() => test.mutate(null, { onSuccess: done })}>
          {t("settings.testSend")}
        </Button>
      </Row>
      {notShown !== null ? (
        <p role="status" className="py-1 text-small text-warn">
          {t("settings.notShown", { why: word(t, "notShown", notShown) })}
        </p>
      ) : (
        <FailureLine error={test.error} />
      )}
      {KINDS.map((kind) => (
        <Toggle
          key={kind}
          label={t(`settings.${kind}`)}
          about={t(`settings.${kind}About`)}
          checked={settings[kind]}
          onChange={(on) => save.mutate({ ...settings, [kind]: on })}
        />
      ))}
      <Toggle
        label={t("settings.quietHours")}
        about={t("settings.quietHoursAbout")}
        checked={settings.quietHours}
        onChange={(quietHours) => save.mutate({ ...settings, quietHours })}
      />
      {settings.quietHours && (
        <Row label={t("settings.quietTimes")}>
          <span className="flex items-center gap-2">
            <Hour
              label={t("settings.quietFrom")}
              value={settings.quietFrom}
              onChange={(quietFrom) => save.mutate({ ...settings, quietFrom })}
            />
            <span aria-hidden>–</span>
            <Hour
              label={t("settings.quietUntil")}
              value={settings.quietUntil}
              onChange={(quietUntil) => save.mutate({ ...settings, quietUntil })}
            />
          </span>
        </Row>
      )}
      <FailureLine error={save.error} />
    </Section>
  );
}

function Hour({ label, value, onChange }: { label: string; value: string; onChange(value: string): void }) {
  return (
    <input
      type="time"
      aria-label={label}
      data-tip={label}
      value={value}
      onChange={(event) => {
        if (/^\d{2}:\d{2}$/.test(event.target.value)) onChange(event.target.value);
      }}
      className="numeric h-7 rounded-control border border-control bg-bg px-2"
    />
  );
}
