// What a phone keeps, in IndexedDB. "Saved" is only ever said after a transaction is complete and durable.
const NAME = "waybill-device";
const VERSION = 1;
const DEAD = /closing|closed|lost|InvalidState|Unknown/i;

/** Tables: `facts` by name, `devices` by id, `outbox` by id (acts), `files` by hash. */
export class Store {
  #opening = null;

  /** One record, or undefined. */
  async read(table, key) {
    return this.#use((database) => done(database.transaction(table).objectStore(table).get(key)));
  }

  /** All records of a table. */
  async readAll(table) {
    return this.#use((database) => done(database.transaction(table).objectStore(table).getAll()));
  }

  /** All changes or none: `[["put", "outbox", item], ["delete", "files", hash]]`. */
  async write(changes) {
    if (!changes.length) return;
    const tables = [...new Set(changes.map(([, table]) => table))];
    await this.#use(
      (database) =>
        new Promise((resolve, reject) => {
          const transaction = database.transaction(tables, "readwrite", { durability: "strict" });
          transaction.oncomplete = () => resolve();
          transaction.onabort = () => reject(transaction.error);
          for (const [verb, table, what] of changes) transaction.objectStore(table)[verb](what);
        }),
    );
  }

  /** Use the database; a handle that died while the phone slept is opened again, once. */
  async #use(work) {
    try {
      return await work(await this.#open());
    } catch (error) {
      if (!DEAD.test(`${error?.name} ${error?.message}`)) throw error;
      this.#opening = null;
      return work(await this.#open());
    }
  }

  #open() {
    this.#opening ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, VERSION);
      request.onupgradeneeded = () => makeTables(request.result);
      request.onsuccess = () => resolve(this.#watched(request.result));
      request.onerror = () => reject(request.error);
    });
    this.#opening.catch(() => (this.#opening = null));
    return this.#opening;
  }

  #watched(database) {
    const drop = () => (this.#opening = null);
    database.onclose = drop;
    database.onversionchange = () => {
      database.close();
      drop();
    };
    return database;
  }
}

function makeTables(database) {
  database.createObjectStore("facts", { keyPath: "name" });
  database.createObjectStore("devices", { keyPath: "id" });
  database.createObjectStore("outbox", { keyPath: "id" });
  database.createObjectStore("files", { keyPath: "sha256" });
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
