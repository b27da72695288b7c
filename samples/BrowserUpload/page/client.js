import { abort, upload } from 's3-multipart-upload';
import { bytes, json, say, showObjects, whenSignedIn } from './session.js';

const Endpoint = '/uploads';
const AtOneTime = 2; // Files; each has several parts under way.
const Advice = `The CORS rule of the bucket must allow PUT from ${location.origin}.`;
const list = document.getElementById('files');
const waiting = [];
let running = 0;

/** A file in the list: what it is doing is what the attribute data-state says. */
class Row {
  constructor({ name, size }) {
    this.item = document.getElementById('file').content.cloneNode(true).firstElementChild;
    this.name = name;
    this.size = size;
    this.find('.name').textContent = name;
    for (const action of ['pause', 'resume', 'cancel']) {
      const button = this.find(`.${action}`);
      button.setAttribute('aria-label', `${button.textContent} ${name}`);
      button.addEventListener('click', () => this[action]());
    }

    list.append(this.item);
  }

  find(selector) {
    return this.item.querySelector(selector);
  }

  show(state, text) {
    this.item.dataset.state = state;
    this.find('.state').textContent = text;
    const isActive = state === 'waiting' || state === 'sending';
    this.find('.pause').hidden = !isActive;
    this.find('.resume').hidden = isActive || state === 'stored' || state === 'unfinished';
    this.find('.cancel').hidden = state === 'stored';
    this.find('progress').hidden = state === 'stored' || state === 'unfinished';
  }

  start(file) {
    this.file = file;
    this.resume();
  }

  resume() {
    notes.add(this);
    this.show('waiting', 'Waiting for its turn');
    waiting.push(this);
    next();
  }

  pause() {
    waiting.splice(0, waiting.length, ...waiting.filter(row => row !== this));
    this.controller?.abort();
    this.show('paused', 'Paused');
  }

  async cancel() {
    this.pause();
    this.item.remove();
    notes.remove(this);
    await this.sending;
    if (this.file) {
      await abort(this.file, { endpoint: Endpoint }).catch(error => say(`${this.name}: ${error.message}`));
    }
  }

  async send() {
    const { signal } = this.controller = new AbortController();
    const started = performance.now();
    let before;
    this.show('sending', 'Starting');
    // The client is patient with a line that is down; whoever has forgotten a rule would wait for nothing.
    const advice = setTimeout(() => this.show('sending', `No answer from the store yet. ${Advice}`), 5000);
    try {
      await upload(this.file, {
        endpoint: Endpoint,
        signal,
        onProgress: ({ loaded, total }) => {
          if (signal.aborted) {
            return;
          }

          if (loaded === 0) {
            return;
          }

          clearTimeout(advice);
          before ??= loaded;
          const speed = (loaded - before) / (performance.now() - started) * 1000;
          this.find('progress').value = total ? loaded / total : 1;
          this.show('sending', `${bytes(loaded)} of ${bytes(total)}${speed > 0 ? `, ${bytes(speed)} a second` : ''}`);
        },
      });
      this.show('stored', `Stored, ${bytes(this.file.size)}`);
      notes.remove(this);
      await showObjects();
    } catch (error) {
      if (!signal.aborted) {
        this.show('failed', reason(error));
      }
    } finally {
      clearTimeout(advice);
    }
  }
}

function next() {
  while (running < AtOneTime && waiting.length > 0) {
    const row = waiting.shift();
    running++;
    row.sending = row.send().finally(() => {
      running--;
      next();
    });
  }
}

/** What is not finished, so that the page can ask for it after a reload. The client itself remembers how far it came. */
const notes = {
  key: () => `unfinished-${document.getElementById('user').textContent}`,
  all() {
    return JSON.parse(localStorage.getItem(this.key()) ?? '[]');
  },
  add({ name, size }) {
    this.remove({ name, size });
    this.write([...this.all(), { name, size }]);
  },
  remove({ name, size }) {
    this.write(this.all().filter(note => note.name !== name || note.size !== size));
  },
  write(all) {
    localStorage.setItem(this.key(), JSON.stringify(all));
  },
};

const rows = new Set();

function add(files) {
  say('');
  for (const file of files) {
    const known = [...rows].find(row => !row.file && row.name === file.name && row.size === file.size);
    const row = known ?? new Row(file);
    rows.add(row);
    row.start(file);
  }
}

/** Why it failed, and what to do, where the client cannot know it. */
function reason(error) {
  if (!error.status && navigator.onLine) {
    return `${error.message}. ${Advice}`;
  }

  return error.detail ?? error.message;
}

/** The files of what was dropped, those of folders too. */
async function filesOf(items) {
  const entries = [...items].map(item => item.webkitGetAsEntry()).filter(Boolean);
  const files = [];
  while (entries.length > 0) {
    const entry = entries.shift();
    if (entry.isFile) {
      files.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
    } else {
      const reader = entry.createReader();
      for (let some; (some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))).length > 0;) {
        entries.push(...some);
      }
    }
  }

  return files;
}

whenSignedIn(async () => {
  await json(`${Endpoint}/config`);
  for (const note of notes.all()) {
    const row = new Row(note);
    row.show('unfinished', `Unfinished, ${bytes(note.size)}: choose the file again, and it goes on`);
    rows.add(row);
  }

  for (const button of document.querySelectorAll('[data-chooses]')) {
    const input = document.getElementById(`${button.dataset.chooses}-chosen`);
    button.disabled = false;
    button.addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      add(input.files);
      input.value = '';
    });
  }

  const drop = document.getElementById('drop');
  for (const [type, over] of [['dragover', true], ['dragleave', false], ['drop', false]]) {
    drop.addEventListener(type, event => {
      event.preventDefault();
      drop.classList.toggle('over', over);
      if (type === 'drop') {
        filesOf(event.dataTransfer.items).then(add, error => say(error.message));
      }
    });
  }

  window.addEventListener('online', () => [...rows].filter(row => row.item.dataset.state === 'failed').forEach(row => row.resume()));
}).catch(error => say(error.message));
