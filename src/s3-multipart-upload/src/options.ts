import type { UploadError } from "./errors.js";
import type { Platform } from "./platform.js";
import type { UploadStore } from "./store.js";

export interface UploadProgress {
  /** Bytes that are stored or on their way. It falls back when a part has to be sent again. */
  loaded: number;
  total: number;
}

export interface UploadRetry {
  /** The number of the part, from 1; undefined where it is a call to the server that is of no part. */
  part: number | undefined;

  /** How often the step has failed. */
  attempt: number;

  /** Milliseconds until it is tried again; longer where the browser is offline. */
  delay: number;

  reason: UploadError;
}

export interface UploadOptions {
  /** Where the server has mapped its uploads, such as `/uploads`. */
  endpoint: string;

  /** Stops the upload and its requests; what is stored stays, and the same call goes on from there. */
  signal?: AbortSignal;

  onProgress?: (progress: UploadProgress) => void;

  /** Called when a step has failed and will be tried again, before the wait. */
  onRetry?: (retry: UploadRetry) => void;

  /** Said of the object, as far as the server allows. */
  metadata?: Record<string, string>;

  /** Parts under way at one time; 6 unless told, which is what browsers open to one host over HTTP/1.1. */
  concurrency?: number;

  /** Whether S3 gets a CRC-32 of each part to check, which resuming needs, too; on unless told. */
  checksum?: boolean;

  /** Takes the place of `fetch` for the calls to the server, not for those to S3. */
  fetch?: typeof fetch;

  /** Sent with each call to the server, such as a bearer token; a function is asked before each call. */
  headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>);

  /** Where unfinished uploads are remembered; IndexedDB unless told. */
  store?: UploadStore;

  /** The object's file name, where it is not that of the file. */
  name?: string;

  /** Time, chance and the line, for tests. */
  platform?: Partial<Platform>;
}

/** What two calls must have in common so that the second goes on where the first has stopped. The bytes are compared besides. */
export function identify(file: Blob & { lastModified?: number; webkitRelativePath?: string }, options: UploadOptions): string {
  return JSON.stringify([
    options.endpoint,
    nameOf(file, options),
    file.webkitRelativePath,
    file.type,
    file.size,
    file.lastModified,
    options.metadata,
    options.checksum !== false,
  ]);
}

export const nameOf = (file: Blob & { name?: string }, options: UploadOptions): string => options.name ?? file.name ?? "blob";
