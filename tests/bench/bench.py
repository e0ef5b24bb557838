#!/usr/bin/env python3
"""Times Essor next to Hugo and to the floor program on the same corpus, in turn, in one run.

usage: bench.py SHARED_BENCH [PAGES...]        (make bench)

The corpus is made by SHARED_BENCH/gen.py: half Markdown studies, half fiches from a table. Everything
lies in memory (/dev/shm). For each size: RUNS rounds of (floor, essor, hugo), each into a folder that
does not exist; the table shows medians of CPU (user + system), wall and peak memory, and ratios.
"""
import os, resource, shutil, statistics, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
ESSOR = os.path.join(HERE, "../../build/release/essor")
RUNS = int(os.environ.get("RUNS", "5"))


def run(command, folder):
    """CPU seconds, wall seconds, peak megabytes of one whole process."""
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status:
        sys.exit(f"{' '.join(command)} failed:\n{errors.decode()[-2000:]}")
    return usage.ru_utime + usage.ru_stime, time.monotonic() - start, usage.ru_maxrss / 1024


def make_essor_site(corpus):
    """The site of tests/bench/site, with the studies of Hugo's corpus and the table of the raw one. Each
    table of a study gets the caption that Essor asks for: without, each would be a warning, with its
    source line, at each build."""
    site = os.path.join(corpus, "essor")
    shutil.copytree(os.path.join(HERE, "site"), site)
    studies = os.path.join(corpus, "hugo/content/etudes")
    for name in os.listdir(studies):
        if not name.startswith("_"):
            with open(os.path.join(studies, name), encoding="utf-8") as study:
                text = study.read().replace("\n| Année |", "\nTableau : Population et taux\n\n| Année |")
            with open(os.path.join(site, "content/etudes", name), "w", encoding="utf-8") as study:
                study.write(text)
    shutil.copy(os.path.join(corpus, "raw/territoires.csv"), os.path.join(site, "content"))
    return site


def count_files(folder):
    return sum(len(files) for _, _, files in os.walk(folder))


def syscalls(site):
    """System calls of one cold build with one thread."""
    if not shutil.which("strace"):
        return None
    with tempfile.NamedTemporaryFile("r") as log:
        subprocess.run(["strace", "-f", "-c", "-o", log.name, ESSOR, "build", "-q", "-j1"], cwd=site, check=True)
        for line in log:
            if line.rstrip().endswith("total"):
                return int(line.split()[3])     # % time, seconds, usecs/call, calls, errors


def clear(site):
    for name in ("public", ".essor"):
        shutil.rmtree(os.path.join(site, name), ignore_errors=True)


def measure(shared, pages, work):
    corpus = os.path.join(work, str(pages))
    subprocess.run([sys.executable, os.path.join(shared, "gen.py"), corpus, "--n", str(pages // 2), "--m",
                    str(pages // 2), "--peers", "hugo,raw"], check=True)
    site, hugo = make_essor_site(corpus), os.path.join(corpus, "hugo")
    floor = os.path.join(work, "ssgfloor")
    results = {"floor": [], "essor": [], "essor -j1": [], "hugo": []}
    for round_ in range(RUNS):
        target = os.path.join(corpus, f"floor-{round_}")
        results["floor"].append(run([floor, os.path.join(corpus, "raw"), target, "2", "1", "write"], corpus))
        shutil.rmtree(target)
        for name, jobs in (("essor", "2"), ("essor -j1", "1")):
            clear(site)
            results[name].append(run([ESSOR, "build", "-q", "-j", jobs], site))
        clear(hugo)
        results["hugo"].append(run(["hugo", "--quiet"], hugo))
    clear(site)
    run([ESSOR, "build", "-q"], site)
    again = [run([ESSOR, "build", "-q"], site) for _ in range(RUNS)]
    files = count_files(os.path.join(site, "public"))
    clear(site)
    return results, again, files, syscalls(site)


def median(rows, column):
    return statistics.median(row[column] for row in rows)


def show(pages, results, again, files, calls):
    base, cpu = results["essor"], lambda name: median(results[name], 0)
    print(f"\n### {pages} pages, {files} files\n")
    print("| program | CPU s | wall s | peak MB | CPU / Essor's | memory / Essor's |")
    print("|---|---:|---:|---:|---:|---:|")
    for name in ("floor", "essor", "essor -j1", "hugo"):
        rows = results[name]
        print(f"| {name} | {median(rows, 0):.2f} | {median(rows, 1):.2f} | {median(rows, 2):.0f} | "
              f"{cpu(name) / cpu('essor'):.2f} | {median(rows, 2) / median(base, 2):.2f} |")
    print(f"| essor, nothing changed | {median(again, 0):.3f} | {median(again, 1):.3f} | {median(again, 2):.0f} | | |")
    per_page = f"; {calls / files:.1f} system calls a file" if calls else ""
    print(f"\nTwo threads instead of one: {median(results['essor -j1'], 1) / median(base, 1):.2f} times faster (wall){per_page}.")
    return median(base, 2)


def main():
    shared = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "../../../shared/bench")
    if not os.path.exists(os.path.join(shared, "gen.py")):
        print("bench: skipped, the corpus generator is not beside the project")
        return
    sizes = [int(size) for size in sys.argv[2:]] or [1000, 10000]
    work = tempfile.mkdtemp(prefix="essor-bench-", dir="/dev/shm")
    try:
        subprocess.run(["cc", "-O2", "-march=native", "-D_GNU_SOURCE", "-std=gnu11", "-w", "-o",
                        os.path.join(work, "ssgfloor"), os.path.join(shared, "c/ssgfloor.c"), "-lcmark-gfm",
                        "-lcmark-gfm-extensions", "-lxxhash", "-lpthread",
                        *subprocess.getoutput("pkg-config --cflags libcmark-gfm libxxhash").split()], check=True)
        peaks = [(pages, show(pages, *measure(shared, pages, work))) for pages in sizes]
        for (few, low), (many, high) in zip(peaks, peaks[1:]):
            print(f"\nMemory from {few} to {many} pages: {(high - low) * 1024 / (many - few):.2f} kB a page.")
    finally:
        shutil.rmtree(work)


main()
