// Talking to the intake: one exchange, and what it meant. Nothing is decided here and nothing is kept.
import { clockOffset, isForLater } from "device/rules";

export const API = "/api/v1/device/";
const GIVES_UP_AFTER_MS = 20_000;
const PIECE = 256 * 1024;

/** `{answers, offset}`, or `{unpaired}`, `{refused}` with the problem, or `{later}` with the reason. */
export async function sendCommands(ask, token, envelopes) {
  const body = JSON.stringify({ commands: envelopes });
  const answer = await exchange(ask, `${API}commands/`, token, { method: "POST", body, json: true });
  return answer.problem || answer.later || answer.unpaired ? answer : { ...answer, answers: answer.body.answers };
}

/** Send a file from where the server has it; `{kept}`, or as above, with how many bytes are there. */
export async function sendFile(ask, token, file) {
  const size = file.bytes.byteLength;
  let offset = Math.min(file.sent ?? 0, size);
  for (;;) {
    const piece = file.bytes.slice(offset, offset + PIECE);
    const range = `bytes ${offset}-${offset + piece.byteLength - 1}/${size}`;
    const answer = await exchange(ask, `${API}files/${file.sha256}/`, token, {
      method: "PUT",
      body: piece,
      headers: { "Content-Range": range, "Content-Type": "application/octet-stream" },
    });
    if (answer.status === 201) return { kept: true };
    if (answer.status === 202) offset = answer.body.received;
    else if (answer.problem?.code === "wrong_offset" && answer.problem.offset !== offset) offset = answer.problem.offset;
    else return { ...answer, sent: offset };
  }
}

/** One request. Anything but a clear answer means: keep it, try again later. */
export async function exchange(ask, url, token, { json = false, headers = {}, ...options }) {
  const askedAt = Date.now();
  const patience = AbortSignal.timeout(GIVES_UP_AFTER_MS);
  const type = json ? { "Content-Type": "application/json" } : {};
  try {
    const response = await ask(url, {
      ...options,
      headers: { Authorization: `Device ${token}`, ...type, ...headers },
      signal: patience,
      credentials: "omit",
      cache: "no-store",
    });
    const body = await response.json();
    if (response.status === 401) return { unpaired: true, problem: body };
    if (isForLater(response.status)) return { later: `status ${response.status}` };
    if (!response.ok) return { status: response.status, problem: body };
    const offset = body.server_time ? clockOffset(body.server_time, askedAt, Date.now()) : null;
    return { status: response.status, body, offset };
  } catch (error) {
    return { later: error?.name === "TimeoutError" ? "no answer" : "no network" };
  }
}
