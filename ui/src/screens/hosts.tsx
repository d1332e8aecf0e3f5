/** What it sends, and where: every host that may be contacted, what for, how often, what was refused, and own endpoints. */

import { Link } from "@tanstack/react-router";
import { Lock, ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import { Fragment, useState } from "react";
import { Card } from "@/components/card";
import { Segmented } from "@/components/ui/segmented";
import { Failure, Skeleton } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useHosts } from "@/live/queries-more";
import { useFrame } from "@/live/store";
import type { HostPurpose, Hosts, HostView, Mode } from "@/platform";

const HEAD = "h-8 font-medium text-label text-text-3";
/** Where it is too narrow for columns, a row is a block, with the names of its figures before them. */
const CELL =
  "@max-2xl:block @max-2xl:p-0 @max-2xl:text-left @max-2xl:before:mr-1.5 @max-2xl:before:text-label @max-2xl:before:text-text-3 @max-2xl:before:content-[attr(data-label)]";

type Span = "hour" | "day" | "all";

const COUNT: Record<Span, (host: HostView) => number> = {
  hour: (host) => host.lastHour,
  day: (host) => host.lastDay,
  all: (host) => host.requests,
};

export function HostsScreen() {
  const t = useText();
  const hosts = useHosts();
  const [span, setSpan] = useState<Span>("day");
  return (
    <div className="@container min-h-0 flex-1 overflow-y-auto px-4 py-3 wide:px-6">
      <header className="mb-4 flex flex-wrap items-end justify-between gap-3">
        <div>
          <p className="text-label text-text-3">
            <Link to="/settings" className="hover:underline">
              {t("hosts.settings")}
            </Link>
          </p>
          <h1 className="font-semibold text-page tracking-[-.015em]">{t("hosts.title")}</h1>
        </div>
        <Segmented<Span>
          label={t("hosts.window")}
          value={span}
          options={[
            { value: "hour", label: t("hosts.hour") },
            { value: "day", label: t("hosts.day") },
            { value: "all", label: t("hosts.all") },
          ]}
          onChange={setSpan}
        />
      </header>
      {hosts.isPending ? (
        <Skeleton className="py-3" />
      ) : hosts.isError && !hosts.data ? (
        <Failure error={hosts.error} onRetry={() => void hosts.refetch()} />
      ) : (
        hosts.data && <Page hosts={hosts.data} span={span} />
      )}
    </div>
  );
}

function Page({ hosts, span }: { hosts: Hosts; span: Span }) {
  const mode = useFrame((frame) => frame.mode);
  return (
    <div className="grid gap-4">
      <HostTable hosts={hosts} span={span} mode={mode} />
      <div className="grid items-start gap-4 @3xl:grid-cols-3">
        <NeverSent mode={mode} />
        <Refused hosts={hosts} />
        <Endpoints hosts={hosts} mode={mode} />
      </div>
    </div>
  );
}

function HostTable({ hosts, span, mode }: { hosts: Hosts; span: Span; mode: Mode }) {
  const t = useText();
  const { n, time } = useFormat();
  const list = hosts.hosts;
  const total = list.reduce((sum, host) => sum + COUNT[span](host), 0);
  const tls = list.every((host) => host.encrypted);
  return (
    <section
      aria-label={t("hosts.title")}
      className="rounded-card border border-hairline bg-surface px-4 pb-2"
    >
      <table className="w-full border-collapse @max-2xl:block">
        <thead className="@max-2xl:hidden">
          <tr>
            <th scope="col" className={`${HEAD} text-left`}>
              {t("hosts.host")}
            </th>
            <th scope="col" className={`${HEAD} pl-4 text-left`}>
              {t("hosts.whatFor")}
            </th>
            <th scope="col" className={`${HEAD} pl-4 text-left`}>
              {t("hosts.whatIsSent")}
            </th>
            <th scope="col" className={`${HEAD} pl-4 text-right`}>
              {t("hosts.requests")}
            </th>
            <th scope="col" className={`${HEAD} w-16 pl-4 text-right`}>
              {t("hosts.last")}
            </th>
          </tr>
        </thead>
        <tbody className="@max-2xl:block">
          {list.map((host) => (
            <HostRow key={host.host} host={host} span={span} mode={mode} />
          ))}
          <tr className="border-hairline border-t font-medium @max-2xl:block @max-2xl:py-2">
            <th
              scope="row"
              colSpan={3}
              className="h-9 text-left font-semibold @max-2xl:block @max-2xl:h-auto"
            >
              {t(tls ? "hosts.totalTls" : "hosts.totalPlain", { count: list.length })}
            </th>
            <td data-label={t("hosts.requests")} className={`numeric text-right ${CELL}`}>
              {n.count(total)}
            </td>
            <td className="@max-2xl:hidden" />
          </tr>
        </tbody>
      </table>
      <p className="border-hairline border-t pt-2 text-small text-text-3">
        {hosts.since !== null && t("hosts.since", { when: time.within(hosts.since, hosts.now) })}
        {mode === "demo" && ` ${t("hosts.demo")}`}
      </p>
    </section>
  );
}

