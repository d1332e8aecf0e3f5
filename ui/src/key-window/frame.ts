/**
 * What is sent to the program: one frame of bytes, so that a secret is written once and can be overwritten. A byte says what is asked;
 * each field after it is its length (four bytes, big-endian) and its text in UTF-8. The program's half is
 * `src-tauri/app/src/key_window/frame.rs`.
 */

/** What was entered. */
export type Entry =
  | { way: "key"; key: string }
  | { way: "clipboard" }
  | { way: "keystore"; file: string; passphrase: string }
  | { way: "generate" }
  | { way: "relayer"; key: string; address: string }
  | { way: "builder"; account: string; key: string; secret: string; passphrase: string };

export type Asked =
  | { ask: "leave" }
  | { ask: "keep"; address: string; clearClipboard: boolean }
  | { ask: "forget" }
  /** `current` is empty where none is set. */
  | { ask: "set_passphrase"; current: string; chosen: string }
  | { ask: "remove_passphrase"; current: string }
  | { ask: "prove"; passphrase: string }
  | { ask: "look"; entry: Entry };

const TEXT = new TextEncoder();
const LENGTH_BYTES = 4;

export function frameOf(asked: Asked): Uint8Array {
  switch (asked.ask) {
    case "leave":
      return frame(0, []);
    case "keep":
      return frame(1, [asked.address, asked.clearClipboard ? "clear" : ""]);
    case "forget":
      return frame(2, []);
    case "look":
      return entryFrame(asked.entry);
    case "set_passphrase":
      return frame(9, [asked.current, asked.chosen]);
    case "remove_passphrase":
      return frame(10, [asked.current]);
    case "prove":
      return frame(11, [asked.passphrase]);
  }
}

function entryFrame(entry: Entry): Uint8Array {
  switch (entry.way) {
    case "key":
      return frame(3, [entry.key]);
    case "clipboard":
      return frame(4, []);
    case "keystore":
      return frame(5, [entry.file, entry.passphrase]);
    case "generate":
      return frame(6, []);
    case "relayer":
      return frame(7, [entry.key, entry.address]);
    case "builder":
      return frame(8, [entry.account, entry.key, entry.secret, entry.passphrase]);
  }
}

function frame(what: number, texts: string[]): Uint8Array {
  const fields = texts.map((text) => TEXT.encode(text));
  const bytes = new Uint8Array(1 + fields.reduce((sum, field) => sum + LENGTH_BYTES + field.length, 0));
  const view = new DataView(bytes.buffer);
  bytes[0] = what;
  let at = 1;
  for (const field of fields) {
    view.setUint32(at, field.length);
    bytes.set(field, at + LENGTH_BYTES);
    at += LENGTH_BYTES + field.length;
    field.fill(0);
  }
  return bytes;
}
