#!/usr/bin/env python3
"""What `essor serve` does, asked over its socket: preview.py [NAME]     (make preview)

Each test has a site and a server of its own; several run at once. The last line counts.
"""
import concurrent.futures, os, re, shutil, signal, subprocess, sys, time, traceback
from preview_process import is_not_held_up_by_slow_clients, keeps_its_memory
from preview_site import ESSOR, PAGE, ROOT, TESTS, Events, Site, same, test


@test
def shows_the_site():
    with Site({"content/brouillon.md": PAGE.format("Brouillon", "x").replace("---\ntitle", "---\ndraft: true\ntitle")}) as site:
        site.start("--port", "14300")                   # another port is another address: all is made again
        page = site.get("/a/")
        same(page.status, 200)
        assert "Texte de A." in page.text and '<script src="/.essor/preview.js" data-page="a/index.html"' in page.text
        same(site.get("/brouillon/").status, 200, "drafts are shown")
        site.wait_for("drafts shown: 1")
        assert "Essor" not in site.read(".essor/preview/site/a/index.html")
        assert "preview.js" not in site.read(".essor/preview/site/a/index.html"), "the script is never in a file"
        assert not os.path.exists(site.path("public")), "public/ is not touched"
        script = site.get("/.essor/preview.js")
        same((script.status, script.headers["content-type"]), (200, "text/javascript; charset=utf-8"))
        site.check_clean()
        same(site.stop(), 0, "SIGINT")
        site.start("--port", str(site.port))
        assert "outputs: 0 made" in site.said(), "the state is kept"
        same(site.stop(signal.SIGTERM), 0, "SIGTERM")


@test
def links_lead_to_the_preview():
    with Site() as site:
        site.write("site.toml", site.read("site.toml").replace("obs.example", "obs.example/sous/chemin"))
        site.start()
        for start in "/", "/sous/chemin":
            answer = site.get(start)
            same((answer.status, answer.headers["location"]), (302, "/sous/chemin/"))
        same(site.get("/sous/chemin/a/").status, 200)
        same(site.get("/a/").status, 404)
        assert "/sous/chemin/" in site.get("/a/").text
        assert f"{site.address}/sous/chemin/a/" in site.get("/sous/chemin/sitemap.xml").text
        site.check_clean()
        site.write("site.toml", site.read("site.toml").replace("/sous/chemin", ""))
        same(site.settle(), 204)
        same(site.get("/a/").status, 200, "the base path is gone")


@test
def refuses_other_hosts():
    with Site() as site:
        site.start()
        port = site.port
        for host in "localhost", f"localhost:{port}", "127.0.0.1", f"127.0.0.1:{port}", f"[::1]:{port}", "LOCALHOST":
            same(site.get("/a/", host=host).status, 200, host)
        for host in ("evil.example", f"evil.example:{port}", "localhost.evil.example", "127.0.0.1.nip.io", "10.0.0.1", "", "localhost:x",
                     "localhost@evil.example", "0.0.0.0", "[::]", "127.0.0.1.", "localhost,evil.example"):
            for target in "/a/", "/", "/.essor/events?page=a/index.html", "/.essor/settled", "/.essor/preview.js", "/rien":
                answer = site.get(target, host=host)
                same(answer.status, 403, f"host '{host}' for {target}")
                assert "Texte" not in answer.text and "may be a trap" in answer.text
        same(site.request(b"GET /a/ HTTP/1.0\r\n\r\n").status, 403, "no host at all")
        assert site.request(b"GET /a/ HTTP/1.1\r\nConnection: close\r\n\r\n").status in (400, 403), "no host at all"
        assert site.request(b"GET http://evil.example/a/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").status in (400, 404)


