/** Passing messages at the foot of the window, and the one voice that reads them: batched, never more often than every 3 s. */

import { useNavigate } from "@tanstack/react-router";
import { Ban, Bell, CheckCheck, CircleAlert, Plug, ShieldX, Unplug, X, Zap } from "lucide-react";
import type { ReactNode } from "react";
import { useEffect, useRef, useState } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { useFormat } from "@/format/use-format";
import { useSpoken, useToastText } from "@/i18n/announcement";
import { useText } from "@/i18n/use-text";
import type { Words } from "@/live/messages";
import type { Toast } from "@/live/store";
import { useLive } from "@/live/store";
import type { AnnouncedEvent, Announcement, GateName } from "@/platform";

/** Long enough to read two lines; hovering or focusing keeps it. */
const SHOWN_MS = 6000;
/** What can be taken back can be for so long (ui.md §5). */
const ACT_MS = 5000;
/** Speech that comes faster is not understood. */
const SPOKEN_EVERY_MS = 3000;

const SIGNS: Partial<Record<AnnouncedEvent["kind"], ReactNode>> = {
  filled: <CheckCheck aria-hidden size={16} className="text-accent" />,
  partly_filled: <CheckCheck aria-hidden size={16} className="text-accent" />,
  cancelled: <Ban aria-hidden size={16} className="text-text-2" />,
  converted: <Zap aria-hidden size={16} className="text-warn" />,
  refused: <ShieldX aria-hidden size={16} className="text-warn" />,
  limit_reached: <CircleAlert aria-hidden size={16} className="text-warn" />,
  skipped: <CircleAlert aria-hidden size={16} className="text-warn" />,
  connection_lost: <Unplug aria-hidden size={16} className="text-warn" />,
  connection_back: <Plug aria-hidden size={16} className="text-text-2" />,
  redeemed: <CheckCheck aria-hidden size={16} className="text-accent" />,
  trouble: <CircleAlert aria-hidden size={16} className="text-warn" />,
};

/** Limits that each follow has of its own; the others are in the settings. */
const isOfAFollow = (gate: GateName): boolean =>
  gate === "order_limit" || gate === "market_limit" || gate === "follow_limit";

/** Ctrl/⌘ Z takes back what the newest message offers to take back; in a field the key is the field's. */
function useUndoKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isField = event.target instanceof HTMLElement && event.target.matches("input,textarea,select");
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "z" || isField)
        return;
      const { toasts, dismiss } = useLive.getState();
      const last = toasts.findLast((toast) => toast.act?.undoes);
      if (!last) return;
      event.preventDefault();
      dismiss(last.id, true);
      last.act?.run();
    };
    // A window that closes takes its messages with it.
    const onHide = () => {
      for (const { id } of useLive.getState().toasts) useLive.getState().dismiss(id);
    };
    window.addEventListener("keydown", onKey);
    window.addEventListener("pagehide", onHide);
    return () => {
      window.removeEventListener("keydown", onKey);
      window.removeEventListener("pagehide", onHide);
    };
  }, []);
}

export function Toasts() {
  const t = useText();
  const toasts = useLive((live) => live.toasts);
  useUndoKey();
  return (
    <>
      <section
        aria-label={t("toast.region")}
        className="pointer-events-none fixed right-4 bottom-[calc(24px+var(--foot,0px)+12px)] z-20 grid grid-cols-[minmax(0,1fr)] w-[min(380px,calc(100vw-32px))] gap-2"
      >
        {toasts.map((toast) => (
          <Message key={toast.id} toast={toast} />
        ))}
      </section>
      <Voice />
    </>
  );
}

function Message({ toast }: { toast: Toast }) {
  const t = useText();
  const navigate = useNavigate();
  const dismiss = useLive((live) => live.dismiss);
  const [held, setHeld] = useState(false);
  const words = useToastText();
  const format = useFormat();
  const { announcements = [], act } = toast;
  const { length } = announcements;
  // One more of its kind keeps it for as long again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: counting begins anew with each
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismiss(toast.id), act ? ACT_MS : SHOWN_MS);
    return () => clearTimeout(timer);
  }, [held, toast.id, dismiss, length, act]);
  const { title, rest } = words(toast);
  const last = announcements.at(-1);
  const order = length === 1 ? (last?.order ?? null) : null;
  const limit = toast.mixed ? undefined : last?.event.kind === "limit_reached" ? last.event.gate : undefined;
  const leave = (go: () => void) => () => {
    dismiss(toast.id, true);
    go();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only keeps the message for longer
    <div
      className="pointer-events-auto flex animate-[rise_180ms_ease-out] items-center gap-3 rounded-card border border-border bg-raised py-2 pr-2 pl-3 shadow-float"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {toast.mixed ? (
        <Bell aria-hidden size={16} className="text-text-2" />
      ) : last ? (
        (SIGNS[last.event.kind] ?? <Bell aria-hidden size={16} />)
      ) : (
        <CheckCheck aria-hidden size={16} className="text-text-2" />
      )}
      <div className="min-w-0 flex-1">
        <p className="numeric font-medium">{title}</p>
        {rest && <p className="line-clamp-2 text-small text-text-2">{rest}</p>}
      </div>
      {act && (
        <Button size="sm" onClick={leave(act.run)}>
          {act.label(t, format)}
        </Button>
      )}
      {order !== null && (
        <Button size="sm" onClick={leave(() => void navigate({ to: "/orders", search: { order } }))}>
          {t("toast.open")}
        </Button>
      )}
      {limit && (
        <Button
          size="sm"
          onClick={leave(() => void navigate({ to: isOfAFollow(limit) ? "/following" : "/settings" }))}
        >
          {t("toast.limitChange")}
        </Button>
      )}
      {(toast.mixed || (length > 1 && !limit)) && (
        <Button size="sm" onClick={leave(() => useLive.getState().showCentre(true))}>
          {t("toast.show")}
        </Button>
      )}
      <IconButton label={t("toast.dismiss")} onClick={() => dismiss(toast.id)}>
        <X aria-hidden size={14} />
      </IconButton>
    </div>
  );
}

/** One polite live region: what came within three seconds is said as one sentence. */
function Voice() {
  const news = useLive((live) => live.news);
  const spoken = useSpoken();
  const speak = useRef(spoken);
  speak.current = spoken;
  const [said, setSaid] = useState("");
  const heard = useRef(0);
  const waiting = useRef<(Announcement | Words)[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    const fresh = news.filter((toast) => toast.id > heard.current);
    if (fresh.length === 0) return;
    heard.current = Math.max(...fresh.map((toast) => toast.id));
    waiting.current.push(
      ...fresh.flatMap<Announcement | Words>((toast) => toast.announcements ?? toast.words ?? []),
    );
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      setSaid(speak.current(waiting.current));
      waiting.current = [];
    }, SPOKEN_EVERY_MS);
  }, [news]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {said}
    </div>
  );
}
