// The page's words, in the driver's language: they stand in the page, so that they are there without a network.
const words = JSON.parse(document.querySelector("#driver-words")?.textContent ?? "{}");

/** `t("stops_left", {n: 3})`: the sentence with its gaps filled; `|` parts one and many. */
export function t(name, facts = {}) {
  const said = words[name] ?? name;
  const [one, many = one] = said.split("|");
  return fill(facts.n === undefined || facts.n === 1 ? one : many, facts);
}

/** A sentence with `{name}` gaps filled. */
export function fill(sentence, facts) {
  return sentence.replace(/\{(\w+)\}/g, (_all, name) => facts[name] ?? "");
}