@test
def refuses_other_origins():
    with Site() as site:
        site.start()
        here = f"127.0.0.1:{site.port}"
        target = "/.essor/events?page=a/index.html&made=x"
        for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": f"https://{here}"}, {"Origin": "http://127.0.0.1:1"},
                        {"Origin": f"http://{here}.evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
                        {"Origin": f"http://{here}", "Sec-Fetch-Site": "cross-site"}, {"Origin": f"http://localhost:{site.port}"}):
            answer = site.get(target, **headers)
            same(answer.status, 403, str(headers))
            assert "event" not in answer.text
        for headers in {}, {"Origin": f"http://{here}"}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}:
            same(site.get(target, method="HEAD", **headers).status, 200, str(headers))
        for answer in site.get("/a/", Origin="http://evil.example"), site.get("/a.css"), site.get("/.essor/preview.js"):
            assert not [name for name in answer.headers if name.startswith("access-control")]
            same(answer.headers["cross-origin-resource-policy"], "same-origin")
            same(answer.headers["x-content-type-options"], "nosniff")


@test
def takes_get_and_head_only():
    with Site() as site:
        site.start()
        for method in "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "FOO":
            answer = site.get("/a/", method=method)
            assert answer.status in (405, 501, 400), f"{method}: {answer.line}"
            assert b"Texte" not in answer.body
        answer = site.request(b"POST /a/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
        same((answer.status, answer.headers["allow"]), (405, "GET, HEAD"))
        head, get = site.get("/a/", method="HEAD"), site.get("/a/")
        same((head.status, head.body, head.headers["content-length"]), (200, b"", get.headers["content-length"]))
        same(site.request(b"nonsense\r\n\r\n").status in (0, 400), True, "no HTTP")
        huge = b"GET /a/ HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 100000 + b"\r\n\r\n"
        assert site.request(huge).status in (0, 400, 413, 431)
        assert site.request(b"GET /" + b"x" * 100000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n").status in (0, 400, 414, 431)
        same(site.get("/a/").status, 200)


TRAVERSAL = ["/../site.toml", "/..%2fsite.toml", "/%2e%2e/site.toml", "/%2e%2e%2f%2e%2e%2fsite.toml", "/a/../../../site.toml", "//etc/passwd",
             "/etc/passwd", "/%2fetc/passwd", "/a/%00", "/a%00.html", "/a/index.html%00", "/..\\site.toml", "/%5c..%5csite.toml",
             "/.essor/preview/state", "/.essor/../site.toml", "/.essor/preview/site/a/index.html", "/.log", "/.git/config", "/%2elog",
             "/....//site.toml", "/a/./index.html", "/a//index.html", "/%c0%ae%c0%ae/site.toml", "/%252e%252e/site.toml", "/lien.txt",
             "/dossier/passwd", "/manifest.json/../site.toml", "/content/a.md", "/site.toml", "/lock", "/state", "/%", "/%zz", "/a?../../x",
             "/C:/boot.ini", "/file:///etc/passwd", "/%0a", "/a/index.html/", "/a/index.html/x"]


@test
def lets_no_path_escape():
    with Site() as site:
        site.start()
        os.symlink("/etc/passwd", site.path(".essor/preview/site/lien.txt"))
        os.symlink("/etc", site.path(".essor/preview/site/dossier"))
        os.remove(site.path(".essor/preview/site/s/b/index.html"))
        os.symlink("/etc/passwd", site.path(".essor/preview/site/s/b/index.html"))
        for target in TRAVERSAL:
            answer = site.request(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode("latin-1"))
            for secret in b"root:", b"base_url", b"Texte de", b"[core]":
                assert secret not in answer.body or target.startswith("/a?"), f"{target}: {answer.body[:200]}"
            assert answer.status in (400, 403, 404) or target.startswith("/a?"), f"{target}: {answer.line}"
        assert b"root:" not in site.get("/s/b/").body, "an output that became a link"


@test
def tells_types_and_versions():
    files = {"content/x.pdf": "%PDF", "content/i.svg": "<svg/>", "content/t.csv": "k,v\na,1\n", "content/été.txt": "é",
             "themes/essai/assets/a.css": "p{}", "themes/essai/assets/a.js": "1", "content/inconnu.xyz": "x"}
    with Site(files) as site:
        site.start()
        for path, media in {"/": "text/html; charset=utf-8", "/a/index.html": "text/html; charset=utf-8", "/x.pdf": "application/pdf",
                            "/i.svg": "image/svg+xml", "/t.csv": "text/csv; charset=utf-8", "/t.json": "application/json",
                            "/%C3%A9t%C3%A9.txt": "text/plain; charset=utf-8", "/assets/a.css": "text/css; charset=utf-8",
                            "/assets/a.js": "text/javascript; charset=utf-8", "/sitemap.xml": "application/xml; charset=utf-8",
                            "/atom.xml": "application/atom+xml; charset=utf-8", "/inconnu.xyz": "application/octet-stream",
                            "/manifest.json": "application/json"}.items():
            answer = site.get(path)
            same((answer.status, answer.headers["content-type"]), (200, media), path)
        same(site.get("/").headers["cache-control"], "no-store")
        style = site.get("/assets/a.css?h=0123")
        same(style.headers["cache-control"], "no-cache")
        same(site.get("/assets/a.css", If_None_Match=style.headers["etag"]).status, 304)
        same(site.get("/assets/a.css", If_None_Match='"0"').status, 200)
        site.write("themes/essai/assets/a.css", "p{color:red}")
        site.settle()
        same(site.get("/assets/a.css", If_None_Match=style.headers["etag"]).body, b"p{color:red}")


@test
def gives_parts():
    with Site({"content/d.bin": bytes(range(256)) * 40}) as site:
        site.start()
        whole = bytes(range(256)) * 40
        for spec, first, last in ("0-9", 0, 9), ("100-", 100, 10239), ("-5", 10235, 10239), ("10000-99999", 10000, 10239), ("0-0", 0, 0):
            answer = site.get("/d.bin", Range=f"bytes={spec}")
            same((answer.status, answer.headers["content-range"]), (206, f"bytes {first}-{last}/10240"), spec)
            same(answer.body, whole[first:last + 1], spec)
        answer = site.get("/d.bin", Range="bytes=10240-")
        same((answer.status, answer.headers["content-range"]), (416, "bytes */10240"))
        tag = site.get("/d.bin", method="HEAD").headers["etag"]
        same(site.get("/d.bin", Range="bytes=0-1", If_Range=tag).status, 206)
        for odd in {"Range": "bytes=0-1", "If_Range": '"0"'}, {"Range": "bytes=0-1,5-6"}, {"Range": "lines=1-2"}:
            answer = site.get("/d.bin", **odd)
            same((answer.status, answer.body), (200, whole), str(odd))


@test
def tells_what_is_not_there():
    with Site({"content/dossier/index.md": PAGE.format("Dossier", "x")}) as site:
        site.start()
        answer = site.get("/rien/")
        same((answer.status, answer.headers["content-type"]), (404, "text/html; charset=utf-8"))
        assert 'data-page="rien/index.html"' in answer.text, "a page that comes there is shown at once"
        answer = site.get("/dossier")
        same((answer.status, answer.headers["location"]), (302, "/dossier/"))
        same(site.get("/.essor/rien").status, 404)
        waiting = Events(site, "rien/index.html", re.search('data-made="([^"]*)"', site.get("/rien/").text).group(1))
        site.write("content/rien.md", PAGE.format("Rien", "Le voici."))
        waiting.wait("reload")
        assert "Le voici." in site.get("/rien/").text


@test
def sends_reloads():
    with Site() as site:
        base = site.read("themes/essai/base.html").replace("</head>", '<link rel="stylesheet" href="{{ site.asset("a.css") }}"></head>')
        assert "site.asset" in base
        site.write("themes/essai/base.html", base)
        site.write("themes/essai/assets/a.css", "p{}")
        site.write("content/photo.svg", "<svg></svg>")
        site.start()
        a, b = Events(site, "a/index.html"), Events(site, "s/b/index.html")
        site.write("content/a.md", PAGE.format("A", "Un autre texte."))
        a.wait("reload")
        site.settle()
        same((a.names, b.names), (["reload"], []), "only the page that changed")
        assert "made again in" in site.said(), "a text alone is made again"
        a.close()
        site.write("themes/essai/assets/a.css", "p{color:red}")
        b.wait("styles")
        site.settle()
        same(b.names, ["styles"], "a style sheet needs no reload")
        site.write("content/photo.svg", "<svg><g/></svg>")
        b.wait("reload")
        same(b.names, ["styles", "reload"], "an image may be on any page")
        b.close()
        late = Events(site, "a/index.html", "0" * 16 + "-" + "0" * 16)
        late.wait("reload")                             # the page changed before it listened
        site.write("content/a.md", site.read("content/a.md"))
        site.settle()
        same(late.names, ["reload"], "saved again, the same")


@test
def tells_mistakes_until_they_are_mended():
    with Site() as site:
        site.start()
        good = site.read("content/a.md")
        events = Events(site, "s/b/index.html")
        for wrong, code in ((good + ":::encadre[x\n", "E05"), (good.replace("title", "titre"), "E02"),
                            (good + "[x](nulle-part.md)\n", "E05"), (good + "[x](#rien)\n", "E0511")):
            events.all = b""
            site.write("content/a.md", wrong)
            same(site.settle(), 409, wrong)
            events.wait("problems")
            told = site.get("/.essor/settled").text
            assert code in told and "content/a.md" in told, told
            assert "Texte de A." in site.get("/a/").text, "the former page stays"
            events.all = b""
            site.write("content/a.md", good)
            same(site.settle(), 204, "mended")
            events.wait_bytes(b"data: {}")
            site.check_clean()
        for path, wrong in ("site.toml", "x = ["), ("themes/essai/page.html", "{% if %}"), ("lua/faux.lua", "x ="), ("content/t.csv", "a,a\n1,2\n"):
            before = site.read(path) if os.path.exists(site.path(path)) else None
            site.write(path, (before or "") + "\n" + wrong + "\n")
            same(site.settle(), 409, path)
            same(site.get("/a/").status, 200, path)
            site.write(path, before) if before is not None else os.remove(site.path(path))
            same(site.settle(), 204, path)
        site.check_clean()


@test
def tells_mistakes_of_the_first_build():
    with Site({"content/a.md": PAGE.format("A", "[x](nulle-part.md)")}) as site:
        site.start(settle=False)
        same(site.settle(), 409)
        page = site.get("/a/")
        same(page.status, 500)
        assert "preview.js" in page.text
        events = Events(site, "a/index.html", "x")
        events.wait("problems")
        site.write("content/a.md", PAGE.format("A", "Bien."))
        events.wait("reload")
        assert "Bien." in site.get("/a/").text


@test
def keeps_texts_and_anchors_right():
    with Site({"content/a.md": PAGE.format("A", "## Un titre\n\nTexte."), "content/s/b.md": PAGE.format("B", "[a](../a.md#un-titre)")}) as site:
        site.start()
        site.write("content/a.md", PAGE.format("A", "## Un autre\n\nTexte."))
        same(site.settle(), 409, "another page leads to the anchor")
        assert "content/s/b.md:5:" in site.get("/.essor/settled").text
        site.write("content/s/b.md", PAGE.format("B", "[a](../a.md#un-autre)"))
        same(site.settle(), 204)
        site.check_clean()
        site.write("content/a.md", PAGE.format("A", "## Un troisième"))
        site.write("content/s/b.md", PAGE.format("B", "[a](../a.md#un-troisieme)"))
        same(site.settle(), 204)
        site.check_clean()


@test
def follows_files():
    with Site() as site:
        site.start()

        def expect(*found, gone=()):
            same(site.settle(), 204, site.said()[-600:])
            for path in found:
                same(site.get(path).status, 200, path)
            for path in gone:
                same(site.get(path).status, 404, path)
            site.check_clean()

        os.makedirs(site.path("content/neuf/plus/bas"))
        site.write("content/neuf/plus/bas/x.md", PAGE.format("X", "x"))
        expect("/neuf/plus/bas/x/")
        site.write("content/neuf/plus/y.md", PAGE.format("Y", "y"))         # in a folder that is new
        expect("/neuf/plus/y/")
        os.rename(site.path("content/neuf/plus/y.md"), site.path("content/neuf/plus/z.md"))
        expect("/neuf/plus/z/", gone=["/neuf/plus/y/"])
        os.rename(site.path("content/neuf"), site.path("content/vieux"))
        expect("/vieux/plus/bas/x/", gone=["/neuf/plus/bas/x/"])
        site.write("content/vieux/plus/w.md", PAGE.format("W", "w"))        # in a folder that moved
        expect("/vieux/plus/w/")
        os.remove(site.path("content/vieux/plus/w.md"))
        expect(gone=["/vieux/plus/w/"])
        shutil.rmtree(site.path("content/vieux"))
        expect(gone=["/vieux/plus/bas/x/", "/vieux/"])
        os.link(site.path("content/a.md"), site.path("content/lien.md"))
        expect("/lien/")
        os.remove(site.path("content/lien.md"))
        site.write("templates/page.html", "{{ page.title }} à ma façon {{ page.content | raw }}")
        same(site.settle(), 204 if "façon" in site.get("/a/").text else 409)
        shutil.rmtree(site.path("templates"))
        site.write("lua/fiches.lua", 'local essor = require "essor"\nessor.page { path = "fiche", title = "Fiche", body = "Un." }\n')
        expect("/fiche/")
        site.write("content/fiche.md", PAGE.format("Fiche", "Un texte de fichier."))
        expect("/fiche/")
        site.write("content/fiche.md", PAGE.format("Fiche", "Un autre texte de fichier."))
        expect("/fiche/")
        assert "autre texte de fichier" in site.get("/fiche/").text


@test
def follows_its_configuration():
    for given, path in ("conf/fr/dev.toml", "conf/fr/dev.toml"), ("./dev.toml", "dev.toml"), ("content/.dev.toml", "content/.dev.toml"):
        with Site() as site:
            config, base = site.read("site.toml"), site.read("themes/essai/base.html")
            site.write("themes/essai/base.html", base.replace("</body>", "<p>{{ site.title }}</p></body>"))
            site.write(path, config.replace('title = "', 'title = "Premier '))
            site.start("-c", given)
            assert "<p>Premier " in site.get("/a/").text, given
            site.write(path, config.replace('title = "', 'title = "Second '))
            same(site.settle(), 204)
            assert "<p>Second " in site.get("/a/").text, given
            if path.startswith("conf"):
                shutil.move(site.path("conf"), site.path("ailleurs"))
                same(site.settle(), 409, "it is gone")
                shutil.move(site.path("ailleurs"), site.path("conf"))
                same(site.settle(), 204, "it is back")
            site.write(path, config.replace('title = "', 'title = "Tiers '))
            same(site.settle(), 204)
            assert "<p>Tiers " in site.get("/a/").text, given


@test
def follows_editors():
    with Site() as site:
        site.start()

        def shown(text):
            same(site.settle(), 204)
            assert text in site.get("/a/").text, text
            site.check_clean()

        site.write("content/.a.md.tmp", PAGE.format("A", "Par renommage."))
        os.rename(site.path("content/.a.md.tmp"), site.path("content/a.md"))
        shown("Par renommage.")
        site.write("content/sedAbC", PAGE.format("A", "Comme sed."))
        os.rename(site.path("content/sedAbC"), site.path("content/a.md"))
        shown("Comme sed.")
        assert "made again in" in site.said(), "a text by renaming is a text"
        site.write("content/.a.md.swp", "x")
        site.write("content/4913", "")
        os.remove(site.path("content/4913"))
        os.rename(site.path("content/a.md"), site.path("content/a.md~"))
        site.write("content/a.md", PAGE.format("A", "Comme vim."))
        shown("Comme vim.")
        built = site.built()
        for name in "content/.a.md.swp", "content/a.md~", "content/#a.md#", "content/.#a.md", "public/x.html", "notes.txt":
            site.write(name, "bruit")
            site.settle()
        same(site.built(), built, "what editors leave is no change")
        with open(site.path("content/a.md"), "a", encoding="utf-8") as file:
            file.write("\nEn deux fois, ")
            file.flush()
            time.sleep(0.05)
            file.write("un seul enregistrement.\n")
        shown("En deux fois, un seul enregistrement.")


def later(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))


@test
def follows_the_clock():
    due = PAGE.format("Due", "Parue.").replace("title", f"date: {later(4)}\ntitle")
    past = PAGE.format("Past", "x").replace("title", f"expiry_date: {later(5)}\ntitle")
    with Site({"content/due.md": due, "content/past.md": past, "content/a.md": PAGE.format("A", "[x](due.md)")}) as site:
        site.start()
        same((site.settle(), site.get("/due/").status), (409, 500), "a link leads to a page that is not there yet")
        end = time.monotonic() + 10
        while site.get("/due/").status != 200 or site.get("/past/").status != 404:
            assert time.monotonic() < end, site.said()
            time.sleep(0.1)
        same(site.settle(), 204, "nothing was saved")
        assert "Parue." in site.get("/due/").text
        same(site.built(), 2, "one build for each page, none after")
        site.check_clean()
        site.stop()
        site.write("content/a.md", PAGE.format("A", "x"))
        site.start("--clock", later(-3600))
        time.sleep(1.5)
        same((site.settle(), site.get("/due/").status, site.get("/past/").status), (204, 404, 200), "--clock says when")


@test
def takes_a_burst_together():
    with Site({f"content/p{i}.md": PAGE.format(f"P{i}", "x") for i in range(200)}) as site:
        site.start()
        built = site.built()
        for i in range(200):
            site.write(f"content/p{i}.md", PAGE.format(f"P{i}", f"Texte {i} nouveau."))
        same(site.settle(), 204)
        assert site.built() - built < 40, f"{site.built() - built} builds"
        for i in range(0, 200, 20):
            assert f"Texte {i} nouveau." in site.get(f"/p{i}/").text
        built = site.built()
        for i in range(200):
            site.write("content/a.md", PAGE.format("A", f"Frappe {i}."))
        same(site.settle(), 204)
        assert "Frappe 199." in site.get("/a/").text
        assert site.built() - built < 40, f"{site.built() - built} builds"
        site.check_clean()


@test
def equals_clean_builds_after_random_edits():
    seed, steps = os.environ.get("SEED", str(int(time.time()))), os.environ.get("STEPS", "40")
    walk = subprocess.run(["lua5.4", "tests/property/property.lua", seed], cwd=ROOT, capture_output=True, text=True,
                          env={**os.environ, "PREVIEW": "1", "STEPS": steps, "ESSOR": ESSOR})
    assert not walk.returncode, walk.stdout + walk.stderr


def run(function):
    begin = time.monotonic()
    try:
        function()
        return function.__name__, None, time.monotonic() - begin
    except BaseException:
        return function.__name__, traceback.format_exc(), time.monotonic() - begin


def main():
    chosen = [function for function in TESTS if not sys.argv[1:] or sys.argv[1] in function.__name__]
    chosen.sort(key=lambda function: function not in (keeps_its_memory, is_not_held_up_by_slow_clients,
                                                       equals_clean_builds_after_random_edits))
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for name, error, seconds in pool.map(run, chosen):
            failed += error is not None
            if error:
                print(f"FAIL {name}\n{error}")
            elif os.environ.get("VERBOSE"):
                print(f"{seconds:6.2f} s  {name}")
    print(f"preview: {len(chosen) - failed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
