/** The first step: what Pilotfish does, what it can cost, and which money to begin with. */

import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { CircleDollarSign, FileText, FlaskConical } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { FailureLine, Skeleton } from "@/components/ui/states";
import { useText } from "@/i18n/use-text";
import { useAskFrame } from "@/live/queries";
import { useFrame, useLive } from "@/live/store";
import type { Mode, Settings } from "@/platform";
import { ColoursChoice, LanguageChoice, ThemeChoice } from "./settings/appearance";
import { useSaveSettings } from "./settings/parts";

const MODES: Mode[] = ["demo", "paper", "live"];
const FACTS = ["markets", "traders", "money", "clock", "needs", "lose"] as const;
const ICONS = { demo: FlaskConical, paper: FileText, live: CircleDollarSign };
const TONES = { demo: "text-demo", paper: "text-paper", live: "text-text" };

export function WelcomeScreen() {
  const settings = useLive((live) => live.settings);
  if (!settings) return <Skeleton />;
  return <Welcome settings={settings} />;
}

function Welcome({ settings }: { settings: Settings }) {
  const t = useText();
  const navigate = useNavigate();
  const save = useSaveSettings();
  const client = useQueryClient();
  const shown = useFrame((frame) => frame.mode);
  const begin = useAskFrame<Mode>((platform, mode) =>
    mode === "paper" ? platform.enterPaper(null) : platform.showMode(mode),
  );
  const goOn = (to: "/" | "/setup") =>
    save.mutate(
      { ...settings, welcomed: true },
      {
        onSuccess: () => {
          void client.invalidateQueries();
          void navigate({ to, replace: to === "/" });
        },
      },
    );
  const open = (mode: Mode) => {
    if (mode === "live") goOn("/setup");
    else if (mode === shown) goOn("/");
    else begin.mutate(mode, { onSuccess: () => goOn("/") });
  };
  const busy = save.isPending || begin.isPending;
  const choice = { settings, onChange: (next: Settings) => save.mutate(next) };
  return (
    <div className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden">
      <div className="mx-auto grid max-w-240 gap-4 wide:gap-6 px-6 py-6 wide:py-8">
        <header className="grid gap-1">
          <h1 className="font-semibold text-hero tracking-[-.02em]">{t("welcome.title")}</h1>
          <p className="max-w-160 text-lead text-text-2">{t("welcome.text")}</p>
        </header>
        <div
          data-modes
          className="grid grid-cols-[minmax(76px,112px)_repeat(3,minmax(0,1fr))] grid-rows-[auto_repeat(6,auto)_1fr] gap-x-3"
        >
          <div aria-hidden className="row-span-full grid grid-rows-subgrid text-small text-text-2">
            {FACTS.map((fact, i) => (
              <span
                key={fact}
                className="border-transparent border-t py-2 text-body"
                style={{ gridRow: i + 2 }}
              >
                {t(`welcome.fact.${fact}`)}
              </span>
            ))}
          </div>
          {MODES.map((mode) => (
            <ModeColumn key={mode} mode={mode} busy={busy} onOpen={() => open(mode)} />
          ))}
        </div>
        <FailureLine error={begin.error ?? save.error} />
        <div className="flex flex-wrap gap-x-3 gap-y-3 wide:justify-between">
          <Choice label={t("settings.language")}>
            <LanguageChoice {...choice} />
          </Choice>
          <Choice label={t("settings.theme")}>
            <ThemeChoice {...choice} />
          </Choice>
          <Choice label={t("settings.colours")}>
            <ColoursChoice {...choice} />
          </Choice>
        </div>
        <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2 border-hairline border-t pt-4 text-small">
          <p className="max-w-140 text-text-2">{t("welcome.promise")}</p>
          <Link to="/hosts" className="font-medium text-accent hover:underline">
            {t("welcome.hosts")}
          </Link>
        </div>
      </div>
    </div>
  );
}

function Choice({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid justify-items-start gap-1">
      <span aria-hidden className="text-label text-text-3">
        {label}
      </span>
      {children}
    </div>
  );
}

function ModeColumn({ mode, busy, onOpen }: { mode: Mode; busy: boolean; onOpen(): void }) {
  const t = useText();
  const Icon = ICONS[mode];
  const first = mode === "demo";
  return (
    <section
      aria-labelledby={`mode-${mode}`}
      className={cn(
        "row-span-full grid min-w-0 grid-rows-subgrid rounded-card border bg-surface",
        first ? "tint-demo border-demo shadow-[inset_0_2px_var(--mode-demo)]" : "border-border",
      )}
    >
      <header className="grid content-start gap-0.5 px-4 pt-4 pb-3">
        <div className="flex items-center gap-2">
          <Icon aria-hidden size={16} className={TONES[mode]} />
          <h2 id={`mode-${mode}`} className={cn("font-semibold text-section", TONES[mode])}>
            {t(`welcome.${mode}.name`)}
          </h2>
          {first && (
            <span className="ml-auto font-semibold text-demo text-label">{t("welcome.startHere")}</span>
          )}
        </div>
        <p className="text-small text-text-2">{t(`welcome.${mode}.about`)}</p>
      </header>
      <dl className="row-span-6 grid grid-rows-subgrid">
        {FACTS.map((fact) => (
          <div
            key={fact}
            className={cn(
              "border-t px-4 py-2",
              first ? "border-[color-mix(in_srgb,var(--mode-demo)_26%,var(--border))]" : "border-hairline",
            )}
          >
            <dt className="sr-only">{t(`welcome.fact.${fact}`)}</dt>
            <dd className={mode === "live" && (fact === "money" || fact === "lose") ? "font-semibold" : ""}>
              {t(`welcome.${mode}.${fact}`)}
            </dd>
          </div>
        ))}
      </dl>
      <footer
        className={cn(
          "grid content-start gap-2 border-t p-4",
          first ? "border-[color-mix(in_srgb,var(--mode-demo)_26%,var(--border))]" : "border-hairline",
        )}
      >
        <Button size="lg" look={first ? "primary" : "default"} disabled={busy} onClick={onOpen}>
          {t(`welcome.${mode}.open`)}
        </Button>
      </footer>
    </section>
  );
}