/** What goes there differs with the mode: paper signs nothing in and has no address of yours. */
function useSent(): (purpose: HostPurpose, mode: Mode) => string {
  const t = useText();
  return (purpose, mode) => {
    if (
      mode === "paper" &&
      (purpose === "orders" || purpose === "trader_data" || purpose === "user_stream")
    ) {
      return t(`hosts.sent.${purpose}Paper`);
    }
    return t(`hosts.sent.${purpose}`);
  };
}

/** Several uses of one host in one line, each once. */
const joined = (texts: string[]): string =>
  [...new Set(texts)]
    .map((text, i) =>
      i === 0 ? text : /^[A-ZÀ-Þ][A-Z]/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1),
    )
    .join(" · ");

function HostRow({ host, span, mode }: { host: HostView; span: Span; mode: Mode }) {
  const t = useText();
  const { n, time } = useFormat();
  const sent = useSent();
  const title = [
    t("hosts.traffic", { sent: n.count(host.kilobytesSent), received: n.count(host.kilobytesReceived) }),
    host.signedIn > 0 ? t("hosts.signedIn", { count: host.signedIn }) : "",
  ]
    .filter(Boolean)
    .join(" · ");
  return (
    <tr className="border-hairline border-t @max-2xl:block @max-2xl:py-2" data-tip={title}>
      <th scope="row" className="py-1.5 text-left font-normal @max-2xl:block @max-2xl:p-0">
        <span className="selectable break-words font-mono text-small">
          <Name host={host.host} />
        </span>
        {host.own && host.encrypted && <Tag>{t("hosts.own")}</Tag>}
        {!host.encrypted && <Tag title={t("hosts.plainTitle")}>{t("hosts.plain")}</Tag>}
        {host.proxy !== null && <Tag>{t("hosts.through", { proxy: host.proxy })}</Tag>}
      </th>
      <td data-label={t("hosts.whatFor")} className={`py-1.5 pl-4 ${CELL}`}>
        {joined(host.purposes.map((purpose) => t(`hosts.purpose.${purpose}`)))}
      </td>
      <td data-label={t("hosts.whatIsSent")} className={`py-1.5 pl-4 text-text-2 ${CELL}`}>
        {joined(host.purposes.map((purpose) => sent(purpose, mode)))}
      </td>
      <td data-label={t("hosts.requests")} className={`numeric py-1.5 pl-4 text-right font-medium ${CELL}`}>
        {n.count(COUNT[span](host))}
      </td>
      <td
        data-label={t("hosts.last")}
        className={`numeric whitespace-nowrap py-1.5 pl-4 text-right text-text-3 ${CELL}`}
        data-tip={host.openStreams > 0 ? t("hosts.streamsTitle") : undefined}
      >
        {host.openStreams > 0
          ? t("hosts.streams", { count: host.openStreams })
          : host.lastAgo === null
            ? "—"
            : time.rough(host.lastAgo)}
      </td>
    </tr>
  );
}

/** A name that breaks after its dots, not within a word. */
function Name({ host }: { host: string }) {
  return host.split(".").map((part, i, all) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one name stay where they are
    <Fragment key={i}>
      {part}
      {i < all.length - 1 &&
        (/\d$/.test(part) ? (
          "."
        ) : (
          <>
            .<wbr />
          </>
        ))}
    </Fragment>
  ));
}

function Tag({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <span
      data-tip={title}
      className="ml-2 inline-block rounded-chip bg-raised px-1.5 text-label text-text-2 leading-5"
    >
      {children}
    </span>
  );
}

