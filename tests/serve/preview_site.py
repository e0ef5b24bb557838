"""preview_site.py - a small site in memory, `essor serve` running on it, and what browsers do to it."""
import os, re, shutil, signal, socket, subprocess, tempfile, threading, time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
ESSOR = os.environ.get("ESSOR", os.path.join(ROOT, "build/essor"))
os.environ.setdefault("ASAN_OPTIONS", "quarantine_size_mb=1")        # what is freed is not counted as kept
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else os.path.join(ROOT, "build")
PAGE = "---\ntitle: {0}\ndescription: Essai {0}.\n---\n{1}\n"


class Response:
    def __init__(self, raw):
        head, _, self.body = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.line = lines[0]
        self.status = int(lines[0].split()[1]) if lines[0].startswith("HTTP/") else 0
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}

    @property
    def text(self):
        return self.body.decode()


TESTS = []


def test(function):
    TESTS.append(function)
    return function


def same(found, wanted, about=""):
    assert found == wanted, f"{about}: {found!r}, not {wanted!r}"


class Events:
    """A stream of events, read by a thread: `names` as they come."""

    def __init__(self, site, page, made=None):
        if made is None:
            made = re.search('data-made="([^"]*)"', site.get("/" + page).text).group(1)
        self.socket = socket.create_connection(("127.0.0.1", site.port), 10)
        self.socket.sendall(f"GET /.essor/events?page={page}&made={made} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        self.all, self.changed = b"", threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()
        self.wait_bytes(b"retry: ")

    def read(self):
        self.socket.settimeout(None)
        try:
            while part := self.socket.recv(65536):
                with self.changed:
                    self.all += part
                    self.changed.notify_all()
        except OSError:
            pass

    def wait_bytes(self, what, seconds=10):
        with self.changed:
            assert self.changed.wait_for(lambda: what in self.all, seconds), f"{what} did not come: {self.all[-500:]}"

    def wait(self, name, seconds=10):
        self.wait_bytes(f"event: {name}\n".encode(), seconds)

    @property
    def names(self):
        return re.findall("event: (\\w+)", self.all.decode())

    def close(self):
        self.socket.close()


class Site:
    """A copy of tests/cases/base with some pages; `start` runs the preview on it."""
    ip = "127.0.0.1"                                        # where it is asked

    def __init__(self, files=()):
        self.folder = tempfile.mkdtemp(prefix="essor-serve-", dir=MEMORY)
        shutil.copytree(os.path.join(ROOT, "tests/cases/base"), self.folder, dirs_exist_ok=True)
        self.write("site.toml", self.read("site.toml") + "\n[git]\nenable = false\n")
        self.write("content/a.md", PAGE.format("A", "Texte de A."))
        self.write("content/s/b.md", PAGE.format("B", "Texte de B."))
        for path, text in dict(files).items():
            self.write(path, text)
        self.process = None

    def path(self, path):
        return os.path.join(self.folder, path)

    def read(self, path):
        with open(self.path(path), "rb") as file:
            return file.read().decode()

    def write(self, path, text):
        os.makedirs(os.path.dirname(self.path(path)), exist_ok=True)
        with open(self.path(path), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())

    def start(self, *options, settle=True):
        self.log = open(self.path(".log"), "wb")
        self.process = subprocess.Popen([ESSOR, "serve", "--lang", "en", *options], cwd=self.folder, stdout=self.log, stderr=self.log)
        said = self.wait_for("the preview is at ")
        self.address = re.findall("the preview is at (\\S+)/;", said)[-1]
        self.port = int(self.address.rsplit(":", 1)[1])
        if settle:
            self.settle()
        return self

    def said(self):
        with open(self.path(".log"), "rb") as log:
            return log.read().decode()

    def wait_for(self, text, seconds=10):
        end = time.monotonic() + seconds
        while text not in self.said():
            assert time.monotonic() < end and self.process.poll() is None, f"'{text}' was not said:\n{self.said()}"
            time.sleep(0.005)
        return self.said()

    def builder(self):
        """The process that builds and answers; its parent starts another when it dies."""
        end = time.monotonic() + 10
        while time.monotonic() < end:
            with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as children:
                if found := children.read().split():
                    return int(found[0])
        raise AssertionError("no process builds")

    def processor(self):
        """Seconds of the processor that the builder has had."""
        with open(f"/proc/{self.builder()}/stat") as stat:
            user, system = stat.read().rsplit(")", 1)[1].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def request(self, raw, seconds=20):
        """Sends bytes, reads until the server has answered one request and closed."""
        with socket.create_connection((self.ip, self.port), seconds) as connection:
            connection.sendall(raw)
            answer = b""
            try:
                while part := connection.recv(1 << 16):
                    answer += part
            except ConnectionResetError:
                pass
        return Response(answer)

    def get(self, target, method="GET", host=None, **headers):
        own = f"[{self.ip}]" if ":" in self.ip else self.ip
        host = f"{own}:{self.port}" if host is None else host
        lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return self.request("\r\n".join(lines + ["", ""]).encode("latin-1"))

    def settle(self):
        """Waits until all that was saved is shown; the status says whether the site has mistakes."""
        return self.get("/.essor/settled").status

    def built(self):
        """How many builds there were, of the whole or of texts."""
        return len(re.findall("made again in|outputs: ", self.said()))

    def clean(self, *options):
        """What `essor build` makes of the same files, in a folder of its own."""
        target = tempfile.mkdtemp(prefix="essor-clean-", dir=MEMORY)
        base = re.search('base_url = "https?://[^/"]*([^"]*)"', self.read("site.toml")).group(1)
        work = os.path.join(target, "site")
        shutil.copytree(self.folder, work, ignore=shutil.ignore_patterns(".essor", ".log", "public"))
        subprocess.run([ESSOR, "build", "-q", "--drafts", "-b", self.address + base, *options], cwd=work, check=True,
                       stderr=subprocess.DEVNULL)
        return target, os.path.join(work, "public")

    def check_clean(self):
        """The preview's folder is what a build makes, byte for byte."""
        target, public = self.clean()
        diff = subprocess.run(["diff", "-r", "-x", "manifest.json", public, self.path(".essor/preview/site")], capture_output=True, text=True)
        shutil.rmtree(target)
        assert not diff.stdout and not diff.returncode, diff.stdout + diff.stderr

    def stop(self, how=signal.SIGINT):
        if self.process and self.process.poll() is None:
            builder, end = self.builder(), time.monotonic() + 10
            self.process.send_signal(how)
            self.process.wait(10)
            while os.path.exists(f"/proc/{builder}") and time.monotonic() < end:        # it dies with its parent, at once but after it
                time.sleep(0.001)
        self.log.close()
        return self.process.returncode

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process:
            self.stop(signal.SIGKILL if self.process.poll() is None else signal.SIGINT)
        shutil.rmtree(self.folder)
