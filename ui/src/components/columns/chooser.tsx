/**
 * The panel in which columns are chosen, ordered and sized. It stands beside the table, never over it: what is chosen is
 * seen at once. One stop of the tab key; the arrows go from column to column, with Alt they move it or change its width.
 */

import { GripVertical, X } from "lucide-react";
import type { KeyboardEvent, PointerEvent } from "react";
import { useEffect, useId, useRef, useState } from "react";
import { useHotkeys } from "@/app/hotkeys";
import { Button, IconButton } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Segmented } from "@/components/ui/segmented";
import { useText } from "@/i18n/use-text";
import { isView, nameOf } from "./arrange";
import { Saved } from "./saved";
import type { Columns, View } from "./use-columns";

/** How high a column's line is, px: a drag counts them. */
const LINE = 28;
/** How much a stroke of a key changes a width, px. */
const STROKE = 8;

interface ChooserProps<T> {
  of: Columns<T>;
  views?: View[];
}

export function Chooser<T>({ of, views = [] }: ChooserProps<T>) {
  const t = useText();
  const close = () => {
    of.setOpen(false);
    document.querySelector<HTMLElement>("[data-columns-button]")?.focus();
  };
  const list = useRef<HTMLUListElement>(null);
  const hint = useId();
  const [at, setAt] = useState(0);
  const [said, setSaid] = useState("");
  const [dragged, setDragged] = useState<string | null>(null);
  useHotkeys({ Escape: close });
  // Who opens it goes on there.
  useEffect(() => list.current?.querySelector("input")?.focus(), []);

  const go = (to: number) => {
    const next = Math.min(of.all.length - 1, Math.max(0, to));
    setAt(next);
    list.current?.querySelectorAll("input")[next]?.focus();
  };
  const move = (id: string, to: number) => {
    const next = Math.min(of.all.length - 1, Math.max(0, to));
    const one = of.all.find(({ column }) => column.id === id);
    if (!one) return;
    of.move(id, next);
    setAt(next);
    setSaid(t("columns.movedTo", { name: nameOf(one.column), at: next + 1, of: of.all.length }));
  };
  const size = (id: string, by: number) => {
    const one = of.all.find(({ column }) => column.id === id);
    // The column that takes what is left has no width of its own.
    if (!one?.shown || one.column.grows) return;
    const head = document.querySelector<HTMLElement>(`th[data-column="${id}"]`);
    const px = Math.max(40, (one.width ?? head?.offsetWidth ?? 80) + by);
    of.size(id, px);
    setSaid(t("columns.widthNow", { name: nameOf(one.column), px }));
  };
  const onKeyDown = (event: KeyboardEvent, id: string, i: number) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const by = { ArrowLeft: -STROKE, ArrowRight: STROKE }[event.key];
    if (step !== undefined) {
      if (event.altKey) move(id, i + step);
      else go(i + step);
    } else if (by !== undefined && event.altKey) size(id, by);
    else return;
    event.preventDefault();
  };
  // A line that was moved keeps the focus.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the order is another one
  useEffect(() => {
    const field = list.current?.querySelectorAll("input")[at];
    if (list.current?.contains(document.activeElement) && field !== document.activeElement) field?.focus();
  }, [of.all]);

  const onDrag = (event: PointerEvent, id: string) => {
    if (dragged !== id || !list.current) return;
    const box = list.current.getBoundingClientRect();
    const to = Math.floor((event.clientY - box.top + list.current.scrollTop) / LINE);
    const from = of.all.findIndex(({ column }) => column.id === id);
    if (to !== from && to >= 0 && to < of.all.length) move(id, to);
  };

  return (
    <aside
      aria-label={t("columns.title")}
      onKeyDown={(event) => {
        // Before the screen's own Escape, which would close what lies under it.
        if (event.key !== "Escape") return;
        event.preventDefault();
        close();
      }}
      className="flex min-h-0 flex-col rounded-tl-card border-hairline border-t border-l bg-surface"
    >
      <header className="flex h-11 shrink-0 items-center justify-between pr-2 pl-3">
        <h2 className="font-semibold">{t("columns.title")}</h2>
        <IconButton label={t("action.close")} onClick={close}>
          <X aria-hidden size={14} />
        </IconButton>
      </header>
      {views.length > 0 && (
        <div className="shrink-0 px-3 pb-2">
          <Segmented
            size="sm"
            label={t("columns.views")}
            value={
              views.find(({ columns }) => (columns === null ? !of.changed : isView(of.all, columns)))?.id ??
              ""
            }
            options={views.map(({ id, label }) => ({ value: id, label }))}
            onChange={(id) => {
              const view = views.find((one) => one.id === id);
              if (view) of.view(view);
            }}
          />
        </div>
      )}
      <ul
        ref={list}
        aria-label={t("columns.title")}
        aria-describedby={hint}
        className="min-h-0 flex-1 overflow-y-auto px-1.5"
      >
        {of.all.map(({ column, shown }, i) => (
          <li
            key={column.id}
            className={cn(
              "flex h-7 items-center gap-1 rounded-chip px-1.5 focus-within:bg-raised hover:bg-raised",
              dragged === column.id && "bg-raised shadow-float",
            )}
          >
            <label className="flex min-w-0 flex-1 cursor-pointer items-center gap-2">
              <input
                type="checkbox"
                checked={shown}
                tabIndex={i === at ? 0 : -1}
                onFocus={() => setAt(i)}
                onChange={() => of.toggle(column.id)}
                onKeyDown={(event) => onKeyDown(event, column.id, i)}
                className="size-3.5 shrink-0 cursor-pointer accent-(--fill)"
              />
              <span className={cn("truncate", !shown && "text-text-2")}>{nameOf(column)}</span>
            </label>
            <span
              aria-hidden
              data-grip={column.id}
              className="cursor-grab touch-none p-1 text-text-3 hover:text-text"
              onPointerDown={(event) => {
                event.currentTarget.setPointerCapture(event.pointerId);
                setDragged(column.id);
              }}
              onPointerMove={(event) => onDrag(event, column.id)}
              onPointerUp={() => setDragged(null)}
              onPointerCancel={() => setDragged(null)}
            >
              <GripVertical size={14} />
            </span>
          </li>
        ))}
      </ul>
      <Saved of={of} />
      <p id={hint} className="shrink-0 px-3 pt-2 text-label text-text-3">
        {t("columns.keys")}
      </p>
      <footer className="flex shrink-0 justify-between gap-2 p-3">
        <Button size="sm" look="ghost" disabled={!of.changed} onClick={of.reset}>
          {t("columns.reset")}
        </Button>
        <Button size="sm" onClick={close}>
          {t("columns.done")}
        </Button>
      </footer>
      <p role="status" className="sr-only">
        {said}
      </p>
    </aside>
  );
}
