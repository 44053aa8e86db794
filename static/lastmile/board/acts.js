// @ts-check
// Acts go to the API, each with a key of its own, so that a request sent twice has one effect. A refusal comes
// back as a sentence and is shown; when somebody else was faster, the board is read anew.
import { toast } from "staff/toast";

const API = "/api/v1/lastmile/";
const TRIES = 3;

/** A refusal as the server words it. */
export class Refusal extends Error {
  constructor(/** @type {any} */ problem) {
    super(problem.title ?? gettext("It did not work. Try again."));
    this.code = problem.code ?? "";
    this.problem = problem;
  }
}

async function ask(/** @type {string} */ path, /** @type {any} */ body, /** @type {string} */ key) {
  const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token, "Idempotency-Key": key };
  const answer = await fetch(API + path, { method: "POST", headers, body: JSON.stringify(body) });
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  throw new Refusal(said);
}

/** Send an act; a lost answer is asked for again under the same key. Throws a Refusal. */
export async function send(/** @type {string} */ path, /** @type {any} */ body) {
  const key = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask(path, body, key);
    } catch (error) {
      if (error instanceof Refusal || attempt === TRIES) throw error;
    }
  }
}

/** Read something that an act needs to know first. Throws a Refusal. */
export async function read(/** @type {string} */ path) {
  const answer = await fetch(API + path, { headers: { Accept: "application/json" } });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(said);
  return said;
}

/** Do an act and tell how it ended; resolves to its answer, or null when it was refused. */
export async function act(/** @type {() => Promise<any>} */ work, /** @type {(answer: any) => string} */ words, /** @type {() => any} */ refresh) {
  try {
    const answer = await work();
    toast({ text: words(answer), tone: "ok" });
    await refresh();
    return answer;
  } catch (error) {
    const isRefused = error instanceof Refusal;
    toast({ text: isRefused ? error.message : gettext("No connection. Nothing was changed."), tone: "late" });
    if (isRefused) await refresh();
    return null;
  }
}
