#!/usr/bin/env python3
"""Times what an edit costs: nothing changed, one word, one cell, a template; each build is checked against
the files that really changed.

usage: changes.py SHARED_BENCH [PAGES FICHES]        (10000 and 35000 when not said)

The sites are those of bench.py. RUNS edits of each kind; medians. "made" is how many outputs the build
made again, "differ" how many published files have other bytes afterwards.
"""
import hashlib, os, re, sys

from corpus import ESSOR, RUNS, clear, essor_site, generate, median, run, shared_folder, system_calls, work_folder


def digests(folder):
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as file:
                found[path] = hashlib.blake2b(file.read(), digest_size=16).digest()
    return found


def edit(path, change):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    changed = change(text)
    assert changed != text
    with open(path, "w", encoding="utf-8") as file:
        file.write(changed)


def measure(site, change, runs=RUNS):
    """Rows of builds after each change, how many outputs the last one made, how many files then differ."""
    rows = []
    for number in range(runs):
        before = digests(os.path.join(site, "public")) if number == runs - 1 else {}
        change(number)
        rows.append(run([ESSOR, "build"], site))
    after = digests(os.path.join(site, "public"))
    differ = sum(after.get(path) != digest for path, digest in before.items()) + len(after.keys() - before.keys())
    made = re.search(r"(\d+) (?:made|faite)", rows[-1][3])
    return rows, int(made.group(1)) if made else -1, max(differ - 1, 0)     # the manifest changes with any other


def show(name, rows, made="", differ=""):
    print(f"| {name} | {median(rows, 0):.3f} | {median(rows, 1):.3f} | {median(rows, 2):.0f} | {made} | {differ} |",
          flush=True)


def build(site):
    rows = []
    for _ in range(RUNS):
        clear(site)
        rows.append(run([ESSOR, "build", "-q"], site))
    return rows


def studies(site):
    folder = os.path.join(site, "content/etudes")
    names = sorted(name for name in os.listdir(folder) if not name.startswith("_"))
    return [os.path.join(folder, name) for name in names]


def change_pages(site):
    files = studies(site)
    show("cold", build(site))
    show("nothing changed", [run([ESSOR, "build"], site) for _ in range(RUNS)])
    show("a file saved again", *measure(site, lambda number: os.utime(files[number])))
    show("one word of one page",
         *measure(site, lambda number: edit(files[10 + number], lambda text: text + "\nUn mot de plus.\n")))
    show("the title of one page",
         *measure(site, lambda number: edit(files[30 + number], lambda text: text.replace('title: "', 'title: "Le ', 1))))
    calls = system_calls([ESSOR, "build", "-q"], site)
    if calls:
        print(f"\nNothing changed: {sum(calls.values())} system calls for {len(files)} studies: "
              + ", ".join(f"{count} {name}" for name, count in sorted(calls.items(), key=lambda c: -c[1])[:4]) + ".\n")


def set_cell(site, row, column, value):
    def change(text):
        lines = text.split("\n")
        cells = lines[row].split(",")
        cells[column] = value
        lines[row] = ",".join(cells)
        return "\n".join(lines)
    edit(os.path.join(site, "content/territoires.csv"), change)


def change_fiches(site):
    template = os.path.join(site, "themes/banc/fiche.html")
    show("cold", build(site))
    show("nothing changed", [run([ESSOR, "build"], site) for _ in range(RUNS)])
    show("one cell of the table", *measure(site, lambda number: set_cell(site, 100 + number, 4, str(4242 + number))))
    show("the template of all fiches",
         *measure(site, lambda number: edit(template, lambda text: text.replace("</h1>", f" {number}</h1>")), min(RUNS, 2)))


HEAD = "| {} | CPU s | wall s | peak MB | made | differ |\n|---|---:|---:|---:|---:|---:|"


def main():
    shared, sizes = shared_folder(sys.argv[1:])
    pages, fiches = (int(size) for size in sizes) if sizes else (10000, 35000)
    with work_folder() as work:
        for name, counts, change in ((f"{pages} pages", (pages // 2, pages // 2), change_pages),
                                     (f"{fiches} fiches", (500, fiches), change_fiches)):
            folder = os.path.join(work, name.replace(" ", "-"))
            generate(shared, folder, *counts, ("hugo", "raw"))
            print(HEAD.format(name))
            change(essor_site(folder))
            print()


main()
