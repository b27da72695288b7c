import { bytesOf, combine, crc32 } from "./crc32.js";
import { UploadError } from "./errors.js";
import { identify, nameOf, type UploadOptions } from "./options.js";
import { Parts } from "./parts.js";
import { browser, type Platform } from "./platform.js";
import { Server, type Part, type StoredObject } from "./server.js";
import { defaultStore, isUpload, type SavedUpload, type UploadStore } from "./store.js";

export { UploadError };
export type { UploadOptions, UploadProgress, UploadRetry } from "./options.js";
export type { Platform, PutAnswer } from "./platform.js";
export type { Part, StoredObject } from "./server.js";
export type { SavedUpload, UploadStore } from "./store.js";

/** How often parts are compared and sent again because the server does not complete them. */
const rounds = 3;

/**
 * Puts a file into S3 by the server at `endpoint`, and resolves when it is stored. Goes on where an earlier call with the same file and
 * the same options has stopped, whatever the reason.
 * @throws {UploadError} It is not stored; `retryable` says whether the same call may go well later.
 * @throws The reason of `signal`, which is an `AbortError` unless told, where that has stopped it.
 */
export async function upload(file: Blob, options: UploadOptions): Promise<StoredObject> {
  const { concurrency = 6, signal } = options;
  if (!(file instanceof Blob) || typeof options.endpoint !== "string" || !Number.isInteger(concurrency) || concurrency < 1) {
    throw new TypeError("upload takes a Blob or File, an endpoint such as \"/uploads\", and a concurrency of at least 1.");
  }
  for (let again = false; ; again = true) {
    const stop = new AbortController();
    const stopped = (): void => stop.abort(signal?.reason);
    signal?.throwIfAborted();
    signal?.addEventListener("abort", stopped);
    const run = new Run(file, options, stop);
    try {
      return await run.toTheEnd();
    } catch (error) {
      // Whoever stops it may give any reason, be it how another upload has ended.
      if (signal?.aborted || !(error instanceof UploadError && error.gone)) {
        throw error;
      }
      await run.forget();
      if (again) {
        throw error;
      }
    } finally {
      signal?.removeEventListener("abort", stopped);
    }
  }
}

/** Ends what is left of an upload, and what is stored of it. Abort the `signal` of a call that is still under way first. */
export async function abort(file: Blob, options: UploadOptions): Promise<void> {
  const stop = new AbortController();
  options.signal?.addEventListener("abort", () => stop.abort(options.signal?.reason));
  await new Run(file, options, stop).abort();
}

class Run {
  private readonly id: string;
  private readonly platform: Platform;
  private readonly server: Server;
  private readonly store: UploadStore;
  private upload: SavedUpload | undefined;

  constructor(
    private readonly file: Blob,
    private readonly options: UploadOptions,
    private readonly stop: AbortController,
  ) {
    this.id = identify(file, options);
    this.platform = { ...browser, ...options.platform };
    this.store = options.store ?? defaultStore();
    this.server = new Server(options, this.platform, stop.signal);
  }

  async toTheEnd(): Promise<StoredObject> {
    // Without checksums, nothing that is there can be compared.
    const saved = this.options.checksum === false ? undefined : await this.saved();
    const upload = (this.upload = saved ?? (await this.create()));
    let listed = saved ? (saved.parts ?? (await this.server.list(upload))) : [];
    const all = new Parts(this.file, upload, this.server, this.options, this.platform, this.stop);
    for (let round = 1; ; round++) {
      const { parts, sent } = await all.send(listed);
      // Whoever is cut off from here on has but to complete.
      await this.save({ ...upload, parts });
      try {
        const { key, location, etag, size, checksum } = await this.server.complete(upload, parts);
        await this.forget();
        if (size !== this.file.size || !(await isOf(parts, checksum))) {
          // Another call has completed it, with another file.
          throw new UploadError("The stored object is not the file", { status: 200, detail: key, gone: true });
        }
        return { key, location, etag, size };
      } catch (error) {
        // Somebody else, such as another tab with another file of this name, has written parts meanwhile.
        const refused = error instanceof UploadError && [400, 409, 422].includes(error.status);
        if (!refused || round === rounds || (round > 1 && !sent)) {
          throw error;
        }
        listed = await this.server.list(upload);
      }
    }
  }

  async abort(): Promise<void> {
    this.upload = await this.saved();
    if (this.upload) {
      try {
        await this.server.abort(this.upload);
      } catch (error) {
        const { gone, status } = error as UploadError;
        if (status === 409) {
          // It is stored, and no upload any more.
          await this.forget();
        }
        if (!gone) {
          throw error;
        }
      }
      await this.forget();
    }
  }

  /** Unless another call remembers another one meanwhile. */
  async forget(): Promise<void> {
    if ((await this.saved())?.uploadId === this.upload?.uploadId) {
      await remember(() => this.store.delete(this.id));
    }
  }

  private async create(): Promise<SavedUpload> {
    const { file, options } = this;
    const created = await this.server.create({
      filename: nameOf(file, options),
      type: file.type,
      size: file.size,
      metadata: options.metadata ?? {},
      ...(options.checksum !== false && { checksum: "CRC32" }),
    });
    await this.save(created);
    return created;
  }

  private async saved(): Promise<SavedUpload | undefined> {
    const saved = (await remember(() => this.store.get(this.id))) as SavedUpload | undefined;
    return isUpload(saved) ? saved : undefined;
  }

  private async save(upload: SavedUpload): Promise<void> {
    await remember(() => this.store.set(this.id, upload));
  }
}

/** Whether an object has the checksum of these parts; nothing is said against it where it is not told, or parts have none. */
async function isOf(parts: Part[], checksum: string | undefined): Promise<boolean> {
  if (!checksum || !parts.every((part) => part.ChecksumCRC32)) {
    return true;
  }
  if (!checksum.includes("-")) {
    return checksum === combine(parts);
  }
  const ofParts = new Blob(parts.map((part) => bytesOf(part.ChecksumCRC32!)));
  return checksum === `${await crc32(ofParts)}-${parts.length}`;
}

/** A browser may have no room for notes, or keep none; the upload goes on without. */
async function remember(act: () => unknown): Promise<unknown> {
  try {
    return await act();
  } catch {
    return undefined;
  }
}
