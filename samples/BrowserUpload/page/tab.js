/**
 * A number of this tab's own: the lowest that no other tab has. What a tab keeps for after a reload is kept by its number, so two tabs do not
 * overwrite each other's, and a tab that was closed is taken up by the next one that opens.
 */
export async function tabNumber() {
  const before = sessionStorage.getItem('tab');
  // A moment of patience: the page that is being reloaded may still have its number.
  if (before !== null && await taken(before, { signal: AbortSignal.timeout(2000) })) {
    return before;
  }

  for (let number = 0; ; number++) {
    if (await taken(number, { ifAvailable: true })) {
      sessionStorage.setItem('tab', number);
      return number;
    }
  }
}

const taken = (number, options) => new Promise(resolve => navigator.locks
  .request(`uploads-${number}`, options, lock => {
    resolve(lock !== null);
    return lock && new Promise(() => {}); // For as long as the tab lives.
  })
  .catch(() => resolve(false)));
