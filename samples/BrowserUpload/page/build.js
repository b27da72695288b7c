// Writes ../wwwroot/bundle: a script for each page, Uppy's styles, the licences of what is inside, and contents.json, which says what all
// of it was made of. The bundle is checked in, so that nobody needs npm to run the sample; a test compares contents.json with the sources.
import { createHash } from 'node:crypto';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { build } from 'esbuild';

const out = '../wwwroot/bundle';
await rm(out, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: ['uppy.js', 'client.js'],
  bundle: true,
  minify: true,
  metafile: true,
  splitting: true,
  alias: { 's3-multipart-upload': '../../../src/s3-multipart-upload/src/index.ts' },
  format: 'esm',
  target: 'es2022',
  chunkNames: '[name]',
  legalComments: 'none',
  outdir: out,
  logLevel: 'warning',
});

const inputs = Object.keys(metafile.inputs);
const packages = [...new Set(inputs.map(path => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean))].sort();
const versions = {};
let licences = 'The files beside this one are made of the sources of this sample and of the packages below.\n';
for (const name of packages) {
  const folder = `node_modules/${name}`;
  const about = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  versions[name] = about.version;
  const file = (await readdir(folder)).find(entry => /^licen[cs]e/i.test(entry));
  const text = file ? await readFile(`${folder}/${file}`, 'utf8') : `Licence: ${about.license}\n`;
  licences += `\n==== ${name} ${about.version} (${about.license})\n\n${text.trim()}\n`;
}

await writeFile(`${out}/LICENSES.txt`, licences);
const hash = async path => createHash('sha256').update(await readFile(path)).digest('hex');
const hashes = async paths => Object.fromEntries(await Promise.all(paths.sort().map(async path => [path, await hash(path)])));
const own = inputs.filter(path => !path.includes('node_modules/'));
const contents = {
  packages: versions,
  sources: await hashes([...own, 'build.js', 'package-lock.json']),
  files: await hashes([...Object.keys(metafile.outputs).map(path => relative('.', path)), `${out}/LICENSES.txt`]),
};
await writeFile(`${out}/contents.json`, `${JSON.stringify(contents, null, 2)}\n`);
