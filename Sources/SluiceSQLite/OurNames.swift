import SluiceDatabase

// GRDB uses these words too; in this target they mean ours.
typealias DatabaseError = SluiceDatabase.DatabaseError
typealias DatabaseValue = SluiceDatabase.DatabaseValue
typealias Row = SluiceDatabase.Row
typealias Statement = SluiceDatabase.Statement
typealias Connection = SluiceDatabase.Connection
