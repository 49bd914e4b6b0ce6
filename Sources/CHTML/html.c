#include "CHTML.h"

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

static xmlDocPtr document(const chtml_tree *tree) { return (xmlDocPtr)tree; }
static xmlNodePtr node_of(const chtml_node *node) { return (xmlNodePtr)node; }

void chtml_prepare(void) { xmlInitParser(); }

// Whether `count` more nodes are allowed; if not, parsing ends.
static int takes(htmlParserCtxtPtr parser, long count) {
    long *left = parser->_private;
    *left -= count;
    if (*left > 0) return 1;
    xmlStopParser(parser);
    return 0;
}

static void start_element(void *context, const xmlChar *name, const xmlChar **attributes) {
    long count = 2;
    for (const xmlChar **each = attributes; each && *each; each += 2) count += 2;
    if (takes(context, count)) xmlSAX2StartElement(context, name, attributes);
}

chtml_tree *chtml_parse(const char *text, int size, long maximum_nodes, int *status) {
    htmlParserCtxtPtr parser = htmlNewParserCtxt();
    *status = CHTML_NO_TREE;
    if (!parser) return NULL;
    long left = maximum_nodes;
    parser->_private = &left;
    parser->sax->startElement = start_element;
    parser->sax->comment = NULL;
    parser->sax->processingInstruction = NULL;
    // What stands in script and style elements.
    parser->sax->cdataBlock = NULL;
    // HUGE lifts the limit on depth, behind which the rest of a page would be dropped in silence: trees are walked without recursion.
    int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | XML_PARSE_HUGE;
    htmlDocPtr tree = htmlCtxtReadMemory(parser, text, size, NULL, "UTF-8", options);
    htmlFreeParserCtxt(parser);
    if (left <= 0) {
        if (tree) xmlFreeDoc(tree);
        *status = CHTML_TOO_MANY_NODES;
        return NULL;
    }
    if (tree) *status = CHTML_OK;
    return (chtml_tree *)tree;
}

void chtml_free(chtml_tree *tree) { xmlFreeDoc(document(tree)); }

const chtml_node *chtml_root(const chtml_tree *tree) { return (const chtml_node *)xmlDocGetRootElement(document(tree)); }
const chtml_node *chtml_first_child(const chtml_node *node) { return (const chtml_node *)node_of(node)->children; }
const chtml_node *chtml_next(const chtml_node *node) { return (const chtml_node *)node_of(node)->next; }
const chtml_node *chtml_parent(const chtml_node *node) { return (const chtml_node *)node_of(node)->parent; }

int chtml_is_element(const chtml_node *node) { return node_of(node)->type == XML_ELEMENT_NODE; }
int chtml_is_text(const chtml_node *node) { return node_of(node)->type == XML_TEXT_NODE; }

const char *chtml_name(const chtml_node *node) { return node_of(node)->name ? (const char *)node_of(node)->name : ""; }
const char *chtml_text(const chtml_node *node) { return node_of(node)->content ? (const char *)node_of(node)->content : ""; }

int chtml_has_attributes(const chtml_node *node) { return node_of(node)->properties != NULL; }

const char *chtml_attribute(const chtml_node *node, const char *name) {
    for (xmlAttrPtr each = node_of(node)->properties; each; each = each->next) {
        if (!xmlStrEqual(each->name, BAD_CAST name)) continue;
        return each->children && each->children->content ? (const char *)each->children->content : "";
    }
    return NULL;
}
