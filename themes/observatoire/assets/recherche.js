// Filters the site's pages by what is typed: each word must stand in the page's text.
// Optional: without it, the page of the search lists everything.
(async () => {
  const form = document.querySelector("#chercher"), field = form?.elements.q;
  const list = document.querySelector("#resultats"), count = document.querySelector("#nombre");
  if (!form) return;
  const { kinds, pages } = await (await fetch(form.dataset.index)).json();
  const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/[’']/g, " ");
  const item = ([title, url, kind]) => {
    const entry = document.createElement("li"), link = document.createElement("a"), name = document.createElement("span");
    link.href = url;
    link.textContent = title;
    name.textContent = kinds[kind];
    entry.append(link, name);
    return entry;
  };
  const show = () => {
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    const rank = ([title]) => (fold(title).startsWith(words[0]) ? 0 : 1);
    const found = words.length ? pages.filter((page) => words.every((word) => page[3].includes(word))) : pages;
    if (words.length) found.sort((a, b) => rank(a) - rank(b));
    list.replaceChildren(...found.slice(0, 100).map(item));
    count.textContent = found.length === 0 ? "Aucun résultat" : found.length === 1 ? "1 résultat" : `${found.length} résultats`;
  };
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", show);
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  show();
})();
