/* write/output.h - from an Output to its bytes: which writer makes which file. */
#pragma once
#include "read/source.h"
#include "write/record.h"
#include "write/staging.h"

/* Makes the bytes of an output in job->arena; sets the job's page and number. False after a problem,
 * which is in job->problems. */
bool make_output(Job *job, const Source *source, const Output *output, Str *bytes);

/* True when the published folder has an output and its attachments, each with the size that is recorded. */
bool output_is_whole(const RecordEntry *entry, const Staging *staging, Arena *arena);

/* True when an output, with its attachments, is what the record says and is still in the published
 * folder: it need not be made again. `entry` may be NULL. Any thread. */
bool output_is_current(const RecordEntry *entry, const Site *site, const Staging *staging, Arena *arena);
