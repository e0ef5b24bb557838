/* commands/serve.c - shows the site on this machine and follows each save: one loop.
 *
 * A process that listens starts one that builds and answers, and another when a build never ends or crashes
 * (live_again_and_again). That one has two threads: this one watches and builds, that of serve_http.c
 * answers; serve_preview.c stands between them. A save is met in one of two ways. When only texts of pages
 * changed, below front matter that is the same byte for byte, the linked site is still right: their outputs
 * alone are made again. Anything else is a build like `essor build`, in memory of its own, which replaces
 * the former one once it has succeeded. Outputs and state are in .essor/preview: neither public/ nor a build
 * that runs beside is touched.
 */
#include "commands/apart.h"
#include "commands/serve_address.h"
#include "commands/serve_http.h"
#include "commands/serve_problems.h"
#include "commands/serve_request.h"
#include "commands/serve_watch.h"

#include "base/path.h"
#include "base/work.h"
#include "read/config.h"
#include "read/page.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

enum {
    FIRST_PORT = 1313,
    QUIET = 3, LONGEST = 60,            /* milliseconds: the saves of a burst are taken together      */
    TICK = 1000,
    UNFINISHED = 300,                   /* a new file that nobody has closed                          */
    PING = 5, KEEP = 3,                 /* ticks                                                      */
    GROWTH = 16 << 20,                  /* bytes that texts made again may add to a build             */
    MOST_WORKERS = 64,                  /* whose time is looked at                                    */
};

typedef struct Round {          /* a build, with all its memory                                   */
    Arena *arena;
    Invocation invocation;
    Build build;
    size_t size;                /* bytes, when it had succeeded                                   */
} Round;

typedef struct Text {           /* of a page that is shown                                        */
    Page *page;
    Hash published;             /* Page.text of what is shown                                     */
} Text;

typedef List(int) Outputs;

typedef struct Server {
    Invocation *invocation;
    Str address;                /* "http://127.0.0.1:1313"                                        */
    Source source;              /* for the lines of mistakes                                      */
    Preview *preview;
    Http *http;
    Watch *watch;
    uint64_t stamp;             /* of a watch that is not whole                                   */
    Round *round;               /* what is shown; NULL: no build has succeeded                    */
    bool behind;                /* what is shown is not what the files say, texts aside           */
    int64_t until;              /* when a page appears or expires; 0 = never (Site.until)         */
    List(Text) texts;           /* saved since, or with a mistake                                 */
    int drafts, ticks;
    int idle;                   /* ticks since the last save                                      */
    int signals;
    Str ended;                  /* how the process before this one ended, as JSON; "" = this is the first */
} Server;

/* What goes on and on tells its problems once. */
static void tell_problems(Invocation *invocation, const Source *source)
{
    report(invocation, source);
    invocation->problems = problems_new(invocation->keep, invocation->language);
}

/* Builds */

static void round_close(Round *round)
{
    build_close(&round->build);
    arena_close(round->arena);
}

static Round *round_open(const Server *server)
{
    Arena *arena = arena_open();
    Round *round = arena_new(arena, Round);
    round->arena = arena;
    round->invocation = *server->invocation;
    round->invocation.keep = arena;
    round->invocation.problems = problems_new(arena, server->invocation->language);
    read_clock(&round->invocation);
    round->build.state.descriptor = round->build.source.site.descriptor = round->build.source.share.descriptor = -1;
    return round;
}

static size_t round_size(const Round *round)
{
    size_t size = arena_size(round->arena);
    for (int i = 0; i < round->build.threads; i++)
        size += arena_size(round->build.keeps[i]);
    return size;
}

