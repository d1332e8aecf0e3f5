import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { ImportKey, KeyAnswer, KeyRefusal } from "@/platform/key-window";
import { KeyWindow, type Way } from "./key-window";
import type { Language } from "./texts";

/** The first key of every development chain, and its address. */
const KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const ADDRESS = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

const said = (text: string) => ({ en: `${text} (en).`, fr: `${text} (fr).` });
const LOCKED: KeyRefusal = { code: "locked", what: said("Locked"), wayOut: said("Unlock it"), claimed: null };
const WRONG: KeyRefusal = {
  code: "wrong_passphrase",
  what: said("Wrong passphrase"),
  wayOut: said("Enter it again"),
  claimed: ADDRESS,
};

/** A frame as the program reads it: what is asked, and the fields. */
function read(frame: Uint8Array): { what: number; texts: string[] } {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const texts: string[] = [];
  for (let at = 1; at < frame.length; ) {
    const length = view.getUint32(at);
    texts.push(new TextDecoder().decode(frame.slice(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return { what: frame[0] ?? -1, texts };
}

interface Program {
  asked: { what: number; texts: string[] }[];
  importKey: ImportKey;
  refuses: KeyRefusal | null;
}

function program(): Program {
  const made: Program = {
    asked: [],
    refuses: null,
    importKey: async (frame) => {
      const asked = read(frame);
      made.asked.push(asked);
      const looks = asked.what >= 3;
      if (made.refuses && (looks || asked.what === 1)) throw made.refuses;
      const answer: KeyAnswer = { address: looks ? ADDRESS : null, kept: asked.what === 1 };
      return answer;
    },
  };
  return made;
}

function open({ first = "key" as Way, language = "en" as Language, readsClipboard = true } = {}) {
  const at = program();
  const { container } = render(
    <KeyWindow importKey={at.importKey} language={language} first={first} readsClipboard={readsClipboard} />,
  );
  return { at, container, user: userEvent.setup() };
}

/** As a wallet's copy comes in: in one piece. */
const enter = (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } });

const asks = (at: Program) => at.asked.map((asked) => asked.what);

describe("the key window", () => {
  it("hands a whole key over once, empties its field, shows the address in full, and keeps it when told", async () => {
    const { at, container, user } = open();
    const field = screen.getByLabelText("Private key");
    expect(field).toHaveAttribute("type", "password");
    expect(field).toHaveAttribute("autocomplete", "off");
    const store = screen.getByRole("button", { name: "Check" });
    expect(store).toBeDisabled();
    enter(field, KEY.slice(0, 20));
    expect(screen.getByText("18 of 64 characters")).toBeInTheDocument();
    expect(at.asked).toEqual([]);
    enter(field, KEY);
    expect(await screen.findByText("Valid. This is the key for address")).toBeInTheDocument();
    expect(at.asked).toEqual([{ what: 3, texts: [KEY] }]);
    expect(field).toHaveValue("");
    expect(container.innerHTML).not.toContain(KEY.slice(2, 20));
    expect(screen.getByText(ADDRESS)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Store key" }));
    expect(await screen.findByText("Stored. This window is closing.")).toBeInTheDocument();
    expect(at.asked.at(-1)).toEqual({ what: 1, texts: [ADDRESS, "clear"] });
  });

  it("asks the program to read the clipboard, so that the key never enters the page", async () => {
    const { at, user } = open();
    await user.click(screen.getByRole("button", { name: "Paste" }));
    await screen.findByText(ADDRESS);
    expect(at.asked).toEqual([{ what: 4, texts: [] }]);
    await user.click(screen.getByLabelText(/Clear the clipboard/));
    await user.click(screen.getByRole("button", { name: "Store key" }));
    expect(at.asked.at(-1)).toEqual({ what: 1, texts: [ADDRESS, ""] });
  });

  it("has no paste button where the program cannot read the clipboard", () => {
    open({ readsClipboard: false });
    expect(screen.queryByRole("button", { name: "Paste" })).toBeNull();
  });

  it("lets nothing be kept after what is entered has changed", async () => {
    const { user } = open();
    enter(screen.getByLabelText("Private key"), KEY);
    await screen.findByText(ADDRESS);
    await user.type(screen.getByLabelText("Private key"), "a");
    expect(screen.queryByText(ADDRESS)).toBeNull();
    expect(screen.queryByRole("button", { name: "Store key" })).toBeNull();
  });

  it("says why nothing was kept, and tries again when the obstacle is gone", async () => {
    const { at, user } = open();
    enter(screen.getByLabelText("Private key"), KEY);
    await screen.findByText(ADDRESS);
    at.refuses = LOCKED;
    await user.click(screen.getByRole("button", { name: "Store key" }));
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "Locked (en).Nothing was stored. Unlock it (en).",
    );
    at.refuses = null;
    await user.click(screen.getByRole("button", { name: "Store key" }));
    expect(await screen.findByText("Stored. This window is closing.")).toBeInTheDocument();
  });

  it("opens a keystore file by its passphrase, and shows what the file claims when it does not open", async () => {
    const { at, user } = open({ first: "keystore" });
    const picker = screen.getByLabelText("Keystore file", { selector: "input" });
    const file = new File(['{"version":3}'], "trading-wallet.json", { type: "application/json" });
    await user.upload(picker, file);
    await screen.findByText("trading-wallet.json");
    at.refuses = WRONG;
    await user.type(screen.getByLabelText("File passphrase"), "hush{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("Wrong passphrase (en).");
    expect(screen.getByText(ADDRESS)).toBeInTheDocument();
    expect(at.asked).toEqual([{ what: 5, texts: ['{"version":3}', "hush"] }]);
    expect(screen.getByRole("button", { name: "Check" })).toBeDisabled();
    at.refuses = null;
    await user.type(screen.getByLabelText("File passphrase"), "hush-hush{Enter}");
    await screen.findByText("Valid. This is the key for address");
    expect(at.asked.at(-1)?.texts.at(-1)).toBe("hush-hush");
  });

  it("warns that a new key has no account before it makes one", async () => {
    const { at, user } = open({ first: "generate" });
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Create a new key");
    expect(screen.getByText(/has no Polymarket account yet/)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Create key" }));
    await screen.findByText("New key created, for address");
    await user.click(screen.getByRole("button", { name: "Store key" }));
    await waitFor(() => expect(asks(at)).toEqual([6, 1]));
  });

  it("takes a relayer key with its address, or a builder's three texts with the account", async () => {
    const { at, user } = open({ first: "relayer" });
    await user.type(screen.getByLabelText("Relayer key", { selector: "input[type=password]" }), "uuid");
    expect(screen.getByRole("button", { name: "Check" })).toBeDisabled();
    enter(screen.getByLabelText("Address shown beside it"), ADDRESS);
    await user.click(screen.getByRole("button", { name: "Check" }));
    await screen.findByText("It will be stored with the key for address");
    expect(at.asked).toEqual([{ what: 7, texts: ["uuid", ADDRESS] }]);
    await user.click(screen.getByRole("radio", { name: "Builder key" }));
    for (const [label, text] of [
      ["API key", "k"],
      ["Secret", "s"],
      ["Passphrase", "p"],
      ["Signer address of the account", ADDRESS],
    ] as const)
      enter(screen.getByLabelText(label), text);
    await user.click(screen.getByRole("button", { name: "Check" }));
    await waitFor(() => expect(at.asked.at(-1)).toEqual({ what: 8, texts: [ADDRESS, "k", "s", "p"] }));
  });

  it("closes by Escape and by Cancel, keeping nothing", async () => {
    const { at, user } = open();
    fireEvent.keyDown(window, { key: "Escape" });
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(asks(at)).toEqual([0, 0]);
  });

  it("speaks French", async () => {
    const { at } = open({ language: "fr" });
    at.refuses = LOCKED;
    enter(screen.getByLabelText("Clé privée"), KEY);
    expect(await screen.findByRole("alert")).toHaveTextContent("Locked (fr).Rien n’a été enregistré.");
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Importer votre clé");
  });

  it("says that the program does not answer without repeating what the bridge said", async () => {
    const silent: ImportKey = () => Promise.reject(`not allowed: ${KEY}`);
    render(<KeyWindow importKey={silent} language="en" first="key" readsClipboard={false} />);
    const field = screen.getByLabelText("Private key");
    enter(field, KEY);
    expect(await screen.findByText("The program is not responding.")).toBeInTheDocument();
    expect(document.body.innerHTML).not.toContain(KEY);
  });
});
