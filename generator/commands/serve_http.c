/* commands/serve_http.c - sockets, requests and responses: the only file that knows libmicrohttpd.
 *
 * One thread polls all connections. A request that has to wait, and a stream of events that has nothing to
 * say, are suspended: they cost nothing until the preview wakes them. Each request has an arena, closed
 * when it is done. Called by commands/serve.c.
 */
#include "commands/serve_http.h"

#include "base/path.h"
#include "base/work.h"
#include "commands/serve_script.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    MOST_CONNECTIONS = 256,
    CONNECTION_BYTES = 16 << 10,        /* request line, headers and a chunk of the answer        */
    IDLE_SECONDS = 30,
    REQUEST_SECONDS = 5,                /* for a request to come whole                            */
    PORTS_TRIED = 100,
};

typedef struct Peer Peer;
struct Peer {                   /* a connection                                                   */
    int socket;
    int64_t since;              /* waits for a request since; 0: it is being answered             */
    Peer *previous, *next;
    Arena *arena;
};

struct Http {
    Preview *preview;
    Str bind;
    int socket;
    Language language;
    struct MHD_Daemon *daemon;
    Lock *lock;                 /* of `peers`                                                     */
    Peer *peers;
};

typedef struct Request {
    Waiter waiter;
    Arena *arena;
    Http *http;
    struct MHD_Connection *connection;
    Str url;
    bool head;
} Request;

void http_suspend(void *connection)
{
    MHD_suspend_connection(connection);
}

void http_resume(void *connection)
{
    MHD_resume_connection(connection);
}

static int64_t seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec + 1;     // never 0
}

static Str header(const Request *request, const char *name)
{
    return str_from(MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name));
}

/* Answers */

static const struct { const char *name, *value; } ALWAYS[] = {
    { "Cross-Origin-Resource-Policy", "same-origin" },
    { "X-Content-Type-Options", "nosniff" },
    { "Referrer-Policy", "no-referrer" },
    { "Content-Security-Policy", "frame-ancestors 'self'" },
};

static enum MHD_Result send_response(const Request *request, unsigned status, struct MHD_Response *response,
                                     const char *type, const char *cache)
{
    for (size_t i = 0; i < sizeof ALWAYS / sizeof *ALWAYS; i++)
        MHD_add_response_header(response, ALWAYS[i].name, ALWAYS[i].value);
    MHD_add_response_header(response, "Cache-Control", cache);
    if (type)
        MHD_add_response_header(response, "Content-Type", type);
    enum MHD_Result result = MHD_queue_response(request->connection, status, response);
    MHD_destroy_response(response);
    return result;
}

/* The bytes live as long as the request. */
static struct MHD_Response *response_of(Str bytes)
{
    return MHD_create_response_from_buffer(bytes.length, (void *)bytes.data, MHD_RESPMEM_PERSISTENT);
}

static enum MHD_Result send_text(const Request *request, unsigned status, Str text)
{
    Str line = str_format(request->arena, "%.*s\n", STR(text));
    return send_response(request, status, response_of(line), "text/plain; charset=utf-8", "no-store");
}

static enum MHD_Result say_to(const Request *request, unsigned status, const char *english)
{
    return send_text(request, status, str_from(message(request->http->language, english)));
}

static enum MHD_Result send_elsewhere(const Request *request, Str location)
{
    struct MHD_Response *response = response_of(S(""));
    MHD_add_response_header(response, "Location", str_cstr(request->arena, location));
    return send_response(request, MHD_HTTP_FOUND, response, NULL, "no-store");
}

/* A page of our own, where the site has none. The mistakes come by the script; a reader without one is
 * told where they are. */
static enum MHD_Result send_own_page(const Request *request, unsigned status, Str path, const char *english)
{
    Language language = request->http->language;
    const char *said = message(language, english);
    Str page = str_format(request->arena,
                          "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><title>Essor</title></head>"
                          "<body><main><h1>Essor</h1><p>%s</p></main></body></html>\n",
                          language == FRENCH ? "fr" : "en", said);
    Str whole = request_add_script(request->arena, page, path, (Made){ 0 });
    return send_response(request, status, response_of(whole), "text/html; charset=utf-8", "no-store");
}

static enum MHD_Result send_page(const Request *request, unsigned status, const Found *found, Str path)
{
    Str html = request_add_script(request->arena, found->bytes, path, made_of(found->bytes));
    return send_response(request, status, response_of(html), "text/html; charset=utf-8", "no-store");
}

