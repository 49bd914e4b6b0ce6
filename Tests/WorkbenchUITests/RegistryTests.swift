import TerminalCells
import Testing
import WorkbenchUI

struct RegistryTests {
    @Test
    func everyCommandHasANameATitleAndAPlace() {
        for command in CommandRegistry.all {
            #expect(!command.title.isEmpty)
            #expect(!command.id.rawValue.isEmpty)
            #expect(command.message == .command(command.id))
        }
        #expect(Set(CommandRegistry.all.map(\.id)).count == CommandRegistry.all.count, "ids are unique")
    }

    @Test
    func noKeyMeansTwoThingsInOnePlace() {
        for scope in Scope.allCases {
            let commands = CommandRegistry.commands(in: scope)
            // The same key twice is allowed only where the state decides, which no scope needs.
            let keys = commands.flatMap(\.keys)
            #expect(Set(keys).count == keys.count, "\(scope.rawValue)")
        }
    }

    @Test
    func nothingNeedsAltOrFunctionKeysOrAltGr() {
        // On common European layouts these need AltGr.
        let altGr: Set<Character> = ["[", "]", "{", "}", "@", "\\", "|", "~", "#", "€"]
        for command in CommandRegistry.all {
            for key in command.keys {
                #expect(!key.modifiers.contains(.alt), "\(command.id.rawValue)")
                if case .function = key.code { Issue.record("\(command.id.rawValue) needs a function key") }
                if case .character(let character) = key.code { #expect(!altGr.contains(character), "\(command.id.rawValue)") }
            }
        }
    }

    @Test
    func everyCommandThatLosesSomethingAsks() {
        for command in CommandRegistry.all where ["delete", "remove", "cancel"].contains(where: { command.id.rawValue.hasSuffix($0) }) {
            #expect(command.risk == .asks, "\(command.id.rawValue)")
        }
    }

    @Test
    func theKeyTableHoldsEveryKey() {
        let table = CommandRegistry.keyTable()
        for command in CommandRegistry.all where !command.keys.isEmpty { #expect(table.contains(command.title)) }
        #expect(table.contains("`assay kb sync`"))
    }
}
