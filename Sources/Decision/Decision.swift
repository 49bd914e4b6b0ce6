// Decision: from scores to a verdict a team can act on.
//
// Gap decomposition, the five questions, hard constraints, the verdict rule and what would flip it.  It imports Scoring and does
// not know how answers were made.  Everything is pure: `DecisionReport.make(DecisionInput)`.
//
// The rule, in its order:
// 1. The instrument must be sound: enough cases and clusters, no leak, no false alarms in the A/A check, answers to score.  Else
//    the state is `void`.
// 2. Hard constraints drop arms: attribution, latency, reasons from outside.
// 3. Joint success per case is the measure: facts and format, and a right citation where sources must be shown.
// 4. The candidate is the cheapest arm that meets the bar and is not worse than the best by more than δ.
// 5. It must be shown to beat every cheaper arm (`Evidence.beats`), not to be worse than any dearer arm by more than δ
//    (`Evidence.isWithinDelta`), and not to be below the bar by more than δ (`Evidence.holds`).  Shown all: `recommend`, or `tie`
//    when a dearer rival was shown to be as good (`Evidence.areEquivalent`, TOST).  Else `inconclusive`, with the number of cases
//    that would settle it.
// `SimulationReport` measures how often this rule is wrong when the truth is known.
// "Not significant" is nowhere taken for "equal".
