// Decision: from scores to a verdict a team can act on.
//
// Gap decomposition, the five questions, hard constraints, the verdict rule and what would flip it. It imports Scoring and
// does not know how answers were made.
