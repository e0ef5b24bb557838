/* read/markdown_tree.h - the nodes of cmark's tree in the order of the text.
 *
 *     for (cmark_node *node = root; node; node = tree_next(root, node))
 *         use(node);
 *
 * Never by recursion: the tree may be very deep in places. cmark's own iterator is three calls into the
 * library for each node, and as many for its end. */
#pragma once
#include <cmark-gfm/node.h>

/* The node that starts after `node` does, below `root`; NULL when there is none. */
static inline cmark_node *tree_next(const cmark_node *root, cmark_node *node)
{
    if (node->first_child)
        return node->first_child;
    while (node != root && !node->next)
        node = node->parent;
    return node == root ? NULL : node->next;
}
