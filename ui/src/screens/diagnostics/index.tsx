/** Diagnostics: how long orders take inside the program, what waits, what is used; the log; the bundle for support. */

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useState } from "react";
import { Card } from "@/components/card";
import { Segmented } from "@/components/ui/segmented";
import { Failure, FailureLine, Skeleton } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useDiagnostics, useFeedReport } from "@/live/queries-more";
import { useFrame, useLive } from "@/live/store";
import type { Diagnostics, LogLevel, Settings } from "@/platform";
import { Feeds, Traders } from "@/screens/feeds";
import { Row, Section, Toggle, useSaveSettings } from "@/screens/settings/parts";
import { Support } from "./support";

const HEAD = "h-7 px-2 font-medium text-label text-text-3 first:pl-4 last:pr-4";
const CELL = "numeric px-2 py-1.5 first:pl-4 last:pr-4 [&:is(td)]:text-right";

export function DiagnosticsScreen() {
  const t = useText();
  const figures = useDiagnostics();
  const settings = useLive((live) => live.settings);
  return (
    <div className="@container min-h-0 flex-1 overflow-y-auto px-4 py-3 wide:px-6">
      <header className="mb-4">
        <p className="text-label text-text-3">
          <Link to="/settings" className="hover:underline">
            {t("diagnostics.settings")}
          </Link>
        </p>
        <h1 className="font-semibold text-page tracking-[-.015em]">{t("diagnostics.title")}</h1>
        <p className="text-text-2">{t("diagnostics.about")}</p>
      </header>
      <div className="grid gap-4">
        {figures.isPending ? (
          <Skeleton className="py-3" />
        ) : figures.isError && !figures.data ? (
          <Failure error={figures.error} onRetry={() => void figures.refetch()} />
        ) : (
          figures.data && <Figures figures={figures.data} />
        )}
        {settings && <Log settings={settings} metricsAt={figures.data?.metricsAt ?? "127.0.0.1"} />}
        <Support />
      </div>
    </div>
  );
}

function Figures({ figures }: { figures: Diagnostics }) {
  return (
    <>
      <Stages figures={figures} />
      <div className="grid items-start gap-4 @3xl:grid-cols-2">
        <Queues figures={figures} />
        <Requests figures={figures} />
        <Process figures={figures} />
      </div>
      <Seen />
    </>
  );
}

