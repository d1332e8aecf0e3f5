/** How the window looks: language, theme, colours for gain and loss, height of rows. */

import { Triangle } from "@/components/amounts";
import { Segmented } from "@/components/ui/segmented";
import { FailureLine } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { Settings } from "@/platform";
import { Row, Section, useSaveSettings } from "./parts";

interface ChoiceProps {
  settings: Settings;
  onChange(next: Settings): void;
}

export function LanguageChoice({ settings, onChange }: ChoiceProps) {
  const t = useText();
  return (
    <Segmented
      label={t("settings.language")}
      value={settings.language}
      options={[
        { value: "system", label: t("settings.system") },
        { value: "en", label: t("settings.english") },
        { value: "fr", label: t("settings.french") },
      ]}
      onChange={(language) => onChange({ ...settings, language })}
    />
  );
}

export function ThemeChoice({ settings, onChange }: ChoiceProps) {
  const t = useText();
  return (
    <Segmented
      label={t("settings.theme")}
      value={settings.theme}
      options={[
        { value: "system", label: t("settings.system") },
        { value: "dark", label: t("settings.dark") },
        { value: "light", label: t("settings.light") },
      ]}
      onChange={(theme) => onChange({ ...settings, theme })}
    />
  );
}

/** Each choice shows its colours, whichever are in use. */
export function ColoursChoice({ settings, onChange }: ChoiceProps) {
  const t = useText();
  const option = (colours: "standard" | "colourblind") => ({
    value: colours,
    label: (
      <span className="inline-flex items-center gap-2">
        <Sample colours={colours} />
        {t(`settings.${colours}`)}
      </span>
    ),
  });
  return (
    <Segmented
      label={t("settings.colours")}
      value={settings.colours}
      options={[option("standard"), option("colourblind")]}
      onChange={(colours) => onChange({ ...settings, colours })}
    />
  );
}

function Sample({ colours }: { colours: "standard" | "colourblind" }) {
  const { n } = useFormat();
  return (
    <span
      aria-hidden
      // On a ground of its own: the chosen button's is too light for the red.
      className={`sample-${colours} numeric inline-flex items-center gap-1.5 rounded-[3px] bg-surface px-1 font-semibold text-small`}
    >
      <span className="inline-flex items-center gap-0.5" style={{ color: "var(--sample-gain)" }}>
        <Triangle up /> {n.signed("1.2")}
      </span>
      <span className="inline-flex items-center gap-0.5" style={{ color: "var(--sample-loss)" }}>
        <Triangle up={false} /> {n.signed("-0.8")}
      </span>
    </span>
  );
}

export function Appearance({ settings }: { settings: Settings }) {
  const t = useText();
  const save = useSaveSettings();
  const choice = { settings, onChange: (next: Settings) => save.mutate(next) };
  return (
    <Section title={t("settings.appearance")}>
      <Row label={t("settings.language")}>
        <LanguageChoice {...choice} />
      </Row>
      <Row label={t("settings.theme")}>
        <ThemeChoice {...choice} />
      </Row>
      <Row label={t("settings.colours")} about={t("settings.coloursAbout")}>
        <ColoursChoice {...choice} />
      </Row>
      <Row label={t("settings.density")} about={t("settings.densityAbout")}>
        <Segmented
          label={t("settings.density")}
          value={settings.density}
          options={(["compact", "default", "comfortable"] as const).map((value) => ({
            value,
            label: t(`settings.densities.${value}`),
          }))}
          onChange={(density) => save.mutate({ ...settings, density })}
        />
      </Row>
      <FailureLine error={save.error} />
    </Section>
  );
}
