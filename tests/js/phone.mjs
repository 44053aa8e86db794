// A phone without a browser: a store in memory, and a server that does what the intake promises.
import { makeKey } from "device/envelope";

/** The same doors as device/store.js; writes are all or nothing. */
export class MemoryStore {
  tables = { facts: new Map(), devices: new Map(), outbox: new Map(), files: new Map() };
  keys = { facts: "name", devices: "id", outbox: "id", files: "sha256" };

  async read(table, key) {
    return this.tables[table].get(key);
  }

  async readAll(table) {
    return [...this.tables[table].values()];
  }

  async write(changes) {
    for (const [verb, table, what] of changes) {
      if (verb === "put") this.tables[table].set(what[this.keys[table]], what);
      else this.tables[table].delete(what);
    }
  }
}

/** Web Locks of one tab: one holder at a time, in turn. */
export class OneTab {
  #held = new Map();

  async request(name, options, work = options) {
    const before = this.#held.get(name) ?? Promise.resolve();
    const mine = before.then(() => work({ name }));
    this.#held.set(name, mine.catch(() => {}));
    return mine;
  }
}

/** A server in memory. `server.cut = n` loses the next n answers after the work was done. */
export class Server {
  stored = new Map();
  files = new Map();
  effects = [];
  cut = 0;
  down = false;
  revoked = false;
  requests = 0;
  answer = () => ({ status: "applied", result: {}, error: {}, waits_for: "" });

  ask = async (url, { method, body, headers }) => {
    this.requests += 1;
    if (this.down) throw new TypeError("Failed to fetch");
    if (this.revoked) return reply(401, { code: "not_authenticated", title: "not paired" });
    const said = method === "PUT" ? this.#file(url, body, headers) : this.#commands(JSON.parse(body).commands);
    if (this.cut > 0) {
      this.cut -= 1;
      throw new TypeError("Failed to fetch");
    }
    return said;
  };

  #commands(commands) {
    const answers = commands.map((command) => {
      const replayed = this.stored.has(command.id) && this.stored.get(command.id).status !== "waiting";
      if (!replayed) {
        const judged = { id: command.id, ...this.answer(command) };
        this.stored.set(command.id, judged);
        if (judged.status === "applied") this.effects.push(command);
      }
      return { ...this.stored.get(command.id), replayed };
    });
    return reply(200, { answers, server_time: new Date().toISOString() });
  }

  #file(url, body, headers) {
    const [, first, , size] = headers["Content-Range"].match(/bytes (\d+)-(\d+)\/(\d+)/).map(Number);
    const hash = url.split("/").at(-2);
    const had = this.files.get(hash) ?? 0;
    if (first > had) return reply(409, { code: "wrong_offset", title: "does not follow", offset: had });
    this.files.set(hash, first + body.byteLength);
    return reply(this.files.get(hash) === size ? 201 : 202, { received: this.files.get(hash), size });
  }
}

/** A store with a paired device in it. */
export async function pairedStore(id = "phone-1", scope = "DRIVER") {
  const store = new MemoryStore();
  await pair(store, id, scope);
  return store;
}

/** Pair (anew): the current device becomes this one. */
export async function pair(store, id, scope = "DRIVER", user = { id: "cem", name: "Cem" }) {
  const key = await makeKey();
  const device = { id, scope, user, token: `wd_${id}`, ...key, counter: 0, lastHash: "", revoked: false };
  await store.write([
    ["put", "devices", device],
    ["put", "facts", { name: `current:${scope}`, value: id }],
  ]);
}

function reply(status, body) {
  return { status, ok: status < 300, json: async () => body };
}
