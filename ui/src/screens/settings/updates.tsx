/** New versions: whether and which are looked for, what is here, putting it in place, and the way back. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { Segmented } from "@/components/ui/segmented";
import { ErrorDetails, FailureLine, Skeleton } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { calm } from "@/i18n/errors";
import { useText } from "@/i18n/use-text";
import { usePlatform } from "@/live/queries";
import type { Platform, PlatformError, Settings, UpdateStanding } from "@/platform";
import { Row, Section, Toggle, useSaveSettings } from "./parts";

const KEY = ["updates"];
/** How often it is looked at while something is under way, and while nothing is. */
const BUSY_MS = 1000;
const CALM_MS = 30_000;
const KILOBYTES = 1000;

const isBusy = (standing: UpdateStanding | undefined) =>
  standing !== undefined && standing.phase !== "idle" && standing.phase !== "ready";

export function Updates({ settings }: { settings: Settings }) {
  const t = useText();
  const platform = usePlatform();
  const save = useSaveSettings();
  const standing = useQuery<UpdateStanding, PlatformError>({
    queryKey: KEY,
    queryFn: () => platform.updateStanding(),
    staleTime: 0,
    refetchInterval: ({ state }) => (isBusy(state.data) ? BUSY_MS : CALM_MS),
  });
  if (standing.isPending) {
    return (
      <Section title={t("updates.title")}>
        <Skeleton rows={2} className="py-3" />
      </Section>
    );
  }
  if (standing.isError) {
    return (
      <Section title={t("updates.title")}>
        <FailureLine error={standing.error} />
      </Section>
    );
  }
  const known = standing.data;
  if (known.off !== null) {
    return (
      <Section title={t("updates.title")}>
        <p className="border-hairline border-t pt-2 text-text-2">
          {t(`updates.off.${known.off}`, { version: known.version })}
        </p>
        {known.backups.length > 0 && <Back standing={known} />}
      </Section>
    );
  }
  return (
    <Section title={t("updates.title")} note={t("updates.note")}>
      <Found standing={known} />
      <Toggle
        label={t("updates.look")}
        about={t("updates.lookAbout")}
        checked={settings.lookForUpdates}
        onChange={(lookForUpdates) => save.mutate({ ...settings, lookForUpdates })}
      />
      <Row label={t("updates.channel")} about={t("updates.channelAbout")}>
        <Segmented<Settings["updateChannel"]>
          label={t("updates.channel")}
          value={settings.updateChannel}
          options={[
            { value: "stable", label: t("updates.channels.stable") },
            { value: "preview", label: t("updates.channels.preview") },
          ]}
          onChange={(updateChannel) => save.mutate({ ...settings, updateChannel })}
        />
      </Row>
      <FailureLine error={save.error} />
      <Back standing={known} />
    </Section>
  );
}

/** Asks for something, and shows at once how things stand then. */
function useAskStanding(ask: (platform: Platform) => Promise<UpdateStanding>) {
  const platform = usePlatform();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<PlatformError | null>(null);
  const run = () => {
    setBusy(true);
    setError(null);
    return ask(platform)
      .then(
        (standing) => client.setQueryData(KEY, standing),
        (failed: PlatformError) => setError(failed),
      )
      .finally(() => setBusy(false));
  };
  return { busy, error, run };
}

