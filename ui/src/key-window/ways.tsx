/** The fields of each way in. Each hands over what was entered through `ready`, which reads the fields and empties them. */
import { ClipboardPaste, FileKey, KeyRound, LockKeyhole } from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import type { KeyRefusal } from "@/platform/key-window";
import type { Entry } from "./frame";
import { SecretField, type SecretField as SecretHandle } from "./secret-field";
import type { Texts } from "./texts";

/** Reads and empties the fields; null while something is missing. */
export type Ready = (() => Entry) | null;

export interface WayProps {
  texts: Texts;
  /** What was entered is with the program and was accepted. */
  held: boolean;
  invalid: boolean;
  /** Says what the primary button would hand over. */
  onReady(ready: Ready): void;
  /** Hands over at once. */
  onEntry(entry: Entry): void;
  /** What was entered before does not count any more. */
  onChanged(): void;
  onClear(): void;
  onRefused(refusal: KeyRefusal, way: Entry["way"]): void;
}

const DIGITS = 64;
/** A keystore file is under a kilobyte (vault's `FILE_BYTES_MOST`). */
const FILE_BYTES_MOST = 65_536;

const digitsIn = (text: string): number => text.trim().replace(/^0x/i, "").replace(/\s/g, "").length;

const ICON = { size: 16, "aria-hidden": true } as const;

interface KeyWayProps extends WayProps {
  /** The program can read the clipboard itself, so that the key never enters the page. */
  readsClipboard: boolean;
}

export function KeyWay({ texts, held, invalid, readsClipboard, ...way }: KeyWayProps) {
  const field = useRef<SecretHandle>(null);
  const [digits, setDigits] = useState(0);
  const hand = () => {
    const key = field.current?.take() ?? "";
    setDigits(0);
    way.onReady(null);
    return { way: "key", key } as const;
  };
  return (
    <SecretField
      ref={field}
      label={texts.key}
      aside={texts.count(held ? DIGITS : digits)}
      held={held ? texts.held : undefined}
      invalid={invalid}
      icon={<KeyRound {...ICON} />}
      autoFocus
      onEntered={(_, text, pasted) => {
        const entered = digitsIn(text());
        way.onChanged();
        // Whole, or meant to be: the program says what it is.
        if (entered === DIGITS || (pasted && entered > 0)) {
          way.onEntry(hand());
          return;
        }
        setDigits(entered);
        way.onReady(entered > 0 ? hand : null);
      }}
    >
      {readsClipboard && (
        <Button
          size="lg"
          icon={<ClipboardPaste {...ICON} />}
          onClick={() => {
            field.current?.empty();
            setDigits(0);
            way.onReady(null);
            way.onEntry({ way: "clipboard" });
          }}
        >
          {texts.paste}
        </Button>
      )}
      <Button
        size="lg"
        look="ghost"
        onClick={() => {
          field.current?.empty();
          setDigits(0);
          way.onReady(null);
          way.onClear();
          field.current?.focus();
        }}
      >
        {texts.clear}
      </Button>
    </SecretField>
  );
}

export function KeystoreWay({ texts, held, invalid, ...way }: WayProps) {
  const picker = useRef<HTMLInputElement>(null);
  const field = useRef<SecretHandle>(null);
  const [file, setFile] = useState<{ name: string; text: string } | null>(null);
  const [typed, setTyped] = useState(false);

  const offer = (chosen: { text: string } | null, hasPassphrase: boolean) => {
    if (!chosen || !hasPassphrase) {
      way.onReady(null);
      return;
    }
    way.onReady(() => {
      setTyped(false);
      way.onReady(null);
      return { way: "keystore", file: chosen.text, passphrase: field.current?.take() ?? "" };
    });
  };

  const choose = async (chosen: File | undefined) => {
    if (!chosen) return;
    way.onChanged();
    if (chosen.size > FILE_BYTES_MOST) {
      setFile(null);
      way.onReady(null);
      const said = { en: texts.fileTooLarge, fr: texts.fileTooLarge };
      const wayOut = { en: texts.chooseOther, fr: texts.chooseOther };
      way.onRefused({ code: "file_too_large", what: said, wayOut, claimed: null }, "keystore");
      return;
    }
    const read = { name: chosen.name, text: await chosen.text() };
    setFile(read);
    offer(read, typed);
    field.current?.focus();
  };

  return (
    <div className="grid gap-2">
      <div className="grid grid-cols-2 gap-2">
        <div className="grid min-w-0 gap-1">
          <span className="text-label text-text-2" id="keystore-file">
            {texts.file}
          </span>
          <input
            ref={picker}
            type="file"
            accept=".json,application/json"
            aria-labelledby="keystore-file"
            className="sr-only"
            tabIndex={-1}
            onChange={(event) => void choose(event.currentTarget.files?.[0])}
          />
          <Button
            size="lg"
            icon={<FileKey {...ICON} />}
            className="w-full justify-start"
            aria-label={file ? `${texts.file}: ${file.name}. ${texts.other}` : texts.choose}
            onClick={() => picker.current?.click()}
          >
            <span className="min-w-0 truncate">{file?.name ?? texts.choose}</span>
            {file && <span className="ml-auto text-accent text-small">{texts.other}</span>}
          </Button>
        </div>
        <SecretField
          ref={field}
          label={texts.passphrase}
          held={held ? texts.held : undefined}
          invalid={invalid}
          icon={<LockKeyhole {...ICON} />}
          onEntered={(length) => {
            way.onChanged();
            setTyped(length > 0);
            offer(file, length > 0);
          }}
        />
      </div>
      <p className="text-small text-text-2">{texts.fileRead}</p>
    </div>
  );
}

