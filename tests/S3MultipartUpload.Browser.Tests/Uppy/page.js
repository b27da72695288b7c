import AwsS3 from '@uppy/aws-s3';
import Uppy from '@uppy/core';

/** Uploads a file in parts; `endpoint` is the name that this version gives to the option. */
globalThis.upload = async (file, { endpoint, partSize }) => {
  const uppy = new Uppy({
    // The server plans by the size of a file, and Uppy tells it none of its own accord.
    onBeforeFileAdded: added => ({ ...added, meta: { ...added.meta, size: String(added.size) } }),
  }).use(AwsS3, {
    [endpoint]: `${location.origin}/uploads`,
    shouldUseMultipart: true,
    getChunkSize: () => partSize,
  });
  uppy.addFile({ name: file.name, type: file.type, data: file, source: 'test' });
  const { successful, failed } = await uppy.upload();
  return { stored: successful.length, error: failed[0]?.error };
};
