/** The key window's one way to the program: a frame of bytes, and an address or a refusal. */
import { invoke } from "@tauri-apps/api/core";

/** What a frame was answered with. */
export interface KeyAnswer {
  /** The signer's address, in its checksum's case; none where there is nothing to show. */
  address: string | null;
  /** Whether it is kept now. */
  kept: boolean;
}

/** A text of the program's in both languages. */
export interface Said {
  en: string;
  fr: string;
}

/** Why nothing was kept. Nothing of what was entered is in it. */
export interface KeyRefusal {
  code: string;
  what: Said;
  wayOut: Said;
  /** The address that a keystore file says it is of, which nothing has proven. */
  claimed: string | null;
}

export type ImportKey = (frame: Uint8Array) => Promise<KeyAnswer>;

/** Hands a frame over, and leaves zeros in its place. */
export const importKey: ImportKey = async (frame) => {
  try {
    return await invoke<KeyAnswer>("import_key", frame);
  } finally {
    frame.fill(0);
  }
};
