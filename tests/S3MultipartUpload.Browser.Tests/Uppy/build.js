// Writes dist/VERSION.js: the page's script with Uppy as it was in that version.
import { build } from 'esbuild';

await Promise.all(['3', '4', '5'].map(version => build({
  entryPoints: { [version]: 'page.js' },
  bundle: true,
  alias: { '@uppy/core': `core-${version}`, '@uppy/aws-s3': `aws-s3-${version}` },
  outdir: 'dist',
  logLevel: 'warning',
})));
