// Finds the pages that have the words typed. The index is one file, or, on a large site, one for each beginning
// of words, loaded when it is typed; essor's write/search.h describes both.
// Optional: without it, the page of the search lists what it can.
(() => {
  const MOST = 100, LETTERS_OF_A_WORD = 20;
  const form = document.querySelector("#chercher"), field = form?.elements.q;
  const list = document.querySelector("#resultats"), count = document.querySelector("#nombre");
  if (!form) return;

  // Words as the index has them: in lower case without accents, nothing but a space between them.
  const FOLDED = { æ: "ae", ð: "d", ø: "o", þ: "th", ß: "ss", đ: "d", ħ: "h", ı: "i", ĳ: "ij", ĸ: "k", ŀ: "l", ł: "l", ŉ: "n",
    ŋ: "n", œ: "oe", ŧ: "t", ſ: "s", "×": " ", "÷": " " };
  const fold = (letter) => FOLDED[letter.toLowerCase()] ?? letter.toLowerCase().normalize("NFD")[0];
  const plain = (text) => text.normalize("NFC").replace(/[A-Z\u00c0-\u017f\u0218-\u021b\u1e9e]/g, fold)
    .replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9A-Z\u00c0-\u1fff\u2070-\uffff]+/g, " ").trim();
  const letters = (word) => [...word];

  // Each file is loaded once; one that failed is asked for again.
  const files = new Map();
  const load = (address) => {
    const file = files.get(address) ?? fetch(address).then((answer) => {
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
      return answer.json();
    });
    files.set(address, file);
    file.catch(() => files.delete(address));
    return file;
  };

  // The file of a word; "+" marks those that hold the first of their pages only.
  const fileOf = (word, names) => names.find((name) => name.startsWith(word)) ??
    names.find((name) => !name.endsWith("+") && word.startsWith(name));
  const addressOf = (name) => form.dataset.index.replace(/\.json$/, `/mots-${encodeURIComponent(name.replace("+", ""))}.json`);

  // The pages to look through for some words, whether these are all that can have them, and how many have the only one.
  const candidates = async (index, phrases) => {
    if (index.pages) return { pages: index.pages, all: true };
    const words = phrases.flatMap((phrase) => phrase.split(" "));
    const names = words.filter((word) => letters(word).length > 1)
      .map((word) => fileOf(letters(word).slice(0, LETTERS_OF_A_WORD).join(""), index.shards.split(" ")));
    if (names.includes(undefined)) return { pages: [], all: true };
    const whole = names.find((name) => !name.endsWith("+"));
    const loaded = await Promise.all((whole ? [whole] : names).map((name) => load(addressOf(name))));
    const pages = new Map(loaded.flatMap((file) => file.pages).map((page) => [page[1], page]));
    return { pages: [...pages.values()], all: Boolean(whole), found: words.length === 1 ? loaded[0].found : undefined };
  };

  const byKind = (a, b) => a[2] - b[2] || a[0].localeCompare(b[0], "fr", { numeric: true });

  // In one file words may be typed from their middle on; in several, from their beginning.
  const find = async (index, phrases) => {
    const { pages, all, found } = await candidates(index, phrases);
    const start = index.pages ? "" : " ";
    const fits = pages.filter((page) => phrases.every((phrase) => ` ${page[3]}`.includes(start + phrase)));
    const rank = ([title]) => (plain(title).startsWith(phrases[0]) ? 0 : 1);
    if (!all) fits.sort(byKind);
    if (phrases.length) fits.sort((a, b) => rank(a) - rank(b));
    return { pages: fits, all, found: found ?? fits.length };
  };

  const item = (kinds, [title, url, kind]) => {
    const entry = document.createElement("li"), link = document.createElement("a"), name = document.createElement("span");
    link.href = url;
    link.textContent = title;
    name.textContent = kinds[kind];
    entry.append(link, name);
    return entry;
  };

  const say = ({ pages, all, found }) => {
    if (!all && pages.length < found) return `${found.toLocaleString("fr")} résultats, dont voici les premiers\u00a0: continuez à taper.`;
    if (!all) return `${pages.length} ${pages.length > 1 ? "résultats" : "résultat"} parmi les premiers\u00a0: ajoutez une lettre ou un mot.`;
    return found === 0 ? "Aucun résultat" : found === 1 ? "1 résultat" : `${found} résultats`;
  };

  let last = 0;
  const show = async () => {
    const turn = ++last, phrases = field.value.split(/\s+/).map(plain).filter(Boolean);
    let index, text = "Tapez au moins deux lettres d’un mot.", found = { pages: [] };
    try {
      index = await load(form.dataset.index);
      if (index.pages || phrases.join(" ").split(" ").some((word) => letters(word).length > 1)) {
        found = await find(index, phrases);
        text = say(found);
      }
    } catch {
      text = "La recherche n’a pas pu être chargée. Vérifiez votre connexion, puis relancez-la.";
    }
    if (turn !== last) return;
    if (index) list.replaceChildren(...found.pages.slice(0, MOST).map((page) => item(index.kinds, page)));
    count.textContent = text;
  };
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", show);
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  show();
})();
