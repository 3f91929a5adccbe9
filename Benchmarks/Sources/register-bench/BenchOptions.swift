/// What the command line asks for.
struct BenchOptions {
    var numbers = 250_000_000
    var exchanges = 250_000
    var folder = "register-bench-data"
    var isShuffled = true
    var isStreaming = false
    var isReusing = false

    init(_ arguments: some Sequence<String>) {
        var rest = Array(arguments)[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--numbers": numbers = rest.popFirst().flatMap { Int($0) } ?? numbers
            case "--exchanges": exchanges = rest.popFirst().flatMap { Int($0) } ?? exchanges
            case "--dir": folder = rest.popFirst() ?? folder
            case "--order": isShuffled = rest.popFirst() != "sorted"
            case "--stream": isStreaming = true
            case "--reuse": isReusing = true
            default: print("ignored: \(argument)")
            }
        }
        exchanges = min(max(exchanges, 1), GeneratedNumbers.exchangesPossible)
        numbers = min(max(numbers, exchanges), exchanges * 10_000)
    }
}