/* The site keeps its base path, on the address of the preview. */
static bool set_base_url(const Server *server, Round *round)
{
    Invocation probe = round->invocation;
    Source source;
    const Config *config;
    int code = open_site(&probe, &source, &config);
    round->invocation.problems = probe.problems;
    if (code != EXIT_DONE)
        return false;
    Str base_path = config->base_path;
    round->invocation.problems = problems_new(round->arena, probe.language);    // build_read tells them again
    round->invocation.base_url = str_format(round->arena, "%.*s%.*s", STR(server->address), STR(base_path));
    preview_begin(server->preview, base_path);
    source_close(&source);
    return true;
}

static void say_drafts(Server *server)
{
    int drafts = 0;
    const Site *site = server->round->build.site;
    for (int i = 0; i < site->pages.count; i++)
        drafts += site->pages.at[i]->draft;
    if (drafts != server->drafts)
        say(&server->round->invocation, "drafts shown: %d", drafts);
    server->drafts = drafts;
}

static Str stopping_problems(const Server *server, const Round *round, bool ok)
{
    return ok ? S("{}") : problems_json(round->arena, &round->invocation.problems, &server->source, server->invocation->strict);
}

/* A build interrupted leaves nothing that the next one does not mend: signals end the program at once. */
static void set_signals(int how)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(how, &set, NULL);
}

/* Somebody may remove .essor while the preview runs. */
static bool is_there(const Server *server)
{
    Arena *arena = arena_open();
    Folder folder;
    bool there = folder_open(&folder, arena, server->invocation->destination);
    folder_close(&folder);
    arena_close(arena);
    return there;
}

static void build_whole(Server *server)
{
    Round *round = round_open(server), *former = server->round;
    if (former && is_there(server) && !build_keep(&former->build))
        report(&former->invocation, NULL);
    set_signals(SIG_UNBLOCK);
    bool ok = set_base_url(server, round) && build_read(&round->build, &round->invocation, true) == EXIT_DONE;
    round->build.desk = preview_desk(server->preview);
    ok = ok && build_outputs(&round->build, BUILD_PUBLISH) == EXIT_DONE;
    set_signals(SIG_BLOCK);
    preview_end(server->preview, ok ? &round->build : NULL, stopping_problems(server, round, ok));
    server->behind = !ok;
    server->until = round->build.site ? round->build.site->until : 0;
    server->texts.count = 0;
    if (!ok) {
        round_close(round);
        return;
    }
    server->round = round;
    round->size = round_size(round);
    if (former)
        round_close(former);
    say_drafts(server);
}

/* Was it there when the site was read? Editors write a file under another name, then rename it. */
static bool is_known(const Site *site, Str path)
{
    if (!str_starts(path, S("content/")) || str_equal(path_extension(path), S("toml")) ||
        map_get(&site->by_source, path) || map_get(&site->left_out, path) || map_get(&site->file_by_path, path))
        return true;
    for (int i = 0; i < site->tables.count; i++)
        if (str_equal(site->tables.at[i]->file, path))
            return true;
    return false;
}

/* A file that was saved: a text to read again, or nothing to the site. False when it may be more. */
static bool add_text(Server *server, Str path)
{
    Build *build = &server->round->build;
    Page *page = map_get(&build->site->by_source, path);
    Folder folder = build->source.site;
    FileEntry entry;
    if (!folder_stat(&folder, path, &entry))
        return folder.missing && !is_known(build->site, path);
    if (!page || !str_equal(page->origin->body_source, path))
        return false;
    for (int i = 0; i < server->texts.count; i++)
        if (server->texts.at[i].page == page)
            return true;
    list_add(&server->texts, server->invocation->keep, (Text){ page, page->origin->text });
    return true;
}

/* Takes over the texts that wait. False when one has changed in more. */
static bool read_texts(const Server *server)
{
    Folder folder = server->round->build.source.site;
    Arena *arena = arena_open();
    Str bytes;
    bool ok = true;
    for (int i = 0; ok && i < server->texts.count; i++) {
        Page *page = server->texts.at[i].page;
        ok = folder_read(&folder, arena, page->origin->body_source, 0, &bytes) && page_read_text(page, bytes);
        arena_reset(arena);
    }
    arena_close(arena);
    return ok;
}

