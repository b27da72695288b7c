import AwsS3 from '@uppy/aws-s3';
import Uppy from '@uppy/core';
import Dashboard from '@uppy/dashboard';
import GoldenRetriever from '@uppy/golden-retriever';
import '@uppy/core/css/style.min.css';
import '@uppy/dashboard/css/style.min.css';

const { partSize, maxParts, maxSize } = await (await fetch('/uploads/config')).json();
const GiB = 2 ** 30;
new Uppy({
  restrictions: { maxFileSize: maxSize },
  // The server plans by the size of a file, and Uppy tells it none of its own accord.
  onBeforeFileAdded: file => ({ ...file, meta: { ...file.meta, size: String(file.size) } }),
})
  .use(Dashboard, { inline: true, width: '100%', fileManagerSelectionType: 'both' })
  .use(AwsS3, {
    companionEndpoint: `${location.origin}/uploads`,
    shouldUseMultipart: true,
    getChunkSize: ({ size }) => Math.max(partSize, Math.ceil(size / maxParts / 2 ** 20) * 2 ** 20),
  })
  .use(GoldenRetriever, { indexedDB: { maxFileSize: 2 * GiB, maxTotalSize: 8 * GiB } })
  .on('upload-success', async () => {
    document.querySelector('pre').textContent = JSON.stringify(await (await fetch('/manifest')).json(), null, 2);
  });