function NeverSent({ mode }: { mode: Mode }) {
  const t = useText();
  const lines = [
    t(mode === "live" ? "hosts.neverSent.key" : "hosts.neverSent.madeUp"),
    t("hosts.neverSent.limits"),
    t("hosts.neverSent.reports"),
  ];
  return (
    <Card title={t("hosts.neverSent.title")}>
      <ul className="grid gap-2 px-4 pb-3">
        {lines.map((line) => (
          <li key={line} className="flex gap-2">
            <ShieldCheck aria-hidden size={16} className="mt-0.5 shrink-0 text-accent" />
            {line}
          </li>
        ))}
      </ul>
      {mode !== "demo" && (
        <p className="mx-4 mb-3 border-hairline border-t pt-3 text-small text-text-2">
          {t("hosts.neverSent.seen")}
        </p>
      )}
    </Card>
  );
}

/** So many refusals are kept; the page shows the newest. */
const REFUSALS_SHOWN = 6;
const REFUSALS_KEPT = 50;

function Refused({ hosts }: { hosts: Hosts }) {
  const t = useText();
  const { n, time } = useFormat();
  const { refused } = hosts;
  return (
    <Card
      title={t("hosts.refused.title")}
      aside={
        <span className="inline-flex items-center gap-1 rounded-chip bg-raised px-1.5 text-label text-text-2">
          <Lock aria-hidden size={12} />
          {t("hosts.refused.tag")}
        </span>
      }
    >
      <div className="px-4 pb-3">
        <p className="text-text-2">{t("hosts.refused.about", { count: hosts.hosts.length })}</p>
        <p className="mt-3 flex justify-between gap-3 border-hairline border-t pt-2">
          <span>
            {t("hosts.refused.count")}
            {refused.length >= REFUSALS_KEPT && ` (${t("hosts.refused.most", { count: REFUSALS_KEPT })})`}
          </span>
          <b className="numeric font-semibold">{n.count(refused.length)}</b>
        </p>
        {refused.length === 0 ? (
          <p className="pt-1 text-small text-text-3">{t("hosts.refused.none")}</p>
        ) : (
          <ul>
            {refused.slice(0, REFUSALS_SHOWN).map((one, i) => (
              <li
                // biome-ignore lint/suspicious/noArrayIndexKey: the same host is refused again within a millisecond
                key={i}
                className="flex items-baseline gap-3 border-hairline border-t py-1.5 text-small"
              >
                <time className="numeric text-text-3">{time.second(one.at)}</time>
                <span className="selectable min-w-0 break-all font-mono">{one.host}</span>
                <span className="ml-auto whitespace-nowrap text-text-2">{t(`hosts.refused.${one.why}`)}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}

/** Always told; the others where one of them is the user's own. */
const MAIN: HostPurpose[] = ["orders", "trader_data", "markets", "polygon"];
const OTHERS: HostPurpose[] = ["market_stream", "user_stream", "activity_stream", "relayer", "region"];

function Endpoints({ hosts, mode }: { hosts: Hosts; mode: Mode }) {
  const t = useText();
  const of = (purpose: HostPurpose) => hosts.hosts.filter((host) => host.purposes.includes(purpose));
  const others = OTHERS.filter((purpose) => of(purpose).some((host) => host.own));
  if (mode === "demo") {
    return (
      <Card title={t("hosts.endpoints.title")}>
        <p className="px-4 pb-3 text-text-2">{t("hosts.endpoints.demo")}</p>
      </Card>
    );
  }
  return (
    <Card title={t("hosts.endpoints.title")}>
      <div className="px-4 pb-3">
        <p className="text-text-2">{t("hosts.endpoints.about")}</p>
        <dl className="mt-3">
          {[...MAIN, ...others].map((purpose) => {
            const serving = of(purpose);
            const own = serving.filter((host) => host.own);
            return (
              <div
                key={purpose}
                className="flex justify-between gap-3 border-hairline border-t py-1.5 text-small"
              >
                <dt>{t(`hosts.endpoints.short.${purpose}`)}</dt>
                <dd className="min-w-0 break-all text-right">
                  {serving.length === 0 ? (
                    <span className="text-text-3">{t("hosts.endpoints.none")}</span>
                  ) : own.length > 0 ? (
                    <span className="font-mono text-accent">{own.map((host) => host.host).join(", ")}</span>
                  ) : (
                    <span className="text-text-2">{t("hosts.endpoints.usual")}</span>
                  )}
                </dd>
              </div>
            );
          })}
        </dl>
        <p className="border-hairline border-t pt-2 text-small text-text-3">
          {hosts.endpointsFile === null ? (
            t("hosts.endpoints.noFile")
          ) : (
            <>
              {t("hosts.endpoints.file")}:{" "}
              <span className="selectable break-all font-mono">{hosts.endpointsFile}</span>
            </>
          )}
        </p>
      </div>
    </Card>
  );
}
