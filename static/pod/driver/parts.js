// Pieces that several screens share: buttons, chips, sheets.
import { h, icon } from "pod/driver/dom";
import { t } from "pod/driver/words";

/** A big button. `kind`: "primary" (alone on its row), "bad", "" */
export function button(label, picture, onclick, { kind = "", disabled = false, ...more } = {}) {
  return h(`button.dr-button${kind ? `.dr-button--${kind}` : ""}`, { type: "button", onclick, disabled, ...more }, picture && icon(picture), h("span", label));
}

/** A link that looks like a button: it hands over to another app. */
export function linkButton(label, picture, href) {
  return h("a.dr-button", { href, rel: "noreferrer" }, icon(picture), h("span", label));
}

/** One fact in a small box. */
export function fact(picture, label, tone = "") {
  return h(`span.dr-fact${tone ? `.dr-fact--${tone}` : ""}`, icon(picture), h("span", label));
}

/** One of a few choices; `pressed` is the chosen one. */
export function chips(label, choices, pressed, onpick) {
  return h(
    ".dr-chips",
    { role: "group", "aria-label": label },
    Object.entries(choices).map(([value, said]) =>
      h("button.dr-chip", { type: "button", "aria-pressed": String(value === pressed), onclick: () => onpick(value) }, said),
    ),
  );
}

/** The head of a list: what it is, how many. */
export function heading(label, figure = "") {
  return h(".dr-heading", h("h2", label), h("span", String(figure)));
}

/** A note in amber that is read before ringing the bell. */
export function note(text, picture = "info") {
  return h(".dr-note", icon(picture), h("p", { dir: "auto" }, text));
}

/** The buttons at the bottom, in reach of a thumb. */
export function dock(...buttons) {
  return h("footer.dr-dock", buttons);
}

/** A list of choices over the page; resolves to the value that was chosen, or null. */
export function ask(title, choices) {
  return new Promise((resolve) => {
    const dialog = h("dialog.dr-sheet", { "aria-label": title });
    const done = (value) => () => {
      dialog.close();
      resolve(value);
    };
    dialog.append(
      h("h2", title),
      h(".dr-grid", choices.map(({ value, label, picture }) => button(label, picture, done(value)))),
      button(t("back"), "arrow-left", done(null)),
    );
    dialog.addEventListener("cancel", () => resolve(null));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  });
}
