/* commands/shard.h - one part of a site, for several machines that build it together.
 *
 * `essor build --shard I/N` reads and links the whole site, and makes the outputs whose path falls to part
 * I: the hash of the path decides, so that the parts are alike in size and that a page stays in its part
 * whatever is added. Each part has a destination and a state of its own; `essor merge` makes one
 * site of them.
 */
#pragma once
#include "commands/site.h"
#include "write/manifest.h"

/* Reads --shard into the invocation, and gives it a destination and a state. False (E0920) when it is no
 * part. */
bool shard_begin(Invocation *invocation);

/* The part that makes an output, from 1, of a site in parts. */
int shard_of(const Invocation *invocation, Str output);

/* True for the outputs that this build is to make. */
bool shard_has(const Invocation *invocation, Str output);

/* How many outputs this build is to make. */
int shard_count(const Build *build);

/* What the manifest says of the part; `count` 0 for a whole site. */
ManifestPart shard_part(const Build *build);
