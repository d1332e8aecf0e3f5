/** The update channel of the development host, in the place of `@tauri-apps/api/event`. See `core.ts`. */

interface Message<T> {
  payload: T;
}

/** Listens to the one channel there is. Resolves once it is open; when it breaks, the browser opens it again. */
export function listen<T>(_name: string, each: (message: Message<T>) => void): Promise<() => void> {
  const source = new EventSource("api/updates");
  source.onmessage = (message) => each({ payload: JSON.parse(message.data) as T });
  return new Promise((resolve) => {
    source.onopen = () => resolve(() => source.close());
  });
}

const none = () => Promise.reject(new Error("the development host has one channel, to listen to"));

/** The generated bindings name these; nothing calls them. */
export const once = none;
export const emit = none;
export const emitTo = none;
