"""The process of `essor serve`: its address, its start and its ends, its memory, what it outlives. Run by preview.py."""
import os, re, shutil, signal, socket, subprocess, threading, time
from preview_site import ESSOR, PAGE, Events, Site, same, test


@test
def finds_a_port():
    with Site() as one, Site() as two:
        one.start("--port", "14100")
        two.start("--port", str(one.port))
        assert two.port > one.port
        two.wait_for(f"port {one.port} is taken: the preview takes {two.port}")
        again = subprocess.run([ESSOR, "serve", "--lang", "en"], cwd=one.folder, capture_output=True, text=True, timeout=10)
        same(again.returncode, 5)
        assert f"this site is previewed already (process {one.process.pid})" in again.stderr, again.stderr
        built = subprocess.run([ESSOR, "build", "-q"], cwd=one.folder, capture_output=True, text=True, timeout=20)
        same((built.returncode, built.stderr), (0, ""), "a build runs beside a preview")


def this_machine():
    """An address of this machine that others reach, if it has any."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("203.0.113.1", 9))               # sends nothing
            return probe.getsockname()[0]
        except OSError:
            return None


@test
def listens_where_it_is_asked():
    places = [("127.0.0.2", "127.0.0.2", "http://127.0.0.2", ("127.0.0.2", "localhost"), ("127.0.0.3", "evil.example")),
              ("0.0.0.0", "127.0.0.1", "http://localhost", ("localhost", "127.0.0.1", "192.168.1.9", "[fd00::9]"), ("evil.example", "poste"))]
    if os.path.exists("/proc/net/if_inet6"):
        places.append(("0:0::1", "::1", "http://[::1]", ("[::1]", "localhost"), ("[fd00::9]", "evil.example", "192.168.1.9")))
    if this_machine():
        places.append((this_machine(), this_machine(), f"http://{this_machine()}", (this_machine(),), ("localhost", "127.0.0.1", "evil.example")))
    for bind, ip, address, ours, others in places:
        with Site() as site:
            site.ip = ip
            site.start("--bind", bind)
            same(site.address, f"{address}:{site.port}", bind)
            local = ip != this_machine() and bind != "0.0.0.0"
            warned = site.said().count("warning[E0918]: other machines of this network see the preview")
            same(warned, 0 if local else 1, f"{bind}: {site.said()}")
            for host in ours:
                same(site.get("/a/", host=f"{host}:{site.port}").status, 200, f"{host} on {bind}")
            for host in others:
                same(site.get("/a/", host=f"{host}:{site.port}").status, 403, f"{host} on {bind}")


@test
def refuses_wrong_addresses():
    with Site() as site:
        for options, code, said in ((("--port", "0"), 2, "from 1 to 65535"), (("--port", "70000"), 2, "from 1 to 65535"),
                                    (("--bind", "localhost"), 2, "an address in digits is expected"),
                                    (("--bind", "eth0"), 2, "'eth0' is no value for '--bind'"),
                                    (("--bind", "127.0.0.1:1313"), 2, "an address in digits is expected"),
                                    (("--bind", "203.0.113.1"), 5, "this machine has no such address")):
            wrong = subprocess.run([ESSOR, "serve", "--lang", "en", *options], cwd=site.folder, capture_output=True, text=True, timeout=10)
            same(wrong.returncode, code, f"{options}: {wrong.stderr}")
            assert said in wrong.stderr, wrong.stderr
            assert code == 5 or not os.path.exists(site.path(".essor")), options


@test
def opens_the_browser():
    with Site() as site:
        site.write("bin/xdg-open", f"#!/bin/sh\necho \"$1\" >{site.path('.opened')}\n")
        os.chmod(site.path("bin/xdg-open"), 0o755)
        before = os.environ["PATH"]
        site.log = open(site.path(".log"), "ab+")
        site.process = subprocess.Popen([ESSOR, "serve", "-O", "--lang", "en"], cwd=site.folder, stdout=site.log, stderr=site.log,
                                        env={**os.environ, "PATH": site.path("bin") + ":" + before})
        site.wait_for("the preview is at")
        end = time.monotonic() + 5
        while not os.path.exists(site.path(".opened")) or not site.read(".opened"):
            assert time.monotonic() < end
            time.sleep(0.01)
        assert site.read(".opened").strip() + "/" in site.said()


@test
def is_made_anew_after_a_kill():
    with Site() as site:
        site.start()
        site.write("content/a.md", PAGE.format("A", "Avant la mort."))
        same(site.settle(), 204)
        site.stop(signal.SIGKILL)
        site.write("content/a.md", PAGE.format("A", "Après la mort."))
        site.start()
        assert "Après la mort." in site.get("/a/").text
        site.check_clean()


@test
def shows_a_page_before_the_whole_site():
    pages = {f"content/p{i:04}.md": PAGE.format(f"Page {i}", "Un texte.\n\n" * 20 + "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 40).replace("| a", "Tableau : x\n\n| a")
             for i in range(3000)}
    with Site(pages) as site:
        site.start("-j1", settle=False)
        page = site.get("/p2999/")
        before = "outputs:" not in site.said()
        same(page.status, 200)
        assert "Un texte." in page.text
        assert before, "the page came before the whole site was built"
        same(site.settle(), 204)
        browser = Events(site, "p2998/index.html")
        built = site.built()
        site.write("themes/essai/base.html", site.read("themes/essai/base.html") + "<!-- nouveau -->")
        browser.wait("reload")
        assert site.built() == built, "the page that is looked at is made first"
        same(site.settle(), 204)
        site.check_clean()


@test
def is_not_held_up_by_slow_clients():
    with Site({"content/gros.bin": b"x" * (20 << 20)}) as site:
        site.start()
        slow = []
        for _ in range(3):                              # ask for much, read nothing
            connection = socket.create_connection(("127.0.0.1", site.port))
            connection.sendall(b"GET /gros.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
            slow.append(connection)
        begin = time.monotonic()
        same(site.get("/a/").status, 200)
        assert time.monotonic() - begin < 2
        drip = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(300)]
        stop = threading.Event()

        def trickle():
            while not stop.is_set():
                for connection in drip:
                    try:
                        connection.send(b"G")
                    except OSError:
                        pass
                stop.wait(0.5)

        thread = threading.Thread(target=trickle)
        thread.start()
        begin = time.monotonic()
        same(site.get("/a/").status, 200)
        stop.set()
        thread.join()
        assert time.monotonic() - begin < 15, "requests that never end are cut"
        for connection in slow + drip:
            connection.close()
        same(site.get("/a/").status, 200)


@test
def keeps_its_memory():
    def resident(site):
        with open(f"/proc/{site.builder()}/status") as status:
            return int(re.search("VmRSS:\\s*(\\d+)", status.read()).group(1))

    with Site({f"content/p{i}.md": PAGE.format(f"P{i}", "x") for i in range(20)}) as site:
        site.start()
        sizes = []
        for i in range(1000):
            title = f"A{i}" if i % 8 == 0 else f"A{i - i % 8}"
            site.write("content/a.md", PAGE.format(title, f"Texte {i}."))
            same(site.settle(), 204)
            if i % 100 == 99:
                sizes.append(resident(site))
        same(site.stop(), 0)
        assert "made again in" in site.said()
        assert sizes[-1] < sizes[1] + 1000, f"kB after each hundred of builds: {sizes}"


ENDLESS = 'local s = ("a"):rep(30000)\ns:find(("a*"):rep(6) .. "b")\n'


@test
def outlives_a_script_that_never_ends():
    with Site({"lua/b.lua": ""}) as site:                   # a new folder would be a save of its own
        site.start("--max-time", "1")
        events, first = Events(site, "a/index.html"), site.builder()
        site.write("lua/a.lua", ENDLESS)
        site.wait_for("lua/a.lua:2: error[E0441]: 'lua/a.lua' takes more than 1 seconds of the processor", 60)
        assert first != site.builder()
        events = Events(site, "a/index.html", "x")
        events.wait("problems")
        assert b"E0441" in events.all and b"lua/a.lua:2:1" in events.all, events.all
        same(site.settle(), 409)
        same(site.get("/a/").status, 500, "nothing is built before a save")
        site.write("lua/a.lua", "")
        events.wait("reload")
        same((site.settle(), site.get("/a/").status), (204, 200))
        site.check_clean()
        same(site.stop(), 0)


@test
def sees_what_is_saved_while_a_script_never_ends():
    with Site() as site:
        site.start("--max-time", "2")
        before = site.processor()
        site.write("lua/a.lua", ENDLESS)
        while site.processor() < before + 0.5:              # the script runs
            time.sleep(0.05)
        os.remove(site.path("lua/a.lua"))
        site.wait_for("E0441", 60)
        same((site.settle(), site.get("/a/").status), (204, 200), "the script is gone")


@test
def builds_again_what_is_saved_while_it_builds():
    with Site() as site:
        site.start()
        site.write("lua/lent.lua", "for i = 1, 50000000 do end")
        for number in range(100):
            site.write("content/a.md", PAGE.format("A", f"Texte {number}."))
            time.sleep(0.005)
        site.settle()
        assert "Texte 99." in site.get("/a/").text


@test
def outlives_a_crash():
    with Site() as site:
        site.start()
        os.kill(site.builder(), signal.SIGKILL)
        site.wait_for("\nerror[E0443]: the program crashed (signal 9)\n")      # at nothing: no place is told
        same(site.settle(), 409)
        site.write("content/a.md", PAGE.format("A", "Revenu."))
        same(site.settle(), 204)
        assert "Revenu." in site.get("/a/").text
        same(site.stop(signal.SIGTERM), 0)


@test
def survives_the_loss_of_its_folder():
    with Site() as site:
        site.start()
        shutil.rmtree(site.path(".essor"))
        same(site.settle(), 204)
        same(site.get("/a/").status, 200)
        site.write("content/a.md", PAGE.format("A", "Refait."))
        same(site.settle(), 204)
        assert "Refait." in site.get("/a/").text
        site.check_clean()
        same(site.stop(), 0)


@test
def looks_itself_where_nothing_can_be_watched():
    few = "echo 2 >/proc/sys/user/max_inotify_watches && exec "
    if subprocess.run(["unshare", "-Ur", "sh", "-c", few + "true"], capture_output=True).returncode:
        return                                          # no user namespaces here
    with Site() as site:
        site.log = open(site.path(".log"), "wb")
        site.process = subprocess.Popen(["unshare", "-Ur", "sh", "-c", few + f"'{ESSOR}' serve --lang en"], cwd=site.folder,
                                        stdout=site.log, stderr=site.log)
        said = site.wait_for("the preview is at ")
        assert "warning[E0916]" in said and "max_user_watches" in said, said
        site.port = int(re.search("the preview is at http://127.0.0.1:(\\d+)/", said).group(1))
        same(site.settle(), 204)
        site.write("content/s/b.md", PAGE.format("B", "Vu sans être surveillé."))
        end = time.monotonic() + 8
        while "Vu sans" not in site.get("/s/b/").text:
            assert time.monotonic() < end, site.said()
            time.sleep(0.1)


@test
def leaves_no_listener_behind():
    with Site() as site:
        site.start()
        for _ in range(400):
            Events(site, "a/index.html", "x").close()
        same(site.get("/a/").status, 200)
        events = Events(site, "a/index.html")
        site.write("content/a.md", PAGE.format("A", "Encore."))
        events.wait("reload")
