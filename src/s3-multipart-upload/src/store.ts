import type { Part } from "./server.js";

/** What is remembered of an upload that is not complete. The ticket (`uploadId`) is of use to its own user only. */
export interface SavedUpload {
  key: string;
  uploadId: string;
  partSize: number;

  /** All parts, once each is stored: what is left is to complete. */
  parts?: Part[];
}

/** Whether this is one, and not what another version or another server has written. */
export const isUpload = (upload: SavedUpload | undefined): upload is SavedUpload =>
  !!upload?.key && !!upload.uploadId && Number.isSafeInteger(upload.partSize) && upload.partSize > 0;

/** Where uploads are remembered; a `Map` is one. Where it fails, nothing is remembered, and the upload goes on. */
export interface UploadStore {
  get(id: string): SavedUpload | undefined | Promise<SavedUpload | undefined>;
  set(id: string, upload: SavedUpload): unknown;
  delete(id: string): unknown;
}

const memory: UploadStore = new Map<string, SavedUpload>();

/** IndexedDB, which a page and its workers share, and a reload survives; the memory of the process where there is none. */
export const defaultStore = (): UploadStore => (globalThis.indexedDB ? indexed : memory);

const indexed: UploadStore = {
  get: (id) => transaction("readonly", (uploads) => uploads.get(id)),
  set: (id, upload) => transaction("readwrite", (uploads) => uploads.put(upload, id)),
  delete: (id) => transaction("readwrite", (uploads) => uploads.delete(id)),
};

async function transaction<T>(mode: IDBTransactionMode, act: (uploads: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open("s3-multipart-upload");
  opening.onupgradeneeded = () => opening.result.createObjectStore("uploads");
  const database = await result(opening);
  try {
    return await result(act(database.transaction("uploads", mode).objectStore("uploads")));
  } finally {
    database.close();
  }
}

const result = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