/* What is recorded of an output speaks of the text that is published. */
static void restore_texts(Server *server)
{
    for (int i = 0; i < server->texts.count; i++)
        server->texts.at[i].page->origin->text = server->texts.at[i].published;
}

/* A text is seen by the outputs of its page alone (generator/README.md, a page's life). */
static void find_outputs(const Server *server, Arena *arena, Outputs *outputs)
{
    const Site *site = server->round->build.site;
    for (int i = 0; i < server->texts.count; i++) {
        const Text *text = &server->texts.at[i];
        for (int j = 0; text->page->origin->text != text->published && j < site->outputs.count; j++) {
            Output output = site_output(site, j);
            if (output.page == text->page && output.kind == OUTPUT_PAGE)
                list_add(outputs, arena, j);
        }
    }
}

/* Makes again the outputs of the texts that differ from what is published. */
static void build_again_texts(Server *server)
{
    Round *round = server->round;
    Arena *arena = arena_open();
    Outputs outputs = { 0 };
    find_outputs(server, arena, &outputs);
    bool ok = !outputs.count || build_again(&round->build, outputs.at, outputs.count) == EXIT_DONE;
    if (ok)
        server->texts.count = 0;
    else
        restore_texts(server);
    preview_update(server->preview, outputs.at, outputs.count, stopping_problems(server, round, ok));
    if (!ok)
        say(&round->invocation, "the preview stays as it was until this is mended");
    if (ok && outputs.count) {
        build_step(&round->build, "publish");
        say(&round->invocation, "%d made again in %.1f ms", outputs.count,
            (double)(round->build.times.step - round->build.times.started) / 1e6);
    }
    arena_close(arena);
}

/* False when more than texts changed: the site has to be read again. */
static bool build_texts(Server *server, const Changes *changes)
{
    Round *round = server->round;
    bool texts = round && !server->behind && !changes->everything && is_there(server) &&
                 round_size(round) <= 2 * round->size + GROWTH;
    for (int i = 0; texts && i < changes->paths.count; i++)
        texts = add_text(server, changes->paths.at[i]);
    texts = texts && read_texts(server);
    if (!texts)
        restore_texts(server);
    else if (server->texts.count)
        build_again_texts(server);
    return texts;
}

/* The loop */

/* The exact time: that of a file saved before is earlier; that of one saved later, later, or the last tick of the kernel. */
static int64_t clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void follow(Server *server, const Changes *changes)
{
    trace_start(server->invocation->trace, clock_now());
    if (changes->folders && !watch_start(server->watch, &server->invocation->problems))
        tell_problems(server->invocation, NULL);
    if (!build_texts(server, changes))
        build_whole(server);
}

static bool has_changes(const Changes *changes)
{
    return changes->everything || changes->paths.count;
}

/* Other saves may come at once: an editor's, a checkout's. */
static void take_burst(Server *server, Arena *arena, Changes *changes)
{
    struct pollfd saves = { watch_descriptor(server->watch), POLLIN, 0 };
    for (int waited = 0; waited < LONGEST && poll(&saves, 1, QUIET) > 0; waited += QUIET)
        watch_read(server->watch, arena, changes);
}

static void tick(Server *server, Changes *changes)
{
    if (changes->unfinished)
        watch_finish(server->watch, changes);
    http_sweep(server->http);
    if (++server->ticks % PING == 0)
        preview_ping(server->preview);
    if (++server->idle == KEEP && server->round)
        build_keep(&server->round->build);
    if (watch_is_whole(server->watch))
        return;
    uint64_t stamp = watch_stamp(server->watch);
    changes->everything = changes->everything || stamp != server->stamp;
    server->stamp = stamp;
}

