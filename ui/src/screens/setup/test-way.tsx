/** The test order's way: its four steps, and all that happened, line by line. */

import { CircleCheck, CircleX, LoaderCircle } from "lucide-react";
import { Card } from "@/components/card";
import { cn } from "@/components/ui/cn";
import { ErrorDetails } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { seconds, testFactText } from "@/i18n/setup";
import { useText } from "@/i18n/use-text";
import type { TestLogLine, TestOrderRun, TestStepView } from "@/platform";

export function TestWay({ run }: { run: TestOrderRun }) {
  const t = useText();
  const format = useFormat();
  const over = run.began !== null && run.ended !== null && run.log.length > 0;
  const took = over ? seconds(format, (run.ended ?? 0) - (run.began ?? 0)) : undefined;
  return (
    <Card title={t("setup.test.there")} note={took} aside={<Outcome run={run} />}>
      <ol className="grid grid-cols-4 px-4 pt-1 pb-3.5">
        {run.steps.map((step, i) => (
          <Step key={step.step} view={step} last={i === run.steps.length - 1} />
        ))}
      </ol>
      {run.log.length > 0 ? (
        <ol aria-live="polite" className="border-border border-t px-4 pb-1">
          {run.log.map((line, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are only added
            <Line key={i} line={line} first={i === 0} />
          ))}
        </ol>
      ) : (
        <p className="border-border border-t px-4 py-3 text-small text-text-2">{t("setup.test.waiting")}</p>
      )}
    </Card>
  );
}

function Outcome({ run }: { run: TestOrderRun }) {
  const t = useText();
  const { n } = useFormat();
  if (run.began === null) return null;
  const passed = run.outcome?.outcome === "passed";
  const Icon = run.running ? LoaderCircle : passed ? CircleCheck : CircleX;
  const gone = run.log.map(({ fact }) => fact).find((fact) => fact.what === "gone");
  return (
    <span
      role="status"
      className="inline-flex h-5 items-center gap-1 rounded-chip bg-raised px-1.5 font-medium text-label"
    >
      <Icon
        aria-hidden
        size={12}
        className={cn(
          run.running && "animate-[spin_1s_linear_infinite]",
          !run.running && (passed ? "text-accent" : "text-loss"),
        )}
      />
      {run.running
        ? t("setup.test.underWay")
        : passed
          ? t("setup.test.passed", { filled: n.shares(gone?.filled ?? "0") })
          : t(run.outcome?.outcome === "not_sent" ? "setup.test.notSent" : "setup.test.failed")}
    </span>
  );
}

function Step({ view: { step, state }, last }: { view: TestStepView; last: boolean }) {
  const t = useText();
  const done = state === "done";
  return (
    <li className="relative min-w-0 pr-2">
      {!last && (
        <span
          aria-hidden
          className={cn("absolute top-[9px] right-1 left-7 h-0.5", done ? "bg-accent" : "bg-border")}
        />
      )}
      <span className="relative block w-5">
        <StepSign state={state} />
      </span>
      <b className={cn("mt-1.5 block font-semibold", state === "waiting" && "text-text-2")}>
        {t(`setup.test.steps.${step}`)}
      </b>
      <span className="block text-small text-text-2">
        {t(done ? `setup.test.stepsAbout.${step}` : `setup.test.stepState.${state}`)}
      </span>
    </li>
  );
}

function StepSign({ state }: { state: TestStepView["state"] }) {
  if (state === "running")
    return <LoaderCircle aria-hidden size={20} className="animate-[spin_1s_linear_infinite] text-text-2" />;
  if (state === "done") return <CircleCheck aria-hidden size={20} className="text-accent" />;
  if (state === "failed") return <CircleX aria-hidden size={20} className="text-loss" />;
  return <span aria-hidden className="block size-5 rounded-pill border-2 border-border" />;
}

const LOOKS = { plain: "", strong: "font-medium", wrong: "font-medium text-loss" };

function Line({ line: { at, fact }, first }: { line: TestLogLine; first: boolean }) {
  const t = useText();
  const format = useFormat();
  const { text, aside, look, details } = testFactText(t, format, fact);
  return (
    <li className={cn("flex min-h-7.5 items-baseline gap-3 py-1", !first && "border-hairline border-t")}>
      <time className="numeric w-21 shrink-0 text-text-3">{format.time.milli(at)}</time>
      <div className="min-w-0 flex-1 break-words">
        <span className={LOOKS[look]}>{text}</span>
        <ErrorDetails>{details}</ErrorDetails>
      </div>
      {aside && (
        <span
          className={cn("shrink-0 text-text-2", fact.what === "written" ? "font-mono text-small" : "numeric")}
          data-tip={fact.what === "written" ? fact.hash : undefined}
        >
          {aside}
        </span>
      )}
    </li>
  );
}
