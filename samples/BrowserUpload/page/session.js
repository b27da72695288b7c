// Who is signed in, and what he has stored: the parts of the page that both clients share.
const element = id => document.getElementById(id);

export async function json(path, init) {
  const response = await fetch(path, init);
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw Object.assign(new Error(problem.detail ?? problem.title ?? `The server answered ${response.status}.`), { status: response.status });
  }

  return response.status === 204 ? undefined : response.json();
}

export function bytes(size) {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const unit = size < 1024 ? 0 : Math.min(Math.floor(Math.log2(size) / 10), units.length - 1);
  return `${unit === 0 ? size : (size / 1024 ** unit).toFixed(1)} ${units[unit]}`;
}

/** Says it to the eye, and to those who listen. */
export function say(text) {
  element('notice').textContent = text;
  element('notice').hidden = !text;
}

/** Runs the page once somebody is signed in. */
export async function whenSignedIn(start) {
  element('sign-in').addEventListener('submit', async event => {
    event.preventDefault();
    const name = new FormData(event.target).get('name');
    try {
      await json('/session', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name }) });
      location.reload();
    } catch (error) {
      say(error.message);
    }
  });
  element('sign-out').addEventListener('click', async () => {
    await json('/session', { method: 'DELETE' });
    location.reload();
  });
  const { name } = await json('/session');
  document.body.dataset.signedIn = String(name !== null);
  if (name === null) {
    element('name').focus();
    return;
  }

  element('user').textContent = name;
  await showObjects();
  await start(name);
}

/** The list of what the signed-in user has stored; each opens to its manifest. */
export async function showObjects() {
  const objects = await json('/objects');
  element('no-objects').hidden = objects.length > 0;
  const open = new Set([...element('objects').querySelectorAll('details[open]')].map(details => details.dataset.id));
  element('objects').replaceChildren(...objects.map(object => {
    const item = document.getElementById('object').content.cloneNode(true);
    const details = item.querySelector('details');
    details.dataset.id = object.id;
    details.open = open.has(object.id);
    item.querySelector('.name').textContent = object.name;
    item.querySelector('.size').textContent = `${bytes(object.size)}, ${object.parts} part${object.parts === 1 ? '' : 's'}`;
    const load = async () => {
      details.querySelector('pre').textContent = JSON.stringify(await json(`/objects/${object.id}/manifest`), null, 2);
    };
    details.addEventListener('toggle', () => details.open && load());
    return item;
  }));
}
