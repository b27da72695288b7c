import Uppy from '@uppy/core';
import AwsS3 from '@uppy/aws-s3';
import Dashboard from '@uppy/dashboard';
import GoldenRetriever from '@uppy/golden-retriever';
import '@uppy/core/css/style.min.css';
import '@uppy/dashboard/css/style.min.css';
import { bytes, json, say, showObjects, whenSignedIn } from './session.js';
import { tabNumber } from './tab.js';

const MiB = 2 ** 20;
const GiB = 2 ** 30;
const Base = `${location.origin}/uploads`;

// Uppy shows of a refusal no more than its status. What the server says is better: it says what to do.
const request = window.fetch;
window.fetch = async (input, init) => {
  const response = await request(input, init);
  if (response.ok || !String(input).startsWith(`${Base}/s3/`)) {
    return response;
  }

  const problem = await response.json().catch(() => ({}));
  throw Object.assign(new Error(problem.detail ?? problem.title ?? `The server answered ${response.status}.`), { status: response.status });
};

whenSignedIn(async user => {
  const { partSize, maxParts, maxSize, allowedTypes } = await json(`${Base}/config`);
  const uppy = new Uppy({
    id: `uploads-${user}-${await tabNumber()}`,
    restrictions: { maxFileSize: maxSize, allowedFileTypes: allowedTypes?.length ? allowedTypes : null },
    // The server plans an upload by its size, and Uppy tells it none of its own accord.
    onBeforeFileAdded: file => ({ ...file, meta: { ...file.meta, size: String(file.size) } }),
  })
    .use(Dashboard, {
      inline: true,
      target: '#uppy',
      width: '100%',
      height: 420,
      theme: 'auto',
      fileManagerSelectionType: 'both',
      proudlyDisplayPoweredByUppy: false,
      note: `Files of up to ${bytes(maxSize)}. A folder may be dropped, too.`,
    })
    .use(AwsS3, {
      companionEndpoint: Base,
      // As the server divides it: parts of its size, or of the next mebibyte with which they are not too many.
      getChunkSize: ({ size }) => {
        const least = Math.ceil(size / maxParts);
        return least <= partSize ? partSize : Math.ceil(least / MiB) * MiB;
      },
      shouldUseMultipart: true, // Small files too: what is sent in one request comes without a manifest.
      allowedMetaFields: ['size', 'name', 'type', 'relativePath'],
    })
    // Files up to this size are copied into the browser's storage, and go on by themselves after a reload; larger ones are asked for again.
    .use(GoldenRetriever, { indexedDB: { maxFileSize: 2 * GiB, maxTotalSize: 8 * GiB } });

  uppy.on('upload', () => say(''));
  uppy.on('upload-success', () => showObjects());
  // A URL is good for a while: a computer that slept meanwhile asks for a new one, once for each place where it stopped.
  const asked = new Map();
  uppy.on('upload-error', (file, error) => {
    const { bytesUploaded } = uppy.getFile(file.id).progress;
    if (error.request?.status === 403 && asked.get(file.id) !== bytesUploaded) {
      asked.set(file.id, bytesUploaded);
      uppy.retryUpload(file.id);
    } else {
      say(`${file.name}: ${reason(error)}`);
    }
  });
  window.addEventListener('online', () => uppy.retryAll());
  window.uppy = uppy;
}).catch(error => say(error.message));

/** Why it failed, where what is known of it does not say so. */
function reason(error) {
  const status = error.request?.status;
  if (/Missing ETag/.test(error.message)) {
    return 'the store keeps the ETag of a part from this page. The CORS rule of the bucket must expose it: "ExposeHeaders": ["ETag"].';
  }

  if (!navigator.onLine) {
    return 'there is no connection. It goes on as soon as there is one.';
  }

  if (error.isNetworkError && !status) {
    return `the store did not let this page in, or cannot be reached. The CORS rule of the bucket must allow PUT from ${location.origin}.`;
  }

  return error.message;
}
