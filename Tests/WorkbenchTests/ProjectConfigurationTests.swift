import Testing
import Workbench

@Suite struct ProjectConfigurationTests {
    private func parse(_ text: String) -> (ProjectConfiguration, warning: String?) {
        ProjectConfiguration.parse(text, defaultName: "folder")
    }

    @Test func anEmptyFileGivesTheDefaults() {
        let (configuration, warning) = parse("")
        #expect(configuration == ProjectConfiguration(name: "folder"))
        #expect(warning == nil)
    }

    @Test func everySectionIsRead() {
        let (c, warning) = parse(
            """
            [project]
            name = "desk"
            theme = "light"
            [prompt]
            instructions = "  Be brief.\\n"
            maxTokens = 40
            [knowledge]
            sources = ["docs", "notes.md"]
            passages = 2
            [dataset]
            file = "data.jsonl"
            seed = 7
            [cases]
            files = ["a.jsonl"]
            [[fewshot.example]]
            question = "Q"
            answer = "A"
            [decision]
            bar = 0.6
            delta = 0.1
            anytime = true
            latencyMilliseconds = 800
            gap = "both"
            prompting = "no"
            """)
        #expect(warning == nil)
        #expect(c.name == "desk")
        #expect(c.theme == "light")
        #expect(c.instructions == "Be brief.")
        #expect(c.maxTokens == 40)
        #expect(c.sources == ["docs", "notes.md"])
        #expect(c.passages == 2)
        #expect(c.dataset == "data.jsonl")
        #expect(c.splitSeed == 7)
        #expect(c.cases == ["a.jsonl"])
        #expect(c.fewshot.map(\.question) == ["Q"])
        #expect(c.fewshot.map(\.answer) == ["A"])
        #expect(c.bar == 0.6)
        #expect(c.delta == 0.1 && c.isAnytime)
        #expect(c.latencyMilliseconds == 800)
        #expect(c.answers == [.gap: "both", .prompting: "no"])
    }

    @Test func aFormIsASchemaOrAPatternForSomeArms() {
        let (schema, warning) = parse("[form]\nschema = \"reply.json\"\n")
        #expect(warning == nil)
        #expect(schema.form == .schema(path: "reply.json") && schema.constrained == [.prompt, .rag])
        let (pattern, _) = parse("[form]\nregex = 'a+'\narms = [\"fewshot\", \"rag+lora\"]\n")
        #expect(pattern.form == .regex("a+") && pattern.constrained == [.fewshot, .ragLora])
        #expect(parse("[form]\narms = []\n").warning?.contains("either schema or regex") == true)
        #expect(parse("[form]\nregex = 'a'\nschema = 'b'\n").warning?.contains("either schema or regex") == true)
        #expect(parse("[form]\nregex = 'a'\narms = ['rag+form']\n").warning?.contains("\"rag+form\" is not one of") == true)
    }

    @Test(arguments: [
        ("[prompt]\nmaxtokens = 9\n", "prompt.maxtokens"), ("[retrieval]\npassages = 2\n", "[retrieval]"),
        ("name = \"x\"\n", "name"),
    ])
    func aKeyThatIsNoSettingIsNamed(_ text: String, _ key: String) {
        let (configuration, warning) = parse(text)
        #expect(warning == "assay.toml: \(key) is not a setting and was not read.")
        #expect(configuration == ProjectConfiguration(name: "folder"))
    }

    @Test func aSyntaxErrorNamesItsLineAndKeepsTheDefaults() {
        let (c, warning) = parse("[project]\nname = \"x\"\n\nbroken =\n")
        #expect(c.name == "folder")
        #expect(warning?.contains("line 4") == true)
    }

    @Test func aValueOfTheWrongKindNamesItsKeyAndLine() {
        let (_, warning) = parse("[prompt]\nmaxTokens = \"many\"\n")
        #expect(warning?.contains("maxTokens") == true)
        #expect(warning?.contains("line 2") == true)
    }

    @Test func aValueOutOfRangeKeepsItsDefault() {
        let (c, warning) = parse("[decision]\nbar = 7.0\ngap = \"perhaps\"\n[knowledge]\npassages = 0\n")
        #expect(c.bar == 0.5)
        #expect(c.passages == 3)
        #expect(c.answers.isEmpty)
        #expect(warning != nil)
    }
}
