/** The sheet that begins or changes a follow: how much, within which limits, how patiently; what that means, as one types. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import type { RefObject } from "react";
import { useEffect, useRef, useState } from "react";
import { dialogOpen, useHotkeys } from "@/app/hotkeys";
import { AsksOutside } from "@/components/asks-outside";
import { Avatar } from "@/components/trader-tag";
import { Button, IconButton } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { Foot } from "@/components/ui/foot";
import { Failure, FailureLine, Skeleton } from "@/components/ui/states";
import { Unsaved } from "@/components/unsaved";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { MessageAct } from "@/live/messages";
import { useAskFrame, useFollowOf, usePlatform, useSaveFollow } from "@/live/queries";
import { useFrame, useLive } from "@/live/store";
import type { FollowDraft, FollowPreview, FollowView, PlatformError, TraderPage } from "@/platform";
import { BindingLimits } from "./binding";
import type { Difference, Fields } from "./draft";
import { differences, draftOf, fieldsOf, localProblems, problemText } from "./draft";
import { Limits, StylePicker, Toggles } from "./fields";
import { More } from "./more";
import type { PartProps } from "./parts";
import { Preview, Share, Summary } from "./share";
import { FollowSwitch, UnfollowButton } from "./switch";

/** Long enough that a drag of the slider does not ask a hundred times. */
const ASK_AFTER_MS = 120;

interface FollowSheetProps {
  /** What is known of the trader before their page is there. */
  name: string;
  address: string;
  /** None while it is on its way. */
  page: TraderPage | undefined;
  /** The share that stands in it at first, in percent. */
  share?: string | undefined;
  onClose(): void;
}

/** The sheet around its form: for whom, with which money, and a way out. */
export function FollowSheet({ name, address, page, share, onClose }: FollowSheetProps) {
  const t = useText();
  const mode = useFrame((frame) => frame.mode);
  const follow = useFollowOf(page?.address ?? address);
  useHotkeys({ Escape: onClose });
  const title = t(follow ? "follow.editTitle" : "follow.title", { name });
  const box = useOwnFocus();
  return (
    <aside
      ref={box}
      aria-label={title}
      onKeyDown={(event) => {
        // In a field too, where the window leaves keys alone.
        if (event.key === "Escape" && !event.defaultPrevented && !dialogOpen()) {
          event.preventDefault();
          event.stopPropagation();
          onClose();
        }
      }}
      className="z-[2] flex min-h-0 flex-col border-border border-l bg-surface shadow-float"
    >
      <header className="flex h-12 shrink-0 items-center gap-2 border-hairline border-b px-5">
        <Avatar name={name} address={page?.address ?? address} />
        <h2 className="min-w-0 truncate font-semibold text-section">{title}</h2>
        <span
          className={`inline-flex h-5 shrink-0 items-center rounded-chip bg-raised px-1.5 font-medium text-label ${{ demo: "text-demo", paper: "text-paper", live: "text-text" }[mode]}`}
        >
          {t(`mode.${mode}`)}
        </span>
        <span className="flex-1" />
        <IconButton label={t("action.close")} onClick={onClose}>
          <X aria-hidden size={14} />
        </IconButton>
      </header>
      {page ? (
        <FollowDefaults key={page.address} page={page} follow={follow} share={share} onClose={onClose} />
      ) : (
        <Skeleton rows={8} className="px-5 py-4" />
      )}
    </aside>
  );
}

/** What had the focus when the sheet opened gets it back, where it is still there; else the page does. */
function useOwnFocus(): RefObject<HTMLElement | null> {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    const asker = document.activeElement;
    return () => {
      // Only where the focus would fall out of the page: who went on elsewhere stays there.
      setTimeout(() => {
        if (document.activeElement !== document.body) return;
        const back = asker instanceof HTMLElement && asker.isConnected && asker !== document.body;
        (back ? asker : document.querySelector<HTMLElement>("main"))?.focus({ preventScroll: true });
      });
    };
  }, []);
  return box;
}

interface FollowDefaultsProps {
  page: TraderPage;
  share: string | undefined;
  follow: FollowView | undefined;
  onClose(): void;
}

/** Reads what stands in the form before anybody types. */
function FollowDefaults({ page, follow, share, onClose }: FollowDefaultsProps) {
  const platform = usePlatform();
  const defaults = useQuery<FollowDraft, PlatformError>({
    queryKey: ["follow-defaults", page.address],
    queryFn: () => platform.followDefaults(page.address),
    staleTime: 0,
    gcTime: 0,
    refetchOnMount: false,
  });
  if (defaults.isPending) return <Skeleton rows={8} className="px-5 py-4" />;
  if (defaults.isError) return <Failure error={defaults.error} onRetry={() => void defaults.refetch()} />;
  return <FollowForm page={page} follow={follow} saved={defaults.data} share={share} onClose={onClose} />;
}

interface FollowFormProps {
  page: TraderPage;
  follow: FollowView | undefined;
  saved: FollowDraft;
  share: string | undefined;
  onClose(): void;
}

