// Handing over a part: what became of each piece of each line. No page in here.
export const RESULTS = ["DELIVERED", "REFUSED", "DAMAGED", "MISSING"];

/** All of every line is handed over: where the driver starts from. */
export function wholeLines(task) {
  return task.lines.map((line) => ({
    number: line.number,
    total: line.quantity,
    counts: { DELIVERED: line.quantity, REFUSED: 0, DAMAGED: 0, MISSING: 0 },
    serials: Object.fromEntries(line.serials.map((serial) => [serial, "DELIVERED"])),
  }));
}

/** One more or less of a result; what is handed over makes up for it. Never below none. */
export function stepped(line, result, step) {
  const counts = { ...line.counts };
  const next = counts[result] + step;
  const rest = counts.DELIVERED - step;
  if (result === "DELIVERED" || next < 0 || rest < 0) return line;
  return { ...line, counts: { ...counts, [result]: next, DELIVERED: rest } };
}

/** One numbered piece has another end; the counts follow. */
export function withSerial(line, serial, result) {
  const serials = { ...line.serials, [serial]: result };
  const counts = Object.fromEntries(RESULTS.map((one) => [one, Object.values(serials).filter((said) => said === one).length]));
  return { ...line, serials, counts };
}

/** Whether something is not handed over, and something is. */
export function isPartial(lines) {
  const of = (result) => lines.reduce((sum, line) => sum + line.counts[result], 0);
  const kept = of("REFUSED") + of("DAMAGED") + of("MISSING");
  return { some: of("DELIVERED") > 0, all: kept === 0 };
}

/** As the command says it: one row per line and result. */
export function rowsOf(lines) {
  return lines.flatMap((line) =>
    RESULTS.filter((result) => line.counts[result] > 0).map((result) => {
      const serials = Object.keys(line.serials).filter((serial) => line.serials[serial] === result);
      return { number: line.number, result, quantity: line.counts[result], serials };
    }),
  );
}
