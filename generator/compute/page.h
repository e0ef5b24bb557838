/* compute/page.h - evaluates what a page's text asks of the data. */
#pragma once
#include "model/job.h"

/* Appends the figure that `:valeur[id]{territoire=28 annee=2018 format=...}` stands for, as HTML:
 * <data value="10.7">10,7 %</data>. False after a problem: unknown indicator or territory (nearest
 * named), a marked figure in a sentence (secret, missing). */
bool compute_inline_figure(Job *job, const Directive *directive, Buf *out);
