import Foundation
import Testing
import Workbench

@Suite struct LearningCurveTests {
    @Test func aCurveTrainsNestedSubsetsAndKeepsFinishedPoints() throws {
        let small = try SmallProject()
        let choice = CurveChoice(sizes: [6, 3], training: TrainingChoice(rank: 2, epochs: 1, batchSize: 3))

        // Stopped in the second point's training: the first one is kept.
        #expect(throws: WorkbenchError.self) {
            try small.session.measureCurve(choice) { !$0.text.hasPrefix("6 examples · step") }
        }
        let points = { try FileManager.default.contentsOfDirectory(atPath: small.scratch.path(".assay/curve")).sorted() }
        let first = try #require(try points().first { $0.hasPrefix("3-") })
        let record = try small.scratch.text(".assay/curve/\(first)/point.json")

        let curve = try small.session.measureCurve(choice) { _ in true }
        #expect(try small.scratch.text(".assay/curve/\(first)/point.json") == record)
        #expect(try points().count == 2)
        #expect(curve.points.map(\.examples) == [3, 6])
        #expect(curve.arm == .lora && curve.split == "development" && curve.n == 5)
        // Half of the examples, gone through as much more often as there are more of them.
        #expect(curve.points[0].steps >= curve.points[1].steps)
        #expect(
            curve.points.allSatisfy { $0.validationLoss != nil && $0.success.low <= $0.success.rate && $0.success.rate <= $0.success.high })
        #expect(curve.gains.map(\.metric) == ["success", "format"])
        #expect(curve.conclusion == .undecided && curve.summary.contains("too few"))
        #expect(try small.session.storedCurve() == curve)
        // A curve's adapters are no runs: no arm uses them.
        #expect(try small.session.runs().isEmpty)
    }

    @Test func sizesThatCanNotBeAreRefused() throws {
        let small = try SmallProject()
        for sizes in [[], [0, 3], [3, 5000]] {
            #expect(throws: WorkbenchError.self) { try small.session.measureCurve(CurveChoice(sizes: sizes)) { _ in true } }
        }
    }
}
