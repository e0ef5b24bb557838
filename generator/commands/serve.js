// serve.js - added to pages when `essor serve` shows them, never to files: reloads the page when it has
// changed, swaps style sheets in place, shows what is wrong over the page until it is mended.
// The server says what is wrong as { language, title, close, items: [{ code, place, message, hint, warning,
// lines: [{ number, text, wrong }] }] }, all texts ready to be shown.
"use strict";
(() => {
  const { page, made } = document.currentScript.dataset;
  const state = { made, stream: null, panel: null, before: null };

  const STYLE = `
    :host { all: initial; position: fixed; inset: 0; z-index: 2147483647; pointer-events: none; }
    section { pointer-events: auto; position: absolute; inset: auto 0 0 0; max-height: 75vh; overflow: auto; box-sizing: border-box;
      padding: 1rem 1.25rem 1.25rem; font: 15px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff;
      border-top: 6px solid #b3001b; box-shadow: 0 0 24px #0006; }
    section:focus { outline: 3px solid #0b57d0; outline-offset: -9px; }
    h2 { margin: 0; padding-right: 9rem; font-size: 1.15rem; }
    ol { margin: 0; padding: 0; list-style: none; }
    li { margin-top: .9rem; padding-top: .8rem; border-top: 1px solid #ccc; }
    p { margin: .1rem 0; overflow-wrap: anywhere; }
    .place { font: 13px/1.5 ui-monospace, monospace; color: #444; }
    .message { font-weight: 600; color: #8c0016; }
    pre { margin: .4rem 0; padding: .5rem .75rem; font: 13px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere;
      color: #1b1b1b; background: #f2f2f2; }
    mark { color: inherit; background: #ffd9de; }
    button { position: absolute; top: .9rem; right: 1.25rem; padding: .3rem .7rem; font: inherit; color: #1b1b1b; background: #fff;
      border: 1px solid #1b1b1b; border-radius: 4px; cursor: pointer; }
    button:focus-visible { outline: 3px solid #0b57d0; outline-offset: 2px; }
    @media (prefers-color-scheme: dark) {
      section { color: #f0f0f0; background: #1c1c1e; border-color: #ff6b7d; }
      li { border-color: #555; } .place { color: #c8c8c8; } .message { color: #ff9aa6; }
      pre { color: #f0f0f0; background: #2c2c2e; } mark { background: #6b1420; }
      button { color: #f0f0f0; background: #1c1c1e; border-color: #f0f0f0; }
      section:focus, button:focus-visible { outline-color: #8ab4f8; }
    }`;

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function hide() {
    if (!state.panel) return;
    const focused = document.activeElement === state.panel;
    state.panel.remove();
    state.panel = null;
    if (focused && state.before?.isConnected) state.before.focus();
  }

  function source(lines) {
    const pre = element("pre");
    for (const { number, text, wrong } of lines)
      pre.append(element(wrong ? "mark" : "span", "", `${String(number).padStart(6)} | ${text}\n`));
    return pre;
  }

  function item(problem) {
    const entry = element("li");
    if (problem.place) entry.append(element("p", "place", problem.place));
    entry.append(element("p", "message", `${problem.message} [${problem.code}]`));
    if (problem.lines.length) entry.append(source(problem.lines));
    if (problem.hint) entry.append(element("p", "hint", problem.hint));
    return entry;
  }

  function show(problems) {
    hide();
    if (!problems.items) return;
    const host = element("div"), root = host.attachShadow({ mode: "open" }), style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    root.adoptedStyleSheets = [style];
    const section = element("section"), title = element("h2", "", problems.title), list = element("ol");
    const close = element("button", "", problems.close);
    section.lang = problems.language;
    section.tabIndex = -1;
    section.setAttribute("role", "alert");
    section.setAttribute("aria-labelledby", title.id = "title");
    close.type = "button";
    close.addEventListener("click", hide);
    list.append(...problems.items.map(item));
    section.append(title, close, list);
    root.append(section);
    host.id = "essor-preview";
    host.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
    state.before = document.activeElement;
    state.panel = host;
    document.body.append(host);
    section.focus({ preventScroll: true });
  }

  // The new sheet stands beside the old one until it is there: the page is never without style.
  function swapStyles() {
    for (const link of document.querySelectorAll('link[rel~="stylesheet"][href]')) {
      const address = new URL(link.href);
      if (address.origin !== location.origin) continue;
      address.searchParams.set("h", Date.now().toString(16));
      const next = link.cloneNode();
      next.href = address.href;
      next.addEventListener("load", () => link.remove(), { once: true });
      next.addEventListener("error", () => next.remove(), { once: true });
      link.after(next);
    }
  }

  function listen() {
    if (state.stream || document.hidden) return;
    const address = `/.essor/events?page=${encodeURIComponent(page)}&made=${state.made}`;
    state.stream = new EventSource(address);
    state.stream.addEventListener("reload", () => location.reload());
    state.stream.addEventListener("styles", (event) => { state.made = event.data; swapStyles(); });
    state.stream.addEventListener("problems", (event) => show(JSON.parse(event.data)));
  }

  // A browser opens six connections to a server at most: a tab that nobody sees gives its own back, and
  // asks what it missed when it is seen again.
  function hush() {
    state.stream?.close();
    state.stream = null;
  }

  document.addEventListener("visibilitychange", () => document.hidden ? hush() : listen());
  addEventListener("pagehide", hush);
  addEventListener("pageshow", listen);
  listen();
})();
