// Only CHTML includes libxml2: its headers bring a copy of ICU's names that Foundation has too.
#include <libxml/HTMLparser.h>
