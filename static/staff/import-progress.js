// Sending a file: how much has left. Without this module the form posts.

export function bind(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

function send(form) {
  const request = new XMLHttpRequest();
  const said = show(form, form.dataset.saySending, 0);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) show(form, said, (100 * event.loaded) / event.total);
  });
  request.upload.addEventListener("load", () => show(form, form.dataset.sayReading, null));
  request.addEventListener("loadend", () => finish(form, request));
  request.open("POST", form.action || window.location.href);
  request.send(new FormData(form));
}

function finish(form, request) {
  const elsewhere = request.responseURL && request.responseURL.split("#")[0] !== window.location.href.split("#")[0];
  if (request.status === 200 && elsewhere) {
    window.location.assign(request.responseURL);
    return;
  }
  const page = new DOMParser().parseFromString(request.responseText || "", "text/html");
  const main = page.querySelector("main");
  if (!main) {
    show(form, form.dataset.sayLost, 0);
    form.querySelector("button").disabled = false;
    return;
  }
  document.querySelector("main").replaceWith(main);
  document.dispatchEvent(new CustomEvent("page:replaced"));
  main.querySelectorAll("form[data-import]").forEach(bind);
  main.querySelector(".field__error, [role=alert]")?.scrollIntoView({ block: "center" });
}

function show(form, words, percent) {
  const place = form.querySelector("[data-import-progress]");
  const bar = place.querySelector("progress");
  place.hidden = false;
  form.querySelector("button").disabled = true;
  if (percent === null) bar.removeAttribute("value");
  else bar.value = percent;
  place.querySelector("[data-import-said]").textContent = words;
  return words;
}

document.querySelectorAll("form[data-import]").forEach(bind);
