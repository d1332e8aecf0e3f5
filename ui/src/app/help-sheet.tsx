/** The keyboard shortcuts, on `?`. */

import { Dialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { useText } from "@/i18n/use-text";
import { isApple } from "./hotkeys";
import { PLACES } from "./places";

function Row({ keys, children }: { keys: string[]; children: ReactNode }) {
  return (
    <div className="flex items-center justify-between gap-4 py-1">
      <dt>{children}</dt>
      <dd className="flex items-center gap-1">
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </dd>
    </div>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1 font-medium text-label text-text-3">{title}</h3>
      <dl>{children}</dl>
    </section>
  );
}

export function HelpSheet({ open, onOpenChange }: { open: boolean; onOpenChange(open: boolean): void }) {
  const t = useText();
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-x-0 top-11 bottom-0 z-30 bg-scrim" />
        <Dialog.Popup className="fixed top-1/2 left-1/2 z-40 max-h-[calc(100vh-48px)] w-[min(600px,calc(100vw-48px))] -translate-x-1/2 -translate-y-1/2 overflow-auto rounded-card border border-border bg-raised p-5 shadow-float">
          <div className="mb-3 flex items-center justify-between">
            <Dialog.Title className="font-semibold text-section">{t("keys.title")}</Dialog.Title>
            <Dialog.Close render={<IconButton label={t("action.close")} />}>
              <X aria-hidden size={14} />
            </Dialog.Close>
          </div>
          <div className="grid grid-cols-2 gap-x-8 gap-y-4">
            <Group title={t("keys.go")}>
              {PLACES.map(({ key, letter }) => (
                <Row key={key} keys={["g", letter]}>
                  {t(`nav.${key}`)}
                </Row>
              ))}
            </Group>
            <Group title={t("keys.lists")}>
              <Row keys={["j"]}>{t("keys.next")}</Row>
              <Row keys={["k"]}>{t("keys.previous")}</Row>
              <Row keys={["⏎"]}>{t("keys.open")}</Row>
              <Row keys={["m"]}>{t("keys.market")}</Row>
              <Row keys={["←", "→"]}>{t("keys.cells")}</Row>
              <Row keys={["x"]}>{t("keys.choose")}</Row>
              <Row keys={["c"]}>{t("keys.cancel")}</Row>
              <Row keys={["Esc"]}>{t("keys.close")}</Row>
            </Group>
            <Group title={t("keys.anywhere")}>
              <Row keys={isApple ? ["⌘", "K"] : ["Ctrl", "K"]}>{t("keys.palette")}</Row>
              <Row keys={["n"]}>{t("keys.centre")}</Row>
              <Row keys={isApple ? ["⌘", "Z"] : ["Ctrl", "Z"]}>{t("keys.undo")}</Row>
              <Row keys={["i"]}>{t("keys.tips")}</Row>
              <Row keys={["/"]}>{t("keys.filter")}</Row>
              <Row keys={isApple ? ["⌘", "⇧", "K"] : ["Ctrl", "Shift", "K"]}>{t("keys.stop")}</Row>
              <Row keys={["?"]}>{t("keys.sheet")}</Row>
            </Group>
            <Group title={t("keys.charts")}>
              <Row keys={["←", "→"]}>{t("keys.step")}</Row>
              <Row keys={["Home", "End"]}>{t("keys.ends")}</Row>
              <Row keys={["+", "−"]}>{t("keys.zoom")}</Row>
              <Row keys={["0"]}>{t("chart.reset")}</Row>
            </Group>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
