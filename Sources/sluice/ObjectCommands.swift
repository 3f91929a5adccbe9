import ArgumentParser
import SluiceServer

/// The options that one kind of configured object has.
protocol ObjectOptions: ParsableArguments {
    /// Which kind.
    static var kind: AdminOperation.Kind { get }
    /// Those that were typed, by field name.
    var fields: [String: String] { get }
}

/// `create`: makes an object.
struct CreateObject<Options: ObjectOptions>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "create", abstract: "Make \(Options.one).")
    }

    @OptionGroup(title: "Fields") var options: Options
    @OptionGroup var desk: DeskOptions

    func run() async throws {
        try await desk.show(.create(Options.kind, options.fields))
    }
}

/// `set`: changes the fields that are given.
struct SetObject<Options: ObjectOptions>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "set", abstract: "Change \(Options.one): only the fields that you give.")
    }

    @Argument(help: "Its name as it is now, or its number.") var which: String
    @OptionGroup(title: "Fields") var options: Options
    @OptionGroup var desk: DeskOptions

    func validate() throws {
        guard !options.fields.isEmpty else { throw ValidationError("Say what to change; --help lists the fields.") }
    }

    func run() async throws {
        try await desk.show(.change(Options.kind, name: which, options.fields))
    }
}

/// `list`: every object of a kind.
struct ListObjects<Options: ObjectOptions>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: "Show every \(Options.kind.rawValue) of the account.")
    }

    @OptionGroup var desk: DeskOptions

    func run() async throws {
        try await desk.show(.list(Options.kind))
    }
}

/// `show`: all of one object.
struct ShowObject<Options: ObjectOptions>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: "Show all of one \(Options.kind.rawValue).")
    }

    @Argument(help: "Its name or its number.") var which: String
    @OptionGroup var desk: DeskOptions

    func run() async throws {
        try await desk.show(.show(Options.kind, name: which))
    }
}

/// `remove`: takes an object away, unless something needs it.
struct RemoveObject<Options: ObjectOptions>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "remove", abstract: "Remove \(Options.one), unless something needs it.")
    }

    @Argument(help: "Its name or its number.") var which: String
    @OptionGroup var desk: DeskOptions

    func run() async throws {
        try await desk.show(.remove(Options.kind, name: which))
    }
}

extension ObjectOptions {
    /// `a list`, `an adaptor`.
    static var one: String {
        let noun = kind.rawValue.replacing("_", with: " ")
        return "\(noun.first.map { "aeiou".contains($0) } == true ? "an" : "a") \(noun)"
    }

    /// The five commands of a kind.
    static var subcommands: [any ParsableCommand.Type] {
        [
            CreateObject<Self>.self, ListObjects<Self>.self, ShowObject<Self>.self, SetObject<Self>.self,
            RemoveObject<Self>.self,
        ]
    }
}
