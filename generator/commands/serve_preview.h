/* commands/serve_preview.h - what the preview shows: shared by the thread that builds and the one that answers.
 *
 * The builder publishes a site here, tells mistakes here, and is this build's desk: an output that a
 * request waits for, or that a browser shows, is made before the others. The server finds files here, and
 * the messages for the browsers that listen. Every function takes the lock; none keeps it.
 *
 * A path is only ever looked up among the outputs of a build. A site that was published stays until the
 * next one is whole: a build with mistakes changes nothing but the mistakes that are told.
 */
#pragma once
#include "commands/outputs.h"
#include "commands/serve_request.h"

typedef struct Preview Preview;

typedef enum FoundKind {
    FOUND_FILE,                 /* its bytes are here, or in the descriptor                       */
    FOUND_FOLDER,               /* there is a page at this path with a slash                      */
    FOUND_NOTHING,              /* no such output: the site's page for it, or no bytes            */
    FOUND_NO_SITE,              /* no build has succeeded yet                                     */
    FOUND_LATER,                /* not made yet: the request sleeps, and asks again when woken    */
} FoundKind;

typedef struct Found {
    FoundKind kind;
    Str path;                   /* of the output                                                  */
    Hash hash;                  /* of its bytes; 0: not known                                     */
    Str bytes;                  /* of a page                                                      */
    int descriptor;             /* of any other file: the caller closes it; -1                    */
    uint64_t size;
} Found;

typedef struct Waiter Waiter;
struct Waiter {                 /* a request; zeroed but for its connection                       */
    void *connection;
    Arena *arena;               /* for what it finds                                              */
    int output;                 /* that it waits for; -1: any                                     */
    bool settled;
    Waiter *next;
};

typedef struct Listener Listener;
struct Listener {               /* a browser that shows a page                                    */
    void *connection;
    Str page;                   /* path of the output that it shows, or would                     */
    Made made;                  /* what it shows                                                  */
    bool styles, reload;        /* messages of the build under way                                */
    Buf pending;                /* messages not yet sent                                          */
    bool asleep;
    Listener *next;
};

/* `suspend` and `resume` stop and wake a connection. `folder` is where the published site is. */
Preview *preview_new(Str folder, void (*suspend)(void *), void (*resume)(void *));

/* For the server's thread. */
Found preview_find(Preview *preview, Waiter *waiter, Str path);

/* False: the request sleeps until preview_settle_end. Then gives what stops the site, as JSON; "{}". */
bool  preview_wait_settled(Preview *preview, Waiter *waiter, Str *problems);
void  preview_listen(Preview *preview, Listener *listener);
void  preview_unlisten(Preview *preview, Listener *listener);

/* Copies up to `size` bytes of messages. 0: there is none, the connection sleeps; -1: no more will come. */
int64_t preview_messages(Preview *preview, Listener *listener, char *out, size_t size);

/* Readable when a request waits for preview_settle_end. */
int preview_bell(const Preview *preview);

/* The base path of the site, "" or "/sub". */
Str preview_base_path(Preview *preview, Arena *arena);

/* For the builder's thread. A build begins: what is not published yet is waited for. */
void preview_begin(Preview *preview, Str base_path);
const BuildDesk *preview_desk(Preview *preview);

/* The build is over. `build` is the site from now on, until the next call; NULL: the former one stays.
 * `problems` is what stops it, as JSON; "{}" when nothing does. Browsers reload what changed for them. */
void preview_end(Preview *preview, Build *build, Str problems);

/* Some outputs of the site were made again. */
void preview_update(Preview *preview, const int *outputs, int count, Str problems);

/* Wakes those who asked to know when all that was saved before is shown. In two steps: who asks after the
 * first waits for the next round. */
void preview_settle_begin(Preview *preview);
void preview_settle_end(Preview *preview);

/* Sends listeners an empty line, which tells which of them have gone. */
void preview_ping(Preview *preview);

/* Wakes all, for the last time: nobody sleeps from here on. Then, when the server has stopped, closes. */
void preview_leave(Preview *preview);
void preview_close(Preview *preview);
