extension LearningCurve {
    /// A gain smaller than this is none worth collecting examples for.
    static let worthwhile = 0.05

    static func conclude(_ gain: Gain?) -> (Conclusion, String) {
        guard let gain else { return (.undecided, "One point is no curve: more examples, or smaller --sizes, are needed.") }
        let step = "from \(gain.from) to \(gain.to) examples"
        let range = "(95 % interval \(Figures.pointsRange(gain.low, gain.high)) points)"
        if gain.low > 0 {
            return (.rising, "Still rising \(step) \(range): more examples of this kind are likely to help.")
        }
        if gain.high < worthwhile {
            return (
                .flat,
                "Flat \(step) \(range): more examples of this kind are unlikely to bring \(Figures.percent(worthwhile)) more."
            )
        }
        return (.undecided, "Not decided \(step) \(range): these cases are too few to tell.")
    }
}
