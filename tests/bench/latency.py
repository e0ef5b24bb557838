#!/usr/bin/env python3
"""Times how long a save takes to reach the browser that shows the page: from the end of write() to the
message that reloads it, `essor serve` running on the corpus of bench.py.

usage: latency.py SHARED_BENCH [PAGES]          (10000 when not said)

The 3 ms for which the preview waits for other saves are part of it.
"""
import os, sys, time

from corpus import ESSOR, essor_site, generate, shared_folder, work_folder

os.environ["ESSOR"] = ESSOR
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../serve"))
from preview_site import Events, Site      # noqa: E402: it reads ESSOR

SAVES = int(os.environ.get("SAVES", "50"))


class Corpus(Site):
    def __init__(self, folder):
        self.folder, self.process = folder, None

    def __exit__(self, *_):
        self.stop()


def measure(site, page, save, saves=SAVES):
    """Milliseconds of each save until its page is told to reload, sorted."""
    events, times = Events(site, page), []
    for number in range(saves):
        events.all = b""
        begin = save(number)
        events.wait("reload", 60)
        times.append((time.perf_counter() - begin) * 1000)
        site.settle()
    events.close()
    return sorted(times)


def saver(site, path, change):
    text = site.read(path)

    def save(number):
        changed = change(text, number)
        assert changed != text
        site.write(path, changed)
        return time.perf_counter()
    return save


def show(name, times):
    print(f"| {name} | {times[len(times) // 2]:.1f} | {times[len(times) * 9 // 10]:.1f} | {times[-1]:.1f} |", flush=True)


def main():
    shared, sizes = shared_folder(sys.argv[1:])
    pages = int(sizes[0]) if sizes else 10000
    with work_folder() as work:
        generate(shared, work, pages // 2, pages // 2, ("hugo", "raw"))
        with Corpus(essor_site(work)) as site:
            begin = time.perf_counter()
            site.start(settle=False)
            study = sorted(name for name in os.listdir(site.path("content/etudes")) if not name.startswith("_"))[10]
            page = f"etudes/{study[:-3]}/index.html"
            site.get("/" + page)
            first = time.perf_counter() - begin
            site.settle()
            whole = time.perf_counter() - begin
            print(f"{pages} pages: the first page after {first:.2f} s, the whole site after {whole:.2f} s\n")
            print("| saved | median ms | 90 % ms | longest ms |\n|---|---:|---:|---:|")
            path = "content/etudes/" + study
            show("a word of the page", measure(site, page, saver(site, path, lambda text, n: f"{text}\nMot {n}.\n")))
            show("its title", measure(site, page, saver(site, path, lambda text, n: text.replace('title: "', f'title: "{n} ', 1)), 10))
            show("the template of all pages",
                 measure(site, page, saver(site, "themes/banc/base.html", lambda text, n: f"{text}<!-- {n} -->\n"), 3))


main()
