/** What the program said of what was entered: the address in full, or why not and what to do. */
import { CircleAlert, CircleCheck, LoaderCircle } from "lucide-react";
import { AddressGroups } from "@/components/address-groups";
import { Identicon } from "@/components/identicon";
import type { KeyRefusal } from "@/platform/key-window";
import type { Language, Texts } from "./texts";
import type { Standing } from "./use-entering";

interface OutcomeProps {
  standing: Standing;
  language: Language;
  texts: Texts;
}

export function Outcome({ standing, language, texts }: OutcomeProps) {
  return (
    <>
      {/* Both are always there, so that what comes into them is read aloud. */}
      <div role="status" aria-live="polite">
        {standing.is === "looking" && (
          <p className="flex h-8 items-center gap-2 text-small text-text-2">
            <LoaderCircle aria-hidden size={14} className="animate-[spin_1s_linear_infinite]" />
            {texts.check}…
          </p>
        )}
        {(standing.is === "seen" || standing.is === "keeping") && (
          <Seen address={standing.address} way={standing.way} texts={texts} />
        )}
        {standing.is === "kept" && <p className="text-lead">{texts.stored}</p>}
      </div>
      <div role="alert">
        {standing.is === "refused" && (
          <Refused
            refusal={standing.refusal}
            language={language}
            texts={texts}
            lead={`${texts.nothingStored} `}
          />
        )}
      </div>
    </>
  );
}

interface RefusedProps {
  refusal: KeyRefusal;
  language: Language;
  texts: Texts;
  /** Before what to do. */
  lead?: string;
}

/** What was refused, and what to do. */
export function Refused({ refusal, language, texts, lead = "" }: RefusedProps) {
  return (
    <section className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-2.5 rounded-card border border-[color-mix(in_srgb,var(--alarm)_55%,var(--border))] bg-[color-mix(in_srgb,var(--alarm)_8%,var(--bg))] px-3 py-2.5">
      <CircleAlert aria-hidden size={16} className="mt-0.5 text-alarm" />
      <div className="grid gap-1">
        <p className="font-semibold">{refusal.what[language]}</p>
        <p className="text-small text-text-2">
          {lead}
          {refusal.wayOut[language]}
        </p>
        {refusal.claimed && (
          <>
            <p className="text-small text-text-2">{texts.claimed}</p>
            <AddressGroups address={refusal.claimed} size="medium" unproven />
          </>
        )}
      </div>
    </section>
  );
}

interface SeenProps {
  address: string;
  way: Extract<Standing, { is: "seen" }>["way"];
  texts: Texts;
}

function Seen({ address, way, texts }: SeenProps) {
  const forRelayer = way === "relayer" || way === "builder";
  const words = forRelayer ? texts.validRelayer : way === "generate" ? texts.made : texts.valid;
  return (
    <section className="grid grid-cols-[16px_minmax(0,1fr)_40px] gap-x-2.5 rounded-card border border-[color-mix(in_srgb,var(--accent)_55%,var(--border))] bg-[color-mix(in_srgb,var(--accent)_8%,var(--bg))] px-3 py-2.5">
      <CircleCheck aria-hidden size={16} className="mt-0.5 text-accent" />
      <div className="grid gap-1">
        <p className="font-semibold">{words}</p>
        <AddressGroups address={address} />
        {!forRelayer && way !== "generate" && <p className="text-small text-text-3">{texts.walletDiffers}</p>}
      </div>
      <Identicon address={address} size={40} />
    </section>
  );
}
