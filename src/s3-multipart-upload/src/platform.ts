import { millisecondsOf, noAnswer } from "./errors.js";

/** What a store has answered to a PUT. */
export interface PutAnswer {
  status: number;
  etag: string | null;
  retryAfter: number;
  text: string;
}

/** What the client takes from the world around it. Tests put time, chance and a line of their own in its place. */
export interface Platform {
  /** Milliseconds since 1970. */
  now(): number;

  /** From 0 to below 1. */
  random(): number;

  /** Rejects with the signal's reason when it is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;

  isOnline(): boolean;

  /** Resolves when the line is there again. */
  online(signal: AbortSignal): Promise<void>;

  put(
    url: string,
    body: Blob,
    headers: Record<string, string>,
    signal: AbortSignal,
    onSent: (bytes: number) => void,
  ): Promise<PutAnswer>;
}

/** Waits for what calls `done`; `begin` returns how to end the wait. */
function waiting<T>(
  signal: AbortSignal,
  begin: (done: (value: T) => void, fail: (reason: unknown) => void) => () => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    signal.throwIfAborted();
    const end = (): void => {
      signal.removeEventListener("abort", aborted);
      stop();
    };
    const fail = (reason: unknown): void => (end(), reject(reason));
    const aborted = (): void => fail(signal.reason);
    const stop = begin((value) => (end(), resolve(value)), fail);
    signal.addEventListener("abort", aborted);
  });
}

/** A request that has begun to send, and goes no further for so long, is given up. One that waits for a connection is not. */
const patience = 60_000;

export const browser: Platform = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (milliseconds, signal) =>
    waiting(signal, (done) => {
      const timer = setTimeout(done, milliseconds);
      return () => clearTimeout(timer);
    }),
  isOnline: () => globalThis.navigator?.onLine !== false,
  online: (signal) =>
    waiting(signal, (done) => {
      const back = (): void => done();
      addEventListener("online", back);
      return () => removeEventListener("online", back);
    }),
  put: (url, body, headers, signal, onSent) =>
    globalThis.XMLHttpRequest
      ? waiting(signal, (done, fail) => {
          const request = new XMLHttpRequest();
          let timer: ReturnType<typeof setTimeout> | undefined;
          const watch = (): void => {
            clearTimeout(timer);
            timer = setTimeout(() => fail(noAnswer()), patience);
          };
          request.open("PUT", url);
          for (const [name, value] of Object.entries(headers)) {
            request.setRequestHeader(name, value);
          }
          request.upload.onprogress = (event) => {
            watch();
            onSent(event.loaded);
          };
          request.onerror = () => fail(noAnswer());
          request.onload = () => done(answer(request.status, (name) => request.getResponseHeader(name), request.responseText));
          request.send(body);
          return () => {
            clearTimeout(timer);
            request.abort();
          };
        })
      : fetch(url, { method: "PUT", body, headers, signal }).then(
          async (response) => answer(response.status, (name) => response.headers.get(name), await response.text()),
        ),
};

function answer(status: number, header: (name: string) => string | null, text: string): PutAnswer {
  return {
    status,
    text,
    etag: status < 300 ? header("ETag") : null,
    // Where a page may not see this header, to ask for it is an error on its console: so only where it matters.
    retryAfter: status === 429 || status === 503 ? millisecondsOf(header("Retry-After"), Date.now()) : 0,
  };
}
