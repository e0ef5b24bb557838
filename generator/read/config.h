/* read/config.h - site.toml into a Config. */
#pragma once
#include "model/config.h"
#include "read/source.h"

typedef struct ConfigOptions {  /* what the command line says over the file                       */
    Str file;                   /* "site.toml"                                                    */
    Str base_url;               /* "" = the file's                                                */
    bool drafts, future, expired, atomic;
    int jobs;                   /* 0 = the file's                                                 */
    Date now;
    List(Str) set;              /* "title=Essai", "params.x=1"                                    */
} ConfigOptions;

/* Is there such a file in the site's folder? False after a problem (E0126; E0712: it is no path
 * inside the site). */
bool config_is_there(const Source *source, Str file, Problems *problems);

/* Reads the configuration. NULL after a problem. */
Config *read_config(Arena *keep, const Source *source, const ConfigOptions *options, Problems *problems);

/* The configuration of an earlier build again, from its root; without problems, for it had none. */
Config *config_again(Arena *keep, const ConfigOptions *options, const ValueMap *root);
