/* read/keys.h - the typed keys of a map into a struct, driven by a table.
 *
 *     static const Key KEYS[] = {
 *         KEY("drafts", KEY_BOOL, .offset = offsetof(Config, drafts)),
 *         KEY("jobs", KEY_INTEGER, .offset = offsetof(Config, jobs), .maximum = 256),
 *     };
 *     keys_read(&reader, KEYS, KEYS_COUNT(KEYS), map, config, S("build"));
 *
 * Every mistake is reported with its place: a key that is not in the table (nearest named), a value
 * of the wrong kind, a number out of its range. A key that is absent leaves its member untouched.
 */
#pragma once
#include "model/value.h"

typedef enum KeyKind {
    KEY_TEXT,                   /* Str                                                            */
    KEY_PROSE,                  /* Str, in French typography                                      */
    KEY_BOOL,                   /* bool                                                           */
    KEY_INTEGER,                /* int, between minimum and maximum                               */
    KEY_LONG,                   /* int64_t, the same                                              */
    KEY_DATE,                   /* Date                                                           */
    KEY_TEXTS,                  /* const ValueList *, of texts only                               */
    KEY_LIST,                   /* const ValueList *, of anything                                 */
    KEY_RECORDS,                /* const ValueList *, of texts and tables of keys                 */
    KEY_MAP,                    /* const ValueMap *, keys are free                                */
    KEY_TEXT_MAP,               /* const ValueMap *: `keys` names its keys, all texts             */
    KEY_GROUP,                  /* a map of more keys of the same struct: `keys`                  */
    KEY_CHOICE,                 /* int8_t: index of the text in `choices`                         */
    KEY_CUSTOM,                 /* what `read` makes of it                                        */
} KeyKind;

typedef struct KeyReader {
    Arena *keep;
    Str file;                   /* for places                                                     */
    Problems *problems;
    const char *unknown_code, *kind_code, *value_code;
    bool open;                  /* unknown keys are somebody else's to check                      */
    Str option;                 /* of the command line, where values without a line come from; "" */
} KeyReader;

typedef struct Key Key;
struct Key {
    const char *name;
    KeyKind kind;
    size_t offset;              /* of the member                                                  */
    void *(*part)(void *object, Arena *keep);   /* gives the part of the object that holds the member,
                                   made when it is needed; NULL: the object itself                */
    int64_t minimum, maximum;   /* of numbers; maximum 0 = any                                    */
    const Key *keys;            /* of KEY_GROUP and KEY_TEXT_MAP                                  */
    int key_count;
    const char *const *choices; /* of KEY_CHOICE, ended by NULL                                   */
    bool (*read)(KeyReader *reader, Str name, const Value *value, void *object);
};

#define KEY(name_, kind_, ...) { .name = (name_), .kind = (kind_), __VA_ARGS__ }
#define KEYS_COUNT(keys) (int)(sizeof(keys) / sizeof *(keys))

/* Reads the keys of `map` into `object`. `prefix` stands before the names in messages ("build"). */
bool keys_read(KeyReader *reader, const Key *keys, int count, const ValueMap *map, void *object, Str prefix);

/* Reads one value. */
bool key_read(KeyReader *reader, const Key *key, Str name, const Value *value, void *object);

/* The key of that name; NULL when there is none. */
const Key *key_find(const Key *keys, int count, Str name);

/* Reports a value of the wrong kind, with a hint when what was meant can be told. Returns false. */
bool key_wrong_kind(KeyReader *reader, Str name, const Value *value, const char *expected);

/* Where a value stands; a value that --set gave has the file "--set". */
Place key_place(const KeyReader *reader, const Value *value);

/* "prefix.name", or the name alone. */
Str key_path(Arena *arena, Str prefix, Str name);
