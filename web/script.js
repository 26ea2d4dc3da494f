/* Every page works without this: it answers in place what a form would answer with a page, and
   searches as one types. Texts only ever become text nodes, or come as pages of this very site. */
"use strict";
(() => {
  const root = new URL("..", document.currentScript.src);
  const chinese = document.documentElement.lang.startsWith("zh");
  const LIMIT = 1 << 20;
  const make = (name, properties) => Object.assign(document.createElement(name), properties);

  /* From a disk a folder shows its files, not its page. */
  if (location.protocol === "file:") {
    for (const link of document.querySelectorAll("a[href]")) { /* of a picture too: those have no pathname */
      const place = new URL(link.getAttribute("href"), location.href);
      if (place.protocol !== "file:" || !place.pathname.endsWith("/")) continue;
      place.pathname += "index.html";
      link.setAttribute("href", place.href);
    }
    for (const form of document.forms) if (form.action.endsWith("/")) form.action += "index.html";
  }

  /* ---- the box ---- */

  async function explain(form, say, place) {
    const data = new FormData(form);
    const file = data.get("file");
    if ((file ? file.size : 0) + new Blob([data.get("text")]).size > LIMIT) return (say.textContent = form.dataset.large);
    say.textContent = form.dataset.busy;
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("answer");
    if (!found) return (say.textContent = form.dataset[{ 413: "large", 200: "static", 404: "static", 405: "static", 501: "static" }[answer.status] || "failed"]);
    for (const link of found.querySelectorAll("a[href]")) link.href = new URL(link.getAttribute("href"), answer.url);
    say.textContent = "";
    place.replaceChildren(document.adoptNode(found));
    found.tabIndex = -1;
    found.focus();
  }

  for (const form of document.querySelectorAll("form.box")) {
    const say = form.querySelector("[data-say]");
    const place = form.parentNode.querySelector("[data-answer]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      explain(form, say, place).catch(() => {
        say.textContent = location.protocol === "file:" ? form.dataset.static : form.dataset.failed;
      });
    });
    form.addEventListener("dragover", (event) => {
      event.preventDefault();
      form.classList.add("over");
    });
    form.addEventListener("dragleave", () => form.classList.remove("over"));
    form.addEventListener("drop", (event) => {
      form.classList.remove("over");
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      form.elements.file.files = event.dataTransfer.files;
      form.requestSubmit();
    });
    form.elements.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
  }

  /* ---- search ---- */

  const input = document.querySelector("header.site input[type=search]");
  const records = [...document.querySelectorAll("ul.records > li")];
  if (!input) return;
  const list = make("ul", { id: "hits", className: "hits", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.getAttribute("aria-label"));
  input.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", "hits"], ["aria-expanded", "false"]])
    input.setAttribute(name, value);
  let chosen = -1;
  let asked = 0;
  let hasServer = location.protocol !== "file:";

  const choose = (at) => {
    chosen = at;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[at].id);
  };
  /* As the server writes it: what turns the direction of writing shows itself and does not act. */
  const plain = (text) =>
    text.replace(/[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu, (c) => `<U+${c.codePointAt().toString(16).toUpperCase().padStart(4, 0)}>`);
  const open = (hit) => location.assign(new URL(`errors/${hit.id}/${chinese ? "zh.html" : ""}`, root));
  const show = (hits) => {
    list.replaceChildren(
      ...hits.map((hit, i) => {
        const item = make("li", { id: "hit" + i });
        item.setAttribute("role", "option");
        item.append(make("span", { textContent: plain(hit.signature) }), make("small", { textContent: hit.id }));
        item.addEventListener("click", () => open(hit));
        return item;
      })
    );
    list.hidden = !hits.length;
    input.setAttribute("aria-expanded", String(hits.length > 0));
    choose(-1);
  };
  const filter = (query) => {
    const words = query.toLowerCase().split(/\s+/);
    for (const record of records) record.hidden = !words.every((word) => record.textContent.toLowerCase().includes(word));
    for (const part of document.querySelectorAll("main section"))
      part.hidden = part.querySelector("ul.records") !== null && !part.querySelector("ul.records > li:not([hidden])");
  };
  const search = async (query, number) => {
    const url = new URL("api/v1/search", root);
    url.search = new URLSearchParams({ q: query, lang: chinese ? "zh" : "en", limit: 8 });
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (answer.status === 404 || answer.status === 405) hasServer = false;
    const hits = answer.ok ? (await answer.json()).hits : [];
    if (number === asked) show(hits);
  };
  const ask = () => {
    const query = input.value.trim();
    const number = ++asked;
    if (records.length) return filter(query);
    if (!query || !hasServer) return show([]);
    setTimeout(() => number === asked && search(query, number).catch(() => show([])), 120);
  };
  input.addEventListener("input", ask);
  input.addEventListener("blur", () => setTimeout(() => show([]), 200));
  input.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (event.key === "Escape") show([]);
    else if (event.key === "Enter" && chosen >= 0) list.children[chosen].click();
    else if (count && event.key === "ArrowDown") choose((chosen + 1) % count);
    else if (count && event.key === "ArrowUp") choose(chosen < 1 ? count - 1 : chosen - 1);
    else return;
    event.preventDefault();
  });
  const query = new URLSearchParams(location.search).get("q");
  if (query) {
    input.value = query;
    if (records.length) filter(query.trim());
  }
})();