function Found({ standing }: { standing: UpdateStanding }) {
  const t = useText();
  const { time } = useFormat();
  const look = useAskStanding((platform) => platform.lookForUpdate());
  const install = useAskStanding((platform) => platform.installUpdate());
  const [asking, setAsking] = useState(false);
  const { found, phase, refusal, version } = standing;
  const busy = isBusy(standing);
  return (
    <>
      <Row
        label={stateOf(t, standing)}
        about={
          standing.lookedAgo === null
            ? t("updates.notLooked")
            : t("updates.lookedAgo", { ago: time.rough(standing.lookedAgo) })
        }
      >
        {phase === "ready" && found ? (
          <Button look="primary" onClick={() => setAsking(true)}>
            {t("updates.install")}
          </Button>
        ) : (
          <Button busy={busy || look.busy} onClick={() => void look.run()}>
            {t(refusal === null ? "updates.now" : "updates.again")}
          </Button>
        )}
      </Row>
      {phase === "downloading" && <Progress standing={standing} />}
      {refusal !== null && (
        <div className="pb-2">
          <p role="alert">
            {t(`updates.refusal.${refusal}.what`)}{" "}
            <span className="text-text-2">{t(`updates.refusal.${refusal}.do`)}</span>
          </p>
          <ErrorDetails>{calm(standing.detail)}</ErrorDetails>
        </div>
      )}
      {found && <Notes found={found} />}
      <FailureLine error={look.error ?? install.error} />
      {asking && found && (
        <Confirm
          open
          onOpenChange={setAsking}
          title={t("updates.ask", { version: found.version })}
          keep={t("updates.keep")}
          confirm={t("updates.confirm")}
          danger={false}
          busy={install.busy}
          onConfirm={() => void install.run().then(() => setAsking(false))}
        >
          <p>{t("updates.askText")}</p>
          <p>{t("updates.askResting", { count: standing.resting })}</p>
        </Confirm>
      )}
      <span className="sr-only" aria-live="polite">
        {phase === "ready" && found ? t("updates.ready", { version: found.version }) : ""}
        {phase === "installing" ? t("updates.installing", { version: found?.version ?? version }) : ""}
      </span>
    </>
  );
}

function stateOf(t: TFunction, standing: UpdateStanding): string {
  const version = standing.found?.version ?? standing.version;
  switch (standing.phase) {
    case "looking":
      return t("updates.looking");
    case "downloading":
      return t("updates.downloading", { version });
    case "ready":
      return t("updates.ready", { version });
    case "installing":
      return t("updates.installing", { version });
    case "idle":
      return standing.refusal === null && standing.lookedAgo !== null
        ? t("updates.current", { version: standing.version })
        : t("updates.unknown", { version: standing.version });
  }
}

function Progress({ standing }: { standing: UpdateStanding }) {
  const t = useText();
  const { n } = useFormat();
  const megabytes = (kilobytes: number) => n.plain(String(kilobytes / KILOBYTES), 1);
  const received = megabytes(standing.received);
  const words =
    standing.whole === null
      ? t("updates.progressOpen", { received })
      : t("updates.progress", { received, whole: megabytes(standing.whole) });
  return (
    <div className="flex items-center gap-3 pb-2 text-small text-text-2">
      <progress
        aria-label={t("updates.downloading", { version: standing.found?.version ?? "" })}
        className="h-1.5 min-w-0 flex-1 accent-[var(--accent)]"
        max={standing.whole ?? undefined}
        value={standing.whole === null ? undefined : standing.received}
      />
      <span className="numeric">{words}</span>
    </div>
  );
}

/** What its makers wrote, as text: nothing in it is read as anything else. */
function Notes({ found }: { found: NonNullable<UpdateStanding["found"]> }) {
  const t = useText();
  return (
    <section
      aria-label={t("updates.notes", { version: found.version })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls can be reached with the keyboard
      tabIndex={0}
      className="mb-2 max-h-48 overflow-y-auto rounded-control border border-hairline px-3 py-2"
    >
      <h3 className="font-medium">{t("updates.notes", { version: found.version })}</h3>
      {found.date !== null && (
        <p className="text-small text-text-3">{t("updates.released", { date: found.date })}</p>
      )}
      <p className="selectable whitespace-pre-wrap break-words text-small text-text-2">
        {found.notes.trim() === "" ? t("updates.noNotes") : found.notes}
      </p>
    </section>
  );
}

function Back({ standing }: { standing: UpdateStanding }) {
  const t = useText();
  const { time } = useFormat();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Row
        label={t("updates.back")}
        about={standing.backups.length === 0 ? t("updates.noBackup") : undefined}
      >
        {standing.backups.length > 0 && (
          <Button aria-expanded={open} onClick={() => setOpen(!open)}>
            {t("updates.back")}
          </Button>
        )}
      </Row>
      {open && (
        <div className="pb-2 text-small">
          <p className="text-text-2">{t("updates.backAbout")}</p>
          <ul>
            {standing.backups.map((backup) => (
              <li key={backup.folder} className="border-hairline border-t py-1.5">
                {t("updates.backup", { from: backup.from, to: backup.to })}{" "}
                <span className="text-text-3">{t("updates.backupAt", { when: time.date(backup.at) })}</span>
                <code className="selectable block break-all font-mono text-text-2">{backup.folder}</code>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
