/** The same window for the passphrase of the app: to set, change or remove it, or to prove that one knows it. */
import { LockKeyhole } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import type { ImportKey, KeyRefusal } from "@/platform/key-window";
import { type Asked, frameOf } from "./frame";
import { Refused } from "./outcome";
import { SecretField, type SecretField as SecretHandle } from "./secret-field";
import { type Language, textsOf } from "./texts";
import { refusalOf } from "./use-entering";

/** The fewest characters of one that is chosen (vault's `CHARACTERS_LEAST`). */
const CHARACTERS_LEAST = 12;
const BOTH = { en: textsOf("en"), fr: textsOf("fr") };
const ICON = <LockKeyhole aria-hidden size={16} />;

interface PassphraseWindowProps {
  importKey: ImportKey;
  language: Language;
  /** Something waits for it; else it is set, changed or removed. */
  proof: boolean;
  isSet: boolean;
}

type Standing = "idle" | "busy" | "done" | { refusal: KeyRefusal };

export function PassphraseWindow({ importKey, language, proof, isSet }: PassphraseWindowProps) {
  const texts = BOTH[language];
  const current = useRef<SecretHandle>(null);
  const chosen = useRef<SecretHandle>(null);
  const again = useRef<SecretHandle>(null);
  const [typed, setTyped] = useState({ current: 0, chosen: 0, again: 0 });
  const [differs, setDiffers] = useState(false);
  const [standing, setStanding] = useState<Standing>("idle");

  const leave = () => {
    importKey(frameOf({ ask: "leave" })).catch(() => undefined);
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") leave();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });

  const ask = async (asked: Asked) => {
    setTyped({ current: 0, chosen: 0, again: 0 });
    setStanding("busy");
    try {
      await importKey(frameOf(asked));
      setStanding("done");
    } catch (thrown) {
      setStanding({ refusal: refusalOf(thrown, BOTH) });
      (proof || isSet ? current : chosen).current?.focus();
    }
  };
  const take = (field: { current: SecretHandle | null }) => field.current?.take() ?? "";

  const knows = !isSet || typed.current > 0;
  const chose = typed.chosen >= CHARACTERS_LEAST && typed.again > 0;
  const canGoOn = proof ? typed.current > 0 : knows && chose;
  const busy = standing === "busy" || standing === "done";

  const goOn = () => {
    if (!canGoOn || busy) return;
    if (proof) {
      void ask({ ask: "prove", passphrase: take(current) });
      return;
    }
    const [one, other] = [take(chosen), take(again)];
    setDiffers(one !== other);
    if (one === other) {
      void ask({ ask: "set_passphrase", current: take(current), chosen: one });
      return;
    }
    // Both are empty again, and are typed from the first on.
    setTyped({ ...typed, chosen: 0, again: 0 });
    chosen.current?.focus();
  };

  const field = (name: "current" | "chosen" | "again", label: string, first: boolean) => (
    <SecretField
      ref={{ current, chosen, again }[name]}
      label={label}
      icon={ICON}
      autoFocus={first}
      onEntered={(length) => {
        setDiffers(false);
        if (typeof standing === "object") setStanding("idle");
        setTyped((before) => ({ ...before, [name]: length }));
      }}
    />
  );

  return (
    <form
      className="flex h-full flex-col border-border border-t-[3px]"
      onSubmit={(event) => {
        event.preventDefault();
        goOn();
      }}
    >
      <main className="grid min-h-0 flex-1 content-start gap-2.5 overflow-y-auto px-6 pt-3.5 pb-3">
        <header>
          <h1 className="font-semibold text-page">{texts.passphraseTitle}</h1>
          <p className="mt-0.5 text-small text-text-2">{proof ? texts.proofLead : texts.passphraseLead}</p>
        </header>
        {(proof || isSet) && field("current", proof ? texts.yourPassphrase : texts.currentPassphrase, true)}
        {!proof && (
          <>
            {field("chosen", texts.newPassphrase, !isSet)}
            {field("again", texts.newAgain, false)}
            <p className="text-small text-text-2">{texts.tooShort}</p>
            <p className="text-small text-text-2">{texts.forgotten}</p>
          </>
        )}
        <div role="status" aria-live="polite">
          {standing === "done" && <p className="text-lead">{texts.done}</p>}
        </div>
        <div role="alert">
          {differs && <p className="text-alarm">{texts.differs}</p>}
          {typeof standing === "object" && (
            <Refused refusal={standing.refusal} language={language} texts={texts} />
          )}
        </div>
      </main>
      <footer className="flex h-15 shrink-0 items-center justify-end gap-2 border-hairline border-t px-6">
        {!proof && isSet && (
          <Button
            size="lg"
            look="danger"
            className="mr-auto"
            disabled={!knows || busy}
            onClick={() => void ask({ ask: "remove_passphrase", current: take(current) })}
          >
            {texts.removePassphrase}
          </Button>
        )}
        <Button size="lg" onClick={leave}>
          {texts.cancel}
        </Button>
        <Button size="lg" look="primary" type="submit" busy={standing === "busy"} disabled={!canGoOn || busy}>
          {proof ? texts.confirm : texts.setPassphrase}
        </Button>
      </footer>
    </form>
  );
}
