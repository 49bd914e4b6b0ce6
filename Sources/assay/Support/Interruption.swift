import Foundation
import Synchronization

/// Ctrl-C and SIGTERM ask long work to stop at the next safe point; a second one ends the program at once.
enum Interruption {
    private static let count = Atomic<Int>(0)

    static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

    static func watch() {
        let handler: @convention(c) (Int32) -> Void = { number in
            if Interruption.count.wrappingAdd(1, ordering: .relaxed).newValue > 1 { _exit(128 + number) }
        }
        signal(SIGINT, handler)
        signal(SIGTERM, handler)
    }
}
