/* write/output.h - from an Output to its bytes: which writer makes which file. */
#pragma once
#include "model/job.h"
#include "read/source.h"

/* Makes the bytes of an output in job->arena; sets the job's page and number. False after a problem,
 * which is in job->problems. */
bool make_output(Job *job, const Source *source, const Output *output, Str *bytes);
