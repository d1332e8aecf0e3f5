/** Passing messages at the foot of the window, and the one voice that reads them: batched, never more often than every 3 s. */
import { useNavigate } from "@tanstack/react-router";
import { Ban, Bell, CheckCheck, CircleAlert, Plug, ShieldX, Unplug, X, Zap } from "lucide-react";
import type { ReactNode } from "react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/components/ui/button";
import { useAnnouncementText, useSpoken } from "@/i18n/announcement";
import type { Toast } from "@/live/store";
import { useLive } from "@/live/store";
import type { AnnouncedEvent, Announcement, GateName } from "@/platform";

/** Long enough to read two lines; hovering or focusing keeps it. */
const SHOWN_MS = 6000;
/** Speech that comes faster is not understood. */
const SPOKEN_EVERY_MS = 3000;

const SIGNS: Record<AnnouncedEvent["kind"], ReactNode> = {
  filled: <CheckCheck aria-hidden size={16} className="text-accent" />,
  partly_filled: <CheckCheck aria-hidden size={16} className="text-accent" />,
  cancelled: <Ban aria-hidden size={16} className="text-text-2" />,
  converted: <Zap aria-hidden size={16} className="text-warn" />,
  refused: <ShieldX aria-hidden size={16} className="text-warn" />,
  limit_reached: <CircleAlert aria-hidden size={16} className="text-warn" />,
  connection_lost: <Unplug aria-hidden size={16} className="text-warn" />,
  connection_back: <Plug aria-hidden size={16} className="text-text-2" />,
  halted: <Bell aria-hidden size={16} />,
  lifted: <Bell aria-hidden size={16} />,
  trader_moved: <Bell aria-hidden size={16} />,
  trouble: <CircleAlert aria-hidden size={16} className="text-warn" />,
};

/** Limits that each follow has of its own; the others are in the settings. */
const OF_A_FOLLOW: GateName[] = ["order_limit", "market_limit", "follow_limit"];

export function Toasts() {
  const { t } = useTranslation();
  const toasts = useLive((live) => live.toasts);
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
  const { t } = useTranslation();
  const navigate = useNavigate();
  const dismiss = useLive((live) => live.dismiss);
  const [held, setHeld] = useState(false);
  const text = useAnnouncementText();
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismiss(toast.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [held, toast.id, dismiss]);
  const { announcement, gathered } = toast;
  const spoken = useSpoken();
  const shown = announcement
    ? text(announcement)
    : gathered
      ? { title: t("toast.many", { count: gathered.length }), rest: spoken(gathered) }
      : { title: toast.text ?? "", rest: "" };
  const limit = [announcement, ...(gathered ?? [])].flatMap((one) =>
    one?.event.kind === "limit_reached" ? [one.event.gate] : [],
  )[0];
  const order = announcement?.order ?? null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only keeps the message for longer
    <div
      className="pointer-events-auto flex animate-[rise_180ms_ease-out] items-center gap-3 rounded-card border border-border bg-raised py-2 pr-2 pl-3 shadow-float"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {gathered ? (
        <Bell aria-hidden size={16} className="text-text-2" />
      ) : announcement ? (
        SIGNS[announcement.event.kind]
      ) : (
        <CheckCheck aria-hidden size={16} className="text-text-2" />
      )}
      <div className="min-w-0 flex-1">
        <p className="numeric font-medium">{shown.title}</p>
        {shown.rest && (
          <p className="truncate text-small text-text-2" title={shown.rest}>
            {shown.rest}
          </p>
        )}
      </div>
      {order !== null && (
        <Button
          size="sm"
          onClick={() => {
            dismiss(toast.id);
            void navigate({ to: "/orders", search: { order } });
          }}
        >
          {t("toast.open")}
        </Button>
      )}
      {limit && (
        <Button
          size="sm"
          onClick={() => {
            dismiss(toast.id);
            void navigate({ to: OF_A_FOLLOW.includes(limit) ? "/following" : "/settings" });
          }}
        >
          {t("toast.limitChange")}
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
  const waiting = useRef<(Announcement | string)[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    const fresh = news.filter((toast) => toast.id > heard.current);
    if (fresh.length === 0) return;
    heard.current = Math.max(...fresh.map((toast) => toast.id));
    waiting.current.push(...fresh.map((toast) => toast.announcement ?? toast.text ?? ""));
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