function FollowForm({ page, follow, saved, share, onClose }: FollowFormProps) {
  const t = useText();
  const { n, language } = useFormat();
  const client = useQueryClient();
  const say = useLive((live) => live.say);
  const [fields, setFields] = useState<Fields>(() =>
    fieldsOf(share === undefined ? saved : { ...saved, percentage: share }, language),
  );
  const [asking, setAsking] = useState(false);
  const draft = draftOf(fields, language);
  const { preview, isOld } = usePreview(page.address, draft);
  const local = localProblems(fields, language);
  const problems = local.length > 0 ? local : (preview?.problems ?? []);
  const problem = (field: string): string | undefined => {
    const found = problems.find(
      (one) => one.field.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase()) === field,
    );
    return found && problemText(t, n, found);
  };
  const edited = differences(t, n, saved, draft);
  const changes = follow ? edited : [];
  // Once it is saved there is nothing to lose, whatever this rendering still says.
  const isSaved = useRef(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(
    () => form.current?.querySelector<HTMLInputElement>("input[type=text],input:not([type])")?.focus(),
    [],
  );
  const save = useSaveFollow(page.address);

  // In the demo nobody need wait for hours: its clock runs to the trader's next trade.
  const isDemo = useFrame((frame) => frame.mode === "demo");
  const skip = useAskFrame((platform) => platform.skipToNextTrade());
  const next: MessageAct | undefined = isDemo
    ? { label: (t) => t("clock.skip"), undoes: false, run: () => skip.mutate() }
    : undefined;

  const commit = () =>
    save.mutate(draft, {
      onSuccess: () => {
        void client.invalidateQueries({ queryKey: ["follows"] });
        const { name } = page;
        if (follow) say((t) => t("follow.saved", { name }));
        else say((t, { n }) => t("follow.started", { name, percentage: n.percent(draft.percentage) }), next);
        setAsking(false);
        isSaved.current = true;
        onClose();
      },
    });
  // A preview of an older draft does not block: the engine looks at the draft again when it is saved.
  const blocked = problems.length > 0;
  const onSubmit = () => {
    if (blocked || (follow && changes.length === 0)) return;
    if (follow) setAsking(true);
    else commit();
  };
  const parts = { fields, setFields, problem, draft, preview, isOld, page, follow };

  return (
    <form
      ref={form}
      className="flex min-h-0 flex-1 flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <div className="grid min-h-0 flex-1 content-start gap-3 overflow-y-auto px-5 pt-3 pb-6">
        {follow && <FollowSwitch follow={follow} />}
        <Share {...parts} />
        <Preview {...parts} />
        <BindingLimits {...parts} />
        <Limits {...parts} />
        <StylePicker {...parts} />
        <Toggles {...parts} />
        <More {...parts} />
      </div>
      <Foot className="grid shrink-0 gap-3 border-hairline border-t bg-surface px-5 py-3">
        <Summary {...parts} />
        <AsksOutside />
        <FailureLine error={asking ? null : save.error} />
        <div className="flex gap-2">
          {follow ? (
            <UnfollowButton
              follow={follow}
              onDone={() => {
                isSaved.current = true;
                onClose();
              }}
            />
          ) : (
            <Button size="lg" onClick={onClose}>
              {t("action.cancel")}
            </Button>
          )}
          <SaveButton
            follow={follow}
            changes={changes}
            blocked={problems.length > 0}
            busy={save.isPending && !asking}
          />
        </div>
      </Foot>
      <Unsaved
        dirty={() => !isSaved.current && edited.length > 0}
        stays={({ samePage, search }) => samePage && search.follow === true}
        what={t("follow.edits")}
      />
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("follow.diffTitle")}
        keep={t("follow.diffKeep")}
        confirm={t("follow.save")}
        danger={false}
        busy={save.isPending}
        onConfirm={commit}
      >
        <p>{t("follow.diffText")}</p>
        <Changes changes={changes} />
        <AsksOutside />
        <FailureLine error={save.error} />
      </Confirm>
    </form>
  );
}

function Changes({ changes }: { changes: Difference[] }) {
  const t = useText();
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 text-text">
      {changes.map(({ field, from, to }) => (
        <div key={field} className="col-span-2 grid grid-cols-subgrid border-hairline border-t py-1">
          <dt className="text-text-2">{t(`follow.field.${field}`)}</dt>
          <dd className="text-right">
            <s className="text-text-3">{from}</s> → <b className="font-semibold">{to}</b>
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface SaveButtonProps {
  follow: FollowView | undefined;
  changes: Difference[];
  blocked: boolean;
  busy: boolean;
}

function SaveButton({ follow, changes, blocked, busy }: SaveButtonProps) {
  const t = useText();
  const mode = useFrame((frame) => frame.mode);
  const start = { demo: "follow.startDemo", paper: "follow.startPaper", live: "follow.startLive" } as const;
  const nothing = follow !== undefined && changes.length === 0;
  const text = blocked
    ? t("follow.review")
    : nothing
      ? t("follow.noChange")
      : follow
        ? t("follow.save")
        : t(start[mode]);
  return (
    <Button
      type="submit"
      size="lg"
      look="primary"
      className="min-w-0 flex-1"
      disabled={blocked || nothing}
      busy={busy}
    >
      <span className="truncate">{text}</span>
    </Button>
  );
}

/** The preview of the draft; while a newer one is on its way, the last one, which says that it is old. */
function usePreview(address: string, draft: FollowDraft): Pick<PartProps, "preview" | "isOld"> {
  const platform = usePlatform();
  const wanted = JSON.stringify(draft);
  const [asked, setAsked] = useState(wanted);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(wanted), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  const query = useQuery<FollowPreview, PlatformError>({
    queryKey: ["follow-preview", address, asked],
    queryFn: () => platform.previewFollow(address, JSON.parse(asked) as FollowDraft),
    placeholderData: (last) => last,
    gcTime: 0,
  });
  return { preview: query.data, isOld: asked !== wanted || query.isPlaceholderData };
}
