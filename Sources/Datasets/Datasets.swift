// Datasets: training examples in, checked and split.
//
// Reads the field's JSONL and CSV shapes, reports each bad line with its number, checks examples against one another and against
// the cases, splits by group, and shows the loss mask of the real chat template. Text comes in and values go out: no files, no
// clocks, no global state. Imports Tokenization only; it does not know how training works, nor what a case is scored on.
