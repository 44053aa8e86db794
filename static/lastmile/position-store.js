// Positions that were not sent yet, in a database of their own: numbered by the phone, gone once answered.
const NAME = "waybill-positions";

/** Keep a fix for a device; resolves once it is stored. The number is the database's own and never used again. */
export async function keep(device, route, fix) {
  const database = await open();
  const put = database.transaction("fixes", "readwrite").objectStore("fixes").add({ device, route, ...fix });
  return done(put);
}

/** All fixes of a device, with their numbers. */
export async function keptOf(device) {
  const database = await open();
  const rows = await done(database.transaction("fixes").objectStore("fixes").getAll());
  return rows.filter((row) => row.device === device);
}

/** Forget fixes by their numbers. */
export async function forget(sequences) {
  if (!sequences.length) return;
  const database = await open();
  await new Promise((resolve, reject) => {
    const transaction = database.transaction("fixes", "readwrite");
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    for (const sequence of sequences) transaction.objectStore("fixes").delete(sequence);
  });
}

let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () =>
      request.result.createObjectStore("fixes", { keyPath: "sequence", autoIncrement: true });
    request.onsuccess = () => {
      // a handle that dies while the phone sleeps, or stands in the way of another tab, is opened again
      request.result.onclose = () => (opening = null);
      request.result.onversionchange = () => {
        request.result.close();
        opening = null;
      };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  opening.catch(() => (opening = null));
  return opening;
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
