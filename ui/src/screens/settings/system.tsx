/** How Pilotfish lives on this computer: when it starts, what closing does, and where its files are. */

import { useNavigate } from "@tanstack/react-router";
import { Button } from "@/components/ui/button";
import { FailureLine, Skeleton } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useAsk } from "@/live/queries";
import { useDataPaths } from "@/live/queries-more";
import type { Settings } from "@/platform";
import { WindowLock } from "./lock";
import { Row, Section, Toggle, useSaveSettings } from "./parts";

export function Startup({ settings }: { settings: Settings }) {
  const t = useText();
  const save = useSaveSettings();
  const paths = useDataPaths();
  const tray = paths.data?.tray ?? true;
  const keys = paths.data?.keys ?? true;
  return (
    <Section title={t("settings.startup")}>
      <Toggle
        label={t("settings.startAtLogin")}
        about={t("settings.startAtLoginAbout")}
        checked={settings.startAtLogin}
        onChange={(startAtLogin) => save.mutate({ ...settings, startAtLogin })}
      />
      <Toggle
        label={t("settings.startHidden")}
        about={t("settings.startHiddenAbout")}
        checked={settings.startHidden && tray}
        disabled={!tray || !settings.startAtLogin}
        onChange={(startHidden) => save.mutate({ ...settings, startHidden })}
      />
      <Toggle
        label={t("settings.closeToTray")}
        about={t(tray ? "settings.closeToTrayAbout" : "settings.noTray")}
        checked={settings.closeToTray && tray}
        disabled={!tray}
        onChange={(closeToTray) => save.mutate({ ...settings, closeToTray })}
      />
      <Toggle
        label={t("settings.keepWindow")}
        about={t("settings.keepWindowAbout")}
        checked={settings.keepWindow && tray}
        disabled={!tray || !settings.closeToTray}
        onChange={(keepWindow) => save.mutate({ ...settings, keepWindow })}
      />
      <Toggle
        label={t("settings.stayAwake")}
        about={t("settings.stayAwakeAbout")}
        checked={settings.stayAwake}
        onChange={(stayAwake) => save.mutate({ ...settings, stayAwake })}
      />
      <Toggle
        label={t("settings.stopShortcut")}
        about={t(keys ? "settings.stopShortcutAbout" : "settings.stopShortcutNot")}
        checked={settings.stopShortcut && keys}
        disabled={!keys}
        onChange={(stopShortcut) => save.mutate({ ...settings, stopShortcut })}
      />
      <FailureLine error={save.error} />
    </Section>
  );
}

/** What stands between whoever sits at the computer and more risk. It is entered in a window of its own, never here. */
export function Protection({ settings }: { settings: Settings }) {
  const t = useText();
  const open = useAsk((platform) => platform.openKeyWindow("passphrase"));
  return (
    <Section title={t("settings.protection")}>
      <Row label={t("settings.appPassphrase")} about={t("settings.appPassphraseAbout")}>
        <Button busy={open.isPending} onClick={() => open.mutate(undefined)}>
          {t("settings.appPassphraseOpen")}
        </Button>
      </Row>
      <WindowLock settings={settings} />
      <FailureLine error={open.error} />
    </Section>
  );
}

const MEGABYTE = 1_000_000;

export function Data() {
  const t = useText();
  const navigate = useNavigate();
  const { n } = useFormat();
  const paths = useDataPaths();
  const open = useAsk<"data" | "logs">((platform, which) => platform.openFolder(which));
  const size = (bytes: number) => n.plain(String(bytes / MEGABYTE), 1);
  return (
    <Section title={t("settings.data")} note={t("settings.dataAbout")}>
      {paths.isPending ? (
        <Skeleton rows={2} className="py-3" />
      ) : paths.isError ? (
        <FailureLine error={paths.error} />
      ) : (
        (["data", "logs"] as const).map((which) => (
          <Row
            key={which}
            label={t(`settings.folder.${which}`)}
            about={
              which === "data"
                ? t("settings.database", {
                    file: paths.data.database,
                    size: size(paths.data.databaseBytes),
                  })
                : t("settings.logsAbout")
            }
          >
            <span className="flex min-w-0 items-center gap-3">
              <code
                className="selectable min-w-0 truncate font-mono text-small text-text-2"
                data-tip={paths.data[which]}
              >
                {paths.data[which]}
              </code>
              <Button busy={open.isPending && open.variables === which} onClick={() => open.mutate(which)}>
                {t("settings.openFolder")}
              </Button>
            </span>
          </Row>
        ))
      )}
      <Row label={t("hosts.open")} about={t("hosts.openAbout")}>
        <Button onClick={() => void navigate({ to: "/hosts" })}>{t("hosts.openAction")}</Button>
      </Row>
      <Row label={t("diagnostics.open")} about={t("diagnostics.openAbout")}>
        <Button onClick={() => void navigate({ to: "/diagnostics" })}>{t("diagnostics.openAction")}</Button>
      </Row>
      <FailureLine error={open.error} />
    </Section>
  );
}
