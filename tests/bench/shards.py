#!/usr/bin/env python3
"""Times a site that is built in parts, one after the other: one fiche for each row of a large table.

usage: shards.py SHARED_BENCH [PARTS FICHES...]         (8, and 250000 500000 1000000 when not said)

The site is that of bench.py with 200 studies. Parts are built from nothing; of each part the time and the peak
memory of its process. What is published is removed after each part: a million files take 5 GB of memory.
"""
import os, shutil, sys

from corpus import ESSOR, clear, count_files, essor_site, generate, median, run, shared_folder, work_folder

STUDIES = 200           # enough for all themes, which the menus lead to


def build_parts(site, parts):
    """CPU, wall, peak of each part, and how many files they make together."""
    rows, files = [], 0
    clear(site)
    for part in range(1, parts + 1):
        rows.append(run([ESSOR, "build", "-q", "--shard", f"{part}/{parts}"], site))
        files += count_files(os.path.join(site, "parts"))
        shutil.rmtree(os.path.join(site, "parts"))
        clear(site)
    return rows, files


def show(fiches, rows, files):
    print(f"| {fiches} | {files} | {median(rows, 0):.2f} | {max(row[0] for row in rows):.2f} | {sum(row[0] for row in rows):.1f} "
          f"| {sum(row[1] for row in rows):.1f} | {max(row[2] for row in rows):.0f} |", flush=True)


def main():
    shared, numbers = shared_folder(sys.argv[1:])
    parts, *sizes = [int(number) for number in numbers] or (8, 250000, 500000, 1000000)
    print(f"| fiches | files | CPU s of a part | of the longest | of all {parts} | wall s of all | peak MB |\n"
          "|---:|---:|---:|---:|---:|---:|---:|")
    for fiches in sizes:
        with work_folder() as work:
            generate(shared, work, STUDIES, 1, ("hugo",))
            generate(shared, work, 0, fiches, ("raw",))
            show(fiches, *build_parts(essor_site(work), parts))


main()
