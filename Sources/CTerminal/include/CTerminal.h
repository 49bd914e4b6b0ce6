#ifndef CTERMINAL_H
#define CTERMINAL_H
// The only place that knows <curses.h>.
#endif
