/** Settings. What is switched holds at once; the limits over all follows are saved together. */

import { useState } from "react";
import { AsksOutside } from "@/components/asks-outside";
import { Button } from "@/components/ui/button";
import { NumberField } from "@/components/ui/number-field";
import { FailureLine, Skeleton } from "@/components/ui/states";
import { Unsaved } from "@/components/unsaved";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useFrame, useLive } from "@/live/store";
import type { LimitsView, Settings } from "@/platform";
import { About } from "./about";
import { Appearance } from "./appearance";
import type { LimitField } from "./limits-form";
import {
  changedLimits,
  digitsOf,
  limitProblem,
  limitsDraft,
  limitWarning,
  markOf,
  typedLimits,
} from "./limits-form";
import { Notifications } from "./notifications";
import { Row, Section, useSaveSettings } from "./parts";
import { RaiseLimits, raised } from "./raise-limits";
import { ResetDialog } from "./reset-dialog";
import { Data, Protection, Startup } from "./system";
import { Updates } from "./updates";
import { WalletSection } from "./wallet";

export function SettingsScreen() {
  const t = useText();
  const settings = useLive((live) => live.settings);
  const demo = useFrame((frame) => frame.mode === "demo");
  if (!settings) return <Skeleton />;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3 wide:px-6">
      <h1 className="mb-4 font-semibold text-page tracking-[-.015em]">{t("settings.title")}</h1>
      {/* A wide window has the sections in two columns, each as wide as it reads well. */}
      <div className="grid max-w-190 gap-4 huge:block huge:max-w-390 huge:columns-2 huge:gap-x-6 huge:[&>section]:mb-4 huge:[&>section]:break-inside-avoid">
        <Appearance settings={settings} />
        <Limits key={JSON.stringify(settings.limits)} settings={settings} />
        <Notifications settings={settings} />
        <WalletSection />
        <Protection settings={settings} />
        <Startup settings={settings} />
        <Updates settings={settings} />
        <Data />
        {demo && <Demo />}
        <About />
      </div>
    </div>
  );
}

const LIMITS: LimitField[] = ["maxExposure", "maxDailySpend", "maxOpenOrders", "reserve", "maxDailyLoss"];

function Limits({ settings }: { settings: Settings }) {
  const t = useText();
  const format = useFormat();
  const { language } = format;
  const save = useSaveSettings();
  const [typed, setTyped] = useState(() => typedLimits(settings.limits, language));
  const problems = Object.fromEntries(
    LIMITS.map((field) => [field, limitProblem(t, format, field, typed[field])]),
  );
  const wrong = Object.values(problems).some(Boolean);
  const changed = changedLimits(settings.limits, typed, language);
  const [asking, setAsking] = useState<LimitsView | null>(null);
  const commit = (limits: LimitsView) =>
    save.mutate(
      { ...settings, limits },
      {
        onSuccess: () => setAsking(null),
      },
    );
  const onSave = () => {
    const limits = limitsDraft(typed, language);
    if (raised(settings.limits, limits).length > 0) setAsking(limits);
    else commit(limits);
  };
  return (
    <Section title={t("settings.limits")} note={t("settings.limitsAbout")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (changed && !wrong) onSave();
        }}
      >
        {LIMITS.map((field) => (
          <Row key={field} label={t(`settings.${field}`)} about={t(`settings.${field}About`)}>
            <NumberField
              label={t(`settings.${field}`)}
              hideLabel
              mark={markOf(field)}
              least={digitsOf(field)}
              value={typed[field]}
              problem={problems[field]}
              warning={limitWarning(t, format, field, typed[field])}
              onChange={(text) => setTyped((all) => ({ ...all, [field]: text }))}
              className="w-44 shrink-0"
            />
          </Row>
        ))}
        <AsksOutside />
        <div className="mt-2 flex items-center gap-2 border-hairline border-t pt-3">
          <FailureLine error={asking ? null : save.error} />
          <span className="flex-1" />
          <Button disabled={!changed} onClick={() => setTyped(typedLimits(settings.limits, language))}>
            {t("settings.undo")}
          </Button>
          <Button type="submit" look="primary" disabled={!changed || wrong} busy={save.isPending}>
            {t("settings.saveLimits")}
          </Button>
        </div>
      </form>
      <Unsaved dirty={() => changed} stays={({ samePage }) => samePage} what={t("settings.editsLimits")} />
      {asking && (
        <RaiseLimits
          open
          before={settings.limits}
          after={asking}
          busy={save.isPending}
          error={save.error}
          onClose={() => setAsking(null)}
          onConfirm={() => commit(asking)}
        />
      )}
    </Section>
  );
}

function Demo() {
  const t = useText();
  const [asking, setAsking] = useState(false);
  return (
    <Section title={t("settings.demo")}>
      <Row label={t("settings.reset").replace("…", "")} about={t("settings.resetAbout")}>
        <Button look="danger" onClick={() => setAsking(true)}>
          {t("settings.reset")}
        </Button>
      </Row>
      {asking && <ResetDialog onClose={() => setAsking(false)} />}
    </Section>
  );
}