static bool is_unchanged(const Request *request, Str tag)
{
    return tag.length && str_find(header(request, "If-None-Match"), tag) >= 0;
}

/* A range is of the file that the browser knows, or of none. */
static RangeKind range_of(const Request *request, Str tag, uint64_t size, uint64_t *from, uint64_t *length)
{
    Str condition = header(request, "If-Range");
    *from = 0;
    *length = size;
    return condition.length && !str_equal(condition, tag) ? RANGE_WHOLE
                                                          : request_range(header(request, "Range"), size, from, length);
}

static enum MHD_Result send_file(const Request *request, const Found *found)
{
    Str tag = found->hash ? str_format(request->arena, "\"%016llx\"", (unsigned long long)found->hash) : S("");
    uint64_t from, length;
    if (is_unchanged(request, tag)) {
        close(found->descriptor);
        struct MHD_Response *same = response_of(S(""));
        MHD_add_response_header(same, "ETag", str_cstr(request->arena, tag));
        return send_response(request, MHD_HTTP_NOT_MODIFIED, same, NULL, "no-cache");
    }
    RangeKind kind = range_of(request, tag, found->size, &from, &length);
    if (kind == RANGE_BEYOND) {
        close(found->descriptor);
        struct MHD_Response *beyond = response_of(S(""));
        Str size = str_format(request->arena, "bytes */%llu", (unsigned long long)found->size);
        MHD_add_response_header(beyond, "Content-Range", str_cstr(request->arena, size));
        return send_response(request, MHD_HTTP_RANGE_NOT_SATISFIABLE, beyond, NULL, "no-store");
    }
    struct MHD_Response *response = MHD_create_response_from_fd_at_offset64(length, found->descriptor, from);
    if (tag.length)
        MHD_add_response_header(response, "ETag", str_cstr(request->arena, tag));
    MHD_add_response_header(response, "Accept-Ranges", "bytes");
    if (kind == RANGE_PART) {
        Str part = str_format(request->arena, "bytes %llu-%llu/%llu", (unsigned long long)from,
                              (unsigned long long)(from + length - 1), (unsigned long long)found->size);
        MHD_add_response_header(response, "Content-Range", str_cstr(request->arena, part));
    }
    return send_response(request, kind == RANGE_PART ? MHD_HTTP_PARTIAL_CONTENT : MHD_HTTP_OK, response,
                         request_media_type(found->path), "no-cache");
}

/* Events */

typedef struct Stream {
    Listener listener;
    Preview *preview;
    Arena *arena;
} Stream;

static ssize_t read_stream(void *context, uint64_t position, char *out, size_t size)
{
    Stream *stream = context;
    (void)position;
    int64_t given = preview_messages(stream->preview, &stream->listener, out, size);
    return given < 0 ? MHD_CONTENT_READER_END_OF_STREAM : (ssize_t)given;
}

static void close_stream(void *context)
{
    Stream *stream = context;
    preview_unlisten(stream->preview, &stream->listener);
    arena_close(stream->arena);
}

static Str argument(const Request *request, Arena *arena, const char *name)
{
    Str path, value = str_from(MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name));
    return request_path(arena, str_format(arena, "/%.*s", STR(value)), S(""), &path) ? path : S("");
}

static enum MHD_Result send_events(const Request *request)
{
    if (!request_origin_is_ours(header(request, "Origin"), header(request, "Sec-Fetch-Site"), header(request, "Host")))
        return say_to(request, MHD_HTTP_FORBIDDEN, "only pages of this preview may listen to it");
    if (request->head)
        return send_response(request, MHD_HTTP_OK, response_of(S("")), "text/event-stream", "no-store");
    Arena *arena = arena_open();
    Stream *stream = arena_new(arena, Stream);
    *stream = (Stream){ .preview = request->http->preview, .arena = arena };
    stream->listener = (Listener){ .connection = request->connection, .pending = buf_new(arena),
                                   .page = argument(request, arena, "page") };
    made_parse(argument(request, arena, "made"), &stream->listener.made);
    preview_listen(stream->preview, &stream->listener);
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1024, read_stream, stream, close_stream);
    return send_response(request, MHD_HTTP_OK, response, "text/event-stream", "no-store");
}

/* Requests */