export function GenerateWay({ texts, held, onReady }: WayProps) {
  useReady(onReady, held ? null : () => ({ way: "generate" }), held);
  return (
    <div className="grid gap-2 text-text-2">
      <p>{texts.newKey}</p>
      <p>{texts.newKeyOnce}</p>
    </div>
  );
}

export function RelayerWay({ texts, held, invalid, ...way }: WayProps) {
  const key = useRef<SecretHandle>(null);
  const [hasKey, setHasKey] = useState(false);
  const [address, setAddress] = useState("");
  const take = () => {
    setHasKey(false);
    way.onReady(null);
    return { way: "relayer", key: key.current?.take() ?? "", address } as const;
  };
  const complete = hasKey && address.trim() !== "";
  useReady(way.onReady, complete ? take : null, complete, address);
  return (
    <Stacked where={texts.where}>
      <SecretField
        ref={key}
        label={texts.relayerKey}
        held={held ? texts.held : undefined}
        invalid={invalid}
        icon={<KeyRound {...ICON} />}
        autoFocus
        onEntered={(length) => {
          way.onChanged();
          setHasKey(length > 0);
        }}
      />
      <Address label={texts.relayerAddress} value={address} onChange={setAddress} onChanged={way.onChanged} />
    </Stacked>
  );
}

export function BuilderWay({ texts, held, invalid, ...way }: WayProps) {
  const fields = {
    key: useRef<SecretHandle>(null),
    secret: useRef<SecretHandle>(null),
    passphrase: useRef<SecretHandle>(null),
  };
  const nothing = { key: false, secret: false, passphrase: false };
  const [has, setHas] = useState(nothing);
  const [account, setAccount] = useState("");
  const take = () => {
    const of = (field: RefObject<SecretHandle | null>) => field.current?.take() ?? "";
    setHas(nothing);
    way.onReady(null);
    return {
      way: "builder",
      account,
      key: of(fields.key),
      secret: of(fields.secret),
      passphrase: of(fields.passphrase),
    } as const;
  };
  const complete = has.key && has.secret && has.passphrase && account.trim() !== "";
  useReady(way.onReady, complete ? take : null, complete, account);
  const one = (name: keyof typeof fields, label: string) => (
    <SecretField
      ref={fields[name]}
      label={label}
      held={held ? texts.held : undefined}
      invalid={invalid}
      icon={<KeyRound {...ICON} />}
      onEntered={(length) => {
        way.onChanged();
        setHas((before) => ({ ...before, [name]: length > 0 }));
      }}
    />
  );
  return (
    <Stacked where={texts.where}>
      {one("key", texts.builderKey)}
      {one("secret", texts.builderSecret)}
      {one("passphrase", texts.builderPassphrase)}
      <Address label={texts.account} value={account} onChange={setAccount} onChanged={way.onChanged} />
    </Stacked>
  );
}

interface AddressProps {
  label: string;
  value: string;
  onChange(value: string): void;
  onChanged(): void;
}

function Address({ label, value, onChange, onChanged }: AddressProps) {
  return (
    <Field
      label={label}
      value={value}
      placeholder="0x…"
      fieldClassName="h-9 px-3 font-mono"
      onChange={(next) => {
        onChanged();
        onChange(next);
      }}
    />
  );
}

function Stacked({ where, children }: { where: string; children: ReactNode }) {
  return (
    <div className="grid gap-2">
      {children}
      <p className="text-small text-text-2">{where}</p>
    </div>
  );
}

/** Says anew what could be handed over when what it depends on changes. */
function useReady(onReady: WayProps["onReady"], ready: Ready, ...depends: unknown[]): void {
  const say = useRef({ onReady, ready });
  say.current = { onReady, ready };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is the caller's
  useEffect(() => say.current.onReady(say.current.ready), depends);
}
