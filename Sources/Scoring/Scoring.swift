// Scoring: cases, criteria, metrics, and the paired statistics that compare arms.
//
// Pure: an `Answerer` is handed in, scores come out. It does not know terminals, SQLite, models or files of a project.