function Stages({ figures }: { figures: Diagnostics }) {
  const t = useText();
  const { n } = useFormat();
  const took = (micros: number, count: number) =>
    count === 0 ? t("diagnostics.noTimes") : `${n.plain(String(micros / 1000), 1, 1)}\u00a0ms`;
  return (
    <Card title={t("diagnostics.stages")} note={t("diagnostics.stagesNote")}>
      <table className="mb-1 w-full border-collapse text-small">
        <thead>
          <tr>
            <th scope="col" className={`${HEAD} text-left`}>
              {t("diagnostics.stage")}
            </th>
            {(["times", "median", "slow", "most"] as const).map((column) => (
              <th key={column} scope="col" className={`${HEAD} text-right`}>
                {t(`diagnostics.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figures.stages.map(({ stage, count, median, slow, most }) => (
            <tr key={stage} className="border-hairline border-t">
              <th scope="row" className={`${CELL} text-left font-normal`}>
                {t(`diagnostics.stageName.${stage}`)}
              </th>
              <td className={CELL}>{n.count(count)}</td>
              <td className={CELL}>{took(median, count)}</td>
              <td className={CELL}>{took(slow, count)}</td>
              <td className={CELL}>{took(most, count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Queues({ figures }: { figures: Diagnostics }) {
  const t = useText();
  const { n } = useFormat();
  return (
    <Card title={t("diagnostics.queues")}>
      <table className="mb-1 w-full border-collapse text-small">
        <thead>
          <tr>
            <th scope="col" className={`${HEAD} text-left`}>
              {t("diagnostics.queue")}
            </th>
            <th scope="col" className={`${HEAD} text-right`}>
              {t("diagnostics.waiting")}
            </th>
            <th scope="col" className={`${HEAD} text-right`}>
              {t("diagnostics.room")}
            </th>
          </tr>
        </thead>
        <tbody>
          {figures.queues.map(({ queue, waiting, most }) => (
            <tr key={queue} className="border-hairline border-t">
              <th scope="row" className={`${CELL} text-left font-normal`}>
                {t(`diagnostics.queueName.${queue}`)}
              </th>
              <td className={CELL}>{n.count(waiting)}</td>
              <td className={`${CELL} text-text-3`}>
                {most === null ? t("diagnostics.noRoom") : n.count(most)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Requests({ figures }: { figures: Diagnostics }) {
  const t = useText();
  const { n, time } = useFormat();
  const budgets = useFrame((frame) => frame.budgets);
  return (
    <Card title={t("diagnostics.requests")}>
      {budgets.length === 0 && (
        <p className="px-4 pb-2 text-small text-text-3">{t("diagnostics.noBudgets")}</p>
      )}
      <dl className="mb-1 text-small">
        {budgets.map(({ budget, used, planned, closed }) => (
          <Pair key={budget} label={t(`budgets.${budget}`)}>
            {closed === null
              ? t("diagnostics.budget", { used: n.count(used), planned: n.count(planned) })
              : t("diagnostics.closed", { span: time.rough(closed) })}
          </Pair>
        ))}
        <Pair label={t("diagnostics.allRequests")}>{n.count(figures.requests)}</Pair>
      </dl>
    </Card>
  );
}

function Process({ figures }: { figures: Diagnostics }) {
  const t = useText();
  const { n, time } = useFormat();
  const size = (kilobytes: number) =>
    t("diagnostics.kilobytes", { size: n.plain(String(kilobytes / 1000), 1, 1) });
  return (
    <Card title={t("diagnostics.process")}>
      <dl className="mb-1 text-small">
        <Pair label={t("diagnostics.running")}>{time.rough(figures.running)}</Pair>
        <Pair label={t("diagnostics.memory")} about={t("diagnostics.memoryTip")}>
          {figures.memory === null ? t("diagnostics.unknown") : size(figures.memory)}
        </Pair>
        <Pair label={t("diagnostics.commits")} about={t("diagnostics.commitsTip")}>
          {n.count(figures.commits)}
        </Pair>
        {(["database", "snapshots", "logs"] as const).map((what) => (
          <Pair key={what} label={t(`diagnostics.${what}`)}>
            {size(figures[what])}
          </Pair>
        ))}
      </dl>
    </Card>
  );
}

function Pair({ label, about, children }: { label: string; about?: string; children: ReactNode }) {
  return (
    <div
      className="flex items-baseline justify-between gap-4 border-hairline border-t px-4 py-1.5"
      data-tip={about}
    >
      <dt>{label}</dt>
      <dd className="numeric text-right text-text-2">{children}</dd>
    </div>
  );
}

/** How late and how complete what is copied from arrives: the same as under Connection. */
function Seen() {
  const report = useFeedReport();
  return (
    <>
      <Traders traders={report.data?.traders ?? []} />
      <Feeds />
    </>
  );
}

const LEVELS: LogLevel[] = ["warnings", "normal", "detailed", "everything"];

function Log({ settings, metricsAt }: { settings: Settings; metricsAt: string }) {
  const t = useText();
  const save = useSaveSettings();
  return (
    <Section title={t("diagnostics.log")}>
      <Row label={t("diagnostics.level")} about={t("diagnostics.levelAbout")}>
        <Segmented<LogLevel>
          label={t("diagnostics.level")}
          value={settings.logLevel}
          options={LEVELS.map((value) => ({ value, label: t(`diagnostics.levels.${value}`) }))}
          onChange={(logLevel) => save.mutate({ ...settings, logLevel })}
        />
      </Row>
      <Toggle
        label={t("diagnostics.metrics")}
        about={t("diagnostics.metricsAbout", { address: metricsAt })}
        checked={settings.metrics}
        onChange={(metrics) => save.mutate({ ...settings, metrics })}
      />
      <Row label={t("diagnostics.metricsPort")} about={t("diagnostics.metricsPortAbout")}>
        <Port
          label={t("diagnostics.metricsPort")}
          value={settings.metricsPort}
          onChange={(metricsPort) => save.mutate({ ...settings, metricsPort })}
        />
      </Row>
      <FailureLine error={save.error} />
    </Section>
  );
}

/** Lower ones are the system's. */
const PORT_LEAST = 1024;
const PORT_MOST = 65_535;

/** A port of this computer, taken once it is left or confirmed: what is half typed is none. */
function Port({ label, value, onChange }: { label: string; value: number; onChange(port: number): void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const take = () => {
    const port = Number(typed);
    const isPort = typed !== null && /^\d+$/.test(typed) && port >= PORT_LEAST && port <= PORT_MOST;
    if (isPort && port !== value) onChange(port);
    setTyped(null);
  };
  return (
    <input
      inputMode="numeric"
      aria-label={label}
      value={typed ?? String(value)}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === "Enter") take();
      }}
      className="numeric h-7 w-20 rounded-control border border-control bg-bg px-2"
    />
  );
}