static enum MHD_Result answer_own(Request *request)
{
    if (str_equal(request->url, S("/.essor/preview.js")))
        return send_response(request, MHD_HTTP_OK, response_of(serve_script()), "text/javascript; charset=utf-8",
                             "no-store");
    if (str_equal(request->url, S("/.essor/events")))
        return send_events(request);
    if (!str_equal(request->url, S("/.essor/settled")))
        return say_to(request, MHD_HTTP_NOT_FOUND, "the preview has nothing at this address");
    Str problems;
    if (!preview_wait_settled(request->http->preview, &request->waiter, &problems))
        return MHD_YES;
    if (str_equal(problems, S("{}")))
        return send_response(request, MHD_HTTP_NO_CONTENT, response_of(S("")), NULL, "no-store");
    return send_response(request, MHD_HTTP_CONFLICT, response_of(problems), "application/json", "no-store");
}

static enum MHD_Result answer_path(Request *request, Str path)
{
    Found found = preview_find(request->http->preview, &request->waiter, path);
    switch (found.kind) {
    case FOUND_LATER:
        return MHD_YES;
    case FOUND_FILE:
        return found.bytes.length || found.descriptor < 0 ? send_page(request, MHD_HTTP_OK, &found, found.path)
                                                           : send_file(request, &found);
    case FOUND_FOLDER:
        return send_elsewhere(request, str_format(request->arena, "%.*s/", STR(request->url)));
    case FOUND_NO_SITE:
        return send_own_page(request, MHD_HTTP_INTERNAL_SERVER_ERROR, found.path,
                             "the site has mistakes: the terminal tells them, and this page when it may run its script");
    case FOUND_NOTHING:
        break;
    }
    return found.bytes.length ? send_page(request, MHD_HTTP_NOT_FOUND, &found, found.path)
                              : send_own_page(request, MHD_HTTP_NOT_FOUND, found.path, "there is no page at this address");
}

static enum MHD_Result answer(Request *request)
{
    Http *http = request->http;
    Str host = header(request, "Host"), path;
    if (!request_host_is_ours(host, http->bind))
        return say_to(request, MHD_HTTP_FORBIDDEN,
                      "this preview answers at its own address only: another host name may be a trap");
    if (str_starts(request->url, S("/.essor/")))
        return answer_own(request);
    Str base_path = preview_base_path(http->preview, request->arena);
    if (base_path.length && (str_equal(request->url, S("/")) || str_equal(request->url, base_path)))
        return send_elsewhere(request, str_format(request->arena, "%.*s/", STR(base_path)));
    if (request_path(request->arena, request->url, base_path, &path))
        return answer_path(request, path);
    if (base_path.length && request_path(request->arena, request->url, S(""), &path))
        return send_text(request, MHD_HTTP_NOT_FOUND,
                         str_format(request->arena, message(http->language, "the site is below '%.*s/'"), STR(base_path)));
    return say_to(request, MHD_HTTP_BAD_REQUEST, "this is no address of a site");
}

static Peer *peer_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void set_since(Http *http, struct MHD_Connection *connection, int64_t since)
{
    Peer *peer = peer_of(connection);
    lock_take(http->lock);
    if (peer)
        peer->since = since;
    lock_release(http->lock);
}

static Request *request_new(Http *http, struct MHD_Connection *connection, const char *url, bool head)
{
    Arena *arena = arena_open();
    Request *request = arena_new(arena, Request);
    *request = (Request){ .arena = arena, .http = http, .connection = connection, .head = head };
    request->url = str_copy(arena, str_from(url));
    request->waiter = (Waiter){ .connection = connection, .arena = arena };
    set_since(http, connection, 0);
    return request;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_size, void **state)
{
    Http *http = context;
    Str name = str_from(method);
    bool head = str_equal(name, S("HEAD"));
    (void)version, (void)upload;
    Request *request = *state;
    if (request)
        return *upload_size ? MHD_NO : answer(request);
    *state = request = request_new(http, connection, url, head);
    if (head || str_equal(name, S("GET")))
        return MHD_YES;                         // called again when the request is whole
    struct MHD_Response *response = response_of(S(""));
    MHD_add_response_header(response, "Allow", "GET, HEAD");
    return send_response(request, MHD_HTTP_METHOD_NOT_ALLOWED, response, NULL, "no-store");
}

static void completed(void *context, struct MHD_Connection *connection, void **state,
                      enum MHD_RequestTerminationCode code)
{
    Request *request = *state;
    (void)code;
    set_since(context, connection, seconds_now());
    *state = NULL;
    if (request)
        arena_close(request->arena);
}

/* Connections */