/* A page appears or expires by itself, also when the last build failed: it may be what was missing. */
static bool is_due(Server *server)
{
    read_clock(server->invocation);
    return server->until && date_seconds(server->invocation->now) >= server->until;
}

/* Waits for changes. False when the program is asked to end. */
static bool wait_for_changes(Server *server, Arena *arena, Changes *changes)
{
    struct pollfd ready[] = { { server->signals, POLLIN, 0 }, { watch_descriptor(server->watch), POLLIN, 0 },
                              { preview_bell(server->preview), POLLIN, 0 } };
    *changes = (Changes){ 0 };
    server->idle = 0;
    for (;;) {
        preview_settle_begin(server->preview);
        watch_read(server->watch, arena, changes);
        changes->everything = changes->everything || is_due(server);
        if (has_changes(changes)) {
            take_burst(server, arena, changes);
            return true;
        }
        if (!changes->unfinished)
            preview_settle_end(server->preview);
        int count = poll(ready, 3, changes->unfinished ? UNFINISHED : TICK);
        if (ready[0].revents)
            return false;
        if (!count)
            tick(server, changes);
    }
}

/* What the former process died of, this one would die of too: it waits for a save, unless there was one since the build began. */
static bool may_build(const Server *server)
{
    return !server->ended.length || watch_newest(server->watch) > trace_started(server->invocation->trace);
}

static void run_loop(Server *server)
{
    Changes changes = { .everything = true };
    Arena *arena = arena_open();
    bool goes_on = may_build(server) || wait_for_changes(server, arena, &changes);
    while (goes_on) {
        follow(server, &changes);
        arena_reset(arena);
        goes_on = wait_for_changes(server, arena, &changes);
    }
    arena_close(arena);
}

/* The beginning and the end */

static void leave(int signal)
{
    (void)signal;
    _exit(EXIT_DONE);
}

