// TerminalCells: a grid of cells and everything that can be drawn on it without a terminal.
//
// Text width, safe text, layout, styles by role, widgets and charts. Pure values, no I/O. It does not know Dispatch, ncurses
// or the domain.