static void open_peer(Http *http, struct MHD_Connection *connection, void **context)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    Arena *arena = arena_open();
    Peer *peer = arena_new(arena, Peer);
    *peer = (Peer){ .socket = info->connect_fd, .since = seconds_now(), .next = http->peers, .arena = arena };
    if (http->peers)
        http->peers->previous = peer;
    http->peers = peer;
    *context = peer;
}

static void close_peer(Http *http, Peer *peer)
{
    if (peer->next)
        peer->next->previous = peer->previous;
    if (peer->previous)
        peer->previous->next = peer->next;
    else
        http->peers = peer->next;
    arena_close(peer->arena);
}

static void notified(void *context, struct MHD_Connection *connection, void **socket_context,
                     enum MHD_ConnectionNotificationCode code)
{
    Http *http = context;
    lock_take(http->lock);
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        open_peer(http, connection, socket_context);
    else if (*socket_context)
        close_peer(http, *socket_context);
    lock_release(http->lock);
}

void http_sweep(Http *http)
{
    int64_t now = seconds_now();
    lock_take(http->lock);
    for (const Peer *peer = http->peers; peer; peer = peer->next)
        if (peer->since && now - peer->since > REQUEST_SECONDS)
            shutdown(peer->socket, SHUT_RDWR);
    lock_release(http->lock);
}

/* The server */

typedef struct Address {
    union { struct sockaddr any; struct sockaddr_in four; struct sockaddr_in6 six; };
    socklen_t size;
} Address;

static Address address_of(Arena *arena, Str bind)
{
    const char *text = str_cstr(arena, bind);
    Address address = { .four.sin_family = AF_INET, .size = sizeof address.four };
    if (inet_pton(AF_INET, text, &address.four.sin_addr) == 1)
        return address;
    address = (Address){ .six.sin6_family = AF_INET6, .size = sizeof address.six };
    inet_pton(AF_INET6, text, &address.six.sin6_addr);
    return address;
}

static bool listen_on(int socket, Address *address, int port)
{
    if (address->any.sa_family == AF_INET)
        address->four.sin_port = htons((uint16_t)port);
    else
        address->six.sin6_port = htons((uint16_t)port);
    return !bind(socket, &address->any, address->size) && !listen(socket, 64);
}

static int open_socket(int family)
{
    const int yes = 1;
    int descriptor = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor >= 0)
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    return descriptor;
}

static int listen_near(Address *address, int port, int *listening)
{
    for (*listening = port; *listening < port + PORTS_TRIED && *listening < 65536; (*listening)++) {
        int descriptor = open_socket(address->any.sa_family);
        if (descriptor < 0 || listen_on(descriptor, address, *listening))
            return descriptor;
        int error = errno;
        close(descriptor);
        errno = error;
        if (error != EADDRINUSE)
            break;
    }
    return -1;
}

Http *http_listen(Arena *keep, Str bind, int port, int *listening, Problems *problems)
{
    Address address = address_of(keep, bind);
    int descriptor = listen_near(&address, port, listening);
    if (descriptor < 0) {
        problem(problems, (Place){ 0 }, "E0915", "cannot listen on %.*s, port %d: %s", STR(bind), port, strerror(errno));
        problem_hint(problems, errno == EADDRNOTAVAIL ? "this machine has no such address: 'ip address' lists those that it has"
                               : "choose another port with --port, or another address with --bind");
        return NULL;
    }
    Http *http = arena_new(keep, Http);
    *http = (Http){ .bind = str_copy(keep, bind), .socket = descriptor, .lock = lock_new(keep) };
    return http;
}

/* Escapes stay: request_path() decodes them, once. */
static size_t keep_escapes(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context, (void)connection;
    return strlen(text);
}

const char *http_library(void)
{
    return MHD_get_version();
}

bool http_start(Http *http, Preview *preview, Language language, Problems *problems)
{
    http->preview = preview;
    http->language = language;
    http->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_USE_INTERNAL_POLLING_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, handle, http,
        MHD_OPTION_LISTEN_SOCKET, http->socket,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)MOST_CONNECTIONS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
        MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, completed, http,
        MHD_OPTION_NOTIFY_CONNECTION, notified, http,
        MHD_OPTION_END);
    return http->daemon || problem(problems, (Place){ 0 }, "E0915", "cannot start the server: %s", strerror(errno));
}

void http_stop(Http *http)
{
    if (http->daemon)
        MHD_stop_daemon(http->daemon);
    else
        close(http->socket);
}
