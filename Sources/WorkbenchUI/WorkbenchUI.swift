// WorkbenchUI: the workbench as a pure function.
//
// `AppState`, `update(_:_:) -> [Effect]`, `view(_:) -> CellGrid`, the command registry, panes, overlays and themes. Nothing here
// does I/O, reads a clock, or knows ncurses, Dispatch or SQLite: effects are values that somebody else carries out.