static int catch_signals(void)
{
    sigset_t set;
    struct sigaction action = { .sa_handler = leave };
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
    sigaction(SIGCHLD, &action, NULL);          // the browser that --open starts
    set_signals(SIG_BLOCK);
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* .essor/preview, held by one preview at a time. */
static int open_state(Invocation *invocation, Str folder)
{
    Folder state;
    Str holder;
    Problems *problems = &invocation->problems;
    if (!make_state(invocation, &state))
        return EXIT_ENVIRONMENT;
    if (wait_for_lock(invocation, &state, &holder, NULL)) {
        folder_close(&state);
        return EXIT_DONE;
    }
    if (!holder.length) {
        problem(problems, (Place){ .file = folder }, "E0703", "cannot write this file: %s", state.error);
        return EXIT_ENVIRONMENT;
    }
    problem(problems, (Place){ 0 }, "E0917", "this site is previewed already (process %.*s)", STR(holder));
    problem_hint(problems, "look at it there, or stop that one");
    return EXIT_ENVIRONMENT;
}

static int start(Server *server, Str state)
{
    Invocation *invocation = server->invocation;
    Problems *problems = &invocation->problems;
    int wanted = invocation->port ? invocation->port : FIRST_PORT, port;
    if (!read_bind(invocation))
        return EXIT_USAGE;
    if (!source_open(&server->source, invocation->keep, site_folder(invocation), invocation->share, problems))
        return EXIT_ENVIRONMENT;
    if (!config_is_there(&server->source, config_file(invocation), problems))
        return EXIT_USAGE;
    int code = open_state(invocation, state);
    if (code != EXIT_DONE)
        return code;
    server->http = http_listen(invocation->keep, invocation->bind, wanted, &port, problems);
    if (!server->http)
        return EXIT_ENVIRONMENT;
    server->address = preview_address(invocation, port);
    if (port != wanted)
        say(invocation, "port %d is taken: the preview takes %d", wanted, port);
    warn_of_others(invocation);
    return EXIT_DONE;
}

static void stop(Server *server)
{
    if (server->preview)
        preview_leave(server->preview);
    if (server->http)
        http_stop(server->http);
    if (server->preview)
        preview_close(server->preview);
    if (server->round && !build_keep(&server->round->build))
        report(&server->round->invocation, NULL);
    if (server->round)
        round_close(server->round);
    watch_close(server->watch);
    source_close(&server->source);
}

/* The preview, from its threads until it is asked to end. */
static int live(Server *server)
{
    Invocation *invocation = server->invocation;
    server->signals = catch_signals();
    server->preview = preview_new(invocation->destination, http_suspend, http_resume);
    preview_begin(server->preview, S(""));
    bool started = http_start(server->http, server->preview, invocation->language, &invocation->problems);
    if (started)
        watch_start(server->watch, &invocation->problems);
    if (started && server->ended.length)
        preview_end(server->preview, NULL, server->ended);
    else if (started && invocation->open)
        open_browser(invocation, server->address);
    tell_problems(invocation, NULL);
    if (started && !server->ended.length)
        say(invocation, "the preview is at %.*s/; Ctrl+C ends it", STR(server->address));
    if (started)
        run_loop(server);
    return started ? EXIT_DONE : EXIT_ENVIRONMENT;
}

static void show_nothing(void *context, int descriptor, Str text)
{
    (void)context, (void)descriptor, (void)text;
}

static void do_nothing(void *context)
{
    (void)context;
}

/* One life of the preview in a process apart. True when it ended well, or was asked to; `code` is then set. */
static bool live_apart(Server *server, const ChildLimits *limits, int *code)
{
    Invocation *invocation = server->invocation;
    ChildVisitor visitor = { NULL, show_nothing, do_nothing };
    Child child;
    Str result;
    child_begin(&child);
    if (!child_fork(&child, limits, invocation->keep)) {
        char given = (char)live(server);
        stop(server);
        child_give(&child, (Str){ &given, 1 });
    }
    ChildEnd end = child_wait(&child, invocation->keep, &visitor, 1, &result);
    bool asked = end.how == CHILD_STOPPED || child_asked_to_stop(&child);
    child_end(&child);
    *code = end.how == CHILD_DONE && result.length ? result.data[0] : EXIT_DONE;
    if (asked || end.how == CHILD_DONE)
        return true;
    apart_tell(&invocation->problems, end, limits);
    server->ended = problems_json(invocation->keep, &invocation->problems, &server->source, false);
    tell_problems(invocation, &server->source);
    return false;
}

/* A script or a page that never ends, or that crashes the program, ends one life of the preview: the next one tells
 * browsers what happened. There is none after a life that had not begun to build. */
static int live_again_and_again(Server *server)
{
    Invocation *invocation = server->invocation;
    int code, threads = work_processors();
    Trace *trace = invocation->trace = trace_open(MOST_WORKERS);
    ChildLimits limits = apart_limits(invocation, trace, threads);
    limits.all_seconds = 0;
    for (int64_t began = 0;; began = trace_started(trace)) {
        if (live_apart(server, &limits, &code))
            break;
        code = EXIT_ENVIRONMENT;
        if (trace_started(trace) == began)
            break;
    }
    trace_close(trace);
    return code;
}

int command_serve(Invocation *invocation)
{
    Arena *keep = invocation->keep;
    Str state = path_join(keep, site_folder(invocation), S(".essor/preview"));
    invocation->state = state;
    invocation->destination = path_join(keep, state, S("site"));
    invocation->drafts = true;
    Server server = { .invocation = invocation, .watch = watch_open(keep, site_folder(invocation), config_file(invocation)) };
    server.source.site.descriptor = server.source.share.descriptor = -1;
    int code = start(&server, state);
    tell_problems(invocation, NULL);
    if (code == EXIT_DONE)
        code = invocation->unconfined ? live(&server) : live_again_and_again(&server);
    stop(&server);
    return code;
}
