// HTML taken apart by libxml2, behind plain functions, and the character sets of the C library.
//
// Nothing is fetched and no entity of a document's own is read. A tree is used by one thread at a time; different trees by any.
#ifndef CHTML_H
#define CHTML_H

#include <iconv.h>
#include <stddef.h>

typedef struct chtml_tree chtml_tree;
typedef struct chtml_node chtml_node;

enum { CHTML_OK = 0, CHTML_NO_TREE = 1, CHTML_TOO_MANY_NODES = 2 };

/// Once, before any other call.
void chtml_prepare(void);

/// Takes `size` bytes of UTF-8 apart. Elements and attributes are counted against `maximum_nodes`, two for an element with its text;
/// comments, scripts and styles are dropped. NULL unless `status` is CHTML_OK.
chtml_tree *chtml_parse(const char *text, int size, long maximum_nodes, int *status);
void chtml_free(chtml_tree *tree);

/// The outermost element; NULL when there is none.
const chtml_node *chtml_root(const chtml_tree *tree);
const chtml_node *chtml_first_child(const chtml_node *node);
const chtml_node *chtml_next(const chtml_node *node);
const chtml_node *chtml_parent(const chtml_node *node);

int chtml_is_element(const chtml_node *node);
int chtml_is_text(const chtml_node *node);
/// The name of an element, in lower case.
const char *chtml_name(const chtml_node *node);
/// The text of a text node, UTF-8.
const char *chtml_text(const chtml_node *node);
int chtml_has_attributes(const chtml_node *node);
/// The value of an attribute: "" when it has none, NULL when it is not there.
const char *chtml_attribute(const chtml_node *node, const char *name);

#endif
