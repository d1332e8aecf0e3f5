/**
 * The bridge to the development host, in the place of `@tauri-apps/api/core` (vite.config.ts, mode `http`): the generated
 * commands go over HTTP instead of the webview's channel, and nothing else changes.
 */

/** Asks for a command. Rejects like the webview's own: with what the command refused with, or with an Error. */
export async function invoke<T>(command: string, given: Record<string, unknown> = {}): Promise<T> {
  const answer = await fetch(`api/${command}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(given),
  });
  if (answer.ok) return (await answer.json()) as T;
  // 422 carries the command's own error.
  if (answer.status === 422) throw await answer.json();
  throw new Error(`${command}: ${answer.status} ${await answer.text()}`);
}
