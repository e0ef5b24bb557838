#!/usr/bin/env python3
"""Times Essor next to Hugo, Zola and the floor program on the same corpus, in turn, in one run.

usage: bench.py SHARED_BENCH [PAGES...]        (make bench)

The corpus is made by SHARED_BENCH/gen.py: half Markdown studies, half fiches from a table. Everything
lies in memory (/dev/shm). For each size: RUNS rounds of each program, each into a folder that does not
exist; the table shows medians of CPU (user + system), wall and peak memory, and ratios.
"""
import os, shutil, sys

from corpus import (ESSOR, RUNS, build_floor, clear, count_files, essor_site, find_zola, generate, median, run,
                    shared_folder, system_calls, work_folder)

ZOLA_LIMIT = 10000                      # above, its time grows with the square of the pages
HUGO_LIMIT = 10000                      # above, one round is enough: it takes minutes


def measure(floor, zola, shared, pages, work):
    """The rows of each program, those of builds with nothing changed, how many files, system calls."""
    corpus = os.path.join(work, str(pages))
    generate(shared, corpus, pages // 2, pages // 2, ("hugo", "raw", "zola"))
    site, hugo, zola_site = essor_site(corpus), os.path.join(corpus, "hugo"), os.path.join(corpus, "zola")
    results = {"floor": [], "essor": [], "essor -j1": [], "hugo": [], "zola": []}
    for round_ in range(RUNS):
        target = os.path.join(corpus, f"floor-{round_}")
        results["floor"].append(run([floor, os.path.join(corpus, "raw"), target, "2", "1", "write"], corpus))
        shutil.rmtree(target)
        for name, jobs in (("essor", "2"), ("essor -j1", "1")):
            clear(site)
            results[name].append(run([ESSOR, "build", "-q", "-j", jobs], site))
        if pages <= HUGO_LIMIT or not round_:
            clear(hugo)
            results["hugo"].append(run(["hugo", "--quiet"], hugo))
        if zola and pages <= ZOLA_LIMIT:
            clear(zola_site)
            results["zola"].append(run(zola, zola_site))
    clear(site)
    run([ESSOR, "build", "-q"], site)
    again = [run([ESSOR, "build", "-q"], site) for _ in range(RUNS)]
    files = count_files(os.path.join(site, "public"))
    clear(site)
    calls = sum(system_calls([ESSOR, "build", "-q", "-j1"], site).values())
    shutil.rmtree(corpus)
    return results, again, files, calls


def show(pages, results, again, files, calls):
    cpu, wall, peak = (median(results["essor"], column) for column in range(3))
    print(f"\n### {pages} pages, {files} files\n")
    print("| program | CPU s | wall s | peak MB | CPU / Essor's | memory / Essor's |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, rows in results.items():
        if rows:
            print(f"| {name} | {median(rows, 0):.2f} | {median(rows, 1):.2f} | {median(rows, 2):.0f} | "
                  f"{median(rows, 0) / cpu:.2f} | {median(rows, 2) / peak:.2f} |")
    print(f"| essor, nothing changed | {median(again, 0):.3f} | {median(again, 1):.3f} | {median(again, 2):.0f} | | |")
    per_file = f"; {calls / files:.1f} system calls a file" if calls else ""
    print(f"\nTwo threads instead of one: {median(results['essor -j1'], 1) / wall:.2f} times faster (wall){per_file}.",
          flush=True)
    return cpu, peak


def main():
    shared, sizes = shared_folder(sys.argv[1:])
    with work_folder() as work:
        floor, zola = build_floor(shared, work), find_zola(shared)
        if not zola:
            print("bench: without Zola, which is not installed")
        rows = [(pages, *show(pages, *measure(floor, zola, shared, pages, work)))
                for pages in ([int(size) for size in sizes] or [1000, 10000, 100000])]
    for (few, cpu, low), (many, more, high) in zip(rows, rows[1:]):
        print(f"\nFrom {few} to {many} pages: {more / cpu:.1f} times the CPU, "
              f"{(high - low) * 1024 / (many - few):.2f} kB a page.")


main()
